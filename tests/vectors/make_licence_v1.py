"""Make the language-neutral vectors of docs/formats/licence.md: tests/vectors/licence_v1.

    python tests/vectors/make_licence_v1.py            writes the files
    python tests/vectors/make_licence_v1.py --check    compares them, writes nothing

Every expectation below was written from the format page and stands there as a literal; nothing
here asks the SDK's verifier. Bad documents are signed byte by byte. Seeds and dates are fixed,
so that the files come out the same, byte for byte.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys
from pathlib import Path

from sellxed_sdk.signing import PrivateKey
from sellxed_sdk.signing import encode_base64url as b64

FOLDER = Path(__file__).parent / "licence_v1"
GONE = object()  # as the value of a claim: the claim is left out

LICENCE, TEST_LICENCE = "sx-licence+jwt", "sx-test-licence+jwt"
PARTNER, REVOCATIONS = "sx-partner+jwt", "sx-revocations+jwt"


def seed(name):
    return PrivateKey.from_seed(hashlib.sha256(f"licence_v1 {name}".encode()).digest())


# -- keys --------------------------------------------------------------------------------------

DATED_FROM, DATED_TO = 1_767_225_600, 1_798_761_599  # the year 2026
DATES = {"nbf": DATED_FROM, "exp": DATED_TO}
PURPOSES = {
    "lic-2026": ("licence", {}),
    "lic-next": ("licence", {}),
    "lic-dated": ("licence", DATES),
    "cert-2026": ("certificate", {}),
    "cert-dated": ("certificate", DATES),
    "rev-2026": ("revocation", {}),
    "rev-dated": ("revocation", DATES),
    "rel-2026": ("release", {}),
    "rules-2026": ("rules", {}),
}
KEYS = {kid: seed(kid) for kid in PURPOSES}
ATTACKER, RESELLER, OTHER_RESELLER = seed("attacker"), seed("partner"), seed("other partner")
TEST_KEY = PrivateKey.from_seed(
    hashlib.sha256(b"sellxed_sdk published test key: anyone may sign with it").digest()
)


def jwk(key):
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(key.public_bytes)}


# -- documents ---------------------------------------------------------------------------------


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
    return f"{start}.{b64(key.sign(start.encode('utf-8')))}"


def head(kid="lic-2026", typ=LICENCE, **members):
    return changed({"alg": "EdDSA", "kid": kid, "typ": typ}, members)


def changed(claims, changes):
    merged = {**claims, **changes}
    return {name: value for name, value in merged.items() if value is not GONE}


ISSUED = 1_792_818_000  # 2026-10-24T05:00:00Z
DAY = 86_400
CLAIMS = {
    "jti": "L-1",
    "iss": "vendor.example",
    "prd": "alpenpay",
    "cus": "Muster AG",
    "hst": ["shop.example.ch"],
    "iat": ISSUED,
    "sup": "2027-10-24",
}
PARTNER_CLAIMS = {**CLAIMS, "jti": "p-31ef2f55-1", "iss": "partner.example", "seq": 1}
CERTIFICATE = {
    "jti": "p-31ef2f55",
    "sub": "partner.example",
    "cnf": {"jwk": jwk(RESELLER)},
    "prd": ["alpenpay", "alpenship"],
    "max": 100,
    "nbf": ISSUED - DAY,
    "exp": ISSUED + 100 * DAY,
    "msd": 366,
    "mxh": 5,
    "ent": ["multistore", "shops:3"],
}


def licence(kid="lic-2026", typ=LICENCE, key=None, **claims):
    return signed(head(kid, typ), changed(CLAIMS, claims), key or KEYS[kid])


def licence_of(payload, kid="lic-2026"):
    return signed(head(kid), payload, KEYS[kid])


def licence_under(header):
    return signed(header, CLAIMS, KEYS["lic-2026"])


def partner_licence(kid="p-31ef2f55", typ=LICENCE, key=RESELLER, **claims):
    return signed(head(kid, typ), changed(PARTNER_CLAIMS, claims), key)


def certificate(kid="cert-2026", typ=PARTNER, key=None, **claims):
    return signed(head(kid, typ), changed(CERTIFICATE, claims), key or KEYS[kid])


def certified(**claims):
    """A good partner's licence with a changed certificate."""
    return f"{partner_licence()}~{certificate(**claims)}"


def under(**claims):
    """A changed partner's licence with a good certificate."""
    return f"{partner_licence(**claims)}~{certificate()}"


def flip(text, at):
    """The same text with another character there."""
    at %= len(text)
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


K = licence()
PK = f"{partner_licence()}~{certificate()}"
HEADER, PAYLOAD, SIGNATURE = K.split(".")


# -- expectations ------------------------------------------------------------------------------

STATUS_OF = {
    "KEY_MISSING": "missing",
    "KEY_TRUNCATED": "damaged",
    "KEY_DAMAGED": "damaged",
    "KEY_TOO_LARGE": "invalid",
    "KEY_NOT_A_LICENCE": "invalid",
    "KEY_SEVERAL": "invalid",
    "KEY_IS_PARTNER_CERTIFICATE": "invalid",
    "KEY_FORGED": "forged",
    "KEY_UNKNOWN_SIGNER": "unknown_signer",
    "KEY_SIGNER_NOT_IN_USE": "unknown_signer",
    "LICENCE_UNREADABLE": "invalid",
    "PARTNER_CERTIFICATE_INVALID": "invalid",
    "PARTNER_OUT_OF_SCOPE": "out_of_scope",
    "TEST_KEY_REFUSED": "test_key_refused",
}


def expect(status, rights, *codes, genuine=True):
    """What the page says; `rights` names those that are given, of run, update and support."""
    given = rights.split()
    return {
        "status": status,
        "genuine": genuine,
        "may_run": "run" in given,
        "may_update": "update" in given,
        "may_get_support": "support" in given,
        "codes": list(codes),
    }


def valid(*codes):
    return expect("valid", "run update support", *codes)


def ended(*codes):
    """Support is over, and nothing else is wrong."""
    return expect("support_ended", "run", *codes)


def blocked(status, *codes):
    """Genuine, and it gives no right here."""
    return expect(status, "", *codes)


def refused(code):
    return expect(STATUS_OF[code], "", code, genuine=False)


DAMAGED, TRUNCATED = refused("KEY_DAMAGED"), refused("KEY_TRUNCATED")
NOT_A_LICENCE, FORGED = refused("KEY_NOT_A_LICENCE"), refused("KEY_FORGED")
UNKNOWN_SIGNER, UNREADABLE = refused("KEY_UNKNOWN_SIGNER"), refused("LICENCE_UNREADABLE")
BAD_CERTIFICATE = refused("PARTNER_CERTIFICATE_INVALID")
OUT_OF_SCOPE = refused("PARTNER_OUT_OF_SCOPE")
IS_CERTIFICATE = refused("KEY_IS_PARTNER_CERTIFICATE")
TEST_REFUSED = refused("TEST_KEY_REFUSED")
NOT_IN_USE = refused("KEY_SIGNER_NOT_IN_USE")
MISSING, TOO_LARGE = refused("KEY_MISSING"), refused("KEY_TOO_LARGE")
SEVERAL = refused("KEY_SEVERAL")
WRONG_HOST = blocked("wrong_host", "HOST_NOT_LICENSED")
REVOKED = blocked("revoked", "LICENCE_REVOKED")


def vector(name, about, key, expected, **situation):
    """One vector; what is not named is an ordinary shop on an ordinary day."""
    made = {
        "id": name,
        "about": about,
        "key": key,
        "product": "alpenpay",
        "released_on": "2026-01-15",
        "free_security": False,
        "hosts": ["shop.example.ch"],
        "now": "2026-11-23T12:00:00Z",
        "mode": "live",
    }
    return {**made, **situation, "expect": expected}


v = vector


# From here on tables: their rows keep together.
# fmt: off


# -- direct: form, type, signer and signature of the vendor's own licences -----------------------

ORDER = 2**252 + 27742317777372353535851937790883648493


def plus_order(text):
    """The same signature with S + L in place of S."""
    start, _, last = text.rpartition(".")
    raw = bytes.fromhex(_hex(last))
    s = int.from_bytes(raw[32:], "little") + ORDER
    return f"{start}.{b64(raw[:32] + s.to_bytes(32, 'little'))}"


def _hex(text):
    value = 0
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for character in text:
        value = value * 64 + alphabet.index(character)
    return (value >> (len(text) * 6 % 8)).to_bytes(len(text) * 6 // 8, "big").hex()


def maced(header, secret, digest):
    """An HMAC under a public key, as algorithm confusion makes it."""
    text = f"{b64(dump(header))}.{b64(dump(CLAIMS))}"
    return f"{text}.{b64(hmac.new(secret, text.encode(), digest).digest())}"


def direct():
    public = KEYS["lic-2026"].public_bytes
    good = head()
    backwards = dict(reversed(good.items()))
    foreign = {"ver": 1, "cty": "json", "x5t#S256": "AAAA", "nested": {"a": 1}}
    room = 384 - len(dump(head(note="")))  # 384 bytes are 512 characters
    exactly, beyond = head(note="n" * room), head(note="n" * (room + 1))
    return [
        v("direct-valid", "an ordinary licence", K, valid()),
        v(
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
        v("direct-next-key", "signed with the vendor's next key", licence("lic-next"), valid()),
        v("direct-alg-ed25519", "the algorithm's name of RFC 9864",
          licence_under(head(alg="Ed25519")), valid()),
        v("direct-header-order", "header members in another order", licence_under(backwards),
          valid()),
        v("direct-header-unknown", "unknown header members are ignored",
          licence_under({**good, **foreign}), valid()),
        v("direct-header-spaces", "white space inside the header",
          licence_under(b'{"alg" : "EdDSA" ,\n "kid":"lic-2026",\t"typ": "sx-licence+jwt"\r\n} '),
          valid()),
        v(
            "direct-header-escapes",
            "escapes in the header: equal texts are equal",
            licence_under(
                b'{"\\u0061lg":"EdDS\\u0041","kid":"lic\\u002d2026","typ":"sx-licence+jwt"}'
            ),
            valid(),
        ),
        v("direct-header-leading-space",
          "white space before the first name: the key does not begin with eyJ",
          licence_under(b'{ "alg":"EdDSA","kid":"lic-2026","typ":"sx-licence+jwt"}'), DAMAGED),
        v("direct-payload-spaces", "white space inside the payload is signed like the rest",
          licence_of(json.dumps(CLAIMS, indent=2).replace("\n", "\r\n\t").encode() + b"\n"),
          valid()),
        v("direct-claims-order", "claims in another order",
          licence_of(dict(reversed(CLAIMS.items()))), valid()),
        v("direct-claims-unknown", "unknown claims are ignored, those of RFC 7519 among them",
          licence(nbf=4_102_444_800, aud="other", x=[{"y": [True, None]}]), valid()),
        v("direct-header-512", "a header of exactly 512 characters", licence_under(exactly),
          valid()),
        v("direct-header-513", "a longer header", licence_under(beyond), NOT_A_LICENCE),
        # the signature
        v("direct-payload-changed", "a character of the payload", flip(K, len(HEADER) + 12),
          FORGED),
        v("direct-signature-changed", "a character of the signature", flip(K, -40), FORGED),
        v("direct-signature-of-another", "the signature of another licence",
          f"{HEADER}.{PAYLOAD}.{licence(jti='L-2').split('.')[2]}", FORGED),
        v("direct-payload-of-another", "the payload of another licence",
          f"{HEADER}.{licence(hst=['other.example.ch']).split('.')[1]}.{SIGNATURE}", FORGED),
        v("direct-signature-zero", "64 zero bytes", f"{HEADER}.{PAYLOAD}.{'A' * 86}", FORGED),
        v("direct-signature-s-plus-l", "S + L in place of S (RFC 8032, 5.1.7)", plus_order(K),
          FORGED),
        v("direct-attacker", "signed by somebody else", licence(key=ATTACKER), FORGED),
        v("direct-signer-swapped",
          "signed with the vendor's next key under the name of the current one",
          licence(key=KEYS["lic-next"]), FORGED),
        v("direct-payload-only-signed", "the signature covers the payload alone",
          f"{HEADER}.{PAYLOAD}.{b64(KEYS['lic-2026'].sign(PAYLOAD.encode()))}", FORGED),
        v("direct-decoded-signed", "the signature covers the decoded payload",
          f"{HEADER}.{PAYLOAD}.{b64(KEYS['lic-2026'].sign(dump(CLAIMS)))}", FORGED),
        # algorithms
        v("direct-alg-none", "no algorithm and no signature",
          f"{b64(dump(head(alg='none')))}.{PAYLOAD}.", TRUNCATED),
        v("direct-alg-none-signed", "no algorithm beside a good signature",
          licence_under(head(alg="none")), NOT_A_LICENCE),
        v("direct-alg-hs256-raw",
          "HS256 with the public key as the secret; 32 bytes are no signature",
          maced(head(alg="HS256"), public, hashlib.sha256), TRUNCATED),
        v("direct-alg-hs512-raw", "HS512 with the public key as the secret: 64 bytes",
          maced(head(alg="HS512"), public, hashlib.sha512), NOT_A_LICENCE),
        v("direct-alg-hs512-hex", "HS512 with the public key in hexadecimal as the secret",
          maced(head(alg="HS512"), public.hex().encode(), hashlib.sha512), NOT_A_LICENCE),
        v("direct-alg-hs512-x", "HS512 with the text of the JWK as the secret, named EdDSA",
          maced(good, b64(public).encode(), hashlib.sha512), FORGED),
        *[
            v(f"direct-alg-{name}", about, licence_under(head(alg=alg)), NOT_A_LICENCE)
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
        # keys that a document brings or names
        *[
            v(f"direct-header-{name}", f"the header '{name}' is refused",
              licence_under(head(**{name: value})), NOT_A_LICENCE)
            for name, value in (
                ("crit", ["exp"]),
                ("jku", "https://evil.example/jwks.json"),
                ("x5c", ["MIIB"]),
                ("x5u", "https://evil.example/chain.pem"),
                ("x5t", "AAAA"),
                ("b64", True),
            )
        ],
        v("direct-header-crit-null", "... whatever it holds", licence_under(head(crit=None)),
          NOT_A_LICENCE),
        v("direct-header-crit-empty", "... whatever it holds", licence_under(head(crit=[])),
          NOT_A_LICENCE),
        v("direct-header-jwk", "the key of the attacker in the header",
          signed(head(jwk=jwk(ATTACKER)), CLAIMS, ATTACKER), NOT_A_LICENCE),
        v("direct-kid-unknown", "a name that nobody knows", licence_under(head("lic-2031")),
          UNKNOWN_SIGNER),
        v("direct-kid-case", "names are compared exactly", licence_under(head("LIC-2026")),
          UNKNOWN_SIGNER),
        v("direct-kid-prefix", "names are compared exactly", licence_under(head("lic-202")),
          UNKNOWN_SIGNER),
        v("direct-kid-32", "the longest name", licence_under(head("k" * 32)), UNKNOWN_SIGNER),
        *[
            v(f"direct-kid-{name}", about, licence_under(head(kid)), NOT_A_LICENCE)
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
            v(f"direct-purpose-{kid.partition('-')[0]}",
              f"signed with the vendor's key for another purpose: {PURPOSES[kid][0]}", licence(kid),
              UNKNOWN_SIGNER)
            for kid in ("cert-2026", "rev-2026", "rel-2026", "rules-2026")
        ],
        # types
        *[
            v(f"direct-typ-{name}", about, licence(typ=typ), NOT_A_LICENCE)
            for name, about, typ in (
                ("jwt", "the type that stock libraries write", "JWT"),
                ("upper", "types are compared exactly", "SX-LICENCE+JWT"),
                ("application", "types are compared exactly", "application/sx-licence+jwt"),
                ("manifest", "a licence labelled as a release manifest", "sx-manifest+jwt"),
                ("rules", "a licence labelled as compatibility rules", "sx-rules+jwt"),
                ("revocations", "a licence labelled as a revocation list", REVOCATIONS),
                ("empty", "an empty type", ""),
                ("null", "null", None),
                ("missing", "no type at all", GONE),
            )
        ],
        v("direct-typ-partner", "labelled as a certificate", licence(typ=PARTNER), IS_CERTIFICATE),
        v("direct-typ-test", "labelled as a test licence", licence(typ=TEST_LICENCE), TEST_REFUSED),
        v("direct-manifest", "a release manifest pasted as a key",
          signed(head("rel-2026", "sx-manifest+jwt"), {"prd": "alpenpay"}, KEYS["rel-2026"]),
          NOT_A_LICENCE),
        v("direct-revocations", "a revocation list pasted as a key", revocations(), NOT_A_LICENCE),
        # form
        v("direct-no-key-at-all", "an order number", "ORD-2026-001234", NOT_A_LICENCE),
        v("direct-words", "words", "please send me a licence", NOT_A_LICENCE),
        v("direct-short-parts", "three short parts", "a.b.c", NOT_A_LICENCE),
        v("direct-two-dots", "two dots", "..", NOT_A_LICENCE),
        v("direct-eyj", "the first three characters", "eyJ", TRUNCATED),
        v("direct-header-only", "the header alone", HEADER, TRUNCATED),
        v("direct-two-parts", "without the signature", f"{HEADER}.{PAYLOAD}", TRUNCATED),
        v("direct-empty-signature", "with an empty signature", f"{HEADER}.{PAYLOAD}.", TRUNCATED),
        v("direct-cut-one", "the last character is missing", K[:-1], TRUNCATED),
        v("direct-cut-255", "cut by a field of 255 characters", K[:255], TRUNCATED),
        v("direct-head-lost", "the first character is missing", K[1:], DAMAGED),
        v("direct-header-lost", "another beginning before a whole key", "xx" + K, DAMAGED),
        v("direct-longer", "a character too many at the end", K + "A", DAMAGED),
        v("direct-longer-4", "four characters too many at the end", K + "AAAA", DAMAGED),
        v("direct-four-parts", "a fourth part", f"{K}.AAAA", DAMAGED),
        v("direct-five-parts", "the five parts of an encrypted JWT", f"{HEADER}.a.b.c.{SIGNATURE}",
          DAMAGED),
        v("direct-dot-end", "a dot at the end", f"{K}.", DAMAGED),
        v("direct-signature-65", "a signature of 65 bytes", f"{HEADER}.{PAYLOAD}.{b64(bytes(65))}",
          DAMAGED),
        v("direct-other-vendors-jwt", "an RS256 token of somebody else",
          f"{b64(dump({'alg': 'RS256', 'typ': 'JWT'}))}.{PAYLOAD}.{b64(bytes(256))}",
          NOT_A_LICENCE),
        v("direct-empty-payload", "an empty payload, signed", licence_of(b""), UNREADABLE),
        # the order of the checks
        v("direct-order-form-type", "a damaged payload of another type: the form is told first",
          f"{b64(dump(head(typ='JWT')))}.{PAYLOAD}!.{SIGNATURE}", DAMAGED),
        v("direct-order-type-signer", "another type by an unknown signer: the type is told first",
          licence_under(head("nobody", "JWT")), NOT_A_LICENCE),
        v("direct-order-signer-claims",
          "unreadable claims by an unknown signer: the signer is told first",
          signed(head("nobody"), b"[]", ATTACKER), UNKNOWN_SIGNER),
        v("direct-order-signature-claims",
          "unreadable claims that are forged: the signature is told first",
          signed(head(), b"[]", ATTACKER), FORGED),
    ]


def revocations(kid="rev-2026", typ=REVOCATIONS, key=None, **claims):
    base = {"ver": 7, "iat": ISSUED, "nxt": ISSUED + 60 * DAY}
    return signed(head(kid, typ), changed(base, claims), key or KEYS[kid])


# -- claims: what a licence says -----------------------------------------------------------------


def claims():
    hosts = [f"s{number}.example.ch" for number in range(51)]
    rights = [f"feature:{number}" for number in range(51)]
    host_191 = ".".join(["a" * 63] * 3)
    good = [
        ("jti-80", "the longest identifier", {"jti": "L" + "-" * 79}),
        ("jti-dots", "all characters that an identifier may have", {"jti": "0a._-Z"}),
        ("iss-100", "the longest issuer", {"iss": "v" * 100}),
        ("iss-any", "the issuer is not compared without a certificate", {"iss": "somebody"}),
        ("iss-100-emoji", "characters are counted, not bytes or UTF-16 units",
         {"iss": "\U0001f511" * 100}),
        ("cus-200", "the longest customer", {"cus": "\u00fc" * 200}),
        ("cus-null", "null is as good as absent", {"cus": None}),
        ("cus-absent", "no customer", {"cus": GONE}),
        ("tier-32", "the longest tier", {"tier": "t" * 32}),
        ("tier-null", "null is as good as absent", {"tier": None}),
        ("exp-null", "null is as good as absent: bought", {"exp": None}),
        ("hst-50", "as many hosts as there may be", {"hst": [*hosts[:49], "shop.example.ch"]}),
        ("hst-253", "the longest host", {"hst": [f"{host_191}.{'a' * 61}", "shop.example.ch"]}),
        ("hst-ip", "addresses in normal form",
         {"hst": ["2606:4700::1111", "9.9.9.9", "shop.example.ch"]}),
        ("hst-wildcard", "two labels follow the star",
         {"hst": ["*.example.li", "shop.example.ch"]}),
        ("hst-empty", "an empty list: any shop", {"hst": []}),
        ("hst-absent", "no list: any shop", {"hst": GONE}),
        ("ent-50", "as many entitlements as there may be", {"ent": rights[:50]}),
        ("ent-64", "the longest entitlement", {"ent": ["e" * 64]}),
        ("ent-empty", "no entitlements", {"ent": []}),
        ("seq-1", "a running number without a certificate decides nothing", {"seq": 1}),
        ("iat-0", "issued at the beginning of time", {"iat": 0}),
        ("sup-leap", "a leap day", {"sup": "2028-02-29"}),
        ("sup-far", "the last day that there is", {"sup": "9999-12-31"}),
    ]
    bad = [
        *[
            (f"{name}-missing", "a required claim", {name: GONE})
            for name in ("jti", "iss", "prd", "iat", "sup")
        ],
        *[
            (f"{name}-null", "only cus, tier and exp may be null", {name: None})
            for name in ("jti", "prd", "hst", "iat", "sup", "ent", "seq")
        ],
        ("jti-81", "a longer identifier", {"jti": "L" * 81}),
        ("jti-empty", "an empty identifier", {"jti": ""}),
        ("jti-hyphen", "it begins with a letter or digit", {"jti": "-L1"}),
        ("jti-newline", "a line feed at the end", {"jti": "L-1\n"}),
        ("jti-number", "a number", {"jti": 1}),
        ("iss-101", "a longer issuer", {"iss": "v" * 101}),
        ("iss-empty", "an empty issuer", {"iss": ""}),
        ("prd-41", "a longer product", {"prd": "p" * 41}),
        ("prd-upper", "products are lower case", {"prd": "AlpenPay"}),
        ("prd-list", "one product only", {"prd": ["alpenpay"]}),
        ("cus-201", "a longer customer", {"cus": "c" * 201}),
        ("cus-empty", "an empty customer", {"cus": ""}),
        ("cus-object", "an object", {"cus": {"name": "Muster AG"}}),
        ("tier-33", "a longer tier", {"tier": "t" * 33}),
        ("tier-empty", "an empty tier", {"tier": ""}),
        ("hst-51", "more hosts than there may be", {"hst": hosts}),
        ("hst-254", "a longer host", {"hst": [f"{host_191}.{'a' * 62}"]}),
        ("hst-label-64", "a longer label", {"hst": [f"{'a' * 64}.ch"]}),
        ("hst-text", "a text in place of the list", {"hst": "shop.example.ch"}),
        ("hst-object", "an object in place of the list", {"hst": {}}),
        ("hst-number", "a number in the list", {"hst": [1]}),
        ("hst-upper", "not in normal form", {"hst": ["Shop.example.ch"]}),
        ("hst-url", "not in normal form", {"hst": ["https://shop.example.ch"]}),
        ("hst-port", "not in normal form", {"hst": ["shop.example.ch:443"]}),
        ("hst-dot", "not in normal form", {"hst": ["shop.example.ch."]}),
        ("hst-idn", "U-labels are not the normal form", {"hst": ["m\u00fcller.example.ch"]}),
        ("hst-ipv6", "IPv6 that is not compressed", {"hst": ["2606:4700:0:0:0:0:0:1111"]}),
        ("hst-empty-text", "an empty host", {"hst": [""]}),
        ("hst-star", "a star alone", {"hst": ["*"]}),
        ("hst-star-tld", "one label after the star", {"hst": ["*.ch"]}),
        ("hst-star-inside", "a star elsewhere", {"hst": ["shop.*.ch"]}),
        ("hst-star-twice", "two stars", {"hst": ["*.*.example.ch"]}),
        ("hst-hyphen", "a hyphen at the end of a label", {"hst": ["shop-.ch"]}),
        ("ent-51", "more entitlements than there may be", {"ent": rights}),
        ("ent-65", "a longer entitlement", {"ent": ["e" * 65]}),
        ("ent-form", "an entitlement in another form", {"ent": ["Multi Store"]}),
        ("ent-number", "a number in the list", {"ent": [3]}),
        ("ent-object", "an object in place of the list", {"ent": {"shops": 3}}),
        ("iat-negative", "before 1970", {"iat": -1}),
        ("iat-text", "a number as text", {"iat": str(ISSUED)}),
        ("iat-true", "true is no number", {"iat": True}),
        ("iat-rfc3339", "another form of date", {"iat": "2026-10-24T05:00:00Z"}),
        ("exp-negative", "before 1970", {"exp": -1}),
        ("exp-text", "a number as text", {"exp": str(ISSUED)}),
        ("exp-zero-false", "false is no number", {"exp": False}),
        ("seq-0", "running numbers begin with 1", {"seq": 0}),
        ("seq-text", "a number as text", {"seq": "1"}),
        ("sup-february", "no day of the calendar", {"sup": "2027-02-29"}),
        ("sup-month", "no month of the calendar", {"sup": "2027-13-01"}),
        ("sup-instant", "an instant in place of a day", {"sup": "2027-10-24T00:00:00Z"}),
        ("sup-german", "another form of day", {"sup": "24.10.2027"}),
        ("sup-short", "another form of day", {"sup": "2027-1-1"}),
        ("sup-compact", "another form of day", {"sup": "20271024"}),
        ("sup-week", "another form of day", {"sup": "2027-W43-7"}),
        ("sup-digits", "digits of another script", {"sup": "\u0662\u0660\u0662\u0667-10-24"}),
        ("sup-number", "seconds in place of a day", {"sup": ISSUED}),
    ]
    return [
        *[v(f"claims-{name}", about, licence(**change), valid()) for name, about, change in good],
        *[v(f"claims-{name}", about, licence(**change), UNREADABLE) for name, about, change in bad],
        v("claims-prd-40", "the longest product", licence(prd="p" * 40), valid(), product="p" * 40),
    ]


# -- codec: base64url and strict JSON ------------------------------------------------------------


def with_member(text):
    """The ordinary claims with one more member, given as bytes of JSON."""
    return dump(CLAIMS)[:-1] + b"," + text + b"}"


def spare(text):
    """The last character with its lowest spare bit set: another spelling of the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(text) % 4 in (2, 3)
    return text[:-1] + alphabet[alphabet.index(text[-1]) + 1]


def padded_to(count):
    """Claims whose JSON has a multiple of three bytes and so many more."""
    return dump({**CLAIMS, "x": "x" * (count + (-len(dump({**CLAIMS, "x": ""}))) % 3)})


def base64url():
    signer = KEYS["lic-2026"]
    odd = licence_of(padded_to(1))
    even = licence_of(padded_to(0))
    header, payload, signature = odd.split(".")
    note = b64(dump(head(note="x" * (-len(dump(head(note=""))) % 3 + 1))))
    return [
        ("payload-spare-bits", "spare bits of the payload that are not zero",
         f"{header}.{spare(payload)}.{signature}"),
        ("payload-spare-bits-signed", "... and signed in that spelling",
         respelt(odd, signer, payload=spare(payload))),
        ("header-spare-bits-signed", "spare bits of the header, signed in that spelling",
         respelt(odd, signer, header=spare(note))),
        ("signature-spare-bits", "spare bits of the signature",
         f"{header}.{payload}.{spare(signature)}"),
        ("signature-padding", "padding after the signature", f"{K}=="),
        ("signature-padding-1", "half of the padding", f"{K}="),
        ("payload-padding", "padding after the payload", f"{header}.{payload}==.{signature}"),
        ("payload-padding-signed", "... and signed so",
         respelt(odd, signer, payload=f"{payload}==")),
        ("header-padding-signed", "padding after the header, signed so",
         respelt(odd, signer, header=f"{note}==")),
        ("payload-junk", "a foreign character in the payload",
         f"{header}.{payload[:9]}!{payload[9:]}.{signature}"),
        ("payload-junk-signed", "... and signed so",
         respelt(odd, signer, payload=f"{payload[:9]}!{payload[9:]}")),
        ("signature-junk", "a foreign character in the signature", f"{K[:-5]}%{K[-5:]}"),
        ("signature-question", "a foreign character at the end", f"{K}?"),
        ("signature-percent-2d", "a percent escape at the end", f"{K}%3D"),
        ("payload-nul", "a zero byte in the payload",
         f"{header}.{payload[:9]}\x00{payload[9:]}.{signature}"),
        ("payload-umlaut", "a letter outside ASCII",
         f"{header}.{payload[:9]}\u00e4{payload[9:]}.{signature}"),
        ("payload-full-width", "a letter of full width for an A",
         f"{header}.{payload[:9]}\uff21{payload[10:]}.{signature}"),
        ("payload-rest-1", "a length that base64 cannot have",
         respelt(even, signer, payload=f"{even.split('.')[1]}A")),
        ("standard-alphabet", "the standard alphabet, + and /", standard_alphabet()),
    ]


def standard_alphabet():
    for number in range(1000):
        text = licence(jti=f"L-{number}")
        start, _, last = text.rpartition(".")
        if "-" in last and "_" in last:
            return f"{start}.{last.replace('-', '+').replace('_', '/')}"
    raise AssertionError


def codec():
    deep = b'{"a":{"a":{"a":1}}}'
    good = [
        ("surrogate-pair", "a pair of surrogates is one character", b'"x":"\\ud83d\\udd11"'),
        ("escaped-solidus", "escapes that nobody needs", b'"x":"\\/\\u0041"'),
        ("u0000", "an escaped zero byte", b'"x":"\\u0000"'),
        ("depth-4", "four levels, the outermost counted", b'"x":' + deep),
        ("depth-4-lists", "four levels of lists", b'"x":[[[1]]]'),
        ("brackets-in-text", "brackets inside a text open no level", b'"x":"[[[[[[{{{{{{"'),
        ("names-in-text", "a name inside a text is no name", b'"x":"\\"jti\\":\\"L-2\\""'),
        ("names-in-levels", "the same name in different objects", b'"x":[{"jti":1},{"jti":2}]'),
        ("max-integer", "2^53 - 1", b'"x":9007199254740991'),
        ("min-integer", "-(2^53 - 1)", b'"x":-9007199254740991'),
        ("empty-name", "an empty name", b'"":1'),
        ("backslash-ud800", "a backslash, not a surrogate", b'"x":"\\\\ud800"'),
    ]
    bad = [
        ("twice", "a name twice", b'"prd":"other"'),
        ("twice-same", "a name twice with the same value", b'"prd":"alpenpay"'),
        ("twice-escaped", "a name twice, once escaped", b'"pr\\u0064":"other"'),
        ("twice-unknown", "an unknown name twice", b'"x":1,"x":1'),
        ("twice-nested", "a name twice in an inner object", b'"x":{"y":1,"y":2}'),
        ("twice-in-list", "a name twice in an object of a list", b'"x":[{"y":1},{"y":1,"y":2}]'),
        ("nan", "not a number", b'"x":NaN'),
        ("infinity", "infinity", b'"x":Infinity'),
        ("minus-infinity", "minus infinity", b'"x":-Infinity'),
        ("fraction", "a fraction", b'"x":1.5'),
        ("fraction-zero", "a fraction that is whole", b'"x":1.0'),
        ("exponent", "an exponent", b'"x":1e3'),
        ("exponent-large", "a number beyond all bounds", b'"x":1e999'),
        ("integer-2-53", "2^53", b'"x":9007199254740992'),
        ("integer-2-53-plus-1", "2^53 + 1, which rounds to 2^53", b'"x":9007199254740993'),
        ("integer-minus-2-53", "-2^53", b'"x":-9007199254740992'),
        ("integer-400", "400 digits", b'"x":' + b"9" * 400),
        ("leading-zero", "a leading zero", b'"x":01'),
        ("plus", "a plus sign", b'"x":+1'),
        ("hex", "a hexadecimal number", b'"x":0x1'),
        ("depth-5", "five levels", b'"x":{"a":' + deep + b"}"),
        ("depth-5-lists", "five levels of lists", b'"x":[[[[1]]]]'),
        ("depth-5-empty", "five levels, the innermost empty", b'"x":[[[[]]]]'),
        ("depth-700", "700 levels", b'"x":' + b"[" * 700 + b"]" * 700),
        ("surrogate-high", "a lone high surrogate", b'"x":"\\ud800"'),
        ("surrogate-low", "a lone low surrogate", b'"x":"\\udc00"'),
        ("surrogates-swapped", "two surrogates in the wrong order", b'"x":"\\udc00\\ud800"'),
        ("surrogate-name", "a lone surrogate in a name", b'"\\ud800":1'),
        ("surrogate-bytes", "a surrogate as bytes", b'"x":"\xed\xa0\x80"'),
        ("latin-1", "Latin-1 in place of UTF-8", b'"x":"\xfc"'),
        ("overlong", "an overlong form", b'"x":"\xc0\xaf"'),
        ("beyond-unicode", "beyond U+10FFFF", b'"x":"\xf4\x90\x80\x80"'),
        ("raw-newline", "a line feed inside a text", b'"x":"a\nb"'),
        ("raw-nul", "a zero byte inside a text", b'"x":"\x00"'),
        ("escape-unknown", "an unknown escape", b'"x":"\\x41"'),
        ("single-quotes", "single quotes", b"'x':1"),
        ("comma-last", "a comma at the end", b'"x":[1,]'),
        ("comment", "a comment", b'"x":1/* */'),
        ("form-feed", "white space that JSON does not have", b'"x":\x0c1'),
        ("nbsp", "a no-break space between members", b'"x":\xc2\xa01'),
        ("upper-words", "words in upper case", b'"x":TRUE'),
        ("python-words", "words of another language", b'"x":None'),
    ]
    whole = [
        ("bom", "a byte order mark", b"\xef\xbb\xbf" + dump(CLAIMS)),
        ("trailing", "a second object", dump(CLAIMS) + b"{}"),
        ("trailing-nul", "a zero byte after the object", dump(CLAIMS) + b"\x00"),
        ("trailing-brace", "a brace too many", dump(CLAIMS) + b"}"),
        ("unclosed", "a brace too few", dump(CLAIMS)[:-1]),
        ("list", "a list", dump([CLAIMS])),
        ("text", "a text", dump("L-1")),
        ("null", "null", b"null"),
        ("number", "a number", b"1"),
        ("blank", "white space alone", b"  "),
        ("utf-16", "UTF-16", dump(CLAIMS).decode().encode("utf-16-le")),
        ("iat-fraction", "an issue date with a fraction",
         dump(CLAIMS).replace(b"1792818000", b"1792818000.0")),
        ("iat-exponent", "an issue date with an exponent",
         dump(CLAIMS).replace(b"1792818000", b"1792818e3")),
        ("iat-2-53", "an issue date of 2^53",
         dump(CLAIMS).replace(b"1792818000", b"9007199254740992")),
    ]
    plain = dump(head())
    headers = [
        ("header-kid-twice", "a kid twice in the header", plain[:-1] + b',"kid":"lic-next"}',
         DAMAGED),
        ("header-alg-twice", "an algorithm twice in the header", plain[:-1] + b',"alg":"EdDSA"}',
         DAMAGED),
        ("header-trailing", "a second object after the header", plain + b"{}", DAMAGED),
        ("header-unclosed", "a header that is no JSON", plain[:-1], DAMAGED),
        ("header-latin-1", "a header that is not UTF-8", plain[:-1] + b',"x":"\xfc"}', DAMAGED),
        ("header-nan", "not a number in the header", plain[:-1] + b',"x":NaN}', DAMAGED),
        ("header-bom", "a byte order mark before the header", b"\xef\xbb\xbf" + plain, DAMAGED),
        ("header-list", "a list as header", b"[" + plain + b"]", DAMAGED),
        ("header-base64", "a header that is no base64url", None, DAMAGED),
    ]
    made = [
        *[
            v(f"codec-{name}", about, licence_of(with_member(text)), valid())
            for name, about, text in good
        ],
        *[
            v(f"codec-{name}", about, licence_of(with_member(text)), UNREADABLE)
            for name, about, text in bad
        ],
        *[v(f"codec-{name}", about, licence_of(text), UNREADABLE) for name, about, text in whole],
        *[v(f"codec-{name}", about, key, DAMAGED) for name, about, key in base64url()],
    ]
    for name, about, header, expected in headers:
        key = K[:10] + "*" + K[11:] if header is None else licence_under(header)
        made.append(v(f"codec-{name}", about, key, expected))
    return made


# -- hosts ---------------------------------------------------------------------------------------

HOSTS = [
    "shop.example.ch",
    "www.kunde.nl",
    "*.example.li",
    "xn--mller-kva.ch",
    "xn--strae-oqa.at",
    "9.9.9.9",
    "2606:4700::abcd",
]


def rows(table):
    """The rows of a table whose columns are parted by two blanks or more."""
    return [re.split(r" {2,}", line.strip()) for line in table.strip().splitlines()]


LICENSED = rows("""
    exact          as the licence names it                shop.example.ch
    upper          in upper case                          SHOP.Example.CH
    www            www. in front of the shop's address    www.shop.example.ch
    www-entry      www. in front of the entry             kunde.nl
    www-both       www. in front of both                  www.kunde.nl
    url            a whole address                        https://shop.example.ch/de/?a=b#c
    url-port       with a port                            https://shop.example.ch:8443/
    port           a port alone                           shop.example.ch:80
    user           with user name and password            https://user:secret@shop.example.ch/
    user-at        an @ in the password                   https://user:p@ss@shop.example.ch/
    query          an address in the query                https://shop.example.ch?to=https://a.fr/
    at-in-path     an @ in the path                       https://shop.example.ch/@evil.example.fr
    dot            a dot at the end                       shop.example.ch.
    dot-port       a dot and a port                       shop.example.ch.:443
    wildcard       one label under a star                 a.example.li
    wildcard-www   www is a label under a star            www.example.li
    idn-a-label    IDN in A-labels                        xn--mller-kva.ch
    idn-a-upper    A-labels in upper case                 XN--MLLER-KVA.CH
    ipv4           an IPv4 address                        9.9.9.9
    ipv4-port      an IPv4 address with a port            http://9.9.9.9:8080/
    ipv6           an IPv6 address in brackets            [2606:4700::abcd]
    ipv6-port      an IPv6 address with a port            https://[2606:4700::abcd]:8443/
    ipv6-long      an IPv6 address, not compressed        [2606:4700:0:0:0:0:0:abcd]
    ipv6-upper     in upper case, without brackets        2606:4700:0000::ABCD
""")
TEST_WORDS = """
    test testing stage staging dev devel development demo acc acceptance uat qa int integration
    preview preprod sandbox beta local staging5 dev12 test999
"""
TEST_SYSTEMS = rows("""
    localhost            localhost                                     localhost
    localhost-port       localhost with a port                         http://localhost:8080/shop/
    below-localhost      below localhost                               shop.localhost
    tld-test             below test                                    shop.test
    tld-local            below local                                   shop.local
    tld-internal         below internal                                shop.intern.internal
    tld-invalid          below invalid                                 shop.invalid
    tld-example          below example                                 shop.example
    home-arpa            below home.arpa                               shop.home.arpa
    example-com          example.com                                   example.com
    example-org          below example.org                             www.example.org
    ipv4-loopback        loopback                                      127.0.0.1:8000
    ipv4-10              a private address                             10.1.2.3
    ipv4-172-16          the first private address of 172              172.16.0.0
    ipv4-172-31          the last private address of 172               172.31.255.255
    ipv4-192-168         a private address                             192.168.178.20
    ipv4-link-local      a link-local address                          169.254.1.1
    ipv4-documentation   an address for documentation                  192.0.2.1
    ipv4-shared          shared address space of carriers (RFC 6598)   100.64.0.1
    ipv6-loopback        loopback                                      [::1]:8080
    ipv6-unique-local    a unique local address                        [fd12:3456::1]
    ipv6-link-local      a link-local address with a zone              [fe80::1%25eth0]
    ipv6-documentation   an address for documentation                  2001:db8::1
    derived-www          www. in front of a test system                www.staging.shop.example.ch
    derived-www-entry    the entry has www.                            acc.kunde.nl
    derived-wildcard     of a shop under a star                        staging.a.example.li
    derived-url          in a whole address                 https://staging.shop.example.ch:8443/admin
    joined-behind        a test word joined behind                     shop-test.example.ch
    joined-before        a test word joined before                     test-shop.example.ch
    joined-digits        a test word with digits joined behind         shop-staging2.example.ch
    joined-www           www. in front of it                           www.shop-dev.example.ch
""")
OTHERS = rows(
    """
    other               another shop                                other.example.ch
    other-tld           another top level domain                    shop.example.fr
    parent              the domain above                            example.ch
    child               a domain below                              b2b.shop.example.ch
    suffix              the licensed host as a prefix               shop.example.ch.evil.example.fr
    prefix              the licensed host as the end of a label     evilshop.example.ch
    as-user             the licensed host as user name              https://shop.example.ch@a.fr/
    as-path             the licensed host as path                   https://a.fr/shop.example.ch
    as-query            the licensed host in the query         https://a.fr/?to=https://shop.example.ch/
    as-fragment         the licensed host in the fragment           https://a.fr#@shop.example.ch
    wildcard-apex       the domain below the star itself            example.li
    wildcard-two        two labels under a star                     a.b.example.li
    wildcard-label      no dot after the label                      aexample.li
    ipv4-other          another public address                      9.9.9.10
    ipv4-172-32         after the private addresses of 172          172.32.0.0
    ipv4-172-15         before the private addresses of 172         172.15.255.255
    ipv4-11             after the private addresses of 10           11.0.0.1
    ipv6-other          another public address                      [2606:4700::abce]
    tld-dev             dev is a public top level domain            shop.dev
    tld-app             so is app                                   staging.app
    localhost-inside    localhost inside a name                     mylocalhost-shop.ch
    localhost-label     localhost as a label in front               localhost.evil.ch
    example-inside      example.com as the end of a label           myexample.com
    staging-inside      a label that begins like a test system      stagingmoebel.ch
    derived-4-digits    four digits behind the word                 test1000.shop.example.ch
    derived-hyphen      a hyphen before the digit                   staging-2.shop.example.ch
    derived-two-words   two words in one label                      teststaging.shop.example.ch
    derived-two         two labels in front                         dev.staging.shop.example.ch
    derived-of-other    a test system of another shop               staging.other.example.ch
    derived-behind      the word behind the host                    shop.example.ch.staging
    joined-tld          joined in front of a top level domain       kunde-test.nl
    joined-tld-before   ... and before                              test-kunde.nl
    joined-inside       joined on both sides                        shop-test-de.example.ch
    joined-no-hyphen    joined without a hyphen                     shoptest.example.ch
    joined-word         a word that ends like a test word           shop-contest.example.ch
    joined-of-other     joined to another shop                      other-test.example.ch
    label-63            a label of 63 characters     {63}.ch
    underscore          an underscore in a label                    my_shop.ch
""".replace("{63}", "a" * 63)
)
NO_HOSTS = rows("""
    scheme         a scheme alone                           https://
    hyphen-first   a hyphen at the beginning of a label     -shop.ch
    hyphen-last    a hyphen at the end of a label           shop-.ch
    empty-label    an empty label                           shop..ch
    dot-first      a dot at the beginning                   .shop.ch
    dots           dots alone                               ...
    ipv6-broken    no IPv6 address                          [1::2::3]
    slash          no host before the path                  /var/www/shop
    star           a star is for licences                   *.example.li
    characters     characters that no host has              sh$p.ch
""")
NO_HOSTS += [
    ("empty", "an empty address", ""),
    ("blank", "white space alone", "   "),
    ("spaces", "white space inside", "my shop.ch"),
    ("label-64", "a label of 64 characters", "a" * 64 + ".ch"),
    ("length-254", "254 characters", ".".join([*["a" * 63] * 3, "a" * 62])),
]
SPELT = rows("""
    idn             IDN in U-labels               m\u00fcller.ch                  xn--mller-kva.ch
    idn-upper       U-labels in upper case        M\u00dcLLER.CH                  xn--mller-kva.ch
    idn-decomposed  an umlaut of two characters   mu\u0308ller.ch                 xn--mller-kva.ch
    idn-url         in a whole address            https://m\u00fcller.ch/\u00fc  xn--mller-kva.ch
    idn-sharp-s     it stays what it is (UTS 46)  stra\u00dfe.at                   xn--strae-oqa.at
    idn-dot         the ideographic full stop     m\u00fcller\u3002ch             xn--mller-kva.ch
    idn-full-width  letters of full width         \uff53hop.example.ch            shop.example.ch
    idn-other       another umlaut                m\u00f6ller.ch                  xn--mller-jua.ch
    idn-staging  a test system of an IDN  staging.m\u00fcller.ch  staging.xn--mller-kva.ch
""")


def hosts():
    key, unbound = licence(hst=HOSTS), licence(hst=GONE)
    staging, free = licence(hst=["staging.shop.ch"]), valid("HOST_TEST_SYSTEM")
    ours = "shop.example.ch"
    each_told = blocked("wrong_host", "HOST_NOT_LICENSED", "HOST_NOT_LICENSED")
    all_told = blocked("wrong_host", "HOST_NOT_LICENSED", "HOST_INVALID", "HOST_TEST_SYSTEM")
    no_host = valid("HOST_INVALID")
    spelt = {"idn-other": WRONG_HOST, "idn-staging": free}
    several = [
        ("space", "white space around it", key, [f"  {ours}\n"], valid()),
        ("idn-ss", "ss is no sharp s", key, ["strasse.at"], WRONG_HOST),
        ("idn-without", "without the umlaut", key, ["mueller.ch"], WRONG_HOST),
        ("none", "no address is known", key, [], valid("HOST_UNKNOWN")),
        ("several", "two shops, both licensed", key, [ours, "kunde.nl"], valid()),
        ("several-one-other", "two shops, one of them licensed", key, [ours, "a.fr"], WRONG_HOST),
        ("several-others", "each address is told", key, ["a.fr", "b.fr"], each_told),
        ("several-test", "a shop and its test system", key, [ours, f"staging.{ours}"], free),
        ("several-invalid", "a shop and an unusable address", key, [ours, "-"], no_host),
        ("several-all", "what prevents first", key, ["", "localhost", "a.fr", ours], all_told),
        ("any", "a licence without hosts fits any shop", unbound, ["a.fr", "b.fr"], valid()),
        ("any-list", "an empty list, too", licence(hst=[]), ["a.fr"], valid()),
        ("any-none", "any shop, and no address is known", unbound, [], valid()),
        ("any-test", "any shop, and it is a test system", unbound, ["localhost"], valid()),
        ("any-invalid", "any shop, and an unusable address", unbound, ["-"], no_host),
        ("reserved", "licensed first", licence(hst=["shop.test"]), ["shop.test"], valid()),
        ("staging-licensed", "licensed first", staging, ["staging.shop.ch"], valid()),
        ("staging-test", "a test system of it", staging, ["test.staging.shop.ch"], free),
        ("staging-below", "the shop below it", staging, ["shop.ch"], WRONG_HOST),
        ("wildcard-test", "licensed by the star", key, ["staging.example.li"], valid()),
        ("wildcard-www-a", "www. is a second label", key, ["www.a.example.li"], WRONG_HOST),
    ]
    words = TEST_WORDS.split()
    derived = [(f"derived-{word}", "a test system", f"{word}.{ours}") for word in words]
    groups = [
        ("hosts", LICENSED, valid()),
        ("hosts", TEST_SYSTEMS + derived, free),
        ("hosts", OTHERS, WRONG_HOST),
        ("hosts-invalid", NO_HOSTS, no_host),
    ]
    made = [
        v(f"{prefix}-{name}", about, key, expected, hosts=[host])
        for prefix, table, expected in groups
        for name, about, host in table
    ]
    for name, about, host, ascii_host in SPELT:
        spelling = {"hosts": [host], "hosts_ascii": [ascii_host]}
        made.append(v(f"hosts-{name}", about, key, spelt.get(name, valid()), **spelling))
    return made + [
        v(f"hosts-{name}", about, text, expected, hosts=addresses)
        for name, about, text, addresses, expected in several
    ]


# -- rights: window, trial, release, support, clock ------------------------------------------------


def rights():
    trial_end = 1_795_410_000  # 2026-11-23T05:00:00Z
    all_wrong = licence(prd="alpenship", exp=trial_end)
    trial = licence(exp=trial_end)
    soon, over = valid("SUPPORT_ENDS_SOON"), ended("SUPPORT_ENDED")
    trial_over = blocked("trial_ended", "TRIAL_ENDED")
    behind = "CLOCK_BEHIND"
    windows = [
        ("last-second", "the last second of the last day", "2027-10-24T23:59:59Z", soon),
        ("over", "the first second after it", "2027-10-25T00:00:00Z", over),
        ("east-inside", "the next day in Zurich, still the last one in UTC",
         "2027-10-25T01:59:59+02:00", soon),
        ("east-over", "one second later", "2027-10-25T02:00:00+02:00", over),
        ("west-over", "still the last day in Chicago, the next one in UTC",
         "2027-10-24T19:00:00-05:00", over),
        ("west-inside", "one second earlier", "2027-10-24T18:59:59-05:00", soon),
        ("kiritimati-inside", "the easternmost zone", "2027-10-25T13:59:59+14:00", soon),
        ("kiritimati-over", "one second later", "2027-10-25T14:00:00+14:00", over),
        ("31-days", "31 days before the end", "2027-09-23T23:59:59Z", valid()),
        ("30-days", "30 days before the end", "2027-09-24T00:00:00Z", soon),
        ("years-later", "what was covered stays so for ever", "2090-01-01T00:00:00Z", over),
    ]
    trials = [
        ("before", "one second before the end", "2026-11-23T04:59:59Z", valid()),
        ("reached", "the exact second of the end", "2026-11-23T05:00:00Z", trial_over),
        ("after", "later", "2026-12-24T05:00:00Z", trial_over),
        ("zone-before", "one second before, in another zone", "2026-11-23T18:59:59+14:00", valid()),
        ("zone-reached", "the exact second, in another zone", "2026-11-22T23:00:00-06:00",
         trial_over),
    ]
    releases = [
        ("same-day", "published on the last day of support", licence(), "2027-10-24", False,
         "2027-10-24T12:00:00Z", soon),
        ("next-day", "published the day after", licence(), "2027-10-25", False,
         "2027-10-25T12:00:00Z",
         blocked("release_not_covered", "RELEASE_NOT_COVERED", "SUPPORT_ENDED")),
        ("covered-later", "covered, long after the end of support", licence(), "2027-10-24", False,
         "2031-01-01T00:00:00Z", over),
        ("free", "a free security release after the end of support", licence(), "2027-10-25", True,
         "2027-10-25T12:00:00Z", ended("RELEASE_FREE_SECURITY", "SUPPORT_ENDED")),
        ("free-covered", "a free security release inside the period", licence(), "2026-01-15", True,
         "2026-11-23T12:00:00Z", valid()),
        ("unknown", "a release whose date is not known", licence(), None, False,
         "2026-11-23T12:00:00Z", valid("RELEASE_DATE_UNKNOWN")),
        ("unknown-ended", "... after the end of support", licence(), None, False,
         "2028-01-01T00:00:00Z", ended("RELEASE_DATE_UNKNOWN", "SUPPORT_ENDED")),
        ("before-issue", "published years before the licence was issued", licence(), "2019-05-01",
         False, "2026-11-23T12:00:00Z", valid()),
        ("clock-back", "a clock set back opens no window: dates alone are compared", licence(),
         "2028-01-01", False, "2026-11-23T12:00:00Z",
         blocked("release_not_covered", "RELEASE_NOT_COVERED", "SUPPORT_ENDED", behind)),
        ("support-before-issue", "support that ended before it began", licence(sup="2026-10-23"),
         "2026-10-23", False, "2026-11-23T12:00:00Z", over),
    ]
    clocks = [
        ("behind-issue", "a clock before the issue date", K, "2026-01-01T00:00:00Z", {},
         valid("LICENCE_FROM_FUTURE")),
        ("behind-issue-day", "... by a day: clocks are off", K, "2026-10-23T05:00:00Z", {},
         valid()),
        ("behind-issue-more", "... by a second more", K, "2026-10-23T04:59:59Z", {},
         valid("LICENCE_FROM_FUTURE")),
        ("behind-1970", "a clock that was never set", K, "1970-01-01T00:00:00Z", {},
         valid("LICENCE_FROM_FUTURE")),
        ("behind-release", "a clock before the release", K, "2026-11-23T12:00:00Z",
         {"released_on": "2027-01-01"}, valid(behind)),
        ("behind-seen", "a clock before the newest signed date that was seen", K,
         "2026-11-23T12:00:00Z", {"seen_at": "2027-01-01T00:00:00Z"}, valid(behind)),
        ("seen-earlier", "a seen date before the clock", K, "2026-11-23T12:00:00Z",
         {"seen_at": "2026-11-22T00:00:00Z"}, valid()),
        ("seen-day", "a seen date one day after the clock", K, "2026-11-23T12:00:00Z",
         {"seen_at": "2026-11-24T12:00:00Z"}, valid()),
        ("seen-ends-support", "a seen date after the end of support", K, "2026-11-23T12:00:00Z",
         {"seen_at": "2027-10-25T00:00:00Z"}, ended("SUPPORT_ENDED", behind)),
        ("seen-ends-trial", "a seen date after the end of a trial", trial, "2026-11-23T04:00:00Z",
         {"seen_at": "2026-11-23T05:00:00Z"}, trial_over),
        ("trial-back", "a trial on a clock that was set back", trial, "2026-01-01T00:00:00Z",
         {"seen_at": "2026-12-01T00:00:00Z"}, blocked("trial_ended", "TRIAL_ENDED", behind)),
        ("trial-issue", "a trial that ended when it was issued", licence(exp=ISSUED),
         "2020-01-01T00:00:00Z", {}, blocked("trial_ended", "TRIAL_ENDED", "LICENCE_FROM_FUTURE")),
        ("trial-list", "the list's date ends a trial", trial, "2026-11-22T12:00:00Z",
         {"revocations": revocations(iat=trial_end)}, trial_over),
        ("list-from-future", "a list from the future counts, and is a floor", K,
         "2026-11-23T12:00:00Z", {"revocations": revocations(iat=1_798_761_600, nxt=1_800_000_000)},
         valid(behind)),
    ]
    several = [
        ("product", "another product of the vendor", licence(prd="alpenship"), {},
         blocked("wrong_product", "WRONG_PRODUCT")),
        ("product-case", "products are compared exactly", K, {"product": "Alpenpay"},
         blocked("wrong_product", "WRONG_PRODUCT")),
        ("product-prefix", "products are compared exactly", K, {"product": "alpenpay-pro"},
         blocked("wrong_product", "WRONG_PRODUCT")),
        ("tier", "a tier decides nothing about these rights", licence(tier="plus"), {}, valid()),
        (
            "everything",
            "all that is wrong is told: what prevents first, each in the order of the checks",
            all_wrong,
            {
                "hosts": ["a.fr", "localhost"],
                "released_on": "2028-01-01",
                "now": "2026-11-23T12:00:00Z",
                "revocations": revocations(
                    iat=trial_end, certs=[], **hashes([(all_wrong, 20_000)])
                ),
            },
            blocked("revoked", "LICENCE_REVOKED", "WRONG_PRODUCT", "HOST_NOT_LICENSED",
                    "TRIAL_ENDED", "RELEASE_NOT_COVERED", "HOST_TEST_SYSTEM", "SUPPORT_ENDED",
                    "REVOCATIONS_STALE", behind),
        ),
        (
            "everything-but-revoked",
            "likewise without the list",
            all_wrong,
            {
                "hosts": ["a.fr", "localhost"],
                "released_on": "2028-01-01",
                "now": "2026-11-23T12:00:00Z",
            },
            blocked("wrong_product", "WRONG_PRODUCT", "HOST_NOT_LICENSED", "TRIAL_ENDED",
                    "RELEASE_NOT_COVERED", "HOST_TEST_SYSTEM", "SUPPORT_ENDED", behind),
        ),
        ("host-trial", "the host before the trial", licence(exp=trial_end),
         {"hosts": ["a.fr"], "now": "2026-12-01T00:00:00Z"},
         blocked("wrong_host", "HOST_NOT_LICENSED", "TRIAL_ENDED")),
        ("infos", "several things to know, none that prevents", licence(sup="2026-11-30"),
         {"hosts": [], "released_on": None},
         valid("HOST_UNKNOWN", "RELEASE_DATE_UNKNOWN", "SUPPORT_ENDS_SOON")),
    ]
    return [
        *[
            v(f"rights-support-{name}", about, K, expected, now=now)
            for name, about, now, expected in windows
        ],
        *[
            v(f"rights-trial-{name}", about, trial, expected, now=now)
            for name, about, now, expected in trials
        ],
        *[
            v(f"rights-release-{name}", about, key, expected, released_on=day, free_security=free,
              now=now)
            for name, about, key, day, free, now, expected in releases
        ],
        *[
            v(f"rights-clock-{name}", about, key, expected, now=now, **more)
            for name, about, key, now, more, expected in clocks
        ],
        *[
            v(f"rights-{name}", about, key, expected, **more)
            for name, about, key, more, expected in several
        ],
    ]


def hashes(entries):
    """The members `keys` and `days` of a list, from texts of licences or raw records, and days."""
    records = sorted((key if isinstance(key, bytes) else record(key), day) for key, day in entries)
    return {
        "keys": b64(b"".join(raw for raw, _ in records)),
        "days": b64(b"".join(day.to_bytes(2, "big") for _, day in records)),
    }


def record(text):
    return hashlib.sha256(text.encode()).digest()[:12]


# -- revocation ----------------------------------------------------------------------------------

REVOKED_ON = 20_750  # days since 1970


def revocation():
    ours, theirs, more = licence(jti="L-7"), licence(jti="L-8"), licence(jti="L-9")
    under_1, under_40, under_41 = (partner_licence(), partner_licence(seq=40),
                                   partner_licence(seq=41))
    cert = certificate()
    one = hashes([(ours, REVOKED_ON)])
    three = sorted([ours, theirs, more], key=record)
    all_three = hashes([(text, REVOKED_ON) for text in three])
    near = record(ours)[:11] + bytes([record(ours)[11] ^ 1])
    whole = [{"id": "p-31ef2f55", "on": "2026-10-24"}]
    after_40 = [{"id": "p-31ef2f55", "on": "2026-10-24", "after_seq": 40}]
    stale = "REVOCATIONS_STALE"
    counted = [
        ("none", "a list with nobody on it", K, revocations(), valid()),
        ("key", "the hash of the key", ours, revocations(**one), REVOKED),
        ("key-other", "the hash of another key", theirs, revocations(**one), valid()),
        ("key-first", "the first of three", three[0], revocations(**all_three), REVOKED),
        ("key-middle", "the one in the middle", three[1], revocations(**all_three), REVOKED),
        ("key-last", "the last of three", three[2], revocations(**all_three), REVOKED),
        ("key-near", "a hash that differs in its last bit", ours,
         revocations(**hashes([(near, 1)])), valid()),
        ("key-day-0", "the first day that can be written", ours, revocations(**hashes([(ours, 0)])),
         REVOKED),
        ("key-day-65535", "the last day that can be written", ours,
         revocations(**hashes([(ours, 65_535)])), REVOKED),
        ("key-unknown-members", "members that the page does not name", ours,
         revocations(**one, jti="x", note={"a": [1]}), REVOKED),
        ("key-partner", "the hash of a partner's licence, without the certificate",
         f"{under_1}~{cert}", revocations(**hashes([(under_1, REVOKED_ON)])), REVOKED),
        ("key-partner-whole", "the hash of licence and certificate together is another one",
         f"{under_1}~{cert}", revocations(**hashes([(f"{under_1}~{cert}", REVOKED_ON)])), valid()),
        ("certificate", "all licences under a certificate", f"{under_1}~{cert}",
         revocations(certs=whole), REVOKED),
        ("certificate-other", "another certificate", f"{under_1}~{cert}",
         revocations(certs=[{"id": "p-other", "on": "2026-10-24"}]), valid()),
        ("certificate-direct", "a certificate, and a licence of the vendor", K,
         revocations(certs=[{"id": "lic-2026", "on": "2026-10-24"}, *whole]), valid()),
        ("after-40-of-40", "the last running number that counts", f"{under_40}~{cert}",
         revocations(certs=after_40), valid()),
        ("after-40-of-41", "the first that does not", f"{under_41}~{cert}",
         revocations(certs=after_40), REVOKED),
        ("after-0", "none counts", f"{under_1}~{cert}",
         revocations(certs=[{**after_40[0], "after_seq": 0}]), REVOKED),
        ("after-two-entries", "two entries for a certificate: each counts", f"{under_41}~{cert}",
         revocations(certs=[{**after_40[0], "after_seq": 90}, after_40[0]]), REVOKED),
        ("certificate-member", "an entry with members that the page does not name",
         f"{under_1}~{cert}", revocations(certs=[{**whole[0], "note": None}]), REVOKED),
        ("by-old-list", "a list that is years old still counts", ours,
         revocations(**one, iat=1_600_000_000, nxt=1_700_000_000),
         blocked("revoked", "LICENCE_REVOKED", stale)),
        ("due-now", "the exact second at which the next list is due", K,
         revocations(nxt=1_795_435_200), valid()),
        ("due-passed", "a second later", K, revocations(nxt=1_795_435_199), valid(stale)),
        ("keeps-other-reasons", "with other reasons", ours, revocations(**one),
         blocked("revoked", "LICENCE_REVOKED", "HOST_NOT_LICENSED")),
        ("iat-before", "a list made before the licence", ours, revocations(**one, iat=ISSUED - DAY),
         REVOKED),
        ("iat-future", "a list from the future counts", ours,
         revocations(**one, iat=1_798_761_600, nxt=1_800_000_000),
         blocked("revoked", "LICENCE_REVOKED", "CLOCK_BEHIND")),
        ("dated-from", "made in the first second of its key", ours,
         revocations("rev-dated", **one, iat=DATED_FROM), REVOKED),
        ("dated-to", "made in the last second of its key", ours,
         revocations("rev-dated", **one, iat=DATED_TO, nxt=1_900_000_000),
         blocked("revoked", "LICENCE_REVOKED", "CLOCK_BEHIND")),
        (
            "alg",
            "the algorithm's name of RFC 9864",
            ours,
            signed(head("rev-2026", REVOCATIONS, alg="Ed25519"),
                   {"ver": 1, "iat": ISSUED, "nxt": 1_900_000_000, **one}, KEYS["rev-2026"]),
            REVOKED,
        ),
    ]
    good = revocations(**one)
    descending = {
        "keys": b64(b"".join(record(text) for text in reversed(three))),
        "days": all_three["days"],
    }
    not_counted = [
        ("forged", "signed by somebody else", revocations(key=ATTACKER, **one)),
        ("changed", "a changed character", flip(good, 200)),
        ("cut", "cut off", good[:-1]),
        ("unknown-key", "an unknown name",
         signed(head("rev-2031", REVOCATIONS), {"ver": 1}, KEYS["rev-2026"])),
        ("licence-key", "signed with the key for licences", revocations("lic-2026", **one)),
        ("certificate-key", "signed with the key for certificates",
         revocations("cert-2026", **one)),
        ("test-key", "signed with the published test key",
         revocations("sx-test", key=TEST_KEY, **one)),
        ("typ-licence", "labelled as a licence", revocations(typ=LICENCE, **one)),
        ("typ-manifest", "labelled as a release manifest",
         revocations(typ="sx-manifest+jwt", **one)),
        ("typ-missing", "without a type", revocations(typ=GONE, **one)),
        ("licence", "a licence in its place", K),
        ("empty", "an empty file", ""),
        ("html", "an error page in its place", "<!DOCTYPE html><title>404</title>"),
        ("json", "the claims alone, unsigned",
         json.dumps({"ver": 1, "iat": ISSUED, "nxt": ISSUED, **one})),
        (
            "alg-none",
            "no algorithm beside a good signature",
            signed(head("rev-2026", REVOCATIONS, alg="none"), {"ver": 1, "iat": 1, "nxt": 2, **one},
                   KEYS["rev-2026"]),
        ),
        (
            "crit",
            "a refused header",
            signed(head("rev-2026", REVOCATIONS, crit=["b64"]),
                   {"ver": 1, "iat": 1, "nxt": 2, **one}, KEYS["rev-2026"]),
        ),
        (
            "twice",
            "a name twice",
            signed(head("rev-2026", REVOCATIONS),
                   dump({"ver": 1, "iat": 1, "nxt": 2})[:-1] + b',"ver":2}', KEYS["rev-2026"]),
        ),
        ("descending", "records in descending order", revocations(**descending)),
        ("equal", "a record twice", revocations(keys=b64(record(ours) * 2), days=b64(bytes(4)))),
        (
            "swapped",
            "two of three records in the wrong order",
            revocations(
                keys=b64(b"".join(record(three[at]) for at in (0, 2, 1))), days=all_three["days"]
            ),
        ),
        ("record-13", "a byte too many",
         revocations(keys=b64(record(ours) + b"\x00"), days=one["days"])),
        ("record-11", "a byte too few", revocations(keys=b64(record(ours)[:11]), days=one["days"])),
        ("days-odd", "an odd number of bytes for the days",
         revocations(keys=one["keys"], days=b64(bytes(3)))),
        ("days-more", "more days than keys", revocations(keys=one["keys"], days=b64(bytes(4)))),
        ("days-fewer", "fewer days than keys",
         revocations(keys=all_three["keys"], days=b64(bytes(4)))),
        ("days-missing", "keys without days", revocations(keys=one["keys"])),
        ("keys-missing", "days without keys", revocations(days=one["days"])),
        ("keys-padding", "padding", revocations(keys=one["keys"] + "==", days=one["days"])),
        ("keys-list", "a list in place of the text",
         revocations(keys=[one["keys"]], days=one["days"])),
        ("ver-0", "versions begin with 1", revocations(ver=0, **one)),
        ("ver-text", "a number as text", revocations(ver="7", **one)),
        *[
            (f"{name}-missing", "a required claim", revocations(**{name: GONE}, **one))
            for name in ("ver", "iat", "nxt")
        ],
        ("iat-negative", "before 1970", revocations(iat=-1, **one)),
        ("certs-object", "an object in place of the list",
         revocations(certs={"p-31ef2f55": "2026-10-24"}, **one)),
        ("certs-text", "texts in the list", revocations(certs=["p-31ef2f55"], **one)),
        ("certs-on-missing", "an entry without its day",
         revocations(certs=[{"id": "p-31ef2f55"}], **one)),
        ("certs-id-missing", "an entry without its certificate",
         revocations(certs=[{"on": "2026-10-24"}], **one)),
        ("certs-id-form", "an identifier in another form",
         revocations(certs=[{"id": "p_1", "on": "2026-10-24"}], **one)),
        ("certs-on-form", "no day of the calendar",
         revocations(certs=[{"id": "p-1", "on": "2026-02-30"}], **one)),
        ("certs-after-negative", "a negative running number",
         revocations(certs=[{**whole[0], "after_seq": -1}], **one)),
        ("certs-after-text", "a number as text",
         revocations(certs=[{**whole[0], "after_seq": "40"}], **one)),
        ("dated-before", "made before its key signed",
         revocations("rev-dated", iat=DATED_FROM - 1, **one)),
        ("dated-after", "made after its key ceased",
         revocations("rev-dated", iat=DATED_TO + 1, nxt=1_900_000_000, **one)),
    ]
    refusal = {"list_refused": True}
    made = [
        v(f"revocation-{name}", about, key, expected, revocations=text,
          **({"hosts": ["a.fr"]} if name == "keeps-other-reasons" else {}))
        for name, about, key, text, expected in counted
    ]
    made += [
        v(f"revocation-refused-{name}", about, ours, {**valid(), **refusal}, revocations=text)
        for name, about, text in not_counted
    ]
    held = [
        ("older", "an older list does not replace a newer one", revocations(ver=8, **one),
         revocations(ver=7), REVOKED),
        ("newer", "a newer one without the key does", revocations(ver=7, **one), revocations(ver=8),
         valid()),
        ("older-later", "the version counts, not the date", revocations(ver=8, **one),
         revocations(ver=7, iat=ISSUED + DAY), REVOKED),
        ("refused", "a refused list replaces nothing", revocations(ver=7, **one),
         revocations(ver=8, key=ATTACKER), {**REVOKED, **refusal}),
    ]
    made += [
        v(f"revocation-held-{name}", about, ours, expected, held=before, revocations=text)
        for name, about, before, text, expected in held
    ]
    return made


# -- keys with dates -------------------------------------------------------------------------------


def keys():
    late = {"now": "2028-01-01T00:00:00Z"}
    over = ended("SUPPORT_ENDED")
    at = {"from": DATED_FROM, "to": DATED_TO, "before": DATED_FROM - 1, "after": DATED_TO + 1}

    def dated_certificate(nbf):
        text = certificate("cert-dated", nbf=nbf, exp=1_830_000_000)
        return f"{partner_licence(iat=1_799_000_000, sup='2027-10-24')}~{text}"

    return [
        v("keys-licence-from", "issued in the first second of its key",
          licence("lic-dated", iat=at["from"]), valid()),
        v("keys-licence-to", "issued in the last second of its key",
          licence("lic-dated", iat=at["to"]), over, **late),
        v("keys-licence-later", "a key that ceased: what it signed stays good",
          licence("lic-dated"), over, **late),
        v("keys-licence-before", "issued before its key signed",
          licence("lic-dated", iat=at["before"]), NOT_IN_USE),
        v("keys-licence-after", "issued after its key ceased",
          licence("lic-dated", iat=at["after"]), NOT_IN_USE, **late),
        v("keys-licence-forged", "a forged one is forged, whatever its date",
          licence("lic-dated", iat=at["after"], key=ATTACKER), FORGED),
        v("keys-licence-unreadable", "claims are read before dates are compared",
          licence("lic-dated", iat=at["after"], prd=GONE), UNREADABLE),
        v("keys-certificate-from", "a window that begins in the first second of the key",
          dated_certificate(at["from"]), over, **late),
        v("keys-certificate-to", "a window that begins in the last second of the key",
          dated_certificate(at["to"]), over, **late),
        v("keys-certificate-before", "a window that begins before the key signed",
          dated_certificate(at["before"]), BAD_CERTIFICATE, **late),
        v("keys-certificate-after", "a window that begins after the key ceased",
          dated_certificate(at["after"]), BAD_CERTIFICATE, **late),
    ]


# -- partner ---------------------------------------------------------------------------------------


def edwards(y, sign=0):
    return b64((y | sign << 255).to_bytes(32, "little"))


P = 2**255 - 19
ORDER_8 = (0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
           0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826)


def with_key(x, **members):
    """A certificate for this public key; the licence has the signature that fits any message."""
    text = certificate(cnf={"jwk": {"kty": "OKP", "crv": "Ed25519", "x": x, **members}})
    start = partner_licence().rpartition(".")[0]
    return f"{start}.{b64(bytes([1]) + bytes(63))}~{text}"


def partner_documents():
    """Certificates whose claims cannot be read, and such as can."""
    x = jwk(RESELLER)["x"]
    many = [f"product-{number}" for number in range(99)]
    rights = [f"feature:{number}" for number in range(49)]
    good = [
        ("prd-100", "as many products as there may be", {"prd": [*many, "alpenpay"]}),
        ("max-1", "the smallest count", {"max": 1}),
        ("msd-36525", "the longest support that there may be", {"msd": 36_525}),
        ("mxh-1", "the smallest number of hosts", {"mxh": 1}),
        ("mxh-50", "the greatest number of hosts", {"mxh": 50}),
        ("ent-50", "as many entitlements as there may be", {"ent": [*rights, "multistore"]}),
        ("ent-absent", "no entitlements", {"ent": GONE}),
        ("test-false", "expressly for live licences", {"test": False}),
        (
            "jwk-members",
            "members of the JWK that the page does not name",
            {
                "cnf": {
                    "jwk": {**jwk(RESELLER), "kid": "other", "use": "sig", "alg": "EdDSA"},
                    "kid": "other",
                }
            },
        ),
        ("unknown", "claims that the page does not name",
         {"iss": "vendor.example", "iat": -1, "x": {"y": []}}),
        ("sub-any", "the partner's name in any script", {"sub": "partner.example"}),
    ]
    bad = [
        *[
            (f"{name}-missing", "a required claim", {name: GONE})
            for name in ("jti", "sub", "cnf", "max", "nbf", "exp", "msd")
        ],
        *[
            (f"{name}-null", "nothing may be null here", {name: None})
            for name in ("prd", "mxh", "ent", "test")
        ],
        ("jti-underscore", "an identifier that is no kid", {"jti": "p_1"}),
        ("jti-33", "a longer identifier", {"jti": "p" * 33}),
        ("sub-101", "a longer name", {"sub": "p" * 101}),
        ("cnf-text", "no object", {"cnf": x}),
        ("cnf-jwks", "a set of keys", {"cnf": {"jwks": [jwk(RESELLER)]}}),
        ("cnf-kid", "a name in place of the key", {"cnf": {"kid": "lic-2026"}}),
        ("kty", "another kind of key", {"cnf": {"jwk": {**jwk(RESELLER), "kty": "EC"}}}),
        ("crv", "another curve", {"cnf": {"jwk": {**jwk(RESELLER), "crv": "X25519"}}}),
        ("x-missing", "no key", {"cnf": {"jwk": {"kty": "OKP", "crv": "Ed25519"}}}),
        ("x-31", "31 bytes", {"cnf": {"jwk": {**jwk(RESELLER), "x": b64(bytes([2] * 31))}}}),
        ("x-33", "33 bytes", {"cnf": {"jwk": {**jwk(RESELLER), "x": b64(bytes([2] * 33))}}}),
        ("x-padding", "padding", {"cnf": {"jwk": {**jwk(RESELLER), "x": x + "="}}}),
        ("x-spare-bits", "spare bits that are not zero",
         {"cnf": {"jwk": {**jwk(RESELLER), "x": spare(x)}}}),
        ("x-hex", "hexadecimal",
         {"cnf": {"jwk": {**jwk(RESELLER), "x": RESELLER.public_bytes.hex()}}}),
        ("prd-101", "more products than there may be", {"prd": [*many, "alpenpay", "one-more"]}),
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
        ("ent-51", "more entitlements than there may be", {"ent": [*rights, "multistore", "more"]}),
        ("ent-form", "an entitlement in another form", {"ent": ["Multi Store"]}),
        ("test-text", "true as text", {"test": "false"}),
        ("test-number", "true as a number", {"test": 0}),
    ]
    weak = [
        ("order-1", "the neutral point", edwards(1)),
        ("order-1-sign", "the neutral point with the sign bit", edwards(1, 1)),
        ("order-2", "the point of order 2", edwards(P - 1)),
        ("order-4", "a point of order 4", edwards(0)),
        ("order-4-sign", "the other point of order 4", edwards(0, 1)),
        ("order-8-a", "a point of order 8", edwards(ORDER_8[0])),
        ("order-8-b", "a point of order 8", edwards(ORDER_8[1])),
        ("order-8-c", "a point of order 8", edwards(ORDER_8[0], 1)),
        ("order-8-d", "a point of order 8", edwards(ORDER_8[1], 1)),
        ("not-canonical-0", "y = p", edwards(P)),
        ("not-canonical-1", "y = p + 1", edwards(P + 1)),
        ("not-canonical-3", "y = p + 3, a point of large order", edwards(P + 3)),
        ("not-canonical-18", "the greatest y that there is", edwards(P + 18)),
    ]
    made = [
        v(f"partner-certificate-{name}", about, certified(**change), valid())
        for name, about, change in good
    ]
    made += [
        v(f"partner-certificate-{name}", about, certified(**change), BAD_CERTIFICATE)
        for name, about, change in bad
    ]
    made += [
        v(f"partner-key-{name}", about, with_key(x), BAD_CERTIFICATE) for name, about, x in weak
    ]
    made.append(
        v("partner-key-no-point", "a key that is no point of the curve fits no signature",
          with_key(edwards(2)), FORGED)
    )
    return made


def partner_scope():
    hosts = [f"s{number}.example.ch" for number in range(50)]
    ours = ["shop.example.ch"]
    begin, end = ISSUED - DAY, ISSUED + 100 * DAY
    far = {"msd": 36_525}
    inside = [
        ("product-second", "the second product", {"prd": "alpenship"}, {},
         {"product": "alpenship"}),
        ("seq-max", "the last running number", {"seq": 100}, {}, {}),
        ("issued-first", "issued in the first second of the window", {"iat": begin}, far, {}),
        ("issued-last", "issued in the last second of the window", {"iat": end}, {},
         {"now": "2027-03-01T00:00:00Z"}),
        ("window-over", "the window is over now: what was issued stays good", {}, {},
         {"now": "2027-09-01T00:00:00Z"}),
        ("support-366", "the longest support", {"sup": "2027-10-25"}, {}, {}),
        ("support-early", "the day of issue is one in UTC",
         {"iat": 1_792_800_000, "sup": "2027-10-25"}, {}, {}),
        ("support-late", "the day of issue is one in UTC",
         {"iat": 1_792_886_399, "sup": "2027-10-25"}, {}, {}),
        ("hosts-5", "as many hosts as allowed", {"hst": [*hosts[:4], *ours]}, {}, {}),
        ("hosts-50", "50 where the certificate says nothing", {"hst": [*hosts[:49], *ours]},
         {"mxh": GONE}, {}),
        ("hosts-star", "a star counts as one host", {"hst": ["*.example.ch"]}, {"mxh": 1}, {}),
        ("ent", "entitlements that may be granted", {"ent": ["shops:3", "multistore"]}, {}, {}),
    ]
    outside = [
        ("issuer", "another issuer", {"iss": "vendor.example"}, {}),
        ("issuer-case", "issuers are compared exactly", {"iss": "Partner.example"}, {}),
        ("product", "another product", {"prd": "alpenfly"}, {}),
        ("product-none", "a certificate without products allows none", {}, {"prd": GONE}),
        ("product-empty", "an empty list allows none", {}, {"prd": []}),
        ("seq-missing", "no running number", {"seq": GONE}, {}),
        ("seq-101", "one number too many", {"seq": 101}, {}),
        ("seq-2-of-1", "the second of one", {"seq": 2}, {"max": 1}),
        ("issued-before", "issued a second before the window", {"iat": begin - 1}, far),
        ("issued-after", "issued a second after the window", {"iat": end + 1}, {}),
        ("window-empty", "a window that ends before it begins", {}, {"exp": begin - 1}),
        ("support-367", "support of a day too many", {"sup": "2027-10-26"}, {}),
        ("support-2-of-1", "two days where one is allowed", {"sup": "2026-10-26"}, {"msd": 1}),
        ("support-9999", "support without end", {"sup": "9999-12-31"}, far),
        ("hosts-none", "no hosts: any shop", {"hst": []}, {}),
        ("hosts-absent", "no list: any shop", {"hst": GONE}, {}),
        ("hosts-6", "a host too many", {"hst": [*hosts[:5], *ours]}, {}),
        ("hosts-2-of-1", "two hosts where one is allowed", {"hst": [hosts[0], *ours]}, {"mxh": 1}),
        ("ent-other", "an entitlement that may not be granted", {"ent": ["multistore", "shops:4"]},
         {}),
        ("ent-none", "a certificate without entitlements allows none", {"ent": ["multistore"]},
         {"ent": GONE}),
        ("ent-empty", "an empty list allows none", {"ent": ["multistore"]}, {"ent": []}),
        ("test-certificate", "a live licence under a certificate for test licences", {},
         {"test": True}),
    ]
    made = [
        v(f"partner-scope-{name}", about, f"{partner_licence(**mine)}~{certificate(**theirs)}",
          valid(), **more)
        for name, about, mine, theirs, more in inside
    ]
    made += [
        v(f"partner-scope-{name}", about, f"{partner_licence(**mine)}~{certificate(**theirs)}",
          OUT_OF_SCOPE)
        for name, about, mine, theirs in outside
    ]
    return made


def partner():
    lic, cert = partner_licence(), certificate()
    second = {"jti": "p-second", "sub": "second.example", "cnf": {"jwk": jwk(OTHER_RESELLER)}}
    by_second = partner_licence("p-second", key=OTHER_RESELLER, iss="second.example")
    chained = signed(head("p-31ef2f55", PARTNER), changed(CERTIFICATE, second), RESELLER)
    other_cert = certificate(**second)
    head_bad = signed(head("cert-2026", PARTNER, crit=["exp"]), CERTIFICATE, KEYS["cert-2026"])
    channel = f"# partners of the vendor\n\n{other_cert}\n  {cert}  \r\n# end\n"
    plain = [
        ("valid", "licence and certificate", PK, valid()),
        ("wrong-host", "what follows is as for the vendor's own", under(hst=["a.example.fr"]),
         WRONG_HOST),
        (
            "alg-ed25519",
            "the algorithm's name of RFC 9864 in both",
            signed(head("p-31ef2f55", alg="Ed25519"), PARTNER_CLAIMS, RESELLER)
            + "~"
            + signed(head("cert-2026", PARTNER, alg="Ed25519"), CERTIFICATE, KEYS["cert-2026"]),
            valid(),
        ),
        # the parts
        ("alone", "the certificate alone", cert, IS_CERTIFICATE),
        ("order", "the certificate before the licence", f"{cert}~{lic}", IS_CERTIFICATE),
        ("twice", "the certificate twice", f"{lic}~{cert}~{cert}", DAMAGED),
        ("chain-three", "two steps: a certificate that the partner gave",
         f"{by_second}~{chained}~{cert}", DAMAGED),
        ("chain-two", "the partner's own certificate in place of the vendor's",
         f"{by_second}~{chained}", BAD_CERTIFICATE),
        ("tilde-end", "nothing after the tilde", f"{lic}~", TRUNCATED),
        ("tilde-begin", "nothing before the tilde", f"~{cert}", TRUNCATED),
        ("tilde-alone", "a tilde alone", "~", TRUNCATED),
        ("tilde-double", "two tildes", f"{lic}~~{cert}", DAMAGED),
        ("cut", "the end of the certificate is missing", PK[:-1], TRUNCATED),
        ("cut-half", "half of the certificate is missing", PK[: -len(cert) // 2], TRUNCATED),
        ("longer", "a character too many", f"{PK}A", DAMAGED),
        ("head-lost", "the first character of the certificate is missing", f"{lic}~{cert[1:]}",
         DAMAGED),
        ("words", "words after the tilde", f"{lic}~certificate", NOT_A_LICENCE),
        ("header", "a refused header in the certificate", f"{lic}~{head_bad}", NOT_A_LICENCE),
        ("licence-cut", "the licence is told first: cut", f"{lic[:-1]}~{cert[:-1]}x!", TRUNCATED),
        ("licence-first", "the licence's type is told before the certificate's form",
         f"{licence(typ='JWT')}~{cert[:-1]}", NOT_A_LICENCE),
        ("test-first", "a test licence is told before the certificate's form",
         f"{partner_licence(typ=TEST_LICENCE)}~{cert[:-1]}", TEST_REFUSED),
        # the certificate
        ("forged", "a changed character in the certificate", flip(PK, -120), BAD_CERTIFICATE),
        ("attacker", "a certificate by somebody else", certified(key=ATTACKER), BAD_CERTIFICATE),
        ("unknown-key", "a certificate under an unknown name",
         f"{lic}~{certificate('cert-2031', key=KEYS['cert-2026'])}", BAD_CERTIFICATE),
        ("licence-key", "a certificate under the key for licences", certified(kid="lic-2026"),
         BAD_CERTIFICATE),
        ("release-key", "a certificate under the key for releases", certified(kid="rel-2026"),
         BAD_CERTIFICATE),
        ("self-signed", "a certificate that the partner signed itself",
         f"{lic}~{certificate('p-31ef2f55', key=RESELLER)}", BAD_CERTIFICATE),
        ("test-key", "a certificate under the published test key",
         f"{lic}~{certificate('sx-test', key=TEST_KEY, test=True)}", BAD_CERTIFICATE),
        ("typ-licence", "a certificate labelled as a licence", certified(typ=LICENCE),
         BAD_CERTIFICATE),
        ("typ-jwt", "a certificate with the type of stock libraries", certified(typ="JWT"),
         BAD_CERTIFICATE),
        ("licence-twice", "a licence in place of the certificate", f"{lic}~{lic}", BAD_CERTIFICATE),
        ("vendor-licence", "a licence of the vendor in place of the certificate", f"{lic}~{K}",
         BAD_CERTIFICATE),
        (
            "name-twice",
            "a name twice in the certificate",
            f"{lic}~"
            + signed(
                head("cert-2026", PARTNER), dump(CERTIFICATE)[:-1] + b',"max":9}', KEYS["cert-2026"]
            ),
            BAD_CERTIFICATE,
        ),
        ("depth-5", "a certificate of five levels", certified(x=[[[[1]]]]), BAD_CERTIFICATE),
        ("certificate-first", "the certificate is told before the licence's signer",
         f"{partner_licence('p-other')}~{certificate(max=0)}", BAD_CERTIFICATE),
        # the signer
        ("wrong-certificate", "the certificate of another partner", f"{lic}~{other_cert}",
         UNKNOWN_SIGNER),
        ("vendor-under-partner", "a licence of the vendor with a certificate", f"{K}~{cert}",
         UNKNOWN_SIGNER),
        ("kid-case", "names are compared exactly", f"{partner_licence('P-31EF2F55')}~{cert}",
         UNKNOWN_SIGNER),
        ("missing", "a partner's licence without its certificate", lic, UNKNOWN_SIGNER),
        # signature and claims
        ("licence-forged", "a changed character in the licence", flip(PK, 150), FORGED),
        ("licence-attacker", "somebody else signs under the partner's name",
         f"{partner_licence(key=ATTACKER)}~{cert}", FORGED),
        ("licence-vendor-key", "the vendor's key signs under the partner's name",
         f"{partner_licence(key=KEYS['lic-2026'])}~{cert}", FORGED),
        ("licence-unreadable", "claims before scope", under(prd=GONE, iss="other"), UNREADABLE),
        ("seq-0", "running numbers begin with 1", under(seq=0), UNREADABLE),
        ("trial", "a trial under a certificate, over", under(exp=1_795_410_000),
         blocked("trial_ended", "TRIAL_ENDED")),
    ]
    brought = [
        ("valid", "the certificate came with the channel", lic, cert, valid()),
        ("list", "among others, with comments and empty lines", lic, channel, valid()),
        ("second", "the other one", by_second, channel, valid()),
        ("unused", "a licence of the vendor beside certificates", K, channel, valid()),
        ("missing", "not among those that came", lic, other_cert, UNKNOWN_SIGNER),
        ("empty", "an empty list", lic, "", UNKNOWN_SIGNER),
        ("comment", "a certificate that is a comment", lic, f"# {cert}", UNKNOWN_SIGNER),
        ("forged", "a forged certificate", lic, certificate(key=ATTACKER), BAD_CERTIFICATE),
        ("typ", "a certificate with the type of stock libraries", lic, certificate(typ="JWT"),
         BAD_CERTIFICATE),
        ("chain", "a certificate that a partner gave", by_second, f"{cert}\n{chained}",
         BAD_CERTIFICATE),
        ("chain-attached", "... attached, and the partner's own came", f"{by_second}~{chained}",
         cert, BAD_CERTIFICATE),
        ("scope", "the scope is checked likewise", partner_licence(seq=101), cert, OUT_OF_SCOPE),
        ("licence-forged", "the licence is verified likewise", partner_licence(key=ATTACKER), cert,
         FORGED),
        ("attached", "an attached one counts before one that came", PK,
         certificate(max=1, key=ATTACKER), valid()),
        ("damaged-line", "a line that is no certificate disturbs no other", lic,
         f"eyJ\n{cert}\nfoo", valid()),
        ("cut-line", "a line that is cut disturbs no other", lic, f"{cert[:-1]}\n{cert}", valid()),
        ("vendor-name", "the name of a vendor's key is not looked for", K,
         certificate(jti="lic-2026"), valid()),
        ("as-key", "a certificate that came is no licence", cert, cert, IS_CERTIFICATE),
    ]
    one = revocations(certs=[{"id": "p-31ef2f55", "on": "2026-10-24", "after_seq": 40}])
    return [
        *[v(f"partner-{name}", about, key, expected) for name, about, key, expected in plain],
        *[
            v(f"partner-channel-{name}", about, key, expected, certificates=text)
            for name, about, key, text, expected in brought
        ],
        v("partner-channel-revoked", "revocation reaches it, too", partner_licence(seq=41), REVOKED,
          certificates=cert, revocations=one),
        *partner_documents(),
        *partner_scope(),
    ]


# -- paste -----------------------------------------------------------------------------------------


def key_with(part):
    """A licence whose text has these characters."""
    for number in range(100_000):
        text = licence(jti=f"L-{number}", cus="?>~?>~?>>")
        if part in text:
            return text
    raise AssertionError(part)


def folded(text, width, end):
    return end.join(text[at : at + width] for at in range(0, len(text), width))


def paste():
    lines = folded(K, 64, "\n")
    quoted = "".join(f"> {line}\n" for line in lines.split("\n"))
    dashed, long_dash = key_with("-"), key_with("--")
    lic, cert = PK.split("~")
    armoured = "-----BEGIN LICENCE KEY-----\n{}\n-----END LICENCE KEY-----\n"
    good = [
        ("space", "white space around it", f"  {K}\n\n"),
        ("tab", "a tab in front", f"\t{K}"),
        ("folded", "folded to 64 characters", lines),
        ("folded-crlf", "folded with carriage returns", folded(K, 76, "\r\n")),
        ("folded-space", "line ends that a form field made blanks", folded(K, 76, " ")),
        ("nbsp", "no-break spaces", f"\u00a0{K[:40]}\u00a0{K[40:]}"),
        ("ideographic-space", "an ideographic space", f"{K}\u3000"),
        ("line-separator", "a line separator", f"{K[:70]}\u2028{K[70:]}"),
        ("zero-width-space", "zero-width spaces where it may be broken", K.replace(".", "\u200b.")),
        ("zero-width-joiner", "zero-width joiners", f"{K[:9]}\u200d\u200c{K[9:]}"),
        ("word-joiner", "a word joiner", f"\u2060{K}"),
        ("bom", "a byte order mark in front", f"\ufeff{K}"),
        ("soft-hyphen", "soft hyphens", f"{K[:80]}\u00ad{K[80:]}"),
        ("direction", "direction marks", f"\u200e{K}\u200f"),
        ("isolate", "direction isolates", f"\u2068{K}\u2069"),
        ("mail-quote", "quoted in an answer", quoted),
        ("mail-quote-twice", "quoted twice", "".join(f">> {line}\n" for line in lines.split("\n"))),
        ("mail-quote-blank", "quoted twice, with blanks",
         "".join(f"> > {line}\n" for line in lines.split("\n"))),
        ("mail-bar", "quoted with bars", "".join(f"| {line}\n" for line in lines.split("\n"))),
        ("armour", "armour", armoured.format(lines)),
        ("armour-bom", "a byte order mark before armour", "\ufeff" + armoured.format(lines)),
        ("armour-cr", "armour with line ends of old", armoured.format(lines).replace("\n", "\r")),
        ("label-bom", "a byte order mark before a label", f"\ufeffLicence: {K}"),
        ("armour-dash-lost", "armour that lost a dash",
         armoured.format(lines).replace("-----BEGIN", "----BEGIN")),
        ("armour-dashes", "armour whose dashes became others",
         armoured.format(lines).replace("-----", "\u2014\u2013")),
        ("armour-bare", "armour without dashes", f"BEGIN LICENCE KEY\n{lines}\nEND LICENCE KEY"),
        ("armour-quoted", "armour in an answer",
         "".join(f"> {line}\n" for line in armoured.format(lines).split("\n"))),
        ("label", "a label", f"Licence: {K}"),
        ("label-us", "a label in the other spelling", f"License key: {K}"),
        ("label-upper", "a label in upper case, on its own line", f"LICENCE KEY:\n{lines}"),
        ("label-german", "a German label", f"Lizenzschl\u00fcssel: {K}"),
        ("label-german-ue", "a German label without umlaut", f"Lizenzschluessel: {K}"),
        ("quotes", "quotation marks", f'"{K}"'),
        ("quotes-single", "single quotation marks", f"'{K}'"),
        ("quotes-german", "German quotation marks", f"\u201e{K}\u201c"),
        ("quotes-french", "French quotation marks", f"\u00ab\u00a0{K}\u00a0\u00bb"),
        ("backticks", "marked as code", f"`{K}`"),
        ("code-block", "marked as a block of code", f"```\n{K}\n```"),
        ("angle", "angle brackets", f"<{K}>"),
        ("round", "round brackets", f"({K})"),
        ("comma", "a comma at the end", f"{K},"),
        ("semicolon", "a semicolon at the end", f"{K};"),
        ("entity-nbsp", "HTML entities around it", f"&nbsp;{K}&nbsp;"),
        ("entity-quot", "HTML quotation marks", f"&quot;{K}&quot;"),
        ("entity-zero-width", "a zero-width space as entity", K.replace(".", "&#8203;.")),
        ("entity-dot", "dots as entities", K.replace(".", "&#46;")),
        ("twice", "pasted twice", K + K),
        ("twice-lines", "pasted twice, on two lines", f"{K}\n{K}\n"),
        ("thrice-commas", "pasted three times, with commas", f"{K}, {K}, {K}"),
        ("twice-quoted", "pasted twice, each in quotation marks", f'"{K}"\n"{K}"'),
        ("16384", "as long as a pasted text may be", K + " " * (16_384 - len(K))),
        (
            "everything",
            "an answer with armour, label, quotes and a byte order mark",
            "\ufeff> -----BEGIN LICENCE-----\r\n> Licence: \u00ab\r\n"
            + "".join(f"> {line}\u200b\r\n" for line in lines.split("\n"))
            + "> \u00bb\r\n> -----END LICENCE-----\r\n",
        ),
    ]
    dashes = [
        ("dash-2010", "hyphens", dashed.replace("-", "\u2010"), dashed),
        ("dash-2011", "hyphens that do not break", dashed.replace("-", "\u2011"), dashed),
        ("dash-2012", "figure dashes", dashed.replace("-", "\u2012"), dashed),
        ("dash-2013", "en dashes", dashed.replace("-", "\u2013"), dashed),
        ("dash-2212", "minus signs", dashed.replace("-", "\u2212"), dashed),
        ("dash-entity", "a dash as entity", dashed.replace("-", "&ndash;"), dashed),
        ("dash-2014", "two hyphens that became an em dash", long_dash.replace("--", "\u2014"),
         long_dash),
    ]
    partners = [
        ("partner-lines", "licence, tilde and certificate on lines of their own",
         f"{lic}\n~\n{cert}\n"),
        ("partner-folded", "folded", folded(PK, 76, "\r\n")),
        ("partner-twice", "a partner's key pasted twice", f"{PK}\n{PK}"),
        ("partner-armour", "armour", armoured.format(folded(PK, 64, "\n"))),
    ]
    other = licence(jti="L-2")
    refusals = [
        ("null", "no text at all", None, MISSING),
        ("empty", "an empty text", "", MISSING),
        ("blank", "white space alone", " \t\r\n\u00a0", MISSING),
        ("invisible", "invisible characters alone", "\u200b\ufeff", MISSING),
        ("quotes-alone", "quotation marks alone", '""', MISSING),
        ("label-alone", "a label alone", "Licence key: ", MISSING),
        ("armour-alone", "armour alone", armoured.format(""), MISSING),
        ("several", "two different keys", f"{K}\n{other}", SEVERAL),
        ("several-joined", "two different keys without anything between", K + other, SEVERAL),
        ("several-three", "three keys, two of them equal", f"{K} {other} {K}", SEVERAL),
        ("several-partner", "a partner's key and one of the vendor", f"{PK}\n{K}", SEVERAL),
        ("16385", "a longer text", K + " " * (16_385 - len(K)), TOO_LARGE),
        ("huge", "a long text", "x" * 20_000, TOO_LARGE),
        ("key-4097", "a longer key", "eyJ" + "x" * 4_094, TOO_LARGE),
    ]
    unclean = [
        ("sentence", "a sentence in front on the same line", f"Your key is {K}", f"Yourkeyis{K}",
         DAMAGED),
        ("quoted-printable", "the line ends of a raw mail", folded(K, 75, "=\r\n"),
         folded(K, 75, "="), DAMAGED),
        ("dash-lost", "a dash at the end of a line that was lost",
         dashed[:-1] if dashed.endswith("-") else cut_in_signature(dashed), None, TRUNCATED),
        ("dots-lost", "without its dots", K.replace(".", ""), None, TRUNCATED),
        ("ellipsis", "shortened by a customer account", f"{K[:40]}\u2026", f"{K[:40]}\u2026",
         TRUNCATED),
        ("upper", "in upper case", K.upper(), None, DAMAGED),
        ("lower", "in lower case", K.lower(), None, DAMAGED),
    ]
    size = 4_096
    return [
        *[v(f"paste-{name}", about, text, valid(), normalised=K) for name, about, text in good],
        *[
            v(f"paste-{name}", about, text, valid(), normalised=clean)
            for name, about, text, clean in dashes
        ],
        *[
            v(f"paste-{name}", about, text, valid(), normalised=PK)
            for name, about, text in partners
        ],
        *[
            v(f"paste-{name}", about, text, expected, normalised=None)
            for name, about, text, expected in refusals
        ],
        *[
            v(f"paste-{name}", about, text, expected, normalised=text if clean is None else clean)
            for name, about, text, clean, expected in unclean
        ],
        v("paste-key-4096", "a key of the greatest length", of_length(size), valid(),
          normalised=of_length(size)),
        v("paste-key-4097-good", "a good key that is longer", of_length(size + 1), TOO_LARGE,
          normalised=None),
        v("paste-partner-4096", "a partner's key of the greatest length", partner_of_length(size),
          valid(), normalised=partner_of_length(size)),
    ]


def cut_in_signature(text):
    """Without one character of the signature."""
    return text[:-20] + text[-19:]


def of_length(size):
    """A good licence of exactly so many characters."""
    for note in range(4):
        header = head(note="n" * note)
        room = size - 88 - len(b64(dump(header)))
        filler = room * 3 // 4 - len(dump({**CLAIMS, "x": ""}))
        text = signed(header, {**CLAIMS, "x": "x" * filler}, KEYS["lic-2026"])
        if len(text) == size:
            return text
    raise AssertionError(size)


def partner_of_length(size):
    """A good partner's key of exactly so many characters."""
    cert = certificate()
    for note in range(4):
        header = head("p-31ef2f55", note="n" * note)
        room = size - 89 - len(cert) - len(b64(dump(header)))
        filler = room * 3 // 4 - len(dump({**PARTNER_CLAIMS, "x": ""}))
        text = signed(header, {**PARTNER_CLAIMS, "x": "x" * filler}, RESELLER)
        if len(text) + 1 + len(cert) == size:
            return f"{text}~{cert}"
    raise AssertionError(size)


# -- test mode -------------------------------------------------------------------------------------


def test_mode():
    on = {"mode": "test"}
    mine = licence("sx-test", TEST_LICENCE, TEST_KEY)
    lic = partner_licence(typ=TEST_LICENCE)
    cert, test_cert = certificate(), certificate(test=True)
    published = certificate("sx-test", key=TEST_KEY, test=True)
    published_live = certificate("sx-test", key=TEST_KEY)
    return [
        v("test-licence", "a test licence in test mode", mine, valid(), **on),
        v("test-licence-live", "a test licence in a shop", mine, TEST_REFUSED),
        v("test-licence-forged-live", "refused before its signature is looked at",
          licence("sx-test", TEST_LICENCE, ATTACKER), TEST_REFUSED),
        v("test-licence-forged", "a forged test licence",
          licence("sx-test", TEST_LICENCE, ATTACKER), FORGED, **on),
        v("test-licence-unreadable", "a test licence that cannot be read",
          licence("sx-test", TEST_LICENCE, TEST_KEY, sup=GONE), UNREADABLE, **on),
        v("test-licence-wrong-host", "a test licence for another shop",
          licence("sx-test", TEST_LICENCE, TEST_KEY, hst=["a.fr"]), WRONG_HOST, **on),
        v("test-licence-trial", "a test licence whose trial ended",
          licence("sx-test", TEST_LICENCE, TEST_KEY, exp=ISSUED),
          blocked("trial_ended", "TRIAL_ENDED"), **on),
        v("test-licence-revoked", "a test licence on the vendor's list", mine, REVOKED,
          revocations=revocations(**hashes([(mine, REVOKED_ON)])), **on),
        v("test-kid-unknown", "a test licence under another name",
          licence("sx-test-2", TEST_LICENCE, TEST_KEY), UNKNOWN_SIGNER, **on),
        v("test-vendor-key", "a test licence that the vendor's key signed",
          licence(typ=TEST_LICENCE), UNKNOWN_SIGNER, **on),
        v("test-live-licence", "a live licence in test mode", K, valid(), **on),
        v("test-live-partner", "a partner's live licence in test mode", PK, valid(), **on),
        v("test-live-typ", "the published test key signs a live licence",
          licence("sx-test", key=TEST_KEY), UNKNOWN_SIGNER),
        v("test-live-typ-test-mode", "... and in test mode", licence("sx-test", key=TEST_KEY),
          UNKNOWN_SIGNER, **on),
        v("test-as-vendor", "the published test key signs under the vendor's name",
          licence(key=TEST_KEY), FORGED, **on),
        v("test-alone", "a test certificate alone", published, IS_CERTIFICATE, **on),
        v("test-partner", "a partner tries a certificate for test licences", f"{lic}~{test_cert}",
          valid(), **on),
        v("test-partner-channel", "... that came with the channel", lic, valid(),
          certificates=test_cert, **on),
        v("test-partner-live", "... in a shop", f"{lic}~{test_cert}", TEST_REFUSED),
        v("test-partner-live-certificate", "a test licence under a certificate for live ones",
          f"{lic}~{cert}", OUT_OF_SCOPE, **on),
        v("test-partner-scope-last",
          "a test licence under a certificate for live ones, also out of its count",
          f"{partner_licence(typ=TEST_LICENCE, seq=101)}~{cert}", OUT_OF_SCOPE, **on),
        v("test-partner-live-licence", "a live licence under a certificate for test licences",
          f"{partner_licence()}~{test_cert}", OUT_OF_SCOPE, **on),
        v("test-published", "a certificate under the published test key", f"{lic}~{published}",
          valid(), **on),
        v("test-published-channel", "... that came with the channel", lic, valid(),
          certificates=published, **on),
        v("test-published-live", "... in a shop", f"{lic}~{published}", TEST_REFUSED),
        v("test-published-live-licence", "a live licence under it, in a shop",
          f"{partner_licence()}~{published}", BAD_CERTIFICATE),
        v("test-published-live-licence-test-mode", "... in test mode",
          f"{partner_licence()}~{published}", OUT_OF_SCOPE, **on),
        v("test-published-no-test", "the published test key certifies live licences",
          f"{lic}~{published_live}", BAD_CERTIFICATE, **on),
        v("test-published-false", "... expressly",
          f"{lic}~{certificate('sx-test', key=TEST_KEY, test=False)}", BAD_CERTIFICATE, **on),
        v("test-published-forged", "a forged certificate under its name",
          f"{lic}~{certificate('sx-test', key=ATTACKER, test=True)}", BAD_CERTIFICATE, **on),
        v("test-published-scope", "its scope is checked likewise",
          f"{partner_licence(typ=TEST_LICENCE, seq=101)}~{published}", OUT_OF_SCOPE, **on),
        v("test-published-wrong", "the test key's own licence under a certificate",
          f"{mine}~{published}", UNKNOWN_SIGNER, **on),
    ]


# -- files -----------------------------------------------------------------------------------------

TOPICS = {
    "direct": ("Form, type, signer and signature of the vendor's own licences.", direct),
    "claims": ("What a licence may say, at and beyond each limit.", claims),
    "codec": ("base64url and strict JSON.", codec),
    "partner": ("Licences under a partner's certificate: parts, chain, claims, scope.", partner),
    "keys": ("Keys that signed from a date and until a date.", keys),
    "revocation": ("The revocation list, good and refused.", revocation),
    "hosts": ("Addresses of shops: normal form, licensed, test system, other.", hosts),
    "rights": ("Support window, trial, release and clock.", rights),
    "paste": ("What people paste.", paste),
    "test_mode": ("Test licences and certificates for them.", test_mode),
}


def build(about, vectors):
    keys = [
        {"kid": kid, "purpose": purpose, **jwk(KEYS[kid]), **dates}
        for kid, (purpose, dates) in PURPOSES.items()
    ]
    return {
        "format": "licence_v1",
        "about": about,
        "keys": keys,
        "test_key": {"kid": "sx-test", **jwk(TEST_KEY)},
        "vectors": vectors,
    }


def files():
    """The text of each file by its name."""
    made = {}
    for name, (about, topic) in TOPICS.items():
        made[f"{name}.json"] = json.dumps(build(about, topic()), indent=1) + "\n"
    return made


def main(arguments):
    made = files()
    if arguments == ["--check"]:
        there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
        differing = sorted(name for name in {*made, *there} if made.get(name) != there.get(name))
        sys.stdout.writelines(f"{name} is not what the generator writes\n" for name in differing)
        return 1 if differing else 0
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
