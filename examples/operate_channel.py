"""A year of a channel: a rollout, a withdrawn release, a new key, the root renewed, uploads."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from sellxed_sdk import vendor as tools
from sellxed_sdk.releases import Rollout
from sellxed_sdk.signing import Purpose

NOW = datetime(2026, 11, 23, 8, tzinfo=timezone.utc)
LATE = NOW + timedelta(days=340)
URL = "https://updates.vendor.example"


def publish(vendor: tools.Vendor, version: str, facts: tools.PublishFacts) -> None:
    """Build and publish a release of a module with one file."""
    source = vendor.directory / "src" / version
    source.mkdir(parents=True)
    (source / "alpenpay.php").write_text(f"<?php // {version}\n", encoding="utf-8")
    archive = tools.build_release(
        source,
        facts=tools.ReleaseFacts(product="alpenpay", version=version, published_at=NOW),
        trust=vendor.trust().text,
        signer=vendor.signer(Purpose.RELEASE),
        output=vendor.directory / "dist",
    )
    tools.publish_release(vendor, archive, facts=facts, notes={}, now=NOW)


def main() -> None:
    """Play the year; at every moment of every upload shops have a valid channel."""
    with TemporaryDirectory() as name:
        urls = {f"{kind}_url": f"{URL}/{kind}/" for kind in ("metadata", "targets")}
        vendor = tools.create_vendor(Path(name, "v"), name="vendor.example", **urls, now=NOW)
        tools.create_channel(
            vendor, products=("alpenpay",), support=None, root_threshold=2, now=NOW
        )

        groups = Rollout(start_at=NOW, hours=72, groups=10)
        publish(vendor, "1.1.0", tools.PublishFacts(rollout=groups))
        tools.yank_release(
            vendor, product="alpenpay", version="1.1.0", reason="Refunds fail.", now=NOW
        )
        publish(vendor, "1.1.1", tools.PublishFacts(critical=True))  # for all at once
        tools.upload_channel(vendor, f"{name}/web")  # or "s3://bucket/updates"

        tools.rotate_channel_key(vendor, "online", now=NOW + timedelta(days=100))
        tools.renew_channel(vendor, now=LATE)  # the root, for another year
        tools.resign_channel(vendor, now=LATE)  # the timestamp, every day
        print(f"uploaded: {', '.join(tools.upload_channel(vendor, f'{name}/web').files[-3:])}")
        audit = tools.audit_channel(vendor, now=LATE)
        print(f"audit: {audit.files} files, {'fine' if audit else 'something to do'}")


if __name__ == "__main__":
    main()
