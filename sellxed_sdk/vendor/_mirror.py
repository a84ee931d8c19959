"""A copy of what is published elsewhere, verified before anything of it is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    MetaFile,
    Snapshot,
    TargetFile,
    Timestamp,
)

from sellxed_sdk.errors import PublishError
from sellxed_sdk.vendor._destination import Destination
from sellxed_sdk.vendor._rehearsal import BEFORE_ANY_END, try_channel
from sellxed_sdk.vendor._repository_files import describe_files
from sellxed_sdk.vendor._tuf_files import Published, read_published, write_file

__all__ = ["is_former", "mirror_channel"]

_TIMESTAMP = "metadata/timestamp.json"
_ROLE_FILE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\.json")
_ROOT_FILE = re.compile(r"metadata/[1-9][0-9]{0,5}\.root\.json")


def mirror_channel(
    source: Destination,
    directory: Path,
    *,
    here: Path,
    root: bytes,
    refuse: Callable[[str], PublishError],
) -> Published:
    """Copy a channel into an empty directory, and verify it.

    Args:
        source: Where it is.
        directory: Empty; gets what ``here`` does not have, and what leads there.
        here: A repository; what it has already is not asked for again.
        root: The anchor.
        refuse: Makes the error from the reason why not.

    Returns:
        The metadata of the copy.

    Raises:
        PublishError: It is damaged or forged, or cannot be read.
    """
    copy = _Copy(source, directory, here)
    try:
        copy.bring_metadata()
        published = read_published(directory)
    except (OSError, ValueError, KeyError, RepositoryError, PublishError) as error:
        if isinstance(error, PublishError) and error.step == "upload":
            raise
        raise refuse(str(error).removesuffix(".") or type(error).__name__) from error
    products = tuple(sorted(set(published.roles) - {"targets"}))
    detail = try_channel(directory, root=root, products=products, at=BEFORE_ANY_END)
    if detail:
        raise refuse(detail)
    for path, described in describe_files(published):
        if isinstance(described, TargetFile):
            try:
                copy.bring_target(path, described)
            except RepositoryError as error:
                raise refuse(f"{path} there is not what is signed") from error
    return published


def is_former(source: Destination, here: Path) -> bool:
    """Whether what is there is a former state of what is here: nothing of it is news.

    Raises:
        PublishError: It cannot be read.
    """
    try:
        own = Metadata[Timestamp].from_bytes((here / _TIMESTAMP).read_bytes()).signed
        there = Metadata[Timestamp].from_bytes(source.read(_TIMESTAMP)).signed
        meta = there.snapshot_meta
        meta.verify_length_and_hashes(
            (here / f"metadata/{meta.version}.snapshot.json").read_bytes()
        )
    except (OSError, RepositoryError):
        return False
    return own.version > there.version


class _Copy:
    def __init__(self, source: Destination, directory: Path, here: Path) -> None:
        self._source = source
        self._directory = directory
        self._here = here
        self._there = source.sizes()

    def bring_metadata(self) -> None:
        timestamp = Metadata[Timestamp].from_bytes(self._ask(_TIMESTAMP))
        meta = timestamp.signed.snapshot_meta
        name = f"metadata/{meta.version}.snapshot.json"
        snapshot = Metadata[Snapshot].from_bytes(self._bring(name, meta))
        for role, described in snapshot.signed.meta.items():
            # Nothing is verified yet: a name must not lead out of the directory.
            if not _ROLE_FILE.fullmatch(role):
                raise ValueError(f"its snapshot names a role {role[:100]!a}")
            self._bring(f"metadata/{described.version}.{role}", described)
        for path in sorted(filter(_ROOT_FILE.fullmatch, self._there)):
            self._ask(path)
        self._bring_own()

    def bring_target(self, path: str, described: TargetFile) -> None:
        here = self._here / path
        if not here.is_file() or here.stat().st_size != described.length:
            data = self._ask(path)
            described.verify_length_and_hashes(data)

    def _bring(self, path: str, described: MetaFile) -> bytes:
        try:
            data = (self._here / path).read_bytes()
            described.verify_length_and_hashes(data)
        except (OSError, RepositoryError):
            return self._ask(path)
        write_file(self._directory / path, data)
        return data

    def _bring_own(self) -> None:
        """Bring what is current here: the transfer compares it, so that nothing here is lost."""
        if not (self._here / _TIMESTAMP).exists():
            return
        timestamp = Metadata[Timestamp].from_bytes((self._here / _TIMESTAMP).read_bytes())
        own = [f"metadata/{timestamp.signed.snapshot_meta.version}.snapshot.json"]
        snapshot = Metadata[Snapshot].from_bytes((self._here / own[0]).read_bytes())
        own.append(f"metadata/{snapshot.signed.meta['targets.json'].version}.targets.json")
        for path in own:
            if path not in self._there:
                raise ValueError(f"{path} is here and was never uploaded")
            if not (self._directory / path).exists():
                self._ask(path)

    def _ask(self, path: str) -> bytes:
        data = self._source.read(path)
        write_file(self._directory / path, data)
        return data
