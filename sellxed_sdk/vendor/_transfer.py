"""Uploading the channel in an order in which shops never see a part of it.

First what nobody asks for yet, then the timestamp that leads there. A root takes effect
as soon as it is there, so it goes up while the timestamp that shops see is good under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Timestamp,
)

from sellxed_sdk.errors import PublishError
from sellxed_sdk.vendor._destination import Compare, Destination, History, Upload
from sellxed_sdk.vendor._repository_files import describe_files
from sellxed_sdk.vendor._tuf_files import Published

__all__ = ["transfer"]

Described: TypeAlias = MetaFile | TargetFile

_TIMESTAMP = "metadata/timestamp.json"


def transfer(
    directory: Path,
    published: Published,
    destination: Destination,
    *,
    refuse: Callable[[str], PublishError],
    progress: Callable[[int, int], None] | None,
    compare: Compare = "sizes",
    history: History = "follow",
) -> Upload:
    """Bring a repository to a destination; see `upload_channel`.

    Args:
        directory: The repository.
        published: Its metadata.
        destination: Where to.
        refuse: Makes the error from the reason why not.
        progress: Called with the files done and the files to do.
        compare: How files that are there are compared with those that are here.
        history: ``replace`` follows nothing that the newest root does not accept.

    Raises:
        PublishError: What ``refuse`` made, or a transfer failed.
    """
    return _Transfer(directory, published, destination, refuse, compare, history).run(progress)


class _Transfer:
    def __init__(
        self,
        directory: Path,
        published: Published,
        destination: Destination,
        refuse: Callable[[str], PublishError],
        compare: Compare,
        history: History,
    ) -> None:
        self._directory = directory
        self._published = published
        self._destination = destination
        self._refuse = refuse
        self._compare = compare
        self._history = history
        self._there = destination.sizes()
        self._seen: dict[str, bytes] = {}
        self._sent: list[str] = []
        self._size = 0

    def run(self, progress: Callable[[int, int], None] | None) -> Upload:
        seen = self._read_timestamp()
        known = self._follow(seen)
        described = [
            (path, meta)
            for path, meta in describe_files(self._published)
            if self._is_missing(path, meta, known)
        ]
        steps = [*described, *((path, None) for path in self._order(self._new_roots(), seen))]
        for done, (path, meta) in enumerate(steps, start=1):
            self._send(path, meta)
            if progress is not None:
                progress(done, len(steps))
        files = (path for path, _ in describe_files(self._published))
        present = sum(path in self._there for path in files)
        return Upload(files=tuple(self._sent), size=self._size, present=present)

    def _read_timestamp(self) -> bytes | None:
        """Return the timestamp that shops see now, unless it forbids the upload."""
        if _TIMESTAMP not in self._there:
            return None
        data = self._destination.read(_TIMESTAMP)
        try:
            seen: Metadata[Timestamp] = Metadata.from_bytes(data)
        except (RepositoryError, ValueError):
            return None  # broken off on a host that writes in parts: nobody can read it
        if not any(self._is_good(name, {"timestamp": data}) for name in self._roots()):
            return None  # somebody put it there, and shops refuse it
        if self._history == "replace" and not self._is_good(self._roots()[0], {"timestamp": data}):
            return None  # signed with a key that was stolen, and which counts no more
        there, here = seen.signed.version, self._published.timestamp.signed.version
        if there > here:
            raise self._refuse(f"timestamp {here} is older than {there}, which is known already")
        if there == here and data != (self._directory / _TIMESTAMP).read_bytes():
            raise self._refuse(f"another timestamp {there} is known already")
        return data

    def _follow(self, seen: bytes | None) -> frozenset[str]:
        """Return what shops see now, which has to be a former state of this directory."""
        if seen is None:
            return frozenset()
        meta = Metadata[Timestamp].from_bytes(seen).signed.snapshot_meta
        name = f"metadata/{meta.version}.snapshot.json"
        try:
            data = (self._directory / name).read_bytes()
            meta.verify_length_and_hashes(data)
            listed = Metadata[Snapshot].from_bytes(data).signed.meta
        except (OSError, RepositoryError) as error:
            detail = f"another {name} is known already"
            raise self._refuse(detail) from error
        targets = f"metadata/{listed['targets.json'].version}.targets.json"
        self._seen = {"timestamp": seen, "snapshot": data, "targets": self._read(targets)}
        roles = (f"metadata/{entry.version}.{role}" for role, entry in listed.items())
        return frozenset((name, *roles))

    def _is_missing(self, path: str, meta: Described, known: frozenset[str]) -> bool:
        size = self._there.get(path)
        # Where the size is wrong, an upload broke off.
        if size is None or meta.length not in (None, size):
            return True
        # The hash is in a target's name, and what shops were led to was compared before.
        if self._compare == "sizes" and (path in known or path.startswith("targets/")):
            return False
        try:
            meta.verify_length_and_hashes(self._destination.read(path))
        except RepositoryError:
            return True
        return False

    def _roots(self) -> list[str]:
        numbers = range(self._published.root.signed.version, 0, -1)
        return [f"metadata/{number}.root.json" for number in numbers]

    def _new_roots(self) -> list[str]:
        names = self._roots()[::-1]
        present = [name for name in names if name in self._there]
        if present and self._destination.read(present[-1]) != self._read(present[-1]):
            raise self._refuse(f"another {present[-1]} is known already")
        return [name for name in names if name not in self._there]

    def _order(self, roots: list[str], seen: bytes | None) -> Iterator[str]:
        waiting = seen != (self._directory / _TIMESTAMP).read_bytes()
        for name in roots:
            if waiting and not self._is_good(name, self._seen):
                waiting = False
                yield _TIMESTAMP
            yield name
        if waiting:
            yield _TIMESTAMP

    def _is_good(self, root_name: str, roles: Mapping[str, bytes]) -> bool:
        """Whether metadata is signed by whom a root names."""
        root: Metadata[Root] = Metadata.from_bytes(self._read(root_name))
        try:
            for role, data in roles.items():
                signed = Metadata.from_bytes(data)
                root.signed.verify_delegate(role, signed.signed_bytes, signed.signatures)
        except RepositoryError:
            return False
        return True

    def _send(self, path: str, meta: Described | None) -> None:
        data = self._read(path)
        try:
            if meta is not None:
                meta.verify_length_and_hashes(data)
        except RepositoryError as error:
            raise self._refuse(f"{path} here is not what is signed") from error
        self._destination.write(path, data)
        self._sent.append(path)
        self._size += len(data)

    def _read(self, path: str) -> bytes:
        try:
            return (self._directory / path).read_bytes()
        except OSError as error:
            raise self._refuse(f"{path} here cannot be read") from error
