"""Names of classes and functions that a plugin declares for everybody, whenever it runs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.shops._php import PhpFile, decode_php, tokenise

__all__ = ["Place", "Symbols", "find_line", "find_symbols", "is_outside_blocks"]

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


_Includes = tuple[tuple[str, int], ...]


@attrs.frozen
class Place:
    """Where a candidate is declared, and by which statements its file is included."""

    path: Path
    includes: _Includes
    """Files with positions in their text, from the main file on."""


@attrs.define
class Symbols:
    """Candidates, in lower case."""

    declared: dict[str, Place] = attrs.Factory(dict)
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
    for place, text in _included(sources, main, root):
        guarded.update(name.lower() for name in _GUARD.findall(text))
        if _NAMESPACE.search(text):
            continue
        for name in _CLASS.findall(text):
            found.declared.setdefault(name.lower(), place)
        for name in _FUNCTION.findall(text):
            found.declared.setdefault(f"{name.lower()}()", place)
    for name in guarded:
        found.declared.pop(name, None)
        found.declared.pop(f"{name}()", None)
    return found


def _included(sources: Mapping[str, bytes], main: Path, root: Path) -> Iterator[tuple[Place, str]]:
    waiting, seen = [Place(main, ())], {main}
    while waiting and len(seen) <= MAX_FILES:
        place = waiting.pop(0)
        data = sources.get(str(place.path))
        if data is None:
            continue
        text = decode_php(data)
        yield place, text
        for match in _INCLUDE.finditer(text) if len(place.includes) < MAX_DEPTH else ():
            path = (root if match[1] else place.path.parent) / match[2]
            if path not in seen and ".." not in path.parts:
                seen.add(path)
                includes = (*place.includes, (str(place.path), match.start()))
                waiting.append(Place(path, includes))


def is_outside_blocks(text: str, position: int) -> bool:
    """Whether what stands at a position of a file is in no block.

    Args:
        text: Of the file.
        position: In it, from 0.
    """
    tokens = tokenise(text)
    words = tokens.texts[: bisect_left(tokens.starts, position)]
    return words.count("{") == words.count("}")


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
