"""One class of a module that extends one of the shop's: what its methods do.

The platform makes a chain of the extensions of a class: what each calls its parent is the
next one in the chain, as the alias ``<its own name>_parent``. A method that does not reach
its parent, itself or through others of its class, its traits or the module's own parent
classes, cuts off everything before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._oxid._classes import ClassFinder, Found
from sellxed_sdk.shops._php import PhpClass, PhpMethod

__all__ = ["Extension", "ExtensionMethod", "read_extension"]

MAX_LEVELS = 10
MAX_TRAITS = 50
_PARENT = "_parent"
# Classes of the shop system, by their new names and by their old ones.
_SHOP = re.compile(r"oxidesales\\eshop|ox[a-z]+$", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class ExtensionMethod:
    """A method that an extension has."""

    name: str
    """As written."""
    path: Path
    """Its file: the class, a trait or a class above it."""
    line: int
    """Of the word ``function``."""
    reaches_parent: bool | None
    """Whether it hands on to the chain; None where the text does not tell."""
    names_parent: bool
    """Whether it says ``parent::`` with its own name."""


@attrs.frozen(kw_only=True)
class Extension:
    """A class that extends one of the shop's."""

    path: Path
    """Its file."""
    line: int
    """Where it is declared."""
    is_chained: bool | None
    """Whether it is derived from the chain; None where its parent was not found."""
    parents: tuple[str, ...] = ()
    """Classes above it, nearest first, apart from the chain."""
    methods: tuple[ExtensionMethod, ...] = ()
    """In order of their names."""


@attrs.frozen
class _Level:
    """A class and its traits: where ``parent`` begins to be looked for above it."""

    methods: dict[str, tuple[PhpMethod, Path]]
    is_whole: bool


def read_extension(finder: ClassFinder, found: Found, *, near: Path) -> Extension | None:
    """Read an extension; None where its file could not be read.

    Args:
        finder: For traits and classes above it.
        found: Its class.
        near: The directory of its module.
    """
    if found.php is None:
        return None
    levels, parents, is_chained = _climb(finder, found, near)
    chain = _Chain(finder, levels, is_chained=is_chained)
    methods = [
        ExtensionMethod(
            name=method.name,
            path=path,
            line=method.line,
            reaches_parent=chain.reaches(name),
            names_parent=method.calls_parent,
        )
        for name, (method, path) in sorted(chain.visible().items())
        if method.visibility != "private" and not method.is_abstract
    ]
    return Extension(
        path=found.path,
        line=found.php.line,
        is_chained=is_chained,
        parents=tuple(parents),
        methods=tuple(methods),
    )


def _climb(
    finder: ClassFinder, found: Found, near: Path
) -> tuple[list[_Level], list[str], bool | None]:
    """Return the module's own classes from this one up, and whether they end in the chain."""
    levels: list[_Level] = []
    parents: list[str] = []
    current = found
    while current.php is not None and len(levels) < MAX_LEVELS:
        php = current.php
        levels.append(_level(finder, php, current.path, near))
        if not php.extends:
            return levels, parents, False
        parent = php.extends[0]
        if parent.lower().endswith(_PARENT):
            return levels, parents, True
        parents.append(parent)
        above = finder.find(parent, near=near) if "\\" in parent else None
        if above is None:
            # What is not the module's own is a class of the shop: the chain is passed by.
            return levels, parents, False if _SHOP.match(parent) else None
        current = above
    return levels, parents, None


def _level(finder: ClassFinder, php: PhpClass, path: Path, near: Path) -> _Level:
    methods = {entry.name.lower(): (entry, path) for entry in php.methods}
    waiting, seen, is_whole = list(php.traits), set(php.traits), True
    while waiting:
        found = finder.find(waiting.pop(0), near=near)
        if found is None or found.php is None:
            is_whole = False
            continue
        for entry in found.php.methods:
            methods.setdefault(entry.name.lower(), (entry, found.path))
        new = [name for name in found.php.traits if name not in seen]
        seen.update(new)
        waiting += new[: MAX_TRAITS - len(seen)] if len(seen) < MAX_TRAITS else []
    return _Level(methods, is_whole)


class _Chain:
    def __init__(
        self, finder: ClassFinder, levels: list[_Level], *, is_chained: bool | None
    ) -> None:
        self._finder = finder
        self._levels = levels
        self._is_chained = is_chained
        self._is_whole = all(level.is_whole for level in levels)

    def visible(self) -> dict[str, tuple[PhpMethod, Path]]:
        """Return the methods that the extension has, the nearest of each name."""
        found: dict[str, tuple[PhpMethod, Path]] = {}
        for level in self._levels:
            for name, entry in level.methods.items():
                found.setdefault(name, entry)
        return found

    def reaches(self, name: str) -> bool | None:
        """Whether a method hands on to what is above it under its own name."""
        first = self._level_of(name, 0)
        waiting: list[tuple[int, str]] = [] if first is None else [(first, name)]
        seen, is_open = set(waiting), False
        while waiting:
            level, current = waiting.pop()
            method, _ = self._levels[level].methods[current]
            if name in method.parent_calls and self._level_of(name, level + 1) is None:
                return None if self._is_chained is None else True
            is_open = is_open or method.has_dynamic_parent
            # What no level has is in a trait that was not found, where there is one.
            places = list(self._calls(method, level))
            is_open = is_open or (not self._is_whole and None in [entry[0] for entry in places])
            if any(self._gives_name(first, name, *entry) for entry in places):
                return True
            new = [(place, called) for place, called in places if place is not None]
            waiting += [entry for entry in new if entry not in seen]
            seen.update(new)
        if is_open or self._is_chained is None or self._is_named_elsewhere(name):
            return None
        return False

    def _gives_name(self, first: int | None, name: str, level: int | None, called: str) -> bool:
        """Whether the method gives its name to one that calls what it is given: ``f('save')``."""
        if first is None or level is None:
            return False
        helper, _ = self._levels[level].methods[called]
        if not helper.has_dynamic_parent:
            return False
        method, path = self._levels[first].methods[name]
        words = self._finder.body(path, method.line, name).lower()
        return any(f"{called} ( {quote}{name}{quote}" in words for quote in "'\"")

    def _is_named_elsewhere(self, name: str) -> bool:
        """Whether any method calls that of the chain: another class may call that method."""
        return any(
            name in method.parent_calls and self._level_of(name, number + 1) is None
            for number, level in enumerate(self._levels)
            for method, _ in level.methods.values()
        )

    def _calls(self, method: PhpMethod, level: int) -> Iterator[tuple[int | None, str]]:
        """Yield the level that has what a method calls, and its name; None where none has."""
        for called in method.parent_calls:
            place = self._level_of(called, level + 1)
            if place is not None:
                yield place, called
        for called in method.own_calls:
            yield self._level_of(called, 0), called

    def _level_of(self, name: str, begin: int) -> int | None:
        places = range(begin, len(self._levels))
        return next((i for i in places if name in self._levels[i].methods), None)
