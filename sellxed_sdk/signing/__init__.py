"""Signed documents: Ed25519 compact JWS, strict JSON, keyring, trust bundle.

What this decides: whether bytes are genuine and of the expected type. It does not
decide what they allow; that is for the rooms above.
"""

from sellxed_sdk.signing._base64url import decode as decode_base64url
from sellxed_sdk.signing._base64url import encode as encode_base64url
from sellxed_sdk.signing._ed25519 import PrivateKey, check_new_public_key, check_public_key
from sellxed_sdk.signing._fields import Fields, format_instant, parse_instant
from sellxed_sdk.signing._findings import dump_finding, read_finding
from sellxed_sdk.signing._json import Json, JsonObject, dump_json, parse_json
from sellxed_sdk.signing._jws import Jws, LocalSigner, Signer, parse_jws, sign_jws, verify_jws
from sellxed_sdk.signing._keyring import KID_PATTERN, Keyring, Purpose, TrustedKey
from sellxed_sdk.signing._trust import (
    TRUST_FILE,
    ChannelAnchor,
    TrustBundle,
    load_trust,
    parse_trust,
)

__all__ = [
    "KID_PATTERN",
    "TRUST_FILE",
    "ChannelAnchor",
    "Fields",
    "Json",
    "JsonObject",
    "Jws",
    "Keyring",
    "LocalSigner",
    "PrivateKey",
    "Purpose",
    "Signer",
    "TrustBundle",
    "TrustedKey",
    "check_new_public_key",
    "check_public_key",
    "decode_base64url",
    "dump_finding",
    "dump_json",
    "encode_base64url",
    "format_instant",
    "load_trust",
    "parse_instant",
    "parse_json",
    "parse_jws",
    "parse_trust",
    "read_finding",
    "sign_jws",
    "verify_jws",
]
