"""What a licence and a partner certificate say."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from sellxed_sdk.licence._hosts import is_host_pattern
from sellxed_sdk.signing import KID_PATTERN, Fields, check_public_key, decode_base64url

__all__ = [
    "CERTIFICATE_TYP",
    "LICENCE_TYP",
    "MAX_HOSTS",
    "REVOCATIONS_TYP",
    "TEST_LICENCE_TYP",
    "Licence",
    "PartnerCertificate",
    "parse_certificate",
    "parse_licence",
]

LICENCE_TYP = "sx-licence+jwt"
TEST_LICENCE_TYP = "sx-test-licence+jwt"
CERTIFICATE_TYP = "sx-partner+jwt"
REVOCATIONS_TYP = "sx-revocations+jwt"

MAX_HOSTS = 50
MAX_ENTITLEMENTS = 50
ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}"
PRODUCT_PATTERN = r"[a-z0-9][a-z0-9-]{0,39}"  # also a role and a path of the channel
ENTITLEMENT_PATTERN = r"[a-z0-9][a-z0-9._:-]{0,63}"


# Without slots: made faster, and one is made at every check.
@attrs.frozen(kw_only=True, slots=False)
class Licence:
    """A genuine licence, as signed."""

    id: str
    """Identifier, for correspondence; no secret and no proof."""
    issuer: str
    """The vendor or partner who issued it."""
    product: str
    """The product that it is for."""
    customer: str | None = attrs.field(default=None, repr=False)
    """The customer as the issuer wrote it, where given."""
    hosts: tuple[str, ...] = ()
    """Normalised hosts; none means any shop."""
    issued_at: datetime
    """When it was issued."""
    support_until_on: date
    """Last calendar day (UTC) of support: releases published until then are covered."""
    tier: str = "standard"
    """Support tier."""
    entitlements: tuple[str, ...] = ()
    """Features and limits that it carries, as ``multistore`` or ``shops:3``."""
    trial_ends_at: datetime | None = None
    """End of a trial; None for a bought licence, which has no end."""
    sequence: int | None = None
    """Running number under a partner's certificate."""
    test: bool = False
    """Whether it is a published test key."""

    def covers(self, released_on: date) -> bool:
        """Whether a release published on that day (UTC) may be run and downloaded for ever."""
        return released_on <= self.support_until_on

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "id": self.id,
            "issuer": self.issuer,
            "product": self.product,
            "customer": self.customer,
            "hosts": list(self.hosts),
            "issued_at": self.issued_at.isoformat(),
            "support_until_on": self.support_until_on.isoformat(),
            "tier": self.tier,
            "entitlements": list(self.entitlements),
            "trial_ends_at": self.trial_ends_at.isoformat() if self.trial_ends_at else None,
            "sequence": self.sequence,
            "test": self.test,
        }


@attrs.frozen(kw_only=True)
class PartnerCertificate:
    """What the vendor allows a partner to issue (RFC 7800 for the key)."""

    id: str
    """Identifier; also the kid of the licences issued under it."""
    partner: str
    """The partner; the issuer of those licences."""
    public_key: bytes = attrs.field(repr=False)
    """The partner's Ed25519 key, 32 bytes."""
    products: tuple[str, ...]
    """Products that may be licensed."""
    max_count: int
    """How many licences: their running number ends here."""
    not_before_at: datetime
    """Begin of the issuing window, compared with the licence's issue date."""
    not_after_at: datetime
    """End of the issuing window, compared with the licence's issue date."""
    max_support_days: int
    """Longest support, in days from the issue date."""
    max_hosts: int = MAX_HOSTS
    """Most hosts in one licence."""
    entitlements: tuple[str, ...] = ()
    """Entitlements that may be granted."""
    test: bool = False
    """Whether it is for test licences, and for nothing else."""


def _hosts(fields: Fields) -> tuple[str, ...]:
    hosts = fields.texts("hst", max_items=MAX_HOSTS, max_chars=255)
    for index, host in enumerate(hosts):
        if not is_host_pattern(host):
            raise fields.error(f"hst[{index}]", "it is not a host in normal form")
    return hosts


def parse_licence(fields: Fields, *, test: bool = False) -> Licence:
    """Read the claims of a verified licence (docs/formats/licence.md).

    Raises:
        InvalidDocumentError: A claim is missing or impossible.
    """
    return Licence(
        id=fields.text("jti", pattern=ID_PATTERN),
        issuer=fields.text("iss", max_chars=100),
        product=fields.text("prd", pattern=PRODUCT_PATTERN),
        customer=fields.optional_text("cus", max_chars=200),
        hosts=_hosts(fields),
        issued_at=fields.numeric_date("iat"),
        support_until_on=fields.day("sup"),
        tier=fields.optional_text("tier", max_chars=32) or "standard",
        entitlements=fields.texts("ent", max_items=MAX_ENTITLEMENTS, pattern=ENTITLEMENT_PATTERN),
        trial_ends_at=fields.optional_numeric_date("exp"),
        sequence=fields.integer("seq", minimum=1) if "seq" in fields else None,
        test=test,
    )


def parse_certificate(fields: Fields) -> PartnerCertificate:
    """Read the claims of a verified partner certificate (docs/formats/licence.md).

    Raises:
        InvalidDocumentError: A claim is missing or impossible, or the key is weak.
    """
    jwk = fields.section("cnf").section("jwk")
    if jwk.text("kty") != "OKP" or jwk.text("crv") != "Ed25519":
        raise jwk.error("crv", "only Ed25519 keys are used")
    raw = decode_base64url(jwk.text("x", max_chars=64))
    if raw is None:
        raise jwk.error("x", "it is not base64url")
    return PartnerCertificate(
        id=fields.text("jti", pattern=KID_PATTERN),
        partner=fields.text("sub", max_chars=100),
        public_key=check_public_key(raw),
        products=fields.texts("prd", max_items=100, pattern=PRODUCT_PATTERN),
        max_count=fields.integer("max", minimum=1),
        not_before_at=fields.numeric_date("nbf"),
        not_after_at=fields.numeric_date("exp"),
        max_support_days=fields.integer("msd", minimum=1, maximum=36_525),
        max_hosts=fields.integer("mxh", minimum=1, maximum=MAX_HOSTS)
        if "mxh" in fields
        else MAX_HOSTS,
        entitlements=fields.texts("ent", max_items=MAX_ENTITLEMENTS, pattern=ENTITLEMENT_PATTERN),
        test=fields.boolean("test", default=False),
    )
