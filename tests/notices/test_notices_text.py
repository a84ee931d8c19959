"""Notices for terminals, e-mail and programs."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.findings.codes import channel as channel_codes
from sellxed_sdk.notices import (
    LANGUAGES,
    VARIANTS,
    Catalogue,
    NoticeAction,
    build_notices,
    notices_subject,
    notices_to_json,
    render_notices_text,
)

EN = Catalogue.load("en")
HOSTILE = "x\r\nBcc: all@shop.example\x1b[31m\u202e\u2028\ud800\0<b>"


@pytest.fixture
def notices(build, ended, offered, no_key, conflicting):
    """Of two modules."""
    return (
        *build(licence=ended, updates=offered, compatibility=conflicting()),
        *build(licence=no_key, product="other"),
    )


def unwrapped(text):
    return " ".join(text.split())


class TestText:
    def test_says_what_effect_way_out_link_code_and_when(self, notices):
        text = unwrapped(render_notices_text(notices, catalogue=EN, name=str.title))

        assert "3 notices for Alpenpay" in text
        assert "1 notice for Other" in text
        for part in (
            "[Warning] No licence key is entered.",
            "The shop keeps running and nothing is switched off;",
            "Copy the key from your customer account",
            "Your account > Your download products: https://vendor.example/account",
            "Code: KEY_MISSING. Last checked: ",
            "More about SXC-1: https://vendor.example/SXC-1",
        ):
            assert part in text

    def test_why_the_channel_did_not_answer(self, build, notices):
        reason = channel_codes.CHANNEL_UNREACHABLE.finding(url="https://u.example", detail="no")
        shown = attrs.evolve(notices[0], reasons=(reason,))

        text = unwrapped(render_notices_text([shown], catalogue=EN))
        assert "Reason: The update server cannot be reached at https://u.example: no." in text

    @pytest.mark.parametrize("language", [*LANGUAGES, *VARIANTS])
    def test_every_language_fits(self, notices, language):
        text = render_notices_text(notices, catalogue=Catalogue.load(language))

        assert max(map(len, text.splitlines())) <= 76
        assert "{" not in text
        assert "effect_" not in text
        assert text.endswith("\n")

    def test_addresses_stay_whole(self, notices):
        url = "https://vendor.example/" + "x" * 200
        shown = attrs.evolve(notices[0], action=NoticeAction(label="action_account", url=url))

        assert url in render_notices_text([shown], catalogue=EN).splitlines()[-2]

    def test_nothing_to_say(self):
        assert render_notices_text((), catalogue=EN) == ""
        assert notices_subject((), catalogue=EN) == ""
        assert notices_to_json((), catalogue=EN) == []


class TestSubject:
    def test_the_loudest_and_the_rest(self, notices):
        one, three = (
            notices_subject(notices[-1:], catalogue=EN),
            notices_subject(notices, catalogue=Catalogue.load("de_CH"), name="Alpenpay"),
        )

        assert one == "[Warning] other: No licence key is entered."
        assert three.startswith("[Warnung] Alpenpay: ")
        assert three.endswith(" (und 3 weitere)")

    def test_is_cut_where_it_is_long(self, notices):
        subject = notices_subject(notices, catalogue=EN, name="n" * 500)

        assert len(subject) == 120
        assert subject.endswith("… (and 3 more)")


class TestData:
    def test_in_the_readers_language(self, notices):
        data = json.loads(json.dumps(notices_to_json(notices, catalogue=Catalogue.load("de_CH"))))
        found = next(entry for entry in data if entry["code"] == "KEY_MISSING")

        assert set(found) == set(data[0]) >= {"fingerprint", "hint", "reasons", "name", "product"}
        assert found["message"] == "Es ist kein Lizenzschlüssel eingegeben."
        assert found["effect"].startswith("Der Shop läuft weiter")
        assert found["action"] == {
            "label": "Ihr Konto > Ihre Download Produkte",
            "url": "https://vendor.example/account",
        }
        assert found["language"] == "de-CH"
        assert re.fullmatch(r"2026-.*\+00:00", found["checked_at"])

    def test_only_addresses_that_are_safe(self, notices):
        shown = attrs.evolve(
            notices[0], action=NoticeAction(label="action_account", url="javascript:alert(1)")
        )

        assert notices_to_json([shown], catalogue=EN)[0]["action"] is None
        assert "javascript" not in render_notices_text([shown], catalogue=EN)

    def test_the_effect_is_in_the_english_data_too(self, notices):
        assert {n.to_dict()["effect"][-1] for n in notices} == {"."}


@pytest.mark.property
@given(text=st.text(max_size=200) | st.just(HOSTILE), name=st.text(max_size=200) | st.just(HOSTILE))
def test_whatever_is_told_is_a_mail(text, name, desk, licence, now):
    finding = Finding(
        code="WRONG_PRODUCT",
        severity=Severity.WARNING,
        subject=text,
        params=(("licensed", text), ("product", name)),
    )
    report = attrs.evolve(licence, findings=(finding,))
    notices = build_notices(product="alpenpay", licence=report, desk=desk, now=now)

    subject = notices_subject(notices, catalogue=EN, name=name)
    body = render_notices_text(notices, catalogue=EN, name=name)
    assert len(subject) <= 120
    assert len(subject.splitlines()) == 1
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]", subject)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", body)
    assert max(map(len, body.split("\n"))) <= 76
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail.set_content(body)
    assert message_from_bytes(bytes(mail))["Bcc"] is None
