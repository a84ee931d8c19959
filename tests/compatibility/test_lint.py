"""The vendor's side: what is published is what shops can use."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import MAX_TOKEN_CHARS, verify_rules
from sellxed_sdk.errors import InvalidDocumentError, PublishError
from sellxed_sdk.signing import Purpose
from sellxed_sdk.vendor import build_rules, lint_rules

ALL_TEXTS = {"m": {"en": "a", "de": "b", "fr": "c", "it": "d"}}


def lint(make, *rules, **changes):
    changes.setdefault("messages", ALL_TEXTS)
    findings = lint_rules(make.feed_text(*rules, **changes).encode())
    return [(finding.code, finding.subject, str(finding.param("detail"))) for finding in findings]


def test_good_rules_have_no_findings(make):
    remedies = [{"action": "update", "plugin": "wordpress:turbo", "to": ">=2.4.1"}]

    assert lint(make, make.rule(remedies=remedies)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"any": []}, "does not know"),
        ({"message": "gone"}, "no English text"),
        ({"all": [{"plugin": "wordpress:a", "versions": "~1.0"}]}, "comparison"),
        ({"all": [{"plugin": "wordpress:a", "versions": ">=2.0,<1.0"}]}, "no version lies"),
        ({"all": [{"plugin": "wordpress:a", "versions": "<1|>2,<=2"}]}, "no version lies"),
        ({"all": [{"plugin": "wordpress:a", "versions": "=1.0,>1.0"}]}, "no version lies"),
        ({"unless": [{"plugin": "wordpress:a", "versions": ">1.0,<1.0"}]}, "no version lies"),
        ({"platform": {"wordpress": ">7,<6"}}, "no version lies"),
        ({"all": [{"plugin": "wordpress:a"}] * 2}, "more conditions than plugins"),
        ({"remedies": [{"action": "pray", "plugin": "a:b"}]}, "'pray' is not known"),
        (
            {"remedies": [{"action": "wait", "plugin": "a:b", "until": "x"}]},
            "'until' of a remedy",
        ),
        ({"remedies": [{"action": "disable", "plugin": "wordpress:x"}]}, "no condition names"),
    ],
)
def test_faults_are_found_and_refused(make, signers, changes, words):
    found = lint(make, make.rule(**changes))

    faults = [(code, subject) for code, subject, _ in found if code == "RULES_FAULT"]
    assert faults == [("RULES_FAULT", "R-1")]
    assert words in found[0][2]
    with pytest.raises(PublishError) as caught:
        build_rules(make.feed_text(make.rule(**changes)).encode(), signer=signers[Purpose.RULES])
    assert caught.value.code == "RULES_FAULT"
    assert caught.value.step == "rules"


def test_faults_of_the_feed(make):
    found = lint(make, make.rule(), expires="2026-01-01T00:00:00Z", until="1")

    assert [subject for _, subject, _ in found] == ["feed", "feed"]
    assert "used twice" in lint(make, make.rule(), make.rule())[0][2]


def test_missing_translations_do_not_stop_the_publication(make, signers, keyring):
    messages = {"m": {"en": "a", "de": "", "fr": "c"}}
    source = make.feed_text(make.rule(), messages=messages).encode()
    (finding,) = lint_rules(source)

    assert finding.code == "RULES_TRANSLATION_MISSING"
    assert finding.param("languages") == "de, it"
    token = build_rules(source, signer=signers[Purpose.RULES])
    assert verify_rules(token, keyring=keyring).sequence == 3


def test_more_than_shops_read_is_not_published(make, signers):
    messages = {f"m{n}": {"en": "x" * 1_000} for n in range(3_100)} | ALL_TEXTS
    with pytest.raises(PublishError, match=str(MAX_TOKEN_CHARS)):
        build_rules(
            make.feed_text(make.rule(), messages=messages).encode(), signer=signers[Purpose.RULES]
        )


@pytest.mark.parametrize("source", [b"", b"[]", b"{}", b'{"schema": 1}', b"\xff"])
def test_what_cannot_be_read(source, signers):
    with pytest.raises(InvalidDocumentError):
        lint_rules(source)
    with pytest.raises(PublishError) as caught:
        build_rules(source, signer=signers[Purpose.RULES])
    assert caught.value.step == "rules"


@pytest.mark.property
@given(
    st.dictionaries(
        st.sampled_from(["id", "all", "remedies", "message", "status", "unless"]),
        st.none() | st.text(max_size=5) | st.lists(st.dictionaries(st.text(max_size=6), st.none())),
    )
)
def test_any_rule_is_linted(make, changes):
    source = make.feed_text(make.rule(**changes))

    for finding in lint_rules(json.dumps(json.loads(source)).encode()):
        assert finding.message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"references": []}, "nothing documents it"),
        ({"args": {"unused": "x"}}, "no place for 'unused'"),
        (
            {"all": [{"plugin": "wordpress:a", "versions": "<2|>=1.5,<3"}]},
            "parts of '<2|>=1.5,<3' overlap",
        ),
        (
            {"remedies": [{"action": "update", "plugin": "wordpress:turbo", "to": ">=2.4.0"}]},
            "is still in its range",
        ),
        ({"remedies": [{"action": "replace", "plugin": "wordpress:turbo"}]}, "what replaces"),
    ],
)
def test_what_should_be_looked_at(make, signers, changes, words):
    ((code, subject, detail),) = lint(make, make.rule(**changes))

    assert (code, subject) == ("RULES_DOUBT", "R-1")
    assert words in detail
    assert build_rules(
        make.feed_text(make.rule(**changes), messages=ALL_TEXTS).encode(),
        signer=signers[Purpose.RULES],
    )


@pytest.mark.parametrize(
    ("wide", "narrow", "words"),
    [
        ({}, {}, "says the same"),
        ({"severity": "critical"}, {}, "covers all of it"),
        ({"all": [{"plugin": "wordpress:turbo"}]}, {}, "covers all of it"),
        (
            {"all": [{"plugin": "wordpress:turbo", "versions": ">=1,<3|>=4"}]},
            {"all": [{"plugin": "wordpress:turbo", "versions": ">=2,<2.5"}]},
            "covers all of it",
        ),
        ({"all": [{"plugin": "wordpress:turbo", "versions": "<2.3"}]}, {}, None),
        ({"severity": "warning"}, {}, None),
        ({"platform": {"wordpress": ">=6"}}, {}, None),
        ({"unless": [{"plugin": "wordpress:bridge"}]}, {}, None),
    ],
)
def test_rules_that_others_cover(make, wide, narrow, words):
    found = [
        (subject, detail)
        for code, subject, detail in lint(
            make, make.rule("R-1", **wide), make.rule("R-2", **narrow)
        )
        if code == "RULES_DOUBT" and subject == "R-2"
    ]

    assert bool(found) is (words is not None)
    assert not words or words in found[0][1]


def test_messages_that_nobody_uses(make):
    messages = {**ALL_TEXTS, "old": ALL_TEXTS["m"]}

    assert lint(make, make.rule(), messages=messages)[0][2] == "no rule uses the message 'old'"


def test_withdrawn_rules_need_a_reason_which_is_shown(make):
    reason = {"withdrawn_reason": "It was the theme."}

    assert "without a reason" in lint(make, make.rule(status="withdrawn"))[0][2]
    source = make.feed_text(make.rule(status="withdrawn", **reason), messages=ALL_TEXTS)
    found = [f for f in lint_rules(source.encode()) if f.code == "RULE_WITHDRAWN"]
    assert found[0].param("reason") == "It was the theme."
