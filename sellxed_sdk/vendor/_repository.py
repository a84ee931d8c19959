"""The vendor's update channel on disk: a TUF repository that a static host serves.

Profile: Ed25519, consistent snapshots; one online key for snapshot and timestamp,
offline keys for root, targets and each product. What is published is never
changed, only followed by a next version, and the timestamp is written last: a
crash at any point leaves what shops see as it was.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from securesystemslib.signer import (  # type: ignore[attr-defined] # likewise below
    Key,
    SecretsHandler,
    Signature,
    Signer,
    SSlibKey,
)
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from sellxed_sdk.errors import ConfigurationError, PublishError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.signing import PrivateKey

__all__ = ["Repository"]

S = TypeVar("S", Root, Snapshot, Targets, Timestamp)

_LIFETIMES = {
    "root": timedelta(days=365),
    "targets": timedelta(days=3650),
    "snapshot": timedelta(days=3650),
    "timestamp": timedelta(days=7),
}
# A snapshot is renewed with the timestamp in the last year of its life.
_RENEW_SNAPSHOT = timedelta(days=365)
_SHARED = ("compatibility", "licence")
_RESERVED = ("root", "targets", "snapshot", "timestamp", *_SHARED)
_HASHES = ["sha256"]
_PRODUCT = r"[a-z0-9](?:[a-z0-9-]{0,39})"
_PATH = r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}/[A-Za-z0-9][A-Za-z0-9._+-]{0,99}"


class _KeySigner(Signer):
    """Signs TUF metadata with a key of ours.

    Not securesystemslib's own file signer: that one needs a newer cryptography than
    shops have, knows no passphrase, and takes "#" and "?" in a path for an address.
    """

    def __init__(self, key: PrivateKey) -> None:
        self._key = key
        self._public = public_key(key)

    @property
    def public_key(self) -> Key:
        return self._public

    def sign(self, payload: bytes) -> Signature:
        return Signature(self._public.keyid, self._key.sign(payload).hex())

    @classmethod
    def from_priv_key_uri(
        cls, priv_key_uri: str, public_key: Key, secrets_handler: SecretsHandler | None = None
    ) -> Signer:
        raise NotImplementedError  # keys come from files of known names


class _Keys:
    """The private keys, each loaded when it is needed."""

    def __init__(self, directory: Path, passphrase: str | None) -> None:
        self._directory = directory
        self._passphrase = passphrase

    def ensure(self, name: str) -> SSlibKey:
        """Return the public half of a key, which is made where there is none."""
        path = self._directory / f"tuf-{name}.pem"
        if not path.exists():
            try:
                self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                PrivateKey.generate().save(path, passphrase=self._passphrase)
            except OSError as error:
                raise _unwritable(error, path) from error
        return public_key(PrivateKey.load(path, passphrase=self._passphrase))

    def signer(self, name: str, role: str, keyids: Iterable[str]) -> Signer:
        """Return the signer of a role, which must be one that the repository names."""
        path = self._directory / f"tuf-{name}.pem"
        detail = "it is another key than the repository names"
        try:
            signer = _KeySigner(PrivateKey.load(path, passphrase=self._passphrase))
            if signer.public_key.keyid in keyids:
                return signer
        except ConfigurationError as error:
            detail = error.message.rstrip(".")
        raise codes.PUBLISH_KEY_MISSING.error(
            PublishError, path=str(path), role=role, detail=detail, step="sign"
        )


class Repository:
    """An opened repository: ``metadata/`` and ``targets/``, as they are served.

    Made by `create` or `open`. Targets that are put become visible with `publish`.
    """

    def __init__(
        self,
        directory: Path,
        keys: _Keys,
        root: Metadata[Root],
        snapshot: Metadata[Snapshot],
        timestamp: Metadata[Timestamp],
        roles: dict[str, Metadata[Targets]],
    ) -> None:
        self._metadata_dir = directory / "metadata"
        self._targets_dir = directory / "targets"
        self._keys = keys
        self._root = root
        self._snapshot = snapshot
        self._timestamp = timestamp
        self._roles = roles
        self._changed: set[str] = set()

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
        keys = _Keys(keys_dir, passphrase)
        root = Root(expires=now + _LIFETIMES["root"], consistent_snapshot=True)
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
        roles = {"targets": Metadata(targets)}
        repository = cls(
            directory, keys, Metadata(root), Metadata(snapshot), Metadata(timestamp), roles
        )
        repository._changed.add("targets")
        repository._write_root()
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
        metadata = directory / "metadata"
        try:
            versions = [int(path.name.split(".")[0]) for path in metadata.glob("*.root.json")]
            timestamp = Metadata[Timestamp].from_bytes((metadata / "timestamp.json").read_bytes())
            version = timestamp.signed.snapshot_meta.version
            data = (metadata / f"{version}.snapshot.json").read_bytes()
            snapshot = Metadata[Snapshot].from_bytes(data)
            root = Metadata[Root].from_bytes((metadata / f"{max(versions)}.root.json").read_bytes())
            roles = {
                name.removesuffix(".json"): Metadata[Targets].from_bytes(
                    (metadata / f"{meta.version}.{name}").read_bytes()
                )
                for name, meta in snapshot.signed.meta.items()
            }
        except (OSError, ValueError, RepositoryError) as error:
            raise codes.PUBLISH_REPOSITORY_INVALID.error(
                PublishError,
                path=str(directory),
                detail=str(error).rstrip(".") or type(error).__name__,
                step="open",
            ) from error
        return cls(directory, _Keys(keys_dir, passphrase), root, snapshot, timestamp, roles)

    @property
    def root_bytes(self) -> bytes:
        """The newest root, as published: the anchor for trust bundles."""
        return (self._metadata_dir / f"{self._root.signed.version}.root.json").read_bytes()

    @property
    def products(self) -> tuple[str, ...]:
        """Names of the products, sorted."""
        return tuple(sorted(set(self._roles) - {"targets"}))

    def expiries(self) -> tuple[tuple[str, datetime], ...]:
        """Return the roles and when they expire, the next one first."""
        roles = [
            ("root", self._root.signed.expires),
            ("snapshot", self._snapshot.signed.expires),
            ("timestamp", self._timestamp.signed.expires),
            *((name, metadata.signed.expires) for name, metadata in self._roles.items()),
        ]
        return tuple(sorted(roles, key=lambda item: item[1]))

    def add_product(self, name: str) -> None:
        """Delegate a product to a key of its own, unless that is done; to be published.

        Args:
            name: Lower-case letters, digits and hyphens; becomes role and directory.

        Raises:
            PublishError: The name has another form or is reserved.
        """
        if name in self.products:
            return
        detail = "" if re.fullmatch(_PRODUCT, name) else "it has another form"
        if detail or name in _RESERVED:
            raise codes.PUBLISH_PRODUCT_INVALID.error(
                PublishError, product=name[:100], detail=detail or "it is reserved", step="product"
            )
        self._delegate(name)

    def put_target(self, path: str, data: bytes) -> None:
        """Add a fact, or its next content; to be published.

        Args:
            path: ``<product>/<file>``, ``compatibility/<file>`` or ``licence/<file>``.
            data: The content.

        Raises:
            PublishError: No such product, or an archive path that is in use for other bytes.
        """
        role = self._role_of(path)
        target = TargetFile.from_data(path, data, _HASHES)
        self._check_archive(role, target)
        # The name holds the hash, so nothing that is published is touched.
        write_file(self._targets_dir / target.get_prefixed_paths()[0], data)
        self._roles[role].signed.targets[path] = target
        self._changed.add(role)

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

    def publish(self, *, now: datetime) -> None:
        """Sign what was changed and make it visible, timestamp last.

        Args:
            now: The time, from which the lifetimes count.

        Raises:
            PublishError: A key is missing, or something cannot be written; what was
                published before stays valid. Open the repository again to go on.
        """
        signers = {role: self._signer_of(role) for role in sorted(self._changed)}
        online = self._online()
        # Products first, as their delegations in "targets" refer to them.
        for role in sorted(signers, key=lambda name: name == "targets"):
            data = self._sign(self._roles[role], signers[role], _LIFETIMES["targets"], now)
            version = self._roles[role].signed.version
            write_file(self._metadata_dir / f"{version}.{role}.json", data)
            self._snapshot.signed.meta[f"{role}.json"] = _meta(version, data)
        self._write_snapshot(online, now)
        self._write_timestamp(online, now)
        self._changed.clear()

    def resign(self, *, now: datetime) -> None:
        """Renew the timestamp, and the snapshot in its last year, with the online key.

        For a scheduled command, at least every few days. What was put and not
        published stays so.

        Args:
            now: The time, from which the lifetimes count.

        Raises:
            PublishError: As for `publish`.
        """
        online = self._online()
        if self._snapshot.signed.expires - now < _RENEW_SNAPSHOT:
            self._write_snapshot(online, now)
        self._write_timestamp(online, now)

    def _role_of(self, path: str) -> str:
        prefix = path.partition("/")[0]
        detail = "the path has another form"
        if re.fullmatch(_PATH, path):
            if prefix in _SHARED:
                return "targets"
            if prefix in self.products:
                return prefix
            detail = f"there is no product '{prefix}'"
        raise codes.PUBLISH_TARGET_INVALID.error(
            PublishError, target=path[:200], detail=detail, step="target"
        )

    def _check_archive(self, role: str, target: TargetFile) -> None:
        before = self._roles[role].signed.targets.get(target.path)
        if before is None or before == target or not target.path.endswith(".zip"):
            return
        raise codes.PUBLISH_ARCHIVE_CHANGED.error(PublishError, target=target.path, step="archive")

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

    def _signer_of(self, role: str) -> Signer:
        if role == "targets":
            return self._keys.signer("targets", role, self._root.signed.roles[role].keyids)
        delegations = self._roles["targets"].signed.delegations
        keyids = delegations.roles[role].keyids if delegations and delegations.roles else []
        return self._keys.signer(f"product-{role}", role, keyids)

    def _online(self) -> Signer:
        return self._keys.signer("online", "timestamp", self._root.signed.roles["timestamp"].keyids)

    def _sign(
        self, metadata: Metadata[S], signer: Signer, lifetime: timedelta, now: datetime
    ) -> bytes:
        metadata.signed.version += 1
        metadata.signed.expires = now + lifetime
        metadata.sign(signer)
        return metadata.to_bytes()

    def _write_root(self) -> None:
        keyids = self._root.signed.roles["root"].keyids
        for name in root_key_names(self._root.signed.roles["root"].threshold):
            self._root.sign(self._keys.signer(name, "root", keyids), append=True)
        version = self._root.signed.version
        write_file(self._metadata_dir / f"{version}.root.json", self._root.to_bytes())

    def _write_snapshot(self, online: Signer, now: datetime) -> None:
        data = self._sign(self._snapshot, online, _LIFETIMES["snapshot"], now)
        version = self._snapshot.signed.version
        write_file(self._metadata_dir / f"{version}.snapshot.json", data)
        self._timestamp.signed.snapshot_meta = _meta(version, data)

    def _write_timestamp(self, online: Signer, now: datetime) -> None:
        data = self._sign(self._timestamp, online, _LIFETIMES["timestamp"], now)
        write_file(self._metadata_dir / "timestamp.json", data)


def root_key_names(threshold: int) -> tuple[str, ...]:
    """One key, or one more than have to sign, so that one may be lost."""
    spare = range(2, threshold + 2) if threshold > 1 else ()
    return ("root", *(f"root-{number}" for number in spare))


def public_key(key: PrivateKey) -> SSlibKey:
    public = key.public_bytes.hex()
    form = f'{{"keytype":"ed25519","keyval":{{"public":"{public}"}},"scheme":"ed25519"}}'
    keyid = hashlib.sha256(form.encode()).hexdigest()  # TUF specification, section 4.2
    return SSlibKey(keyid, "ed25519", "ed25519", {"public": public})


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile(version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        name = path.with_name(f".new-{secrets.token_hex(8)}")
        with name.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        name.replace(path)
    except OSError as error:
        raise _unwritable(error, path) from error


def _unwritable(error: OSError, path: Path) -> PublishError:
    return codes.PUBLISH_UNWRITABLE.error(
        PublishError,
        path=str(path),
        detail=error.strerror or type(error).__name__,
        step="write",
    )
