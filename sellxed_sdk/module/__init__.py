"""What module code calls: `Module`, and the same checks without one.

What this decides: nothing of its own. It brings disk, clock and channel to the pure
rooms, and turns every failure into a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sellxed_sdk.module._licence import Mode, check_licence
from sellxed_sdk.module._module import Module

if TYPE_CHECKING:
    from sellxed_sdk.module._bulk import check_licences
    from sellxed_sdk.module._bundled import read_bundled_rules
    from sellxed_sdk.module._compatibility import (
        check_compatibility,
        read_baseline,
        read_rules,
    )
    from sellxed_sdk.module._panel import build_panel, read_desk
    from sellxed_sdk.module._updates import (
        check_updates,
        open_channel,
        read_channel_revocations,
        read_releases,
    )

__all__ = [
    "Mode",
    "Module",
    "build_panel",
    "check_compatibility",
    "check_licence",
    "check_licences",
    "check_updates",
    "open_channel",
    "read_baseline",
    "read_bundled_rules",
    "read_channel_revocations",
    "read_desk",
    "read_releases",
    "read_rules",
]

# Not needed by a web request that checks a licence.
_LAZY = {
    "build_panel": "_panel",
    "check_licences": "_bulk",
    "check_compatibility": "_compatibility",
    "read_bundled_rules": "_bundled",
    "read_baseline": "_compatibility",
    "read_rules": "_compatibility",
    "check_updates": "_updates",
    "open_channel": "_updates",
    "read_channel_revocations": "_updates",
    "read_desk": "_panel",
    "read_releases": "_updates",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        import importlib

        if name not in _LAZY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{__name__}.{_LAZY[name]}"), name)
