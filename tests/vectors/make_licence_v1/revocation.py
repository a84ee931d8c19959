"""Lists that count, and lists that take the place of others."""

from __future__ import annotations

from documents import (
    DAY,
    ISSUED_AT,
    ORDINARY,
    PARTNER_LICENCE,
)
from expectations import REVOKED, blocked, valid, vector
from revocation_lists import (
    ALL_LISTED,
    CERTIFICATE_REVOKED,
    IN_ORDER,
    NUMBER_1,
    NUMBER_40,
    NUMBER_41,
    OURS,
    OURS_LISTED,
    REVOKED_AFTER_40,
    REVOKED_ON,
    THEIRS,
    list_with_header,
    listed,
    record,
    revocations,
)
from revocation_refused import REFUSED_LISTS
from signers import ATTACKER_KEY, DATED_FROM, DATED_TO

# Tables: their rows keep together.
# fmt: off
NEAR_RECORD = record(OURS)[:11] + bytes([record(OURS)[11] ^ 1])  # its last bit differs
STALE = "REVOCATIONS_STALE"
BY_KEY = [
    ("none", "a list with nobody on it", ORDINARY, revocations(), valid()),
    ("key", "the hash of the key", OURS, revocations(**OURS_LISTED), REVOKED),
    ("key-other", "the hash of another key", THEIRS, revocations(**OURS_LISTED), valid()),
    ("key-first", "the first of three", IN_ORDER[0], revocations(**ALL_LISTED), REVOKED),
    ("key-middle", "the one in the middle", IN_ORDER[1], revocations(**ALL_LISTED), REVOKED),
    ("key-last", "the last of three", IN_ORDER[2], revocations(**ALL_LISTED), REVOKED),
    ("key-near", "a hash that differs in its last bit", OURS,
     revocations(**listed([(NEAR_RECORD, 1)])), valid()),
    ("key-day-0", "the first day that can be written", OURS, revocations(**listed([(OURS, 0)])),
     REVOKED),
    ("key-day-65535", "the last day that can be written", OURS,
     revocations(**listed([(OURS, 65_535)])), REVOKED),
    ("key-unknown-members", "members that the page does not name", OURS,
     revocations(**OURS_LISTED, jti="x", note={"a": [1]}), REVOKED),
    ("keys-null", "null is as good as absent", ORDINARY, revocations(keys=None, days=None),
     valid()),
    ("key-partner", "the hash of a partner's licence, without the certificate", NUMBER_1,
     revocations(**listed([(PARTNER_LICENCE, REVOKED_ON)])), REVOKED),
    ("key-partner-whole", "the hash of licence and certificate together is another one", NUMBER_1,
     revocations(**listed([(NUMBER_1, REVOKED_ON)])), valid()),
]
BY_CERTIFICATE = [
    ("certificate", "all licences under a certificate", NUMBER_1,
     revocations(certs=[CERTIFICATE_REVOKED]), REVOKED),
    ("certificate-other", "another certificate", NUMBER_1,
     revocations(certs=[{"id": "p-other", "on": "2026-10-24"}]), valid()),
    ("certificate-direct", "a certificate, and a licence of the vendor", ORDINARY,
     revocations(certs=[{"id": "lic-2026", "on": "2026-10-24"}, CERTIFICATE_REVOKED]), valid()),
    ("after-40-of-40", "the last running number that counts", NUMBER_40,
     revocations(certs=[REVOKED_AFTER_40]), valid()),
    ("after-40-of-41", "the first that does not", NUMBER_41, revocations(certs=[REVOKED_AFTER_40]),
     REVOKED),
    ("after-0", "none counts", NUMBER_1, revocations(certs=[{**REVOKED_AFTER_40, "after_seq": 0}]),
     REVOKED),
    ("after-two-entries", "two entries for a certificate: each counts", NUMBER_41,
     revocations(certs=[{**REVOKED_AFTER_40, "after_seq": 90}, REVOKED_AFTER_40]), REVOKED),
    ("certificate-member", "an entry with members that the page does not name", NUMBER_1,
     revocations(certs=[{**CERTIFICATE_REVOKED, "note": None}]), REVOKED),
]
STALE_LISTS = [
    ("by-old-list", "a list that is years old still counts", OURS,
     revocations(**OURS_LISTED, iat=1_600_000_000, nxt=1_700_000_000),
     blocked("revoked", "LICENCE_REVOKED", STALE)),
    ("due-now", "the exact second at which the next list is due", ORDINARY,
     revocations(nxt=1_795_435_200), valid()),
    ("due-passed", "a second later", ORDINARY, revocations(nxt=1_795_435_199), valid(STALE)),
]
BY_DATE = [
    ("iat-before", "a list made before the licence", OURS,
     revocations(**OURS_LISTED, iat=ISSUED_AT - DAY), REVOKED),
    ("iat-future", "a list from the future counts", OURS,
     revocations(**OURS_LISTED, iat=1_798_761_600, nxt=1_800_000_000),
     blocked("revoked", "LICENCE_REVOKED", "CLOCK_BEHIND")),
    ("dated-from", "made in the first second of its key", OURS,
     revocations("rev-dated", **OURS_LISTED, iat=DATED_FROM), REVOKED),
    ("dated-to", "made in the last second of its key", OURS,
     revocations("rev-dated", **OURS_LISTED, iat=DATED_TO, nxt=1_900_000_000),
     blocked("revoked", "LICENCE_REVOKED", "CLOCK_BEHIND")),
    ("alg", "the algorithm's name of RFC 9864", OURS,
     list_with_header({"ver": 1, "iat": ISSUED_AT, "nxt": 1_900_000_000, **OURS_LISTED},
                      alg="Ed25519"), REVOKED),
]
HELD = [
    ("older", "an older list does not replace a newer one", revocations(ver=8, **OURS_LISTED),
     revocations(ver=7), REVOKED),
    ("newer", "a newer one without the key does", revocations(ver=7, **OURS_LISTED),
     revocations(ver=8), valid()),
    ("older-later", "the version counts, not the date", revocations(ver=8, **OURS_LISTED),
     revocations(ver=7, iat=ISSUED_AT + DAY), REVOKED),
    ("refused", "a refused list replaces nothing", revocations(ver=7, **OURS_LISTED),
     revocations(ver=8, key=ATTACKER_KEY), {**REVOKED, "list_refused": True}),
]
# fmt: on


def counted(rows):
    """Lists that are read, each with what it makes of a key."""
    return [
        vector(f"revocation-{name}", about, key, expected, revocations=text)
        for name, about, key, text, expected in rows
    ]


def vectors():
    other_host = blocked("revoked", "LICENCE_REVOKED", "HOST_NOT_LICENSED")
    return [
        *counted([*BY_KEY, *BY_CERTIFICATE, *STALE_LISTS]),
        vector(
            "revocation-keeps-other-reasons",
            "with other reasons",
            OURS,
            other_host,
            revocations=revocations(**OURS_LISTED),
            hosts=["a.fr"],
        ),
        *counted(BY_DATE),
        *[
            vector(
                f"revocation-refused-{name}",
                about,
                OURS,
                {**valid(), "list_refused": True},
                revocations=text,
            )
            for name, about, text in REFUSED_LISTS
        ],
        *[
            vector(f"revocation-held-{name}", about, OURS, expected, held=before, revocations=text)
            for name, about, before, text, expected in HELD
        ],
    ]
