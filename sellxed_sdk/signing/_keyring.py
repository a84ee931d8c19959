"""The public keys that a module trusts, each for one purpose."""

from __future__ import annotations

import enum
import re

import attrs

from sellxed_sdk.errors import UnknownKeyError
from sellxed_sdk.findings.codes import documents as codes
from sellxed_sdk.signing._ed25519 import check_public_key

__all__ = ["KID_PATTERN", "Keyring", "Purpose", "TrustedKey"]

KID_PATTERN = r"[A-Za-z0-9-]{1,32}"


class Purpose(enum.Enum):
    """What a key may sign. A key has exactly one purpose."""

    LICENCE = "licence"
    CERTIFICATE = "certificate"
    RELEASE = "release"
    REVOCATION = "revocation"
    RULES = "rules"


def _valid_kid(_: object, __: object, value: str) -> None:
    if not re.fullmatch(KID_PATTERN, value):
        raise ValueError("a kid has 1 to 32 letters, digits and hyphens")


@attrs.frozen(kw_only=True)
class TrustedKey:
    """One public key with its name and purpose."""

    kid: str = attrs.field(validator=_valid_kid)
    """Its name in the header of documents; 1 to 32 letters, digits and hyphens."""
    purpose: Purpose
    """What it may sign."""
    public_key: bytes = attrs.field(repr=False, converter=check_public_key)
    """32 bytes."""


@attrs.frozen
class Keyring:
    """Trusted keys, looked up by exact name and purpose.

    Several keys of a purpose may be there, current and next, so that keys rotate
    without reissuing what the old one signed.
    """

    keys: tuple[TrustedKey, ...] = ()

    def find(self, kid: str, purpose: Purpose) -> TrustedKey | None:
        """Return the key of that exact name and purpose, or None."""
        for key in self.keys:
            if key.kid == kid and key.purpose is purpose:
                return key
        return None

    def get(self, kid: str, purpose: Purpose) -> TrustedKey:
        """Return the key of that exact name and purpose.

        Raises:
            UnknownKeyError: There is none.
        """
        key = self.find(kid, purpose)
        if key is None:
            raise codes.DOCUMENT_UNKNOWN_KEY.error(UnknownKeyError, kid=kid, purpose=purpose.value)
        return key

    def adding(self, *keys: TrustedKey) -> Keyring:
        """Return a keyring with more keys."""
        return Keyring(self.keys + keys)
