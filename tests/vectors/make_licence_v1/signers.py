"""The keys of the vectors: the vendor's, two partners', an attacker's and the published one."""

from __future__ import annotations

import hashlib

from sellxed_sdk.signing import PrivateKey
from sellxed_sdk.signing import encode_base64url as b64


def private_key(name):
    return PrivateKey.from_seed(hashlib.sha256(f"licence_v1 {name}".encode()).digest())


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
VENDOR_KEYS = {kid: private_key(kid) for kid in PURPOSES}
PARTNER_KEY, OTHER_PARTNER_KEY = private_key("partner"), private_key("other partner")
ATTACKER_KEY = private_key("attacker")
TEST_KEY = PrivateKey.from_seed(
    hashlib.sha256(b"sellxed_sdk published test key: anyone may sign with it").digest()
)


def jwk(key):
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(key.public_bytes)}
