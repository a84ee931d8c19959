from datetime import timedelta

import pytest

from sellxed_sdk.releases import parse_releases
from sellxed_sdk.signing import Purpose
from sellxed_sdk.testing import serve_directory
from sellxed_sdk.updates import UpdateClient
from sellxed_sdk.vendor import (
    PublishFacts,
    ReleaseFacts,
    build_release,
    create_channel,
    create_vendor,
    publish_release,
)


@pytest.fixture
def vendor(tmp_path, now):
    """A vendor with keys, a channel and a trust bundle."""
    made = create_vendor(
        tmp_path / "vendor",
        name="sellxed.example",
        metadata_url="http://127.0.0.1:9/metadata/",
        targets_url="http://127.0.0.1:9/targets/",
    )
    create_channel(made, products=("alpenpay",), support=None, now=now)
    return made


@pytest.fixture
def source(tmp_path):
    """A module's directory."""
    directory = tmp_path / "src"
    (directory / "lib").mkdir(parents=True)
    (directory / "main.php").write_text("<?php main();\n")
    (directory / "lib" / "a.php").write_text("<?php a();\n")
    return directory


@pytest.fixture
def pack(vendor, source, tmp_path, now):
    """Build a release; return its archive."""

    def pack(version, *, product="alpenpay", days_ago=0, vendor=vendor, **facts):
        return build_release(
            source,
            facts=ReleaseFacts(
                product=product,
                version=version,
                published_at=now - timedelta(days=days_ago),
                **facts,
            ),
            trust=vendor.trust().text,
            signer=vendor.signer(Purpose.RELEASE),
            output=tmp_path / "dist",
        )

    return pack


@pytest.fixture
def publish(vendor, pack, now):
    """Build and publish a release; return its manifest."""

    def publish(version, *, facts=None, notes=None, at=now, **options):
        archive = pack(version, **options)
        return publish_release(
            vendor, archive, facts=facts or PublishFacts(), notes=notes or {}, now=at
        )

    return publish


class Shop:
    """A shop's client of a channel, with what it remembers."""

    def __init__(self, vendor, state_dir, *, root=None):
        self.root = root or vendor.trust().channel.root
        self.state_dir = state_dir
        self.directory = vendor.repository_directory

    def ask(self, now, *, directory=None, responses=None):
        """Refresh over HTTP; return the result and the versions it knows then."""
        with serve_directory(directory or self.directory) as server:
            server.responses.update(responses or {})
            client = UpdateClient(
                root=self.root,
                metadata_url=f"{server.url}/metadata/",
                targets_url=f"{server.url}/targets/",
                state_dir=self.state_dir,
                targets=("alpenpay/releases.json", "compatibility/rules.jws"),
                now=lambda: now,
            )
            result = client.refresh(force=True)
            listed = client.read_target("alpenpay/releases.json")
        versions = parse_releases(listed, product="alpenpay").releases if listed else ()
        return result, [release.version for release in versions]


@pytest.fixture
def open_shop(vendor, tmp_path):
    """Make a shop that has the trust bundle of now."""

    def open_shop(name="shop", **options):
        return Shop(vendor, tmp_path / name, **options)

    return open_shop
