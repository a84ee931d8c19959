"""The vendor's update channel on disk: a TUF repository that a static host serves.

Profile: Ed25519, consistent snapshots; one online key for snapshot and timestamp,
offline keys for root, targets and each product. What is published is never
changed, only followed by a next version, and the timestamp is written last: a
crash at any point leaves what shops see as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined] # public by its docs
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    DelegatedRole,
    Delegations,
    Metadata,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.vendor._repository_root import RotatedKeys
from sellxed_sdk.vendor._repository_sign import LIFETIMES
from sellxed_sdk.vendor._tuf_files import (
    Published,
    check_product,
    read_published,
    write_file,
)
from sellxed_sdk.vendor._tuf_keys import Keys, root_key_names

__all__ = ["Repository"]

# A snapshot is renewed with the timestamp in the last year of its life.
_RENEW_SNAPSHOT = timedelta(days=365)


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
        self._delegate(name, self._keys.ensure(f"product-{name}"))

    def signed_role(self, product: str) -> Metadata[Targets] | None:
        """Return the role of a product as it is published, or None."""
        return self._roles.get(product) if product in self.products else None

    def is_signed_by_product(self, product: str, role: Metadata[Targets]) -> bool:
        """Whether a role is signed with the key that a product has in the channel."""
        try:
            self._roles["targets"].signed.verify_delegate(
                product, role.signed_bytes, role.signatures
            )
        except (RepositoryError, ValueError):
            return False
        return True

    def adopt(
        self,
        product: str,
        data: bytes,
        *,
        files: Iterable[tuple[str, bytes]],
        key: SSlibKey | None,
    ) -> None:
        """Take a role over as somebody else has signed it; to be published.

        Args:
            product: Whose role.
            data: The signed role.
            files: Its new targets, by path.
            key: The key that the product has from now on, or None where it stays.

        Raises:
            PublishError: The name cannot be one of a product, a file is not the one that is
                signed, or something cannot be written.
        """
        role = Metadata[Targets].from_bytes(data)
        try:
            for path, content in files:
                target = role.signed.targets[path]
                target.verify_length_and_hashes(content)
                write_file(self._targets_dir / target.get_prefixed_paths()[0], content)
        except (OSError, RepositoryError) as error:
            detail = "it changed while it was read"
            raise codes.PUBLISH_TARGET_INVALID.error(
                PublishError, target=product, detail=detail, step="target"
            ) from error
        if key is not None and product in self.products:
            self._delegate_to(product, key)
        elif key is not None:
            check_product(product)
            self._delegate(product, key)
        self._changed.discard(product)
        self._roles[product] = role
        self._adopted[product] = data
        self._put.update(self._roles[product].signed.targets)

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

    def _delegate(self, name: str, key: SSlibKey) -> None:
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
