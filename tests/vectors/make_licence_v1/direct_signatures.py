"""Signatures, algorithms, and keys that a document brings along."""

from __future__ import annotations

import base64
import hashlib
import hmac

from documents import (
    GONE,
    HEADER,
    LICENCE_CLAIMS,
    ORDINARY,
    PAYLOAD,
    SIGNATURE,
    dump,
    flip,
    licence,
    licence_with_header,
    make_header,
    signed,
)
from expectations import FORGED, NOT_A_LICENCE, TRUNCATED, vector
from signers import ATTACKER_KEY, VENDOR_KEYS, jwk

from sellxed_sdk.signing import encode_base64url as b64

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def with_order_added(text):
    """The same signature with S + L in place of S."""
    start, _, last = text.rpartition(".")
    raw = base64.urlsafe_b64decode(f"{last}==")
    scalar = int.from_bytes(raw[32:], "little") + GROUP_ORDER
    return f"{start}.{b64(raw[:32] + scalar.to_bytes(32, 'little'))}"


def with_hmac(header, secret, digest):
    """An HMAC under a public key, as algorithm confusion makes it."""
    text = f"{b64(dump(header))}.{b64(dump(LICENCE_CLAIMS))}"
    return f"{text}.{b64(hmac.new(secret, text.encode(), digest).digest())}"


# Tables: their rows keep together.
# fmt: off


def changed_signatures():
    return [
        vector("direct-payload-changed", "a character of the payload",
               flip(ORDINARY, len(HEADER) + 12), FORGED),
        vector("direct-signature-changed", "a character of the signature", flip(ORDINARY, -40),
               FORGED),
        vector("direct-signature-of-another", "the signature of another licence",
               f"{HEADER}.{PAYLOAD}.{licence(jti='L-2').split('.')[2]}", FORGED),
        vector("direct-payload-of-another", "the payload of another licence",
               f"{HEADER}.{licence(hst=['other.example.ch']).split('.')[1]}.{SIGNATURE}", FORGED),
        vector("direct-signature-zero", "64 zero bytes", f"{HEADER}.{PAYLOAD}.{'A' * 86}", FORGED),
        vector("direct-signature-s-plus-l", "S + L in place of S (RFC 8032, 5.1.7)",
               with_order_added(ORDINARY), FORGED),
        vector("direct-attacker", "signed by somebody else", licence(key=ATTACKER_KEY), FORGED),
        vector("direct-signer-swapped",
               "signed with the vendor's next key under the name of the current one",
               licence(key=VENDOR_KEYS["lic-next"]), FORGED),
        vector("direct-payload-only-signed", "the signature covers the payload alone",
               f"{HEADER}.{PAYLOAD}.{b64(VENDOR_KEYS['lic-2026'].sign(PAYLOAD.encode()))}", FORGED),
        vector("direct-decoded-signed", "the signature covers the decoded payload",
               f"{HEADER}.{PAYLOAD}.{b64(VENDOR_KEYS['lic-2026'].sign(dump(LICENCE_CLAIMS)))}",
               FORGED),
    ]


def algorithms():
    public = VENDOR_KEYS["lic-2026"].public_bytes
    return [
        vector("direct-alg-none", "no algorithm and no signature",
               f"{b64(dump(make_header(alg='none')))}.{PAYLOAD}.", TRUNCATED),
        vector("direct-alg-none-signed", "no algorithm beside a good signature",
               licence_with_header(make_header(alg="none")), NOT_A_LICENCE),
        vector("direct-alg-hs256-raw",
               "HS256 with the public key as the secret; 32 bytes are no signature",
               with_hmac(make_header(alg="HS256"), public, hashlib.sha256), TRUNCATED),
        vector("direct-alg-hs512-raw", "HS512 with the public key as the secret: 64 bytes",
               with_hmac(make_header(alg="HS512"), public, hashlib.sha512), NOT_A_LICENCE),
        vector("direct-alg-hs512-hex", "HS512 with the public key in hexadecimal as the secret",
               with_hmac(make_header(alg="HS512"), public.hex().encode(), hashlib.sha512),
               NOT_A_LICENCE),
        vector("direct-alg-hs512-x", "HS512 with the text of the JWK as the secret, named EdDSA",
               with_hmac(make_header(), b64(public).encode(), hashlib.sha512), FORGED),
        *[
            vector(f"direct-alg-{name}", about, licence_with_header(make_header(alg=alg)),
                   NOT_A_LICENCE)
            for name, about, alg in (
                ("rs256", "another algorithm beside a good signature", "RS256"),
                ("es256", "an algorithm with signatures of 64 bytes", "ES256"),
                ("ed448", "the other curve", "Ed448"),
                ("lower", "names are compared exactly", "eddsa"),
                ("blank", "names are compared exactly", "EdDSA "),
                ("list", "a list of algorithms", ["EdDSA"]),
                ("null", "null", None),
                ("missing", "no algorithm is named", GONE),
            )
        ],
    ]


def headers_with_keys():
    return [
        *[
            vector(f"direct-header-{name}", f"the header '{name}' is refused",
                   licence_with_header(make_header(**{name: value})), NOT_A_LICENCE)
            for name, value in (
                ("crit", ["exp"]),
                ("jku", "https://evil.example/jwks.json"),
                ("x5c", ["MIIB"]),
                ("x5u", "https://evil.example/chain.pem"),
                ("x5t", "AAAA"),
                ("b64", True),
            )
        ],
        vector("direct-header-crit-null", "... whatever it holds",
               licence_with_header(make_header(crit=None)), NOT_A_LICENCE),
        vector("direct-header-crit-empty", "... whatever it holds",
               licence_with_header(make_header(crit=[])), NOT_A_LICENCE),
        vector("direct-header-jwk", "the key of the attacker in the header",
               signed(make_header(jwk=jwk(ATTACKER_KEY)), LICENCE_CLAIMS, ATTACKER_KEY),
               NOT_A_LICENCE),
    ]
# fmt: on
