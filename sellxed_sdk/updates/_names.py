"""Names of files that mean something else on another file system. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

__all__ = ["find_collision", "find_windows_fault"]

_RESERVED = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))]
)


def find_collision(names: Iterable[str]) -> str:
    """Return a name that some file system cannot tell from another one, or an empty text.

    Args:
        names: Paths of files, with ``/``, each once.
    """
    seen: dict[str, tuple[str, bool]] = {}
    for name in names:
        parts = name.split("/")
        for count in range(1, len(parts) + 1):
            part = "/".join(parts[:count])
            entry = (part, count == len(parts))
            folded = unicodedata.normalize("NFC", part).casefold()
            if seen.setdefault(folded, entry) != entry:
                return name
    return ""


def find_windows_fault(name: str) -> str:
    """Return why a path means something else on Windows, or an empty text."""
    for part in name.split("/"):
        if part.endswith((".", " ")):
            return "a name ends with a dot or blank"
        if part.partition(".")[0].rstrip().upper() in _RESERVED:
            return "a name is one of a device"
    return ""
