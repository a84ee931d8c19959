"""Reading a shop's tree: bounded, never through links out of it, nothing executed."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from pathlib import Path

from sellxed_sdk.compatibility import Unread
from sellxed_sdk.shops._php import MAX_CHARACTERS, PhpFile, read_php
from sellxed_sdk.shops._xml import XmlElement, read_xml

__all__ = ["ShopFiles"]

# Of one directory, and of a shop as a whole: files opened and entries listed.
MAX_ENTRIES = 20_000
MAX_STEPS = 200_000
MAX_DEPTH = 20
PROGRESS_STEPS = 500


class ShopFiles:
    """One shop's tree; collects what could not be read.

    Args:
        root: The root directory of the shop.
        progress: Is told now and then how many files and entries were looked at.
    """

    def __init__(self, root: Path, *, progress: Callable[[int], None] | None = None) -> None:
        self.root = root
        self.unread: list[Unread] = []
        self._progress = progress
        self._real_root = root.resolve()
        self._steps = 0

    def note(self, path: Path, reason: str) -> None:
        """Remember that something could not be read."""
        self.unread.append(Unread(path=self.relative(path), reason=reason))

    def relative(self, path: Path) -> str:
        """Return a path relative to the root, with ``/``."""
        if path == self.root:
            return "."
        is_below = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if is_below else path.name

    def is_file(self, path: Path) -> bool:
        """Whether a file is there; what may not be looked at is noted."""
        return stat.S_ISREG(self._mode(path))

    def is_directory(self, path: Path) -> bool:
        """Whether a directory is there; what may not be looked at is noted."""
        return stat.S_ISDIR(self._mode(path))

    def head(self, path: Path, *, max_bytes: int) -> str | None:
        """Return the beginning of a text file, or None where it cannot be read.

        Args:
            path: Below the root.
            max_bytes: How much is read.
        """
        if not self._is_inside(path) or not self._may_go_on():
            return None
        try:
            # O_NONBLOCK: a named pipe must not hold up the inventory.
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            try:
                is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
                data = _read(descriptor, max_bytes) if is_file else None
            finally:
                os.close(descriptor)
        except OSError as error:
            self.note(path, _reason(error))
            return None
        if data is None:
            self.note(path, "it is no file")
            return None
        # Shop files come in every encoding; names survive what cannot be decoded.
        return data.decode("utf-8", "replace")

    def whole(self, path: Path, *, max_bytes: int) -> str | None:
        """Return a text file, or None where it cannot be read or is too large."""
        text = self.head(path, max_bytes=max_bytes + 1)
        if text is not None and len(text.encode("utf-8", "replace")) > max_bytes:
            self.note(path, f"it has more than {max_bytes} bytes")
            return None
        return text

    def mapping(self, path: Path, *, max_bytes: int) -> dict[str, object]:
        """Return a JSON object, or an empty one where there is none that can be read."""
        value = self.json(path, max_bytes=max_bytes) if self.is_file(path) else None
        return value if isinstance(value, dict) else {}

    def json(self, path: Path, *, max_bytes: int) -> object:
        """Return what a JSON file holds; None where it cannot be read, which is noted."""
        text = self.whole(path, max_bytes=max_bytes)
        try:
            found: object = json.loads(text.removeprefix("\ufeff")) if text is not None else None
        except (ValueError, RecursionError):
            self.note(path, "it is not JSON")
            return None
        return found

    def xml(self, path: Path, *, max_bytes: int = 2_000_000) -> XmlElement | None:
        """Return the root element of an XML file; None where it cannot be read, which is noted."""
        text = self.whole(path, max_bytes=max_bytes)
        if text is None:
            return None
        try:
            return read_xml(text)
        except ValueError as error:
            self.note(path, str(error))
            return None

    def php(
        self, path: Path, *, calls: Collection[str] = (), assignments: Collection[str] = ()
    ) -> PhpFile | None:
        """Return what a PHP file says; None where it cannot be read, which is noted.

        Args:
            path: Below the root.
            calls: Which calls to look for, as `read_php` takes them.
            assignments: To which variables, likewise.
        """
        text = self.whole(path, max_bytes=MAX_CHARACTERS)
        if text is None:
            return None
        found = read_php(text, calls=calls, assignments=assignments)
        if found.unread:
            self.note(path, found.unread)
            return None
        return found

    def php_files(
        self, directory: Path, *, leave_out: Collection[str] = ()
    ) -> Iterator[tuple[str, bytes]]:
        """Yield path and bytes of the PHP files at any depth below a directory, by name.

        For texts that may stand in any file of a plugin: each is opened once, and links are
        not followed. At most `MAX_DEPTH` deep. Paths are text, as shops have 30,000 of them.

        Args:
            directory: Below the root.
            leave_out: Names of directories that are not looked into; hidden ones never are.
        """
        if not self._is_inside(directory):
            return
        waiting = [(str(directory), 0)]
        while waiting:
            place, depth = waiting.pop()
            below = []
            for entry in self._scan(place):
                name = entry.name
                if name.endswith(".php") and entry.is_file(follow_symlinks=False):
                    data = self._bytes(entry.path)
                    if data is not None:
                        yield entry.path, data
                elif (
                    "." not in name[:1]
                    and name not in leave_out
                    and entry.is_dir(follow_symlinks=False)
                ):
                    below.append((entry.path, depth + 1))
            if below and depth == MAX_DEPTH:
                self.note(Path(place), f"it has directories more than {MAX_DEPTH} deep")
            elif below:
                waiting += reversed(below)

    def source(self, path: Path) -> bytes | None:
        """Return the bytes of one PHP file; None where it cannot be read, which is noted."""
        return self._bytes(str(path)) if self._is_inside(path) and self._may_go_on() else None

    def _scan(self, directory: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(directory) as found:
                entries = sorted(islice(found, MAX_ENTRIES + 1), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            self.note(Path(directory), _reason(error))
            return
        if len(entries) > MAX_ENTRIES:
            self.note(Path(directory), f"it has more than {MAX_ENTRIES} entries")
        for entry in entries[:MAX_ENTRIES]:
            if not self._may_go_on():
                return
            yield entry

    def _bytes(self, path: str) -> bytes | None:
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            try:
                status = os.fstat(descriptor)
                size = status.st_size
                if not stat.S_ISREG(status.st_mode):
                    self.note(Path(path), "it is no file")
                    return None
                if size > MAX_CHARACTERS:
                    self.note(Path(path), f"it has more than {MAX_CHARACTERS} bytes")
                    return None
                return _read(descriptor, size)
            finally:
                os.close(descriptor)
        except OSError as error:
            self.note(Path(path), _reason(error))
            return None

    def children(self, directory: Path) -> Iterator[Path]:
        """Yield the entries of a directory by name; nothing where it does not exist."""
        if not self._is_inside(directory):
            return
        try:
            entries = sorted(directory.iterdir())
        except FileNotFoundError:
            return
        except OSError as error:
            self.note(directory, _reason(error))
            return
        if len(entries) > MAX_ENTRIES:
            self.note(directory, f"it has more than {MAX_ENTRIES} entries")
        for entry in entries[:MAX_ENTRIES]:
            if not self._may_go_on():
                return
            yield entry

    def _mode(self, path: Path) -> int:
        try:
            return path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return 0
        except (OSError, ValueError) as error:
            self.note(path, _reason(error))
            return 0

    def _is_inside(self, path: Path) -> bool:
        try:
            is_inside = path.resolve().is_relative_to(self._real_root)
        except (OSError, RuntimeError):  # a loop of links
            is_inside = False
        except ValueError:  # NUL, or half a character: names come from manifests, too
            self.note(path, "no file can have this name")
            return False
        if not is_inside:
            self.note(path, "it is a link out of the shop")
        return is_inside

    def _may_go_on(self) -> bool:
        self._steps += 1
        if self._progress is not None and self._steps % PROGRESS_STEPS == 0:
            self._progress(self._steps)
        if self._steps == MAX_STEPS:
            self.note(self.root, f"it has more than {MAX_STEPS} files to look at")
        return self._steps < MAX_STEPS


def _read(descriptor: int, max_bytes: int) -> bytes:
    # One read may bring less than there is.
    data = b""
    while len(data) < max_bytes:
        chunk = os.read(descriptor, max_bytes - len(data))
        if not chunk:
            break
        data += chunk
    return data


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or "it cannot be read").lower()
