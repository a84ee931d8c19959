"""The vendor: make keys, issue a licence, and revoke it again."""

from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sellxed_sdk import check_licence
from sellxed_sdk.licence import hash_key
from sellxed_sdk.vendor import (
    LicenceRequest,
    create_channel,
    create_vendor,
    issue_as_vendor,
    publish_revocations,
)


def main() -> None:
    """Play the life of one licence."""
    now = datetime.now(timezone.utc)
    with TemporaryDirectory() as directory:
        vendor = create_vendor(
            Path(directory) / "vendor",
            name="vendor.example",
            metadata_url="https://updates.vendor.example/metadata/",
            targets_url="https://updates.vendor.example/targets/",
        )
        create_channel(vendor, products=("alpenpay",), support=None, now=now)

        # It is in the log before it is returned; several requests are issued as one batch.
        request = LicenceRequest(product="alpenpay", hosts=("https://www.shop.example.ch",))
        (issued,) = issue_as_vendor(vendor, [request], now=now)
        print(f"issued {issued.licence.id}, {len(issued.key)} characters")
        print(f"support until {issued.licence.support_until_on}")

        check = partial(
            check_licence,
            issued.key,
            trust=vendor.trust_path,
            product="alpenpay",
            hosts=["shop.example.ch"],
            release_date=now.date(),
            now=now,
        )
        print(f"in the shop: {check().status.value}")
        revocations = publish_revocations(vendor, keys=(hash_key(issued.key),), now=now)
        report = check(revocations=revocations)
        print(f"after revocation list {revocations.version}: {report.status.value}")


if __name__ == "__main__":
    main()
