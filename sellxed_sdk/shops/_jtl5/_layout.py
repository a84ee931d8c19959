"""Where a JTL shop keeps what, and its version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles

__all__ = ["PluginPlace", "find_places", "is_jtl_shop", "read_hooks", "read_version", "spell"]

DEFINES = Path("includes/defines_inc.php")
HOOKS = Path("includes/hooks_inc.php")
PLUGINS = Path("plugins")
LEGACY_PLUGINS = Path("includes/plugins")
INFO = "info.xml"
MAX_BYTES = 500_000
_NAMES = ("APPLICATION_VERSION", "JTL_VERSION")
_DEFINED = re.compile(
    r"""(?:\bconst\s+|\bdefine\s*\(\s*['"])(\w+)['"]?\s*[=,]\s*['"]?([\w.+-]{1,50})"""
)


@attrs.frozen(kw_only=True)
class PluginPlace:
    """A directory with a plugin."""

    directory: Path
    """Where it is."""
    is_legacy: bool
    """Whether it is of the kind before JTL-Shop 5, with a directory a version."""


def is_jtl_shop(root: Path) -> bool:
    """Whether a directory is the root of a JTL shop."""
    path = root / DEFINES
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        text = stream.read(MAX_BYTES).decode("utf-8", "replace")
    return any(match[1] in _NAMES for match in _DEFINED.finditer(text))


def read_version(files: ShopFiles) -> str | None:
    """Return the version of the shop: of 4 and before as ``4.06``."""
    found = _defined(files, files.root / DEFINES)
    for name in _NAMES:
        version = spell(found.get(name, ""))
        if version[:1].isdecimal():
            return version
    files.note(files.root / DEFINES, "its version was not found")
    return None


def spell(version: str) -> str:
    """Return a version as people write it: ``406`` is ``4.06``, others stay as they are."""
    text = version.strip()
    return f"{text[0]}.{text[1:]}" if len(text) == 3 and text.isdecimal() else text


def read_hooks(files: ShopFiles) -> dict[str, str]:
    """Return the names of the shop's hooks by their numbers."""
    path = files.root / HOOKS
    found = _defined(files, path) if files.is_file(path) else {}
    return {number: name for name, number in found.items() if name.startswith("HOOK_")}


def find_places(files: ShopFiles) -> Iterator[PluginPlace]:
    """Yield the directories with plugins, at the platform's own depth; newer kinds first."""
    for base, is_legacy in ((PLUGINS, False), (LEGACY_PLUGINS, True)):
        for entry in files.children(files.root / base):
            if files.is_file(entry / INFO):
                yield PluginPlace(directory=entry, is_legacy=is_legacy)


def _defined(files: ShopFiles, path: Path) -> dict[str, str]:
    text = files.head(path, max_bytes=MAX_BYTES) or ""
    return {match[1]: match[2] for match in _DEFINED.finditer(text)}
