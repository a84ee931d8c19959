"""The Python distributions of the running environment."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory, Unread
from sellxed_sdk.shops._requirements import required_names

__all__ = ["read_python_environment"]

SYSTEM = "python"
MAX_CHARS = 200


def read_python_environment() -> ShopInventory:
    """Take inventory of the running environment. Imports none of it.

    Returns:
        One library for each distribution; the first on the path counts, as for imports.
        Others of the same name and damaged metadata are among what was not read.
    """
    found: dict[str, tuple[Plugin, str]] = {}
    unread: list[Unread] = []
    for distribution in distributions():
        place = _place(distribution)
        name, version = _read(distribution, "Name"), _read(distribution, "Version")
        if name is None:
            unread.append(Unread(path=place, reason="its metadata has no name"))
            continue
        uid = f"{SYSTEM}:{re.sub(r'[-_.]+', '-', name).lower()}"
        if uid in found:
            first, known_place = found[uid]
            if known_place != place:  # else the path lists one directory twice
                reason = f"{first.name} {first.version or '?'} comes first on the path"
                unread.append(Unread(path=place, reason=reason))
            continue
        plugin = Plugin(
            uid=uid,
            name=name,
            version=version,
            state=PluginState.ACTIVE,
            evidence="importable here",
            kind="library",
            requires=tuple(f"{SYSTEM}:{name}" for name in _requires(distribution)),
        )
        found[uid] = plugin, place
    plugins = sorted((plugin for plugin, _ in found.values()), key=lambda plugin: plugin.uid)
    return ShopInventory(
        platform=SYSTEM,
        platform_version=platform.python_version(),
        plugins=tuple(plugins),
        unread=tuple(unread),
    )


def _requires(distribution: Distribution) -> Iterator[str]:
    try:
        lines = distribution.requires or []
    except (KeyError, TypeError, ValueError, OSError):  # as for other fields below
        lines = []
    return required_names(lines)


def _read(distribution: Distribution, field: str) -> str | None:
    # Directories without METADATA, other encodings, half-removed files: each Python
    # version answers differently, and from 3.12 on a missing field is asked for first.
    try:
        metadata = distribution.metadata
        value = metadata[field] if field in metadata else None  # noqa: SIM401  no get() in 3.10
    except (KeyError, TypeError, ValueError, OSError):
        return None
    return str(value).strip()[:MAX_CHARS] or None if value is not None else None


def _place(distribution: Distribution) -> str:
    return str(getattr(distribution, "_path", "?"))
