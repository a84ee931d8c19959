"""The classes of the shop itself: their names in all spellings, and their methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._oxid._classes import ClassFinder
from sellxed_sdk.shops._oxid._layout import Layout
from sellxed_sdk.shops._php import PhpArray, PhpClass

__all__ = ["CoreClass", "CoreClasses"]

MAP_FILE = Path("Core/Autoload/BackwardsCompatibilityClassMap.php")
UNIFIED = "OxidEsales\\Eshop\\"
# Modules extend the unified class; each edition has its own behind it.
_EDITIONS = (
    "oxidesales\\eshopcommunity\\",
    "oxidesales\\eshopprofessional\\",
    "oxidesales\\eshopenterprise\\",
)
_OLD_DIRECTORIES = (
    "core",
    "core/exception",
    "core/interface",
    "core/smarty",
    "core/wysiwigpro",
    "views",
    "admin",
    "application/models",
    "application/controllers",
    "application/controllers/admin",
    "application/components",
    "application/components/services",
    "application/components/widgets",
)
MAX_ANCESTORS = 30


@attrs.frozen(kw_only=True)
class CoreClass:
    """What is known about a class that modules extend."""

    is_found: bool = False
    """Whether its file is there."""
    is_whole: bool = False
    """Whether all its ancestors were found as well."""
    methods: Mapping[str, str] = attrs.field(factory=dict, eq=False)
    """Names as it declares them, by the name in lower case, with those it inherits."""


class CoreClasses:
    """The shop's own classes, each read once.

    Args:
        files: The shop.
        layout: Where it keeps what.
        finder: For classes of modules that other modules extend.
    """

    def __init__(self, files: ShopFiles, layout: Layout, finder: ClassFinder) -> None:
        self._files = files
        self._layout = layout
        self._finder = finder
        self._known: dict[str, CoreClass] = {}
        self._aliases = self._read_aliases()
        self._spelling = {name.lower(): name for name in self._aliases.values()}
        self._old = self._list_old() if layout.is_old else {}

    def name(self, written: str) -> str:
        r"""Return the one name of a class that is written in any spelling, old or new.

        Args:
            written: As ``oxOrder`` or ``OxidEsales\EshopCommunity\…\Order``.
        """
        name = written.strip().lstrip("\\")
        lower = name.lower()
        for edition in _EDITIONS:
            if lower.startswith(edition):
                name = UNIFIED + name[len(edition) :]
                lower = name.lower()
        name = self._aliases.get(lower, name)
        # One spelling for all: PHP does not tell upper and lower case apart.
        first = name.lower() if "\\" not in name else name
        return self._spelling.setdefault(name.lower(), first)

    def describe(self, name: str) -> CoreClass:
        """Return what is known about a class.

        Args:
            name: As `name` returns it.
        """
        if name not in self._known:
            self._known[name] = self._describe(name)
        return self._known[name]

    def _describe(self, name: str) -> CoreClass:
        methods: dict[str, str] = {}
        waiting, seen = [name], {name}
        is_whole, is_found = True, False
        while waiting:
            current = waiting.pop()
            declared = list(self._declared(current))
            is_found = is_found or bool(declared)
            is_whole = is_whole and bool(declared)
            for entry in declared:
                for method in entry.methods:
                    methods.setdefault(method.name.lower(), method.name)
                for other in map(self.name, (*entry.extends, *entry.traits)):
                    if other not in seen and len(seen) < MAX_ANCESTORS:
                        seen.add(other)
                        waiting.append(other)
        return CoreClass(is_found=is_found, is_whole=is_whole, methods=methods)

    def _declared(self, name: str) -> Iterator[PhpClass]:
        paths = list(self._paths(name))
        for path in paths:
            php = self._finder.file(path)
            bare = name.rpartition("\\")[2].lower()
            for entry in php.classes if php is not None else ():
                if entry.name.rpartition("\\")[2].lower() == bare:
                    yield entry
        found = self._finder.find(name) if not paths and "\\" in name else None
        if found is not None and found.php is not None:
            yield found.php

    def _paths(self, name: str) -> Iterator[Path]:
        if self._layout.is_old:
            path = self._old.get(name.lower())
            if path is not None:
                yield path
        elif name.startswith(UNIFIED):
            relative = name[len(UNIFIED) :].replace("\\", "/") + ".php"
            paths = (core / relative for core in self._layout.cores)
            yield from (path for path in paths if self._files.is_file(path))

    def _read_aliases(self) -> dict[str, str]:
        for core in self._layout.cores:
            path = core / MAP_FILE
            php = self._finder.file(path) if self._files.is_file(path) else None
            value = php.returned() if php is not None else None
            if isinstance(value, PhpArray):
                return dict(_aliases(value))
        return {}

    def _list_old(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for directory in _OLD_DIRECTORIES:
            for path in self._files.children(self._layout.source / directory):
                if path.suffix == ".php":
                    found.setdefault(path.stem.lower(), path)
        return found


def _aliases(value: PhpArray) -> Iterator[tuple[str, str]]:
    for key, name in value.items:
        if isinstance(key, str) and isinstance(name, str):
            # Which of the two is the new one differs between releases.
            old, new = (key, name) if "\\" in name else (name, key)
            yield old.lower(), new.lstrip("\\")
