"""What leaves a person's hands holds no secret."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.support import MAX_CHARS, redact
from sellxed_sdk.testing import make_licence

KEY = make_licence("valid", product="alpenpay")
PEM = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI\n-----END PRIVATE KEY-----"


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"key={KEY}!", "key=[licence key]!"),
            (f"{KEY}~{KEY} end", "[licence key] end"),
            (KEY[:150], "[licence key]"),
            ("from anna.muster@shop.ch today", "from [e-mail address] today"),
            ("https://user:pass@host/x", "https://[credentials]@host/x"),
            ("https://token@host/x", "https://[credentials]@host/x"),
            ("Authorization: Bearer abcdefgh123", "Authorization: Bearer [credentials]"),
            ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [credentials]"),
            ("password=hunter2]", "password=[credentials]"),
            ('{"password": "a b"}', '{"password": "[credentials]"}'),
            ('{"token": null}', '{"token": null}'),
            (f"a {PEM} b", "a [private key] b"),
            ("alpenpay 1.0.0 on wordpress 6.8.3", "alpenpay 1.0.0 on wordpress 6.8.3"),
        ],
    )
    def test_secrets_go(self, text, expected):
        assert redact(text).text == expected

    def test_a_key_that_a_mail_program_wrapped(self):
        lines = [KEY[at : at + 72] for at in range(0, len(KEY), 72)]

        for start in ("\n", "\r\n", "\n> "):
            assert redact(start.join(lines) + "\nRegards").text == "[licence key]\nRegards"

    def test_says_what_went(self):
        redacted = redact(f"{KEY} a@b.ch c@d.ch")

        assert redacted.removed == (("e-mail address", 2), ("licence key", 1))

    def test_public_texts_stay(self):
        assert redact("write to help@vendor.example", keep=("help@vendor.example",)).removed == ()

    def test_never_more_than_a_megabyte(self):
        redacted = redact("line\n" * 300_000)

        assert redacted.truncated
        assert len(redacted.text) <= MAX_CHARS


class TestData:
    def test_values_and_names(self):
        data = {"a@b.ch": [KEY, 1, None, True], "api_key": "x", "nested": {"token": "y"}}

        redacted = json.loads(redact(data).text)

        assert redacted == {
            "[e-mail address]": ["[licence key]", 1, None, True],
            "api_key": "[credentials]",
            "nested": {"token": "[credentials]"},
        }


secrets = st.sampled_from(
    [KEY, PEM, "a@b.ch", "https://u:p@h/", "Bearer abcdefghijk", "password=x", "token", '"', "\\"]
)
strings = st.lists(secrets | st.text(max_size=12), max_size=5).map(" ".join)
values = st.recursive(
    st.none() | st.integers() | strings,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["password", "token", "d", "x"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.property
@given(values)
def test_json_stays_json(value):
    text = json.dumps({"value": value})

    assert isinstance(json.loads(redact(text).text), dict)
    assert KEY not in redact(text).text
    assert PEM[28:] not in redact(text).text


@pytest.mark.parametrize(
    "unit", ["eyJ", "://", "a@", "x@a.", "token=", "-----BEGIN PRIVATE KEY-----", '"password":"']
)
def test_hostile_text_comes_to_an_end(unit):
    """What grows with the square would not, within the limit of a test."""
    assert redact(unit * (1_000_000 // len(unit))).text
