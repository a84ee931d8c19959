import builtins
import json
import os
import pathlib
from datetime import date, datetime, timedelta, timezone

import pytest

from sellxed_sdk import Module, check_licence, check_updates
from sellxed_sdk.errors import ConfigurationError, StatusError
from sellxed_sdk.findings import Severity
from sellxed_sdk.integrity import MANIFEST_FILE, IntegrityState
from sellxed_sdk.licence import LicenceStatus, hash_key
from sellxed_sdk.module import open_channel
from sellxed_sdk.signing import TRUST_FILE
from sellxed_sdk.testing import TEST_TRUST
from sellxed_sdk.updates import RefreshOutcome
from sellxed_sdk.vendor import publish_revocations

HOST = "shop.example.ch"


def codes(report):
    return [finding.code for finding in report.findings]


class TestDeclaration:
    def test_a_package_is_found_without_importing_it(self, scene, monkeypatch):
        (scene.directory / "__init__.py").write_text("raise RuntimeError('imported')")
        monkeypatch.syspath_prepend(scene.directory.parent)

        module = Module.from_package("alpenpay")
        assert (module.product, module.version) == ("alpenpay", "1.0.0")

    @pytest.mark.parametrize("name", ["no_such_package_here", "", "a.b.c", "..", "sys"])
    def test_a_package_that_is_not_there_is_the_authors_mistake(self, name):
        with pytest.raises(ConfigurationError) as caught:
            Module.from_package(name)
        assert caught.value.code == "MODULE_NOT_FOUND"

    def test_declaring_reads_nothing(self, tmp_path):
        assert Module(tmp_path / "gone").directory.name == "gone"

    def test_load_raises_what_reports_would_name(self, scene):
        scene.module.load()
        (scene.directory / MANIFEST_FILE).unlink()

        with pytest.raises(ConfigurationError) as caught:
            Module(scene.directory).load()
        assert caught.value.code == "MANIFEST_MISSING"
        with pytest.raises(ConfigurationError):
            Module(scene.directory / "gone").load()


class TestLicence:
    def test_product_and_release_date_come_from_the_signed_manifest(self, scene, key):
        report = scene.module.check_licence(key, hosts=[HOST], now=scene.now)

        assert report.may_run
        assert report.status is LicenceStatus.SUPPORT_ENDED

    def test_a_real_key_in_test_mode_is_told_and_counts(self, scene, key):
        left_on = Module(scene.directory, state_dir=scene.state, mode="test")

        live = scene.module.check_licence(key, hosts=[HOST], now=scene.now)
        test = left_on.check_licence(key, hosts=[HOST], now=scene.now)
        assert set(codes(test)) - set(codes(live)) == {"LIVE_KEY_IN_TEST_MODE"}
        assert (test.may_run, test.status) == (live.may_run, live.status)
        assert "LIVE_KEY_IN_TEST_MODE" not in codes(left_on.check_licence("", now=scene.now))

    def test_a_changed_manifest_is_not_believed(self, scene, key):
        path = scene.directory / MANIFEST_FILE
        path.write_text(path.read_text()[:-3] + "AAA")
        report = Module(scene.directory, product="alpenpay").check_licence(key, now=scene.now)

        assert {"MANIFEST_INVALID", "RELEASE_DATE_UNKNOWN"} <= set(codes(report))

    def test_without_a_trust_bundle_nothing_is_believed_and_nothing_raised(self, scene, key):
        (scene.directory / TRUST_FILE).unlink()
        report = Module(scene.directory, product="alpenpay").check_licence(key, now=scene.now)

        assert not report.may_run
        assert report.status is LicenceStatus.UNVERIFIED
        assert "TRUST_UNREADABLE" in codes(report)
        with pytest.raises(StatusError):
            report.raise_for_status()

    @pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"schema":2}'])
    def test_a_damaged_trust_bundle_is_named(self, scene, key, content):
        (scene.directory / TRUST_FILE).write_bytes(content)
        report = Module(scene.directory, product="alpenpay").check_licence(key, now=scene.now)

        assert not report.may_run
        assert {"TRUST_INVALID", "TRUST_UNREADABLE"} & set(codes(report))

    def test_every_flipped_byte_of_the_trust_bundle_keeps_or_takes_trust_and_never_raises(
        self, scene, key
    ):
        path = scene.directory / TRUST_FILE
        data = path.read_bytes()
        for at in range(0, len(data), 41):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            Module(scene.directory, product="alpenpay").check_licence(key, now=scene.now)

    def test_the_second_check_touches_no_disk(self, scene, key, monkeypatch):
        module = scene.module
        first = module.check_licence(key, hosts=[HOST], now=scene.now)

        def refuse(*args, **kwargs):
            raise AssertionError(f"the disk was touched: {args[:2]}")

        for place, name in (
            (builtins, "open"),
            (os, "open"),
            (os, "stat"),
            (os, "listdir"),
            (pathlib.Path, "open"),
            (pathlib.Path, "read_bytes"),
            (pathlib.Path, "stat"),
        ):
            monkeypatch.setattr(place, name, refuse)
        second = module.check_licence(key, hosts=[HOST], now=scene.now + timedelta(minutes=59))
        monkeypatch.undo()

        assert second.status is first.status

    def test_a_revocation_that_the_channel_brought_counts(self, scene, key):
        assert scene.module.check_licence(key, hosts=[HOST], now=scene.now).may_run
        publish_revocations(scene.vendor, keys=(hash_key(key),), now=scene.now)
        assert scene.module.refresh(force=True, now=scene.now)

        report = scene.module.check_licence(key, hosts=[HOST], now=scene.now)
        assert report.status is LicenceStatus.REVOKED
        # Another process finds it, too, and a list that is lost later takes nothing back.
        assert not Module(scene.directory, state_dir=scene.state).check_licence(key, now=scene.now)
        (scene.state / "channel.json").unlink()
        later = scene.now + timedelta(hours=2)
        assert scene.module.check_licence(key, now=later).status is LicenceStatus.REVOKED


class TestFunctionWithoutModule:
    def test_takes_what_callers_have(self, scene, key):
        path = scene.directory / TRUST_FILE
        for trust in (path, str(path), scene.module.trust):
            for day in (date(2026, 6, 1), "2026-06-01", datetime(2026, 6, 1, 23)):  # noqa: DTZ001
                for hosts in (HOST, [HOST], (HOST,), {HOST}):
                    report = check_licence(
                        key,
                        trust=trust,
                        product="alpenpay",
                        release_date=day,
                        hosts=hosts,
                        now=scene.now,
                    )
                    assert report.may_run
                    assert codes(report) == ["SUPPORT_ENDED"]

    def test_never_raises(self, scene, key, tmp_path):
        broken = tmp_path / "broken.jws"
        broken.write_text("junk")
        report = check_licence(
            key,
            trust=scene.module.trust,
            product="alpenpay",
            release_date="not a day",
            hosts=[None, "", "a b"],
            now=datetime(2026, 11, 23),  # noqa: DTZ001  a naive clock is taken as UTC
            revocations=broken,
        )

        assert "REVOCATIONS_UNUSABLE" in codes(report)
        assert "RELEASE_DATE_UNKNOWN" in codes(report)

    @pytest.mark.parametrize("zone", ["America/Chicago", "Pacific/Kiritimati", "UTC"])
    def test_no_time_zone_changes_the_answer(self, scene, key, monkeypatch, zone):
        import time

        monkeypatch.setenv("TZ", zone)
        time.tzset()
        try:
            report = check_licence(
                key, trust=scene.module.trust, product="alpenpay", release_date="2026-10-19"
            )
            assert report.may_run
        finally:
            monkeypatch.undo()
            time.tzset()


class TestUpdates:
    def test_the_covered_release_and_the_one_that_is_not(self, scene, key, publish):
        publish("1.1.0", days_ago=60)
        publish("2.0.0", days_ago=10)
        result = scene.module.refresh(languages=("en",), now=scene.now)
        licence = scene.module.check_licence(key, hosts=[HOST], now=scene.now)
        report = scene.module.check_updates(licence, now=scene.now)

        assert result.outcome is RefreshOutcome.UPDATED
        assert report.may_update
        assert report.offered.version == "1.1.0"
        assert [r.release.version for r in report.refused] == ["2.0.0"]
        changes = scene.module.changes(offered="1.1.0", language="de", now=scene.now)
        assert [change.text for note in changes for change in note.changes] == ["News of 1.1.0."]

    def test_a_changelog_is_fetched_when_it_is_opened_and_kept(self, scene, publish):
        publish("1.1.0", days_ago=40)
        scene.module.refresh(now=scene.now)
        assert scene.module.changes(offered="1.1.0", now=scene.now) == ()
        [fetched] = scene.module.fetch_changes(offered="1.1.0", language="de", now=scene.now)
        before = len(scene.server.requests)
        again = scene.module.fetch_changes(offered="1.1.0", language="de", now=scene.now)

        assert [change.text for change in fetched.changes] == ["News of 1.1.0."]
        assert again == (fetched,)
        assert scene.module.changes(offered="1.1.0", now=scene.now) == again
        assert len(scene.server.requests) == before

    def test_a_changelog_that_cannot_be_had_is_none(self, scene, publish):
        publish("1.1.0", days_ago=40)
        scene.server.close()
        assert scene.module.fetch_changes(offered="1.1.0", now=scene.now) == ()
        (scene.directory / TRUST_FILE).unlink()
        bare = Module(scene.directory, state_dir=scene.state)
        assert bare.fetch_changes(offered="1.1.0", now=scene.now) == ()

    def test_nothing_is_known_before_the_first_refresh(self, scene, key):
        licence = scene.module.check_licence(key, now=scene.now)
        report = scene.module.check_updates(licence, now=scene.now)

        assert not report.may_update
        assert "RELEASES_UNKNOWN" in codes(report)

    def test_checking_asks_no_network(self, scene, key, publish):
        publish("1.1.0", days_ago=60)
        scene.module.refresh(now=scene.now)
        before = len(scene.server.requests)
        licence = scene.module.check_licence(key, now=scene.now)
        scene.module.check_updates(licence, now=scene.now)
        scene.module.check_compatibility(scene.shop, now=scene.now)

        assert len(scene.server.requests) == before

    def test_stale_facts_stay_readable_and_nothing_is_installed(self, scene, key, publish):
        publish("1.1.0", days_ago=60)
        scene.module.refresh(now=scene.now)
        later = scene.now + timedelta(days=30)
        licence = scene.module.check_licence(key, now=later)
        report = scene.module.check_updates(licence, now=later)

        assert report.offered.version == "1.1.0"
        assert report.stale
        assert not report.may_update

    def test_without_a_licence_no_update_is_offered(self, scene, publish):
        publish("1.1.0", days_ago=60)
        scene.module.refresh(now=scene.now)
        report = scene.module.check_updates(
            scene.module.check_licence("", now=scene.now), now=scene.now
        )

        assert not report.may_update
        assert "UPDATE_NEEDS_LICENCE" in codes(report)

    def test_what_the_vendor_says_of_releases_is_passed_on(self, scene, key):
        listing = {
            "schema": 1,
            "product": "alpenpay",
            "releases": [
                {
                    "version": "1.0.0",
                    "published": "2026-01-27T00:00:00Z",
                    "yanked": {"reason": "Refunds were lost.", "since": "2026-02-01"},
                },
                {
                    "version": "1.0.1",
                    "published": "2026-02-02T00:00:00Z",
                    "critical": True,
                    "security": {"severity": "high", "cve": ["CVE-2026-12345"]},
                },
            ],
        }
        put(scene, listing)
        scene.module.refresh(now=scene.now)
        licence = scene.module.check_licence(key, now=scene.now)
        report = scene.module.check_updates(licence, now=scene.now)
        severities = {finding.code: finding.severity for finding in report.findings}

        assert report.offered.version == "1.0.1"
        assert severities["RELEASE_INSTALLED_YANKED"] is Severity.WARNING
        assert severities["RELEASE_FIXES_SECURITY"] is Severity.CRITICAL

    @pytest.mark.parametrize("listing", [{"schema": 2}, {"schema": 1, "product": "other"}])
    def test_a_list_of_a_newer_format_is_a_finding(self, scene, key, listing):
        put(scene, listing)
        scene.module.refresh(now=scene.now)
        licence = scene.module.check_licence(key, now=scene.now)
        report = scene.module.check_updates(licence, now=scene.now)

        assert not report.may_update
        assert {"RELEASES_UNREADABLE", "RELEASES_UNKNOWN"} <= set(codes(report))

    def test_a_bundle_without_a_channel_is_a_finding(self, scene, key):
        licence = scene.module.check_licence(key, now=scene.now)
        report = check_updates(
            trust=TEST_TRUST,
            product="alpenpay",
            installed="7.7",
            licence=licence,
            state_dir=scene.state,
            now=scene.now,
        )

        assert "CHANNEL_NOT_CONFIGURED" in codes(report)
        with pytest.raises(ConfigurationError):
            open_channel(TEST_TRUST, products=("alpenpay",))

    def test_a_version_that_is_not_listed_is_said_so(self, scene, key, publish):
        publish("1.1.0", days_ago=60)
        scene.module.refresh(now=scene.now)
        licence = scene.module.check_licence(key, now=scene.now)
        for installed, code in (("9.9", "RELEASE_UNLISTED"), ("1.1.0", "RELEASE_UP_TO_DATE")):
            report = check_updates(
                trust=scene.module.trust,
                product="alpenpay",
                installed=installed,
                licence=licence,
                state_dir=scene.state,
                now=scene.now,
            )
            assert code in codes(report)

    def test_refresh_never_raises(self, scene):
        (scene.directory / TRUST_FILE).write_text("{}")
        result = Module(scene.directory, state_dir=scene.state).refresh(now=scene.now)

        assert result.outcome is RefreshOutcome.NOT_CONFIGURED
        assert not result
        assert codes(result) == ["TRUST_INVALID"]


class TestCompatibility:
    def test_the_conflict_and_what_to_do(self, scene, publish):
        publish()
        scene.module.refresh(now=scene.now)
        report = scene.module.check_compatibility(
            scene.shop, ours=["wordpress:alpenpay"], now=scene.now
        )

        assert not report
        assert [conflict.rule_id for conflict in report.conflicts] == ["R-1"]
        assert [(a.kind, a.plugin, a.to) for a in report.plan.actions] == [
            ("update", "wordpress:turbo", ">=2.4.1")
        ]
        assert report.findings[0].severity is Severity.ERROR

    def test_a_directory_that_is_no_shop_is_a_finding(self, scene, tmp_path):
        report = scene.module.check_compatibility(tmp_path / "nowhere", now=scene.now)

        assert "PLATFORM_UNREADABLE" in codes(report)

    def test_rules_that_someone_changed_on_disk_are_not_used(self, scene, publish):
        publish()
        scene.module.refresh(now=scene.now)
        path = next(scene.state.rglob("*rules*.jws*"))
        path.write_bytes(path.read_bytes().replace(b"e", b"f", 1))
        report = scene.module.check_compatibility(scene.shop, now=scene.now)

        assert report.conflicts == ()
        assert "RULES_BUNDLED" in codes(report)


class TestIntegrity:
    def test_an_installed_release_is_unmodified(self, scene):
        assert scene.module.check_integrity()

    def test_a_customisation_is_named(self, scene):
        (scene.directory / "alpenpay.php").write_text("<?php // ours now\n")
        report = scene.module.check_integrity()

        assert report.state is IntegrityState.CUSTOMISED
        assert report.changed == ("alpenpay.php",)

    def test_without_a_manifest_it_is_unknown(self, scene):
        (scene.directory / MANIFEST_FILE).unlink()

        assert Module(scene.directory).check_integrity().state is IntegrityState.UNKNOWN


def put(scene, listing):
    """Publish a list of releases as a newer vendor's tool might write it."""
    from sellxed_sdk.vendor._repository import Repository

    vendor = scene.vendor
    repository = Repository.open(vendor.repository_directory, keys_dir=vendor.keys_directory)
    repository.put_target("alpenpay/releases.json", json.dumps(listing).encode())
    repository.publish(now=scene.now)


def test_utc_is_used_for_days():
    from sellxed_sdk.module._inputs import read_day

    late = datetime(2026, 11, 23, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert read_day(late) == date(2026, 11, 24)
