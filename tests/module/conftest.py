"""A vendor, a channel on loopback and a shop with the installed module."""

import zipfile
from datetime import timedelta
from types import SimpleNamespace

import pytest

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
    publish_rules,
)

HOST = "shop.example.ch"
RULES = b"""{
  "schema": 1, "feed_id": "test", "sequence": 1,
  "issued": "2026-11-01T00:00:00Z", "expires": "2027-11-01T00:00:00Z",
  "messages": {"m": {"en": "Orders stay unpaid.", "de": "Offen.", "fr": "x", "it": "x"}},
  "rules": [{
    "id": "R-1", "severity": "error", "confidence": "reproduced", "message": "m",
    "all": [{"plugin": "wordpress:alpenpay"},
            {"plugin": "wordpress:turbo", "versions": "<2.4.1"}],
    "remedies": [{"action": "update", "plugin": "wordpress:turbo", "to": ">=2.4.1"}]
  }]
}"""


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
        scene.module = Module(scene.directory, state_dir=scene.state)
        yield scene


def release(scene, version, *, days_ago, **facts):
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
    publish_release(scene.vendor, archive, facts=PublishFacts(), notes=notes, now=scene.now)
    return archive


@pytest.fixture
def key(scene):
    """A licence whose support ended 35 days ago."""
    return issue_licence(
        LicenceRequest(
            product="alpenpay",
            hosts=(HOST,),
            support_until_on=(scene.now - timedelta(days=35)).date(),
        ),
        issuer=scene.vendor.name,
        signer=scene.vendor.signer(Purpose.LICENCE),
        now=scene.now - timedelta(days=400),
    ).key


@pytest.fixture
def publish(scene):
    """Publish a release, or rules."""

    def publish(version=None, **options):
        if version is None:
            publish_rules(scene.vendor, RULES, now=scene.now)
        else:
            release(scene, version, **options)

    return publish
