"""The update channel: a TUF client that a shop can live with.

What this decides: which facts of the vendor are genuine and current, and whether a
downloaded archive is the signed one. It does not decide what they mean; the pure
rooms do. `UpdateClient.refresh` is called from cron or by a click and never raises;
`UpdateClient.status` reads one local file and is what pages show.

`stage_release` unpacks a downloaded release beside the shop; nothing here installs it.

Importing this package loads neither tuf nor requests; a refresh does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sellxed_sdk.updates._client import UpdateClient
from sellxed_sdk.updates._credentials import Credential, parse_credential
from sellxed_sdk.updates._packed import PackedState, pack_state, unpack_state
from sellxed_sdk.updates._paths import default_state_dir
from sellxed_sdk.updates._result import ChannelStatus, RefreshOutcome, RefreshResult
from sellxed_sdk.updates._timeouts import Timeouts

if TYPE_CHECKING:
    from sellxed_sdk.updates._staging import StagedRelease, read_staged, stage_release

__all__ = [
    "ChannelStatus",
    "Credential",
    "PackedState",
    "RefreshOutcome",
    "RefreshResult",
    "StagedRelease",
    "Timeouts",
    "UpdateClient",
    "default_state_dir",
    "pack_state",
    "parse_credential",
    "read_staged",
    "stage_release",
    "unpack_state",
]

# Not needed by who asks for the status.
_LAZY = ("StagedRelease", "read_staged", "stage_release")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _LAZY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from sellxed_sdk.updates import _staging

        return getattr(_staging, name)
