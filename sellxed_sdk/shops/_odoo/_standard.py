"""Which names of methods Odoo itself has: whoever defines such a one overrides it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._odoo._layout import Source
from sellxed_sdk.shops._odoo._text import MAX_BYTES

__all__ = ["find_declared"]

MAX_DEPTH = 3
_DEFINED = re.compile(r"^[ \t]+(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(", re.MULTILINE)
_LEFT_OUT = frozenset({"tests", "static", "i18n", "data", "views", "migrations", "security"})
# Where the class is on which all models are built, by version.
_ORM = ("models.py", "orm", "osv")


def find_declared(
    files: ShopFiles, directories: Sequence[Path], source: Source, *, names: frozenset[str]
) -> frozenset[str]:
    """Return those of some names that a method of Odoo has, of whichever class.

    Args:
        files: The shop.
        directories: Of the add-ons that come with Odoo and count.
        source: Odoo itself.
        names: The names of interest.
    """
    found: set[str] = set()
    for start in (*(source.package / name for name in _ORM), *directories):
        for path in _files(files, start):
            text = files.whole(path, max_bytes=MAX_BYTES)
            found |= names.intersection(_DEFINED.findall(text or ""))
        if found == names:
            break
    return frozenset(found)


def _files(files: ShopFiles, start: Path) -> Iterator[Path]:
    if start.suffix == ".py":
        if files.is_file(start):
            yield start
        return
    waiting = [(start, 0)]
    while waiting:
        directory, depth = waiting.pop()
        for entry in files.children(directory):
            if entry.suffix == ".py" and files.is_file(entry):
                yield entry
            elif depth < MAX_DEPTH and entry.name not in _LEFT_OUT and files.is_directory(entry):
                waiting.append((entry, depth + 1))
