"""Classes of the shop: where Composer and Magento look for them, and what their files say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._module import Module, bare
from sellxed_sdk.shops._php import MAX_CHARACTERS, PhpClass, PhpMethod, find_encoder, read_php

__all__ = ["Classes", "FoundClass", "Methods", "psr4_of"]

MAX_ANCESTORS = 20
# Classes that Magento generates, each below the class it is derived from.
_GENERATED = ("\\Proxy", "\\Interceptor")


@attrs.frozen(kw_only=True, eq=False)
class FoundClass:
    """A class, and the file it was found in."""

    declared: PhpClass
    """What it declares."""
    path: Path
    """Its file."""
    text: str
    """The text of the file."""


Methods = dict[str, tuple[PhpMethod, FoundClass]]
"""Methods by name, with the class that declares each."""


class Classes:
    """Finds classes by their names, and reads each file once.

    Args:
        files: The shop.
        modules: The modules, whose classes lie below their directories.
        packages: Prefixes of Composer's packages, with their directories.
    """

    def __init__(
        self, files: ShopFiles, modules: Iterable[Module], packages: Iterable[tuple[str, Path]]
    ) -> None:
        self._files = files
        self._places: dict[str, list[Path]] = {}
        for prefix, directory in packages:
            self._add(prefix, directory)
        for module in modules:
            self._add(module.namespace, module.directory)
        self._known: dict[str, FoundClass | None] = {}
        self.encoded: dict[Path, str] = {}
        """Files that nobody can read, with the reason."""

    def find(self, name: str) -> FoundClass | None:
        """Return a class by its name, or None where its file is not there or not readable."""
        key = bare(name).lower()
        if key not in self._known:
            self._known[key] = None  # against classes that lead back to themselves
            self._known[key] = self._read(bare(name))
        return self._known[key]

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return what a class is derived from, nearest first, as far as files tell.

        Interfaces are not among them: two classes of one interface are not each other's.
        """
        found: list[str] = []
        waiting = bare(name)
        while waiting and len(found) < MAX_ANCESTORS:
            waiting = self._parent(waiting)
            if waiting.lower() in (known.lower() for known in found):
                break
            found += [waiting] if waiting else []
        return tuple(found)

    def methods(self, name: str) -> tuple[Methods, bool]:
        """Return the public methods of a class by name, and whether all of them are known."""
        methods: Methods = {}
        is_whole = True
        waiting, seen = [bare(name)], 0
        while waiting and seen < MAX_ANCESTORS:
            found = self.find(waiting.pop(0))
            seen += 1
            if found is None:
                is_whole = False
                continue
            for method in found.declared.methods:
                methods.setdefault(method.name, (method, found))
            waiting += [*found.declared.traits, *found.declared.extends]
        public = {
            key: (method, found)
            for key, (method, found) in methods.items()
            if method.visibility == "public" and not method.is_abstract
        }
        return public, is_whole

    def _parent(self, name: str) -> str:
        found = self.find(name)
        if found is not None:
            return bare(found.declared.extends[0]) if found.declared.extends else ""
        return next((name.removesuffix(end) for end in _GENERATED if name.endswith(end)), "")

    def _add(self, prefix: str, directory: Path) -> None:
        places = self._places.setdefault(prefix.strip("\\").lower(), [])
        if directory not in places:
            places.append(directory)

    def _read(self, name: str) -> FoundClass | None:
        for path in self._candidates(name):
            if not self._files.is_file(path):
                continue
            text = self._files.whole(path, max_bytes=MAX_CHARACTERS)
            if text is None:
                return None
            encoder = find_encoder(text)
            if encoder:
                self.encoded[path] = encoder
                self._files.note(path, encoder)
                return None
            read = read_php(text)
            if read.unread:
                self._files.note(path, read.unread)
            declared = read.find(name)
            if declared is not None:
                return FoundClass(declared=declared, path=path, text=text)
        return None

    def _candidates(self, name: str) -> Iterator[Path]:
        """Yield where a class may be: by the longest prefix first, then in ``app/code``."""
        parts = name.split("\\")
        if any(part in ("", ".", "..") or "/" in part or "\0" in part for part in parts):
            return
        for length in range(len(parts) - 1, 0, -1):
            for directory in self._places.get("\\".join(parts[:length]).lower(), ()):
                yield directory.joinpath(*parts[length:-1], f"{parts[-1]}.php")
        yield self._files.root.joinpath("app", "code", *parts[:-1], f"{parts[-1]}.php")


def psr4_of(manifest: Mapping[str, object], home: Path) -> Iterator[tuple[str, Path]]:
    """Yield the prefixes of a package's classes with their directories.

    Args:
        manifest: Its ``composer.json``.
        home: Where it is.
    """
    autoload = manifest.get("autoload")
    prefixes = autoload.get("psr-4") if isinstance(autoload, dict) else None
    for prefix, places in prefixes.items() if isinstance(prefixes, dict) else ():
        for place in places if isinstance(places, list) else [places]:
            if isinstance(prefix, str) and prefix and isinstance(place, str):
                yield prefix, Path(posixpath.normpath((home / place).as_posix()))
