"""Form, type, signer and signature of the vendor's own licences."""

from __future__ import annotations

import json

from direct_signatures import algorithms, changed_signatures, headers_with_keys
from documents import (
    CERTIFICATE_TYPE,
    GONE,
    HEADER,
    LICENCE_CLAIMS,
    ORDINARY,
    PAYLOAD,
    REVOCATIONS_TYPE,
    SIGNATURE,
    TEST_LICENCE_TYPE,
    dump,
    licence,
    licence_with_header,
    licence_with_payload,
    make_header,
    signed,
)
from expectations import (
    DAMAGED,
    FORGED,
    IS_CERTIFICATE,
    NOT_A_LICENCE,
    TEST_REFUSED,
    TRUNCATED,
    UNKNOWN_SIGNER,
    UNREADABLE,
    valid,
    vector,
)
from revocation_lists import revocations
from signers import ATTACKER_KEY, PURPOSES, VENDOR_KEYS

from sellxed_sdk.signing import encode_base64url as b64

# Tables: their rows keep together.
# fmt: off


def good_licences():
    good = make_header()
    backwards = dict(reversed(good.items()))
    foreign = {"ver": 1, "cty": "json", "x5t#S256": "AAAA", "nested": {"a": 1}}
    room = 384 - len(dump(make_header(note="")))  # 384 bytes are 512 characters
    spaced = b'{"alg" : "EdDSA" ,\n "kid":"lic-2026",\t"typ": "sx-licence+jwt"\r\n} '
    escaped = b'{"\\u0061lg":"EdDS\\u0041","kid":"lic\\u002d2026","typ":"sx-licence+jwt"}'
    indented = json.dumps(LICENCE_CLAIMS, indent=2).replace("\n", "\r\n\t") + "\n"
    exactly, beyond = make_header(note="n" * room), make_header(note="n" * (room + 1))
    return [
        vector("direct-valid", "an ordinary licence", ORDINARY, valid()),
        vector(
            "direct-page",
            "the test vector at the end of the format page",
            "eyJhbGciOiJFZERTQSIsImtpZCI6InN4LXRlc3QiLCJ0eXAiOiJzeC10ZXN0LWxpY2VuY2Urand0In0."
            "eyJqdGkiOiJULTEiLCJpc3MiOiJ0ZXN0LnNlbGx4ZWQiLCJwcmQiOiJhbHBlbnBheSIsImN1cyI6Ik11c3Rl"
            "ciBBRyIsImhzdCI6WyJzaG9wLmV4YW1wbGUuY2giXSwiaWF0IjoxNzkyODE4MDAwLCJzdXAiOiIyMDI3LTEw"
            "LTI0In0."
            "oDRafgqcAK0DcBm7zLFcI2gIoiBR5942blf3iTq63PIxGTdSF5Zsf_oeKGzkEV-kMRpLIL0oGXGpI0z3HJCC"
            "Dw",
            valid(),
            mode="test",
            hosts=["www.shop.example.ch"],
        ),
        vector("direct-next-key", "signed with the vendor's next key", licence("lic-next"),
               valid()),
        vector("direct-alg-ed25519", "the algorithm's name of RFC 9864",
               licence_with_header(make_header(alg="Ed25519")), valid()),
        vector("direct-header-order", "header members in another order",
               licence_with_header(backwards), valid()),
        vector("direct-header-unknown", "unknown header members are ignored",
               licence_with_header({**good, **foreign}), valid()),
        vector("direct-header-spaces", "white space inside the header", licence_with_header(spaced),
               valid()),
        vector("direct-header-escapes", "escapes in the header: equal texts are equal",
               licence_with_header(escaped), valid()),
        vector("direct-header-leading-space",
               "white space before the first name: the key does not begin with eyJ",
               licence_with_header(b'{ "alg":"EdDSA","kid":"lic-2026","typ":"sx-licence+jwt"}'),
               DAMAGED),
        vector("direct-payload-spaces", "white space inside the payload is signed like the rest",
               licence_with_payload(indented.encode()), valid()),
        vector("direct-claims-order", "claims in another order",
               licence_with_payload(dict(reversed(LICENCE_CLAIMS.items()))), valid()),
        vector("direct-claims-unknown", "unknown claims are ignored, those of RFC 7519 among them",
               licence(nbf=4_102_444_800, aud="other", x=[{"y": [True, None]}]), valid()),
        vector("direct-header-512", "a header of exactly 512 characters",
               licence_with_header(exactly), valid()),
        vector("direct-header-513", "a longer header", licence_with_header(beyond), NOT_A_LICENCE),
    ]


def names_of_keys():
    return [
        vector("direct-kid-unknown", "a name that nobody knows",
               licence_with_header(make_header("lic-2031")), UNKNOWN_SIGNER),
        vector("direct-kid-case", "names are compared exactly",
               licence_with_header(make_header("LIC-2026")), UNKNOWN_SIGNER),
        vector("direct-kid-prefix", "names are compared exactly",
               licence_with_header(make_header("lic-202")), UNKNOWN_SIGNER),
        vector("direct-kid-32", "the longest name", licence_with_header(make_header("k" * 32)),
               UNKNOWN_SIGNER),
        *[
            vector(f"direct-kid-{name}", about, licence_with_header(make_header(kid)),
                   NOT_A_LICENCE)
            for name, about, kid in (
                ("33", "a longer name", "k" * 33),
                ("empty", "an empty name", ""),
                ("path", "a path", "../keys/lic-2026"),
                ("url", "an address", "https://evil.example/key"),
                ("sql", "a query", "x' UNION SELECT 'key"),
                ("nul", "a zero byte after the name", "lic-2026\x00"),
                ("newline", "a line feed after the name", "lic-2026\n"),
                ("underscore", "a character that names do not have", "lic_2026"),
                ("umlaut", "a letter outside ASCII", "lic-\u00e4"),
                ("number", "a number", 2026),
                ("list", "a list of names", ["lic-2026"]),
                ("null", "null", None),
                ("missing", "no name at all", GONE),
            )
        ],
        *[
            vector(f"direct-purpose-{kid.partition('-')[0]}",
                   f"signed with the vendor's key for another purpose: {PURPOSES[kid][0]}",
                   licence(kid), UNKNOWN_SIGNER)
            for kid in ("cert-2026", "rev-2026", "rel-2026", "rules-2026")
        ],
    ]


def types():
    manifest_header = make_header("rel-2026", "sx-manifest+jwt")
    return [
        *[
            vector(f"direct-typ-{name}", about, licence(typ=typ), NOT_A_LICENCE)
            for name, about, typ in (
                ("jwt", "the type that stock libraries write", "JWT"),
                ("upper", "types are compared exactly", "SX-LICENCE+JWT"),
                ("application", "types are compared exactly", "application/sx-licence+jwt"),
                ("manifest", "a licence labelled as a release manifest", "sx-manifest+jwt"),
                ("rules", "a licence labelled as compatibility rules", "sx-rules+jwt"),
                ("revocations", "a licence labelled as a revocation list", REVOCATIONS_TYPE),
                ("empty", "an empty type", ""),
                ("null", "null", None),
                ("missing", "no type at all", GONE),
            )
        ],
        vector("direct-typ-partner", "labelled as a certificate", licence(typ=CERTIFICATE_TYPE),
               IS_CERTIFICATE),
        vector("direct-typ-test", "labelled as a test licence", licence(typ=TEST_LICENCE_TYPE),
               TEST_REFUSED),
        vector("direct-manifest", "a release manifest pasted as a key",
               signed(manifest_header, {"prd": "alpenpay"}, VENDOR_KEYS["rel-2026"]),
               NOT_A_LICENCE),
        vector("direct-revocations", "a revocation list pasted as a key", revocations(),
               NOT_A_LICENCE),
    ]


def forms():
    return [
        vector("direct-no-key-at-all", "an order number", "ORD-2026-001234", NOT_A_LICENCE),
        vector("direct-words", "words", "please send me a licence", NOT_A_LICENCE),
        vector("direct-short-parts", "three short parts", "a.b.c", NOT_A_LICENCE),
        vector("direct-two-dots", "two dots", "..", NOT_A_LICENCE),
        vector("direct-eyj", "the first three characters", "eyJ", TRUNCATED),
        vector("direct-header-only", "the header alone", HEADER, TRUNCATED),
        vector("direct-two-parts", "without the signature", f"{HEADER}.{PAYLOAD}", TRUNCATED),
        vector("direct-empty-signature", "with an empty signature", f"{HEADER}.{PAYLOAD}.",
               TRUNCATED),
        vector("direct-cut-one", "the last character is missing", ORDINARY[:-1], TRUNCATED),
        vector("direct-cut-255", "cut by a field of 255 characters", ORDINARY[:255], TRUNCATED),
        vector("direct-head-lost", "the first character is missing", ORDINARY[1:], DAMAGED),
        vector("direct-header-lost", "another beginning before a whole key", "xx" + ORDINARY,
               DAMAGED),
        vector("direct-longer", "a character too many at the end", ORDINARY + "A", DAMAGED),
        vector("direct-longer-4", "four characters too many at the end", ORDINARY + "AAAA",
               DAMAGED),
        vector("direct-four-parts", "a fourth part", f"{ORDINARY}.AAAA", DAMAGED),
        vector("direct-five-parts", "the five parts of an encrypted JWT",
               f"{HEADER}.a.b.c.{SIGNATURE}", DAMAGED),
        vector("direct-dot-end", "a dot at the end", f"{ORDINARY}.", DAMAGED),
        vector("direct-signature-65", "a signature of 65 bytes",
               f"{HEADER}.{PAYLOAD}.{b64(bytes(65))}", DAMAGED),
        vector("direct-other-vendors-jwt", "an RS256 token of somebody else",
               f"{b64(dump({'alg': 'RS256', 'typ': 'JWT'}))}.{PAYLOAD}.{b64(bytes(256))}",
               NOT_A_LICENCE),
        vector("direct-empty-payload", "an empty payload, signed", licence_with_payload(b""),
               UNREADABLE),
    ]


def orders_of_checks():
    return [
        vector("direct-order-form-type",
               "a damaged payload of another type: the form is told first",
               f"{b64(dump(make_header(typ='JWT')))}.{PAYLOAD}!.{SIGNATURE}", DAMAGED),
        vector("direct-order-type-signer",
               "another type by an unknown signer: the type is told first",
               licence_with_header(make_header("nobody", "JWT")), NOT_A_LICENCE),
        vector("direct-order-signer-claims",
               "unreadable claims by an unknown signer: the signer is told first",
               signed(make_header("nobody"), b"[]", ATTACKER_KEY), UNKNOWN_SIGNER),
        vector("direct-order-signature-claims",
               "unreadable claims that are forged: the signature is told first",
               signed(make_header(), b"[]", ATTACKER_KEY), FORGED),
    ]
# fmt: on


def vectors():
    return [
        *good_licences(),
        *changed_signatures(),
        *algorithms(),
        *headers_with_keys(),
        *names_of_keys(),
        *types(),
        *forms(),
        *orders_of_checks(),
    ]
