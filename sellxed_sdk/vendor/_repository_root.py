"""The root of the channel renewed, and one key followed by the next.

Shops learn of new keys by the next root (TUF specification, 5.3 and 6.1), which takes
effect as soon as it is there. So whatever the new root will ask for is written before
it, signed by the former key and by the new one: it is valid under either root. An
online key that is followed takes versions with it that somebody else may have set.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined] # public by its docs
from tuf.api.metadata import Root  # type: ignore[attr-defined] # public by its documentation

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import operation as codes
from sellxed_sdk.vendor._repository_sign import LIFETIMES, SignedFiles
from sellxed_sdk.vendor._tuf_keys import root_key_names

__all__ = ["RotatedKeys"]

# Which roles of the root a key signs, by the name of the key.
_NAMED: dict[str, tuple[str, ...]] = {
    "root": ("root",),
    "targets": ("targets",),
    "online": ("snapshot", "timestamp"),
}

_RENEW_TARGETS = timedelta(days=365)


class RotatedKeys(SignedFiles):
    """What changes the root, or who signs."""

    def renew_root(self, *, now: datetime) -> None:
        """Write the next version of the root, valid for another year.

        Args:
            now: The time, from which its lifetime counts.

        Raises:
            PublishError: Too few root keys are here, or something cannot be written.
        """
        following = self._next_root()
        following.expires = now + LIFETIMES["root"]
        self._write_root(following)

    def renew_targets(self, *, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Sign targets and products anew that are in their last year.

        Args:
            now: The time, from which lifetimes count.

        Returns:
            The roles that were signed anew, and those whose key is not here.

        Raises:
            PublishError: As for `publish`.
        """
        ending = [
            name
            for name, metadata in sorted(self._roles.items())
            if metadata.signed.expires - now < _RENEW_TARGETS
        ]
        here = tuple(name for name in ending if self._can_sign(name, now))
        if here:
            self._changed.update(here)
            self.publish(now=now)
        return here, tuple(name for name in ending if name not in here)

    def rotate_key(
        self,
        role: str,
        *,
        now: datetime,
        compromised: bool = False,
        root_threshold: int | None = None,
    ) -> tuple[bool, tuple[str, ...]]:
        """Follow the key of a role by a new one, and sign anew what it had signed.

        The former key is not needed, but for the root's. Without it shops that are told
        of the new root late, because a 404 was kept on the way, refuse the timestamp until
        they are. Where an earlier run broke off, this finishes it.

        Args:
            role: ``root`` (all of its keys), ``targets``, ``online`` (snapshot and
                timestamp) or the name of a product.
            now: The time, from which lifetimes count.
            compromised: Whether somebody else may have the key: its file is then put
                aside as ``.compromised-1`` in place of ``.former-1``.
            root_threshold: With the root: how many keys have to sign from now on, not fewer
                than before; None leaves it.

        Returns:
            Whether it finished what had broken off, and the key files that it put aside.

        Raises:
            PublishError: No such role, fewer root keys than before, a key is missing, or
                something cannot be written.
        """
        threshold = self._check_threshold(role, root_threshold)
        names = self._key_names(role) if role != "root" else root_key_names(threshold)
        under_way = any(self._keys.is_followed(name) for name in names)
        if not (under_way and self._is_named(role, names)):
            self._require_signers(role, now)
            fresh = {name: self._keys.prepare(name) for name in names}
            if role in self.products:
                self._name_in_targets(role, fresh[names[0]], now)
            else:
                if role != "root":
                    self._sign_by_both(role, fresh[role], now)
                self._name_in_root(role, fresh, now, threshold=threshold)
        suffix = "compromised" if compromised else "former"
        aside = [self._keys.follow(name, suffix=suffix) for name in names]
        return under_way, tuple(name for name in aside if name is not None)

    def keys_elsewhere(self) -> tuple[tuple[str, int, int], ...]:
        """Return the roles of which keys are not here, how many, and of how many."""
        found = []
        for role in (*_NAMED, *self.products):
            names = self._key_names(role)
            missing = sum(not self._keys.path(name).exists() for name in names)
            if missing:
                found.append((role, missing, len(names)))
        return tuple(found)

    def unfinished(self) -> tuple[str, ...]:
        """Return the roles whose keys are being rotated: a rotation broke off."""
        roles = (*_NAMED, *self.products)
        return tuple(
            role
            for role in roles
            if any(self._keys.is_followed(name) for name in self._key_names(role))
        )

    def _key_names(self, role: str) -> tuple[str, ...]:
        if role == "root":
            return root_key_names(self._root.signed.roles["root"].threshold)
        if role in self.products:
            return (f"product-{role}",)
        if role in _NAMED:
            return (role,)
        known = ", ".join((*_NAMED, *self.products))
        raise codes.CHANNEL_ROLE_UNKNOWN.error(
            PublishError, role=role[:100], known=known, step="rotate"
        )

    def _check_threshold(self, role: str, wanted: int | None) -> int:
        threshold = self._root.signed.roles["root"].threshold
        if wanted is None or (role == "root" and wanted >= threshold):
            return wanted or threshold
        raise codes.CHANNEL_THRESHOLD_REFUSED.error(
            PublishError, role=role[:100], threshold=threshold, wanted=wanted, step="rotate"
        )

    def _can_sign(self, role: str, now: datetime) -> bool:
        try:
            self._signers_of(role, now)
        except PublishError:
            return False
        return True

    def _named(self, role: str) -> list[str]:
        """Return the identifiers of the keys that the metadata names for a role."""
        if role in self.products:
            return self._delegated(role)
        return self._root.signed.roles[_NAMED[role][0]].keyids

    def _is_named(self, role: str, names: tuple[str, ...]) -> bool:
        keys = [self._keys.candidate(name) for name in names]
        return {key.keyid for key in keys if key is not None} == set(self._named(role))

    def _require_signers(self, role: str, now: datetime) -> None:
        """Refuse before anything is written."""
        if role in self.products:
            self._signers_of("targets", now)
        else:
            self._root_signers(self._root.signed)
        if role not in ("root", "online"):
            self._online(now)

    def _name_in_targets(self, product: str, key: SSlibKey, now: datetime) -> None:
        # Delegation and role become visible together, with the timestamp.
        self._delegate_to(product, key)
        self._changed.add(product)
        self.publish(now=now)

    def _delegate_to(self, product: str, key: SSlibKey) -> None:
        """Give a product that is there another key; to be published."""
        targets = self._roles["targets"].signed
        for keyid in [*self._delegated(product)]:
            targets.revoke_key(keyid, product)
        targets.add_key(key, product)
        self._changed.add("targets")

    def _sign_by_both(self, role: str, key: SSlibKey, now: datetime) -> None:
        former = self._keys.find(role, set(self._named(role)) - {key.keyid})
        if former is None and key.keyid not in self._named(role):
            # It cannot sign for shops that know it alone, so both are named meanwhile.
            both = self._next_root()
            _add(both, role, key)
            self._write_root(both)
        signer = self._keys.signer(role, role, [key.keyid])
        signers = (signer,) if former is None else (former, signer)
        self._publish(now, signers={role: signers})

    def _name_in_root(
        self, role: str, keys: Mapping[str, SSlibKey], now: datetime, *, threshold: int
    ) -> None:
        following = self._next_root()
        following.roles["root"].threshold = threshold
        for named in _NAMED[role]:
            for keyid in [*following.roles[named].keyids]:
                following.revoke_key(keyid, named)
        for key in keys.values():
            _add(following, role, key)
        following.expires = now + LIFETIMES["root"]
        self._write_root(following)


def _add(root: Root, role: str, key: SSlibKey) -> None:
    for named in _NAMED[role]:
        root.add_key(key, named)
