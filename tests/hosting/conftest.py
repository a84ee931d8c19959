"""A vendor, a channel on loopback and a shop with the installed module."""

import zipfile
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from sellxed_sdk.hosting import AdminPanel, InstalledModule, MemoryStore
from sellxed_sdk.module import Module
from sellxed_sdk.signing import Purpose
from sellxed_sdk.testing import serve_directory, write_wordpress_shop
from sellxed_sdk.vendor import (
    LicenceRequest,
    PublishFacts,
    ReleaseFacts,
    build_release,
    create_channel,
    create_vendor,
    issue_licence,
    publish_release,
)

HOST = "shop.example.ch"


@pytest.fixture
def scene(tmp_path, now):
    """Vendor, served channel, shop tree and installed module, all real."""
    directory = tmp_path / "vendor"
    with serve_directory(directory / "repository") as server:
        url = server.url.rstrip("/")
        vendor = create_vendor(
            directory,
            name="sellxed.example",
            metadata_url=f"{url}/metadata/",
            targets_url=f"{url}/targets/",
        )
        create_channel(vendor, products=("alpenpay",), support=None, now=now)
        scene = SimpleNamespace(
            server=server,
            vendor=vendor,
            now=now,
            path=tmp_path,
            shop=write_wordpress_shop(
                tmp_path / "shop", plugins=[("turbo", "Checkout Turbo", "2.3.0")]
            ),
            state=tmp_path / "state",
        )
        scene.directory = scene.shop / "wp-content" / "plugins" / "alpenpay"
        with zipfile.ZipFile(release(scene, "1.0.0", days_ago=300)) as archive:
            archive.extractall(scene.directory.parent)
        scene.module = Module(scene.directory)
        scene.release = partial(release, scene)
        scene.issue = partial(issue, scene)
        yield scene


def release(scene, version, *, days_ago, security=None, critical=False, **facts):
    """Build and publish one release; return its archive."""
    source = scene.path / f"src-{version}"
    source.mkdir()
    (source / "alpenpay.php").write_text(
        f"<?php\n/*\n * Plugin Name: Alpenpay\n * Version: {version}\n */\n"
    )
    archive = build_release(
        source,
        facts=ReleaseFacts(
            product="alpenpay",
            version=version,
            published_at=scene.now - timedelta(days=days_ago),
            **facts,
        ),
        trust=scene.vendor.trust().text,
        signer=scene.vendor.signer(Purpose.RELEASE),
        output=scene.path / "dist",
    )
    notes = {"en": {"added": (f"News of {version}.",)}}
    publish_release(
        scene.vendor,
        archive,
        facts=PublishFacts(security=security, critical=critical),
        notes=notes,
        now=scene.now,
    )
    return archive


def issue(scene, *, product="alpenpay", hosts=(HOST,), support_ends_in=200):
    """Issue a licence."""
    return issue_licence(
        LicenceRequest(
            product=product,
            hosts=hosts,
            support_until_on=(scene.now + timedelta(days=support_ends_in)).date(),
        ),
        issuer=scene.vendor.name,
        signer=scene.vendor.signer(Purpose.LICENCE),
        now=scene.now - timedelta(days=350),
    ).key


class Clock:
    """Stands where the test puts it."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at

    def go(self, **span):
        """Let time pass."""
        self.at += timedelta(**span)


class CountingStore(MemoryStore):
    """Counts look-ups, and fails when told so."""

    def __init__(self):
        super().__init__()
        self.reads = []
        self.writes = []
        self.fails = None

    def read(self, names):
        self.reads.append(tuple(names))
        if self.fails:
            raise self.fails
        return super().read(names)

    def replace(self, name, data, *, expected):
        self.writes.append(name)
        if self.fails:
            raise self.fails
        return super().replace(name, data, expected=expected)


@pytest.fixture
def clock(now):
    """The panel's clock."""
    return Clock(now)


@pytest.fixture
def store():
    """Records that all processes of the shop share."""
    return CountingStore()


@pytest.fixture
def open_panel(scene, store, clock):
    """Make a panel as one process of the shop does, with the module installed."""

    def open_panel(*, records=None, hosts=(f"https://{HOST}/",), inventory=None, **options):
        panel = AdminPanel(
            records if records is not None else store,
            hosts=lambda: hosts,
            inventory=(lambda: inventory) if not callable(inventory) else inventory,
            now=clock,
        )
        panel.add(InstalledModule(module=Module(scene.directory), name="AlpenPay", **options))
        return panel

    return open_panel


@pytest.fixture
def panel(open_panel):
    """The panel of one process."""
    return open_panel()
