"""The whole life of a channel, from the first key to the day on which a partner leaves.

One vendor, one partner, one shop that follows, and one that sleeps for years. Everything
is real: signed files, a web server on loopback, archives that are unpacked.
"""

import hashlib
import zipfile
from datetime import datetime, timedelta, timezone

import pytest

from sellxed_sdk import Module
from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import LicenceStatus
from sellxed_sdk.releases import Rollout
from sellxed_sdk.signing import LocalSigner, PrivateKey, Purpose
from sellxed_sdk.testing import serve_directory
from sellxed_sdk.updates import RefreshOutcome, stage_release
from sellxed_sdk.vendor import (
    LicenceRequest,
    PartnerRequest,
    PublishFacts,
    ReleaseFacts,
    accept_portion,
    audit_channel,
    build_release,
    certify_partner,
    create_channel,
    create_partner,
    create_vendor,
    issue_licence,
    publish_certificates,
    publish_release,
    publish_revocations,
    renew_channel,
    resign_channel,
    rotate_channel_key,
    rotate_key,
    set_rollout,
    upload_channel,
    yank_release,
)

BEGIN = datetime(2026, 1, 10, 9, tzinfo=timezone.utc)
HOST = "shop.example.ch"
GOOD = (RefreshOutcome.UPDATED, RefreshOutcome.UNCHANGED)
GROUPS = 4


class World:
    """The vendor's machine, the web server and the shops, on one clock."""

    def __init__(self, path, url):
        self.path = path
        self.now = BEGIN
        self.vendor = create_vendor(
            path / "vendor",
            name="sellxed.example",
            metadata_url=f"{url}/metadata/",
            targets_url=f"{url}/targets/",
            now=BEGIN,
        )
        create_channel(
            self.vendor, products=("alpenpay",), support=None, root_threshold=2, now=BEGIN
        )
        self.modules = {}

    def on(self, day):
        """Go to a day of the vendor's life; what has to be signed daily is signed."""
        self.now = BEGIN + timedelta(days=day)
        resign_channel(self.vendor, now=self.now)
        self.upload()

    def upload(self):
        upload_channel(self.vendor, str(self.path / "web"))

    def build(self, version, *, publisher=None, product="alpenpay", free_security=False):
        source = self.path / "src" / f"{product}-{version}"
        source.mkdir(parents=True)
        (source / "pay.php").write_text(f"<?php // {product} {version}\n")
        publisher = publisher or self.vendor
        return build_release(
            source,
            facts=ReleaseFacts(
                product=product,
                version=version,
                published_at=self.now,
                free_security=free_security,
            ),
            trust=publisher.trust().text,
            signer=publisher.signer(Purpose.RELEASE),
            output=self.path / "dist",
        )

    def publish(self, version, *, facts=None, **options):
        archive = self.build(version, **options)
        notes = {"en": {"changed": (f"News of {version}.",)}}
        facts = facts or PublishFacts()
        publish_release(self.vendor, archive, facts=facts, notes=notes, now=self.now)
        self.upload()
        return archive

    def install_first(self, name, archive, *, state=None):
        directory = self.path / name
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(directory)
        self.modules[name] = Module(
            directory / "alpenpay", state_dir=state or self.path / f"state-{name}"
        )

    def ask(self, name="shop"):
        """Refresh as a scheduled job does; nothing may be wrong."""
        result = self.modules[name].refresh(languages=("en",), now=self.now)
        assert result.outcome in GOOD, result
        assert not result.stale
        assert not [finding for finding in result.findings if finding.severity.needs_action]

    def decide(self, key, name="shop"):
        module = self.modules[name]
        licence = module.check_licence(key, hosts=[HOST], now=self.now)
        return licence, module.check_updates(licence, now=self.now)

    def update(self, key, name="shop"):
        """Download, stage and switch to what is offered, as an admin does."""
        module = self.modules[name]
        _, updates = self.decide(key, name)
        archive = module.channel(now=self.now).download_target(
            updates.offered.archive, self.path / "downloads" / f"{updates.offered.version}.zip"
        )
        staged = stage_release(archive, self.path / f"staged-{name}", keyring=module.trust.keyring)
        self.modules[name] = Module(staged.path, state_dir=module.state_dir)
        assert self.modules[name].version == updates.offered.version
        assert self.modules[name].check_integrity()


@pytest.fixture
def world(tmp_path):
    (tmp_path / "web").mkdir()
    (tmp_path / "downloads").mkdir()
    with serve_directory(tmp_path / "web") as server:
        yield World(tmp_path, server.url)


def id_in_group(wanted, version):
    """A licence that the rollout of a release reaches in a certain group."""
    for number in range(1_000):
        seed = f"L-{number}:alpenpay:{version}".encode()
        if int.from_bytes(hashlib.sha256(seed).digest()[:8], "big") % GROUPS == wanted:
            return f"L-{number}"
    raise AssertionError("no such licence")


def codes(findings):
    return {finding.code for finding in findings}


def reasons(updates):
    return {refusal.release.version: codes(refusal.reasons) for refusal in updates.refused}


def sell(world, *, licence_id):
    return issue_licence(
        LicenceRequest(product="alpenpay", hosts=(HOST,), id=licence_id),
        issuer=world.vendor.name,
        signer=world.vendor.signer(Purpose.LICENCE),
        now=world.now,
    ).key


def a_release_reaches_shops_in_groups(world, key):
    """A second release reaches shops in groups; ours is in the last one, until it is widened."""
    world.on(10)
    rollout = Rollout(start_at=world.now, hours=72, groups=GROUPS)
    world.publish("1.1.0", facts=PublishFacts(rollout=rollout))
    world.ask()
    assert reasons(world.decide(key)[1]) == {"1.1.0": {"RELEASE_ROLLING_OUT"}}
    world.on(11)
    release = {"product": "alpenpay", "version": "1.1.0"}
    set_rollout(world.vendor, **release, rollout=None, now=world.now)
    world.upload()
    world.ask()
    assert world.decide(key)[1].offered.version == "1.1.0"
    [news] = world.modules["shop"].changes(offered="1.1.0", now=world.now)
    assert [change.text for change in news.changes] == ["News of 1.1.0."]
    world.update(key)


def keys_are_followed(world, key):
    """Keys of the channel and of licences are followed; the shop notices nothing."""
    world.on(30)
    for role in ("online", "targets", "alpenpay", "root"):
        rotate_channel_key(world.vendor, role, now=world.now)
        world.upload()
        world.on(world_day(world) + 1)
        world.ask()
    rotate_key(world.vendor, Purpose.LICENCE, now=world.now)
    assert world.decide(key)[0].may_run
    assert world.decide(sell(world, licence_id="L-later"))[0].may_run


def a_release_is_withdrawn_and_mended(world, key):
    """A release is withdrawn after the shop has installed it, and mended by the next."""
    world.on(50)
    world.publish("1.2.0")
    world.ask()
    world.update(key)
    world.on(52)
    yank_release(
        world.vendor, product="alpenpay", version="1.2.0", reason="Refunds twice.", now=world.now
    )
    world.upload()
    world.ask()
    licence, updates = world.decide(key)
    assert licence.may_run
    assert updates.offered is None
    assert "RELEASE_INSTALLED_YANKED" in codes(updates.findings)
    world.publish("1.2.1")
    world.on(53)
    world.ask()
    world.update(key)


def support_ends(world, key):
    """The root's year ends, and it is renewed before."""
    world.on(380)
    renew_channel(world.vendor, now=world.now)
    world.upload()

    # Support has ended: newer releases are told with the reason, the installed one runs on.
    world.on(400)
    world.publish("2.0.0")
    world.ask()
    licence, updates = world.decide(key)
    assert licence.may_run
    assert not licence.may_get_support
    assert updates.offered is None
    assert reasons(updates) == {"2.0.0": {"RELEASE_NEEDS_RENEWAL"}}


def a_security_release_is_free(world, key):
    """A security release is free for all."""
    world.on(410)
    world.publish("2.0.1", free_security=True, facts=PublishFacts(security="high"))
    world.ask()
    assert world.decide(key)[1].offered.version == "2.0.1"
    world.update(key)
    assert world.decide(key)[0].may_run


def a_sleeper_wakes_up(world, key):
    """Who slept since the first day finds the way over all roots."""
    world.ask("sleeper")
    assert world.decide(key, "sleeper")[1].offered.version == "2.0.1"
    world.update(key, "sleeper")


def test_the_whole_life(world):
    first = world.publish("1.0.0")
    world.install_first("shop", first)
    world.install_first("sleeper", first)
    key = sell(world, licence_id=id_in_group(GROUPS - 1, "1.1.0"))
    assert world.decide(key)[0].may_run
    for chapter in (
        a_release_reaches_shops_in_groups,
        keys_are_followed,
        a_release_is_withdrawn_and_mended,
        support_ends,
        a_security_release_is_free,
        a_sleeper_wakes_up,
    ):
        chapter(world, key)
    assert audit_channel(world.vendor, now=world.now)


def world_day(world):
    return (world.now - BEGIN).days


def test_a_partner_comes_and_leaves(world):
    world.install_first("shop", world.publish("1.0.0"))
    private = PrivateKey.generate()

    def sell_as_partner(sequence):
        return issue_licence(
            LicenceRequest(product="alpenpay", hosts=(HOST,), sequence=sequence),
            issuer="acme.ch",
            signer=LocalSigner(scope.id, private),
            now=world.now,
            certificate=certificate,
            keyring=world.vendor.keyring(),
        ).key

    # It may issue licences, and publishes a product of its own.
    certificate, scope = certify_partner(
        PartnerRequest(
            partner="acme.ch",
            public_key=private.public_bytes,
            products=("alpenpay",),
            max_count=9,
            days=200,
        ),
        signer=world.vendor.signer(Purpose.CERTIFICATE),
        now=world.now,
    )
    publish_certificates(world.vendor, (certificate,), now=world.now)
    partner = create_partner(
        world.path / "partner", product="acmepay", trust=world.vendor.trust().text
    )
    archive = world.build("1.0.0", publisher=partner, product="acmepay")
    publish_release(partner, archive, facts=PublishFacts(), notes={}, now=world.now)
    part = partner.repository_directory
    accept_portion(
        world.vendor, part, product="acmepay", public_key=partner.channel_key(), now=world.now
    )
    world.upload()
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(world.path / "acme")
    acme = Module(world.path / "acme" / "acmepay", state_dir=world.path / "state-acme")
    sold = sell_as_partner(1)
    world.on(20)
    archive = world.build("1.1.0", publisher=partner, product="acmepay")
    publish_release(partner, archive, facts=PublishFacts(), notes={}, now=world.now)
    accept_portion(world.vendor, part, product="acmepay", now=world.now)
    world.upload()
    world.ask()
    assert acme.refresh(now=world.now).outcome in GOOD
    assert world.decide(sold)[0].may_run
    own = issue_licence(
        LicenceRequest(product="acmepay", hosts=(HOST,)),
        issuer=world.vendor.name,
        signer=world.vendor.signer(Purpose.LICENCE),
        now=world.now,
    ).key
    licence = acme.check_licence(own, hosts=[HOST], now=world.now)
    assert acme.check_updates(licence, now=world.now).offered.version == "1.1.0"

    # It leaves: what its customers have stays, and it can do nothing more.
    world.on(100)
    publish_revocations(world.vendor, certificates=((scope.id, 1),), now=world.now)
    rotate_channel_key(world.vendor, "acmepay", now=world.now, compromised=True)
    world.upload()
    world.on(101)
    world.ask()
    assert world.decide(sold)[0].may_run
    late = world.decide(sell_as_partner(2))[0]
    assert late.status is LicenceStatus.REVOKED
    assert not late.may_run
    archive = world.build("1.2.0", publisher=partner, product="acmepay")
    publish_release(partner, archive, facts=PublishFacts(), notes={}, now=world.now)
    with pytest.raises(PublishError) as refused:
        accept_portion(world.vendor, part, product="acmepay", now=world.now)
    assert refused.value.code == "PORTION_REFUSED"
    assert acme.refresh(now=world.now).outcome in GOOD
    assert acme.check_updates(licence, now=world.now).offered.version == "1.1.0"
    # The vendor can mend and withdraw in its place.
    yank_release(
        world.vendor, product="acmepay", version="1.1.0", reason="Not maintained.", now=world.now
    )
    world.upload()
    world.on(102)
    assert acme.refresh(now=world.now).outcome in GOOD
    assert acme.check_updates(licence, now=world.now).offered is None
    assert audit_channel(world.vendor, now=world.now)
