"""Targets and the roles that sign them: what is put there, and what is read back."""

from __future__ import annotations

import abc
from datetime import datetime
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    TargetFile,
    Targets,
)

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.vendor._rehearsal import read_file
from sellxed_sdk.vendor._tuf_files import role_of, write_file

__all__ = ["RoleFiles"]

_HASHES = ["sha256"]


class RoleFiles(abc.ABC):
    """The targets of some roles, in a directory with ``metadata/`` and ``targets/``."""

    @abc.abstractmethod
    def add_product(self, name: str) -> None:
        """Make sure that a product can have targets, or refuse it."""

    @abc.abstractmethod
    def publish(self, *, now: datetime) -> None:
        """Sign what was put; ``now`` is the time from which lifetimes count."""

    def __init__(self, directory: Path, roles: dict[str, Metadata[Targets]]) -> None:
        self._directory = directory
        self._metadata_dir = directory / "metadata"
        self._targets_dir = directory / "targets"
        self._roles = roles
        self._changed: set[str] = set()
        self._put: set[str] = set()

    @property
    def products(self) -> tuple[str, ...]:
        """Names of the products, sorted."""
        return tuple(sorted(set(self._roles) - {"targets"}))

    def read_target(self, path: str) -> bytes:
        """Return the content of a target as it was published, or nothing where there is none.

        Args:
            path: As for `put_target`.

        Raises:
            PublishError: The file is missing, or another than what is signed.
        """
        role = self._roles.get(path.partition("/")[0]) or self._roles.get("targets")
        target = role.signed.targets.get(path) if role is not None else None
        if target is None:
            return b""
        try:
            return read_file(self._directory, target)
        except (OSError, RepositoryError) as error:
            detail = f"{path}: {str(error).rstrip('.') or type(error).__name__}"
            raise codes.PUBLISH_REPOSITORY_INVALID.error(
                PublishError, path=str(self._directory), detail=detail, step="open"
            ) from error

    def put_target(self, path: str, data: bytes) -> None:
        """Add a fact, or its next content; to be published.

        Args:
            path: ``<product>/<file>``, ``compatibility/<file>`` or ``licence/<file>``.
            data: The content.

        Raises:
            PublishError: No such product, or an archive path that is in use for other bytes.
        """
        role = role_of(path, self.products)
        if role not in self._roles:
            raise codes.PUBLISH_TARGET_INVALID.error(
                PublishError, target=path, detail="the vendor signs it", step="target"
            )
        target = TargetFile.from_data(path, data, _HASHES)
        before = self._roles[role].signed.targets.get(path, target)
        if before != target and path.endswith(".zip"):
            raise codes.PUBLISH_ARCHIVE_CHANGED.error(PublishError, target=path, step="archive")
        # The name holds the hash, so nothing that is published is touched.
        write_file(self._targets_dir / target.get_prefixed_paths()[0], data)
        self._roles[role].signed.targets[path] = target
        self._changed.add(role)
        self._put.add(path)

    def put_target_file(self, path: str, source: Path) -> None:
        """Add an archive or another file; to be published.

        Args:
            path: As for `put_target`.
            source: Where the content is now.

        Raises:
            PublishError: As for `put_target`, or the file cannot be read.
        """
        try:
            data = source.read_bytes()
        except OSError as error:
            raise codes.PUBLISH_TARGET_INVALID.error(
                PublishError, target=path, detail=f"{source} cannot be read", step="target"
            ) from error
        self.put_target(path, data)
