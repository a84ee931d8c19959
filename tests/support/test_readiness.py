"""May a ticket be opened? The truth table, row by row."""

from __future__ import annotations

import itertools
import json
import pickle

import attrs
import pytest

from sellxed_sdk.errors import StatusError
from sellxed_sdk.findings.codes import licence as licence_codes
from sellxed_sdk.findings.codes import releases as release_codes
from sellxed_sdk.support import Readiness, SupportDesk, Topic, check_readiness

OK, LIMITED, NO, UNKNOWN = Readiness.OK, Readiness.LIMITED, Readiness.NO, Readiness.UNKNOWN


@pytest.fixture
def check(licence, updates, integrity, compatible, desk, now):
    """Checks a shop where all is well but for what is given."""

    def run(**others):
        reports = {
            "licence": licence,
            "updates": updates,
            "integrity": integrity,
            "compatibility": compatible,
            "desk": desk,
            **others,
        }
        return check_readiness(product="alpenpay", now=now, **reports)

    return run


class TestRows:
    def test_all_is_well(self, check):
        report = check()

        assert [row.topic for row in report.rows] == list(Topic)
        assert {row.state for row in report.rows} == {OK}
        assert report
        assert report.may_open_ticket is OK
        assert report.may_get_support
        assert report.tier.name == "Standard Support"
        assert report.contact == "help@vendor.example"
        report.raise_for_status()

    def test_no_key(self, check, no_key):
        report = check(licence=no_key)

        assert report.row(Topic.LICENCE).state is NO
        assert report.row(Topic.SUPPORT).state is NO
        assert not report.may_get_support
        with pytest.raises(StatusError) as caught:
            report.raise_for_status()
        assert caught.value.code == "KEY_MISSING"

    def test_the_tier_of_a_licence_that_does_not_cover_the_release(self, check, licence):
        reason = licence_codes.RELEASE_NOT_COVERED.finding()
        report = check(licence=attrs.evolve(licence, may_run=False, findings=(reason,)))

        assert report.row(Topic.LICENCE).findings == (reason,)
        assert report.tier.id == "standard"

    def test_support_ended(self, check, ended):
        report = check(licence=ended)

        assert report.row(Topic.LICENCE).state is OK
        row = report.row(Topic.SUPPORT)
        assert row.state is NO
        assert [f.code for f in row.findings] == ["SUPPORT_ENDED", "SUPPORT_NEEDS_LICENCE"]
        assert report.may_open_ticket is NO

    def test_an_update_comes_first(self, check, updates, newer):
        report = check(updates=attrs.evolve(updates, offered=newer, findings=()))

        row = report.row(Topic.RELEASE)
        assert row.state is NO
        assert row.findings[0].message == "1.0.0 is installed, and your licence covers 1.1.0."
        assert not report.may_get_support

    def test_what_the_licence_does_not_cover_is_no_hindrance(self, check, updates, needs_php):
        reason = release_codes.RELEASE_NEEDS_RENEWAL.finding(product="alpenpay", version="1.1.0")
        refusal = attrs.evolve(needs_php, reasons=(*needs_php.reasons, reason))
        report = check(updates=attrs.evolve(updates, refused=(refusal,), findings=refusal.reasons))

        assert report.may_open_ticket is OK

    def test_the_shops_own_matter(self, check, updates, needs_php):
        report = check(
            updates=attrs.evolve(updates, refused=(needs_php,), findings=needs_php.reasons)
        )

        row = report.row(Topic.SHOP)
        assert row.state is LIMITED
        assert row.findings[0].code == "SUPPORT_SHOP_SYSTEM"
        assert "8.1" in row.findings[0].message
        assert report.row(Topic.RELEASE).state is OK

    def test_customised_is_limited(self, check, customised):
        report = check(integrity=customised)

        assert report.row(Topic.FILES).state is LIMITED
        assert report.may_open_ticket is LIMITED
        assert report.may_get_support
        assert not report
        report.raise_for_status()

    def test_damaged(self, check, damaged):
        assert check(integrity=damaged).may_open_ticket is NO

    def test_conflict_that_blocks(self, check, conflicting):
        row = check(compatibility=conflicting()).row(Topic.PLUGINS)

        assert row.state is NO
        assert [f.code for f in row.findings] == ["CONFLICT_FOUND", "SUPPORT_CONFLICT_FIRST"]

    @pytest.mark.parametrize("more", [{"blocks_support": False}, {"confidence": "suspected"}])
    def test_conflict_that_limits(self, check, conflicting, more):
        assert check(compatibility=conflicting(**more)).row(Topic.PLUGINS).state is LIMITED


class TestNotChecked:
    @pytest.mark.parametrize(
        ("name", "topics", "whole"),
        [
            ("licence", {Topic.LICENCE, Topic.SUPPORT}, UNKNOWN),
            ("updates", {Topic.RELEASE, Topic.SHOP}, UNKNOWN),
            ("integrity", {Topic.FILES}, OK),
            ("compatibility", {Topic.PLUGINS}, OK),
        ],
    )
    def test_is_said(self, check, name, topics, whole):
        report = check(**{name: None})

        assert {row.topic for row in report.rows if row.state is UNKNOWN} == topics
        assert report.may_open_ticket is whole
        assert all(row.findings for row in report.rows if row.topic in topics)

    def test_a_channel_that_never_answered(self, check, updates):
        report = check(updates=attrs.evolve(updates, last_success_at=None))

        assert report.may_open_ticket is UNKNOWN
        assert report.may_get_support

    def test_no_outweighs_unknown(self, check, damaged):
        assert check(licence=None, integrity=damaged).may_open_ticket is NO


@pytest.fixture
def file_reports(integrity, customised, damaged):
    return (None, integrity, customised, damaged)


def test_every_combination_gives_an_answer(
    check, licence, ended, no_key, updates, newer, file_reports, conflicting
):
    offered = attrs.evolve(updates, offered=newer)
    for lic, upd, files, plugins in itertools.product(
        (None, licence, ended, no_key),
        (None, updates, offered),
        file_reports,
        (None, conflicting(), conflicting(blocks_support=False)),
    ):
        report = check(licence=lic, updates=upd, integrity=files, compatibility=plugins)

        states = {row.state for row in report.rows}
        assert (report.may_open_ticket is NO) == (NO in states)
        assert bool(report) == (report.may_open_ticket is OK)
        assert not (report.may_get_support and NO in states)
        assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 - our own
        hash(report)
        json.dumps(report.to_dict())


def test_without_a_desk(check):
    report = check(desk=SupportDesk())

    assert (report.tier, report.contact, report.is_open) == (None, None, None)
