"""How the channel's metadata is signed and written, in an order that any crash may end.

What a shop asks for by name alone are the next root and the timestamp. Both are shown
to a client of our own before they are written; everything else is written before.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)

from sellxed_sdk.vendor._rehearsal import rehearse
from sellxed_sdk.vendor._role_files import RoleFiles
from sellxed_sdk.vendor._tuf_files import Published, meta_of, write_file
from sellxed_sdk.vendor._tuf_keys import Keys, Signer, root_key_names

__all__ = ["LIFETIMES", "SignedFiles"]

S = TypeVar("S", Root, Snapshot, Targets, Timestamp)

LIFETIMES = {
    "root": timedelta(days=365),
    "targets": timedelta(days=3650),
    "snapshot": timedelta(days=3650),
    "timestamp": timedelta(days=7),
}
# As long as that, who has the root of before is served, too: a cache on the way may hide the
# newest, and a vendor may upload later.
_BOTH = timedelta(days=14)
# A client looks at it just before the first role ends, whenever that is.
_MOMENT = timedelta(seconds=1)


class SignedFiles(RoleFiles):
    """The metadata of a repository, and how the next version of each is signed and written."""

    def __init__(self, directory: Path, keys: Keys, published: Published) -> None:
        super().__init__(directory, published.roles)
        self._keys = keys
        self._root = published.root
        self._snapshot = published.snapshot
        self._timestamp = published.timestamp
        # Roles that somebody else has signed, as they are.
        self._adopted: dict[str, bytes] = {}

    @property
    def root_bytes(self) -> bytes:
        """The newest root, as published: the anchor for trust bundles."""
        return (self._metadata_dir / f"{self._root.signed.version}.root.json").read_bytes()

    @property
    def root_version(self) -> int:
        """Version of the newest root, as published."""
        return self._root.signed.version

    def expiries(self) -> tuple[tuple[str, datetime], ...]:
        """Return the roles and when they expire, the next one first."""
        roles = [
            ("root", self._root.signed.expires),
            ("snapshot", self._snapshot.signed.expires),
            ("timestamp", self._timestamp.signed.expires),
            *((name, metadata.signed.expires) for name, metadata in self._roles.items()),
        ]
        return tuple(sorted(roles, key=lambda item: item[1]))

    def publish(self, *, now: datetime) -> None:
        """Sign what was changed and make it visible, timestamp last.

        Args:
            now: The time, from which the lifetimes count.

        Raises:
            PublishError: A key is missing, shops would refuse the result, or something
                cannot be written; what was published before stays valid. Open the
                repository again to go on.
        """
        self._publish(now, signers={})

    def _publish(self, now: datetime, *, signers: Mapping[str, tuple[Signer, ...]]) -> None:
        """Publish what was changed and what has signers of its own here."""
        roles = self._changed | (signers.keys() - {"online"})
        chosen = {role: signers.get(role) or self._signers_of(role, now) for role in sorted(roles)}
        online = signers.get("online") or self._online(now)
        for role, data in self._adopted.items():
            self._write_role(role, data)
        # Products first, as their delegations in "targets" refer to them.
        for role in sorted(chosen, key=lambda name: name == "targets"):
            data = self._sign(self._roles[role], chosen[role], LIFETIMES["targets"], now)
            self._write_role(role, data)
        self._write_snapshot(online, now)
        self._write_timestamp(online, now)
        for done in (self._adopted, self._changed, self._put):
            done.clear()

    def _write_role(self, role: str, data: bytes) -> None:
        version = self._roles[role].signed.version
        write_file(self._metadata_dir / f"{version}.{role}.json", data)
        self._snapshot.signed.meta[f"{role}.json"] = meta_of(version, data)

    def _signers_of(self, role: str, now: datetime) -> tuple[Signer, ...]:
        if role == "targets":
            signer = self._keys.signer("targets", role, self._root.signed.roles[role].keyids)
            return (signer, *self._former_signers("targets", role, now))
        return (self._keys.signer(f"product-{role}", role, self._delegated(role)),)

    def _delegated(self, product: str) -> list[str]:
        delegations = self._roles["targets"].signed.delegations
        return delegations.roles[product].keyids if delegations and delegations.roles else []

    def _online(self, now: datetime) -> tuple[Signer, ...]:
        keyids = self._root.signed.roles["timestamp"].keyids
        signer = self._keys.signer("online", "timestamp", keyids)
        return (signer, *self._former_signers("online", "timestamp", now))

    def _former_signers(self, name: str, role: str, now: datetime) -> tuple[Signer, ...]:
        """Return the keys that a root named which was followed a short time ago."""
        keyids: set[str] = set()
        root = self._root.signed
        while root.version > 1 and root.expires - LIFETIMES["root"] + _BOTH > now:
            path = self._metadata_dir / f"{root.version - 1}.root.json"
            try:
                root = Metadata[Root].from_bytes(path.read_bytes()).signed
            except (OSError, RepositoryError):
                break  # told by an audit; who needs it is served by nothing here
            keyids.update(root.roles[role].keyids)
        return self._keys.former_signers(name, keyids - {*self._root.signed.roles[role].keyids})

    def _root_signers(self, root: Root) -> tuple[Signer, ...]:
        role = root.roles["root"]
        names = root_key_names(role.threshold)
        return self._keys.signers(names, "root", role.keyids, threshold=role.threshold)

    def _sign(
        self, metadata: Metadata[S], signers: tuple[Signer, ...], lifetime: timedelta, now: datetime
    ) -> bytes:
        metadata.signed.version += 1
        metadata.signed.expires = now + lifetime
        metadata.signatures.clear()
        for signer in signers:
            metadata.sign(signer, append=True)
        return metadata.to_bytes()

    def _next_root(self) -> Root:
        following = deepcopy(self._root.signed)
        following.version += 1
        return following

    def _write_root(self, following: Root) -> None:
        """Sign a root with its own keys and those of the root before, and write it."""
        metadata = Metadata(following)
        by_id = {
            signer.public_key.keyid: signer
            for root in (self._root.signed, following)
            for signer in self._root_signers(root)
        }
        for signer in by_id.values():
            metadata.sign(signer, append=True)
        data, name = metadata.to_bytes(), f"{following.version}.root.json"
        self._rehearse({name: data}, ())
        write_file(self._metadata_dir / name, data)
        self._root = metadata

    def _write_snapshot(self, online: tuple[Signer, ...], now: datetime) -> None:
        data = self._sign(self._snapshot, online, LIFETIMES["snapshot"], now)
        version = self._snapshot.signed.version
        write_file(self._metadata_dir / f"{version}.snapshot.json", data)
        self._timestamp.signed.snapshot_meta = meta_of(version, data)

    def _write_timestamp(self, online: tuple[Signer, ...], now: datetime) -> None:
        data = self._sign(self._timestamp, online, LIFETIMES["timestamp"], now)
        paths = [f"{role}/releases.json" for role in self._changed - {"targets"}]
        self._rehearse({"timestamp.json": data}, (*paths, *self._put))
        write_file(self._metadata_dir / "timestamp.json", data)

    def _rehearse(self, staged: Mapping[str, bytes], paths: tuple[str, ...]) -> None:
        if "timestamp.json" not in staged and not (self._metadata_dir / "timestamp.json").exists():
            return  # nothing is published yet, so nothing can be refused
        # Whether something expires is told elsewhere; here it would forbid the cure.
        at = self.expiries()[0][1] - _MOMENT
        rehearse(self._directory, staged=staged, paths=tuple(sorted(set(paths))), at=at)
