"""Lists that are refused: the answer is given without them."""

from __future__ import annotations

import json

from documents import (
    GONE,
    ISSUED_AT,
    LICENCE_TYPE,
    ORDINARY,
    flip,
)
from revocation_lists import (
    ALL_LISTED,
    CERTIFICATE_REVOKED,
    IN_ORDER,
    OURS,
    OURS_LISTED,
    list_with_header,
    record,
    revocations,
)
from signers import ATTACKER_KEY, DATED_FROM, DATED_TO, TEST_KEY, VENDOR_KEYS

from sellxed_sdk.signing import encode_base64url as b64


def records(*texts):
    """The member `keys` with the records in this order."""
    return b64(b"".join(record(text) for text in texts))


# Tables: their rows keep together.
# fmt: off
GOOD_LIST = revocations(**OURS_LISTED)
SIGNERS_AND_TYPES = [
    ("forged", "signed by somebody else", revocations(key=ATTACKER_KEY, **OURS_LISTED)),
    ("changed", "a changed character", flip(GOOD_LIST, 200)),
    ("cut", "cut off", GOOD_LIST[:-1]),
    ("unknown-key", "an unknown name",
     revocations("rev-2031", key=VENDOR_KEYS["rev-2026"], **OURS_LISTED)),
    ("licence-key", "signed with the key for licences", revocations("lic-2026", **OURS_LISTED)),
    ("certificate-key", "signed with the key for certificates",
     revocations("cert-2026", **OURS_LISTED)),
    ("test-key", "signed with the published test key",
     revocations("sx-test", key=TEST_KEY, **OURS_LISTED)),
    ("typ-licence", "labelled as a licence", revocations(typ=LICENCE_TYPE, **OURS_LISTED)),
    ("typ-manifest", "labelled as a release manifest",
     revocations(typ="sx-manifest+jwt", **OURS_LISTED)),
    ("typ-missing", "without a type", revocations(typ=GONE, **OURS_LISTED)),
]
NO_LISTS = [
    ("licence", "a licence in its place", ORDINARY),
    ("empty", "an empty file", ""),
    ("html", "an error page in its place", "<!DOCTYPE html><title>404</title>"),
    ("json", "the claims alone, unsigned",
     json.dumps({"ver": 1, "iat": ISSUED_AT, "nxt": ISSUED_AT, **OURS_LISTED})),
    ("alg-none", "no algorithm beside a good signature",
     list_with_header({"ver": 1, "iat": 1, "nxt": 2, **OURS_LISTED}, alg="none")),
    ("crit", "a refused header",
     list_with_header({"ver": 1, "iat": 1, "nxt": 2, **OURS_LISTED}, crit=["b64"])),
    ("twice", "a name twice", list_with_header(b'{"ver":1,"iat":1,"nxt":2,"ver":2}')),
]
BAD_RECORDS = [
    ("descending", "records in descending order",
     revocations(keys=records(*reversed(IN_ORDER)), days=ALL_LISTED["days"])),
    ("equal", "a record twice", revocations(keys=records(OURS, OURS), days=b64(bytes(4)))),
    ("swapped", "two of three records in the wrong order",
     revocations(keys=records(IN_ORDER[0], IN_ORDER[2], IN_ORDER[1]), days=ALL_LISTED["days"])),
    ("record-13", "a byte too many",
     revocations(keys=b64(record(OURS) + b"\x00"), days=OURS_LISTED["days"])),
    ("record-11", "a byte too few",
     revocations(keys=b64(record(OURS)[:11]), days=OURS_LISTED["days"])),
    ("days-odd", "an odd number of bytes for the days",
     revocations(keys=OURS_LISTED["keys"], days=b64(bytes(3)))),
    ("days-more", "more days than keys", revocations(keys=OURS_LISTED["keys"], days=b64(bytes(4)))),
    ("days-fewer", "fewer days than keys",
     revocations(keys=ALL_LISTED["keys"], days=b64(bytes(4)))),
    ("days-missing", "keys without days", revocations(keys=OURS_LISTED["keys"])),
    ("keys-missing", "days without keys", revocations(days=OURS_LISTED["days"])),
    ("keys-padding", "padding",
     revocations(keys=OURS_LISTED["keys"] + "==", days=OURS_LISTED["days"])),
    ("keys-empty", "an empty text in place of no member",
     revocations(keys="", days=OURS_LISTED["days"])),
    ("keys-list", "a list in place of the text",
     revocations(keys=[OURS_LISTED["keys"]], days=OURS_LISTED["days"])),
]
BAD_CLAIMS = [
    ("ver-0", "versions begin with 1", revocations(ver=0, **OURS_LISTED)),
    ("ver-text", "a number as text", revocations(ver="7", **OURS_LISTED)),
    *[
        (f"{name}-missing", "a required claim", revocations(**{name: GONE}, **OURS_LISTED))
        for name in ("ver", "iat", "nxt")
    ],
    ("iat-negative", "before 1970", revocations(iat=-1, **OURS_LISTED)),
    ("certs-object", "an object in place of the list",
     revocations(certs={"p-31ef2f55": "2026-10-24"}, **OURS_LISTED)),
    ("certs-text", "texts in the list", revocations(certs=["p-31ef2f55"], **OURS_LISTED)),
    ("certs-on-missing", "an entry without its day",
     revocations(certs=[{"id": "p-31ef2f55"}], **OURS_LISTED)),
    ("certs-id-missing", "an entry without its certificate",
     revocations(certs=[{"on": "2026-10-24"}], **OURS_LISTED)),
    ("certs-id-form", "an identifier in another form",
     revocations(certs=[{"id": "p_1", "on": "2026-10-24"}], **OURS_LISTED)),
    ("certs-on-form", "no day of the calendar",
     revocations(certs=[{"id": "p-1", "on": "2026-02-30"}], **OURS_LISTED)),
    ("certs-after-negative", "a negative running number",
     revocations(certs=[{**CERTIFICATE_REVOKED, "after_seq": -1}], **OURS_LISTED)),
    ("certs-after-text", "a number as text",
     revocations(certs=[{**CERTIFICATE_REVOKED, "after_seq": "40"}], **OURS_LISTED)),
    ("dated-before", "made before its key signed",
     revocations("rev-dated", iat=DATED_FROM - 1, **OURS_LISTED)),
    ("dated-after", "made after its key ceased",
     revocations("rev-dated", iat=DATED_TO + 1, nxt=1_900_000_000, **OURS_LISTED)),
]
REFUSED_LISTS = [*SIGNERS_AND_TYPES, *NO_LISTS, *BAD_RECORDS, *BAD_CLAIMS]
# fmt: on
