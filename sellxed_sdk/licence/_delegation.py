"""Partners: does the vendor's certificate cover this licence? One step, never more."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sellxed_sdk.errors import InvalidDocumentError, ScopeError, VerificationError
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence._claims import (
    CERTIFICATE_TYP,
    Licence,
    PartnerCertificate,
    parse_certificate,
)
from sellxed_sdk.licence._days import day_of
from sellxed_sdk.licence._parts import Refused, as_clause, parse_part
from sellxed_sdk.licence._testing import TEST_KEYRING, TEST_KID
from sellxed_sdk.signing import Jws, Keyring, Purpose, TrustedKey, verify_jws

__all__ = ["Partner", "certify", "find_scope_fault", "verify_certificate", "verify_scope"]


class Partner(NamedTuple):
    """A certified partner."""

    certificate: PartnerCertificate
    """What it may issue."""
    key: TrustedKey
    """Its key, under the name that its licences carry."""


# A shop has licences of a few partners, and support looks at many of the same ones. Only
# good certificates are kept; a forged one is verified each time.
@lru_cache(maxsize=256)
def certify(text: str, keyring: Keyring, test_mode: bool) -> Partner:  # noqa: FBT001 - hashed
    """Verify the certificate that belongs to a licence.

    Args:
        text: The certificate.
        keyring: The vendor's keys.
        test_mode: Whether the published test key may have signed it. Then it is for
            test licences only.

    Raises:
        Refused: With the exact name of what is wrong.
    """
    jws = parse_part(text)
    published = test_mode and jws.kid == TEST_KID
    try:
        certificate = verify_certificate(jws, keyring=TEST_KEYRING if published else keyring)
    except (VerificationError, InvalidDocumentError) as error:
        finding = codes.PARTNER_CERTIFICATE_INVALID.finding(detail=as_clause(error))
        raise Refused(finding) from None
    if published and not certificate.test:
        detail = "the published test key certifies for test licences only"
        raise Refused(codes.PARTNER_CERTIFICATE_INVALID.finding(detail=detail))
    key = TrustedKey(kid=certificate.id, purpose=Purpose.LICENCE, public_key=certificate.public_key)
    return Partner(certificate=certificate, key=key)


def verify_certificate(jws: Jws, *, keyring: Keyring) -> PartnerCertificate:
    """Return a partner certificate that the vendor signed.

    Raises:
        VerificationError: Not signed by a trusted certificate key that was in use when
            the issuing window began, or another type.
        InvalidDocumentError: Signed, and a claim is missing or impossible.
    """
    key = keyring.get(jws.kid, Purpose.CERTIFICATE)
    certificate = parse_certificate(verify_jws(jws, typ=CERTIFICATE_TYP, key=key))
    key.verify_date(certificate.not_before_at)
    return certificate


def find_scope_fault(licence: Licence, *, certificate: PartnerCertificate) -> str:
    """Return what goes beyond the certificate, as half a sentence, or an empty text.

    The issuing window is compared with the licence's issue date and not with now:
    customers keep what they bought when a partner leaves. Back-dating by a former
    partner is cut off by the revocation list's ``after_seq``.
    """
    if licence.issuer != certificate.partner:
        return f"it names '{licence.issuer}' as its issuer"
    if licence.product not in certificate.products:
        return f"product '{licence.product}'"
    if licence.sequence is None or licence.sequence > certificate.max_count:
        return f"its running number is {licence.sequence} of {certificate.max_count}"
    issued_on = day_of(licence.issued_at)
    if not certificate.not_before_at <= licence.issued_at <= certificate.not_after_at:
        return f"it was issued on {issued_on}, outside the partner's period"
    support_days = (licence.support_until_on - issued_on).days
    if support_days > certificate.max_support_days:
        return f"{support_days} days of support, {certificate.max_support_days} are allowed"
    hosts = len(licence.hosts)
    if not 1 <= hosts <= certificate.max_hosts:
        return f"{hosts or 'any number of'} hosts, {certificate.max_hosts} are allowed"
    for entitlement in licence.entitlements:
        if entitlement not in certificate.entitlements:
            return f"entitlement '{entitlement}'"
    if licence.test is not certificate.test:
        return "it is a live one" if certificate.test else "it is a test licence"
    return ""


def verify_scope(licence: Licence, *, certificate: PartnerCertificate) -> None:
    """Refuse a licence that goes beyond the certificate.

    Raises:
        ScopeError: With the first thing that does.
    """
    detail = find_scope_fault(licence, certificate=certificate)
    if detail:
        raise codes.PARTNER_OUT_OF_SCOPE.error(ScopeError, detail=detail, kid=certificate.id)
