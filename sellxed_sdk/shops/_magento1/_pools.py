"""Code pools: where Magento 1 looks for classes, and what stands before what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import MAX_CHARACTERS, find_encoder, read_php

__all__ = ["POOLS", "Pools"]

POOLS = ("local", "community", "core")
MAX_ANCESTORS = 20
MAX_DEPTH = 12
# What is not found by the names of classes.
_NO_CLASSES = frozenset(("controllers", "etc", "sql", "data", "doc", "docs", "Test"))


class Pools:
    """Finds classes in the order of the include path, and reads each file once.

    Args:
        files: The shop.
        with_local: Whether the pool ``local`` counts.
    """

    def __init__(self, files: ShopFiles, *, with_local: bool) -> None:
        self._files = files
        names = POOLS if with_local else POOLS[1:]
        code = files.root / "app" / "code"
        self._roots = [*((name, code / name) for name in names), ("lib", files.root / "lib")]
        self._parents: dict[str, str] = {}
        self.encoded: dict[str, Path] = {}
        """Classes that nobody can read, by name in lower case."""

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return what a class is derived from, nearest first, as far as files tell."""
        found: list[str] = []
        seen = {name.lower()}
        current = name
        while len(found) < MAX_ANCESTORS:
            current = self._parent(current)
            if not current or current.lower() in seen:
                break
            seen.add(current.lower())
            found.append(current)
        return tuple(found)

    def _parent(self, name: str) -> str:
        key = name.lower()
        if key not in self._parents:
            self._parents[key] = self._read(name)
        return self._parents[key]

    def _read(self, name: str) -> str:
        path = self._find(name)
        text = self._files.whole(path, max_bytes=MAX_CHARACTERS) if path is not None else None
        if path is None or text is None:
            return ""
        encoder = find_encoder(text)
        if encoder:
            self.encoded[name.lower()] = path
            self._files.note(path, encoder)
            return ""
        found = read_php(text)
        if found.unread:
            self._files.note(path, found.unread)
        declared = found.find(name)
        return declared.extends[0] if declared is not None and declared.extends else ""

    def _find(self, name: str) -> Path | None:
        """Return the file of a class, as ``Varien_Autoload`` has it."""
        parts = [part[:1].upper() + part[1:] for part in name.replace("\\", "_").split("_")]
        if not all(part.isidentifier() or part.isalnum() for part in parts):
            return None
        for _, root in self._roots:
            path = root.joinpath(*parts[:-1], f"{parts[-1]}.php")
            if self._files.is_file(path):
                return path
        return None

    def shadows(self) -> Iterator[tuple[str, Path, Path]]:
        """Yield pool, file and the file that is never reached as this one stands before it."""
        for index, (pool, root) in enumerate(self._roots):
            lower = [place for _, place in self._roots[index + 1 :]]
            if pool in ("local", "community"):
                for path, hidden in self._same(root, lower, MAX_DEPTH):
                    yield pool, path, hidden

    def _same(self, root: Path, lower: list[Path], depth: int) -> Iterator[tuple[Path, Path]]:
        """Yield files that are below both; only directories that are there twice are entered."""
        for entry in self._files.children(root):
            if entry.suffix == ".php":
                hidden = next(
                    (p for place in lower if self._files.is_file(p := place / entry.name)), None
                )
                if hidden is not None and self._files.is_file(entry):
                    yield entry, hidden
            elif depth and entry.name not in _NO_CLASSES and "." not in entry.name:
                places = [p for place in lower if self._files.is_directory(p := place / entry.name)]
                if places and self._files.is_directory(entry):
                    yield from self._same(entry, places, depth - 1)
