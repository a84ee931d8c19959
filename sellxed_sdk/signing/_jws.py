"""Compact JWS with Ed25519: the one signed-document format besides TUF.

Follows RFC 7515 (compact serialisation), RFC 8037 (EdDSA), RFC 9864 (the name
Ed25519) and RFC 8725 (best current practice): the algorithm is fixed by the
pinned key, never chosen by the document.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

import attrs

from sellxed_sdk.errors import BadSignatureError, InvalidDocumentError, WrongTypeError
from sellxed_sdk.findings.codes import documents as codes
from sellxed_sdk.signing._base64url import decode, encode
from sellxed_sdk.signing._ed25519 import (
    SIGNATURE_BYTES,
    PrivateKey,
    check_public_key,
    is_signature,
)
from sellxed_sdk.signing._fields import Fields
from sellxed_sdk.signing._json import JsonObject, dump_json, parse_json
from sellxed_sdk.signing._keyring import KID_PATTERN, TrustedKey

__all__ = ["Jws", "LocalSigner", "Signer", "parse_jws", "sign_jws", "verify_jws"]

# A key that fits a form field; feeds and manifests name larger bounds.
MAX_CHARS = 4_096
MAX_HEADER_CHARS = 512

_ALGORITHMS = frozenset({"EdDSA", "Ed25519"})
# Keys from the document itself, by value or by address, and extensions that a
# reader must understand: never taken, so their presence is refused.
_REFUSED_HEADERS = frozenset({"crit", "jwk", "jku", "x5c", "x5u", "x5t", "b64"})


class Signer(Protocol):
    """Something that signs: a key in memory, or a KMS or PKCS#11 token."""

    @property
    def kid(self) -> str:
        """Name of the key, as readers know it."""
        ...

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that readers need; what was signed is verified with them."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the Ed25519 signature."""
        ...


class LocalSigner:
    """Signs with a private key in memory.

    Args:
        kid: Name of the key, as readers know it.
        key: The private key.
    """

    __slots__ = ("_key", "kid")

    def __init__(self, kid: str, key: PrivateKey) -> None:
        self.kid = kid
        self._key = key

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that readers need."""
        return self._key.public_bytes

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the Ed25519 signature."""
        return self._key.sign(data)


# Without slots: made faster, and one is made at every check.
@attrs.frozen(kw_only=True, slots=False)
class Jws:
    """A document whose form is right; nothing in it is trusted yet."""

    kid: str
    """Name of the key that it claims to be signed with."""
    typ: str
    """What it claims to be."""
    payload: bytes = attrs.field(repr=False)
    """The signed bytes, decoded."""
    signing_input: bytes = attrs.field(repr=False)
    """What the signature covers."""
    signature: bytes = attrs.field(repr=False)
    """64 bytes."""

    def unverified_claims(self) -> JsonObject:
        """Return the payload without trusting it, for display and diagnosis.

        Raises:
            InvalidDocumentError: The payload is not strict JSON.
        """
        return parse_json(self.payload, max_bytes=len(self.payload))


@lru_cache(maxsize=256)
def _parse_header(text: str) -> tuple[str, str]:
    # Cached: all documents of one key have the same header.
    if len(text) > MAX_HEADER_CHARS:
        raise _refuse(f"its header has {len(text)} characters", "header")
    data = decode(text)
    if data is None:
        raise _refuse("its header is not base64url", "base64url")
    members = parse_json(data, max_bytes=MAX_HEADER_CHARS, max_depth=2)
    if not _REFUSED_HEADERS.isdisjoint(members):
        name = min(_REFUSED_HEADERS.intersection(members))
        raise _refuse(f"the header '{name}' is refused", "header")
    header = Fields(members, path="header")
    if header.text("alg") not in _ALGORITHMS:
        raise _refuse("the algorithm is not EdDSA", "alg")
    return header.text("kid", pattern=KID_PATTERN), header.text("typ", max_chars=64)


def parse_jws(text: str, *, max_chars: int = MAX_CHARS) -> Jws:
    """Parse the compact form; decides nothing about trust.

    Args:
        text: ``header.payload.signature``, without white space.
        max_chars: Upper bound of the length, checked before decoding.

    Raises:
        InvalidDocumentError: ``reason`` is one of ``size``, ``parts``, ``base64url``,
            ``json``, ``field``, ``header``, ``alg``, ``signature-length``.
    """
    if len(text) > max_chars:
        raise codes.DOCUMENT_TOO_LARGE.error(
            InvalidDocumentError, length=len(text), limit=max_chars, reason="size"
        )
    parts = text.split(".")
    if len(parts) != 3:
        raise _refuse("it does not have three parts", "parts")
    kid, typ = _parse_header(parts[0])
    payload, signature = decode(parts[1]), decode(parts[2])
    if payload is None or signature is None:
        raise _refuse("a part is not base64url", "base64url")
    if len(signature) != SIGNATURE_BYTES:
        raise _refuse(f"the signature has {len(signature)} bytes", "signature-length")
    signing_input = text[: len(parts[0]) + 1 + len(parts[1])].encode("ascii")
    return Jws(kid=kid, typ=typ, payload=payload, signing_input=signing_input, signature=signature)


def verify_jws(jws: Jws, *, typ: str, key: TrustedKey, max_depth: int = 4) -> Fields:
    """Return the claims of a genuine document.

    Args:
        jws: The parsed document.
        typ: The one type that is accepted.
        key: The trusted key that was looked up by ``jws.kid`` and purpose.
        max_depth: How deep its JSON may be nested.

    Returns:
        A reader of the claims, whose bytes are verified.

    Raises:
        WrongTypeError: A document of another type.
        BadSignatureError: The signature does not match.
        InvalidDocumentError: Signed, yet not strict JSON.
    """
    # 1. The type, before anything is believed (RFC 8725, section 3.11).
    if jws.typ != typ:
        raise codes.DOCUMENT_WRONG_TYPE.error(
            WrongTypeError, typ=jws.typ, expected=typ, kid=jws.kid
        )
    # 2. The signature over the received bytes; they are never serialised again.
    if key.kid != jws.kid or not is_signature(
        jws.signature, jws.signing_input, public_key=key.public_key
    ):
        raise codes.DOCUMENT_BAD_SIGNATURE.error(BadSignatureError, kid=jws.kid)
    # 3. Only now the content.
    return Fields(parse_json(jws.payload, max_bytes=len(jws.payload), max_depth=max_depth))


def sign_jws(claims: JsonObject, *, typ: str, signer: Signer) -> str:
    """Return the compact form of a signed document.

    Args:
        claims: The payload; whole numbers only.
        typ: What the document is.
        signer: Signs, and names its key.

    Raises:
        BadSignatureError: The signer returned something else than the signature of
            its own key: a wrong key behind the name, or a fault while it signed.
        InvalidDocumentError: Readers would refuse the signer's key.
    """
    # "EdDSA" is what stock libraries of all languages know (RFC 9864 renames it).
    header: JsonObject = {"alg": "EdDSA", "kid": signer.kid, "typ": typ}
    signing_input = f"{encode(dump_json(header).encode())}.{encode(dump_json(claims).encode())}"
    data = signing_input.encode("ascii")
    signature = signer.sign(data)
    # Nothing leaves that readers would refuse; and a faulty Ed25519 signature can tell
    # its private key.
    if not is_signature(signature, data, public_key=check_public_key(signer.public_key)):
        raise codes.SIGNING_FAILED.error(BadSignatureError, kid=signer.kid)
    return f"{signing_input}.{encode(signature)}"


def _refuse(detail: str, reason: str) -> InvalidDocumentError:
    return codes.DOCUMENT_NOT_JWS.error(InvalidDocumentError, detail=detail, reason=reason)
