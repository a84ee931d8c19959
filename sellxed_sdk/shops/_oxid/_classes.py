"""Where the classes of modules are: by their autoloader's paths, and by their own names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._bodies import find_bodies
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._oxid._layout import Layout
from sellxed_sdk.shops._oxid._modules import ModulePlace
from sellxed_sdk.shops._php import (
    MAX_CHARACTERS,
    PhpClass,
    PhpFile,
    find_encoder,
    read_php,
)

__all__ = ["ClassFinder", "Found"]

# Of one module: what the search by name looks at.
MAX_FILES = 10_000
MAX_DEPTH = 12
_SKIPPED = frozenset({"vendor", "node_modules", "tests", "test", "docs", ".git"})


@attrs.frozen(kw_only=True)
class Found:
    """A class, or the file that should have it."""

    path: Path
    """Its file."""
    php: PhpClass | None = None
    """The class; None where the file could not be read."""
    is_encoded: bool = False
    """Whether nobody can read it without its loader."""


class ClassFinder:
    """Finds classes of all modules; reads every file once.

    Args:
        files: The shop.
        layout: Where it keeps what.
        places: Its modules.
    """

    def __init__(self, files: ShopFiles, layout: Layout, places: Iterable[ModulePlace]) -> None:
        self._files = files
        self._layout = layout
        self._read: dict[Path, PhpFile | None] = {}
        self._texts: dict[Path, str] = {}
        self._bodies: dict[Path, dict[tuple[int, str], str]] = {}
        self._encoded: set[Path] = set()
        self._found: dict[str, Found | None] = {}
        self._names: dict[Path, dict[str, list[Path]]] = {}
        self._prefixes: list[tuple[str, Path]] = []
        for place in places:
            self._prefixes += _prefixes(layout, place)
        # The longest one counts first, as for Composer.
        self._prefixes.sort(key=lambda entry: -len(entry[0]))

    def file(self, path: Path) -> PhpFile | None:
        """Return what a file says; None where it cannot be read, which is noted."""
        if path not in self._read:
            self._read[path] = self._open(path)
        return self._read[path]

    def body(self, path: Path, line: int, name: str) -> str:
        """Return the text of a function without comments and white space.

        Args:
            path: A file that was read.
            line: Of the word ``function``.
            name: The function's name in any case.
        """
        if path not in self._bodies:
            self._bodies[path] = find_bodies(self._texts.get(path, ""))
        return self._bodies[path].get((line, name.lower()), "")

    def is_encoded(self, path: Path) -> bool:
        """Whether a file that was asked for needs a loader."""
        return path in self._encoded

    def find(self, name: str, *, near: Path | None = None) -> Found | None:
        r"""Return a class by its name, or by its path below ``modules`` as up to version 6.

        Args:
            name: As ``Vendor\Pay\Order`` or ``vendor/pay/core/vendor_order``.
            near: The directory of the module that names it, to look through at last.
        """
        key = name.lower()
        if key not in self._found:
            candidates = list(dict.fromkeys(self._candidates(name)))
            found = self._choose(candidates, name)
            self._found[key] = found
        known = self._found[key]
        if known is None and near is not None:
            known = self._found[key] = self._search(name, near)
        return known

    def _open(self, path: Path) -> PhpFile | None:
        text = self._files.whole(path, max_bytes=MAX_CHARACTERS)
        if text is None:
            return None
        encoder = find_encoder(text)
        if encoder:
            self._encoded.add(path)
            self._files.note(path, encoder)
            return None
        found = read_php(text)
        if found.unread:
            self._files.note(path, found.unread)
            return None
        self._texts[path] = text
        return found

    def _candidates(self, name: str) -> Iterator[Path]:
        if "\\" not in name:
            if ".." not in name.split("/"):
                yield self._layout.source / "modules" / f"{name}.php"
            return
        for prefix, directory in self._prefixes:
            if name.lower().startswith(prefix.lower()):
                yield directory / (name[len(prefix) :].replace("\\", "/") + ".php")

    def _choose(self, candidates: list[Path], name: str) -> Found | None:
        bare = name.rpartition("/")[2]
        for path in candidates:
            if not self._files.is_file(path):
                continue
            php = self.file(path)
            found = php.find(bare) if php is not None else None
            if found is not None or php is None:
                return Found(path=path, php=found, is_encoded=self.is_encoded(path))
        return None

    def _search(self, name: str, near: Path) -> Found | None:
        """Look for a file of that name in a module, as what other autoloaders find."""
        bare = name.replace("\\", "/").rpartition("/")[2]
        if near not in self._names:
            names: dict[str, list[Path]] = {}
            for path in self._walk(near):
                names.setdefault(path.stem.lower(), []).append(path)
            self._names[near] = names
        return self._choose(self._names[near].get(bare.lower(), []), name)

    def _walk(self, directory: Path) -> Iterator[Path]:
        waiting, count = [(directory, 0)], 0
        while waiting:
            current, depth = waiting.pop()
            for entry in self._files.children(current):
                count += 1
                if count > MAX_FILES:
                    self._files.note(directory, f"it has more than {MAX_FILES} files")
                    return
                if entry.suffix == ".php":
                    yield entry
                elif (
                    depth < MAX_DEPTH
                    and "." not in entry.name
                    and entry.name.lower() not in _SKIPPED
                    and self._files.is_directory(entry)
                ):
                    waiting.append((entry, depth + 1))


def _prefixes(layout: Layout, place: ModulePlace) -> Iterator[tuple[str, Path]]:
    autoload = place.manifest.get("autoload")
    paths = autoload.get("psr-4") if isinstance(autoload, dict) else None
    for prefix, listed in paths.items() if isinstance(paths, dict) else ():
        for text in listed if isinstance(listed, list) else [listed]:
            if isinstance(text, str) and isinstance(prefix, str) and prefix:
                for directory in _directories(layout, place, text):
                    yield prefix.strip("\\") + "\\", directory


def _directories(layout: Layout, place: ModulePlace, text: str) -> Iterator[Path]:
    _, is_copied, rest = text.partition("source/modules/")
    if is_copied:
        # Relative to the package in vendor, and meant for the copy.
        yield Path(posixpath.normpath((layout.source / "modules" / rest).as_posix()))
        return
    for base in (place.home, place.directory):
        if base is not None and ".." not in Path(text).parts:
            yield Path(posixpath.normpath((base / text).as_posix()))
