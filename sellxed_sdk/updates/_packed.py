"""The state of a channel in one piece, for hosts that keep it in their database.

A shop on many machines shares it so: one asks the channel, packs what it verified and
stores it; the others read it from memory and need no disk.
"""

from __future__ import annotations

import io
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs

from sellxed_sdk.errors import InvalidDocumentError, StoreUnwritableError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._state import Fact, State, parse_state
from sellxed_sdk.updates._store import Store

if TYPE_CHECKING:
    import zipfile

__all__ = ["MAX_PACKED_BYTES", "PackedState", "PackedStore", "pack_state", "unpack_state"]

MAX_PACKED_BYTES = 100_000_000
MAX_FILES = 5_000
_STATE = "channel.json"
# What a state directory has; python-tuf makes the link root.json itself.
_NAMES = re.compile(
    r"channel\.json"
    r"|metadata/(?!root\.json)[A-Za-z0-9._-]{1,100}\.json"
    r"|metadata/root_history/[0-9]{1,9}\.root\.json"
    r"|targets/[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,200}"
)
# Without dates, the same state packs to the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@attrs.frozen
class PackedState:
    """What `pack_state` packed, open for reading. Trusted as the disk would be.

    Every fact is compared with its digest when it is read.
    """

    files: tuple[tuple[str, bytes], ...] = attrs.field(repr=False)
    """Paths in the state directory and their contents, sorted."""

    @classmethod
    def parse(cls, data: bytes) -> PackedState:
        """Open what was packed.

        Raises:
            InvalidDocumentError: Damaged, too large, or with names of no state directory.
        """
        import zipfile  # not needed by who reads a directory

        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
                _check_entries(entries)
                files = tuple((entry.filename, archive.read(entry)) for entry in entries)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise _damaged(str(error)) from None
        except Exception as error:  # zlib.error, struct.error and whatever else bytes can do
            raise _damaged(type(error).__name__) from error
        return cls(tuple(sorted(files)))


class PackedStore(Store):
    """Reads a packed state as if it were the directory; writes nothing."""

    def __init__(self, packed: PackedState) -> None:
        super().__init__(Path("packed"))
        self._files = dict(packed.files)

    def read(self) -> tuple[State, Finding | None]:
        """Return what is known, and a finding where it was damaged. Never raises."""
        data = self._files.get(_STATE)
        if data is None:
            return State(), None
        try:
            return parse_state(data), None
        except InvalidDocumentError:
            return State(), codes.CHANNEL_STATE_DAMAGED.finding(path=_STATE)

    def read_fact(self, fact: Fact) -> bytes | None:
        """Return a fact, or None where it is absent or not what was verified."""
        data = self._files.get(self._path_of(fact).relative_to(self.directory).as_posix())
        return data if data is not None and fact.matches(data) else None

    def read_timestamp(self) -> bytes | None:
        """Return the timestamp that was packed, or None."""
        return self._files.get("metadata/timestamp.json")

    def _check_writable(self) -> None:
        raise codes.CHANNEL_STATE_UNWRITABLE.error(
            StoreUnwritableError, path="packed", detail="a packed state is refreshed by its host"
        )


def pack_state(directory: Path) -> bytes:
    """Pack a state directory; no process may be refreshing it.

    Args:
        directory: As given to `UpdateClient`.

    Returns:
        For `PackedState.parse` and `unpack_state`; the same for the same state.

    Raises:
        OSError: It cannot be read.
    """
    import zipfile

    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(directory.rglob("*")):
            name = path.relative_to(directory).as_posix()
            if _NAMES.fullmatch(name) and path.is_file() and not path.is_symlink():
                archive.writestr(_entry(name), path.read_bytes())
    return body.getvalue()


def unpack_state(packed: PackedState, directory: Path) -> None:
    """Write a packed state into an empty directory, for a refresh there.

    Raises:
        OSError: It cannot be written.
    """
    for name, data in packed.files:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _entry(name: str) -> zipfile.ZipInfo:
    import zipfile

    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_PACKED_BYTES:
        raise ValueError("it is too large")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise ValueError("a file is there twice")
    for name in names:
        if not _NAMES.fullmatch(name) or ".." in PurePosixPath(name).parts:
            raise ValueError("it has files that no state has")


def _damaged(detail: str) -> InvalidDocumentError:
    return codes.CHANNEL_STATE_DAMAGED.error(
        InvalidDocumentError, path=f"packed state: {detail[:200]}", reason="packed"
    )
