"""Reports in every state, and a vendor's desk."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone

import attrs
import pytest

from sellxed_sdk.compatibility import (
    CompatibilityReport,
    Plugin,
    PluginState,
    ShopInventory,
    check_compatibility,
    parse_rules,
)
from sellxed_sdk.findings.codes import integrity as integrity_codes
from sellxed_sdk.findings.codes import licence as licence_codes
from sellxed_sdk.findings.codes import releases as release_codes
from sellxed_sdk.integrity import IntegrityReport, IntegrityState
from sellxed_sdk.licence import Licence, LicenceReport, LicenceStatus
from sellxed_sdk.releases import Refusal, Release, UpdateReport
from sellxed_sdk.signing import Fields
from sellxed_sdk.support import parse_desk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


@pytest.fixture
def desk_data():
    return {
        "contact": "help@vendor.example",
        "links": {
            "account": "https://vendor.example/account",
            "renew": "https://vendor.example/renew",
            "documentation": "https://vendor.example/manuals",
            "booking": "https://vendor.example/booking",
        },
        "tiers": [
            {"id": "standard", "name": "Standard Support", "response": "2 days", "channel": "mail"}
        ],
        "hours": {
            "timezone": "Europe/Zurich",
            "days": [{"day": day, "opens": "08:30", "closes": "17:00"} for day in DAYS],
        },
    }


@pytest.fixture
def desk(desk_data):
    return parse_desk(Fields(desk_data))


@pytest.fixture
def licence():
    """A licence whose support is open."""
    return LicenceReport(
        status=LicenceStatus.VALID,
        may_run=True,
        may_update=True,
        may_get_support=True,
        licence=Licence(
            id="L-1",
            issuer="vendor.example",
            product="alpenpay",
            issued_at=datetime(2026, 3, 1, tzinfo=timezone.utc),
            support_until_on=date(2027, 3, 1),
        ),
        findings=(),
        checked_at=NOW,
    )


@pytest.fixture
def newer():
    return Release(version="1.1.0", published_at=datetime(2026, 9, 24, tzinfo=timezone.utc))


@pytest.fixture
def updates():
    """A shop that has the newest release."""
    return UpdateReport(
        product="alpenpay",
        installed_version="1.0.0",
        may_run=True,
        may_update=False,
        may_get_support=True,
        findings=(release_codes.RELEASE_UP_TO_DATE.finding(product="alpenpay", version="1.0.0"),),
        last_success_at=NOW,
    )


@pytest.fixture
def needs_php(newer):
    """A covered release that this shop's PHP is too old for."""
    reason = release_codes.RELEASE_NEEDS_REQUIREMENT.finding(
        product="alpenpay", version="1.1.0", name="php", required=">=8.3", used="8.1"
    )
    return Refusal(release=newer, reasons=(reason,))


@pytest.fixture
def integrity():
    return IntegrityReport(state=IntegrityState.UNMODIFIED)


@pytest.fixture
def customised():
    finding = integrity_codes.INTEGRITY_CUSTOMISED.finding(
        subject="alpenpay", product="alpenpay", version="1.0.0", changed=1, added=0, count=1
    )
    return IntegrityReport(
        state=IntegrityState.CUSTOMISED, changed=("gateway.php",), findings=(finding,)
    )


@pytest.fixture
def damaged():
    finding = integrity_codes.INTEGRITY_DAMAGED.finding(
        product="alpenpay", version="1.0.0", missing=1, first="gateway.php"
    )
    return IntegrityReport(
        state=IntegrityState.DAMAGED, missing=("gateway.php",), findings=(finding,)
    )


@pytest.fixture
def ended(licence):
    """The same licence after its support."""
    finding = licence_codes.SUPPORT_ENDED.finding(support_until_on=date(2026, 10, 19))
    return attrs.evolve(
        licence,
        status=LicenceStatus.SUPPORT_ENDED,
        may_update=False,
        may_get_support=False,
        findings=(finding,),
    )


@pytest.fixture
def no_key(licence):
    return LicenceReport(
        status=LicenceStatus.MISSING,
        may_run=False,
        may_update=False,
        may_get_support=False,
        licence=None,
        findings=(licence_codes.KEY_MISSING.finding(),),
        checked_at=NOW,
    )


@pytest.fixture
def compatible():
    return CompatibilityReport(inventory=ShopInventory(platform="wordpress"))


@pytest.fixture
def conflicting():
    """A function that makes a report with one conflict."""

    def make(*, blocks_support=True, version="2.3.0", confidence="reproduced"):
        rules = {
            "schema": 1,
            "feed_id": "f",
            "sequence": 1,
            "issued": "2026-11-01T00:00:00Z",
            "expires": "2027-11-01T00:00:00Z",
            "messages": {"m": {"en": "It breaks."}},
            "rules": [
                {
                    "id": "SXC-1",
                    "all": [
                        {"plugin": "wordpress:alpenpay"},
                        {"plugin": "wordpress:turbo", "versions": "<2.4.1"},
                    ],
                    "severity": "error",
                    "confidence": confidence,
                    "blocks_support": blocks_support,
                    "message": "m",
                    "remedies": [
                        {"action": "update", "plugin": "wordpress:turbo", "to": ">=2.4.1"}
                    ],
                    "references": ["https://vendor.example/SXC-1"],
                }
            ],
        }
        plugins = tuple(
            Plugin(uid=f"wordpress:{name}", name=name.title(), version=v, state=PluginState.ACTIVE)
            for name, v in (("alpenpay", "1.0.0"), ("turbo", version))
        )
        inventory = ShopInventory(platform="wordpress", platform_version="6.8.3", plugins=plugins)
        feed = parse_rules(json.dumps(rules).encode())
        return check_compatibility(inventory, rules=feed, now=NOW)

    return make
