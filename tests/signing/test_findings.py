"""Findings in JSON that is read back."""

import json
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.signing import Fields, dump_finding, parse_json, read_finding

DAY = date(2026, 11, 23)
INSTANT = datetime(2026, 11, 23, 5, 0, 7, tzinfo=timezone.utc)


def finding(**params):
    return Finding(
        code="SUPPORT_ENDED",
        severity=Severity.WARNING,
        subject="alpenpay",
        params=tuple(sorted(params.items())),
    )


def there_and_back(original):
    text = json.dumps(dump_finding(original))
    return read_finding(Fields(parse_json(text, max_bytes=100_000)))


def test_every_kind_of_parameter_reads_back_as_what_it_was():
    original = finding(text="Zürich", number=-3, day=DAY, instant=INSTANT)
    assert there_and_back(original) == original


def test_without_subject_and_parameters():
    original = Finding(code="A", severity=Severity.INFO)
    assert there_and_back(original) == original


def test_an_instant_of_another_zone_is_the_same_instant():
    local = INSTANT.astimezone(timezone(timedelta(hours=9)))
    assert there_and_back(finding(at=local)).param("at") == INSTANT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", "-"),
        ("a\udcffb", "a?b"),
        ("x" * 900, "x" * 500),
        (2**60, str(2**60)),  # no number that JSON keeps exactly
        (datetime(2026, 11, 23, 5, 0), "2026-11-23 05:00:00"),  # noqa: DTZ001 - of no zone
    ],
)
def test_what_json_cannot_keep_becomes_a_text_that_it_can(value, expected):
    assert there_and_back(finding(value=value)).param("value") == expected


@pytest.mark.parametrize(
    "member",
    [
        {"code": "lower"},
        {"code": ""},
        {"severity": "grave"},
        {"texts": None},
        {"numbers": {"n": "3"}},
        {"days": {"d": "2026-13-40"}},
        {"instants": {"i": "yesterday"}},
        {"days": []},
    ],
)
def test_impossible_members_are_refused(member):
    with pytest.raises(InvalidDocumentError):
        read_finding(Fields({**dump_finding(finding()), **member}))


@pytest.mark.property
@given(
    st.dictionaries(
        st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=8),
        st.text(max_size=600) | st.integers() | st.dates() | st.datetimes(),
        max_size=5,
    )
)
def test_any_finding_reads_back(params):
    found = there_and_back(finding(**params))
    assert found.code == "SUPPORT_ENDED"
    assert {name for name, _ in found.params} == set(params)
    assert there_and_back(found) == found
