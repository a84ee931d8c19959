"""A year of a channel: a rollout, a new key, a withdrawn release, the root renewed, uploads."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from sellxed_sdk import vendor as tools
from sellxed_sdk.releases import Rollout
from sellxed_sdk.signing import Purpose

BEGIN = datetime(2026, 11, 23, 8, tzinfo=timezone.utc)


def publish(vendor: tools.Vendor, version: str, *, work: Path, facts: tools.PublishFacts) -> None:
    """Build and publish one release of a module with one file."""
    source = work / version
    source.mkdir()
    (source / "alpenpay.php").write_text(f"<?php // {version}\n", encoding="utf-8")
    archive = tools.build_release(
        source,
        facts=tools.ReleaseFacts(product="alpenpay", version=version, published_at=BEGIN),
        trust=vendor.trust().text,
        signer=vendor.signer(Purpose.RELEASE),
        output=work,
    )
    tools.publish_release(vendor, archive, facts=facts, notes={}, now=BEGIN)


def upload(vendor: tools.Vendor, web: Path) -> None:
    """Bring it to the web server; ``s3://bucket/updates`` would do as well."""
    print(f"  uploaded: {len(tools.upload_channel(vendor, str(web)).files)} files")


def main() -> None:
    """Play the year; each upload leaves shops with a valid channel at every moment."""
    with TemporaryDirectory() as name:
        work = Path(name)
        vendor = tools.create_vendor(
            work / "vendor",
            name="vendor.example",
            metadata_url="https://updates.vendor.example/metadata/",
            targets_url="https://updates.vendor.example/targets/",
            now=BEGIN,
        )
        tools.create_channel(
            vendor, products=("alpenpay",), support=None, root_threshold=2, now=BEGIN
        )

        print("1.1.0 reaches shops in ten groups within three days")
        groups = Rollout(start_at=BEGIN, hours=72, groups=10)
        publish(vendor, "1.1.0", work=work, facts=tools.PublishFacts(rollout=groups))
        upload(vendor, work / "web")

        print("it is withdrawn, and the mended one is for all at once")
        release = {"product": "alpenpay", "version": "1.1.0"}
        tools.yank_release(vendor, **release, reason="Refunds were booked twice.", now=BEGIN)
        publish(vendor, "1.1.1", work=work, facts=tools.PublishFacts(critical=True))
        upload(vendor, work / "web")

        print("the online key is followed by a new one")
        tools.rotate_channel_key(vendor, "online", now=BEGIN + timedelta(days=100))
        upload(vendor, work / "web")

        print("the root is renewed before its year is over")
        late = BEGIN + timedelta(days=340)
        tools.renew_channel(vendor, now=late)
        tools.resign_channel(vendor, now=late)
        upload(vendor, work / "web")

        audit = tools.audit_channel(vendor, now=late)
        print(f"audit: {audit.files} files, {'fine' if audit else 'something to do'}")
        for role, ends_at in audit.expiries[:2]:
            print(f"  {role} until {ends_at:%Y-%m-%d}")


if __name__ == "__main__":
    main()
