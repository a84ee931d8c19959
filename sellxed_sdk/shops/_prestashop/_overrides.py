"""Overrides: members of the shop's classes that a module, or somebody by hand, replaces."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._bodies import find_bodies
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpClass, decode_php, find_encoder, read_php

__all__ = ["OverrideFile", "OverrideMember", "Tag", "read_overrides"]

DIRECTORY = "override"
_SUFFIX = "override"
# As the platform writes it above each member; people edit it, so white space may differ.
_TAG = re.compile(
    r"/\*{1,9}\s{0,40}\*?\s{0,40}module:[ \t]{0,40}([\w-]{1,64})[ \t]{0,40}\r?\n"
    r"\s{0,40}\*?\s{0,40}date:([^\r\n*]{0,80})\r?\n"
    r"\s{0,40}\*?\s{0,40}version:[ \t]{0,40}([^\s*]{0,40})\s{0,40}\*/"
)


@attrs.frozen(kw_only=True)
class Tag:
    """What the platform writes above a member that it took from a module."""

    module: str
    """The module."""
    date: str
    """When it was installed."""
    version: str
    """The module's version then."""


@attrs.frozen(kw_only=True)
class OverrideMember:
    """One member of a class."""

    target: str
    """The class of the shop."""
    name: str
    """``method()``, ``$property`` or ``CONSTANT``."""
    calls_parent: bool | None
    """Whether it runs what it replaces; None where the text does not tell."""
    body: str = ""
    """The text of a method, without comments and white space."""
    path: str
    """The file, relative to the shop."""
    line: int
    """From 1."""
    tag: Tag | None = None
    """Which module it came from, where that is written above it."""

    @property
    def key(self) -> tuple[str, str]:
        """Class and member, in lower case."""
        return self.target.lower(), self.name.lower()


@attrs.frozen(kw_only=True)
class OverrideFile:
    """One file with overrides."""

    path: str
    """Relative to the shop."""
    is_opaque: bool = False
    """Whether it is encoded."""
    members: tuple[OverrideMember, ...] = ()
    """What it replaces."""


def read_overrides(files: ShopFiles, home: Path) -> Iterator[OverrideFile]:
    """Yield the files with overrides below a directory; what cannot be read is noted.

    Args:
        files: The shop.
        home: The shop's root, or a module's directory.
    """
    base = home / DIRECTORY
    if not files.is_directory(base):
        return
    for name, data in files.php_files(base):
        path = Path(name)
        text = decode_php(data)
        relative = files.relative(path)
        if encoder := find_encoder(text):
            files.note(path, encoder)
            yield OverrideFile(path=relative, is_opaque=True)
        elif "class" in text.lower():
            yield OverrideFile(path=relative, members=tuple(_members(files, base, path, text)))


def _members(files: ShopFiles, base: Path, path: Path, text: str) -> Iterator[OverrideMember]:
    found = read_php(text)
    if found.unread:
        files.note(path, found.unread)
        return
    is_of_module = path.relative_to(base).parts[0] == "modules"
    wanted = {path.stem.lower()} | ({path.stem.lower() + _SUFFIX} if is_of_module else set())
    named = [entry for entry in found.classes if entry.name]
    entry = next((e for e in named if e.name.lower() in wanted), None)
    if entry is None and is_of_module:
        entry = next(iter(named), None)  # controllers of modules have names of their own
    if entry is None:
        if named:
            files.note(path, f"it has no class {path.stem}, so that it overrides none")
        return
    target = _target(entry) if is_of_module else entry.name
    tags = _tags(text)
    places = _places(entry)
    bodies = find_bodies(text)
    lines = sorted({line for _, line, _ in places})
    by_line = {_next(lines, end): tag for end, tag in tags}
    for name, line, calls_parent in places:
        yield OverrideMember(
            target=target,
            name=name,
            calls_parent=calls_parent,
            body=bodies.get((line, name.removesuffix("()").lower()), ""),
            path=files.relative(path),
            line=line,
            tag=by_line.get(line),
        )


def _target(entry: PhpClass) -> str:
    parent = entry.extends[0] if entry.extends else ""
    bare = entry.name[: -len(_SUFFIX)] if entry.name.lower().endswith(_SUFFIX) else entry.name
    return parent or bare


def _places(entry: PhpClass) -> list[tuple[str, int, bool | None]]:
    found: list[tuple[str, int, bool | None]] = [
        (f"{method.name}()", method.line, entry.reaches_parent(method.name))
        for method in entry.methods
    ]
    found += [(f"${item.name}", item.line, False) for item in entry.properties]
    found += [(constant.name, constant.line, False) for constant in entry.constants]
    return found


def _tags(text: str) -> Iterator[tuple[int, Tag]]:
    """Yield the tags, with the line on which each ends."""
    line, place = 1, 0
    for match in _TAG.finditer(text):
        line, place = line + text.count("\n", place, match.end()), match.end()
        yield line, Tag(module=match[1], date=match[2].strip(), version=match[3])


def _next(lines: list[int], begin: int) -> int:
    index = bisect_left(lines, begin)
    return lines[index] if index < len(lines) else 0
