"""Where a host keeps what all its processes share: named records of bytes."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

__all__ = ["FileStore", "MemoryStore", "RecordStore"]

# Made by this package; a store may rely on it.
RECORD_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
LOCK_SECONDS = 5.0


@runtime_checkable
class RecordStore(Protocol):
    """What a host brings: its database, a cache in front of one, a directory.

    Names have at most 80 characters of ``a-z 0-9 . _ -``; a record has from a few bytes to
    some megabytes. Both methods may raise whatever the host's storage raises: the panel
    answers that with a finding.
    """

    def read(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return the records that exist, in one look-up: a page must not cost more."""
        ...

    def replace(self, name: str, data: bytes | None, *, expected: bytes | None) -> bool:
        """Write one record if it still is what is expected, in one atomic step.

        Args:
            name: The record.
            data: What it shall be; None removes it.
            expected: What it was when it was read; None where there was none.

        Returns:
            Whether it was written; False where another process was faster.
        """
        ...


class MemoryStore:
    """Records in memory, of one process: for tests and trials."""

    def __init__(self) -> None:
        self._records: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def read(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return the records that exist."""
        return {name: self._records[name] for name in names if name in self._records}

    def replace(self, name: str, data: bytes | None, *, expected: bytes | None) -> bool:
        """Write one record if it is as expected."""
        with self._lock:
            if self._records.get(name) != expected:
                return False
            if data is None:
                self._records.pop(name, None)
            else:
                self._records[name] = data
            return True


class FileStore:
    """Records as files of a directory that all processes of one machine share.

    Args:
        directory: Made when something is written, for its owner alone: it holds licence keys.
    """

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self.directory = Path(directory)

    def read(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return the records that exist.

        Raises:
            OSError: The directory is there and cannot be read.
        """
        found = {}
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                found[name] = self._path(name).read_bytes()
        return found

    def replace(self, name: str, data: bytes | None, *, expected: bytes | None) -> bool:
        """Write one record if it is as expected, under a lock between processes.

        Raises:
            OSError: It cannot be written; also where another process holds the lock for long.
        """
        path = self._path(name)
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked():
            if self.read([name]).get(name) != expected:
                return False
            if data is None:
                path.unlink(missing_ok=True)
            else:
                _write(path, data)
            return True

    def _path(self, name: str) -> Path:
        if not RECORD_NAME.fullmatch(name):
            raise ValueError(f"no name of a record: {name!r}")
        return self.directory / f"{name}.rec"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        import filelock

        lock = filelock.FileLock(str(self.directory / "lock"), timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise OSError("another process holds the lock") from None
        try:
            yield
        finally:
            lock.release()


def _write(path: Path, data: bytes) -> None:
    unfinished = path.with_name(f".new-{secrets.token_hex(8)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
