"""The private keys of the update channel, as signers of TUF metadata."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Iterable
from pathlib import Path

from securesystemslib.signer import (  # type: ignore[attr-defined] # public by its documentation
    Key,
    SecretsHandler,
    Signature,
    Signer,
    SSlibKey,
)

from sellxed_sdk.errors import ConfigurationError, PublishError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.signing import PrivateKey
from sellxed_sdk.vendor._keys import load_private_key, make_private_key, sync_directory
from sellxed_sdk.vendor._tuf_files import unwritable

__all__ = ["Keys", "Signer", "as_tuf_key", "public_key", "root_key_names"]


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


class Keys:
    """The private keys, each loaded when it is needed.

    ``tuf-<name>.pem`` signs. While a rotation is under way its successor lies beside it
    as ``tuf-<name>.pem.next``, and signs wherever the metadata names it already.
    """

    def __init__(self, directory: Path, passphrase: str | None) -> None:
        self._directory = directory
        self._passphrase = passphrase

    def ensure(self, name: str) -> SSlibKey:
        """Return the public half of a key, which is made where there is none."""
        return self._make(self.path(name))

    def prepare(self, name: str) -> SSlibKey:
        """Return the public half of the key that follows, which is made where there is none."""
        return self._make(_following(self.path(name)))

    def candidate(self, name: str) -> SSlibKey | None:
        """Return the public half of the key that follows, else of the one that signs."""
        for path in (_following(self.path(name)), self.path(name)):
            if path.exists():
                return public_key(load_private_key(path, passphrase=self._passphrase))
        return None

    def is_followed(self, name: str) -> bool:
        """Whether a rotation of this key is under way."""
        return _following(self.path(name)).exists()

    def follow(self, name: str, *, suffix: str) -> str | None:
        """Put the key aside and its successor in its place; done already is no failure.

        Returns:
            The name of the file that was put aside, or None where there was none.
        """
        path = self.path(name)
        following, aside = _following(path), None
        try:
            if following.exists():
                if path.exists():
                    aside = path.replace(_aside(path, suffix)).name
                following.replace(path)
                sync_directory(self._directory)
        except OSError as error:
            raise unwritable(error, path) from error
        return aside

    def former_signers(self, name: str, keyids: Iterable[str]) -> tuple[Signer, ...]:
        """Return the signers among these key identifiers that were followed in peace."""
        named, found = frozenset(keyids), []
        for path in (
            sorted(self._directory.glob(f"{self.path(name).name}.former-*")) if named else ()
        ):
            with contextlib.suppress(ConfigurationError):
                signer = _KeySigner(load_private_key(path, passphrase=self._passphrase))
                if signer.public_key.keyid in named:
                    found.append(signer)
        return tuple(found)

    def find(self, name: str, keyids: Iterable[str]) -> Signer | None:
        """Return the signer among these key identifiers, or None where it is not here."""
        try:
            return self.signer(name, name, keyids)
        except PublishError:
            return None

    def signer(self, name: str, role: str, keyids: Iterable[str]) -> Signer:
        """Return the signer of a role, which must be one that the repository names."""
        path, named = self.path(name), frozenset(keyids)
        detail = ""
        for candidate in (path, _following(path)):
            if candidate is not path and not candidate.exists():
                continue
            try:
                signer = _KeySigner(load_private_key(candidate, passphrase=self._passphrase))
            except ConfigurationError as error:
                detail = detail or error.message.rstrip(".")
                continue
            if signer.public_key.keyid in named:
                return signer
            detail = detail or "it is another key than the repository names"
        raise codes.PUBLISH_KEY_MISSING.error(
            PublishError, path=str(path), role=role, detail=detail, step="sign"
        )

    def signers(
        self, names: Iterable[str], role: str, keyids: Iterable[str], *, threshold: int
    ) -> tuple[Signer, ...]:
        """Return the signers of a role that are here, as many as have to sign or more."""
        left, found, missing = set(keyids), [], ""
        for name in names:
            signer = self.find(name, left)
            if signer is None:
                missing = missing or name
            else:
                found.append(signer)
                # Each key once: the copy of one under another name adds nothing.
                left.discard(signer.public_key.keyid)
        if len(found) < threshold:
            self.signer(missing, role, left)  # says what is wrong with it
        return tuple(found)

    def path(self, name: str) -> Path:
        """Where a key is."""
        return self._directory / f"tuf-{name}.pem"

    def _make(self, path: Path) -> SSlibKey:
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            return public_key(make_private_key(path, passphrase=self._passphrase))
        except OSError as error:
            raise unwritable(error, path) from error


def _aside(path: Path, suffix: str) -> Path:
    # Numbered, so that the next rotation takes no file away.
    numbers = itertools.count(1)
    names = (path.with_name(f"{path.name}.{suffix}-{number}") for number in numbers)
    return next(name for name in names if not name.exists())


def _following(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")


def root_key_names(threshold: int) -> tuple[str, ...]:
    """One key, or one more than have to sign, so that one may be lost."""
    spare = range(2, threshold + 2) if threshold > 1 else ()
    return ("root", *(f"root-{number}" for number in spare))


def public_key(key: PrivateKey) -> SSlibKey:
    """Return the public half, as TUF metadata names it."""
    return as_tuf_key(key.public_bytes)


def as_tuf_key(raw: bytes) -> SSlibKey:
    """Return a public key of 32 bytes, as TUF metadata names it."""
    public = raw.hex()
    form = f'{{"keytype":"ed25519","keyval":{{"public":"{public}"}},"scheme":"ed25519"}}'
    keyid = hashlib.sha256(form.encode()).hexdigest()  # TUF specification, section 4.2
    return SSlibKey(keyid, "ed25519", "ed25519", {"public": public})
