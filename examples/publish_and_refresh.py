"""From the vendor's directory to a shop: build, publish, serve on loopback, refresh."""

import zipfile
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from sellxed_sdk import Module
from sellxed_sdk import vendor as tools
from sellxed_sdk.signing import Purpose
from sellxed_sdk.testing import serve_directory

NOW = datetime.now(timezone.utc)


def publish(vendor: tools.Vendor, version: str, *, work: Path) -> Path:
    """Build and publish one release of a module with one file."""
    source = work / version
    source.mkdir()
    (source / "alpenpay.php").write_text(f"<?php // {version}\n", encoding="utf-8")
    archive = tools.build_release(
        source,
        facts=tools.ReleaseFacts(product="alpenpay", version=version, published_at=NOW),
        trust=vendor.trust().text,
        signer=vendor.signer(Purpose.RELEASE),
        output=work,
    )
    tools.publish_release(vendor, archive, facts=tools.PublishFacts(), notes={}, now=NOW)
    return archive


def main() -> None:
    """Publish two releases; the shop has the first and is offered the second."""
    with TemporaryDirectory() as name, serve_directory(Path(name, "v", "repository")) as server:
        work = Path(name)
        urls = {kind: f"{server.url}/{kind}/" for kind in ("metadata", "targets")}
        vendor = tools.create_vendor(
            work / "v", name="vendor.example", **{f"{kind}_url": urls[kind] for kind in urls}
        )
        tools.create_channel(vendor, products=("alpenpay",), support=None, now=NOW)
        request = tools.LicenceRequest(product="alpenpay")
        signer = vendor.signer(Purpose.LICENCE)
        key = tools.issue_licence(request, issuer=vendor.name, signer=signer, now=NOW).key
        with zipfile.ZipFile(publish(vendor, "1.0.0", work=work)) as archive:
            archive.extractall(work / "shop")
        publish(vendor, "1.1.0", work=work)

        module = Module(work / "shop" / "alpenpay", state_dir=work / "state")
        for _ in range(2):
            before = len(server.requests)
            result = module.refresh(force=True)
            print(f"refresh: {result.outcome.value}, {len(server.requests) - before} requests")
        offered = module.check_updates(module.check_licence(key)).offered
        print(f"{module.version} is installed, {offered.version if offered else 'none'} is offered")


if __name__ == "__main__":
    main()
