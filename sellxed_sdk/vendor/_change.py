"""What may change about a release that is published: withdrawn, or offered to more shops.

Its version, date, archive and requirements never do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import operation as codes
from sellxed_sdk.releases import Release, ReleaseList, Rollout, parse_releases
from sellxed_sdk.signing import JsonObject
from sellxed_sdk.vendor._access import copy_target, open_targets, read_targets
from sellxed_sdk.vendor._listing import (
    check_listings,
    list_entries,
    parse_entries,
    releases_target,
)
from sellxed_sdk.vendor._partner import Partner
from sellxed_sdk.vendor._publish import describe_rollout
from sellxed_sdk.vendor._workspace import Vendor

if TYPE_CHECKING:
    from sellxed_sdk.vendor._role_files import RoleFiles

__all__ = ["find_release", "restore_release", "set_rollout", "yank_release"]


def find_release(vendor: Vendor | Partner, *, product: str, version: str) -> Release:
    """Return a release as it is published.

    Args:
        vendor: The vendor's directory, or a partner's.
        product: The product.
        version: The release, in any spelling.

    Raises:
        PublishError: It is not published, or the channel is damaged.
    """
    return _find(read_targets(vendor), product, version)[0]


def yank_release(
    vendor: Vendor | Partner, *, product: str, version: str, reason: str, now: datetime
) -> Release:
    """Withdraw a release: shops are not offered it, and those that have it are warned.

    Its archive stays where it is. Withdrawn already, it gets the new reason and keeps
    its day.

    Args:
        vendor: The vendor's directory, or a partner's.
        product: The product.
        version: The release, in any spelling.
        reason: Why, in one sentence; shop admins read it as it is.
        now: The signing time; its day is the day since when.

    Returns:
        The release as it is published now.

    Raises:
        PublishError: It is not published, or withdrawn for this reason already.
    """

    def change(entry: JsonObject, release: Release) -> str:
        if release.yanked and release.yanked.reason == reason:
            return "it is withdrawn for that reason already"
        since_on = release.yanked.since_on if release.yanked else now.astimezone(timezone.utc)
        entry["yanked"] = {"reason": reason, "since": f"{since_on:%Y-%m-%d}"}
        return ""

    return _change(vendor, product, version, change, now)


def restore_release(
    vendor: Vendor | Partner, *, product: str, version: str, now: datetime
) -> Release:
    """Take the withdrawal of a release back; arguments and errors as for `yank_release`."""

    def change(entry: JsonObject, release: Release) -> str:
        if release.yanked is None:
            return "it is not withdrawn"
        del entry["yanked"]
        return ""

    return _change(vendor, product, version, change, now)


def set_rollout(
    vendor: Vendor | Partner, *, product: str, version: str, rollout: Rollout | None, now: datetime
) -> Release:
    """Change how a release reaches shops, or offer it to all of them.

    Args:
        vendor: The vendor's directory, or a partner's.
        product: The product.
        version: The release, in any spelling.
        rollout: The groups and their time; a later start holds the shops back that do not
            have it yet. None offers it to every shop at once.
        now: The signing time.

    Returns:
        The release as it is published now.

    Raises:
        PublishError: It is not published, is critical, or its groups would be drawn anew
            while they are being reached.
    """

    def change(entry: JsonObject, release: Release) -> str:
        if release.critical:
            return "it is critical, so it reaches every shop at once"
        if release.rollout == rollout:
            return "it is published so already"
        if rollout is None:
            del entry["rollout"]
            return ""
        before = release.rollout
        if before is None and release.yanked is None:
            return "it is offered to all shops, and what was offered is not taken back in part"
        if before and before.groups != rollout.groups and before.start_at <= now:
            return f"its {before.groups} groups are being reached, so their number stays"
        entry["rollout"] = describe_rollout(rollout)
        return ""

    return _change(vendor, product, version, change, now)


def _change(
    vendor: Vendor | Partner,
    product: str,
    version: str,
    change: Callable[[JsonObject, Release], str],
    now: datetime,
) -> Release:
    """Change one entry; what the change returns is why not."""
    target = releases_target(product)
    with open_targets(vendor) as repository:
        release, listed = _find(repository, product, version)
        entries = parse_entries(listed)
        entry = next(entry for entry in entries if entry.get("version") == release.version)
        detail = change(entry, release)
        data = list_entries(product, entries)
        detail = detail or check_listings(product, {target: data})
        if detail:
            raise codes.RELEASE_CHANGE_REFUSED.error(
                PublishError, product=product, version=release.version, detail=detail, step="change"
            )
        repository.put_target(target, data)
        repository.publish(now=now)
        copy_target(vendor, target, data)
    return next(r for r in parse_releases(data, product=product).releases if r.key == release.key)


def _find(repository: RoleFiles, product: str, version: str) -> tuple[Release, bytes]:
    listed = b""
    if product in repository.products:
        listed = repository.read_target(releases_target(product))
    releases = parse_releases(listed, product=product) if listed else ReleaseList(product=product)
    release = releases.find(version)
    if release is None:
        versions = [entry.version for entry in releases.releases[:10]] or ["no release"]
        known = versions if listed else repository.products or ["no product"]
        raise codes.RELEASE_NOT_LISTED.error(
            PublishError,
            product=product[:100],
            version=version[:100],
            known=", ".join(known),
            step="change",
        )
    return release, listed
