"""Which update may this shop have, and why not a newer one? Pure: no disk, no network."""

import json
from datetime import datetime, timedelta, timezone

from sellxed_sdk.releases import Shop, parse_releases, select_update

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)


def list_releases() -> bytes:
    """Return a list of releases, as the channel brings it verified."""
    entries = [
        {"version": "1.0.0", "published": "2026-01-15T08:00:00Z"},
        {"version": "1.1.0", "published": "2026-09-20T08:00:00Z", "requires": {"php": ">=8.1"}},
        {"version": "1.1.1", "published": "2026-11-10T08:00:00Z", "free_security": True},
        {"version": "2.0.0", "published": "2026-11-20T08:00:00Z", "requires": {"php": ">=8.3"}},
    ]
    return json.dumps({"schema": 1, "product": "alpenpay", "releases": entries}).encode()


def main() -> None:
    """Decide for a shop whose support has ended."""
    releases = parse_releases(list_releases(), product="alpenpay")
    shop = Shop(
        installed="1.0.0",
        support_until_on=(NOW - timedelta(days=35)).date(),  # from the licence report
        platforms=(("php", "8.2.12"),),
    )
    decision = select_update(releases, shop=shop, now=NOW)
    for refusal in decision.refused:
        print(f"{refusal.release.version} is not offered:")
        for reason in refusal.reasons:
            print(f"  {reason.message} {reason.hint}")
    if decision.offered is not None:
        print(f"{decision.offered.version} of {decision.offered.published_on} may be installed")


if __name__ == "__main__":
    main()
