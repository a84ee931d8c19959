"""The vendor's half of the demo: keys, licence, releases, rules, channel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import attrs

from sellxed_sdk.integrity import Manifest
from sellxed_sdk.signing import Purpose, format_instant, parse_json
from sellxed_sdk.vendor import (
    Issued,
    LicenceRequest,
    PublishFacts,
    ReleaseFacts,
    Vendor,
    append_log,
    build_release,
    create_channel,
    create_vendor,
    issue_licence,
    publish_release,
    publish_rules,
)

__all__ = ["HOST", "PRODUCT", "DemoVendor"]

PRODUCT = "alpenpay"
HOST = "shop.example.ch"
SAMPLE = Path(__file__).with_name("sample")
ISSUED_DAYS_AGO = 400
SUPPORT_ENDED_DAYS_AGO = 35
# The installed release, one that support still covers, and one that came too late.
PUBLISHED_DAYS_AGO = {"1.0.0": 300, "1.1.0": 60, "2.0.0": 10}


@attrs.frozen(kw_only=True)
class DemoVendor:
    """A vendor with one product, made for the demo."""

    vendor: Vendor
    """Its directory."""
    now: datetime
    """The time of the demo."""

    @classmethod
    def create(cls, directory: Path, *, url: str, now: datetime) -> DemoVendor:
        """Make keys, channel and trust bundle."""
        vendor = create_vendor(
            directory,
            name="sellxed.example",
            metadata_url=f"{url}/metadata/",
            targets_url=f"{url}/targets/",
        )
        support = parse_json(_sample("support.json"), max_bytes=100_000)
        create_channel(vendor, products=(PRODUCT,), support=support, now=now)
        return cls(vendor=vendor, now=now)

    def issue(self) -> Issued:
        """Issue a licence whose support has ended by now."""
        issued = issue_licence(
            LicenceRequest(
                product=PRODUCT,
                hosts=(HOST,),
                customer="Muster AG",
                support_until_on=(self.now - timedelta(days=SUPPORT_ENDED_DAYS_AGO)).date(),
            ),
            issuer=self.vendor.name,
            signer=self.vendor.signer(Purpose.LICENCE),
            now=self.now - timedelta(days=ISSUED_DAYS_AGO),
        )
        append_log(self.vendor.log_path, [issued.log_entry()])
        return issued

    def release(self, version: str, *, work: Path) -> Manifest:
        """Build and publish one release of the sample module."""
        source = work / f"{PRODUCT}-{version}"
        _write_sample(SAMPLE / PRODUCT, source, version)
        archive = build_release(
            source,
            facts=ReleaseFacts(
                product=PRODUCT,
                version=version,
                published_at=self.now - timedelta(days=PUBLISHED_DAYS_AGO[version]),
                requires=(("wordpress", ">=6.0"), ("woocommerce", ">=8.0")),
            ),
            trust=self.vendor.trust().text,
            signer=self.vendor.signer(Purpose.RELEASE),
            output=work,
        )
        return publish_release(
            self.vendor, archive, facts=PublishFacts(), notes=_notes(version), now=self.now
        )

    def publish_rules(self) -> str:
        """Sign and publish the sample rules; return their signed form."""
        text = _sample("rules.json")
        text = text.replace("{{issued}}", format_instant(self.now))
        text = text.replace("{{expires}}", format_instant(self.now + timedelta(days=90)))
        return publish_rules(self.vendor, text.encode("utf-8"), now=self.now)


def _sample(name: str) -> str:
    return (SAMPLE / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _all_notes() -> Mapping[str, Mapping[str, Mapping[str, list[str]]]]:
    notes: Mapping[str, Mapping[str, Mapping[str, list[str]]]] = json.loads(_sample("notes.json"))
    return notes


def _notes(version: str) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        language: {category: tuple(texts) for category, texts in changes.items()}
        for language, changes in _all_notes()[version].items()
    }


def _write_sample(source: Path, target: Path, version: str) -> None:
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.is_dir():
            _write_sample(entry, target / entry.name, version)
        else:
            text = entry.read_text(encoding="utf-8").replace("{{version}}", version)
            (target / entry.name).write_text(text, encoding="utf-8", newline="\n")
