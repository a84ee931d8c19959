"""What the channel says about licences reaches the check, without network and in time."""

from datetime import datetime, timedelta, timezone

import pytest

from sellxed_sdk import Module
from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import LicenceStatus, hash_key
from sellxed_sdk.signing import LocalSigner, PrivateKey, Purpose
from sellxed_sdk.updates import RefreshOutcome
from sellxed_sdk.vendor import (
    CERTIFICATES_TARGET,
    LicenceRequest,
    PartnerRequest,
    certify_partner,
    issue_licence,
    publish_certificates,
    publish_revocations,
)

HOST = "shop.example.ch"


@pytest.fixture
def partner(scene):
    """Certify a partner and issue under its certificate; the key goes without it."""

    def partner(identifier, seed=5):
        private = PrivateKey.from_seed(bytes([seed]) * 32)
        certificate, scope = certify_partner(
            PartnerRequest(
                partner="acme.ch",
                public_key=private.public_bytes,
                products=("alpenpay",),
                max_count=9,
                days=365,
            ),
            signer=scene.vendor.signer(Purpose.CERTIFICATE),
            identifier=identifier,
            now=scene.now - timedelta(days=40),
        )
        issued = issue_licence(
            LicenceRequest(product="alpenpay", hosts=(HOST,), sequence=1),
            issuer="acme.ch",
            signer=LocalSigner(scope.id, private),
            now=scene.now - timedelta(days=30),
            certificate=certificate,
        )
        return certificate, issued.key.partition("~")[0]

    return partner


class TestCertificates:
    def test_a_short_key_counts_after_a_refresh(self, scene, partner):
        certificate, key = partner("p-1")
        publish_certificates(scene.vendor, (certificate,), now=scene.now)

        assert scene.module.check_licence(key, hosts=[HOST], now=scene.now).status is (
            LicenceStatus.UNKNOWN_SIGNER
        )
        assert scene.module.refresh(force=True, now=scene.now)
        report = scene.module.check_licence(key, hosts=[HOST], now=scene.now)
        assert report.may_run
        assert report.partner == "acme.ch"

    def test_more_are_added_and_the_same_is_replaced(self, scene, partner):
        one, first = partner("p-1")
        two, second = partner("p-2")
        publish_certificates(scene.vendor, (one,), now=scene.now)
        listed = publish_certificates(scene.vendor, (two, one), now=scene.now)

        assert listed.texts == (one, two)
        scene.module.refresh(force=True, now=scene.now)
        for key in (first, second):
            assert scene.module.check_licence(key, hosts=[HOST], now=scene.now)

    def test_what_shops_would_refuse_is_not_published(self, scene, partner, signers):
        certificate, _ = partner("p-1")
        before = (scene.vendor.directory / "channel" / CERTIFICATES_TARGET).read_text()
        public = PrivateKey.from_seed(b"\x09" * 32).public_bytes
        foreign, _ = certify_partner(
            PartnerRequest(partner="x.ch", public_key=public, products=("a",), max_count=1, days=1),
            signer=signers[Purpose.CERTIFICATE],
            now=scene.now,
        )

        for bad in ("", "junk", certificate[:-4], foreign):
            with pytest.raises(PublishError):
                publish_certificates(scene.vendor, (certificate, bad), now=scene.now)
        assert (scene.vendor.directory / "channel" / CERTIFICATES_TARGET).read_text() == before

    def test_a_new_channel_has_an_empty_list(self, scene):
        result = scene.module.refresh(force=True, now=scene.now)

        assert result.outcome is RefreshOutcome.UPDATED
        assert CERTIFICATES_TARGET in result.targets


class TestMonotonic:
    def test_an_older_list_on_disk_does_not_undo_a_revocation(self, scene, key):
        scene.module.refresh(force=True, now=scene.now)
        [fact] = scene.state.rglob("*revocations.jws*")
        old = fact.read_bytes()
        publish_revocations(scene.vendor, keys=(hash_key(key),), now=scene.now)
        scene.module.refresh(force=True, now=scene.now)
        assert not scene.module.check_licence(key, hosts=[HOST], now=scene.now)

        fact.write_bytes(old)
        later = scene.now + timedelta(hours=3)
        assert not scene.module.check_licence(key, hosts=[HOST], now=later)

    def test_news_are_looked_for_once_an_hour_and_after_a_refresh(self, scene, key):
        scene.module.check_licence(key, hosts=[HOST], now=scene.now)
        publish_revocations(scene.vendor, keys=(hash_key(key),), now=scene.now)
        # Another process of the shop refreshes.
        Module(scene.directory, state_dir=scene.state).refresh(force=True, now=scene.now)

        soon, later = (scene.now + timedelta(minutes=minutes) for minutes in (59, 61))
        assert scene.module.check_licence(key, hosts=[HOST], now=soon)
        assert not scene.module.check_licence(key, hosts=[HOST], now=later)


class TestClockFloor:
    def test_the_newest_release_that_the_channel_lists_is_a_floor(self, scene, publish):
        publish("1.1.0", days_ago=20)
        scene.module.refresh(force=True, now=scene.now)
        key = issue_licence(
            LicenceRequest(product="alpenpay", hosts=(HOST,), trial_days=14),
            issuer=scene.vendor.name,
            signer=scene.vendor.signer(Purpose.LICENCE),
            now=scene.now - timedelta(days=50),
        ).key
        set_back = scene.now - timedelta(days=45)
        offline = Module(scene.directory, state_dir=scene.path / "elsewhere")

        # The signed dates alone: the licence, and the release of 300 days ago.
        assert offline.check_licence(key, hosts=[HOST], now=set_back).may_run
        report = scene.module.check_licence(key, hosts=[HOST], now=set_back)
        assert report.status is LicenceStatus.TRIAL_ENDED
        assert "CLOCK_BEHIND" in [finding.code for finding in report.findings]
        assert scene.module._files._learned.seen_at == scene.now - timedelta(days=20)

    def test_a_clock_set_back_never_locks_a_bought_licence(self, scene, key, publish):
        publish("1.1.0", days_ago=20)
        scene.module.refresh(force=True, now=scene.now)

        for year in (1970, 2001, 2026):
            at = datetime(year, 1, 1, tzinfo=timezone.utc)
            assert scene.module.check_licence(key, hosts=[HOST], now=at).may_run
