"""Reads a module's files from disk and digests them; the one part here that does I/O."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.integrity._manifest import FileDigest

__all__ = ["Tree", "Unreadable", "read_tree"]

MAX_FILES = 100_000
CHUNK_BYTES = 1 << 20


@attrs.frozen(kw_only=True)
class Unreadable:
    """A file that could not be read, and why."""

    path: str
    """Relative, with ``/``."""
    reason: str
    """The operating system's word, or ours."""


@attrs.frozen(kw_only=True)
class Tree:
    """The files of a directory."""

    files: tuple[FileDigest, ...]
    """Plain files, sorted by path."""
    unreadable: tuple[Unreadable, ...] = ()
    """What could not be read. Links are not followed."""


def read_tree(root: Path) -> Tree:
    """Digest every plain file below a directory.

    Args:
        root: The module's directory. Nothing outside is read, links are not followed.

    Returns:
        The digests, and what could not be read. Never raises for a single file.
    """
    files: list[FileDigest] = []
    unreadable: list[Unreadable] = []
    for path in _walk(root, unreadable):
        relative = path.relative_to(root).as_posix()
        if len(files) >= MAX_FILES:
            unreadable.append(Unreadable(path=relative, reason=f"more than {MAX_FILES} files"))
            break
        try:
            files.append(_digest(path, relative))
        except OSError as error:
            unreadable.append(Unreadable(path=relative, reason=_reason(error)))
    files.sort(key=lambda file: file.path)
    return Tree(files=tuple(files), unreadable=tuple(unreadable))


def _walk(root: Path, unreadable: list[Unreadable]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        name = Path(error.filename or root)
        relative = name.relative_to(root).as_posix() if name.is_relative_to(root) else "."
        unreadable.append(Unreadable(path=relative, reason=_reason(error)))

    for directory, names, files in os.walk(root, onerror=note, followlinks=False):
        base = Path(directory)
        for name in list(names):
            if (base / name).is_symlink():
                names.remove(name)
                files.append(name)
        yield from (base / name for name in files)


def _digest(path: Path, relative: str) -> FileDigest:
    # O_NOFOLLOW and fstat: what is checked is what is read.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "not a plain file")
        digest = hashlib.sha256()
        size = 0
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return FileDigest(path=relative, size=size, sha256=digest.hexdigest())


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
