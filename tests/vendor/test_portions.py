"""A partner's part of the channel: signed by the partner, taken over by the vendor."""

import json
import shutil
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuf.api.metadata import Metadata, Snapshot, TargetFile, Targets

from sellxed_sdk.errors import ConfigurationError, PublishError
from sellxed_sdk.releases import Rollout, parse_releases
from sellxed_sdk.signing import PrivateKey, Purpose, encode_base64url, parse_trust
from sellxed_sdk.testing import serve_directory
from sellxed_sdk.updates import UpdateClient, stage_release
from sellxed_sdk.vendor import (
    PublishFacts,
    accept_portion,
    audit_channel,
    create_partner,
    find_release,
    open_partner,
    publish_release,
    rotate_channel_key,
    rotate_portion_key,
    set_rollout,
    yank_release,
)
from sellxed_sdk.vendor._access import read_portion
from sellxed_sdk.vendor._tuf_keys import _KeySigner

DAY = timedelta(days=1)
PRODUCT = "acmepay"
RELEASES = "acmepay/releases.json"
RELEASE = {"product": PRODUCT, "version": "1.0.0"}


@pytest.fixture
def partner(vendor, tmp_path):
    return create_partner(tmp_path / "partner", product=PRODUCT, trust=vendor.trust().text)


@pytest.fixture
def publish_own(partner, pack, now):
    """Publish a release in the partner's part."""

    def publish_own(version="1.0.0", *, facts=None, partner=partner, **options):
        archive = pack(version, product=PRODUCT, vendor=partner, **options)
        publish_release(
            partner,
            archive,
            facts=facts or PublishFacts(),
            notes={"en": {"added": (f"{version}.",)}},
            now=now,
        )
        return archive

    return publish_own


@pytest.fixture
def accept(vendor, partner, now):
    def accept(*, source=None, key=None, at=now, product=PRODUCT):
        return accept_portion(
            vendor,
            source or partner.repository_directory,
            product=product,
            public_key=key,
            now=at,
        )

    return accept


@pytest.fixture
def forge(partner):
    """Sign the part again with the partner's own key, after a change."""

    def forge(change, *, key=None):
        directory = partner.repository_directory / "metadata"
        newest = max(directory.glob("*.acmepay.json"), key=lambda p: int(p.name.split(".")[0]))
        role = Metadata[Targets].from_bytes(newest.read_bytes())
        role.signed.version += 1
        change(role.signed)
        role.signatures.clear()
        path = partner.keys_directory / "tuf-product-acmepay.pem"
        role.sign(_KeySigner(key or PrivateKey.load(path)))
        (directory / f"{role.signed.version}.acmepay.json").write_bytes(role.to_bytes())

    return forge


@pytest.fixture
def put(partner):
    """Put a file into the part, and return what a role says of it."""

    def put(path, data):
        target = TargetFile.from_data(path, data, ["sha256"])
        file = partner.repository_directory / "targets" / target.get_prefixed_paths()[0]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return target

    return put


class TestPartner:
    def test_has_keys_of_its_own_and_a_bundle_for_its_modules(self, vendor, partner):
        bundle = partner.trust()
        added = set(bundle.keyring.keys) - set(vendor.keyring().keys)

        assert {(key.kid, key.purpose) for key in added} == {("rel-partner", Purpose.RELEASE)}
        assert bundle.channel == vendor.trust().channel
        assert set(vendor.keyring().keys) < set(bundle.keyring.keys)
        assert sorted(path.name for path in partner.keys_directory.iterdir()) == [
            "rel-partner.pem",
            "tuf-product-acmepay.pem",
        ]
        assert all(p.stat().st_mode & 0o077 == 0 for p in partner.keys_directory.iterdir())
        assert open_partner(partner.directory) == partner

    def test_passphrases(self, vendor, tmp_path, pack, now):
        secret = "correct horse battery"
        partner = create_partner(
            tmp_path / "locked", product=PRODUCT, trust=vendor.trust().text, passphrase=secret
        )
        for path in partner.keys_directory.iterdir():
            assert b"ENCRYPTED" in path.read_bytes()
        archive = pack("1.0.0", product=PRODUCT, vendor=partner)
        publish_release(partner, archive, facts=PublishFacts(), notes={}, now=now)
        locked = open_partner(partner.directory)
        with pytest.raises(ConfigurationError):
            locked.signer(Purpose.RELEASE)
        with pytest.raises((PublishError, ConfigurationError)):
            yank_release(locked, **RELEASE, reason="No.", now=now)
        assert secret not in repr(partner)

    @pytest.mark.parametrize("product", ["", "Acme", "a/b", "x" * 41, "../x"])
    def test_names_that_cannot_be_products(self, vendor, tmp_path, product):
        with pytest.raises(ConfigurationError):
            create_partner(tmp_path / "p", product=product, trust=vendor.trust().text)
        assert not (tmp_path / "p").exists()

    @pytest.mark.parametrize("trust", ["", "{}", "x", '{"schema": 1}'])
    def test_a_bundle_that_is_none(self, tmp_path, trust):
        with pytest.raises(ConfigurationError):
            create_partner(tmp_path / "p", product=PRODUCT, trust=trust)
        assert not (tmp_path / "p").exists()

    def test_a_directory_in_use(self, vendor, partner):
        with pytest.raises(ConfigurationError) as caught:
            create_partner(partner.directory, product=PRODUCT, trust=vendor.trust().text)
        assert caught.value.code == "VENDOR_DIRECTORY_USED"

    @pytest.mark.parametrize("text", [None, "", "{}", '{"product": 7}', '{"product": "A/B"}'])
    def test_a_damaged_directory(self, partner, text):
        path = partner.directory / "partner.json"
        path.unlink() if text is None else path.write_text(text)
        with pytest.raises(ConfigurationError) as caught:
            open_partner(partner.directory)
        assert caught.value.code == "VENDOR_DIRECTORY_INVALID"

    def test_signs_nothing_but_releases_of_its_product(self, partner, pack, now):
        with pytest.raises(ConfigurationError):
            partner.signer(Purpose.LICENCE)
        with pytest.raises(PublishError, match="for 'acmepay'"):
            publish_release(
                partner,
                pack("1.0.0", product="other", vendor=partner),
                facts=PublishFacts(),
                notes={},
                now=now,
            )


class TestAccept:
    def test_shops_read_install_and_are_told(
        self, vendor, partner, publish_own, accept, tmp_path, now
    ):
        """With the partner's bundle, over HTTP, up to the unpacked release."""
        publish_own("1.0.0")
        done = accept(key=partner.channel_key())
        assert (done.product, done.version, done.releases) == (PRODUCT, 1, ("1.0.0",))
        publish_own("1.1.0")
        yank_release(partner, **RELEASE, reason="Refunds twice.", now=now)
        assert accept().releases == ("1.1.0",)
        with serve_directory(vendor.repository_directory) as server:
            client = UpdateClient(
                root=partner.trust().channel.root,
                metadata_url=f"{server.url}/metadata/",
                targets_url=f"{server.url}/targets/",
                state_dir=tmp_path / "state",
                targets=(RELEASES, "acmepay/notes.en.json"),
                now=lambda: now,
            )
            result = client.refresh()
            listed = parse_releases(client.read_target(RELEASES), product=PRODUCT)
            archive = client.download_target(listed.find("1.1.0").archive, tmp_path / "a.zip")
        staged = stage_release(archive, tmp_path / "staged", keyring=partner.keyring())

        assert result
        assert result.findings == ()
        assert [release.version for release in listed.releases] == ["1.1.0", "1.0.0"]
        assert listed.find("1.0.0").yanked.reason == "Refunds twice."
        assert staged.version == "1.1.0"
        assert {f.code for f in audit_channel(vendor, now=now).findings} == {
            "CHANNEL_KEY_ELSEWHERE"
        }

    def test_the_vendor_cannot_sign_for_the_partner_until_it_takes_over(
        self, vendor, partner, publish_own, accept, publish, open_shop, now
    ):
        publish_own("1.0.0")
        accept(key=partner.channel_key())
        with pytest.raises(PublishError) as caught:
            yank_release(vendor, **RELEASE, reason="No.", now=now)
        assert caught.value.code == "PUBLISH_KEY_MISSING"
        publish("1.0.0")  # its own products go on
        rotate_channel_key(vendor, PRODUCT, now=now)
        yank_release(vendor, **RELEASE, reason="No.", now=now)
        publish_own("1.1.0")
        publish_own("1.2.0")
        publish_own("1.3.0")
        with pytest.raises(PublishError, match="not signed with the key") as caught:
            accept()
        assert caught.value.code == "PORTION_REFUSED"
        assert open_shop().ask(now)[1] == ["1.0.0"]

    def test_rollouts_of_the_partner(self, vendor, partner, publish_own, accept, now):
        publish_own("1.0.0", facts=PublishFacts(rollout=Rollout(start_at=now, hours=9, groups=3)))
        accept(key=partner.channel_key())
        set_rollout(partner, **RELEASE, rollout=None, now=now)
        accept()

        assert find_release(vendor, **RELEASE).rollout is None

    def test_a_new_key_of_the_partner_has_to_be_told(
        self, vendor, partner, publish_own, accept, now
    ):
        publish_own("1.0.0")
        accept(key=partner.channel_key())
        public = rotate_portion_key(partner, now=now)
        with pytest.raises(PublishError, match="not signed with the key"):
            accept()
        assert accept(key=public).version == 2
        publish_own("1.1.0")
        assert accept().releases == ("1.1.0",)
        assert public == partner.channel_key()
        assert audit_channel(vendor, now=now)

    def test_the_first_time_needs_the_key(self, partner, publish_own, accept):
        publish_own()
        with pytest.raises(PublishError, match="--public-key has to be given"):
            accept()
        with pytest.raises(PublishError, match="not signed with the key"):
            accept(key=PrivateKey.generate().public_bytes)
        with pytest.raises(PublishError, match="not signed with the key"):
            accept(key=b"\x01" + bytes(31))

    @pytest.mark.parametrize("product", ["licence", "root", "online", "Acme", "../x", "", "other"])
    def test_another_product(self, partner, publish_own, accept, product):
        publish_own()
        with pytest.raises(PublishError) as caught:
            accept(key=partner.channel_key(), product=product)
        assert caught.value.code == "PORTION_REFUSED"

    def test_a_product_of_the_vendor_cannot_be_had_that_way(
        self, vendor, publish, pack, accept, tmp_path, now
    ):
        publish("1.0.0")
        thief = create_partner(tmp_path / "thief", product="alpenpay", trust=vendor.trust().text)
        for version in ("2.0.0", "2.1.0", "2.2.0", "2.3.0"):
            archive = pack(version, vendor=thief)
            publish_release(thief, archive, facts=PublishFacts(), notes={}, now=now)
        with pytest.raises(PublishError, match="not signed with the key"):
            accept(source=thief.repository_directory, product="alpenpay")
        with pytest.raises(PublishError, match=r"1\.0\.0\.zip is gone or changed"):
            accept(source=thief.repository_directory, product="alpenpay", key=thief.channel_key())


def _outside(put):
    target = put("alpenpay/releases.json", b"{}")
    return lambda role: role.targets.update({target.path: target})


def _elsewhere(put):
    target = put("acmepay/x.json", b"{}")
    return lambda role: role.targets.update({"compatibility/rules.jws": target})


def _below(put):
    target = put("acmepay/a/b.json", b"{}")
    return lambda role: role.targets.update({target.path: target})


def _other_path(put):
    target = put("acmepay/x.json", b"{}")
    return lambda role: role.targets.update({"acmepay/y.json": target})


def _sha512(put):
    target = TargetFile.from_data("acmepay/x.json", b"{}", ["sha512"])
    return lambda role: role.targets.update({target.path: target})


def _no_file(put):
    target = TargetFile.from_data("acmepay/x.json", b"{}", ["sha256"])
    return lambda role: role.targets.update({target.path: target})


def _huge_fact(put):
    target = put("acmepay/x.json", b"{" + b" " * 4_000_000 + b"}")
    return lambda role: role.targets.update({target.path: target})


def _no_list(put):
    return lambda role: role.targets.pop(RELEASES)


def _junk_list(put):
    target = put(RELEASES, b"{}")
    return lambda role: role.targets.update({target.path: target})


def _delegates(put):
    from tuf.api.metadata import Delegations

    def change(role):
        role.delegations = Delegations(keys={}, roles={})

    return change


def _ends_soon(put):
    def change(role):
        role.expires = datetime(2026, 12, 1, tzinfo=timezone.utc)

    return change


def _ends_never(put):
    def change(role):
        role.expires = datetime(2099, 12, 1, tzinfo=timezone.utc)

    return change


def _junk_archive(put):
    target = put("acmepay/acmepay-9.9.zip", b"PK")
    return lambda role: role.targets.update({target.path: target})


def _no_trust(put):
    return lambda role: role.targets.pop("acmepay/trust.json")


class TestRefused:
    @pytest.mark.parametrize(
        ("make", "told"),
        [
            (_outside, "does not belong"),
            (_elsewhere, "does not belong"),
            (_below, "does not belong"),
            (_other_path, "not the file that is signed"),
            (_sha512, "other hashes"),
            (_no_file, "not the file that is signed"),
            (_huge_fact, "more than 4000000 bytes"),
            (_no_list, "has no acmepay/releases.json"),
            (_junk_list, "schema"),
            (_delegates, "delegates"),
            (_ends_soon, "it ends on 2026-12-01"),
            (_ends_never, "it ends on 2099-12-01"),
            (_junk_archive, "no zip archive"),
            (_no_trust, "trust.json"),
        ],
    )
    def test_what_a_partner_may_not_sign(
        self, make, told, vendor, partner, publish_own, accept, forge, put
    ):
        publish_own("1.0.0")
        accept(key=partner.channel_key())
        before = _state(vendor)
        forge(make(put))

        with pytest.raises(PublishError, match=told) as caught:
            accept()
        assert caught.value.code == "PORTION_REFUSED"
        assert _state(vendor) == before

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"published": "2020-01-01T00:00:00Z"}, "gone or changed"),
            ({"free_security": True}, "gone or changed"),
            ({"requires": {"php": ">=9"}}, "gone or changed"),
            ({"archive": "acmepay/other.zip"}, "gone or changed"),
            ({"version": "1.0.1"}, "gone or changed"),
        ],
    )
    def test_what_is_published_stays_as_it_is(
        self, change, told, partner, publish_own, accept, forge, put
    ):
        publish_own("1.0.0")
        accept(key=partner.channel_key())
        forge(_relist(partner, put, change))

        with pytest.raises(PublishError, match=told):
            accept()

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"published": "2020-01-01T00:00:00Z"}, "something else than its archive"),
            ({"free_security": True}, "something else than its archive"),
            ({"version": "1.0.1"}, "something else than its archive"),
            ({"archive": "acmepay/other.zip"}, "has no archive"),
            ({"archive": None}, "has no archive"),
        ],
    )
    def test_a_list_that_says_something_else_than_the_archive(
        self, change, told, partner, publish_own, accept, forge, put
    ):
        publish_own("1.0.0")
        forge(_relist(partner, put, change))

        with pytest.raises(PublishError, match=told):
            accept(key=partner.channel_key())

    def test_two_releases_with_one_archive(self, partner, publish_own, accept, forge, put):
        publish_own("1.0.0")
        accept(key=partner.channel_key())
        data = json.loads(read_portion(partner).read_target(RELEASES))
        data["releases"].append({**data["releases"][0], "version": "2.0.0"})
        target = put(RELEASES, json.dumps(data).encode())
        forge(lambda role: role.targets.update({RELEASES: target}))

        with pytest.raises(PublishError, match="the archive of another one"):
            accept()

    def test_an_archive_that_vanishes_or_changes(self, partner, publish_own, accept, forge, put):
        publish_own("1.0.0")
        accept(key=partner.channel_key())
        target = put("acmepay/acmepay-1.0.0.zip", b"other")
        forge(lambda role: role.targets.update({target.path: target}))
        with pytest.raises(PublishError, match="gone or changed"):
            accept()
        forge(lambda role: role.targets.pop(target.path))
        with pytest.raises(PublishError, match="gone or changed"):
            accept()

    def test_an_archive_signed_by_somebody_else(
        self, vendor, partner, publish_own, accept, forge, put, pack, tmp_path, now
    ):
        other = create_partner(tmp_path / "other", product=PRODUCT, trust=vendor.trust().text)
        shutil.copy(
            other.keys_directory / "rel-partner.pem", partner.keys_directory / "rel-partner.pem"
        )
        path = partner.trust_path
        text = path.read_text()
        path.write_text(other.trust_path.read_text())
        publish_own("1.0.0")
        path.write_text(text)
        target = put("acmepay/trust.json", text.encode())
        forge(lambda role: role.targets.update({target.path: target}))

        with pytest.raises(PublishError, match="signature"):
            accept(key=partner.channel_key())

    @pytest.mark.parametrize("purpose", ["licence", "certificate", "revocation", "rules"])
    def test_a_bundle_with_a_key_that_is_not_the_vendors(
        self, purpose, partner, publish_own, accept, forge, put
    ):
        publish_own("1.0.0")
        bundle = json.loads(partner.trust_path.read_text())
        own = encode_base64url(PrivateKey.generate().public_bytes)
        bundle["keys"].append(
            {"kid": "own-1", "purpose": purpose, "kty": "OKP", "crv": "Ed25519", "x": own}
        )
        target = put("acmepay/trust.json", json.dumps(bundle).encode())
        forge(lambda role: role.targets.update({target.path: target}))

        with pytest.raises(PublishError, match=f"a {purpose} key that is not the vendor's"):
            accept(key=partner.channel_key())

    @pytest.mark.parametrize(
        "change",
        [{"vendor": "other.example"}, {"channel": None}],
        ids=["vendor", "channel"],
    )
    def test_a_bundle_for_another_vendor(self, change, partner, publish_own, accept, forge, put):
        publish_own("1.0.0")
        bundle = {**json.loads(partner.trust_path.read_text()), **change}
        bundle = {name: value for name, value in bundle.items() if value is not None}
        assert parse_trust(json.dumps(bundle))
        target = put("acmepay/trust.json", json.dumps(bundle).encode())
        forge(lambda role: role.targets.update({target.path: target}))

        with pytest.raises(PublishError, match="another vendor or channel"):
            accept(key=partner.channel_key())

    def test_a_signature_that_is_none(self, partner, publish_own, accept):
        publish_own("1.0.0")
        path = partner.repository_directory / "metadata" / "1.acmepay.json"
        text = path.read_text()
        at = text.index('"sig"') + 10
        path.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])

        with pytest.raises(PublishError, match="not signed with the key"):
            accept(key=partner.channel_key())

    def test_an_archive_with_the_right_length(self, partner, publish_own, accept):
        publish_own("1.0.0")
        (archive,) = partner.repository_directory.rglob("*.acmepay-1.0.0.zip")
        data = archive.read_bytes()
        for damaged in (data[:-1] + b"x", data + b"x"):
            archive.write_bytes(damaged)
            with pytest.raises(PublishError, match="zip is not the file that is signed"):
                accept(key=partner.channel_key())

    def test_files_that_change_while_they_are_read(
        self, vendor, partner, publish_own, accept, monkeypatch
    ):
        from sellxed_sdk.vendor import _portions

        publish_own("1.0.0")
        before = _state(vendor)
        read = _portions._read_files
        monkeypatch.setattr(
            _portions, "_read_files", lambda checked: ((p, d + b" ") for p, d in read(checked))
        )
        with pytest.raises(PublishError, match="changed while it was read"):
            accept(key=partner.channel_key())
        assert _state(vendor) == before

    def test_an_older_part(self, partner, publish_own, accept, tmp_path):
        publish_own("1.0.0")
        old = tmp_path / "old"
        shutil.copytree(partner.repository_directory, old)
        publish_own("1.1.0")
        accept(key=partner.channel_key())

        with pytest.raises(PublishError, match="version 2 is published, this is 1"):
            accept(source=old)
        with pytest.raises(PublishError, match="version 2 is published, this is 2"):
            accept()

    def test_links_lead_nowhere(self, partner, publish_own, accept, tmp_path):
        publish_own("1.0.0")
        for pattern, name in (("*.zip", "zip"), ("*.notes.en.json", "notes")):
            copy = tmp_path / name
            shutil.copytree(partner.repository_directory, copy)
            (file,) = copy.rglob(pattern)
            file.rename(tmp_path / f"moved-{name}")
            file.symlink_to(tmp_path / f"moved-{name}")
            with pytest.raises(PublishError, match="not the file that is signed"):
                accept(source=copy, key=partner.channel_key())

    def test_metadata_of_another_kind(self, partner, publish_own, accept, now):
        publish_own("1.0.0")
        role = Metadata(Snapshot(version=9, expires=now + 100 * DAY))
        path = partner.keys_directory / "tuf-product-acmepay.pem"
        role.sign(_KeySigner(PrivateKey.load(path)))
        directory = partner.repository_directory / "metadata"
        (directory / "9.acmepay.json").write_bytes(role.to_bytes())

        with pytest.raises(PublishError, match="no metadata of targets"):
            accept(key=partner.channel_key())

    @pytest.mark.property
    @given(data=st.binary(max_size=200) | st.sampled_from([b"{}", b"[]", b"null", b"{" * 999]))
    def test_whatever_lies_there(self, data, partner, accept):
        directory = partner.repository_directory / "metadata"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "1.acmepay.json").write_bytes(data)

        with pytest.raises(PublishError) as caught:
            accept(key=partner.channel_key())
        assert caught.value.code == "PORTION_REFUSED"

    def test_nothing_lies_there(self, accept, partner, tmp_path):
        with pytest.raises(PublishError, match="has no metadata"):
            accept(source=tmp_path / "gone", key=partner.channel_key())
        big = partner.repository_directory / "metadata" / "1.acmepay.json"
        big.parent.mkdir(parents=True)
        big.write_bytes(b" " * 5_000_001)
        with pytest.raises(PublishError, match="more than 5000000 bytes"):
            accept(key=partner.channel_key())

    def test_a_part_that_is_damaged_is_told_to_the_partner(self, partner, publish_own, now):
        publish_own("1.0.0")
        (partner.repository_directory / "metadata" / "1.acmepay.json").write_bytes(b"{}")
        with pytest.raises(PublishError) as caught:
            yank_release(partner, **RELEASE, reason="No.", now=now)
        assert caught.value.code == "PUBLISH_REPOSITORY_INVALID"


def _relist(partner, put, change):
    data = json.loads(read_portion(partner).read_target(RELEASES))
    entry = {**data["releases"][0], **change}
    data["releases"][0] = {name: value for name, value in entry.items() if value is not None}
    target = put(RELEASES, json.dumps(data).encode())
    return lambda role: role.targets.update({RELEASES: target})


def _state(vendor):
    directory = vendor.repository_directory
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
