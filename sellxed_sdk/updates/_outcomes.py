"""Errors as outcomes. Loads neither tuf nor requests."""

from __future__ import annotations

from pathlib import Path

from sellxed_sdk.errors import (
    ChannelError,
    ExpiredMetadataError,
    SellxedError,
    StoreError,
    StoreLockedError,
)
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._result import RefreshOutcome
from sellxed_sdk.updates._store import unwritable

__all__ = ["local_error", "outcome_of"]

# Faults of this machine, which say nothing about the server.
_OURS = (codes.CHANNEL_LIBRARY_UNUSABLE.name, codes.CHANNEL_UNEXPECTED.name)


def outcome_of(error: SellxedError) -> RefreshOutcome:
    """Return the outcome that an error stands for."""
    if isinstance(error, StoreLockedError):
        return RefreshOutcome.BUSY
    if isinstance(error, StoreError):
        return RefreshOutcome.STORE_FAILED
    if isinstance(error, ExpiredMetadataError):
        return RefreshOutcome.STALE
    if isinstance(error, ChannelError) and error.code not in _OURS:
        return RefreshOutcome.TAMPERED
    return RefreshOutcome.UNREACHABLE


def local_error(error: Exception, *, directory: Path) -> SellxedError:
    """Return the error of our tree for what happened on this machine.

    Args:
        error: What was caught.
        directory: The state directory, for errors of the disk.
    """
    if isinstance(error, SellxedError):
        return error
    if isinstance(error, OSError):
        return unwritable(error, directory)
    if isinstance(error, ImportError):
        return codes.CHANNEL_LIBRARY_UNUSABLE.error(ChannelError, detail=str(error).rstrip("."))
    detail = f"{type(error).__name__}: {error}"[:300].rstrip(".")
    return codes.CHANNEL_UNEXPECTED.error(ChannelError, detail=detail)
