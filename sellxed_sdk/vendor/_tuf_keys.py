"""The private keys of the update channel, as signers of TUF metadata."""

from __future__ import annotations

import hashlib
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
from sellxed_sdk.vendor._keys import load_private_key
from sellxed_sdk.vendor._tuf_files import unwritable

__all__ = ["Keys", "Signer", "public_key", "root_key_names"]


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
                raise unwritable(error, path) from error
        return public_key(load_private_key(path, passphrase=self._passphrase))

    def signer(self, name: str, role: str, keyids: Iterable[str]) -> Signer:
        """Return the signer of a role, which must be one that the repository names."""
        path = self._directory / f"tuf-{name}.pem"
        detail = "it is another key than the repository names"
        try:
            signer = _KeySigner(load_private_key(path, passphrase=self._passphrase))
            if signer.public_key.keyid in keyids:
                return signer
        except ConfigurationError as error:
            detail = error.message.rstrip(".")
        raise codes.PUBLISH_KEY_MISSING.error(
            PublishError, path=str(path), role=role, detail=detail, step="sign"
        )


def root_key_names(threshold: int) -> tuple[str, ...]:
    """One key, or one more than have to sign, so that one may be lost."""
    spare = range(2, threshold + 2) if threshold > 1 else ()
    return ("root", *(f"root-{number}" for number in spare))


def public_key(key: PrivateKey) -> SSlibKey:
    """Return the public half, as TUF metadata names it."""
    public = key.public_bytes.hex()
    form = f'{{"keytype":"ed25519","keyval":{{"public":"{public}"}},"scheme":"ed25519"}}'
    keyid = hashlib.sha256(form.encode()).hexdigest()  # TUF specification, section 4.2
    return SSlibKey(keyid, "ed25519", "ed25519", {"public": public})
