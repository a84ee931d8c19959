"""Archives: streamed, resumed, verified, and there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tuf.api.exceptions import LengthOrHashMismatchError as TufMismatchError

from sellxed_sdk.errors import (
    HTTPStatusError,
    LengthOrHashMismatchError,
    SellxedError,
    StoreUnwritableError,
    TransportError,
)
from sellxed_sdk.findings.codes import channel, downloads
from sellxed_sdk.updates._channel import TargetFile
from sellxed_sdk.updates._credentials import Credential, shown_address
from sellxed_sdk.updates._faults import not_metadata
from sellxed_sdk.updates._fetcher import Fetcher, Response
from sellxed_sdk.updates._store import sync_directory

__all__ = ["Progress", "download_archive"]

Progress = Callable[[int, int], None]


def download_archive(
    fetcher: Fetcher,
    *,
    url: str,
    target: TargetFile,
    destination: Path,
    progress: Progress | None,
    credential: Credential | None = None,
) -> None:
    """Bring a signed file to its destination.

    A partial file lies beside the destination, named after the signed hash, so
    that a later call goes on where this one broke off.

    Args:
        fetcher: Asks the server.
        url: Address of the content.
        target: What is signed about it.
        destination: Replaced in one step once everything is verified.
        progress: Called with the bytes that are there and the bytes there will be.
        credential: Opens the customer account; may name another address.

    Raises:
        LengthOrHashMismatchError: The content is not what was signed.
        HTTPStatusError: The server refused, with a code for 401/403, for 402 and for 404.
        TransportError: The network failed; the partial file is kept.
        StoreUnwritableError: The destination cannot be written.
    """
    digest = next(iter(target.hashes.values()))
    partial = destination.with_name(f".{destination.name}.{digest[:16]}.part")
    job = _Job(fetcher, url, target, partial, progress, credential)
    try:
        resumed = job.fill()
        genuine = job.is_genuine()
        if resumed and not genuine:
            # What was there from an earlier call was damaged: that is no reason to fail.
            job.fill()
            genuine = job.is_genuine()
        if not genuine:
            raise job.damaged()
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(destination)
        sync_directory(destination.parent)
    except SellxedError:
        raise
    except OSError as error:
        raise downloads.DOWNLOAD_UNWRITABLE.error(
            StoreUnwritableError,
            path=str(destination),
            detail=error.strerror or type(error).__name__,
        ) from error


class _Job:
    """One download, with what all its steps need."""

    def __init__(
        self,
        fetcher: Fetcher,
        url: str,
        target: TargetFile,
        partial: Path,
        progress: Progress | None,
        credential: Credential | None,
    ) -> None:
        self._fetcher = fetcher
        self._credential = credential
        self._url = url
        self._target = target
        self._partial = partial
        self._progress = progress

    def fill(self) -> bool:
        """Bring the partial file to its full length; return whether some was there before."""
        there = offset = self._offset()
        if there and there == self._target.length:
            return True
        # identity: a range counts the bytes as stored, not as compressed
        headers = {"Accept-Encoding": "identity"}
        if there:
            headers["Range"] = f"bytes={there}-"
        with self._fetcher.open(
            self._url, headers=headers, credential=self._credential
        ) as response:
            if there and not self._continues(response, there):
                offset = 0
            if response.status_code != 416 or not there:
                self._receive(response, offset)
                return offset > 0
        self._partial.unlink()
        return self.fill()

    def is_genuine(self) -> bool:
        """Whether the partial file is what was signed; removes it where not."""
        try:
            with self._partial.open("rb") as file:
                self._target.verify_length_and_hashes(file)
        except TufMismatchError:
            self._partial.unlink()
            return False
        return True

    def damaged(self) -> LengthOrHashMismatchError:
        """Build the error for a file that is not what was signed."""
        return downloads.DOWNLOAD_DAMAGED.error(LengthOrHashMismatchError, target=self._target.path)

    def _offset(self) -> int:
        try:
            size = self._partial.stat().st_size
        except FileNotFoundError:
            return 0
        if size <= self._target.length:
            return size
        self._partial.unlink()
        return 0

    def _continues(self, response: Response, offset: int) -> bool:
        begins = response.headers.get("Content-Range", "").startswith(f"bytes {offset}-")
        if response.status_code == 206 and not begins:
            self._partial.unlink()
            raise self._interrupted(0)
        return response.status_code == 206

    def _receive(self, response: Response, offset: int) -> None:
        # 304 is no answer to a request without conditions.
        if response.status_code >= 400 or response.status_code == 304:
            raise self._refused(response.status_code)
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html") and not self._target.path.endswith((".html", ".htm")):
            next(self._fetcher.chunks(response), b"")  # for its first bytes, to be shown
            if self._fetcher.answer is not None:
                raise not_metadata(self._fetcher.answer)
        with self._opened(offset) as file:
            received = self._copy(response, file, offset)
        if received < self._target.length:
            raise self._interrupted(received)

    def _opened(self, offset: int) -> IO[bytes]:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if offset else os.O_TRUNC)
        # The name can be foreseen, so it may be a trap in a directory of several users.
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(self._partial, flags, 0o666), "wb")

    def _copy(self, response: Response, file: IO[bytes], received: int) -> int:
        length = self._target.length
        chunks = self._fetcher.chunks(response)
        while True:
            try:
                chunk = next(chunks, b"")
            except TransportError as error:
                raise self._interrupted(received) from error
            if not chunk:
                return received
            received += len(chunk)
            if received > length:
                self._partial.unlink()
                raise self.damaged()
            file.write(chunk)
            if self._progress is not None:
                self._progress(received, length)

    def _interrupted(self, received: int) -> TransportError:
        return downloads.DOWNLOAD_INTERRUPTED.error(
            TransportError,
            target=self._target.path,
            received=received,
            length=self._target.length,
            url=shown_address(self._url, self._credential),
        )

    def _refused(self, status: int) -> HTTPStatusError:
        code = channel.CHANNEL_HTTP_STATUS
        if status in (401, 403):
            code = downloads.DOWNLOAD_UNAUTHORISED
        elif status == 402:
            code = downloads.DOWNLOAD_PAYMENT_REQUIRED
        elif status == 404:
            code = downloads.DOWNLOAD_NOT_FOUND
        return code.error(
            HTTPStatusError,
            target=self._target.path,
            status=status,
            url=shown_address(self._url, self._credential),
        )
