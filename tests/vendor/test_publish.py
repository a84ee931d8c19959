import json
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import verify_revocations
from sellxed_sdk.releases import Rollout, parse_notes, parse_releases
from sellxed_sdk.vendor import (
    PublishFacts,
    publish_release,
    publish_revocations,
    resign_channel,
)
from sellxed_sdk.vendor._access import read_target


def channel(vendor, name):
    return (vendor.directory / "channel" / name).read_bytes()


class TestPublish:
    def test_releases_and_notes_grow(self, vendor, publish):
        publish("1.0.0", notes={"en": {"added": ("A.",)}})
        publish(
            "1.1.0",
            facts=PublishFacts(security="high", cve=("CVE-2026-11111",), critical=True),
            notes={"en": {"fixed": ("B.",)}, "de": {"fixed": ("B.",)}},
        )
        releases = parse_releases(channel(vendor, "alpenpay/releases.json"), product="alpenpay")
        notes = parse_notes(channel(vendor, "alpenpay/notes.en.json"), product="alpenpay")

        assert [release.version for release in releases.releases] == ["1.1.0", "1.0.0"]
        assert releases.releases[0].critical
        assert [note.version for note in notes] == ["1.1.0", "1.0.0"]

    def test_a_published_version_never_changes(self, vendor, publish, source):
        publish("1.0.0")
        before = channel(vendor, "alpenpay/releases.json")
        (source / "main.php").write_text("<?php changed();\n")

        with pytest.raises(PublishError) as caught:
            publish("1.0.0")
        assert caught.value.code == "RELEASE_ALREADY_PUBLISHED"
        assert channel(vendor, "alpenpay/releases.json") == before

    def test_what_shops_would_refuse_is_not_published(self, vendor, publish):
        with pytest.raises(PublishError):
            publish("1.0.0", facts=PublishFacts(security="dreadful"))

        listing = (
            json.loads(channel(vendor, "alpenpay/releases.json") or b"{}")
            if (vendor.directory / "channel" / "alpenpay" / "releases.json").exists()
            else {"releases": []}
        )
        assert listing["releases"] == []

    def test_a_copy_that_somebody_changed_decides_nothing(self, vendor, publish):
        publish("1.0.0", notes={"en": {"added": ("A.",)}})
        for name in ("alpenpay/releases.json", "alpenpay/notes.en.json"):
            (vendor.directory / "channel" / name).unlink()
        publish("1.1.0", notes={"en": {"added": ("B.",)}})
        releases = parse_releases(channel(vendor, "alpenpay/releases.json"), product="alpenpay")
        notes = parse_notes(channel(vendor, "alpenpay/notes.en.json"), product="alpenpay")

        assert [release.version for release in releases.releases] == ["1.1.0", "1.0.0"]
        assert [note.version for note in notes] == ["1.1.0", "1.0.0"]

    def test_a_rollout_is_published(self, vendor, publish, now):
        rollout = Rollout(start_at=now, hours=72, groups=4)
        publish("1.0.0", facts=PublishFacts(rollout=rollout))
        releases = parse_releases(channel(vendor, "alpenpay/releases.json"), product="alpenpay")

        assert releases.releases[0].rollout == rollout

    @pytest.mark.parametrize(
        ("facts", "match"),
        [
            ({"critical": True}, "critical"),
            ({"hours": 0}, "rollout.hours"),
            ({"groups": 0}, "groups"),
        ],
    )
    def test_a_rollout_that_makes_no_sense(self, vendor, publish, now, facts, match):
        critical = facts.pop("critical", False)
        rollout = Rollout(start_at=now, **{"hours": 72, "groups": 4, **facts})

        with pytest.raises(PublishError, match=match) as caught:
            publish("1.0.0", facts=PublishFacts(critical=critical, rollout=rollout))
        assert caught.value.code == "ARCHIVE_REFUSED"
        assert not read_target(vendor, "alpenpay/releases.json").count(b"1.0.0")

    def test_what_cannot_be_unpacked_in_a_shop_is_not_published(self, vendor, pack, now):
        archive = pack("1.0.0")
        with zipfile.ZipFile(archive, "a") as file:
            file.writestr("alpenpay/MAIN.php", b"<?php")

        with pytest.raises(PublishError, match="letter case") as caught:
            publish_release(vendor, archive, facts=PublishFacts(), notes={}, now=now)
        assert caught.value.code == "ARCHIVE_REFUSED"

    def test_a_disk_that_cannot_be_written(self, vendor, pack, now, monkeypatch):
        archive = pack("1.0.0")

        def full(path, target):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(PublishError) as caught:
            publish_release(vendor, archive, facts=PublishFacts(), notes={}, now=now)
        assert caught.value.code == "PUBLISH_UNWRITABLE"
        assert "No space left" in caught.value.message

    def test_a_directory_that_is_gone(self, vendor, pack, now):
        archive = pack("1.0.0")
        gone = attrs.evolve(vendor, directory=vendor.directory / "gone")
        shutil.copytree(vendor.directory, gone.directory / "x")
        shutil.copy(vendor.trust_path, gone.trust_path)
        lost = attrs.evolve(vendor, directory=vendor.directory / "nowhere")

        with pytest.raises(PublishError) as caught:
            publish_release(gone, archive, facts=PublishFacts(), notes={}, now=now)
        assert caught.value.code == "PUBLISH_REPOSITORY_INVALID"
        with pytest.raises(PublishError) as caught:
            publish_revocations(lost, now=now)
        assert caught.value.code == "CHANNEL_IN_USE"
        assert not lost.directory.exists()

    def test_two_at_once_take_turns(self, vendor, pack, now):
        """One process each, as from a terminal and from cron."""
        archives = [pack(f"1.{number}.0") for number in range(4)]
        script = (
            "import sys; from pathlib import Path; from datetime import datetime\n"
            "from sellxed_sdk.vendor import *\n"
            "publish_release(open_vendor(Path(sys.argv[1])), Path(sys.argv[2]),"
            " facts=PublishFacts(), notes={}, now=datetime.fromisoformat(sys.argv[3]))"
        )
        words = [sys.executable, "-c", script, str(vendor.directory)]
        running = [subprocess.Popen([*words, str(path), now.isoformat()]) for path in archives]

        assert [process.wait(60) for process in running] == [0, 0, 0, 0]
        listed = parse_releases(read_target(vendor, "alpenpay/releases.json"), product="alpenpay")
        assert [r.version for r in listed.releases] == ["1.3.0", "1.2.0", "1.1.0", "1.0.0"]

    def test_who_waits_too_long_is_told(self, vendor, publish, monkeypatch):
        from sellxed_sdk.vendor import _access

        monkeypatch.setattr(_access, "LOCK_SECONDS", 0.1)
        script = (
            "import sys, filelock\n"
            "with filelock.FileLock(sys.argv[1]):\n"
            "    print('held', flush=True); sys.stdin.read()"
        )
        words = [sys.executable, "-c", script, str(vendor.directory / "channel.lock")]
        with subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as holder:
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(PublishError) as caught:
                publish("1.0.0")
            holder.stdin.close()

        assert caught.value.code == "CHANNEL_IN_USE"
        publish("1.0.0")

    def test_revocations_grow_and_are_signed(self, vendor, now):
        publish_revocations(vendor, keys=("A" * 43,), now=now)
        second = publish_revocations(vendor, certificates=(("p-1", 3),), now=now)
        read = verify_revocations(
            channel(vendor, "licence/revocations.jws").decode(), keyring=vendor.keyring()
        )

        assert read == second
        assert len(read.keys) == len(read.certificates) == 1

    def test_resigning_renews_the_revocation_list_in_time(self, vendor, now):
        def version():
            token = channel(vendor, "licence/revocations.jws").decode()
            return verify_revocations(token, keyring=vendor.keyring()).version

        resign_channel(vendor, now=now + timedelta(days=2))
        assert version() == 1
        resign_channel(vendor, now=now + timedelta(days=20))
        assert version() == 2

    def test_resigning_goes_on_where_the_other_keys_are_elsewhere(self, vendor, now):
        """As on the machine that signs daily: the online key alone."""
        for path in vendor.keys_directory.iterdir():
            if path.name != "tuf-online.pem":
                path.rename(vendor.directory / path.name)
        at = now + timedelta(days=20)
        signed = resign_channel(vendor, now=at)

        assert dict(signed.expiries)["timestamp"] == at + timedelta(days=7)
        assert [finding.code for finding in signed.findings] == ["REVOCATIONS_NOT_RENEWED"]
        assert signed.findings[0].param("due_on") == (now + timedelta(days=30)).date()
        (vendor.directory / "rev-1.pem").rename(vendor.keys_directory / "rev-1.pem")
        assert "tuf-targets.pem" in resign_channel(vendor, now=at).findings[0].message
        (vendor.directory / "tuf-targets.pem").rename(vendor.keys_directory / "tuf-targets.pem")
        assert resign_channel(vendor, now=at).findings == ()
        assert resign_channel(vendor, now=now + timedelta(days=31)).findings == ()

    def test_resigning_says_what_expires_when(self, vendor, now):
        expiries = dict(resign_channel(vendor, now=now).expiries)

        assert "timestamp" in expiries
        assert all(expires_at > now for expires_at in expiries.values())
