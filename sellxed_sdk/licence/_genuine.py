"""From the text of a key to a genuine licence, or the exact name of what is wrong."""

from __future__ import annotations

import attrs

from sellxed_sdk.errors import InvalidDocumentError, VerificationError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence._claims import (
    CERTIFICATE_TYP,
    LICENCE_TYP,
    TEST_LICENCE_TYP,
    Licence,
    PartnerCertificate,
    parse_licence,
)
from sellxed_sdk.licence._delegation import find_scope_fault, partner_key, verify_certificate
from sellxed_sdk.signing import Jws, Keyring, Purpose, TrustedKey, parse_jws, verify_jws

__all__ = ["Genuine", "Refused", "establish", "read_parts"]

SIGNATURE_CHARS = 86  # 64 bytes in base64url


@attrs.frozen(kw_only=True)
class Genuine:
    """A licence whose signature and claims hold, and how it was issued."""

    licence: Licence
    """The licence."""
    certificate: PartnerCertificate | None = None
    """The certificate that it was issued under, if a partner issued it."""


class Refused(Exception):  # noqa: N818  a control flow of this package, not an error of the tree
    """Ends the verification with the one finding that names the cause."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


def establish(key: str, *, keyring: Keyring, test_keys: Keyring | None) -> Genuine:
    """Verify the signature chain of one key.

    Args:
        key: Normalised text: ``licence`` or ``licence~certificate``.
        keyring: The vendor's keys.
        test_keys: Keys of test licences; None outside test mode.

    Raises:
        Refused: With the exact name of what is wrong.
    """
    # 1. Form.
    jws, certificate_jws = read_parts(key)
    # 2. Type: a licence, or in test mode a test licence.
    _check_type(jws, test_mode=test_keys is not None)
    # 3. Signer: a partner by its certificate, else one of the vendor's keys.
    certificate = _certify(certificate_jws, keyring) if certificate_jws is not None else None
    signers = test_keys if jws.typ == TEST_LICENCE_TYP else keyring
    trusted = _signer(jws, certificate, signers)
    # 4. Signature, then claims.
    try:
        fields = verify_jws(jws, typ=jws.typ, key=trusted)
        licence = parse_licence(fields, test=jws.typ == TEST_LICENCE_TYP)
    except VerificationError:
        raise Refused(codes.KEY_FORGED.finding()) from None
    except InvalidDocumentError as error:
        raise Refused(codes.LICENCE_UNREADABLE.finding(detail=_clause(error))) from None
    # 5. Scope of the partner.
    detail = find_scope_fault(licence, certificate=certificate) if certificate else ""
    if certificate and detail:
        raise Refused(
            codes.PARTNER_OUT_OF_SCOPE.finding(subject=certificate.partner, detail=detail)
        )
    return Genuine(licence=licence, certificate=certificate)


def read_parts(key: str) -> tuple[Jws, Jws | None]:
    """Split a key into licence and certificate; nothing is trusted yet.

    Raises:
        Refused: With the exact name of the damage.
    """
    pieces = key.split("~")
    if len(pieces) > 2:
        raise Refused(codes.KEY_DAMAGED.finding(detail="it has more than two parts around '~'"))
    licence = _parse_piece(pieces[0])
    return licence, _parse_piece(pieces[1]) if len(pieces) == 2 else None


def _parse_piece(piece: str) -> Jws:
    dots = piece.split(".")
    if not piece:
        raise Refused(codes.KEY_TRUNCATED.finding())
    if not piece.startswith("eyJ"):
        # Every header begins so; a long text of the right shape was one.
        if len(dots) == 3 and len(dots[2]) >= SIGNATURE_CHARS:
            raise Refused(codes.KEY_DAMAGED.finding(detail="its beginning is missing or changed"))
        raise Refused(codes.KEY_NOT_A_LICENCE.finding())
    if len(dots) < 3 or (len(dots) == 3 and len(dots[2]) < SIGNATURE_CHARS):
        raise Refused(codes.KEY_TRUNCATED.finding())
    try:
        return parse_jws(piece)
    except InvalidDocumentError as error:
        if error.reason in ("alg", "header", "field"):
            raise Refused(codes.KEY_NOT_A_LICENCE.finding()) from None
        raise Refused(codes.KEY_DAMAGED.finding(detail=_clause(error))) from None


def _check_type(jws: Jws, *, test_mode: bool) -> None:
    if jws.typ == CERTIFICATE_TYP:
        raise Refused(codes.KEY_IS_PARTNER_CERTIFICATE.finding())
    if jws.typ == TEST_LICENCE_TYP and not test_mode:
        raise Refused(codes.TEST_KEY_REFUSED.finding())
    if jws.typ not in (LICENCE_TYP, TEST_LICENCE_TYP):
        raise Refused(codes.KEY_NOT_A_LICENCE.finding())


def _certify(jws: Jws, keyring: Keyring) -> PartnerCertificate:
    try:
        return verify_certificate(jws, keyring=keyring)
    except (VerificationError, InvalidDocumentError) as error:
        raise Refused(codes.PARTNER_CERTIFICATE_INVALID.finding(detail=_clause(error))) from None


def _signer(
    jws: Jws, certificate: PartnerCertificate | None, keyring: Keyring | None
) -> TrustedKey:
    if certificate is not None and certificate.id == jws.kid:
        return partner_key(certificate)
    # A certificate that belongs to another key proves nothing about this one.
    trusted = keyring.find(jws.kid, Purpose.LICENCE) if keyring and not certificate else None
    if trusted is None:
        raise Refused(codes.KEY_UNKNOWN_SIGNER.finding(kid=jws.kid))
    return trusted


def _clause(error: Exception) -> str:
    # A sentence becomes part of another one.
    text = str(error).rstrip(".")
    return text[:1].lower() + text[1:]
