"""A secret file that is there as a whole or not at all, and never in the place of another."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import NoReturn, final

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import tool as codes

__all__ = ["NewFile"]


@final
class NewFile:
    """Takes a place for a file with mode 0600, and fills it.

    The place is taken under another name when it is entered, so that what cannot be
    written is told before the work; it is left empty-handed where nothing was written.

    Args:
        path: The new file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")

    def __enter__(self) -> NewFile:
        if self._path.exists() or self._path.is_symlink():
            self._fail("it exists already")
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            os.close(os.open(self._temporary, flags, 0o600))
        except OSError as error:
            self._fail((error.strerror or "unknown").lower())
        return self

    def write(self, data: bytes) -> None:
        """Write the whole content and give the file its name.

        Raises:
            ConfigurationError: It cannot be written, or another file has come there.
        """
        try:
            with self._temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._take_name()
        except FileExistsError:
            self._fail("it exists already")
        except OSError as error:
            self._fail((error.strerror or "unknown").lower())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._temporary.unlink()

    def _take_name(self) -> None:
        try:
            os.link(self._temporary, self._path)  # fails where a file is, unlike a rename
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if self._path.exists():
                raise FileExistsError from None
            self._temporary.rename(self._path)

    def _fail(self, detail: str) -> NoReturn:
        raise codes.FILE_UNWRITABLE.error(
            ConfigurationError, path=str(self._path), detail=detail, setting="--output"
        )
