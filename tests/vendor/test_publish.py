import json
from datetime import timedelta

import pytest

from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import verify_revocations
from sellxed_sdk.releases import parse_notes, parse_releases
from sellxed_sdk.signing import Purpose
from sellxed_sdk.vendor import (
    PublishFacts,
    ReleaseFacts,
    build_release,
    publish_release,
    publish_revocations,
    resign_channel,
)


@pytest.fixture
def publish(vendor, source, tmp_path, now):
    def publish(version, *, facts=None, notes=None):
        archive = build_release(
            source,
            facts=ReleaseFacts(product="alpenpay", version=version, published_at=now),
            trust=vendor.trust().text,
            signer=vendor.signer(Purpose.RELEASE),
            output=tmp_path / "dist",
        )
        return publish_release(
            vendor, archive, facts=facts or PublishFacts(), notes=notes or {}, now=now
        )

    return publish


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

    def test_resigning_says_what_expires_when(self, vendor, now):
        expiries = dict(resign_channel(vendor, now=now))

        assert "timestamp" in expiries
        assert all(expires_at > now for expires_at in expiries.values())
