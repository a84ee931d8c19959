"""Which files of the shop the paths of a modification stand for."""

from __future__ import annotations

from pathlib import Path

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._modification import (
    FileEdit,
    Operation,
    Step,
    expand_braces,
    expand_each,
    match_segment,
    match_vqmod_path,
)
from sellxed_sdk.shops._opencart._modifications import Found
from sellxed_sdk.shops._opencart._platform import Platform

__all__ = ["Targets"]

MAX_TARGETS = 3_000
MAX_TEXT = 2_000_000
_PLACES = (("catalog", 8), ("admin", 6), ("system", 7))
_WILD = frozenset("*?[")


class Targets:
    """The shop's files, by the names that the platform has for them.

    Args:
        files: The shop.
        platform: Its version and directories.
    """

    def __init__(self, files: ShopFiles, platform: Platform) -> None:
        self.texts: dict[str, str] = {}
        self._files = files
        self._platform = platform
        self._names: dict[Path, tuple[str, ...]] = {}
        self._missing: set[str] = set()

    def steps(self, found: Found) -> tuple[Step, ...]:
        """Return what a modification does to which files, in order; the files are read."""
        if found.document.unread:
            return ()
        steps = self._vqmod(found) if found.engine == "vqmod" else self._ocmod(found)
        if len(steps) > MAX_TARGETS:
            self._files.note(found.path, f"it edits more than {MAX_TARGETS} files")
        return tuple(step for step in steps[:MAX_TARGETS] if self._load(step.key))

    def real(self, key: str) -> Path:
        """Return where a file is: the admin directory may have another name."""
        first, *rest = key.split("/")
        return self._files.root.joinpath(self._platform.admin if first == "admin" else first, *rest)

    def _ocmod(self, found: Found) -> list[Step]:
        dialect = self._platform.dialect
        if dialect is None:
            return []
        steps: list[Step] = []
        for edit in found.document.files:
            path = edit.path.replace("\\", "/") if dialect.turns_backslashes else edit.path
            for part in path.split(dialect.separator):
                written = part.replace("../", "") if dialect.drops_parents else part
                keys = self._keys(found, written)
                steps += [Step(key=key, operations=edit.operations) for key in keys]
                if len(steps) > MAX_TARGETS:
                    return steps
        return steps

    def _keys(self, found: Found, written: str) -> list[str]:
        dialect = self._platform.dialect
        places: tuple[tuple[str, int], ...] = _PLACES
        if dialect is not None and dialect.opens_extensions:
            places = (*places, ("extension", 10))
        place = next(((name, size) for name, size in places if written.startswith(name)), None)
        if place is None or dialect is None:
            return []
        pattern = f"{place[0]}/{written[place[1] :]}"
        try:
            patterns = (
                expand_each(pattern)
                if dialect.is_sorted
                else expand_braces(pattern)
                if dialect.has_braces
                else (pattern,)
            )
        except ValueError as error:
            self._files.note(found.path, str(error))
            return []
        keys = [key for entry in patterns for key in self._glob(found, entry)]
        return sorted(set(keys)) if dialect.is_sorted and "{" in pattern else keys

    def _glob(self, found: Found, pattern: str) -> list[str]:
        parts = pattern.split("/")
        if ".." in parts:
            self._files.note(found.path, "a path of it has parts that lead upwards")
            return []
        if "\0" in pattern:
            return []
        if not _WILD & set(pattern):
            return [pattern]
        keys = [parts[0]]
        for part in parts[1:]:
            if _WILD & set(part):
                keys = [
                    f"{key}/{name}"
                    for key in keys
                    for name in self._children(self.real(key))
                    if match_segment(part, name)
                ][: MAX_TARGETS + 1]
            else:
                keys = [f"{key}/{part}" for key in keys]
        return keys

    def _vqmod(self, found: Found) -> list[Step]:
        by_path: dict[str, list[Operation]] = {}
        for edit in found.document.files:
            if not self._vqmod_file(edit, by_path):
                break
        steps: list[Step] = []
        for path, operations in by_path.items():
            whole = tuple(entry for entry in operations if entry.search and entry.add)
            keys = self._vqmod_keys(found, path)
            steps += [Step(key=key, operations=whole) for key in keys]
        return steps

    def _vqmod_file(self, edit: FileEdit, by_path: dict[str, list[Operation]]) -> bool:
        """Collect the operations of one element; return whether vQmod goes on."""
        for name in edit.name.split(",")[:MAX_TARGETS]:
            path = (edit.path + name).replace("\\", "/")
            is_there = ".." not in path.split("/") and "\0" not in path
            if "*" in path or (is_there and self._files.is_file(self.real(path))):
                by_path.setdefault(path, []).extend(edit.operations)
            elif edit.error == "abort":
                return False
        return True

    def _vqmod_keys(self, found: Found, path: str) -> list[str]:
        if "*" not in path:
            return [path.removeprefix("/")]
        if ".." in path.split("/"):
            self._files.note(found.path, "a path of it has parts that lead upwards")
            return []
        keys = [""]
        for part in path.split("/"):
            keys = [
                f"{key}/{name}".removeprefix("/")
                for key in keys
                for name in (self._children(self.real(key)) if "*" in part else (part,))
                if match_vqmod_path(part, name)
            ][: MAX_TARGETS + 1]
        return keys

    def _children(self, directory: Path) -> tuple[str, ...]:
        if directory not in self._names:
            files = self._files
            listed = files.children(directory) if files.is_directory(directory) else ()
            names = [
                "admin"
                if directory == files.root and entry.name == self._platform.admin
                else entry.name
                for entry in listed
            ]
            self._names[directory] = tuple(
                sorted(names, key=lambda name: name.encode("utf-8", "replace"))
            )
        return self._names[directory]

    def _load(self, key: str) -> bool:
        if key in self.texts:
            return True
        if key in self._missing:
            return False
        path = self.real(key)
        text = None
        if len(key) < 1_000 and self._files.is_file(path):
            text = self._files.whole(path, max_bytes=MAX_TEXT)
        if text is None:
            self._missing.add(key)
            return False
        self.texts[key] = text
        return True
