"""Conflicts that a shop accepts for a while: never silently, never for ever."""

import json
from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import (
    apply_baseline,
    match_rules,
    parse_baseline,
    render_baseline,
)
from sellxed_sdk.errors import InvalidDocumentError

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.fixture
def conflicts(make):
    shop = make.shop(make.plugin("alpenpay"), make.plugin("turbo", "2.1"))
    return match_rules(shop, rules=make.feed(make.rule()).rules)


def baseline(conflict, **changes):
    entry = {
        "fingerprint": conflict.fingerprint,
        "reason": "We moved the form.",
        "expires": "2026-12-31",
        **changes,
    }
    return parse_baseline(json.dumps({"schema": 1, "suppress": [entry]}))


def apply(conflicts, accepted, now=NOW):
    kept, suppressed, findings = apply_baseline(conflicts, accepted, now=now)
    return len(kept), len(suppressed), [finding.code for finding in findings]


def test_what_is_accepted_is_kept_out(conflicts):
    assert apply(conflicts, baseline(conflicts[0])) == (0, 1, [])


def test_it_counts_on_its_last_day_and_not_on_the_next(conflicts):
    last = baseline(conflicts[0], expires="2026-11-23")
    over = baseline(conflicts[0], expires="2026-11-22")

    assert apply(conflicts, last) == (0, 1, [])
    assert apply(conflicts, over) == (1, 0, ["BASELINE_EXPIRED"])


def test_an_entry_that_keeps_nothing_out_is_told(conflicts):
    assert apply((), baseline(conflicts[0])) == (0, 0, ["BASELINE_UNUSED"])


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ({"wordpress:turbo": "<2.2"}, (0, 1, [])),
        ({"wordpress:turbo": ">=2.2"}, (1, 0, ["BASELINE_UNUSED"])),
        ({"wordpress:elsewhere": ">=1"}, (1, 0, ["BASELINE_UNUSED"])),
    ],
)
def test_a_guard_on_versions(conflicts, versions, expected):
    assert apply(conflicts, baseline(conflicts[0], versions=versions)) == expected


def test_what_is_rendered_accepts_just_what_is_there(make, conflicts):
    text = render_baseline(conflicts, reason="Known.", now=NOW, days=10)
    (entry,) = parse_baseline(text).entries

    assert entry.expires_on == date(2026, 12, 3)
    assert "R-1" in entry.about
    assert apply(conflicts, parse_baseline(text)) == (0, 1, [])
    newer = make.shop(make.plugin("alpenpay"), make.plugin("turbo", "2.2"))
    changed = match_rules(newer, rules=make.feed(make.rule()).rules)
    assert apply(changed, parse_baseline(text)) == (1, 0, ["BASELINE_UNUSED"])


def test_a_version_that_is_not_known_is_no_guard(make):
    shop = make.shop(make.plugin("alpenpay", None), make.plugin("turbo", "@version@"))
    found = match_rules(shop, rules=make.feed(make.rule()).rules)
    accepted = parse_baseline(render_baseline(found, reason="Known.", now=NOW))

    assert accepted.entries[0].versions == ()
    assert apply(found, accepted) == (0, 1, [])


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"fingerprint": "0123456789abcdef", "expires": "2026-12-31"},
        {"fingerprint": "0123456789abcdef", "reason": "x"},
        {"fingerprint": "0123456789abcdef", "reason": "x", "expires": "soon"},
        {"fingerprint": "short", "reason": "x", "expires": "2026-12-31"},
        {
            "fingerprint": "0123456789abcdef",
            "reason": "x",
            "expires": "2026-12-31",
            "versions": {"wordpress:a": "~1"},
        },
    ],
)
def test_an_entry_that_is_not_complete_is_refused(entry):
    with pytest.raises(InvalidDocumentError):
        parse_baseline(json.dumps({"schema": 1, "suppress": [entry]}))


def test_twice_the_same_and_newer_schemas(conflicts):
    entry = json.loads(render_baseline(conflicts, reason="x", now=NOW))["suppress"][0]

    with pytest.raises(InvalidDocumentError, match="twice"):
        parse_baseline(json.dumps({"schema": 1, "suppress": [entry, entry]}))
    with pytest.raises(InvalidDocumentError, match="schema 1"):
        parse_baseline('{"schema": 2}')


@pytest.mark.property
@given(
    st.text(max_size=20)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["schema", "suppress", "fingerprint", "reason", "expires"]), inner
            )
        ),
    ).map(json.dumps)
)
def test_any_text_is_a_baseline_or_our_error(text):
    try:
        found = parse_baseline(text)
    except InvalidDocumentError:
        return
    assert apply_baseline((), found, now=NOW)[:2] == ((), ())
