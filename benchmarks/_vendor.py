"""A vendor, a partner and their licences, for the benchmarks."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import attrs

from sellxed_sdk.signing import LocalSigner, PrivateKey, Purpose
from sellxed_sdk.vendor import (
    LicenceRequest,
    PartnerRequest,
    PublishFacts,
    ReleaseFacts,
    Vendor,
    build_release,
    certify_partner,
    create_channel,
    create_vendor,
    issue_licence,
    publish_release,
)

__all__ = ["HOST", "PRODUCT", "Licences", "install_module", "issue_licences", "make_vendor"]

PRODUCT = "alpenpay"
HOST = "shop.example.ch"
_ENTITLEMENTS = ("multistore", "shops:3")


@attrs.frozen(kw_only=True)
class Licences:
    """Licences with the same claims but for their numbers; none is verified twice."""

    now: datetime
    """The time to check at."""
    direct: tuple[str, ...]
    """Signed by the vendor."""
    same_partner: tuple[str, ...]
    """With the certificate of one partner."""
    other_partners: tuple[str, ...]
    """Each with the certificate of another partner."""


def make_vendor(
    directory: Path, *, url: str, now: datetime, products: tuple[str, ...] = (PRODUCT,)
) -> Vendor:
    """Make a vendor with a channel and the trust bundle."""
    vendor = create_vendor(
        directory,
        name="vendor.example",
        metadata_url=f"{url}/metadata/",
        targets_url=f"{url}/targets/",
    )
    create_channel(vendor, products=products, support=None, now=now)
    return vendor


def install_module(vendor: Vendor, *, work: Path, now: datetime, publish: bool = False) -> Path:
    """Build the release 1.0.0 and unpack it as a shop does; return the module's directory."""
    source = work / "source"
    source.mkdir(parents=True)
    (source / "alpenpay.php").write_text("<?php // 1.0.0\n", encoding="utf-8")
    archive = build_release(
        source,
        facts=ReleaseFacts(product=PRODUCT, version="1.0.0", published_at=now),
        trust=vendor.trust().text,
        signer=vendor.signer(Purpose.RELEASE),
        output=work,
    )
    if publish:
        publish_release(vendor, archive, facts=PublishFacts(), notes={}, now=now)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(work / "shop")
    return work / "shop" / PRODUCT


def issue_licences(vendor: Vendor, *, count: int) -> Licences:
    """Issue as many licences of each kind; three times as many of the vendor's own."""
    now = datetime.now(timezone.utc)
    issued_at = now - timedelta(days=30)
    signer = vendor.signer(Purpose.LICENCE)
    partner = _Partner(vendor, "p-one", issued_at)
    numbers = range(1, count + 1)
    return Licences(
        now=now,
        direct=tuple(
            issue_licence(_request(number), issuer=vendor.name, signer=signer, now=issued_at).key
            for number in range(1, 3 * count + 1)
        ),
        same_partner=tuple(partner.issue(number) for number in numbers),
        other_partners=tuple(
            _Partner(vendor, f"p-{number}", issued_at).issue(number) for number in numbers
        ),
    )


def _request(number: int) -> LicenceRequest:
    return LicenceRequest(
        product=PRODUCT,
        hosts=(HOST,),
        customer="Muster AG",
        entitlements=_ENTITLEMENTS,
        id=f"L-{number:06}",
        sequence=number,
    )


class _Partner:
    def __init__(self, vendor: Vendor, identifier: str, at: datetime) -> None:
        self._at = at
        self._signer = LocalSigner(identifier, PrivateKey.generate())
        request = PartnerRequest(
            partner="partner.example",
            public_key=self._signer.public_key,
            products=(PRODUCT,),
            max_count=1_000_000,
            days=365,
            entitlements=_ENTITLEMENTS,
        )
        self._certificate, _ = certify_partner(
            request, signer=vendor.signer(Purpose.CERTIFICATE), identifier=identifier, now=at
        )

    def issue(self, number: int) -> str:
        return issue_licence(
            _request(number),
            issuer="partner.example",
            signer=self._signer,
            certificate=self._certificate,
            now=self._at,
        ).key
