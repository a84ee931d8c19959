"""The policy table row by row, fingerprints, and the one banner of a page."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

import attrs
import pytest

from sellxed_sdk.compatibility import (
    Claim,
    Mode,
    Plugin,
    PluginState,
    ShopInventory,
    check_compatibility,
)
from sellxed_sdk.findings import Finding, Severity, registry
from sellxed_sdk.findings.codes import channel as channel_codes
from sellxed_sdk.findings.codes import licence as licence_codes
from sellxed_sdk.findings.codes import releases as release_codes
from sellxed_sdk.notices import POLICIES, Catalogue, Surface, select_banner
from sellxed_sdk.releases import Refusal, Security
from sellxed_sdk.updates import ChannelStatus, RefreshOutcome

INFO, WARNING, CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL
PAGE, INDEX, ALL = Surface.MODULE_PAGE, Surface.INDEX, Surface.ALL_PAGES


def of(code, *, severity=None, **params):
    return registry()[code].finding(severity=severity, **params)


def status(now, *, days_ago=None, findings=(), attempted=True):
    return ChannelStatus(
        outcome=RefreshOutcome.UNREACHABLE if attempted else None,
        findings=findings,
        last_success_at=None if days_ago is None else now - timedelta(days=days_ago),
        last_attempt_at=now if attempted else None,
        retry_at=None,
        expires_at=None,
        stale=False,
        targets=(),
    )


class TestTable:
    @pytest.mark.parametrize(
        ("finding", "severity", "surface", "days", "action"),
        [
            (of("RELEASE_UPDATE_AVAILABLE"), INFO, PAGE, 0, "action_account"),
            (of("RELEASE_FIXES_SECURITY"), WARNING, INDEX, 14, "action_account"),
            (of("RELEASE_FIXES_SECURITY", severity=CRITICAL), CRITICAL, ALL, 3, "action_account"),
            (of("RELEASE_INSTALLED_YANKED"), WARNING, INDEX, 14, "action_account"),
            (of("SUPPORT_ENDS_SOON", days=30), INFO, PAGE, 0, "action_renew"),
            (of("SUPPORT_ENDS_SOON", days=8), INFO, PAGE, 0, "action_renew"),
            (of("SUPPORT_ENDS_SOON", days=7), INFO, INDEX, 0, "action_renew"),
            (of("SUPPORT_ENDS_SOON", days=1), WARNING, INDEX, 0, "action_renew"),
            (of("SUPPORT_ENDS_SOON", days=0), WARNING, INDEX, 0, "action_renew"),
            (of("SUPPORT_ENDED"), INFO, PAGE, 0, "action_renew"),
            (of("TRIAL_ENDED"), WARNING, INDEX, None, "action_renew"),
            (of("RELEASE_NOT_COVERED"), WARNING, INDEX, None, "action_renew"),
            (of("KEY_MISSING"), WARNING, INDEX, None, "action_account"),
            (of("WRONG_PRODUCT"), WARNING, INDEX, None, "action_account"),
            (of("HOST_NOT_LICENSED"), WARNING, INDEX, None, "action_account"),
            (of("TEST_KEY_REFUSED"), WARNING, INDEX, None, "action_account"),
            (of("CONFLICT_FOUND"), Severity.ERROR, INDEX, 0, None),
            (of("CONFLICT_FOUND", severity=CRITICAL), CRITICAL, INDEX, 0, None),
            (of("CONFLICT_POSSIBLE"), WARNING, PAGE, 0, None),
            (of("INTEGRITY_DAMAGED"), Severity.ERROR, INDEX, None, "action_account"),
            (of("INTEGRITY_CUSTOMISED"), INFO, PAGE, 0, None),
            (of("CHANNEL_ROLLBACK"), WARNING, INDEX, 7, None),
            (of("CHANNEL_BAD_SIGNATURE"), WARNING, INDEX, 7, None),
            (of("CHANNEL_STALE"), INFO, PAGE, 7, None),
            (of("CHANNEL_NEVER_CHECKED"), INFO, PAGE, 7, None),
        ],
    )
    def test_row(self, build, licence, finding, severity, surface, days, action):
        (notice,) = build(licence=attrs.evolve(licence, findings=(finding,)))

        assert (notice.severity, notice.surface) == (severity, surface)
        assert notice.dismissible_days == days
        assert (notice.action.label if notice.action else None) == action
        assert notice.code == finding.code

    def test_names_codes_that_exist(self):
        assert {code for policy in POLICIES for code in policy.codes} <= set(registry())

    def test_every_licence_problem_has_a_row(self):
        shown = {code for policy in POLICIES for code in policy.codes}
        problems = {
            name
            for name in licence_codes.__all__
            if registry()[name].severity.needs_action and name != "REVOCATIONS_UNUSABLE"
        }

        assert problems <= shown

    @pytest.mark.parametrize(
        "code", ["RELEASE_UP_TO_DATE", "HOST_TEST_SYSTEM", "HOST_UNKNOWN", "RELEASE_NEEDS_RENEWAL"]
    )
    def test_nothing_to_do_is_no_notice(self, build, licence, code):
        assert build(licence=attrs.evolve(licence, findings=(of(code),))) == ()

    def test_unknown_codes_of_a_newer_sdk(self, build, licence):
        finding = Finding(code="SOMETHING_NEW", severity=CRITICAL)

        assert build(licence=attrs.evolve(licence, findings=(finding,))) == ()

    def test_all_is_well(self, build, updates, integrity, compatible):
        assert build(updates=updates, integrity=integrity, compatibility=compatible) == ()

    def test_nothing_was_checked(self, build):
        assert build(licence=None) == ()


class TestCombinations:
    def test_a_security_fix_says_the_update(self, build, offered):
        fix = release_codes.RELEASE_FIXES_SECURITY.finding(product="alpenpay", version="1.1.0")

        notices = build(updates=attrs.evolve(offered, findings=(*offered.findings, fix)))

        assert [notice.code for notice in notices] == ["RELEASE_FIXES_SECURITY"]

    def test_loudest_first_and_none_twice(self, build, ended, offered, customised, conflicting):
        notices = build(
            licence=ended,
            updates=attrs.evolve(offered, findings=(*offered.findings, *ended.findings)),
            integrity=customised,
            compatibility=conflicting(),
        )

        assert [notice.code for notice in notices] == [
            "CONFLICT_FOUND",
            "SUPPORT_ENDED",
            "RELEASE_UPDATE_AVAILABLE",
            "INTEGRITY_CUSTOMISED",
        ]
        assert notices[0].action.url == "https://vendor.example/SXC-1"
        assert notices[0].conflict.rule_id == "SXC-1"
        assert pickle.loads(pickle.dumps(notices)) == notices  # noqa: S301 - our own
        assert len({hash(notice) for notice in notices}) == 4

    @pytest.mark.parametrize(
        ("days_ago", "attempted", "code"),
        [
            (6, True, None),
            (7, True, None),
            (8, True, "UPDATE_CHECK_OVERDUE"),
            (None, True, "UPDATE_CHECK_FAILING"),
            (None, False, None),
        ],
    )
    def test_the_age_of_the_last_check(self, build, now, days_ago, attempted, code):
        reason = channel_codes.CHANNEL_UNREACHABLE.finding(url="https://u.example", detail="no")
        known = status(now, days_ago=days_ago, attempted=attempted, findings=(reason,))

        notices = build(channel=known)

        assert [notice.code for notice in notices] == ([code] if code else [])
        assert [notice.reasons for notice in notices] == ([(reason,)] if code else [])

    def test_the_age_is_also_in_the_update_report(self, build, updates, now):
        old = attrs.evolve(updates, last_success_at=now - timedelta(days=9))

        assert [notice.code for notice in build(updates=old)] == ["UPDATE_CHECK_OVERDUE"]


class TestFingerprints:
    def test_the_same_fact_again(self, build, offered, now):
        (today,) = build(updates=offered)
        (later,) = build(updates=offered, now=now + timedelta(days=3))

        assert today.fingerprint == later.fingerprint

    def test_another_product(self, build, offered):
        (one,) = build(updates=offered)
        (two,) = build(updates=offered, product="other")

        assert one.fingerprint != two.fingerprint

    @pytest.mark.parametrize(
        ("code", "before", "after"),
        [
            ("RELEASE_UPDATE_AVAILABLE", {"version": "1.1"}, {"version": "1.2"}),
            ("SUPPORT_ENDS_SOON", {"days": 8}, {"days": 7}),
            ("SUPPORT_ENDS_SOON", {"days": 2}, {"days": 1}),
            (
                "SUPPORT_ENDED",
                {"support_until_on": date(2026, 1, 1)},
                {"support_until_on": date(2027, 1, 1)},
            ),
            ("CONFLICT_FOUND", {"members": "A 1 + B 1"}, {"members": "A 1 + B 2"}),
            ("INTEGRITY_CUSTOMISED", {"changed": 1}, {"changed": 2}),
        ],
    )
    def test_a_new_fact(self, build, licence, code, before, after):
        made = [
            build(licence=attrs.evolve(licence, findings=(of(code, **params),)))[0].fingerprint
            for params in (before, before, after)
        ]

        assert made[0] == made[1] != made[2]

    def test_days_within_a_threshold_are_no_new_fact(self, build, licence):
        made = {
            build(licence=attrs.evolve(licence, findings=(of("SUPPORT_ENDS_SOON", days=days),)))[
                0
            ].fingerprint
            for days in range(8, 31)
        }

        assert len(made) == 1

    def test_ended_support_returns_for_a_critical_fix(self, build, ended, updates, newer):
        reason = release_codes.RELEASE_NEEDS_RENEWAL.finding(product="alpenpay", version="1.1.0")
        critical = attrs.evolve(newer, security=Security(severity="critical"), critical=True)
        (before,) = build(licence=ended, updates=updates)
        (usual,) = build(
            licence=ended,
            updates=attrs.evolve(updates, refused=(Refusal(release=newer, reasons=(reason,)),)),
        )
        (after,) = build(
            licence=ended,
            updates=attrs.evolve(updates, refused=(Refusal(release=critical, reasons=(reason,)),)),
        )

        assert before.fingerprint == usual.fingerprint != after.fingerprint
        assert after.reasons == (reason,)


class TestBanner:
    def test_one_and_the_rest(self, build, ended, offered, conflicting, now):
        notices = build(licence=ended, updates=offered, compatibility=conflicting())

        banner, others = select_banner(notices, surface=PAGE, dismissed={}, now=now)
        assert (banner.code, others) == ("CONFLICT_FOUND", 2)
        banner, others = select_banner(notices, surface=INDEX, dismissed={}, now=now)
        assert (banner.code, others) == ("CONFLICT_FOUND", 0)
        assert select_banner(notices, surface=ALL, dismissed={}, now=now) == (None, 0)
        assert select_banner((), surface=PAGE, dismissed={}, now=now) == (None, 0)

    @pytest.mark.parametrize(
        ("code", "after_days", "shown"),
        [
            ("RELEASE_UPDATE_AVAILABLE", 10_000, False),
            ("RELEASE_FIXES_SECURITY", 13, False),
            ("RELEASE_FIXES_SECURITY", 14, True),
            ("KEY_MISSING", 0, True),
        ],
    )
    def test_dismissed(self, build, licence, now, code, after_days, shown):
        notices = build(licence=attrs.evolve(licence, findings=(of(code),)))
        at = now - timedelta(days=after_days)

        for dismissed_at in (at, at.replace(tzinfo=None)):
            dismissed = {notices[0].fingerprint: dismissed_at}
            banner, _ = select_banner(notices, surface=PAGE, dismissed=dismissed, now=now)
            assert (banner is not None) is shown


class TestOverlaps:
    """What follows from files is told on the module's page, and what needs nothing is not."""

    def report(self, now, mode, **fields):
        claim = Claim(kind="m2.preference", target="Order", mode=mode, path="di.xml", line=3)
        plugins = tuple(
            Plugin(
                uid=f"magento2:{name}",
                name=name,
                version="1.0",
                state=PluginState.ACTIVE,
                claims=(attrs.evolve(claim, value=name, **fields),),
            )
            for name in ("Alpen_Pay", "Fancy_Order")
        )
        shop = ShopInventory(platform="magento2", platform_version="2.4.8", plugins=plugins)
        return check_compatibility(shop, rules=None, now=now)

    def test_what_is_lost(self, build, now):
        report = self.report(now, Mode.REPLACE)
        (notice,) = build(compatibility=report)

        assert notice.finding.code == "OVERLAP_CONTESTED"
        assert (notice.severity, notice.surface) == (Severity.WARNING, Surface.MODULE_PAGE)
        assert notice.conflict == report.conflicts[0]
        text = Catalogue.load("de").message(notice.finding)
        assert text.startswith("Alpen_Pay 1.0 + Fancy_Order 1.0 ersetzen Order")

    def test_what_is_for_information(self, build, now):
        assert build(compatibility=self.report(now, Mode.WRAP)) == ()
        assert build(compatibility=self.report(now, Mode.EXTEND, cooperative=None)) == ()
