"""Revocation lists, good and bad, and what the vectors write on them."""

from __future__ import annotations

import hashlib

from documents import (
    CERTIFICATE,
    DAY,
    ISSUED_AT,
    PARTNER_LICENCE,
    REVOCATIONS_TYPE,
    changed,
    licence,
    make_header,
    partner_licence,
    signed,
)
from signers import VENDOR_KEYS

from sellxed_sdk.signing import encode_base64url as b64

REVOKED_ON = 20_750  # days since 1970


def revocations(kid="rev-2026", typ=REVOCATIONS_TYPE, key=None, **claims):
    base = {"ver": 7, "iat": ISSUED_AT, "nxt": ISSUED_AT + 60 * DAY}
    return signed(make_header(kid, typ), changed(base, claims), key or VENDOR_KEYS[kid])


def list_with_header(claims, **members):
    """A list of these claims alone, whose header has these members."""
    header = make_header("rev-2026", REVOCATIONS_TYPE, **members)
    return signed(header, claims, VENDOR_KEYS["rev-2026"])


def listed(entries):
    """The members `keys` and `days` of a list, from texts of licences or raw records, and days."""
    records = sorted((key if isinstance(key, bytes) else record(key), day) for key, day in entries)
    return {
        "keys": b64(b"".join(raw for raw, _ in records)),
        "days": b64(b"".join(day.to_bytes(2, "big") for _, day in records)),
    }


def record(text):
    """What stands on a list for this licence part."""
    return hashlib.sha256(text.encode()).digest()[:12]


# Three licences of the vendor, and three under a certificate with these running numbers.
OURS, THEIRS, ANOTHER = licence(jti="L-7"), licence(jti="L-8"), licence(jti="L-9")
NUMBER_1 = f"{PARTNER_LICENCE}~{CERTIFICATE}"
NUMBER_40 = f"{partner_licence(seq=40)}~{CERTIFICATE}"
NUMBER_41 = f"{partner_licence(seq=41)}~{CERTIFICATE}"

# Members of lists with one licence, with all three, and with the certificate.
IN_ORDER = sorted([OURS, THEIRS, ANOTHER], key=record)
OURS_LISTED = listed([(OURS, REVOKED_ON)])
ALL_LISTED = listed([(text, REVOKED_ON) for text in IN_ORDER])
CERTIFICATE_REVOKED = {"id": "p-31ef2f55", "on": "2026-10-24"}
REVOKED_AFTER_40 = {**CERTIFICATE_REVOKED, "after_seq": 40}
