"""The public keys that a module trusts, each for one purpose."""

from __future__ import annotations

import enum
import re
from datetime import datetime

import attrs

from sellxed_sdk.errors import UnknownKeyError
from sellxed_sdk.findings.codes import documents as codes
from sellxed_sdk.signing._ed25519 import check_public_key

__all__ = ["KID_PATTERN", "Keyring", "Purpose", "TrustedKey"]

KID_PATTERN = r"[A-Za-z0-9-]{1,32}"
_KID = re.compile(KID_PATTERN)


class Purpose(enum.Enum):
    """What a key may sign. A key has exactly one purpose."""

    LICENCE = "licence"
    CERTIFICATE = "certificate"
    RELEASE = "release"
    REVOCATION = "revocation"
    RULES = "rules"


def _valid_kid(_: object, __: object, value: str) -> None:
    if not _KID.fullmatch(value):
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
    not_before_at: datetime | None = None
    """When it began to sign; None where nobody asked."""
    not_after_at: datetime | None = None
    """When it ceased to sign; None while it is in use."""

    def verify_date(self, signed_at: datetime) -> None:
        """Refuse a document dated outside the time in which this key signed.

        Compared with the document's own date and never with now: what a key signed
        while it was in use stays good after another key followed it.

        Args:
            signed_at: The date in the document.

        Raises:
            UnknownKeyError: It is dated before the key began or after it ceased.
        """
        if self.not_before_at is not None and signed_at < self.not_before_at:
            raise codes.DOCUMENT_KEY_NOT_IN_USE.error(
                UnknownKeyError, kid=self.kid, signed_at=signed_at
            )
        if self.not_after_at is not None and signed_at > self.not_after_at:
            raise codes.DOCUMENT_KEY_NOT_IN_USE.error(
                UnknownKeyError, kid=self.kid, signed_at=signed_at
            )


# Hashed at every check that is remembered; the answer never changes.
@attrs.frozen(cache_hash=True)
class Keyring:
    """Trusted keys, looked up by exact name and purpose.

    Several keys of a purpose may be there, former, current and next, so that keys
    follow each other without reissuing what the old one signed.
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
