"""From the text of a key to a genuine licence, or the exact name of what is wrong."""

from __future__ import annotations

from sellxed_sdk.errors import InvalidDocumentError, UnknownKeyError, VerificationError
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence._certificates import PartnerCertificates
from sellxed_sdk.licence._claims import (
    CERTIFICATE_TYP,
    LICENCE_TYP,
    TEST_LICENCE_TYP,
    Licence,
    PartnerCertificate,
    parse_licence,
)
from sellxed_sdk.licence._delegation import Partner, certify, find_scope_fault
from sellxed_sdk.licence._parts import Refused, as_clause, parse_part, split_key
from sellxed_sdk.licence._testing import TEST_KEYRING
from sellxed_sdk.signing import Jws, Keyring, Purpose, TrustedKey, verify_jws

__all__ = ["Refused", "establish"]


def establish(
    key: str,
    *,
    keyring: Keyring,
    certificates: PartnerCertificates | None,
    test_mode: bool,
) -> tuple[Licence, PartnerCertificate | None]:
    """Verify the signature chain of one key.

    Args:
        key: Normalised text: ``licence`` or ``licence~certificate``.
        keyring: The vendor's keys.
        certificates: Partner certificates that need not be part of the key.
        test_mode: Whether published test keys count, too.

    Returns:
        The licence, and the certificate it was issued under, if a partner issued it.

    Raises:
        Refused: With the exact name of what is wrong.
    """
    # 1. Form.
    text, attached = split_key(key)
    jws = parse_part(text)
    # 2. Type: a licence, or in test mode a test licence.
    test = _check_type(jws, test_mode=test_mode)
    # 3. Signer: a partner by its certificate, else one of the vendor's keys.
    partner = _find_partner(jws, attached, keyring, certificates, test_mode=test_mode)
    trusted = partner.key if partner else _find_signer(jws, TEST_KEYRING if test else keyring)
    # 4. Signature, then claims.
    licence = _read(jws, trusted, test=test)
    if partner is None:
        return licence, None
    # 5. Scope of the partner.
    detail = find_scope_fault(licence, certificate=partner.certificate)
    if detail:
        name = partner.certificate.partner
        raise Refused(codes.PARTNER_OUT_OF_SCOPE.finding(subject=name, detail=detail))
    return licence, partner.certificate


def _check_type(jws: Jws, *, test_mode: bool) -> bool:
    if jws.typ == LICENCE_TYP:
        return False
    if jws.typ == CERTIFICATE_TYP:
        raise Refused(codes.KEY_IS_PARTNER_CERTIFICATE.finding())
    if jws.typ != TEST_LICENCE_TYP:
        raise Refused(codes.KEY_NOT_A_LICENCE.finding())
    if not test_mode:
        raise Refused(codes.TEST_KEY_REFUSED.finding())
    return True


def _find_partner(
    jws: Jws,
    attached: str | None,
    keyring: Keyring,
    certificates: PartnerCertificates | None,
    *,
    test_mode: bool,
) -> Partner | None:
    if attached is not None:
        partner = certify(attached, keyring, test_mode)
        # A certificate that belongs to another key proves nothing about this one.
        if partner.certificate.id != jws.kid:
            raise Refused(codes.KEY_UNKNOWN_SIGNER.finding(kid=jws.kid))
        return partner
    if certificates is None or keyring.find(jws.kid, Purpose.LICENCE) is not None:
        return None
    text = certificates.find(jws.kid)
    return certify(text, keyring, test_mode) if text is not None else None


def _find_signer(jws: Jws, keyring: Keyring) -> TrustedKey:
    trusted = keyring.find(jws.kid, Purpose.LICENCE)
    if trusted is None:
        raise Refused(codes.KEY_UNKNOWN_SIGNER.finding(kid=jws.kid))
    return trusted


def _read(jws: Jws, trusted: TrustedKey, *, test: bool) -> Licence:
    try:
        licence = parse_licence(verify_jws(jws, typ=jws.typ, key=trusted), test=test)
        trusted.verify_date(licence.issued_at)
    except UnknownKeyError:
        raise Refused(codes.KEY_SIGNER_NOT_IN_USE.finding(kid=jws.kid)) from None
    except VerificationError:
        raise Refused(codes.KEY_FORGED.finding()) from None
    except InvalidDocumentError as error:
        raise Refused(codes.LICENCE_UNREADABLE.finding(detail=as_clause(error))) from None
    return licence
