"""Keys that follow each other, also where the power fails in between."""

import json
import stat
from datetime import timedelta

import attrs
import pytest

from sellxed_sdk.errors import ConfigurationError, PublishError
from sellxed_sdk.licence import (
    LicenceStatus,
    Situation,
    check_licence,
    verify_certificate,
    verify_revocations,
)
from sellxed_sdk.signing import PrivateKey, Purpose, parse_jws
from sellxed_sdk.vendor import (
    KeyState,
    LicenceRequest,
    PartnerRequest,
    ReleaseFacts,
    _rotate,
    append_log,
    build_release,
    certify_partner,
    check_keys,
    create_vendor,
    issue_as_vendor,
    issue_licence,
    open_vendor,
    publish_revocations,
    read_archive,
    resign_channel,
    rotate_key,
)

REQUEST = LicenceRequest(product="alpenpay", hosts=("shop.ch",))
DAY = timedelta(days=1)


def issue(vendor, now, **changes):
    (issued,) = issue_as_vendor(vendor, [attrs.evolve(REQUEST, **changes)], now=now)
    return issued


def check(key, keyring, now):
    situation = Situation(product="alpenpay", released_on=None, hosts=("shop.ch",))
    return check_licence(key, situation=situation, now=now, keyring=keyring).status


def states(vendor, purpose=Purpose.LICENCE):
    return {key.kid: key.state.value for key in vendor.read_keys() if key.purpose is purpose}


@pytest.fixture
def old(vendor):
    """A directory as it was before keys were listed: one of each, and none next."""
    identity = vendor.directory / "vendor.json"
    data = json.loads(identity.read_text())
    del data["keys"]
    identity.write_text(json.dumps(data))
    bundle = json.loads(vendor.trust_path.read_text())
    bundle["keys"] = [key for key in bundle["keys"] if key["kid"].endswith("-1")]
    vendor.trust_path.write_text(json.dumps(bundle))
    for path in vendor.keys_directory.glob("*-2.pem"):
        if not path.name.startswith("tuf-"):
            path.unlink()
    return vendor


class TestKeys:
    def test_a_new_vendor_has_a_current_and_a_next_key_of_each_purpose(self, vendor):
        for purpose in Purpose:
            assert sorted(states(vendor, purpose).values()) == ["current", "next"]
        shipped = {key.kid for key in vendor.keyring().keys}
        assert shipped == {key.kid for key in vendor.read_keys()}

    def test_the_trust_bundle_is_written_without_private_keys(self, vendor, now):
        rotate_key(vendor, Purpose.LICENCE, now=now)
        root = vendor.trust().channel.root
        for path in vendor.keys_directory.glob("lic-*.pem"):
            path.unlink()
        vendor.write_trust(root=root)

        assert vendor.keyring().find("lic-1", Purpose.LICENCE).not_after_at == now

    def test_another_key_under_the_name_is_refused(self, vendor):
        path = vendor.key_path("lic-1")
        path.write_bytes(vendor.key_path("lic-2").read_bytes())

        with pytest.raises(ConfigurationError) as caught:
            vendor.signer(Purpose.LICENCE)
        assert caught.value.code == "VENDOR_KEY_MISMATCH"

    def test_a_missing_key_is_named(self, vendor):
        vendor.key_path("lic-1").unlink()

        with pytest.raises(ConfigurationError) as caught:
            vendor.signer(Purpose.LICENCE)
        assert caught.value.code == "VENDOR_KEY_MISSING"

    @pytest.mark.parametrize(
        "keys",
        [
            [],
            {},
            [{"kid": "lic-1"}],
            [{"kid": "a", "purpose": "licence", "state": "dead", "x": "AA"}],
            [{"kid": "a", "purpose": "licence", "state": "current", "x": "!"}],
        ],
    )
    def test_damaged_lists_are_told(self, vendor, keys):
        identity = vendor.directory / "vendor.json"
        identity.write_text(json.dumps({**json.loads(identity.read_text()), "keys": keys}))

        with pytest.raises(ConfigurationError) as caught:
            open_vendor(vendor.directory).read_keys()
        assert caught.value.code == "VENDOR_DIRECTORY_INVALID"

    @pytest.mark.parametrize("change", ["two current", "two next", "twice"])
    def test_impossible_lists_are_told(self, vendor, change):
        identity = vendor.directory / "vendor.json"
        data = json.loads(identity.read_text())
        keys = data["keys"]
        if change == "twice":
            keys[1]["kid"] = keys[0]["kid"]
        elif change == "two current":
            keys[1]["state"] = "current"
        else:
            keys.append({**keys[1], "kid": "lic-9"})
        identity.write_text(json.dumps(data))

        with pytest.raises(ConfigurationError, match=r"lic|twice"):
            vendor.read_keys()


class TestRotate:
    def test_the_next_key_signs_and_shops_know_it_already(self, vendor, now):
        shipped = vendor.keyring()
        done = rotate_key(vendor, Purpose.LICENCE, now=now)
        issued = issue(vendor, now)

        assert done.outcome == "rotated"
        assert (done.current.kid, done.next.kid, done.former.kid) == ("lic-2", "lic-3", "lic-1")
        assert issued.kid == "lic-2"
        assert check(issued.key, shipped, now) is LicenceStatus.VALID
        assert check(issued.key, vendor.keyring(), now) is LicenceStatus.VALID

    def test_what_the_former_key_signed_stays_good_and_nothing_new_does(self, vendor, now):
        before = issue(vendor, now)
        former = vendor.signer(Purpose.LICENCE)
        rotate_key(vendor, Purpose.LICENCE, now=now + DAY)
        later = issue_licence(REQUEST, issuer=vendor.name, signer=former, now=now + 2 * DAY)
        keyring = vendor.keyring()

        assert check(before.key, keyring, now + 2 * DAY) is LicenceStatus.VALID
        assert check(later.key, keyring, now + 2 * DAY) is LicenceStatus.UNKNOWN_SIGNER

    def test_goes_on_for_ever(self, vendor, now):
        keys = [issue(vendor, now).key]
        for number in range(1, 6):
            rotate_key(vendor, Purpose.LICENCE, now=now + number * DAY)
            keys.append(issue(vendor, now + number * DAY).key)
        keyring = vendor.keyring()

        assert all(check(key, keyring, now + 9 * DAY) is LicenceStatus.VALID for key in keys)
        assert states(vendor) == {
            **{f"lic-{number}": "former" for number in range(1, 6)},
            "lic-6": "current",
            "lic-7": "next",
        }

    @pytest.mark.parametrize("purpose", Purpose)
    def test_every_purpose_can_be_rotated_alone(self, vendor, purpose, now):
        before = {other: states(vendor, other) for other in Purpose}
        done = rotate_key(vendor, purpose, now=now)
        known = vendor.keyring()

        assert vendor.signer(purpose).kid == done.current.kid
        assert known.find(done.former.kid, purpose).not_after_at == now
        assert known.find(done.next.kid, purpose) is not None
        assert all(states(vendor, o) == before[o] for o in Purpose if o is not purpose)

    def test_certificates_releases_and_lists_stay_good(self, vendor, source, tmp_path, now):
        public = PrivateKey.from_seed(b"\x09" * 32).public_bytes
        request = PartnerRequest(
            partner="acme.ch", public_key=public, products=("a",), max_count=1, days=9
        )
        text, _ = certify_partner(
            request, signer=vendor.signer(Purpose.CERTIFICATE), now=now, keyring=vendor.keyring()
        )
        archive = build_release(
            source,
            facts=ReleaseFacts(product="alpenpay", version="1.0.0", published_at=now),
            trust=vendor.trust().text,
            signer=vendor.signer(Purpose.RELEASE),
            output=tmp_path / "dist",
        )
        for purpose in Purpose:
            rotate_key(vendor, purpose, now=now + DAY)
        keyring = vendor.keyring()
        listed = (vendor.directory / "channel" / "licence" / "revocations.jws").read_text()

        assert verify_certificate(parse_jws(text), keyring=keyring).partner == "acme.ch"
        assert read_archive(archive, keyring=keyring).version == "1.0.0"
        assert verify_revocations(listed, keyring=keyring).version == 2
        resign_channel(vendor, now=now + 30 * DAY)
        assert publish_revocations(vendor, keys=("A" * 43,), now=now + 31 * DAY).version == 4

    def test_private_files_are_for_their_owner_only(self, vendor, now):
        rotate_key(vendor, Purpose.LICENCE, now=now)

        assert stat.S_IMODE(vendor.key_path("lic-3").stat().st_mode) == 0o600
        assert check_keys(vendor) == ()

    def test_new_keys_have_the_passphrase_of_the_others(self, tmp_path, now):
        made = create_vendor(
            tmp_path / "v", name="v", metadata_url="x", targets_url="x", passphrase="long enough"
        )
        rotate_key(made, Purpose.RULES, now=now)

        assert b"ENCRYPTED" in made.key_path("rules-3").read_bytes()
        assert made.signer(Purpose.RULES).kid == "rules-2"

    def test_the_next_key_may_be_kept_elsewhere_until_it_is_needed(self, vendor, tmp_path, now):
        elsewhere = vendor.key_path("lic-2").replace(tmp_path / "lic-2.pem")
        before = {path: path.read_bytes() for path in vendor.directory.glob("*.json")}
        issue(vendor, now)
        with pytest.raises(ConfigurationError) as caught:
            rotate_key(vendor, Purpose.LICENCE, now=now)
        after = {path: path.read_bytes() for path in vendor.directory.glob("*.json")}
        elsewhere.replace(vendor.key_path("lic-2"))

        assert caught.value.code == "VENDOR_KEY_MISSING"
        assert after == before
        assert rotate_key(vendor, Purpose.LICENCE, now=now).current.kid == "lic-2"

    def test_a_licence_that_is_dated_a_moment_later_stays_good(self, vendor, now):
        issued = issue(vendor, now + timedelta(seconds=5))
        rotate_key(vendor, Purpose.LICENCE, now=now)

        assert check(issued.key, vendor.keyring(), now + DAY) is LicenceStatus.VALID

    def test_a_clock_behind_the_log_is_refused(self, vendor, now):
        issue(vendor, now + DAY)

        with pytest.raises(ConfigurationError, match="2026-11-24") as caught:
            rotate_key(vendor, Purpose.LICENCE, now=now)
        assert caught.value.code == "ROTATION_REFUSED"
        assert states(vendor) == {"lic-1": "current", "lic-2": "next"}

    def test_support_data_and_unknown_members_stay(self, vendor, now):
        bundle = json.loads(vendor.trust_path.read_text())
        bundle["support"], bundle["later"] = {"contact": "a@b.ch"}, 7
        vendor.trust_path.write_text(json.dumps(bundle))
        rotate_key(vendor, Purpose.RULES, now=now)
        after = json.loads(vendor.trust_path.read_text())

        assert (after["support"], after["later"]) == ({"contact": "a@b.ch"}, 7)
        assert after["channel"] == bundle["channel"]

    def test_without_a_channel_yet(self, tmp_path, now):
        made = create_vendor(
            tmp_path / "v", name="v", metadata_url="http://x/m", targets_url="http://x/t"
        )
        rotate_key(made, Purpose.LICENCE, now=now)
        made.write_trust(root=b"{}")

        assert made.keyring().find("lic-1", Purpose.LICENCE).not_after_at == now


class TestOldDirectory:
    def test_reads_as_one_current_key_of_each(self, old):
        assert states(old) == {"lic-1": "current"}
        assert old.signer(Purpose.LICENCE).kid == "lic-1"

    def test_the_first_rotation_makes_what_is_missing_and_waits(self, old, now):
        done = rotate_key(old, Purpose.LICENCE, now=now)

        assert (done.outcome, done.former) == ("prepared", None)
        assert states(old) == {"lic-1": "current", "lic-2": "next"}
        assert issue(old, now).kid == "lic-1"
        assert rotate_key(old, Purpose.LICENCE, now=now).current.kid == "lic-2"

    def test_a_compromised_key_does_not_wait(self, old, now):
        done = rotate_key(old, Purpose.LICENCE, now=now, compromised_since=now)

        assert done.outcome == "rotated"
        assert states(old) == {"lic-1": "compromised", "lic-2": "current", "lic-3": "next"}

    def test_without_a_trust_bundle_the_private_keys_tell(self, old):
        old.trust_path.unlink()

        assert states(old) == {"lic-1": "current"}


class TestCompromised:
    def test_what_is_dated_later_is_refused_and_told(self, vendor, now):
        good, bad = issue(vendor, now, id="L-good"), issue(vendor, now + 3 * DAY, id="L-bad")
        done = rotate_key(
            vendor, Purpose.LICENCE, now=now + 4 * DAY, compromised_since=now + 2 * DAY
        )
        keyring = vendor.keyring()

        assert done.affected == ("L-bad",)
        assert check(good.key, keyring, now + 5 * DAY) is LicenceStatus.VALID
        assert check(bad.key, keyring, now + 5 * DAY) is LicenceStatus.UNKNOWN_SIGNER
        assert not vendor.key_path("lic-1").exists()
        assert (vendor.keys_directory / "lic-1.pem.compromised").exists()

    def test_a_future_instant_is_refused(self, vendor, now):
        with pytest.raises(ConfigurationError) as caught:
            rotate_key(vendor, Purpose.LICENCE, now=now, compromised_since=now + DAY)
        assert caught.value.code == "ROTATION_REFUSED"

    def test_the_revocation_list_can_be_succeeded(self, vendor, now):
        publish_revocations(vendor, keys=("A" * 43,), now=now + DAY)
        rotate_key(vendor, Purpose.REVOCATION, now=now + 2 * DAY, compromised_since=now)
        after = publish_revocations(vendor, keys=("B" * 42 + "A",), now=now + 3 * DAY)

        assert len(after.keys) == 2
        assert after.version == 4


class TestListing:
    def test_open_files_and_directories_are_told(self, vendor):
        vendor.key_path("lic-1").chmod(0o644)
        vendor.keys_directory.chmod(0o755)
        findings = check_keys(vendor)

        assert [finding.subject for finding in findings] == ["keys", "lic-1.pem"]
        assert {finding.code for finding in findings} == {"VENDOR_KEY_EXPOSED"}
        assert "chmod 0600" in findings[1].hint

    def test_a_stricter_mode_is_fine(self, vendor):
        vendor.key_path("lic-1").chmod(0o400)

        assert check_keys(vendor) == ()


class _PowerCut(BaseException):
    """Nothing catches it: as if the process had been killed."""


def _writes(monkeypatch, stop_at):
    """Let so many writes happen, and cut the power before the next one."""
    done = []

    def counted(function):
        def wrapper(*args, **kwargs):
            if len(done) == stop_at:
                raise _PowerCut
            done.append(function.__name__)
            return function(*args, **kwargs)

        return wrapper

    for name in ("make_private_key", "replace_text", "publish_revocations"):
        monkeypatch.setattr(_rotate, name, counted(getattr(_rotate, name)))
    return done


class TestPowerCut:
    @pytest.mark.parametrize("compromised", [False, True])
    @pytest.mark.parametrize("purpose", [Purpose.LICENCE, Purpose.REVOCATION])
    @pytest.mark.parametrize("stop_at", range(6))
    def test_the_directory_works_and_the_command_goes_on(
        self, vendor, now, monkeypatch, stop_at, purpose, compromised
    ):
        since = now if compromised else None
        shipped = vendor.keyring()
        with monkeypatch.context() as patch:
            done = _writes(patch, stop_at)
            try:
                rotate_key(vendor, purpose, now=now, compromised_since=since)
            except _PowerCut:
                pass
            else:
                assert len(done) == (5 if purpose is Purpose.REVOCATION else 4)
                assert stop_at >= len(done)
                return

        # It works as it is, with what shops have and with what the next release will bring.
        issued = issue(vendor, now)
        assert check(issued.key, shipped, now) is LicenceStatus.VALID
        assert check(issued.key, vendor.keyring(), now) is LicenceStatus.VALID
        publish_revocations(vendor, keys=("A" * 43,), now=now)
        assert vendor.signer(purpose).kid in {key.kid for key in vendor.keyring().keys}

        again = rotate_key(vendor, purpose, now=now, compromised_since=since)
        switched = len(done) >= 3
        assert again.outcome == ("completed" if switched else "rotated")
        assert again.former.until_at == now
        assert list(states(vendor, purpose).values()) == [
            "compromised" if compromised else "former",
            "current",
            "next",
        ]
        assert check_keys(vendor) == ()
        assert len(list(vendor.keys_directory.glob("*.new"))) == 0
        trust = {key.kid for key in vendor.keyring().keys if key.purpose is purpose}
        assert trust == set(states(vendor, purpose))

    def test_an_unfinished_one_is_told(self, vendor, now, monkeypatch):
        with monkeypatch.context() as patch:
            _writes(patch, 3)
            with pytest.raises(_PowerCut):
                rotate_key(vendor, Purpose.LICENCE, now=now)
        (finding,) = check_keys(vendor)

        assert finding.code == "ROTATION_UNFINISHED"
        assert "--purpose licence" in finding.hint

    def test_a_key_found_in_wrong_hands_after_the_crash_is_rotated_too(
        self, vendor, now, monkeypatch
    ):
        with monkeypatch.context() as patch:
            _writes(patch, 3)
            with pytest.raises(_PowerCut):
                rotate_key(vendor, Purpose.LICENCE, now=now)
        done = rotate_key(vendor, Purpose.LICENCE, now=now, compromised_since=now)

        assert done.outcome == "rotated"
        assert states(vendor) == {
            "lic-1": "former",
            "lic-2": "compromised",
            "lic-3": "current",
            "lic-4": "next",
        }

    def test_a_torn_private_key_is_made_again(self, vendor, now):
        (vendor.keys_directory / "lic-3.pem.new").write_bytes(b"-----BEGIN PRIV")

        assert rotate_key(vendor, Purpose.LICENCE, now=now).next.kid == "lic-3"

    def test_a_disk_that_fails_is_a_clear_error(self, vendor, now, monkeypatch):
        def full(*_, **__):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(_rotate, "make_private_key", full)
        with pytest.raises(ConfigurationError, match="no space left") as caught:
            rotate_key(vendor, Purpose.LICENCE, now=now)
        assert caught.value.code == "ROTATION_REFUSED"


def test_a_rotation_waits_for_those_who_issue(vendor, now, monkeypatch):
    from sellxed_sdk.vendor import _log

    monkeypatch.setattr(_log, "LOCK_SECONDS", 0.05)
    append_log(vendor.log_path, [])
    with _log.lock_log(vendor.log_path), pytest.raises(PublishError) as caught:
        rotate_key(vendor, Purpose.LICENCE, now=now)
    assert caught.value.code == "ISSUE_LOG_UNUSABLE"


def test_states_have_words(vendor):
    assert {state.value for state in KeyState} == {"current", "next", "former", "compromised"}
