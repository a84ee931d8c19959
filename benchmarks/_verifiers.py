"""One entry for each library that verifies a licence, made with its key imported.

Imports happen inside, and this module needs none that a library might bring itself:
the cold benchmark counts what each of them loads.
"""

from __future__ import annotations

import json
import warnings
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

__all__ = ["BARE", "BARE_JSON", "LIBRARIES", "OURS", "PASETO", "Verifier"]

Verifier = Callable[[str], Callable[[], object]]
"""Prepares the verification of one token; for the bare ones that means to take it apart."""

BARE = "bare Ed25519 verify"
BARE_JSON = "bare verify + json.loads"
OURS = "sellxed_sdk check_licence"
PASETO = "pyseto decode (v4.public)"


def _bare(facts: Mapping[str, str]) -> Verifier:
    verify = _import_bare(facts)

    def prepare(token: str) -> Callable[[], object]:
        signed, _, signature = token.rpartition(".")
        return partial(verify, _decode(signature), signed.encode())

    return prepare


def _bare_json(facts: Mapping[str, str]) -> Verifier:
    verify = _import_bare(facts)

    def prepare(token: str) -> Callable[[], object]:
        signed, _, signature = token.rpartition(".")
        data, raw = signed.encode(), _decode(signature)
        payload = _decode(signed.partition(".")[2])

        def run() -> object:
            verify(raw, data)
            return json.loads(payload)

        return run

    return prepare


def _import_bare(facts: Mapping[str, str]) -> Callable[[bytes, bytes], None]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(facts["public_key"])).verify


def _pyjwt(facts: Mapping[str, str]) -> Verifier:
    jwt = import_module("jwt")
    key = jwt.PyJWK(_jwk(facts)).key
    return lambda token: partial(jwt.decode, token, key, algorithms=["EdDSA"])


def _joserfc(facts: Mapping[str, str]) -> Verifier:
    jwt, jwk = import_module("joserfc.jwt"), import_module("joserfc.jwk")
    # It warns of the name "EdDSA" at each verification; that is part of what it costs.
    warnings.filterwarnings("ignore", message="EdDSA is deprecated")
    key = jwk.OKPKey.import_key(_jwk(facts))
    return lambda token: partial(jwt.decode, token, key, algorithms=["EdDSA"])


def _joserfc_claims(facts: Mapping[str, str]) -> Verifier:
    # As its documentation has it: decoding alone looks at no claim.
    jwt = import_module("joserfc.jwt")
    decode = _joserfc(facts)
    claims = jwt.JWTClaimsRegistry(
        iss={"essential": True},
        jti={"essential": True},
        iat={"essential": True},
        prd={"essential": True, "value": facts["product"]},
    )

    def prepare(token: str) -> Callable[[], object]:
        verify = decode(token)

        def run() -> object:
            found = verify()
            claims.validate(getattr(found, "claims"))  # noqa: B009 - it was imported by name
            return found

        return run

    return prepare


def _pyseto(facts: Mapping[str, str]) -> Verifier:
    pyseto = import_module("pyseto")
    key = pyseto.Key.from_asymmetric_key_params(4, x=bytes.fromhex(facts["public_key"]))
    return lambda token: partial(pyseto.decode, key, token, deserializer=json)


def _ours(facts: Mapping[str, str]) -> Verifier:
    from datetime import date, datetime

    from sellxed_sdk.licence import Situation, check_licence
    from sellxed_sdk.signing import Keyring, Purpose, TrustedKey

    keyring = Keyring(
        (
            TrustedKey(
                kid=facts["kid"],
                purpose=Purpose.LICENCE,
                public_key=bytes.fromhex(facts["public_key"]),
            ),
        )
    )
    situation = Situation(
        product=facts["product"],
        released_on=date.fromisoformat(facts["released_on"]),
        hosts=(facts["host"],),
    )
    now = datetime.fromisoformat(facts["now"])
    check = partial(check_licence, situation=situation, now=now, keyring=keyring)
    return lambda token: partial(check, token)


def _jwk(facts: Mapping[str, str]) -> dict[str, str]:
    raw = bytes.fromhex(facts["public_key"])
    return {"kty": "OKP", "crv": "Ed25519", "x": urlsafe_b64encode(raw).rstrip(b"=").decode()}


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


LIBRARIES: dict[str, tuple[Callable[[Mapping[str, str]], Verifier], str]] = {
    BARE: (_bare, "cryptography"),
    BARE_JSON: (_bare_json, "cryptography"),
    OURS: (_ours, "sellxed_sdk"),
    "PyJWT decode": (_pyjwt, "jwt"),
    "joserfc decode": (_joserfc, "joserfc"),
    "joserfc decode, claims.validate": (_joserfc_claims, "joserfc"),
    PASETO: (_pyseto, "pyseto"),
}
"""By name: what makes the verifier, and the package it needs."""
