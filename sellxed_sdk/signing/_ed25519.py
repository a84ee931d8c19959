"""Ed25519 (RFC 8032): the one module that knows `cryptography`.

Public keys of small order and in non-canonical form are refused: under such a
key one signature fits any message, and libraries of other languages disagree.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sellxed_sdk.errors import ConfigurationError, InvalidDocumentError
from sellxed_sdk.findings.codes import documents as codes
from sellxed_sdk.signing._curve import is_of_prime_order

__all__ = ["PrivateKey", "check_new_public_key", "check_public_key", "is_signature"]

PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
_P = 2**255 - 19

# y coordinates of the eight points of small order; the sign bit is masked.
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _P - 1,
        int.from_bytes(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
            "little",
        ),
        int.from_bytes(
            bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            "little",
        ),
    }
)


def check_public_key(raw: bytes) -> bytes:
    """Return the key if a signature under it can mean anything.

    Asked whenever a key is read. That it is a point of the curve is left to the
    verification, under which nothing matches otherwise.

    Args:
        raw: 32 bytes.

    Raises:
        InvalidDocumentError: Wrong length, not canonical, or of small order.
    """
    detail = _fault_of(raw)
    if detail:
        raise codes.KEY_MATERIAL_INVALID.error(InvalidDocumentError, detail=detail, reason="key")
    return raw


def check_new_public_key(raw: bytes) -> bytes:
    """Return the key if one may vouch for it. Takes some milliseconds.

    Args:
        raw: 32 bytes, from somebody else.

    Raises:
        InvalidDocumentError: As `check_public_key`, and if it is no point of the curve
            or has a part of small order: libraries disagree about signatures under it.
    """
    check_public_key(raw)
    if not is_of_prime_order(raw):
        detail = "it is no point of the group that keys are made in"
        raise codes.KEY_MATERIAL_INVALID.error(InvalidDocumentError, detail=detail, reason="key")
    return raw


def _fault_of(raw: bytes) -> str:
    if len(raw) != PUBLIC_BYTES:
        return f"it has {len(raw)} bytes instead of {PUBLIC_BYTES}"
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _P:
        return "it is not in canonical form"
    if y in _SMALL_ORDER_Y:
        return "it is of small order"
    return ""


@lru_cache(maxsize=256)
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def is_signature(signature: bytes, data: bytes, *, public_key: bytes) -> bool:
    """Whether this is the signature of these bytes under this key.

    The one place that answers with a flag: `verify_jws` turns it into an error.

    Args:
        signature: 64 bytes.
        data: What was signed.
        public_key: 32 bytes that went through `check_public_key`.
    """
    try:
        _public(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


class PrivateKey:
    """An Ed25519 private key in memory; never shown by ``repr`` and not picklable."""

    __slots__ = ("_key",)

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> PrivateKey:
        """Make a new key from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> PrivateKey:
        """Make the key of a 32-byte seed (RFC 8032, section 5.1.5). For test keys."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def load(cls, path: Path, *, passphrase: str | None = None) -> PrivateKey:
        """Read a PKCS#8 PEM file.

        Raises:
            ConfigurationError: Unreadable, not an Ed25519 key, or a wrong passphrase.
                Damage and a wrong passphrase look alike.
        """
        try:
            key = serialization.load_pem_private_key(
                path.read_bytes(), passphrase.encode() if passphrase else None
            )
        except OSError as error:
            raise _unreadable(path, (error.strerror or "unknown").lower()) from None
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise _unreadable(path, "it is no PEM file that opens with this passphrase") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise _unreadable(path, "it holds a key of another kind")
        return cls(key)

    def save(self, path: Path, *, passphrase: str | None = None) -> None:
        """Write a new PKCS#8 PEM file that only its owner can read.

        Args:
            path: Must not exist: a private key is never overwritten.
            passphrase: Encrypts the file where given.

        Raises:
            OSError: The file exists or cannot be written.
        """
        encryption: serialization.KeySerializationEncryption = (
            serialization.BestAvailableEncryption(passphrase.encode())
            if passphrase
            else serialization.NoEncryption()
        )
        pem = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )
        # 0600 from the first byte on, not after the fact
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)

    @property
    def public_bytes(self) -> bytes:
        """The 32 bytes of the public key."""
        return self._key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self._key.sign(data)

    def __repr__(self) -> str:
        return "PrivateKey(...)"


def _unreadable(path: Path, detail: str) -> ConfigurationError:
    return codes.PRIVATE_KEY_UNREADABLE.error(
        ConfigurationError, path=str(path), detail=detail, setting=str(path)
    )
