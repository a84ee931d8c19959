"""The revocation list: signed, monotonic, checked without a network.

Entries name a key by the hash of its text, so that the list does not tell which
customers lost theirs; a certificate as a whole; or a certificate after a running
number, which cuts off what a former partner back-dates.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import attrs

from sellxed_sdk.licence._claims import REVOCATIONS_TYP
from sellxed_sdk.signing import (
    KID_PATTERN,
    Fields,
    Keyring,
    Purpose,
    encode_base64url,
    parse_jws,
    verify_jws,
)

__all__ = ["RevocationList", "RevokedCertificate", "RevokedKey", "hash_key", "verify_revocations"]

MAX_CHARS = 16_000_000
MAX_ENTRIES = 100_000


def hash_key(key: str) -> str:
    """Return the name of a key on the list: base64url of SHA-256 over its licence part."""
    licence = key.partition("~")[0]
    return encode_base64url(hashlib.sha256(licence.encode("utf-8", "replace")).digest())


@attrs.frozen(kw_only=True)
class RevokedKey:
    """One key that counts no more."""

    hash: str
    """As `hash_key` returns it."""
    revoked_on: date
    """The day of the decision."""


@attrs.frozen(kw_only=True)
class RevokedCertificate:
    """A partner certificate that counts no more, or no further."""

    id: str
    """The certificate."""
    after_sequence: int | None = None
    """Licences with a greater running number are revoked; all of them where None."""
    revoked_on: date
    """The day of the decision."""


@attrs.frozen(kw_only=True)
class RevocationList:
    """A verified revocation list."""

    version: int
    """Grows with every list; an older one never replaces a newer."""
    issued_at: datetime
    """When it was made."""
    next_at: datetime
    """When its successor is due."""
    keys: tuple[RevokedKey, ...] = ()
    """Single keys."""
    certificates: tuple[RevokedCertificate, ...] = ()
    """Partner certificates."""
    _by_hash: dict[str, date] = attrs.field(
        init=False,
        repr=False,
        eq=False,
        default=attrs.Factory(
            lambda self: {key.hash: key.revoked_on for key in self.keys}, takes_self=True
        ),
    )

    def find(
        self, key: str, *, certificate: str | None = None, sequence: int | None = None
    ) -> date | None:
        """Return the day on which a key was revoked, or None.

        Args:
            key: Text of the key; a certificate after ``~`` is ignored.
            certificate: Identifier of the certificate it was issued under.
            sequence: Its running number under that certificate.
        """
        revoked_on = self._by_hash.get(hash_key(key))
        if revoked_on is not None:
            return revoked_on
        for entry in self.certificates:
            if entry.id == certificate and (
                entry.after_sequence is None or (sequence or 0) > entry.after_sequence
            ):
                return entry.revoked_on
        return None


def verify_revocations(token: str, *, keyring: Keyring) -> RevocationList:
    """Return the list from its signed form (docs/formats/licence.md).

    Raises:
        InvalidDocumentError: Not a list, or damaged.
        VerificationError: Not signed by a trusted revocation key.
    """
    jws = parse_jws(token.strip(), max_chars=MAX_CHARS)
    key = keyring.get(jws.kid, Purpose.REVOCATION)
    fields = verify_jws(jws, typ=REVOCATIONS_TYP, key=key)
    return RevocationList(
        version=fields.integer("ver", minimum=1),
        issued_at=fields.numeric_date("iat"),
        next_at=fields.numeric_date("nxt"),
        keys=tuple(
            RevokedKey(
                hash=entry.text("h", pattern=r"[A-Za-z0-9_-]{43}"), revoked_on=entry.day("on")
            )
            for entry in fields.sections("keys", max_items=MAX_ENTRIES)
        ),
        certificates=tuple(
            _parse_certificate(entry) for entry in fields.sections("certs", max_items=MAX_ENTRIES)
        ),
    )


def _parse_certificate(fields: Fields) -> RevokedCertificate:
    return RevokedCertificate(
        id=fields.text("id", pattern=KID_PATTERN),
        after_sequence=fields.integer("after_seq") if "after_seq" in fields else None,
        revoked_on=fields.day("on"),
    )
