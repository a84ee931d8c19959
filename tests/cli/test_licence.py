import io
import json
import sys

import pytest

from sellxed_sdk.testing import make_licence

NOW = "2026-11-23T05:00:00Z"


@pytest.fixture
def verify(sellxed, trust, key):
    def verify(*words, given=None, product="alpenpay"):
        return sellxed(
            "licence",
            "verify",
            *([key] if given is None else given),
            "--trust",
            trust,
            "--product",
            product,
            "--now",
            NOW,
            *words,
            json_output=True,
        )

    return verify


class TestVerify:
    def test_the_json_is_the_contract(self, verify):
        answer = verify("--host", "shop.ch", "--release-date", "2026-06-01")

        assert answer.code == 0
        data = answer.data
        assert data["schema"] == 1
        assert data["status"] == "valid"
        assert (data["may_run"], data["may_update"], data["may_get_support"]) == (True,) * 3
        assert data["licence"]["product"] == "alpenpay"
        assert data["licence"]["support_until_on"] == "2027-01-10"
        assert data["findings"] == []

    @pytest.mark.parametrize(
        ("words", "product", "code", "status"),
        [
            (
                ("--release-date", "2027-06-01"),
                "alpenpay",
                "RELEASE_NOT_COVERED",
                "release_not_covered",
            ),
            (("--host", "other.ch"), "alpenpay", "HOST_NOT_LICENSED", "wrong_host"),
            ((), "other", "WRONG_PRODUCT", "wrong_product"),
        ],
    )
    def test_findings_that_need_action_are_exit_code_one(
        self, verify, words, product, code, status
    ):
        answer = verify(*words, product=product)

        assert answer.code == 1
        assert answer.data["status"] == status
        assert not answer.data["may_run"]
        finding = answer.data["findings"][0]
        assert finding["code"] == code
        assert finding["severity"] == "warning"
        assert finding["message"]
        assert finding["hint"]

    def test_after_support_it_still_runs_and_exits_well(self, sellxed, trust, key):
        answer = sellxed(
            "licence",
            "verify",
            key,
            "--trust",
            trust,
            "--product",
            "alpenpay",
            "--now",
            "2040-01-01",
            "--release-date",
            "2026-06-01",
            "--host",
            "shop.ch",
            json_output=True,
        )

        assert answer.code == 0
        assert answer.data["may_run"]
        assert not answer.data["may_update"]

    @pytest.mark.parametrize("given", [["-"], []])
    def test_the_key_may_come_from_standard_input(self, verify, key, given, monkeypatch):
        pasted = f"> {key[:80]}\n> {key[80:]}\n".encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pasted)))

        assert verify(given=given).data["status"] == "valid"

    def test_the_key_may_come_from_the_environment(self, verify, key, monkeypatch, tmp_path):
        monkeypatch.setenv("SELLXED_LICENCE_KEY", key)
        assert verify(given=[]).data["status"] == "valid"

        monkeypatch.delenv("SELLXED_LICENCE_KEY")
        (tmp_path / "key.txt").write_text(key)
        monkeypatch.setenv("SELLXED_LICENCE_FILE", str(tmp_path / "key.txt"))
        assert verify(given=[]).data["status"] == "valid"

    def test_every_flipped_character_is_noticed(self, verify, key):
        for at in range(0, len(key), 17):
            changed = key[:at] + ("A" if key[at] != "A" else "B") + key[at + 1 :]
            answer = verify(given=[changed])

            assert answer.code == 1
            assert answer.data["licence"] is None

    def test_test_keys_count_in_test_mode_only(self, verify, now):
        given = [make_licence("valid", product="alpenpay", now=now)]

        assert verify(given=given).data["status"] == "test_key_refused"
        assert verify("--mode", "test", given=given).data["status"] == "valid"

    def test_a_revoked_key(self, sellxed, verify, vendor, key):
        assert sellxed("vendor", "revoke", vendor, "--key", key).code == 0
        listed = vendor / "channel" / "licence" / "revocations.jws"
        answer = verify("--revocations", listed)

        assert answer.code == 1
        assert answer.data["status"] == "revoked"

    def test_a_damaged_revocation_list_is_exit_code_three(self, verify, tmp_path):
        (tmp_path / "list.jws").write_text("junk")
        answer = verify("--revocations", tmp_path / "list.jws")

        assert answer.code == 3
        assert answer.data["error"]["code"] == "DOCUMENT_NOT_JWS"

    def test_the_text_says_the_same(self, sellxed, trust, key):
        answer = sellxed(
            "licence",
            "verify",
            key,
            "--trust",
            trust,
            "--product",
            "alpenpay",
            "--now",
            NOW,
            "--host",
            "other.ch",
        )

        assert "may run:          no" in answer.out
        assert "other.ch" in answer.out
        assert "[HOST_NOT_LICENSED]" in answer.out
        assert "Muster" not in answer.out


class TestInspect:
    def test_says_that_nothing_was_checked(self, sellxed, key):
        answer = sellxed("licence", "inspect", key)

        assert answer.code == 0
        assert answer.out.startswith("Not verified")
        assert "prd: alpenpay" in answer.out

    def test_json(self, sellxed, key):
        data = sellxed("licence", "inspect", key, json_output=True).data

        assert data["verified"] is False
        assert data["parts"][0]["claims"]["hst"] == ["shop.ch"]

    def test_junk_is_named(self, sellxed):
        answer = sellxed("licence", "inspect", "junk", json_output=True)

        assert answer.code == 1
        assert answer.data["findings"][0]["code"] == "KEY_NOT_A_LICENCE"
        assert json.dumps(answer.data)
