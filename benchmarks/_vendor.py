"""A vendor, a partner and their licences, for the benchmarks."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

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
from sellxed_sdk.vendor._repository import Repository

__all__ = [
    "HOST",
    "PRODUCT",
    "Licences",
    "install_module",
    "issue_licences",
    "make_large_channel",
    "make_rules",
    "make_vendor",
    "put_releases",
]

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


def make_large_channel(
    directory: Path, *, keys_dir: Path, products: tuple[str, ...], releases: int, now: datetime
) -> Repository:
    """Make a channel in which each product has as many releases, with their archives listed.

    Built in memory where the system has such a directory, and copied: each file that is
    put is brought to the disk, which takes half a minute for 20 000 of them.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a private directory is made in it
    with TemporaryDirectory(dir=memory if memory.is_dir() else directory.parent) as name:
        built = Path(name) / "channel"
        repository = Repository.create(built, keys_dir=keys_dir, products=products, now=now)
        for product in products:
            put_releases(repository, product, last=releases, now=now)
        repository.publish(now=now)
        shutil.copytree(built, directory)
    return Repository.open(directory, keys_dir=keys_dir)


def put_releases(
    repository: Repository, product: str, *, first: int = 1, last: int, now: datetime
) -> None:
    """Put the archives of some releases, and the list of all up to the last one."""
    entries = []
    for number in range(1, last + 1):
        path = f"{product}/1.{number}.0.zip"
        published = now - timedelta(days=7 * (1_000 - number))
        entries.append(
            {
                "version": f"1.{number}.0",
                "published": f"{published:%Y-%m-%dT%H:%M:%SZ}",
                "channel": "stable",
                "critical": False,
                "free_security": False,
                "requires": {"php": ">=8.1,<8.4", "prestashop": ">=1.7.8,<9"},
                "archive": path,
            }
        )
        if number >= first:
            repository.put_target(path, f"archive of {path}".encode())
    document = {"schema": 1, "product": product, "releases": entries}
    repository.put_target(f"{product}/releases.json", json.dumps(document).encode())


def make_rules(now: datetime) -> bytes:
    """Return a hundred rules, to be published."""
    instant = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    rule = {
        "all": [{"plugin": "wordpress:alpenpay"}, {"plugin": "wordpress:other"}],
        "severity": "warning",
        "confidence": "reproduced",
        "message": "both",
    }
    feed = {
        "schema": 1,
        "feed_id": "vendor.example",
        "sequence": 1,
        "issued": instant,
        "expires": instant.replace(str(now.year), str(now.year + 1)),
        "messages": {"both": {"en": "Both change the checkout."}},
        "rules": [{"id": f"SXC-{number:04}", **rule} for number in range(100)],
    }
    return json.dumps(feed).encode()


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
