import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import MAX_TOKEN_CHARS, RULES_TYP, parse_rules, verify_rules
from sellxed_sdk.errors import (
    BadSignatureError,
    InvalidDocumentError,
    SellxedError,
    UnknownKeyError,
    WrongTypeError,
)
from sellxed_sdk.findings import Severity
from sellxed_sdk.signing import Purpose, sign_jws

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "rules.md"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


def details(feed):
    return [str(finding.param("detail")) for finding in feed.skipped]


class TestFeed:
    def test_the_documented_example_is_a_feed(self):
        example = re.search(r"```json rules\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        feed = parse_rules(example[1])

        assert len(feed.rules) == 1
        assert feed.skipped == ()
        assert feed.rules[0].severity is Severity.ERROR
        assert dict(feed.rules[0].texts)["de"].startswith("Checkout Turbo")

    def test_withdrawn_rules_are_left_out_without_a_word(self, make):
        feed = make.feed(make.rule("R-1", status="withdrawn"), make.rule("R-2", rev=4))

        assert [(rule.id, rule.rev) for rule in feed.rules] == [("R-2", 4)]
        assert feed.skipped == ()

    @pytest.mark.parametrize(
        "changes", [{"schema": 2}, {"sequence": 0}, {"expires": "soon"}, {"rules": [1]}]
    )
    def test_a_bad_feed_is_refused(self, make, changes):
        with pytest.raises(InvalidDocumentError):
            make.feed(make.rule(), **changes)

    def test_members_that_a_newer_publisher_adds_are_ignored(self, make):
        assert make.feed(make.rule(), min_sdk="9.9").rules


class TestSkipping:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"status": "draft"}, "status"),
            ({"any": []}, "does not know"),
            ({"all": []}, "at least one plugin"),
            ({"all": [{"versions": ">=1.0"}]}, "names at least one plugin"),
            ({"all": [{"plugin": []}]}, "names at least one plugin"),
            ({"all": [{"plugin": "no colon"}]}, "plugin"),
            ({"all": [{"plugin": "wordpress:a", "claim": {}}]}, "does not know"),
            ({"all": [{"plugin": "wordpress:a", "versions": "^2.0"}]}, "comparison"),
            ({"all": [{"plugin": "python:a", "versions": "<2.0-turbo"}]}, "no version of pep440"),
            ({"all": [{"plugin": "wordpress:a", "state": "sleepy"}]}, "state"),
            ({"unless": [{"plugin": "wordpress:a", "versions": "x"}]}, "comparison"),
            ({"platform": {"wordpress": "6.x"}}, "comparison"),
            ({"severity": "fatal"}, "severity"),
            ({"confidence": "maybe"}, "confidence"),
            ({"rev": "two"}, "rev"),
            ({"message": "gone"}, "no English text"),
            ({"message": "named"}, "placeholders"),
            ({"message": "named", "args": {"another": "x"}}, "placeholders"),
            ({"references": ["javascript:alert(1)"]}, "references"),
            ({"remedies": [{"action": "update", "plugin": "wordpress:a", "to": "new"}]}, "to"),
        ],
    )
    def test_one_bad_rule_is_told_and_the_others_count(self, make, changes, words):
        feed = make.feed(make.rule("R-1", **changes), make.rule("R-2"))

        assert [rule.id for rule in feed.rules] == ["R-2"]
        assert [finding.code for finding in feed.skipped] == ["RULE_SKIPPED"]
        assert feed.skipped[0].subject == "R-1"
        assert words in details(feed)[0]

    def test_a_second_rule_of_the_same_id(self, make):
        feed = make.feed(make.rule(), make.rule(severity="info"))

        assert [rule.severity for rule in feed.rules] == [Severity.ERROR]
        assert "used twice" in details(feed)[0]

    def test_a_bad_message_takes_only_its_own_rules_along(self, make):
        messages = {"m": {"en": "", "de": "x"}, "list": [], "good": {"en": "x", "de": 5}}
        feed = make.feed(make.rule("R-1"), make.rule("R-2", message="good"), messages=messages)

        assert [(rule.id, rule.texts) for rule in feed.rules] == [("R-2", (("en", "x"),))]

    def test_an_unknown_remedy_does_not_hide_the_conflict(self, make):
        remedies = [
            {"action": "pray", "plugin": "wordpress:turbo", "before": "x"},
            {"action": "wait", "plugin": "wordpress:turbo"},
        ]
        feed = make.feed(make.rule(remedies=remedies))

        assert [remedy.action for remedy in feed.rules[0].remedies] == ["wait"]

    def test_placeholders_reach_nothing_but_their_values(self, make):
        messages = {"m": {"en": "{a.__class__}"}, "n": {"en": "{a}"}}
        feed = make.feed(
            make.rule("R-1", args={"a": "x"}),
            make.rule("R-2", message="n", args={"a": "{b}"}),
            messages=messages,
        )

        assert [(rule.id, rule.texts) for rule in feed.rules] == [("R-2", (("en", "{b}"),))]

    def test_python_names_are_normalised(self, make):
        feed = make.feed(make.rule(all=[{"plugin": "python:Django_Oscar"}]))

        assert feed.rules[0].conditions[0].plugins == ("python:django-oscar",)


class TestSigned:
    def sign(self, make, signer, typ=RULES_TYP):
        return sign_jws(json.loads(make.feed_text(make.rule())), typ=typ, signer=signer)

    def test_genuine_rules(self, make, signers, keyring):
        token = self.sign(make, signers[Purpose.RULES])

        assert verify_rules(f" {token}\n", keyring=keyring) == make.feed(make.rule())

    def test_a_key_of_another_purpose_does_not_count(self, make, signers, keyring):
        with pytest.raises(UnknownKeyError):
            verify_rules(self.sign(make, signers[Purpose.LICENCE]), keyring=keyring)

    def test_another_type(self, make, signers, keyring):
        token = self.sign(make, signers[Purpose.RULES], typ="sx-licence+jwt")
        with pytest.raises(WrongTypeError):
            verify_rules(token, keyring=keyring)

    def test_changed_afterwards(self, make, signers, keyring):
        header, payload, signature = self.sign(make, signers[Purpose.RULES]).split(".")
        other = self.sign(make, signers[Purpose.LICENCE]).split(".")[2]
        with pytest.raises(BadSignatureError):
            verify_rules(f"{header}.{payload}.{other}", keyring=keyring)
        with pytest.raises(InvalidDocumentError):
            verify_rules(f"{header}.{payload[:-8]}.{signature}x", keyring=keyring)

    def test_too_large(self, keyring):
        with pytest.raises(InvalidDocumentError) as caught:
            verify_rules("x" * (MAX_TOKEN_CHARS + 1), keyring=keyring)
        assert caught.value.reason == "size"


@pytest.mark.property
class TestAnything:
    @given(st.binary(max_size=200) | st.text(max_size=200))
    def test_bytes_and_texts(self, data):
        with pytest.raises(InvalidDocumentError):
            parse_rules(data)

    @given(JSON, st.sampled_from(["all", "unless", "platform", "remedies", "message", "args"]))
    def test_any_value_in_a_rule(self, value, name):
        bad = {"id": "R-1", "all": [{"plugin": "a:b"}], "severity": "info", "message": "m"}
        feed = {
            "schema": 1,
            "feed_id": "x",
            "sequence": 1,
            "issued": "2026-11-01T00:00:00Z",
            "expires": "2026-11-01T00:00:00Z",
            "messages": {"m": {"en": "x"}},
            "rules": [{**bad, "confidence": "derived", name: value}],
        }
        result = parse_rules(json.dumps(feed))

        assert len(result.rules) + len(result.skipped) == 1

    @given(JSON, st.sampled_from(["schema", "messages", "rules", "issued", "feed_id"]))
    def test_any_value_in_a_feed(self, value, name):
        feed = {"schema": 1, "feed_id": "x", "sequence": 1, name: value}
        with pytest.raises(SellxedError):
            parse_rules(json.dumps(feed))
