"""Issuing licences, as the vendor or as a certified partner.

What is issued goes through the checks of the shop before it is signed: nothing
leaves here that verification would refuse.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

import attrs

from sellxed_sdk.errors import InvalidDocumentError, PublishError, ScopeError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.licence import (
    CERTIFICATE_TYP,
    LICENCE_TYP,
    MAX_KEY_CHARS,
    TEST_LICENCE_TYP,
    Licence,
    PartnerCertificate,
    hash_key,
    normalise_host,
    parse_certificate,
    parse_licence,
    verify_scope,
)
from sellxed_sdk.signing import (
    Fields,
    JsonObject,
    Signer,
    encode_base64url,
    parse_jws,
    sign_jws,
)

__all__ = ["Issued", "LicenceRequest", "PartnerRequest", "certify_partner", "issue_licence"]


@attrs.frozen(kw_only=True)
class LicenceRequest:
    """What is to be issued."""

    product: str
    """The product."""
    hosts: tuple[str, ...] = ()
    """Shop addresses, in any spelling; none for any shop."""
    customer: str | None = attrs.field(default=None, repr=False)
    """As it is to be shown; may be left out."""
    support_until_on: date | None = None
    """Last day of support; one year from the issue date where None."""
    tier: str = "standard"
    """Support tier."""
    entitlements: tuple[str, ...] = ()
    """Features and limits."""
    trial_days: int | None = None
    """Makes it a trial that ends after so many days."""
    id: str | None = None
    """Identifier; a random one where None."""
    sequence: int | None = None
    """Running number; needed under a partner's certificate."""


@attrs.frozen(kw_only=True)
class PartnerRequest:
    """What a partner is to be allowed."""

    partner: str
    """Identifier of the partner; the issuer of its licences."""
    public_key: bytes = attrs.field(repr=False)
    """The partner's Ed25519 key, 32 bytes."""
    products: tuple[str, ...]
    """Products that may be licensed."""
    max_count: int
    """How many licences."""
    days: int
    """Length of the issuing window, from now on."""
    max_support_days: int = 366
    """Longest support, in days from the issue date."""
    max_hosts: int = 5
    """Most hosts in one licence."""
    entitlements: tuple[str, ...] = ()
    """Entitlements that may be granted."""


@attrs.frozen(kw_only=True)
class Issued:
    """An issued licence."""

    key: str = attrs.field(repr=False)
    """What the customer pastes."""
    licence: Licence
    """What it says."""

    def log_entry(self) -> dict[str, str | int | None]:
        """Return what the issue log keeps: enough to revoke, not enough to use the key."""
        return {
            "id": self.licence.id,
            "issuer": self.licence.issuer,
            "product": self.licence.product,
            "customer": self.licence.customer,
            "hosts": ",".join(self.licence.hosts),
            "issued_at": self.licence.issued_at.isoformat(),
            "support_until_on": self.licence.support_until_on.isoformat(),
            "sequence": self.licence.sequence,
            "key_hash": hash_key(self.key),
        }


def issue_licence(
    request: LicenceRequest,
    *,
    issuer: str,
    signer: Signer,
    now: datetime,
    certificate: str | None = None,
    test: bool = False,
) -> Issued:
    """Sign a licence.

    Args:
        request: What is to be issued.
        issuer: The vendor's identifier; for partners the one in the certificate.
        signer: The licence key. For partners its kid is the certificate's identifier.
        now: The issue date.
        certificate: The partner's certificate as the vendor issued it; becomes part
            of the key.
        test: Makes a test licence, which counts in test mode only.

    Raises:
        PublishError: Shops would refuse it; the message says why.
    """
    claims = _claims(request, issuer, now)
    try:
        licence = parse_licence(Fields(claims), test=test)
        if certificate is not None:
            scope = parse_certificate(Fields(parse_jws(certificate).unverified_claims()))
            _check_partner(licence, scope, signer)
    except (InvalidDocumentError, ScopeError) as error:
        raise _refuse(str(error).rstrip(".")) from None
    if licence.support_until_on < licence.issued_at.date():
        raise _refuse("support would end before it begins")
    key = sign_jws(claims, typ=TEST_LICENCE_TYP if test else LICENCE_TYP, signer=signer)
    if certificate is not None:
        key = f"{key}~{certificate}"
    if len(key) > MAX_KEY_CHARS:
        raise _refuse(f"the key would have {len(key)} characters, {MAX_KEY_CHARS} are allowed")
    return Issued(key=key, licence=licence)


def certify_partner(
    request: PartnerRequest, *, signer: Signer, identifier: str | None = None, now: datetime
) -> tuple[str, PartnerCertificate]:
    """Sign a partner certificate.

    Args:
        request: What the partner is to be allowed.
        signer: The vendor's certificate key.
        identifier: Name of the certificate and kid of its licences; random where None.
        now: Begin of the issuing window.

    Returns:
        The certificate's text, and what it says.

    Raises:
        PublishError: Shops would refuse it: a weak key, an impossible scope.
    """
    claims: JsonObject = {
        "jti": identifier or f"p-{secrets.token_hex(4)}",
        "sub": request.partner,
        "cnf": {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(request.public_key)}},
        "prd": [*request.products],
        "max": request.max_count,
        "nbf": int(now.timestamp()),
        "exp": int((now + timedelta(days=request.days)).timestamp()),
        "msd": request.max_support_days,
        "mxh": request.max_hosts,
    }
    if request.entitlements:
        claims["ent"] = [*request.entitlements]
    try:
        certificate = parse_certificate(Fields(claims))
    except InvalidDocumentError as error:
        raise _refuse(str(error).rstrip(".")) from None
    if not certificate.products:
        raise _refuse("a certificate names at least one product")
    return sign_jws(claims, typ=CERTIFICATE_TYP, signer=signer), certificate


def _claims(request: LicenceRequest, issuer: str, now: datetime) -> JsonObject:
    identifier = request.id or f"L-{secrets.token_hex(6)}"
    claims: JsonObject = {"jti": identifier, "iss": issuer, "prd": request.product}
    if request.customer:
        claims["cus"] = request.customer
    if request.hosts:
        claims["hst"] = [*_normalise(request.hosts)]
    claims["iat"] = int(now.timestamp())
    claims["sup"] = (request.support_until_on or _next_year(now)).isoformat()
    if request.tier != "standard":
        claims["tier"] = request.tier
    if request.entitlements:
        claims["ent"] = [*request.entitlements]
    if request.trial_days is not None:
        claims["exp"] = int((now + timedelta(days=request.trial_days)).timestamp())
    if request.sequence is not None:
        claims["seq"] = request.sequence
    return claims


def _normalise(hosts: Iterable[str]) -> list[str]:
    result: list[str] = []
    for host in hosts:
        name = normalise_host(host)
        if name is None:
            raise _refuse(f"'{host}' is not a host")
        if name not in result:
            result.append(name)
    return result


def _next_year(now: datetime) -> date:
    day = now.astimezone(timezone.utc).date()
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


def _check_partner(licence: Licence, scope: PartnerCertificate, signer: Signer) -> None:
    if signer.kid != scope.id:
        raise _refuse(f"the certificate is named '{scope.id}' and the signer '{signer.kid}'")
    verify_scope(licence, certificate=scope)


def _refuse(detail: str) -> PublishError:
    return codes.ISSUE_REFUSED.error(PublishError, detail=detail, step="issue")
