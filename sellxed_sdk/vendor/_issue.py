"""Issuing licences, as the vendor or as a certified partner.

What is issued goes through the checks of the shop: nothing leaves here that
verification would refuse.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta, timezone

import attrs

from sellxed_sdk.errors import InvalidDocumentError, ScopeError, VerificationError
from sellxed_sdk.licence import (
    LICENCE_TYP,
    MAX_KEY_CHARS,
    TEST_LICENCE_TYP,
    Licence,
    LicenceStatus,
    PartnerCertificate,
    PartnerCertificates,
    Situation,
    check_licence,
    hash_key,
    parse_certificate,
    parse_licence,
    verify_certificate,
    verify_scope,
)
from sellxed_sdk.signing import (
    Fields,
    JsonObject,
    Keyring,
    Signer,
    parse_jws,
    sign_jws,
)
from sellxed_sdk.vendor._requests import (
    LicenceRequest,
    check_days,
    check_list,
    check_text,
    check_time,
    normalise_hosts,
    refuse,
    refuse_as_read,
)

__all__ = ["Desk", "Draft", "Issued", "issue_licence"]


@attrs.frozen(kw_only=True)
class Issued:
    """An issued licence."""

    key: str = attrs.field(repr=False)
    """What the customer pastes."""
    licence: Licence
    """What it says."""
    kid: str
    """Name of the key that signed it; a partner's is named as its certificate."""

    def log_entry(self) -> dict[str, str | int | None]:
        """Return what the issue log keeps: enough to revoke, not enough to use the key."""
        by_partner = self.licence.sequence is not None
        return {
            "id": self.licence.id,
            "issuer": self.licence.issuer,
            "product": self.licence.product,
            "customer": self.licence.customer,
            "hosts": ",".join(self.licence.hosts),
            "issued_at": self.licence.issued_at.isoformat(),
            "support_until_on": self.licence.support_until_on.isoformat(),
            "sequence": self.licence.sequence,
            "certificate": self.kid if by_partner else None,
            "kid": self.kid,
            "key_hash": hash_key(self.key),
        }


@attrs.frozen(kw_only=True)
class Draft:
    """A licence that passed every check that needs no signature."""

    claims: JsonObject
    """What will be signed."""
    licence: Licence
    """What it will say."""


def issue_licence(
    request: LicenceRequest,
    *,
    issuer: str,
    signer: Signer,
    now: datetime,
    certificate: str | None = None,
    keyring: Keyring | None = None,
    attach_certificate: bool = True,
    test: bool = False,
) -> Issued:
    """Sign a licence.

    Args:
        request: What is to be issued.
        issuer: The vendor's identifier; for partners the one in the certificate.
        signer: The licence key. For partners its kid is the certificate's identifier.
        now: The issue date.
        certificate: The partner's certificate as the vendor issued it.
        keyring: The vendor's public keys, as shops have them: with them the finished key
            goes through the whole check of a shop. Without them a partner's certificate
            is read and not verified.
        attach_certificate: Whether the certificate becomes part of the key. Without it
            the key is short, and good only where the vendor's channel has brought the
            certificate (`publish_certificates`).
        test: Makes a test licence, which counts in test mode only. Under a certificate
            for test licences it is one anyway.

    Raises:
        PublishError: Shops would refuse it; the message says why.
    """
    desk = Desk(
        issuer=issuer,
        signer=signer,
        now=now,
        certificate=certificate,
        keyring=keyring,
        attach_certificate=attach_certificate,
        test=test,
    )
    return desk.sign(desk.draft(request))


class Desk:
    """Who issues, by which right, and when; made once for many licences.

    Args:
        issuer: As for `issue_licence`, and so are the others.
        signer: The licence key.
        now: The issue date.
        certificate: The partner's certificate.
        keyring: The vendor's public keys.
        attach_certificate: Whether the certificate becomes part of the key.
        test: Makes test licences.

    Raises:
        PublishError: The certificate is not one for this signer.
    """

    def __init__(
        self,
        *,
        issuer: str,
        signer: Signer,
        now: datetime,
        certificate: str | None = None,
        keyring: Keyring | None = None,
        attach_certificate: bool = True,
        test: bool = False,
    ) -> None:
        check_time(now)
        self.scope = _read_scope(certificate, signer, keyring) if certificate else None
        self.test = test or (self.scope is not None and self.scope.test)
        self._issuer, self._signer, self._now = issuer, signer, now
        self._attached = f"~{certificate}" if certificate and attach_certificate else ""
        self._published = PartnerCertificates((certificate,)) if certificate else None
        self._keyring = keyring

    def draft(self, request: LicenceRequest) -> Draft:
        """Check a request.

        Raises:
            PublishError: Shops would refuse the licence, or it would be absurd.
        """
        try:
            claims = _claims(request, self._issuer, self._now)
            licence = parse_licence(Fields(claims), test=self.test)
            if self.scope is not None:
                verify_scope(licence, certificate=self.scope)
        except (InvalidDocumentError, ScopeError) as error:
            raise refuse_as_read(error) from None
        except OverflowError:
            raise refuse("a date lies after the year 9999") from None
        issued_on = licence.issued_at.astimezone(timezone.utc).date()
        if licence.support_until_on < issued_on:
            raise refuse("support would end before it begins")
        ends_at = licence.trial_ends_at
        if ends_at and ends_at.astimezone(timezone.utc).date() > licence.support_until_on:
            raise refuse(f"the trial would last longer than support ({licence.support_until_on})")
        return Draft(claims=claims, licence=licence)

    def sign(self, draft: Draft) -> Issued:
        """Sign what was checked, and look at the result as a shop does.

        Raises:
            PublishError: Shops would refuse the key.
        """
        typ = TEST_LICENCE_TYP if self.test else LICENCE_TYP
        try:
            key = sign_jws(draft.claims, typ=typ, signer=self._signer) + self._attached
        except InvalidDocumentError as error:
            raise refuse(str(error).rstrip(".")) from None
        if len(key) > MAX_KEY_CHARS:
            raise refuse(f"the key would have {len(key)} characters, {MAX_KEY_CHARS} are allowed")
        issued = Issued(key=key, licence=draft.licence, kid=self._signer.kid)
        self._check(issued)
        return issued

    def _check(self, issued: Issued) -> None:
        if self._keyring is None:
            # The signature was verified when it was made, and the claims before; the rest
            # is the name of the key.
            try:
                parse_jws(issued.key.partition("~")[0])
            except InvalidDocumentError as error:
                raise refuse(str(error).rstrip(".")) from None
            return
        report = check_licence(
            issued.key,
            situation=Situation(
                product=issued.licence.product,
                released_on=issued.licence.issued_at.astimezone(timezone.utc).date(),
            ),
            now=self._now,
            keyring=self._keyring,
            certificates=self._published,
            test_mode=self.test,
        )
        if report.status is not LicenceStatus.VALID or report.licence != issued.licence:
            said = [f"{found.message.rstrip('.')} [{found.code}]" for found in report.findings]
            raise refuse(said[0] if said else "it reads as another licence")


def _read_scope(certificate: str, signer: Signer, keyring: Keyring | None) -> PartnerCertificate:
    try:
        jws = parse_jws(certificate)
        scope = parse_certificate(Fields(jws.unverified_claims()))
        if keyring is not None and not scope.test:
            verify_certificate(jws, keyring=keyring)
    except (InvalidDocumentError, VerificationError) as error:
        detail = str(error).rstrip(".")
        raise refuse(f"the certificate is not good: {detail[:1].lower()}{detail[1:]}") from None
    if signer.kid != scope.id:
        raise refuse(f"the certificate is named '{scope.id}' and the signer '{signer.kid}'")
    if signer.public_key != scope.public_key:
        raise refuse("the certificate is for another private key")
    return scope


def _claims(request: LicenceRequest, issuer: str, now: datetime) -> JsonObject:
    check_text("issuer", issuer)
    check_text("tier", request.tier)
    check_list("entitlements", request.entitlements)
    identifier = request.id or f"L-{secrets.token_hex(6)}"
    claims: JsonObject = {"jti": identifier, "iss": issuer, "prd": request.product}
    if request.customer:
        check_text("customer", request.customer)
        claims["cus"] = request.customer
    if request.hosts:
        claims["hst"] = [*normalise_hosts(request.hosts)]
    claims["iat"] = int(now.timestamp())
    ends_at = None
    if request.trial_days is not None:
        check_days("trial", request.trial_days)
        ends_at = now + timedelta(days=request.trial_days)
    claims["sup"] = (request.support_until_on or _default_support(now, ends_at)).isoformat()
    if request.tier != "standard":
        claims["tier"] = request.tier
    if request.entitlements:
        claims["ent"] = [*request.entitlements]
    if ends_at is not None:
        claims["exp"] = int(ends_at.timestamp())
    if request.sequence is not None:
        claims["seq"] = request.sequence
    return claims


def _default_support(now: datetime, ends_at: datetime | None) -> date:
    """One year from purchase, and never less than the trial."""
    day = now.astimezone(timezone.utc).date()
    if day.year == date.max.year:
        raise OverflowError
    try:
        until_on = day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        until_on = day.replace(year=day.year + 1, day=28)
    return max(until_on, ends_at.astimezone(timezone.utc).date()) if ends_at else until_on
