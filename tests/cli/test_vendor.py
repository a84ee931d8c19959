import json
import stat

import pytest

NOW = "2026-11-23T05:00:00Z"


@pytest.fixture
def source(tmp_path):
    directory = tmp_path / "src"
    directory.mkdir()
    (directory / "alpenpay.php").write_text("<?php\n")
    return directory


class TestIssue:
    def test_is_logged_before_it_is_shown(self, vendor, key):
        entries = [json.loads(line) for line in (vendor / "issued.jsonl").read_text().splitlines()]

        assert entries[0]["product"] == "alpenpay"
        assert key not in (vendor / "issued.jsonl").read_text()

    def test_what_shops_would_refuse_is_exit_code_three(self, sellxed, vendor):
        answer = sellxed("vendor", "issue", vendor, "--product", "alpenpay", "--host", "no host")

        assert answer.code == 3
        assert "[ISSUE_REFUSED]" in answer.err
        assert not (vendor / "issued.jsonl").exists()

    def test_a_partner_issues_with_its_own_key(self, sellxed, vendor, trust, tmp_path):
        pem = tmp_path / "partner" / "key.pem"
        pem.parent.mkdir()
        public = sellxed("vendor", "keygen", pem).out.strip()
        assert stat.S_IMODE(pem.stat().st_mode) == 0o600
        certificate = sellxed(
            "vendor",
            "certify",
            vendor,
            "--partner",
            "acme.ch",
            "--public-key",
            public,
            "--product",
            "alpenpay",
            "--count",
            "5",
            "--now",
            NOW,
        ).out
        (tmp_path / "acme.jws").write_text(certificate)
        issued = sellxed(
            "vendor",
            "issue",
            "--partner-key",
            pem,
            "--certificate",
            tmp_path / "acme.jws",
            "--sequence",
            "5",
            "--product",
            "alpenpay",
            "--host",
            "shop.ch",
            "--now",
            NOW,
            json_output=True,
        )
        checked = sellxed(
            "licence",
            "verify",
            issued.data["key"],
            "--trust",
            trust,
            "--product",
            "alpenpay",
            "--now",
            NOW,
            json_output=True,
        )
        beyond = sellxed(
            "vendor",
            "issue",
            "--partner-key",
            pem,
            "--certificate",
            tmp_path / "acme.jws",
            "--sequence",
            "6",
            "--product",
            "alpenpay",
            "--host",
            "shop.ch",
            "--now",
            NOW,
        )

        assert checked.data["may_run"]
        assert checked.data["partner"] == "acme.ch"
        assert beyond.code == 3
        assert "[ISSUE_REFUSED]" in beyond.err

    def test_a_key_file_is_never_overwritten(self, sellxed, tmp_path):
        sellxed("vendor", "keygen", tmp_path / "k.pem")
        before = (tmp_path / "k.pem").read_bytes()
        answer = sellxed("vendor", "keygen", tmp_path / "k.pem")

        assert answer.code == 3
        assert (tmp_path / "k.pem").read_bytes() == before


class TestReleases:
    def test_build_and_publish(self, sellxed, vendor, source, tmp_path):
        built = sellxed(
            "vendor",
            "release",
            vendor,
            source,
            "--product",
            "alpenpay",
            "--release-version",
            "1.0.0",
            "--requires",
            "php=>=8.1",
            "--output",
            tmp_path / "dist",
            json_output=True,
        )
        (tmp_path / "notes.json").write_text('{"added": ["Everything."]}')
        words = (
            "vendor",
            "publish",
            vendor,
            built.data["archive"],
            "--notes",
            f"en={tmp_path / 'notes.json'}",
        )
        first, second = sellxed(*words), sellxed(*words)

        assert built.data["files"] == 2
        assert (first.code, second.code) == (0, 3)
        assert "[RELEASE_ALREADY_PUBLISHED]" in second.err
        assert (vendor / "channel" / "alpenpay" / "notes.en.json").exists()

    def test_resign_tells_what_expires(self, sellxed, vendor):
        answer = sellxed("vendor", "resign", vendor, json_output=True)

        assert "timestamp" in answer.data["expires"]

    def test_init_leaves_a_used_directory_alone(self, sellxed, vendor):
        answer = sellxed(
            "vendor", "init", vendor, "--name", "x", "--product", "y", "--url", "http://x"
        )

        assert answer.code == 3
        assert "[VENDOR_DIRECTORY_USED]" in answer.err

    def test_init_wants_an_address(self, sellxed, tmp_path):
        answer = sellxed(
            "vendor", "init", tmp_path / "v", "--name", "x", "--product", "y", "--url", "nope"
        )

        assert answer.code == 2
        assert not (tmp_path / "v").exists()


RULES = {
    "schema": 1,
    "feed_id": "t",
    "sequence": 1,
    "issued": "2026-11-01T00:00:00Z",
    "expires": "2027-11-01T00:00:00Z",
    "messages": {"m": {"en": "x", "de": "x", "fr": "x", "it": "x"}},
    "rules": [
        {
            "id": "R-1",
            "severity": "error",
            "confidence": "reproduced",
            "message": "m",
            "all": [{"plugin": "wordpress:turbo", "versions": "<2.4.1"}],
        }
    ],
}


class TestRules:
    def test_are_checked_signed_and_match(self, sellxed, vendor, trust, tmp_path):
        from sellxed_sdk.testing import write_wordpress_shop

        shop = write_wordpress_shop(tmp_path / "shop", plugins=[("turbo", "Turbo", "2.3.0")])
        (tmp_path / "rules.json").write_text(json.dumps(RULES))
        assert sellxed("vendor", "rules", vendor, tmp_path / "rules.json").code == 0
        signed = vendor / "channel" / "compatibility" / "rules.jws"
        words = ("shop", "conflicts", shop, "--now", NOW)

        plain = sellxed(*words, "--rules", tmp_path / "rules.json", json_output=True)
        checked = sellxed(*words, "--rules", signed, "--trust", trust, json_output=True)
        unchecked = sellxed(*words, "--rules", signed)

        assert plain.code == checked.code == 1
        assert [c["rule"] for c in checked.data["conflicts"]] == ["R-1"]
        assert "RULES_UNSIGNED" in [f["code"] for f in plain.data["findings"]]
        assert checked.data["plan"]["actions"][0]["action"] == "disable"
        assert unchecked.code == 3
        assert "[RULES_NEED_TRUST]" in unchecked.err

    def test_every_flipped_byte_of_signed_rules_is_noticed(self, sellxed, vendor, trust, tmp_path):
        from sellxed_sdk.testing import write_wordpress_shop

        shop = write_wordpress_shop(tmp_path / "shop", plugins=[("turbo", "Turbo", "2.3.0")])
        (tmp_path / "rules.json").write_text(json.dumps(RULES))
        sellxed("vendor", "rules", vendor, tmp_path / "rules.json")
        data = (vendor / "channel" / "compatibility" / "rules.jws").read_bytes()
        broken = tmp_path / "broken.jws"
        for at in range(0, len(data), 29):
            broken.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            answer = sellxed("shop", "conflicts", shop, "--rules", broken, "--trust", trust)
            assert answer.code == 3, at

    def test_faults_are_named_and_nothing_is_published(self, sellxed, vendor, tmp_path):
        rules = json.loads(json.dumps(RULES))
        rules["rules"][0]["all"][0]["versions"] = "^2.0"
        (tmp_path / "rules.json").write_text(json.dumps(rules))
        checked = sellxed("vendor", "rules", vendor, tmp_path / "rules.json", "--check")
        published = sellxed("vendor", "rules", vendor, tmp_path / "rules.json")

        assert checked.code == 1
        assert "[RULES_FAULT]" in checked.out
        assert published.code == 3
        assert not (vendor / "channel" / "compatibility").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("vendor", "issue", "DIR", "--product", "alpenpay", "--trial-days", "0"),
        ("vendor", "revoke", "DIR"),
        ("vendor", "revoke", "DIR", "--key-hash", "short"),
        ("vendor", "revoke", "DIR", "--key-hash", "A" * 43, "--after-sequence", "3"),
        ("vendor", "publish", "DIR", "x.zip", "--cve", "CVE-2026-11111"),
        (
            "vendor",
            "certify",
            "DIR",
            "--partner",
            "p",
            "--public-key",
            "!",
            "--product",
            "a",
            "--count",
            "1",
        ),
    ],
    ids=" ".join,
)
def test_halves_of_a_request_are_wrong_usage(sellxed, vendor, words):
    answer = sellxed(*(vendor if word == "DIR" else word for word in words))

    assert answer.code == 2
    assert answer.err.count("\n") == 1


def test_keys_and_hashes_may_begin_with_a_hyphen(sellxed, vendor):
    public = "-I6BFDHdg4CeWt22f2Zitay-C7J2P0u5IXbyF17GlX4"
    certified = sellxed(
        "vendor",
        "certify",
        vendor,
        "--partner",
        "p.ch",
        "--public-key",
        public,
        "--product",
        "alpenpay",
        "--count",
        "1",
    )
    revoked = sellxed("vendor", "revoke", vendor, "--key-hash", "-" + "A" * 42)

    assert (certified.code, certified.err) == (0, "")
    assert (revoked.code, revoked.err) == (0, "")


def test_support_data_that_shops_could_not_read_are_refused(sellxed, tmp_path):
    (tmp_path / "support.json").write_text('{"contact": "no address"}')
    answer = sellxed(
        "vendor",
        "init",
        tmp_path / "v",
        "--name",
        "x",
        "--product",
        "y",
        "--url",
        "http://x",
        "--support",
        tmp_path / "support.json",
    )

    assert answer.code == 2
    assert not (tmp_path / "v").exists()


def test_inventory_of_this_environment(sellxed):
    data = sellxed("shop", "inventory", "--python", json_output=True).data

    assert data["platform"] == "python"
    assert "python:sellxed-sdk" in [plugin["uid"] for plugin in data["plugins"]]
