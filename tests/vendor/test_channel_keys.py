"""The root renewed, and the channel's keys followed by new ones, as shops see it."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from sellxed_sdk.errors import ConfigurationError, PublishError
from sellxed_sdk.signing import parse_json
from sellxed_sdk.testing._server import ScriptedResponse
from sellxed_sdk.updates import RefreshOutcome
from sellxed_sdk.vendor import (
    audit_channel,
    create_channel,
    create_vendor,
    find_ending,
    renew_channel,
    resign_channel,
    rotate_channel_key,
)
from sellxed_sdk.vendor._repository_sign import SignedFiles

DAY = timedelta(days=1)
ROLES = ["root", "targets", "online", "alpenpay"]
GOOD = (RefreshOutcome.UPDATED, RefreshOutcome.UNCHANGED)
# Some object stores say 403 for what is not there.
NO_ROOT = {
    f"/metadata/{number}.root.json": ScriptedResponse(status=404 if number % 2 else 403)
    for number in range(2, 9)
}


def codes(result):
    return [finding.code for finding in result.findings]


def metadata(vendor, name):
    return json.loads((vendor.repository_directory / "metadata" / name).read_bytes())


class TestRenew:
    def test_a_channel_lives_on_after_its_first_year(self, vendor, publish, open_shop, now):
        publish("1.0.0")
        first, never = open_shop("first"), open_shop("never")
        first.ask(now)
        done = renew_channel(vendor, now=now + 360 * DAY)
        late = now + 400 * DAY
        resign_channel(vendor, now=late)

        assert done.root_version == 2
        assert dict(done.expiries)["root"] == now + 725 * DAY
        for shop in (first, never, open_shop("new release")):
            result, versions = shop.ask(late)
            assert result.outcome in GOOD
            assert not result.stale
            assert versions == ["1.0.0"]

    def test_without_it_shops_are_stale_and_a_late_one_cures_them(
        self, vendor, publish, open_shop, now
    ):
        publish("1.0.0")
        shop, late = open_shop(), now + 400 * DAY
        shop.ask(now)
        resign_channel(vendor, now=late)
        stale, versions = shop.ask(late)
        renew_channel(vendor, now=late)
        cured, _ = shop.ask(late)

        assert stale.stale
        assert versions == ["1.0.0"]
        assert "CHANNEL_STALE" in codes(stale)
        assert cured.outcome is not RefreshOutcome.STALE
        assert not cured.stale

    def test_the_trust_bundle_gets_the_newest_root_and_keeps_the_rest(self, vendor, now):
        bundle = parse_json(vendor.trust_path.read_bytes(), max_bytes=100_000)
        bundle["support"] = {"contact": "support@sellxed.example"}
        vendor.trust_path.write_text(json.dumps(bundle))
        renew_channel(vendor, now=now + DAY)
        after = parse_json(vendor.trust_path.read_bytes(), max_bytes=100_000)

        assert (
            vendor.trust().channel.root
            == (vendor.repository_directory / "metadata" / "2.root.json").read_bytes()
        )
        assert {**after, "channel": None} == {**bundle, "channel": None}
        assert after["channel"]["metadata_url"] == bundle["channel"]["metadata_url"]

    def test_targets_and_products_in_their_last_year_are_signed_anew(
        self, vendor, publish, open_shop, now
    ):
        publish("1.0.0")
        late = now + 3_600 * DAY
        (vendor.keys_directory / "tuf-product-alpenpay.pem").rename(vendor.directory / "safe.pem")
        done = renew_channel(vendor, now=late)
        assert done.roles == ("targets",)
        assert done.without_key == ("alpenpay",)
        (vendor.directory / "safe.pem").rename(vendor.keys_directory / "tuf-product-alpenpay.pem")
        done = renew_channel(vendor, now=late)

        assert done.roles == ("alpenpay",)
        assert min(at for _, at in done.expiries) == late + 7 * DAY
        assert open_shop().ask(now + 3_700 * DAY - 94 * DAY)[1] == ["1.0.0"]

    def test_without_a_trust_bundle_there_is_an_error_that_says_so(self, vendor, now):
        vendor.trust_path.unlink()

        with pytest.raises(ConfigurationError, match=r"sellxed-trust\.json") as caught:
            renew_channel(vendor, now=now)
        assert caught.value.code == "VENDOR_DIRECTORY_INVALID"

    def test_without_the_root_key_nothing_changes(self, vendor, now):
        (vendor.keys_directory / "tuf-root.pem").unlink()

        with pytest.raises(PublishError, match=r"tuf-root\.pem") as caught:
            renew_channel(vendor, now=now)
        assert caught.value.code == "PUBLISH_KEY_MISSING"
        assert not (vendor.repository_directory / "metadata" / "2.root.json").exists()


class TestRotate:
    @pytest.mark.parametrize("role", ROLES)
    def test_shops_follow_at_their_next_refresh(self, role, vendor, publish, open_shop, now):
        publish("1.0.0")
        seen, unseen = open_shop("seen"), open_shop("unseen")
        seen.ask(now)
        done = rotate_channel_key(vendor, role, now=now + DAY)
        publish("1.1.0", at=now + 2 * DAY)
        resign_channel(vendor, now=now + 3 * DAY)

        assert (done.role, done.outcome) == (role, "rotated")
        assert done.root_version == (1 if role == "alpenpay" else 2)
        for shop in (seen, unseen, open_shop("new release")):
            result, versions = shop.ask(now + 4 * DAY)
            assert result.outcome is RefreshOutcome.UPDATED
            assert result.findings == () or codes(result) == ["CHANNEL_TARGET_MISSING"]
            assert versions == ["1.1.0", "1.0.0"]

    @pytest.mark.parametrize("role", ROLES)
    def test_the_former_key_signs_nothing_any_more(self, role, vendor, publish, now):
        done = rotate_channel_key(vendor, role, now=now)
        name = {"alpenpay": "product-alpenpay"}.get(role, role)
        path = vendor.keys_directory / f"tuf-{name}.pem"
        former = path.with_name(f"{path.name}.former-1")
        assert done.former == (former.name,)
        assert former.stat().st_mode & 0o077 == 0
        former.replace(path)

        sign = {
            "root": lambda: renew_channel(vendor, now=now),
            "targets": lambda: rotate_channel_key(vendor, "alpenpay", now=now),
        }.get(role, lambda: publish("1.0.0"))
        with pytest.raises(PublishError, match="another key") as caught:
            sign()
        assert caught.value.code == "PUBLISH_KEY_MISSING"

    @pytest.mark.parametrize("role", ROLES)
    def test_a_shop_that_is_not_told_of_the_root_yet_goes_on(
        self, role, vendor, publish, open_shop, now
    ):
        """As behind a cache that keeps the 404 of the next root."""
        publish("1.0.0")
        seen, unseen = open_shop("seen"), open_shop("unseen")
        seen.ask(now)
        rotate_channel_key(vendor, role, now=now + DAY)

        for shop in (seen, unseen):
            result, versions = shop.ask(now + DAY, responses=NO_ROOT)
            assert result.outcome in GOOD
            assert versions == ["1.0.0"]
            assert shop.ask(now + 2 * DAY)[1] == ["1.0.0"]

    @pytest.mark.parametrize(
        ("days", "compromised", "signatures"),
        [(0, False, 2), (13, False, 2), (15, False, 1), (1, True, 1)],
    )
    def test_for_two_weeks_both_keys_sign(self, vendor, now, days, compromised, signatures):
        rotate_channel_key(vendor, "online", now=now, compromised=compromised)
        rotate_channel_key(vendor, "targets", now=now, compromised=compromised)
        renew_channel(vendor, now=now)
        resign_channel(vendor, now=now + days * DAY)
        rotate_channel_key(vendor, "alpenpay", now=now + days * DAY)

        assert len(metadata(vendor, "timestamp.json")["signatures"]) == signatures
        newest = max(
            (vendor.repository_directory / "metadata").glob("*.targets.json"),
            key=lambda path: int(path.name.split(".")[0]),
        )
        assert len(metadata(vendor, newest.name)["signatures"]) == signatures

    def test_a_former_key_that_cannot_be_read_is_done_without(self, vendor, open_shop, now):
        rotate_channel_key(vendor, "online", now=now)
        (vendor.keys_directory / "tuf-online.pem.former-1").write_text("damaged")
        resign_channel(vendor, now=now)

        assert len(metadata(vendor, "timestamp.json")["signatures"]) == 1
        (vendor.repository_directory / "metadata" / "1.root.json").unlink()
        resign_channel(vendor, now=now)
        assert open_shop().ask(now)[0].outcome in GOOD

    def test_keys_that_cannot_be_put_in_their_place(self, vendor, now, monkeypatch):
        def refuse(path, target):
            if path.suffix == ".next":
                raise PermissionError(13, "Permission denied")
            return rename(path, target)

        rename = Path.replace
        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(PublishError) as caught:
            rotate_channel_key(vendor, "online", now=now)
        monkeypatch.undo()
        assert caught.value.code == "PUBLISH_UNWRITABLE"
        assert audit_channel(vendor, now=now).findings[0].code == "CHANNEL_ROTATION_UNFINISHED"
        resign_channel(vendor, now=now)
        assert rotate_channel_key(vendor, "online", now=now).outcome == "completed"

    def test_every_key_twice_and_an_old_shop_finds_the_way(self, vendor, publish, open_shop, now):
        publish("1.0.0")
        old = open_shop("old")
        for at in range(2):
            for role in ROLES:
                rotate_channel_key(vendor, role, now=now + at * DAY)
        publish("1.1.0", at=now + 2 * DAY)

        assert old.ask(now + 2 * DAY)[1] == ["1.1.0", "1.0.0"]
        assert audit_channel(vendor, now=now + 2 * DAY)
        assert (vendor.keys_directory / "tuf-online.pem.former-2").exists()

    def test_a_lost_key_of_the_root_in_two_of_three(self, tmp_path, now, source):
        vendor = create_vendor(
            tmp_path / "three",
            name="sellxed.example",
            metadata_url="http://127.0.0.1:9/m/",
            targets_url="http://127.0.0.1:9/t/",
            passphrase="correct horse battery",
        )
        create_channel(vendor, products=("alpenpay",), support=None, root_threshold=2, now=now)
        (vendor.keys_directory / "tuf-root-2.pem").unlink()
        assert [f.code for f in audit_channel(vendor, now=now).findings] == [
            "CHANNEL_KEY_ELSEWHERE"
        ]
        rotate_channel_key(vendor, "root", now=now)
        root = metadata(vendor, "2.root.json")

        assert root["signed"]["roles"]["root"]["threshold"] == 2
        assert len(root["signed"]["roles"]["root"]["keyids"]) == 3
        # two of the former ones, and all of the new ones
        assert len(root["signatures"]) == 5
        assert audit_channel(vendor, now=now).findings == ()
        for name in ("tuf-root.pem", "tuf-root-3.pem"):
            (vendor.keys_directory / name).unlink()
        with pytest.raises(PublishError, match="tuf-root"):
            renew_channel(vendor, now=now)

    def test_one_key_of_the_root_becomes_two_of_three(self, vendor, publish, open_shop, now):
        publish("1.0.0")
        shop = open_shop()
        shop.ask(now)
        rotate_channel_key(vendor, "root", now=now, root_threshold=2)
        role = metadata(vendor, "2.root.json")["signed"]["roles"]["root"]
        assert (role["threshold"], len(role["keyids"])) == (2, 3)
        (vendor.keys_directory / "tuf-root-3.pem").unlink()
        renew_channel(vendor, now=now)
        rotate_channel_key(vendor, "root", now=now, root_threshold=3)

        assert shop.ask(now)[1] == ["1.0.0"]
        assert metadata(vendor, "4.root.json")["signed"]["roles"]["root"]["threshold"] == 3
        assert audit_channel(vendor, now=now).findings == ()
        for wanted in ("root", "online"):
            with pytest.raises(PublishError, match="the root needs 3") as caught:
                rotate_channel_key(vendor, wanted, now=now, root_threshold=2)
            assert caught.value.code == "CHANNEL_THRESHOLD_REFUSED"

    @pytest.mark.parametrize("role", ["targets", "online", "alpenpay"])
    def test_a_lost_key_is_replaced_all_the_same(self, role, vendor, publish, open_shop, now):
        publish("1.0.0")
        shop = open_shop()
        shop.ask(now)
        name = {"alpenpay": "product-alpenpay"}.get(role, role)
        (vendor.keys_directory / f"tuf-{name}.pem").unlink()
        rotate_channel_key(vendor, role, now=now)
        publish("1.1.0")

        assert shop.ask(now)[1] == ["1.1.0", "1.0.0"]
        assert open_shop("new").ask(now)[1] == ["1.1.0", "1.0.0"]

    def test_a_lost_root_key_cannot_be_replaced(self, vendor, now):
        (vendor.keys_directory / "tuf-root.pem").unlink()
        for role in ("root", "targets", "online"):
            with pytest.raises(PublishError) as caught:
                rotate_channel_key(vendor, role, now=now)
            assert caught.value.code == "PUBLISH_KEY_MISSING"
        assert not list(vendor.keys_directory.glob("*.next"))

    def test_versions_that_a_thief_set_are_forgotten(
        self, vendor, publish, open_shop, now, tmp_path
    ):
        """Fast-forward (TUF specification, 5.3.11): otherwise shops would refuse for ever."""
        publish("1.0.0")
        shop = open_shop()
        shop.ask(now)
        stolen = tmp_path / "stolen"
        shutil.copytree(vendor.directory, stolen)
        _fast_forward(vendor, stolen, now)
        assert shop.ask(now, directory=stolen / "repository")[0].outcome in GOOD
        assert "CHANNEL_ROLLBACK" in codes(shop.ask(now)[0])
        rotate_channel_key(vendor, "online", now=now, compromised=True)
        result, versions = shop.ask(now)

        assert result.outcome in GOOD
        assert versions == ["1.0.0"]
        refused, _ = shop.ask(now, directory=stolen / "repository")
        assert refused.outcome not in GOOD
        assert (vendor.keys_directory / "tuf-online.pem.compromised-1").exists()

    def test_a_broken_off_rotation_is_told_and_finished(
        self, vendor, publish, open_shop, now, monkeypatch
    ):
        publish("1.0.0")
        monkeypatch.setattr(SignedFiles, "_write_root", _break_off)
        with pytest.raises(MemoryError):
            rotate_channel_key(vendor, "targets", now=now)
        monkeypatch.undo()
        told = audit_channel(vendor, now=now)
        assert [f.code for f in told.findings] == ["CHANNEL_ROTATION_UNFINISHED"]
        assert not told
        publish("1.1.0")
        done = rotate_channel_key(vendor, "targets", now=now)

        assert done.former == ("tuf-targets.pem.former-1",)
        assert audit_channel(vendor, now=now)
        assert open_shop().ask(now)[1] == ["1.1.0", "1.0.0"]

    @pytest.mark.parametrize("role", ["nonsense", "", "timestamp", "snapshot", "../x", "bernpay"])
    def test_no_such_role(self, role, vendor, now):
        with pytest.raises(PublishError, match="root, targets, online, alpenpay") as caught:
            rotate_channel_key(vendor, role, now=now)
        assert caught.value.code == "CHANNEL_ROLE_UNKNOWN"


class TestEnding:
    @pytest.mark.parametrize(
        ("role", "days", "told"),
        [
            ("root", 61, False),
            ("root", 59, True),
            ("root", -1, True),
            ("timestamp", 7, False),
            ("timestamp", 3, True),
            ("snapshot", 181, False),
            ("snapshot", 179, True),
            ("targets", 179, True),
            ("alpenpay", 179, True),
            ("alpenpay", 181, False),
        ],
    )
    def test_is_told_in_time(self, role, days, told, now):
        findings = find_ending([(role, now + days * DAY)], now=now)

        assert [finding.subject for finding in findings] == ([role] if told else [])
        for finding in findings:
            assert ("renew" in finding.hint) == (role not in ("timestamp", "snapshot"))


def _fast_forward(vendor, stolen, now):
    """Sign a state with huge versions with the online key alone, as a thief would."""
    from sellxed_sdk.vendor._repository import Repository

    repository = Repository.open(stolen / "repository", keys_dir=vendor.keys_directory)
    repository._timestamp.signed.version = 1_000_000
    repository._snapshot.signed.version = 1_000_000
    repository.resign(now=now + 3_300 * DAY)
    repository.resign(now=now)


def _break_off(self, following):
    raise MemoryError
