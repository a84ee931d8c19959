"""A client reads what is to be published, before any shop can."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    TargetFile,
    Timestamp,
)
from tuf.ngclient import (  # type: ignore[attr-defined] # public by its documentation
    FetcherInterface,
    Updater,
)

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import operation as codes

__all__ = ["BEFORE_ANY_END", "oldest_root", "read_file", "rehearse", "try_channel"]

_BASE = "file:///metadata/"
# For reading what may have expired, to sign it anew.
BEFORE_ANY_END = datetime(2000, 1, 1, tzinfo=timezone.utc)


class _Files(FetcherInterface):
    """Answers from the directory as a static host would, with staged files laid over it."""

    def __init__(self, metadata_dir: Path, staged: Mapping[str, bytes]) -> None:
        self._metadata_dir = metadata_dir
        self._staged = staged

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = unquote(url.removeprefix(_BASE))
        if name in self._staged:
            return iter((self._staged[name],))
        try:
            return iter(((self._metadata_dir / name).read_bytes(),))
        except FileNotFoundError:
            raise DownloadHTTPError(f"{name} is not there", 404) from None
        except OSError as error:
            raise DownloadError(f"{name} cannot be read") from error


def rehearse(
    directory: Path, *, staged: Mapping[str, bytes], paths: tuple[str, ...], at: datetime
) -> None:
    """Read a repository as a shop that knows what is published now.

    Args:
        directory: The repository.
        staged: Metadata that is not written yet, by name.
        paths: Targets that the shop asks for; one that no role lists is none.
        at: The time on the shop's clock.

    Raises:
        PublishError: The shop would refuse something.
    """
    metadata_dir = directory / "metadata"
    try:
        with TemporaryDirectory(prefix="sellxed-") as name:
            state = Path(name)
            _remember(metadata_dir, state)
            anchor = oldest_root(directory)
            client = _open_client(directory, state, root=anchor, staged=staged, at=at)
            client.refresh()
            for path in paths:
                target = client.get_targetinfo(path)
                if target is not None:
                    read_file(directory, target)
    except (RepositoryError, DownloadError, OSError, ValueError) as error:
        raise codes.PUBLISH_WOULD_BE_REFUSED.error(
            PublishError, path=str(directory), detail=_words(error), step="rehearse"
        ) from error


def oldest_root(directory: Path) -> bytes:
    """Return the first root of the chain that is still there.

    Raises:
        OSError: It cannot be read.
    """
    roots = (directory / "metadata").glob("*.root.json")
    return min(roots, key=lambda path: int(path.name.split(".")[0])).read_bytes()


def try_channel(directory: Path, *, root: bytes, products: tuple[str, ...], at: datetime) -> str:
    """Read a repository as a shop that knows nothing but an anchor.

    Args:
        directory: The repository.
        root: The anchor.
        products: Whose roles are read, too.
        at: The time on the shop's clock.

    Returns:
        Why the shop would refuse it, or nothing.
    """
    try:
        with TemporaryDirectory(prefix="sellxed-") as state:
            client = _open_client(directory, Path(state), root=root, staged={}, at=at)
            client.refresh()
            for product in products:
                # Any path of the product makes the client load its role.
                client.get_targetinfo(f"{product}/releases.json")
    except (RepositoryError, DownloadError, OSError, ValueError) as error:
        return _words(error)
    return ""


def read_file(directory: Path, target: TargetFile) -> bytes:
    """Read the file that is served, and compare it with what is signed.

    Raises:
        OSError: It cannot be read.
        RepositoryError: It is another one.
    """
    data = (directory / "targets" / target.get_prefixed_paths()[0]).read_bytes()
    target.verify_length_and_hashes(data)
    return data


def _open_client(
    directory: Path, state: Path, *, root: bytes, staged: Mapping[str, bytes], at: datetime
) -> Updater:
    fetcher = _Files(directory / "metadata", staged)
    client = Updater(str(state), _BASE, fetcher=fetcher, bootstrap=root)
    # As in `updates`: python-tuf has no public way to give another time.
    client._trusted_set.reference_time = at  # noqa: SLF001 - see above
    return client


def _remember(metadata_dir: Path, state: Path) -> None:
    """Give the client what a shop has that has seen what is published now."""
    published = metadata_dir / "timestamp.json"
    if not published.exists():
        return
    shutil.copy(published, state)
    version = Metadata[Timestamp].from_bytes(published.read_bytes()).signed.snapshot_meta.version
    snapshot = metadata_dir / f"{version}.snapshot.json"
    if snapshot.exists():
        shutil.copyfile(snapshot, state / "snapshot.json")


def _words(error: Exception) -> str:
    return str(error).removesuffix(".") or type(error).__name__
