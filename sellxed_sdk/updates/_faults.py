"""Every way in which python-tuf can fail, as one of our errors."""

from __future__ import annotations

import re
from pathlib import Path

from tuf.api import exceptions as tuf
from tuf.api.serialization import DeserializationError

from sellxed_sdk.errors import (
    ChannelError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RollbackError,
    SellxedError,
    ThresholdError,
    TooLargeError,
    TransportError,
)
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._addresses import role_in_url
from sellxed_sdk.updates._fetcher import Answer, FetchHTTPError
from sellxed_sdk.updates._outcomes import local_error

__all__ = ["not_metadata", "to_error"]

_UNSIGNED_LENGTH = ("root", "timestamp")


def to_error(error: Exception, *, answer: Answer | None, directory: Path) -> SellxedError:
    """Return the error of our tree for anything that python-tuf or the disk raised.

    Args:
        error: What was caught.
        answer: The last answer of the server.
        directory: The state directory, for errors of the disk.
    """
    if isinstance(error, FetchHTTPError):
        return error.error
    if isinstance(error, (tuf.RepositoryError, tuf.DownloadError)) and answer is not None:
        return _channel_error(error, answer)
    return local_error(error, directory=directory)


def _channel_error(error: Exception, answer: Answer) -> SellxedError:
    role = role_in_url(answer.url)
    if isinstance(error, tuf.ExpiredMetadataError):
        return codes.CHANNEL_STALE.error(ExpiredMetadataError, role=_expired_role(error, role))
    if isinstance(error, DeserializationError):
        if answer.is_like_metadata:
            return codes.CHANNEL_DAMAGED.error(ChannelError, role=role)
        return not_metadata(answer)
    if isinstance(error, (tuf.LengthOrHashMismatchError, tuf.DownloadLengthMismatchError)):
        return _mismatch(error, answer, role)
    if isinstance(error, tuf.UnsignedMetadataError):
        return codes.CHANNEL_BAD_SIGNATURE.error(ThresholdError, role=role)
    if isinstance(error, tuf.BadVersionNumberError):
        return codes.CHANNEL_ROLLBACK.error(RollbackError, role=role, detail=_detail(error))
    return codes.CHANNEL_INCONSISTENT.error(ChannelError, role=role, detail=_detail(error))


def _mismatch(error: Exception, answer: Answer, role: str) -> SellxedError:
    if answer.is_page:
        return not_metadata(answer)
    too_long = isinstance(error, tuf.DownloadLengthMismatchError)
    if too_long and role in _UNSIGNED_LENGTH:
        limit = re.search(r"([0-9]+)\s*$", str(error))
        return codes.CHANNEL_TOO_LARGE.error(
            TooLargeError, url=answer.url, limit=limit[1] if limit else "?"
        )
    return codes.CHANNEL_HASH_MISMATCH.error(LengthOrHashMismatchError, url=answer.url, role=role)


def not_metadata(answer: Answer) -> TransportError:
    """Build the error for a login page or the like in place of a file."""
    return codes.CHANNEL_NOT_METADATA.error(
        TransportError,
        url=answer.url,
        status=answer.status,
        start=ascii(answer.start.decode("utf-8", "replace"))[1:-1],
    )


def _expired_role(error: Exception, fallback: str) -> str:
    # python-tuf names the role in its text only: "timestamp.json is expired".
    found = re.search(r"(\S+?)(?:\.json)? is expired", str(error))
    return found[1] if found else fallback


def _detail(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
