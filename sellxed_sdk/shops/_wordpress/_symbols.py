"""Names of classes and functions that a plugin declares for everybody, whenever it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.shops._php import PhpFile, decode_php

__all__ = ["Symbols", "find_line", "find_symbols"]

MAX_FILES = 60
MAX_DEPTH = 3

# At the beginning of a line, as nobody indents what stands in no block. What is found is
# a candidate: where two plugins have it, the files are parsed.
_CLASS = re.compile(
    r"^(?:(?:abstract|final|readonly)\s{1,9})*(?:class|interface|trait)\s{1,9}(\w+)", re.MULTILINE
)
_FUNCTION = re.compile(r"^function\s{1,9}&?\s{0,9}(\w+)\s{0,9}\(", re.MULTILINE)
_GUARD = re.compile(r"(?:function|class|interface|trait)_exists\s*\(\s*['\"]\\*(\w+)['\"]")
_NAMESPACE = re.compile(r"^(?:<\?php\s{1,9})?namespace\s{1,9}\w", re.MULTILINE)
_INCLUDE = re.compile(
    r"^(?:require|include)(?:_once)?\b[ \t(]{0,9}"
    r"(?:__DIR__|dirname\([ \t]*__FILE__[ \t]*\)|plugin_dir_path\([ \t]*__FILE__[ \t]*\)"
    r"|([A-Z][A-Z0-9_]{0,99}))?"
    r"[ \t]{0,9}\.?[ \t]{0,9}['\"]/?([\w./-]{1,200}\.php)['\"]",
    re.MULTILINE,
)


@attrs.define
class Symbols:
    """Candidates, in lower case, with the file."""

    declared: dict[str, Path] = attrs.Factory(dict)
    """Classes by name, functions as ``name()``."""


def find_symbols(sources: Mapping[str, bytes], main: Path, root: Path) -> Symbols:
    """Return what a plugin's main file declares, and the files that it includes at once.

    Args:
        sources: The plugin's files.
        main: Its main file.
        root: Its directory, which constants in includes are taken to mean.
    """
    found = Symbols()
    guarded: set[str] = set()
    for path, text in _included(sources, main, root):
        guarded.update(name.lower() for name in _GUARD.findall(text))
        if _NAMESPACE.search(text):
            continue
        for name in _CLASS.findall(text):
            found.declared.setdefault(name.lower(), path)
        for name in _FUNCTION.findall(text):
            found.declared.setdefault(f"{name.lower()}()", path)
    for name in guarded:
        found.declared.pop(name, None)
        found.declared.pop(f"{name}()", None)
    return found


def _included(sources: Mapping[str, bytes], main: Path, root: Path) -> Iterator[tuple[Path, str]]:
    waiting, seen = [(main, 0)], {main}
    while waiting and len(seen) <= MAX_FILES:
        path, depth = waiting.pop(0)
        data = sources.get(str(path))
        if data is None:
            continue
        text = decode_php(data)
        yield path, text
        for match in _INCLUDE.finditer(text) if depth < MAX_DEPTH else ():
            place = (root if match[1] else path.parent) / match[2]
            if place not in seen and ".." not in place.parts:
                seen.add(place)
                waiting.append((place, depth + 1))


def find_line(file: PhpFile, symbol: str) -> tuple[str, int] | None:
    """Return the name and the line of a candidate that a file declares in no block, or None.

    Args:
        file: What the file says.
        symbol: As in `Symbols.declared`.
    """
    if symbol.endswith("()"):
        for function in file.functions:
            if f"{function.name.lower()}()" == symbol and not function.is_conditional:
                return f"{function.name}()", function.line
        return None
    found = file.find(symbol)
    return (found.name, found.line) if found is not None and not found.is_conditional else None
