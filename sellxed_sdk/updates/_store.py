"""The state directory: atomic files, one lock, and nothing that is trusted unseen."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.errors import InvalidDocumentError, StoreLockedError, StoreUnwritableError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._state import MAX_STATE_BYTES, Fact, State, dump_state, parse_state

__all__ = ["Store", "replace_file", "sync_directory", "unwritable"]

_HASH_CHARS = 16
_UNFINISHED = ".new-"
# Ours, and those of python-tuf.
_UNFINISHED_METADATA = (f"{_UNFINISHED}*", "tmp*", "root_history/tmp*")


class Store:
    """Reads and writes the state directory; creates it when something is written.

    Args:
        directory: The state directory.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.state_path = directory / "channel.json"
        self.metadata_dir = directory / "metadata"
        self.facts_dir = directory / "targets"

    def read(self) -> tuple[State, Finding | None]:
        """Return what is known, and a finding where it was damaged. Never raises."""
        try:
            with self.state_path.open("rb") as file:
                data = file.read(MAX_STATE_BYTES + 1)
            return parse_state(data), None
        except FileNotFoundError:
            return State(), None
        except (OSError, InvalidDocumentError):
            return State(), codes.CHANNEL_STATE_DAMAGED.finding(path=str(self.state_path))

    def save(self, state: State) -> None:
        """Write the state.

        Raises:
            StoreUnwritableError: The directory is read-only, full or no directory.
        """
        self._check_writable()
        try:
            self._make_directory(self.metadata_dir)
            replace_file(self.state_path, dump_state(state))
        except OSError as error:
            raise unwritable(error, self.state_path) from error

    def read_fact(self, fact: Fact) -> bytes | None:
        """Return a cached fact, or None where it is absent or not what was verified."""
        try:
            with self._path_of(fact).open("rb") as file:
                data = file.read(fact.length + 1)
        except OSError:
            return None
        return data if fact.matches(data) else None

    def read_cached(self, path: str, *, length: int) -> Iterator[bytes]:
        """Give what lies in the cache under a path and has this length; not verified."""
        directory, _, name = path.rpartition("/")
        for candidate in sorted((self.facts_dir / directory).glob(f"{'?' * _HASH_CHARS}.{name}")):
            with contextlib.suppress(OSError):
                if candidate.stat().st_size == length:
                    yield candidate.read_bytes()

    def read_timestamp(self) -> bytes | None:
        """Return the timestamp that lies in the cache, not verified, or None."""
        try:
            with (self.metadata_dir / "timestamp.json").open("rb") as file:
                return file.read(MAX_STATE_BYTES)
        except OSError:
            return None

    def save_fact(self, path: str, data: bytes) -> Fact:
        """Write a verified fact beside what is known; nothing names it until `save`.

        Returns:
            What the state has to say of it.

        Raises:
            OSError: It cannot be written.
        """
        fact = Fact.of(path, data)
        destination = self._path_of(fact)
        self._make_directory(destination.parent)
        replace_file(destination, data)
        return fact

    def sweep(self, *states: State) -> None:
        """Remove facts that none of these states names, and what a killed process left behind.

        The lock is held, so nobody else is writing. What cannot be removed is no fault.
        """
        kept = {self._path_of(fact) for state in states for fact in state.facts}
        left = [path for path in self.facts_dir.glob("*/*") if path not in kept]
        left += self.directory.glob(f"{_UNFINISHED}*")
        for pattern in _UNFINISHED_METADATA:
            left += self.metadata_dir.glob(pattern)
        for path in left:
            with contextlib.suppress(OSError):
                path.unlink()

    def _path_of(self, fact: Fact) -> Path:
        # Named by its content: a check that is killed leaves what the state names as it is.
        directory, _, name = fact.path.rpartition("/")
        return self.facts_dir / directory / f"{fact.sha256[:_HASH_CHARS]}.{name}"

    def _check_writable(self) -> None:
        """Raise where this store is for reading only."""

    def _make_directory(self, path: Path) -> None:
        for part in (*reversed(path.parents), path):
            # A file in our own directory where a directory belongs is junk.
            if self.directory in part.parents and part.exists() and not part.is_dir():
                part.unlink()
        path.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def lock(self, *, name: str = "lock", seconds: float) -> Iterator[None]:
        """Hold one of the locks between processes.

        Args:
            name: The file that stands for it.
            seconds: How long to wait for another process.

        Raises:
            StoreLockedError: Another process still holds it.
            StoreUnwritableError: The directory cannot be used.
        """
        import filelock

        self._check_writable()
        path = self.directory / name
        lock = filelock.FileLock(str(path))
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=seconds)
        except filelock.Timeout:
            raise codes.CHANNEL_BUSY.error(StoreLockedError, path=str(path)) from None
        except (OSError, NotImplementedError) as error:
            raise unwritable(error, path) from error
        try:
            yield
        finally:
            lock.release()


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that it is there as a whole or not at all, also after a power cut.

    Raises:
        OSError: It cannot be written; nothing is left behind.
    """
    # Not mkstemp: cron and the web server may be two users, and both read.
    name = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)  # junk in our own directory
        name.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            name.unlink()
        raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make renames in a directory durable, where the platform can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def unwritable(error: Exception, path: Path) -> StoreUnwritableError:
    """Build the error for a directory that cannot be used; the caller raises it."""
    named = getattr(error, "filename", None)
    detail = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return codes.CHANNEL_STATE_UNWRITABLE.error(
        StoreUnwritableError, path=str(named or path), detail=detail
    )
