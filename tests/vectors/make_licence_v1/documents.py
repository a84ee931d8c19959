"""Signed documents, good and bad: headers, licences and partner certificates."""

from __future__ import annotations

import json

from signers import OTHER_PARTNER_KEY, PARTNER_KEY, VENDOR_KEYS, jwk

from sellxed_sdk.signing import encode_base64url as b64

GONE = object()  # as the value of a claim: the claim is left out

LICENCE_TYPE, TEST_LICENCE_TYPE = "sx-licence+jwt", "sx-test-licence+jwt"
CERTIFICATE_TYPE, REVOCATIONS_TYPE = "sx-partner+jwt", "sx-revocations+jwt"

ISSUED_AT = 1_792_818_000  # 2026-10-24T05:00:00Z
DAY = 86_400
LICENCE_CLAIMS = {
    "jti": "L-1",
    "iss": "vendor.example",
    "prd": "alpenpay",
    "cus": "Muster AG",
    "hst": ["shop.example.ch"],
    "iat": ISSUED_AT,
    "sup": "2027-10-24",
}
PARTNER_LICENCE_CLAIMS = {
    **LICENCE_CLAIMS,
    "jti": "p-31ef2f55-1",
    "iss": "partner.example",
    "seq": 1,
}
CERTIFICATE_CLAIMS = {
    "jti": "p-31ef2f55",
    "sub": "partner.example",
    "cnf": {"jwk": jwk(PARTNER_KEY)},
    "prd": ["alpenpay", "alpenship"],
    "max": 100,
    "nbf": ISSUED_AT - DAY,
    "exp": ISSUED_AT + 100 * DAY,
    "msd": 366,
    "mxh": 5,
    "ent": ["multistore", "shops:3"],
}
OTHER_PARTNER_CLAIMS = {
    "jti": "p-second",
    "sub": "second.example",
    "cnf": {"jwk": jwk(OTHER_PARTNER_KEY)},
}


def dump(value):
    """Compact JSON; bytes are taken as they are."""
    if isinstance(value, bytes):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def signed(header, payload, key):
    """A compact JWS over whatever bytes these are."""
    text = f"{b64(dump(header))}.{b64(dump(payload))}"
    return f"{text}.{b64(key.sign(text.encode()))}"


def respelt(text, key, header=None, payload=None):
    """The same document with a part spelt otherwise, and signed so."""
    parts = text.split(".")
    start = f"{header or parts[0]}.{payload or parts[1]}"
    return f"{start}.{b64(key.sign(start.encode()))}"


def make_header(kid="lic-2026", typ=LICENCE_TYPE, **members):
    return changed({"alg": "EdDSA", "kid": kid, "typ": typ}, members)


def changed(claims, changes):
    """The claims with these changes; what is `GONE` is left out."""
    merged = {**claims, **changes}
    return {name: value for name, value in merged.items() if value is not GONE}


def licence(kid="lic-2026", typ=LICENCE_TYPE, key=None, **claims):
    return signed(make_header(kid, typ), changed(LICENCE_CLAIMS, claims), key or VENDOR_KEYS[kid])


def licence_with_payload(payload, kid="lic-2026"):
    return signed(make_header(kid), payload, VENDOR_KEYS[kid])


def licence_with_header(header):
    return signed(header, LICENCE_CLAIMS, VENDOR_KEYS["lic-2026"])


def partner_licence(kid="p-31ef2f55", typ=LICENCE_TYPE, key=PARTNER_KEY, **claims):
    return signed(make_header(kid, typ), changed(PARTNER_LICENCE_CLAIMS, claims), key)


def certificate(kid="cert-2026", typ=CERTIFICATE_TYPE, key=None, **claims):
    said = changed(CERTIFICATE_CLAIMS, claims)
    return signed(make_header(kid, typ), said, key or VENDOR_KEYS[kid])


def certificate_with_payload(payload):
    return signed(make_header("cert-2026", CERTIFICATE_TYPE), payload, VENDOR_KEYS["cert-2026"])


def certificate_with_header(**members):
    header = make_header("cert-2026", CERTIFICATE_TYPE, **members)
    return signed(header, CERTIFICATE_CLAIMS, VENDOR_KEYS["cert-2026"])


def changed_certificate(**claims):
    """A good partner's licence with a changed certificate."""
    return f"{PARTNER_LICENCE}~{certificate(**claims)}"


def changed_partner_licence(**claims):
    """A changed partner's licence with a good certificate."""
    return f"{partner_licence(**claims)}~{CERTIFICATE}"


def flip(text, at):
    """The same text with another character there."""
    at %= len(text)
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


# The vendor's ordinary licence, and a partner's with its certificate.
ORDINARY = licence()
HEADER, PAYLOAD, SIGNATURE = ORDINARY.split(".")
PARTNER_LICENCE, CERTIFICATE = partner_licence(), certificate()
CERTIFIED = f"{PARTNER_LICENCE}~{CERTIFICATE}"

# Another partner, whom the vendor certifies, or the first partner does, which it may not.
OTHER_PARTNER_LICENCE = partner_licence("p-second", key=OTHER_PARTNER_KEY, iss="second.example")
OTHER_CERTIFICATE = certificate(**OTHER_PARTNER_CLAIMS)
CHAINED_CERTIFICATE = certificate("p-31ef2f55", key=PARTNER_KEY, **OTHER_PARTNER_CLAIMS)
