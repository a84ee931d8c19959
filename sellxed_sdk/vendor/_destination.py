"""Where a channel is uploaded to: a directory, or whatever fsspec can write to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

import attrs

from sellxed_sdk.errors import ConfigurationError, MissingExtraError, PublishError
from sellxed_sdk.findings.codes import operation as codes

__all__ = ["Compare", "Destination", "History", "Upload", "open_destination", "shown_address"]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://.")


Compare: TypeAlias = Literal["sizes", "contents"]
History: TypeAlias = Literal["follow", "replace"]


@attrs.frozen(kw_only=True)
class Upload:
    """What an upload did."""

    files: tuple[str, ...]
    """What was transferred, in this order."""
    size: int
    """How many bytes that were."""
    present: int
    """How many files of the channel were there already."""


class Destination(Protocol):
    """A place for files; names are relative, with ``/``."""

    def sizes(self) -> dict[str, int]:
        """Return the files below ``metadata`` and ``targets``, with their sizes in bytes."""

    def read(self, name: str) -> bytes:
        """Return the content of a file that `sizes` named."""

    def write(self, name: str, data: bytes) -> None:
        """Make or replace a file."""


def open_destination(address: str) -> Destination:
    """Return the destination of an address.

    Args:
        address: A directory, or a URL of fsspec as ``s3://bucket/channel``. Credentials come
            from where its driver looks for them, never from here.

    Raises:
        MissingExtraError: fsspec or the driver is not installed.
        ConfigurationError: The driver refuses the address.
    """
    if not _ADDRESS.match(address):
        return _Directory(Path(address))
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped] # it has none

        filesystem, base = url_to_fs(address)
    except ImportError as error:
        raise codes.UPLOAD_NEEDS_EXTRA.error(
            MissingExtraError,
            destination=shown_address(address),
            detail=_words(error),
            setting="upload",
        ) from error
    except Exception as error:
        raise codes.UPLOAD_FAILED.error(
            ConfigurationError,
            path=shown_address(address),
            detail=_words(error),
            setting="destination",
        ) from error
    return _Remote(filesystem, base)


def shown_address(address: str) -> str:
    """Return an address without what might be a password, for messages."""
    return re.sub(r"://[^/@]*@", "://", address)


class _Directory:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def sizes(self) -> dict[str, int]:
        found = {}
        for part in ("metadata", "targets"):
            for path in (self._directory / part).rglob("*"):
                if path.is_file():
                    found[path.relative_to(self._directory).as_posix()] = path.stat().st_size
        return found

    def read(self, name: str) -> bytes:
        try:
            return (self._directory / name).read_bytes()
        except OSError as error:
            raise _failed(name, error) from error

    def write(self, name: str, data: bytes) -> None:
        from sellxed_sdk.vendor._tuf_files import write_file

        write_file(self._directory / name, data)


class _Filesystem(Protocol):
    """What is used of fsspec."""

    def find(self, path: str, *, detail: bool) -> dict[str, dict[str, object]]: ...
    def cat_file(self, path: str) -> bytes: ...
    def pipe_file(self, path: str, value: bytes) -> None: ...
    def exists(self, path: str) -> bool: ...
    def makedirs(self, path: str, exist_ok: bool) -> None: ...  # noqa: FBT001 - fsspec's


class _Remote:
    def __init__(self, filesystem: _Filesystem, base: str) -> None:
        self._filesystem = filesystem
        self._base = base.rstrip("/")

    def sizes(self) -> dict[str, int]:
        found = {}
        for part in ("metadata", "targets"):
            directory = f"{self._base}/{part}"
            try:
                entries = self._filesystem.find(directory, detail=True)
            except FileNotFoundError:
                continue
            except Exception as error:
                raise _failed(directory, error) from error
            for path, facts in entries.items():
                # Some drivers give the path with a slash in front, some without.
                name = path.strip("/").removeprefix(self._base.strip("/")).strip("/")
                size = facts.get("size")
                found[name] = size if isinstance(size, int) else -1
        return found

    def read(self, name: str) -> bytes:
        path = f"{self._base}/{name}"
        try:
            return self._filesystem.cat_file(path)
        except Exception as error:
            raise _failed(path, error) from error

    def write(self, name: str, data: bytes) -> None:
        path = f"{self._base}/{name}"
        try:
            try:
                self._filesystem.pipe_file(path, data)
            except FileNotFoundError:
                # A server with directories; but a bucket that is not there was misspelt.
                if not self._filesystem.exists(_top(path)):
                    raise
                self._filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._filesystem.pipe_file(path, data)
        except Exception as error:
            raise _failed(path, error) from error


def _failed(path: str, error: Exception) -> PublishError:
    return codes.UPLOAD_FAILED.error(PublishError, path=path, detail=_words(error), step="upload")


def _top(path: str) -> str:
    """Return the first directory of a path, or its bucket."""
    root = "/" if path.startswith("/") else ""
    return root + path.strip("/").partition("/")[0]


def _words(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is not there"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return shown_address(" ".join(str(text).split())[:300]).removesuffix(".")
