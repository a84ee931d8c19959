"""Certificates whose claims or key cannot be used, and such as can."""

from __future__ import annotations

from codec_base64url import with_spare_bit
from documents import GONE, PARTNER_LICENCE, certificate, changed_certificate
from expectations import BAD_CERTIFICATE, FORGED, valid, vector
from signers import PARTNER_KEY, jwk

from sellxed_sdk.signing import encode_base64url as b64

FIELD_PRIME = 2**255 - 19
Y_OF_ORDER_8 = (
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
)
PARTNER_JWK = jwk(PARTNER_KEY)
PRODUCTS_99 = [f"product-{number}" for number in range(99)]
ENTITLEMENTS_49 = [f"feature:{number}" for number in range(49)]


def encoded_point(y, sign=0):
    """A point as RFC 8032 writes it: y, and the sign of x in the highest bit."""
    return b64((y | sign << 255).to_bytes(32, "little"))


def with_public_key(x):
    """A certificate for this public key; the licence has the signature that fits any message."""
    text = certificate(cnf={"jwk": {"kty": "OKP", "crv": "Ed25519", "x": x}})
    start = PARTNER_LICENCE.rpartition(".")[0]
    return f"{start}.{b64(bytes([1]) + bytes(63))}~{text}"


# Tables: their rows keep together.
# fmt: off
GOOD = [
    ("prd-100", "as many products as there may be", {"prd": [*PRODUCTS_99, "alpenpay"]}),
    ("max-1", "the smallest count", {"max": 1}),
    ("msd-36525", "the longest support that there may be", {"msd": 36_525}),
    ("mxh-1", "the smallest number of hosts", {"mxh": 1}),
    ("mxh-50", "the greatest number of hosts", {"mxh": 50}),
    ("ent-50", "as many entitlements as there may be", {"ent": [*ENTITLEMENTS_49, "multistore"]}),
    ("ent-absent", "no entitlements", {"ent": GONE}),
    ("test-false", "expressly for live licences", {"test": False}),
    (
        "jwk-members",
        "members of the JWK that the page does not name",
        {
            "cnf": {
                "jwk": {**PARTNER_JWK, "kid": "other", "use": "sig", "alg": "EdDSA"},
                "kid": "other",
            }
        },
    ),
    ("unknown", "claims that the page does not name",
     {"iss": "vendor.example", "iat": -1, "x": {"y": []}}),
]
MISSING_OR_NULL = [
    *[
        (f"{name}-missing", "a required claim", {name: GONE})
        for name in ("jti", "sub", "cnf", "max", "nbf", "exp", "msd")
    ],
    *[
        (f"{name}-null", "nothing may be null here", {name: None})
        for name in ("prd", "mxh", "ent", "test")
    ],
]
BAD_NAMES_AND_KEYS = [
    ("jti-underscore", "an identifier that is no kid", {"jti": "p_1"}),
    ("jti-33", "a longer identifier", {"jti": "p" * 33}),
    ("sub-101", "a longer name", {"sub": "p" * 101}),
    ("cnf-text", "no object", {"cnf": PARTNER_JWK["x"]}),
    ("cnf-jwks", "a set of keys", {"cnf": {"jwks": [PARTNER_JWK]}}),
    ("cnf-kid", "a name in place of the key", {"cnf": {"kid": "lic-2026"}}),
    ("kty", "another kind of key", {"cnf": {"jwk": {**PARTNER_JWK, "kty": "EC"}}}),
    ("crv", "another curve", {"cnf": {"jwk": {**PARTNER_JWK, "crv": "X25519"}}}),
    ("x-missing", "no key", {"cnf": {"jwk": {"kty": "OKP", "crv": "Ed25519"}}}),
    ("x-31", "31 bytes", {"cnf": {"jwk": {**PARTNER_JWK, "x": b64(bytes([2] * 31))}}}),
    ("x-33", "33 bytes", {"cnf": {"jwk": {**PARTNER_JWK, "x": b64(bytes([2] * 33))}}}),
    ("x-padding", "padding", {"cnf": {"jwk": {**PARTNER_JWK, "x": PARTNER_JWK["x"] + "="}}}),
    ("x-spare-bits", "spare bits that are not zero",
     {"cnf": {"jwk": {**PARTNER_JWK, "x": with_spare_bit(PARTNER_JWK["x"])}}}),
    ("x-hex", "hexadecimal",
     {"cnf": {"jwk": {**PARTNER_JWK, "x": PARTNER_KEY.public_bytes.hex()}}}),
]
BAD_LIMITS = [
    ("prd-101", "more products than there may be", {"prd": [*PRODUCTS_99, "alpenpay", "one-more"]}),
    ("prd-text", "a text in place of the list", {"prd": "alpenpay"}),
    ("prd-star", "no star for all products", {"prd": ["*"]}),
    ("max-0", "a count of none", {"max": 0}),
    ("max-text", "a number as text", {"max": "100"}),
    ("nbf-text", "a date as text", {"nbf": "2026-10-24"}),
    ("exp-negative", "before 1970", {"exp": -1}),
    ("msd-0", "no support at all", {"msd": 0}),
    ("msd-36526", "longer support than there may be", {"msd": 36_526}),
    ("mxh-0", "no hosts", {"mxh": 0}),
    ("mxh-51", "more hosts than there may be", {"mxh": 51}),
    ("ent-51", "more entitlements than there may be",
     {"ent": [*ENTITLEMENTS_49, "multistore", "more"]}),
    ("ent-form", "an entitlement in another form", {"ent": ["Multi Store"]}),
    ("test-text", "true as text", {"test": "false"}),
    ("test-number", "true as a number", {"test": 0}),
]
WEAK_KEYS = [
    ("order-1", "the neutral point", encoded_point(1)),
    ("order-1-sign", "the neutral point with the sign bit", encoded_point(1, 1)),
    ("order-2", "the point of order 2", encoded_point(FIELD_PRIME - 1)),
    ("order-4", "a point of order 4", encoded_point(0)),
    ("order-4-sign", "the other point of order 4", encoded_point(0, 1)),
    ("order-8-a", "a point of order 8", encoded_point(Y_OF_ORDER_8[0])),
    ("order-8-b", "a point of order 8", encoded_point(Y_OF_ORDER_8[1])),
    ("order-8-c", "a point of order 8", encoded_point(Y_OF_ORDER_8[0], 1)),
    ("order-8-d", "a point of order 8", encoded_point(Y_OF_ORDER_8[1], 1)),
    ("not-canonical-0", "y = p", encoded_point(FIELD_PRIME)),
    ("not-canonical-1", "y = p + 1", encoded_point(FIELD_PRIME + 1)),
    ("not-canonical-3", "y = p + 3, a point of large order", encoded_point(FIELD_PRIME + 3)),
    ("not-canonical-18", "the greatest y that there is", encoded_point(FIELD_PRIME + 18)),
]
# fmt: on


def vectors():
    bad = [*MISSING_OR_NULL, *BAD_NAMES_AND_KEYS, *BAD_LIMITS]
    no_point = with_public_key(encoded_point(2))
    return [
        *[
            vector(f"partner-certificate-{name}", about, changed_certificate(**change), valid())
            for name, about, change in GOOD
        ],
        *[
            vector(
                f"partner-certificate-{name}", about, changed_certificate(**change), BAD_CERTIFICATE
            )
            for name, about, change in bad
        ],
        *[
            vector(f"partner-key-{name}", about, with_public_key(x), BAD_CERTIFICATE)
            for name, about, x in WEAK_KEYS
        ],
        vector(
            "partner-key-no-point",
            "a key that is no point of the curve fits no signature",
            no_point,
            FORGED,
        ),
    ]
