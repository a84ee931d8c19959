"""Partner certificates: what the vendor allows a partner to issue."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sellxed_sdk.errors import InvalidDocumentError, VerificationError
from sellxed_sdk.licence import (
    CERTIFICATE_TYP,
    PartnerCertificate,
    parse_certificate,
    verify_certificate,
)
from sellxed_sdk.signing import (
    Fields,
    JsonObject,
    Keyring,
    Signer,
    check_new_public_key,
    encode_base64url,
    parse_jws,
    sign_jws,
)
from sellxed_sdk.vendor._requests import (
    PartnerRequest,
    check_days,
    check_list,
    check_text,
    check_time,
    refuse,
    refuse_as_read,
)

__all__ = ["certify_partner"]


def certify_partner(
    request: PartnerRequest,
    *,
    signer: Signer,
    identifier: str | None = None,
    now: datetime,
    keyring: Keyring | None = None,
) -> tuple[str, PartnerCertificate]:
    """Sign a partner certificate.

    Args:
        request: What the partner is to be allowed.
        signer: The vendor's certificate key.
        identifier: Name of the certificate and kid of its licences; random where None.
        now: Begin of the issuing window.
        keyring: The vendor's public keys; with them the certificate is verified as
            shops will verify it.

    Returns:
        The certificate's text, and what it says.

    Raises:
        PublishError: Shops would refuse it: a weak key, an impossible scope.
    """
    claims = _claims(request, identifier or f"p-{secrets.token_hex(4)}", now)
    try:
        check_new_public_key(request.public_key)
        certificate = parse_certificate(Fields(claims))
        if keyring is not None and any(key.kid == certificate.id for key in keyring.keys):
            raise refuse(f"'{certificate.id}' is the name of a key of the vendor")
        text = sign_jws(claims, typ=CERTIFICATE_TYP, signer=signer)
        if keyring is not None:
            certificate = verify_certificate(parse_jws(text), keyring=keyring)
    except (InvalidDocumentError, VerificationError) as error:
        raise refuse_as_read(error) from None
    return text, certificate


def _claims(request: PartnerRequest, identifier: str, now: datetime) -> JsonObject:
    check_time(now)
    check_text("partner", request.partner)
    check_days("issuing window", request.days)
    check_list("products", request.products)
    check_list("entitlements", request.entitlements)
    if not request.products:
        raise refuse("a certificate names at least one product")
    try:
        end = now + timedelta(days=request.days)
    except OverflowError:
        raise refuse("the issuing window would end after the year 9999") from None
    claims: JsonObject = {
        "jti": identifier,
        "sub": request.partner,
        "cnf": {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(request.public_key)}},
        "prd": [*request.products],
        "max": request.max_count,
        "nbf": int(now.timestamp()),
        "exp": int(end.timestamp()),
        "msd": request.max_support_days,
        "mxh": request.max_hosts,
    }
    if request.entitlements:
        claims["ent"] = [*request.entitlements]
    if request.test:
        claims["test"] = True
    return claims
