"""Partners: does the vendor's certificate cover this licence? One step, never more."""

from __future__ import annotations

from datetime import timezone

from sellxed_sdk.errors import ScopeError
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence._claims import (
    CERTIFICATE_TYP,
    Licence,
    PartnerCertificate,
    parse_certificate,
)
from sellxed_sdk.signing import Jws, Keyring, Purpose, TrustedKey, verify_jws

__all__ = ["find_scope_fault", "partner_key", "verify_certificate", "verify_scope"]


def verify_certificate(jws: Jws, *, keyring: Keyring) -> PartnerCertificate:
    """Return a partner certificate that the vendor signed.

    Raises:
        VerificationError: Not signed by a trusted certificate key, or another type.
        InvalidDocumentError: Signed, and a claim is missing or impossible.
    """
    key = keyring.get(jws.kid, Purpose.CERTIFICATE)
    return parse_certificate(verify_jws(jws, typ=CERTIFICATE_TYP, key=key))


def partner_key(certificate: PartnerCertificate) -> TrustedKey:
    """Return the partner's key under the name that its licences carry."""
    return TrustedKey(
        kid=certificate.id, purpose=Purpose.LICENCE, public_key=certificate.public_key
    )


def find_scope_fault(licence: Licence, *, certificate: PartnerCertificate) -> str:
    """Return what goes beyond the certificate, as half a sentence, or an empty text.

    The issuing window is compared with the licence's issue date and not with now:
    customers keep what they bought when a partner leaves. Back-dating by a former
    partner is cut off by the revocation list's ``after_seq``.
    """
    issued_on = licence.issued_at.astimezone(timezone.utc).date()
    support_days = (licence.support_until_on - issued_on).days
    extra = sorted(set(licence.entitlements) - set(certificate.entitlements))
    faults = (
        (licence.issuer != certificate.partner, f"it names '{licence.issuer}' as its issuer"),
        (licence.product not in certificate.products, f"product '{licence.product}'"),
        (
            licence.sequence is None or licence.sequence > certificate.max_count,
            f"its running number is {licence.sequence} of {certificate.max_count}",
        ),
        (
            not certificate.not_before_at <= licence.issued_at <= certificate.not_after_at,
            f"it was issued on {issued_on}, outside the partner's period",
        ),
        (
            support_days > certificate.max_support_days,
            f"{support_days} days of support, {certificate.max_support_days} are allowed",
        ),
        (
            not licence.hosts or len(licence.hosts) > certificate.max_hosts,
            f"{len(licence.hosts) or 'any number of'} hosts, {certificate.max_hosts} are allowed",
        ),
        (bool(extra), f"entitlement '{extra[0] if extra else ''}'"),
        (
            licence.test is not certificate.test,
            "it is a live licence under a certificate for test licences"
            if certificate.test
            else "it is a test licence under a certificate for live licences",
        ),
    )
    return next((detail for fault, detail in faults if fault), "")


def verify_scope(licence: Licence, *, certificate: PartnerCertificate) -> None:
    """Refuse a licence that goes beyond the certificate.

    Raises:
        ScopeError: With the first thing that does.
    """
    detail = find_scope_fault(licence, certificate=certificate)
    if detail:
        raise codes.PARTNER_OUT_OF_SCOPE.error(ScopeError, detail=detail, kid=certificate.id)
