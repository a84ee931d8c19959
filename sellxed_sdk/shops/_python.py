"""The Python distributions of the running environment."""

from __future__ import annotations

import platform
import re
from importlib.metadata import Distribution, distributions

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory, Unread

__all__ = ["read_python_environment"]

SYSTEM = "python"


def read_python_environment() -> ShopInventory:
    """Take inventory of the running environment. Imports none of it.

    Returns:
        One library for each distribution; the first on the path counts, as for imports.
    """
    found: dict[str, Plugin] = {}
    unread: list[Unread] = []
    for distribution in distributions():
        name = _name(distribution)
        if name is None:
            unread.append(Unread(path=_place(distribution), reason="its metadata has no name"))
            continue
        uid = f"{SYSTEM}:{re.sub(r'[-_.]+', '-', name).lower()}"
        if uid in found:
            continue
        found[uid] = Plugin(
            uid=uid,
            name=name,
            version=_version(distribution),
            state=PluginState.ACTIVE,
            evidence="importable here",
            kind="library",
        )
    return ShopInventory(
        platform=SYSTEM,
        platform_version=platform.python_version(),
        plugins=tuple(sorted(found.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(unread),
    )


def _name(distribution: Distribution) -> str | None:
    # A directory without METADATA gives a message without fields.
    try:
        return distribution.metadata["Name"] or None
    except (KeyError, TypeError, OSError):
        return None


def _version(distribution: Distribution) -> str | None:
    try:
        return distribution.metadata["Version"] or None
    except (KeyError, TypeError, OSError):
        return None


def _place(distribution: Distribution) -> str:
    path = getattr(distribution, "_path", None)
    return path.name if path is not None else "?"
