import pytest

from sellxed_sdk.findings import Finding
from sellxed_sdk.licence import normalise_key

PARTS = (
    "eyJhbGciOiJFZERTQSIsImtpZCI6ImxpYy0xIiwidHlwIjoic3gtbGljZW5jZStqd3QifQ."
    "eyJqdGkiOiJMLTEiLCJpc3MiOiJzZWxseGVkLmNvbSIsInByZCI6ImFscGVucGF5In0"
)
KEY = f"{PARTS}.{'A' * 30}-_--{'B' * 52}"


class TestPaste:
    @pytest.mark.parametrize(
        "text",
        [
            KEY,
            f"  {KEY}\n",
            f"{KEY[:60]}\r\n{KEY[60:130]}\r\n{KEY[130:]}",
            f"> {KEY[:60]}\n> {KEY[60:]}",
            f">> {KEY[:60]}\n>> {KEY[60:]}",
            f'"{KEY}"',
            f"\u201e{KEY}\u201c",
            f"<{KEY}>",
            f"{KEY};",
            f"\ufeff{KEY}",
            f"{KEY[:50]}\u200b{KEY[50:]}",
            f"{KEY[:50]}\u00ad{KEY[50:]}",
            f"{KEY[:50]}\u00a0{KEY[50:]}",
            KEY.replace("--", "\u2014"),
            KEY.replace("-", "\u2011"),
            f"-----BEGIN LICENCE-----\n{KEY}\n-----END LICENCE-----",
            f"----BEGIN LICENCE----\n{KEY}\n----END LICENCE----",
            f"Licence key: {KEY}",
            f"License Key: {KEY}",
            f"Lizenzschlüssel: {KEY}",
            f"{KEY}{KEY}",
            f"{KEY}\n\n{KEY}\n",
            KEY.encode(),
        ],
    )
    def test_what_can_be_undone_is_undone(self, text):
        assert normalise_key(text) == KEY

    @pytest.mark.parametrize(
        "key",
        [
            f"{PARTS}.eyJ{'A' * 83}",
            f"{PARTS}.eyJ{'A' * 83}~{PARTS}.eyJ{'A' * 83}",
            f"{PARTS}{'A' * (4_096 - len(PARTS) - 87)}.eyJ{'A' * 83}",
        ],
        ids=["licence", "with certificate", "the longest"],
    )
    def test_a_signature_may_begin_as_a_header_does(self, key):
        assert normalise_key(key) == key

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            (None, "KEY_MISSING"),
            ("", "KEY_MISSING"),
            ('  ""  ', "KEY_MISSING"),
            (42, "KEY_NOT_A_LICENCE"),
            ("A" * 5_000, "KEY_TOO_LARGE"),
            ("A" * 20_000, "KEY_TOO_LARGE"),
            (f"{KEY}\n{KEY[:-1]}C", "KEY_SEVERAL"),
        ],
    )
    def test_what_cannot_is_named(self, text, code):
        finding = normalise_key(text)

        assert isinstance(finding, Finding)
        assert finding.code == code
