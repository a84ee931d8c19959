"""The commands that keep the channel alive, and those that change a published release."""

import pytest

NOW = "2026-11-23T05:00:00Z"
RELEASE = ("--product", "alpenpay", "--release-version")


@pytest.fixture
def source(tmp_path):
    directory = tmp_path / "src"
    directory.mkdir()
    (directory / "alpenpay.php").write_text("<?php\n")
    return directory


@pytest.fixture
def published(sellxed, vendor, source, tmp_path):
    """Publish a version with more options; return the answer."""

    def published(version, *options, code=0):
        words = (*RELEASE, version, "--output", tmp_path / "dist")
        built = sellxed("vendor", "release", vendor, source, *words, json_output=True)
        answer = sellxed("vendor", "publish", vendor, built.data["archive"], *options)
        assert answer.code == code, answer.err
        return answer

    return published


class TestInit:
    @pytest.mark.parametrize(
        ("threshold", "keys", "told"),
        [("1", 1, "whoever has it has the channel"), ("2", 3, "2 of 3 keys"), ("3", 4, "3 of 4")],
    )
    def test_how_many_root_keys_sign(self, sellxed, tmp_path, threshold, keys, told):
        made = sellxed(
            "vendor", "init", tmp_path / "v", "--name", "sellxed.example", "--product", "alpenpay",
            "--url", "https://updates.example", "--root-threshold", threshold,
        )  # fmt: skip

        assert made.code == 0
        assert told in made.out
        assert len(list((tmp_path / "v" / "keys").glob("tuf-root*.pem"))) == keys

    def test_another_number_is_wrong_usage(self, sellxed, tmp_path):
        made = sellxed(
            "vendor", "init", tmp_path / "v", "--name", "sellxed.example", "--product", "alpenpay",
            "--url", "https://updates.example", "--root-threshold", "9",
        )  # fmt: skip

        assert made.code == 2
        assert not (tmp_path / "v").exists()


class TestYank:
    def test_and_undo(self, sellxed, vendor, published):
        published("1.0.0")
        words = ("vendor", "yank", vendor, *RELEASE, "1.0")
        yanked = sellxed(*words, "--reason", "Refunds twice.", "--now", NOW, json_output=True)
        undone = sellxed(*words, "--undo")
        again = sellxed(*words, "--undo")

        assert yanked.data["version"] == "1.0.0"
        assert yanked.data["yanked"] == {"reason": "Refunds twice.", "since_on": "2026-11-23"}
        assert undone.out == "alpenpay 1.0.0 is offered again\n"
        assert again.code == 3
        assert "[RELEASE_CHANGE_REFUSED]" in again.err

    @pytest.mark.parametrize("options", [(), ("--undo", "--reason", "No.")])
    def test_either_a_reason_or_undo(self, sellxed, vendor, options):
        answer = sellxed("vendor", "yank", vendor, *RELEASE, "1.0", *options)

        assert answer.code == 2
        assert "--reason or --undo" in answer.err


class TestRollout:
    def test_is_published_widened_and_completed(self, sellxed, vendor, published):
        published("1.0.0", "--rollout-hours", "72", "--rollout-start", "2026-11-24T05:00:00Z")
        words = ("vendor", "rollout", vendor, *RELEASE, "1.0.0", "--now", NOW)
        wider = sellxed(*words, "--hours", "24", json_output=True)
        other = sellxed(*words, "--groups", "3", "--start", NOW)
        done = sellxed(*words, "--complete")
        anew = sellxed(*words, "--groups", "4")

        assert wider.data["rollout"] == {
            "start_at": "2026-11-24T05:00:00+00:00",
            "hours": 24,
            "groups": 10,
        }
        assert other.out == (
            "alpenpay 1.0.0 is offered to 3 groups from 2026-11-23T05:00:00Z, the last one "
            "within 24 hours\n"
        )
        assert done.out == "alpenpay 1.0.0 is offered to all shops\n"
        assert anew.code == 2
        assert "--hours" in anew.err

    def test_begins_now_where_nothing_is_said(self, sellxed, vendor, published):
        published("1.0.0")
        words = ("vendor", "yank", vendor, *RELEASE, "1.0.0", "--reason", "Not yet.")
        assert sellxed(*words).code == 0
        begun = sellxed(
            "vendor", "rollout", vendor, *RELEASE, "1.0.0", "--hours", "48", "--now", NOW,
            json_output=True,
        )  # fmt: skip

        assert begun.data["rollout"]["start_at"] == "2026-11-23T05:00:00+00:00"
        assert begun.data["rollout"]["groups"] == 10
        assert begun.data["yanked"]

    @pytest.mark.parametrize(
        ("options", "told"), [((), "give --hours"), (("--complete", "--hours", "1"), "goes alone")]
    )
    def test_words_that_do_not_fit(self, sellxed, vendor, options, told):
        answer = sellxed("vendor", "rollout", vendor, *RELEASE, "1.0.0", *options)

        assert answer.code == 2
        assert told in answer.err

    def test_what_is_not_published(self, sellxed, vendor):
        answer = sellxed("vendor", "rollout", vendor, *RELEASE, "1.0.0", "--hours", "1")

        assert answer.code == 3
        assert "[RELEASE_NOT_LISTED]" in answer.err

    @pytest.mark.parametrize(
        "options", [("--rollout-groups", "3"), ("--rollout-start", NOW), ("--cve", "CVE-2026-1111")]
    )
    def test_publishing_with_half_of_it(self, published, options):
        assert "goes with" in published("1.0.0", *options, code=2).err or "go with"

    def test_publishing_a_critical_release_in_groups(self, published):
        answer = published("1.0.0", "--critical", "--rollout-hours", "5", code=3)

        assert "[ARCHIVE_REFUSED]" in answer.err


class TestKeepAlive:
    def test_resign_tells_in_time_that_the_root_ends(self, sellxed, vendor):
        fine = sellxed("vendor", "resign", vendor)
        late = sellxed("vendor", "resign", vendor, "--now", "2027-10-20T05:00:00Z")
        data = sellxed(
            "vendor", "resign", vendor, "--now", "2027-10-20T05:00:00Z", json_output=True
        )

        assert fine.err == ""
        assert late.code == 0
        assert "[CHANNEL_ROLE_ENDS]" in late.err
        assert "sellxed vendor renew" in late.err
        assert [finding["subject"] for finding in data.data["findings"]] == ["root"]

    def test_renew(self, sellxed, vendor):
        done = sellxed("vendor", "renew", vendor)
        data = sellxed("vendor", "renew", vendor, "--now", "2036-01-01T00:00:00Z", json_output=True)

        assert "root 2 is published, and is in the trust bundle" in done.out
        assert data.data["root_version"] == 3
        assert data.data["roles"] == ["alpenpay", "targets"]
        assert data.data["expires"]["root"] == "2036-12-31T00:00:00+00:00"

    def test_renew_says_whose_key_is_not_here(self, sellxed, vendor):
        (vendor / "keys" / "tuf-product-alpenpay.pem").unlink()
        done = sellxed("vendor", "renew", vendor, "--now", "2036-01-01T00:00:00Z")

        assert done.code == 0
        assert "signed anew: targets" in done.out
        assert "their keys are not here: alpenpay" in done.out

    def test_rotate_key(self, sellxed, vendor):
        done = sellxed("vendor", "rotate-key", vendor, "--role", "online")
        data = sellxed(
            "vendor", "rotate-key", vendor, "--role", "root", "--compromised", json_output=True
        )
        unknown = sellxed("vendor", "rotate-key", vendor, "--role", "onlin")

        assert done.code == 0
        assert "put aside: tuf-online.pem.former-1" in done.out
        assert data.data["former"] == ["tuf-root.pem.compromised-1"]
        assert (data.data["outcome"], data.data["root_version"]) == ("rotated", 3)
        assert unknown.code == 3
        assert "[CHANNEL_ROLE_UNKNOWN]" in unknown.err

    def test_audit(self, sellxed, vendor, published):
        published("1.0.0")
        fine = sellxed("vendor", "audit", vendor)
        next(vendor.rglob("*.alpenpay-1.0.0.zip")).unlink()
        broken = sellxed("vendor", "audit", vendor)
        data = sellxed("vendor", "audit", vendor, json_output=True)

        assert fine.code == 0
        assert "timestamp            until" in fine.out
        assert "findings" not in fine.out
        assert broken.code == data.code == 1
        assert "[CHANNEL_FILE_WRONG]" in broken.out
        assert data.data["findings"][0]["code"] == "CHANNEL_FILE_WRONG"

    def test_upload(self, sellxed, vendor, published, tmp_path):
        published("1.0.0")
        first = sellxed("vendor", "upload", vendor, tmp_path / "web", json_output=True)
        second = sellxed("vendor", "upload", vendor, tmp_path / "web")
        fetched = sellxed("vendor", "fetch", vendor, tmp_path / "web")
        sellxed("vendor", "resign", vendor)
        ahead = sellxed("vendor", "fetch", vendor, tmp_path / "web")
        refused = sellxed("vendor", "fetch", vendor, tmp_path / "nowhere")

        assert first.code == 0
        assert first.data["files"][-1] == "metadata/timestamp.json"
        assert second.out.startswith("uploaded 0 files, 0 bytes; ")
        assert fetched.out == "fetched 0 files, 0 bytes\n"
        assert (ahead.code, ahead.out) == (0, fetched.out)
        assert refused.code == 3
        assert "[UPLOAD_FAILED]" in refused.err

    def test_all_of_it_with_a_passphrase(self, sellxed, tmp_path, monkeypatch):
        monkeypatch.setenv("SELLXED_PASSPHRASE", "correct horse battery")
        locked = tmp_path / "locked"
        words = ("--name", "sellxed.example", "--product", "alpenpay", "--encrypt")
        sellxed("vendor", "init", locked, *words, "--url", "https://updates.example")
        for role in ("online", "targets", "alpenpay", "root"):
            assert sellxed("vendor", "rotate-key", locked, "--role", role).code == 0
        assert sellxed("vendor", "renew", locked).code == 0
        monkeypatch.delenv("SELLXED_PASSPHRASE")

        assert sellxed("vendor", "audit", locked).code == 0
        assert sellxed("vendor", "upload", locked, tmp_path / "web").code == 0
        refused = sellxed("vendor", "renew", locked)
        assert refused.code == 3
        assert "[PASSPHRASE_MISSING]" in refused.err
        for path in (locked / "keys").glob("tuf-*"):
            assert b"ENCRYPTED" in path.read_bytes()


class TestPartners:
    def test_join_release_publish_accept(self, sellxed, vendor, trust, source, tmp_path):
        partner = tmp_path / "partner"
        own = ("--product", "acmepay")
        joined = sellxed("vendor", "join", partner, *own, "--trust", trust)
        key = f"--public-key={joined.out.strip()}"
        built = sellxed(
            "vendor", "release", partner, source, *own, "--release-version", "1.0.0",
            "--output", tmp_path / "dist", json_output=True,
        )  # fmt: skip
        signed = sellxed("vendor", "publish", partner, built.data["archive"])
        part = ("vendor", "accept", vendor, partner / "repository", *own)
        unknown, accepted, again = sellxed(*part), sellxed(*part, key), sellxed(*part)

        assert "ship it in your modules" in joined.err
        assert signed.code == 0
        assert (unknown.code, accepted.code, again.code) == (3, 0, 3)
        assert "[PORTION_REFUSED]" in unknown.err
        assert accepted.out == "published what the partner signed for acmepay: 1.0.0\n"
        words = ("vendor", "yank", partner, *own, "--release-version", "1.0")
        assert sellxed(*words, "--reason", "Refunds twice.").code == 0
        assert "no new release" in sellxed(*part).out
        rotated = sellxed("vendor", "rotate-key", partner, "--role", "acmepay")
        data = sellxed(*part, f"--public-key={rotated.out.strip()}", json_output=True).data
        assert (data["product"], data["version"], data["releases"]) == ("acmepay", 3, [])
        assert sellxed("vendor", "audit", vendor).code == 0

    def test_words_that_do_not_fit(self, sellxed, vendor, trust, tmp_path):
        own = ("--product", "acmepay")
        words = ("vendor", "join", tmp_path / "p", *own, "--trust", trust)
        assert sellxed(*words, "--passphrase-file", trust).code == 2
        assert sellxed(*words).code == 0
        assert sellxed(*words).code == 3
        part = ("vendor", "accept", vendor, tmp_path / "p" / "repository", *own)
        for key in ("!", "AAAA"):
            assert sellxed(*part, "--public-key", key).code == 2
        assert sellxed("vendor", "rotate-key", tmp_path / "p", "--role", "root").code == 2
        assert sellxed("vendor", "join", tmp_path / "q", *own, "--trust", "gone").code == 3

    def test_a_partner_with_a_passphrase(self, sellxed, trust, source, tmp_path, monkeypatch):
        partner, own = tmp_path / "partner", ("--product", "acmepay")
        monkeypatch.setenv("SELLXED_PASSPHRASE", "correct horse battery")
        assert sellxed("vendor", "join", partner, *own, "--trust", trust, "--encrypt").code == 0
        words = (
            "vendor", "release", partner, source, *own, "--release-version", "1.0.0",
            "--output", tmp_path / "dist",
        )  # fmt: skip
        assert sellxed(*words).code == 0
        monkeypatch.delenv("SELLXED_PASSPHRASE")

        refused = sellxed(*words)
        assert refused.code == 3
        assert "[PASSPHRASE_MISSING]" in refused.err
