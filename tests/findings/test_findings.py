import pickle
from datetime import date, datetime, timezone

import pytest

from sellxed_sdk.errors import ConfigurationError, SellxedError, StatusError
from sellxed_sdk.findings import (
    Finding,
    Severity,
    describe,
    finding_of,
    gravest,
    raise_for,
    registry,
    sort_findings,
)
from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings.codes import licence as codes


def at(severity, code="X"):
    return Finding(code=code, severity=severity)


class TestFinding:
    def test_shows_days_and_instants_the_same_everywhere(self):
        finding = codes.SUPPORT_ENDED.finding(support_until_on=date(2026, 10, 19))
        clock = codes.CLOCK_BEHIND.finding(
            shown_at=datetime(2026, 1, 1, tzinfo=timezone.utc),
            floor_at=datetime(2026, 2, 1, 12, 30, tzinfo=timezone.utc),
        )

        assert finding.message.startswith("Support ended on 2026-10-19.")
        assert "2026-02-01 12:30 UTC" in clock.message

    def test_a_missing_parameter_never_fails_a_report(self):
        assert "?" in codes.WRONG_PRODUCT.finding().message

    def test_a_code_of_a_newer_release_is_shown_by_its_name(self):
        finding = at(Severity.INFO, "FROM_THE_FUTURE")

        assert finding.message == "FROM_THE_FUTURE"
        assert finding.hint == ""
        assert describe("FROM_THE_FUTURE") is None

    def test_braces_in_a_parameter_are_text(self):
        finding = codes.WRONG_PRODUCT.finding(licensed="{product.__class__}", product="{}")

        assert "{product.__class__}" in finding.message

    def test_is_a_value(self):
        finding = codes.SUPPORT_ENDED.finding(support_until_on=date(2026, 10, 19))

        assert pickle.loads(pickle.dumps(finding)) == finding  # noqa: S301  our own bytes
        assert len({finding, codes.SUPPORT_ENDED.finding(support_until_on=date(2026, 10, 19))}) == 1
        assert finding.to_dict()["params"] == {"support_until_on": "2026-10-19"}


class TestOrder:
    def test_the_gravest_come_first_and_equal_ones_keep_their_order(self):
        findings = [
            at(Severity.INFO, "A"),
            at(Severity.CRITICAL, "B"),
            at(Severity.INFO, "C"),
            at(Severity.WARNING, "D"),
        ]

        assert [f.code for f in sort_findings(findings)] == ["B", "D", "A", "C"]
        assert gravest(findings).code == "B"
        assert gravest([]) is None

    def test_raising_names_the_gravest(self):
        raise_for([])
        with pytest.raises(StatusError) as caught:
            raise_for([at(Severity.INFO, "A"), at(Severity.ERROR, "B")])
        assert caught.value.code == "B"

    def test_action_begins_with_a_warning(self):
        needs = [severity for severity in Severity if severity.needs_action]

        assert needs == [Severity.WARNING, Severity.ERROR, Severity.CRITICAL]


class TestRegistry:
    def test_a_code_is_defined_once(self):
        with pytest.raises(ValueError, match="twice"):
            define("SUPPORT_ENDED", Severity.INFO, "x", hint="y")

    def test_an_error_says_the_same_as_its_finding(self):
        error = codes.WRONG_PRODUCT.error(ConfigurationError, licensed="a", product="b")

        assert finding_of(error).message == str(error) == error.message
        assert error.hint == registry()["WRONG_PRODUCT"].hint

    def test_an_error_of_an_unknown_code_is_still_a_finding(self):
        finding = finding_of(SellxedError("x", code="NEW", path=None, count=3))

        assert finding.severity is Severity.ERROR
        assert finding.param("count") == 3
