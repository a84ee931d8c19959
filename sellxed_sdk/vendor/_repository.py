"""The vendor's update channel on disk: a TUF repository that a static host serves.

Profile: Ed25519, consistent snapshots; one online key for snapshot and timestamp,
offline keys for root, targets and each product. What is published is never
changed, only followed by a next version, and the timestamp is written last: a
crash at any point leaves what shops see as it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    DelegatedRole,
    Delegations,
    Metadata,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.vendor._rehearsal import read_file
from sellxed_sdk.vendor._repository_root import RotatedKeys
from sellxed_sdk.vendor._repository_sign import LIFETIMES
from sellxed_sdk.vendor._tuf_files import (
    Published,
    check_product,
    read_published,
    role_of,
    write_file,
)
from sellxed_sdk.vendor._tuf_keys import Keys, root_key_names

__all__ = ["Repository"]

# A snapshot is renewed with the timestamp in the last year of its life.
_RENEW_SNAPSHOT = timedelta(days=365)
_HASHES = ["sha256"]


class Repository(RotatedKeys):
    """An opened repository; targets that are put become visible with `publish`."""

    @classmethod
    def create(
        cls,
        directory: Path,
        *,
        keys_dir: Path,
        products: tuple[str, ...] = (),
        root_threshold: int = 1,
        now: datetime,
        passphrase: str | None = None,
    ) -> Repository:
        """Make a repository with its keys, and publish its first, empty state.

        Args:
            directory: Where ``metadata/`` and ``targets/`` will be.
            keys_dir: Holds the private keys; those that are missing are made:
                ``tuf-root.pem``, ``tuf-targets.pem``, ``tuf-online.pem`` and
                ``tuf-product-<name>.pem``.
            products: Names of the first products.
            root_threshold: How many root keys have to sign. With more than one there is
                one key more than that: ``tuf-root-2.pem`` and so on.
            now: The time.
            passphrase: Of the key files.

        Raises:
            PublishError: There is a repository already, a name cannot be used, or
                something cannot be written.
            ConfigurationError: A key file cannot be read.
        """
        if (directory / "metadata" / "timestamp.json").exists():
            raise codes.PUBLISH_REPOSITORY_EXISTS.error(
                PublishError, path=str(directory), step="create"
            )
        keys = Keys(keys_dir, passphrase)
        root = Root(expires=now + LIFETIMES["root"], consistent_snapshot=True)
        for name in root_key_names(root_threshold):
            root.add_key(keys.ensure(name), "root")
        root.roles["root"].threshold = root_threshold
        root.add_key(keys.ensure("targets"), "targets")
        for role in ("snapshot", "timestamp"):
            root.add_key(keys.ensure("online"), role)
        # Versions count from 0 here, so that the first publishing makes them 1.
        targets, snapshot = Targets(expires=now), Snapshot(expires=now)
        timestamp = Timestamp(expires=now)
        targets.version = snapshot.version = timestamp.version = 0
        published = Published(
            root=Metadata(root),
            snapshot=Metadata(snapshot),
            timestamp=Metadata(timestamp),
            roles={"targets": Metadata(targets)},
        )
        repository = cls(directory, keys, published)
        repository._changed.add("targets")
        repository._write_root(root)
        for product in products:
            repository.add_product(product)
        repository.publish(now=now)
        return repository

    @classmethod
    def open(cls, directory: Path, *, keys_dir: Path, passphrase: str | None = None) -> Repository:
        """Open a repository at its published state.

        Args:
            directory: As given to `create`.
            keys_dir: As given to `create`; a key is read only when it has to sign.
            passphrase: Of the key files.

        Raises:
            PublishError: A file is missing or damaged.
        """
        return cls(directory, Keys(keys_dir, passphrase), read_published(directory))

    def add_product(self, name: str) -> None:
        """Delegate a product to a key of its own, unless that is done; to be published.

        Args:
            name: Lower-case letters, digits and hyphens; becomes role and directory.

        Raises:
            PublishError: The name has another form or is reserved.
        """
        if name in self.products:
            return
        check_product(name)
        self._delegate(name)

    def read_target(self, path: str) -> bytes:
        """Return the content of a target as it was published, or nothing where there is none.

        Args:
            path: As for `put_target`.

        Raises:
            PublishError: The file is missing, or another than what is signed.
        """
        role = self._roles.get(path.partition("/")[0], self._roles["targets"])
        target = role.signed.targets.get(path)
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

    def resign(self, *, now: datetime) -> None:
        """Renew the timestamp, and the snapshot in its last year, with the online key.

        For a scheduled command, at least every few days. What was put and not
        published stays so.

        Raises:
            PublishError: As for `publish`.
        """
        online = self._online(now)
        if self._snapshot.signed.expires - now < _RENEW_SNAPSHOT:
            self._write_snapshot(online, now)
        self._write_timestamp(online, now)

    def _delegate(self, name: str) -> None:
        key = self._keys.ensure(f"product-{name}")
        targets = self._roles["targets"].signed
        roles = targets.delegations.roles if targets.delegations is not None else None
        if roles is None:
            roles = {}
            targets.delegations = Delegations(keys={}, roles=roles)
        # "*" does not cross a slash in TUF, so the pattern is exactly one level.
        roles[name] = DelegatedRole(name, [], 1, terminating=True, paths=[f"{name}/*"])
        targets.add_key(key, name)
        product = Targets(expires=targets.expires)
        product.version = 0
        self._roles[name] = Metadata(product)
        self._changed.update((name, "targets"))
