"""python-tuf, opened on our directories: what the channel holds, verified.

The only place that builds an `Updater`. One instance serves one check.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    Root,
    TargetFile,
    Timestamp,
)
from tuf.api.serialization import DeserializationError
from tuf.ngclient.updater import Updater

from sellxed_sdk.errors import ChannelError, SellxedError, TooLargeError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._addresses import join_url
from sellxed_sdk.updates._fetcher import Fetcher

__all__ = ["Channel", "TargetFile", "open_channel"]

# A list of a million revoked keys has 25 million bytes; how many there are is signed.
MAX_FACT_BYTES = 40_000_000


class Channel:
    """The verified metadata of one check.

    Args:
        updater: Refreshed.
        metadata_dir: Where python-tuf keeps what it verified.
        targets_url: Base address of the targets.
        fetcher: Asks the server.
    """

    def __init__(
        self, updater: Updater, *, metadata_dir: Path, targets_url: str, fetcher: Fetcher
    ) -> None:
        self._updater = updater
        self._metadata_dir = metadata_dir
        self._targets_url = targets_url
        self._fetcher = fetcher

    @property
    def timestamp(self) -> bytes:
        """The verified timestamp."""
        return (self._metadata_dir / "timestamp.json").read_bytes()

    @property
    def expires_at(self) -> datetime:
        """When the timestamp role expires."""
        return Metadata[Timestamp].from_bytes(self.timestamp).signed.expires

    def find(self, path: str) -> TargetFile | None:
        """Return what is signed about a target, or None where no role lists it.

        Raises:
            Exception: Whatever python-tuf raises for a delegated role at fault.
        """
        try:
            return self._updater.get_targetinfo(path)
        except OSError:
            if not _remove_unusable(self._metadata_dir):
                raise
            return self._updater.get_targetinfo(path)

    def get(self, path: str) -> TargetFile:
        """Return what is signed about a target.

        Raises:
            ChannelError: No role lists it.
            Exception: Whatever python-tuf raises for a delegated role at fault.
        """
        target = self.find(path)
        if target is None:
            raise codes.CHANNEL_TARGET_MISSING.error(ChannelError, target=path, role="targets")
        return target

    def url_of(self, target: TargetFile) -> str:
        """Return the address of a target's content."""
        data = (self._metadata_dir / "root.json").read_bytes()
        consistent = Metadata[Root].from_bytes(data).signed.consistent_snapshot
        path = target.get_prefixed_paths()[0] if consistent else target.path
        return join_url(self._targets_url, path)

    def is_current(self, target: TargetFile, data: bytes) -> bool:
        """Whether these bytes are what is signed."""
        try:
            target.verify_length_and_hashes(data)
        except LengthOrHashMismatchError:
            return False
        return True

    def fetch(self, target: TargetFile) -> bytes:
        """Fetch and verify a fact.

        Raises:
            TooLargeError: More than a fact may have; archives are downloaded instead.
            Exception: Whatever the fetcher and python-tuf raise.
        """
        url = self.url_of(target)
        if target.length > MAX_FACT_BYTES:
            raise codes.CHANNEL_TOO_LARGE.error(TooLargeError, url=url, limit=MAX_FACT_BYTES)
        data = self._fetcher.download_bytes(url, target.length)
        target.verify_length_and_hashes(data)
        return data


def open_channel(
    *,
    root: bytes,
    metadata_dir: Path,
    metadata_url: str,
    targets_url: str,
    fetcher: Fetcher,
    now: datetime,
) -> Channel:
    """Refresh the metadata and return the verified view.

    Where the local cache cannot be used, the unusable files are removed and the
    refresh is tried once more. A file that python-tuf could have verified is never
    removed: it is what a rollback is recognised by. Where the server said that the
    timestamp is unchanged and what is known does not do, it is asked for once more,
    without conditions.

    Raises:
        SellxedError: From the transport, or for an unusable embedded root.
        Exception: Whatever python-tuf raises.
    """
    metadata_dir.mkdir(parents=True, exist_ok=True)
    for attempt in (1, 2):
        try:
            updater = _updater(root, metadata_dir, metadata_url, fetcher, now)
            updater.refresh()
            break
        except (RepositoryError, SellxedError):
            # About the server, not about the cache; unless it has pointed to the cache.
            if attempt == 2 or fetcher.watched is None or not fetcher.watched.forget():
                raise
        except Exception:
            if attempt == 2 or not _remove_unusable(metadata_dir):
                raise
    return Channel(updater, metadata_dir=metadata_dir, targets_url=targets_url, fetcher=fetcher)


def _updater(
    root: bytes, metadata_dir: Path, metadata_url: str, fetcher: Fetcher, now: datetime
) -> Updater:
    try:
        updater = Updater(str(metadata_dir), metadata_url, fetcher=fetcher, bootstrap=root)
    except RepositoryError as error:
        # Only the embedded root is read so far.
        detail = str(error).rstrip(".") or type(error).__name__
        raise codes.CHANNEL_ANCHOR_INVALID.error(
            ChannelError, role="root", detail=detail
        ) from error
    # python-tuf takes the time of its construction and has no public way to give
    # another one. This is the one place that reaches inside; a test with a shifted
    # clock notices when the attribute moves.
    updater._trusted_set.reference_time = now  # noqa: SLF001 - see above
    return updater


def _remove_unusable(metadata_dir: Path) -> bool:
    """Remove from the cache what cannot be a verified file; return whether anything was."""
    history = metadata_dir / "root_history"
    inside = sorted(history.iterdir()) if _is_directory(history) else []
    unusable = [path for path in (*inside, *metadata_dir.iterdir()) if not _is_usable(path)]
    for path in unusable:
        if _is_directory(path):
            shutil.rmtree(path)
        else:
            path.unlink()
    return bool(unusable)


def _is_directory(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_usable(path: Path) -> bool:
    if path.name == "root_history":
        return _is_directory(path)
    if path.name == "root.json":
        return path.is_symlink()  # a pointer that python-tuf renews, never an anchor
    try:
        Metadata.from_bytes(path.read_bytes())
    except (OSError, DeserializationError):
        return False
    return True
