"""The policy table row by row, fingerprints, and the one banner of a page."""

from __future__ import annotations

import pickle
import re
from datetime import date, datetime, timedelta
from datetime import timezone as _timezone
from pathlib import Path

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
from sellxed_sdk.notices import (
    POLICIES,
    Catalogue,
    Surface,
    count_notices,
    select_banner,
    select_notices,
    sort_notices,
)
from sellxed_sdk.releases import Refusal, Security
from sellxed_sdk.support import SupportDesk
from sellxed_sdk.updates import ChannelStatus, RefreshOutcome

utc = _timezone.utc
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
        ("finding", "severity", "surface", "days", "action", "effect"),
        [
            (of("RELEASE_UPDATE_AVAILABLE"), INFO, PAGE, 0, "account", "update"),
            (of("RELEASE_FIXES_SECURITY"), WARNING, INDEX, 14, "account", "security"),
            (
                of("RELEASE_FIXES_SECURITY", severity=CRITICAL),
                CRITICAL,
                ALL,
                3,
                "account",
                "security",
            ),
            (of("RELEASE_INSTALLED_YANKED"), WARNING, INDEX, 14, "account", "withdrawn"),
            (of("SUPPORT_ENDS_SOON", days=30), INFO, PAGE, 0, "renew", "support_ends"),
            (of("SUPPORT_ENDS_SOON", days=8), INFO, PAGE, 0, "renew", "support_ends"),
            (of("SUPPORT_ENDS_SOON", days=7), INFO, INDEX, 0, "renew", "support_ends"),
            (of("SUPPORT_ENDS_SOON", days=2), INFO, INDEX, 0, "renew", "support_ends"),
            (of("SUPPORT_ENDS_SOON", days=1), WARNING, INDEX, 0, "renew", "support_ends"),
            (of("SUPPORT_ENDS_SOON", days=0), WARNING, INDEX, 0, "renew", "support_ends"),
            (of("SUPPORT_ENDED"), INFO, PAGE, 0, "renew", "support_ended"),
            (of("TRIAL_ENDED"), WARNING, INDEX, None, "renew", "licence"),
            (of("RELEASE_NOT_COVERED"), WARNING, INDEX, None, "renew", "licence"),
            *(
                (of(code), WARNING, INDEX, None, "account", "licence")
                for code in (
                    "KEY_MISSING",
                    "KEY_DAMAGED",
                    "KEY_FORGED",
                    "LICENCE_REVOKED",
                    "WRONG_PRODUCT",
                    "HOST_NOT_LICENSED",
                    "TEST_KEY_REFUSED",
                )
            ),
            (of("LIVE_KEY_IN_TEST_MODE"), WARNING, INDEX, None, "documentation", "test_mode"),
            (of("CONFLICT_FOUND"), WARNING, INDEX, 0, "documentation", "conflict"),
            (
                of("CONFLICT_FOUND", severity=CRITICAL),
                CRITICAL,
                INDEX,
                0,
                "documentation",
                "checkout",
            ),
            (of("CONFLICT_POSSIBLE"), WARNING, PAGE, 0, "documentation", "possible"),
            (of("DECLARED_CONFLICT"), WARNING, PAGE, 0, "documentation", "conflict"),
            (of("INTEGRITY_DAMAGED"), Severity.ERROR, INDEX, None, "account", "damaged"),
            (of("MANIFEST_INVALID"), Severity.ERROR, INDEX, None, "account", "damaged"),
            (of("INTEGRITY_CUSTOMISED"), INFO, PAGE, 0, "booking", "customised"),
            (of("CHANNEL_ROLLBACK"), WARNING, INDEX, 7, "contact", "tampered"),
            (of("CHANNEL_BAD_SIGNATURE"), WARNING, INDEX, 7, "contact", "tampered"),
            (of("UPDATE_CHECK_OVERDUE"), INFO, PAGE, 0, "documentation", "unchecked"),
            (of("UPDATE_CHECK_FAILING"), INFO, PAGE, 0, "documentation", "unchecked"),
            (of("CHANNEL_STALE"), INFO, PAGE, 7, "documentation", "unchecked"),
            (of("CHANNEL_NEVER_CHECKED"), INFO, PAGE, 7, "documentation", "unchecked"),
        ],
        ids=lambda value: getattr(value, "code", None),
    )
    def test_row(self, build, licence, finding, severity, surface, days, action, effect):
        (notice,) = build(licence=attrs.evolve(licence, findings=(finding,)))

        assert (notice.severity, notice.surface) == (severity, surface)
        assert notice.dismissible_days == days
        assert (notice.action.label, notice.effect) == (f"action_{action}", f"effect_{effect}")
        assert notice.action.url.startswith(("https://", "mailto:"))
        assert notice.code == finding.code

    @pytest.mark.parametrize("code", ["CONFLICT_FOUND", "CONFLICT_POSSIBLE", "OVERLAP_WRAPPED"])
    def test_what_is_for_information_gives_no_notice(self, build, licence, code):
        assert build(licence=attrs.evolve(licence, findings=(of(code, severity=INFO),))) == ()

    def test_another_way_to_help_where_the_vendor_has_no_such_link(self, build, licence):
        reports = {"licence": attrs.evolve(licence, findings=(of("TRIAL_ENDED"),))}
        (written,) = build(**reports, desk=SupportDesk(contact="help@vendor.example"))
        (read,) = build(
            **reports,
            desk=SupportDesk(
                contact="help@vendor.example", links=(("documentation", "https://vendor.example"),)
            ),
        )
        (none,) = build(**reports, desk=SupportDesk())

        assert (written.action.label, written.action.url) == (
            "action_contact",
            "mailto:help@vendor.example",
        )
        assert read.action.label == "action_documentation"
        assert (none.action.label, none.action.url) == ("action_renew", None)

    def test_names_codes_that_exist(self):
        assert {code for policy in POLICIES for code in policy.codes} <= set(registry())

    def test_every_code_is_documented(self):
        page = (Path(__file__).parents[2] / "docs" / "codes.md").read_text(encoding="utf-8")
        documented = set(re.findall(r"^### ([A-Z0-9_]+)$", page, re.MULTILINE))

        assert {code for policy in POLICIES for code in policy.codes} <= documented
        assert set(registry()) == documented

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

    def test_a_missing_key_says_which_critical_fix_waits_for_it(
        self, build, no_key, updates, newer
    ):
        reason = release_codes.UPDATE_NEEDS_LICENCE.finding(product="alpenpay")
        critical = attrs.evolve(newer, security=Security(severity="high"), critical=True)
        for release, waiting in ((newer, []), (critical, ["RELEASE_FIXES_SECURITY"])):
            refused = (Refusal(release=release, reasons=(reason,)),)
            notices = build(licence=no_key, updates=attrs.evolve(updates, refused=refused))
            (notice,) = (n for n in notices if n.code == "KEY_MISSING")
            assert [finding.code for finding in notice.reasons] == waiting


class TestComesBack:
    """Put away, and what brings it back: a row each."""

    @pytest.mark.parametrize(
        ("before", "after", "days"),
        [
            # put away for good, until there is a newer version
            (
                of("RELEASE_UPDATE_AVAILABLE", version="1.1"),
                of("RELEASE_UPDATE_AVAILABLE", version="1.2"),
                None,
            ),
            # a newer version, or 14 days
            (
                of("RELEASE_FIXES_SECURITY", version="1.1"),
                of("RELEASE_FIXES_SECURITY", version="1.2"),
                14,
            ),
            (
                of("RELEASE_INSTALLED_YANKED", version="1.1"),
                of("RELEASE_INSTALLED_YANKED", version="1.2"),
                14,
            ),
            # a newer version, or 3 days
            (
                of("RELEASE_FIXES_SECURITY", severity=CRITICAL, version="1.1"),
                of("RELEASE_FIXES_SECURITY", severity=CRITICAL, version="1.2"),
                3,
            ),
            # the next threshold, or another end
            (of("SUPPORT_ENDS_SOON", days=30), of("SUPPORT_ENDS_SOON", days=7), None),
            (of("SUPPORT_ENDS_SOON", days=7), of("SUPPORT_ENDS_SOON", days=1), None),
            (
                of("SUPPORT_ENDS_SOON", days=7, support_until_on=date(2026, 1, 1)),
                of("SUPPORT_ENDS_SOON", days=7, support_until_on=date(2027, 1, 1)),
                None,
            ),
            # a renewal that ended, too; or a critical fix
            (
                of("SUPPORT_ENDED", support_until_on=date(2026, 1, 1)),
                of("SUPPORT_ENDED", support_until_on=date(2027, 1, 1)),
                None,
            ),
            # either version
            (
                of("CONFLICT_FOUND", rule="R", members="A 1 + B 1"),
                of("CONFLICT_FOUND", rule="R", members="A 1 + B 2"),
                None,
            ),
            (
                of("CONFLICT_FOUND", severity=CRITICAL, rule="R", members="A 1 + B 1"),
                of("CONFLICT_FOUND", severity=CRITICAL, rule="R", members="A 2 + B 1"),
                None,
            ),
            (
                of("CONFLICT_POSSIBLE", rule="R", members="A 1 + B 1"),
                of("CONFLICT_POSSIBLE", rule="R", members="A 1 + B 2"),
                None,
            ),
            # other files
            (
                of("INTEGRITY_CUSTOMISED", version="1", changed=1, added=0),
                of("INTEGRITY_CUSTOMISED", version="1", changed=1, added=1),
                None,
            ),
            # it succeeded in between, and failed again
            (
                of("UPDATE_CHECK_OVERDUE", last_success_at=datetime(2026, 1, 1, tzinfo=utc)),
                of("UPDATE_CHECK_OVERDUE", last_success_at=datetime(2026, 2, 1, tzinfo=utc)),
                None,
            ),
        ],
        ids=lambda value: getattr(value, "code", None),
    )
    def test_a_new_fact_or_time(self, build, licence, now, before, after, days):
        def shown(finding, *, after_days):
            notices = build(licence=attrs.evolve(licence, findings=(finding,)))
            at = now - timedelta(days=after_days)
            return count_notices(notices, dismissed={known.fingerprint: at}, now=now)

        (known,) = build(licence=attrs.evolve(licence, findings=(before,)))
        assert shown(before, after_days=0) == 0
        assert shown(after, after_days=0) == 1
        if days is None:
            assert shown(before, after_days=10_000) == 0
        else:
            assert shown(before, after_days=days - 1) == 0
            assert shown(before, after_days=days) == 1

    @pytest.mark.parametrize(
        "code", ["KEY_MISSING", "TEST_KEY_REFUSED", "LIVE_KEY_IN_TEST_MODE", "INTEGRITY_DAMAGED"]
    )
    def test_what_stays_until_it_is_mended(self, build, licence, now, code):
        notices = build(licence=attrs.evolve(licence, findings=(of(code),)))

        dismissed = {notices[0].fingerprint: now}
        assert count_notices(notices, dismissed=dismissed, now=now) == 1
        assert build() == ()

    def test_either_version_of_a_conflict_of_a_rule(self, build, conflicting):
        made = {
            build(compatibility=conflicting(version=version))[0].fingerprint
            for version in ("2.3.0", "2.3.0", "2.3.1")
        }

        assert len(made) == 2

    def test_a_word_of_the_rule_is_no_new_fact(self, build, conflicting):
        report = conflicting()
        renamed = attrs.evolve(
            report,
            findings=tuple(
                attrs.evolve(f, params=tuple((n, "x" if n == "text" else v) for n, v in f.params))
                for f in report.findings
            ),
        )

        (one,), (two,) = build(compatibility=report), build(compatibility=renamed)
        assert one.fingerprint == two.fingerprint


class TestCheckedAt:
    def test_the_channel_when_it_was_asked(self, build, now, offered):
        asked = now - timedelta(hours=5)
        known = attrs.evolve(status(now, days_ago=9), last_attempt_at=asked)
        notices = build(channel=known, updates=offered)

        at = {notice.code: notice.checked_at for notice in notices}
        assert at["UPDATE_CHECK_OVERDUE"] == asked
        # What it told is as old as its last answer.
        assert at["RELEASE_UPDATE_AVAILABLE"] == now - timedelta(days=9)

    def test_releases_without_the_channel(self, build, now, offered):
        answered = now - timedelta(hours=2)

        (notice,) = build(updates=attrs.evolve(offered, last_success_at=answered))
        assert notice.checked_at == answered

    def test_the_licence_when_it_was_checked(self, build, no_key, now):
        earlier = now - timedelta(minutes=3)

        (notice,) = build(licence=attrs.evolve(no_key, checked_at=earlier))
        assert notice.checked_at == earlier

    def test_a_channel_that_was_never_asked(self, build, now):
        finding = of("CHANNEL_NEVER_CHECKED")

        (notice,) = build(channel=status(now, attempted=False, findings=(finding,)))
        assert notice.checked_at == now


class TestBanner:
    def test_one_and_the_rest(self, build, ended, offered, conflicting, now):
        notices = build(licence=ended, updates=offered, compatibility=conflicting())

        banner, others = select_banner(notices, surface=PAGE, dismissed={}, now=now)
        assert (banner.code, others) == ("CONFLICT_FOUND", 2)
        banner, others = select_banner(notices, surface=INDEX, dismissed={}, now=now)
        assert (banner.code, others) == ("CONFLICT_FOUND", 0)
        assert select_banner(notices, surface=ALL, dismissed={}, now=now) == (None, 0)
        assert select_banner((), surface=PAGE, dismissed={}, now=now) == (None, 0)

    def test_over_several_modules(self, build, ended, offered, no_key, now):
        one = build(licence=ended, updates=offered)
        two = build(licence=no_key, product="other")

        for notices in ((*one, *two), (*two, *one), iter((*one, *two))):
            banner, others = select_banner(notices, surface=PAGE, dismissed={}, now=now)
            assert (banner.product, banner.code, others) == ("other", "KEY_MISSING", 2)
        banner, others = select_banner((*one, *two), surface=INDEX, dismissed={}, now=now)
        assert (banner.code, others) == ("KEY_MISSING", 0)
        assert sort_notices((*one, *two))[0] == two[0]

    def test_counted_without_what_is_put_away(self, build, ended, offered, no_key, now):
        notices = (*build(licence=ended, updates=offered), *build(licence=no_key, product="b"))
        dismissed = {notice.fingerprint: now for notice in notices[:1]}

        assert count_notices(notices, dismissed={}, now=now) == 3
        assert count_notices(notices, dismissed=dismissed, now=now) == 2
        left = select_notices(notices, dismissed=dismissed, now=now)
        assert [notice.code for notice in left] == ["KEY_MISSING", notices[1].code]

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
