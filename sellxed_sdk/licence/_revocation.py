"""The revocation list: signed, monotonic, checked without a network.

Entries name a key by the hash of its text, so that the list does not tell which
customers lost theirs; a certificate as a whole; or a certificate after a running
number, which cuts off what a former partner back-dates.

A list may be long and is read by every process of a shop, so its keys are one sorted
run of equally long records, in the document as in memory: 14 bytes a key, nothing to
build when it is loaded, and a look-up is a binary search.
"""

from __future__ import annotations

import hashlib
import operator
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

import attrs

from sellxed_sdk.licence._claims import REVOCATIONS_TYP
from sellxed_sdk.signing import (
    KID_PATTERN,
    Fields,
    Keyring,
    Purpose,
    decode_base64url,
    encode_base64url,
    parse_jws,
    verify_jws,
)

__all__ = [
    "RevocationList",
    "RevokedCertificate",
    "RevokedKeys",
    "hash_key",
    "select_newest",
    "verify_revocations",
]

MAX_CHARS = 40_000_000  # a million and a half of keys
MAX_CERTIFICATES = 10_000

# Of SHA-256. 96 bits: nobody finds a second key for one of them, and by chance the first
# false hit comes after some 10**22 checks of a list of a million.
_HASH_BYTES = 12
_DAY_BYTES = 2
_EPOCH = date(1970, 1, 1)
_LAST_DAY = _EPOCH + timedelta(days=2 ** (8 * _DAY_BYTES) - 1)
# Records that are compared at a time while a list is read.
_SLAB = 50_000


def hash_key(key: str) -> str:
    """Return the name of a key in issue logs: base64url of SHA-256 over its licence part.

    Its first 16 characters are what a revocation list holds.
    """
    return encode_base64url(_digest(key))


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.partition("~")[0].encode("utf-8", "replace")).digest()


@attrs.frozen
class RevokedKeys:
    """Keys that count no more, each with the day of the decision."""

    hashes: bytes = attrs.field(default=b"", repr=False)
    """The first 12 bytes of each key's SHA-256, in ascending order."""
    days: bytes = attrs.field(default=b"", repr=False)
    """Days since 1970-01-01, two bytes each with the greater first, in the same order."""

    @classmethod
    def of(cls, entries: Iterable[tuple[str, date]]) -> RevokedKeys:
        """Make the records of hashes, as `hash_key` returns them, and days.

        Raises:
            ValueError: No such hash, or a day before 1970 or after 2149.
        """
        records: dict[bytes, date] = {}
        for text, revoked_on in entries:
            raw = decode_base64url(text)
            if raw is None or len(raw) < _HASH_BYTES:
                raise ValueError("a hash has at least 16 characters of base64url")
            if not _EPOCH <= revoked_on <= _LAST_DAY:
                raise ValueError(f"{revoked_on} cannot be written in two bytes")
            # The first decision counts.
            earlier = records.get(raw[:_HASH_BYTES], revoked_on)
            records[raw[:_HASH_BYTES]] = min(earlier, revoked_on)
        ordered = sorted(records)
        return cls(
            b"".join(ordered),
            b"".join((records[raw] - _EPOCH).days.to_bytes(_DAY_BYTES, "big") for raw in ordered),
        )

    def __len__(self) -> int:
        return len(self.hashes) // _HASH_BYTES

    def __iter__(self) -> Iterator[tuple[str, date]]:
        for index in range(len(self)):
            yield encode_base64url(self._record(index)), self._day(index)

    def find(self, key: str) -> date | None:
        """Return the day on which a key was revoked, or None."""
        count = len(self)
        if not count:
            return None
        wanted = _digest(key)[:_HASH_BYTES]
        index = bisect_left(range(count), wanted, key=self._record)
        # Behind the last one stands nothing, which is no record.
        return self._day(index) if self._record(index) == wanted else None

    def _record(self, index: int) -> bytes:
        return self.hashes[index * _HASH_BYTES : (index + 1) * _HASH_BYTES]

    def _day(self, index: int) -> date:
        raw = self.days[index * _DAY_BYTES : (index + 1) * _DAY_BYTES]
        return _EPOCH + timedelta(days=int.from_bytes(raw, "big"))


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
    keys: RevokedKeys = RevokedKeys()
    """Single keys."""
    certificates: tuple[RevokedCertificate, ...] = ()
    """Partner certificates."""
    _by_id: dict[str, tuple[RevokedCertificate, ...]] = attrs.field(
        init=False,
        repr=False,
        eq=False,
        default=attrs.Factory(lambda self: _index(self.certificates), takes_self=True),
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
        revoked_on = self.keys.find(key)
        if revoked_on is not None or certificate is None:
            return revoked_on
        for entry in self._by_id.get(certificate, ()):
            if entry.after_sequence is None or (sequence or 0) > entry.after_sequence:
                return entry.revoked_on
        return None


def select_newest(*lists: RevocationList | None) -> RevocationList | None:
    """Return the list with the greatest version: an older one never replaces a newer."""
    known = [entry for entry in lists if entry is not None]
    return max(known, key=lambda entry: entry.version, default=None)


def verify_revocations(token: str, *, keyring: Keyring) -> RevocationList:
    """Return the list from its signed form (docs/formats/licence.md).

    Raises:
        InvalidDocumentError: Not a list, or damaged.
        VerificationError: Not signed by a trusted revocation key that was in use.
    """
    jws = parse_jws(token.strip(), max_chars=MAX_CHARS)
    key = keyring.get(jws.kid, Purpose.REVOCATION)
    fields = verify_jws(jws, typ=REVOCATIONS_TYP, key=key)
    issued_at = fields.numeric_date("iat")
    key.verify_date(issued_at)
    return RevocationList(
        version=fields.integer("ver", minimum=1),
        issued_at=issued_at,
        next_at=fields.numeric_date("nxt"),
        keys=_parse_keys(fields),
        certificates=tuple(
            _parse_certificate(entry)
            for entry in fields.sections("certs", max_items=MAX_CERTIFICATES)
        ),
    )


def _parse_keys(fields: Fields) -> RevokedKeys:
    hashes, days = _column(fields, "keys", _HASH_BYTES), _column(fields, "days", _DAY_BYTES)
    count = len(hashes) // _HASH_BYTES
    if len(days) != count * _DAY_BYTES:
        raise fields.error("days", f"it does not have {count} entries, one for each key")
    # Among unsorted ones a revoked key would not be found.
    for begin in range(0, count, _SLAB):
        # One record more: the slabs overlap, so that their borders are compared, too.
        slab = hashes[begin * _HASH_BYTES : (begin + _SLAB + 1) * _HASH_BYTES]
        records = struct.unpack(f"{_HASH_BYTES}s" * (len(slab) // _HASH_BYTES), slab)
        if not all(map(operator.lt, records, islice(records, 1, None))):
            raise fields.error("keys", "they are not in ascending order")
    return RevokedKeys(hashes, days)


def _column(fields: Fields, name: str, width: int) -> bytes:
    raw = decode_base64url(fields.optional_text(name, max_chars=MAX_CHARS) or "")
    if raw is None:
        raise fields.error(name, "it is not base64url")
    if len(raw) % width:
        raise fields.error(name, f"it is not made of records of {width} bytes")
    return raw


def _parse_certificate(fields: Fields) -> RevokedCertificate:
    return RevokedCertificate(
        id=fields.text("id", pattern=KID_PATTERN),
        after_sequence=fields.integer("after_seq") if "after_seq" in fields else None,
        revoked_on=fields.day("on"),
    )


def _index(
    certificates: tuple[RevokedCertificate, ...],
) -> dict[str, tuple[RevokedCertificate, ...]]:
    found: dict[str, tuple[RevokedCertificate, ...]] = {}
    for entry in certificates:
        found[entry.id] = (*found.get(entry.id, ()), entry)
    return found
