"""Publishing releases to the update channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.integrity import Manifest
from sellxed_sdk.releases import Rollout, parse_releases
from sellxed_sdk.signing import JsonObject, format_instant
from sellxed_sdk.vendor._access import copy_target, open_targets
from sellxed_sdk.vendor._listing import (
    check_listings,
    list_entries,
    parse_entries,
    releases_target,
)
from sellxed_sdk.vendor._partner import Partner
from sellxed_sdk.vendor._release import read_archive
from sellxed_sdk.vendor._workspace import Vendor

if TYPE_CHECKING:
    from sellxed_sdk.vendor._role_files import RoleFiles

__all__ = ["PublishFacts", "describe_rollout", "publish_release"]


@attrs.frozen(kw_only=True)
class PublishFacts:
    """What the channel says about a release besides its signed manifest."""

    channel: str = "stable"
    """``stable`` or ``beta``."""
    security: str | None = None
    """Severity of the security problem that it fixes, where it does."""
    cve: tuple[str, ...] = ()
    """CVE identifiers."""
    critical: bool = False
    """Whether the update must not wait; goes without a rollout."""
    min_from: str | None = None
    """Oldest version that it can be installed over."""
    rollout: Rollout | None = None
    """Reaches shops in groups, where given."""


def publish_release(
    vendor: Vendor | Partner,
    archive: Path,
    *,
    facts: PublishFacts,
    notes: Mapping[str, Mapping[str, tuple[str, ...]]],
    now: datetime,
) -> Manifest:
    """Publish an archive that `build_release` made.

    Args:
        vendor: The vendor's directory; or a partner's, whose part of the channel the vendor
            takes over with `accept_portion`.
        archive: The archive; unpacked and checked as shops will.
        facts: What the channel says about it.
        notes: Changelog by language and Keep-a-Changelog category.
        now: The signing time.

    Returns:
        The manifest of the published release.

    Raises:
        PublishError: The archive is not genuine, the version is published already, or
            shops would refuse the result; what was published before stays as it is.
    """
    if facts.critical and facts.rollout:
        raise _refuse(archive, "a critical release reaches every shop at once, so it has no groups")
    manifest = read_archive(archive, keyring=vendor.keyring())
    product = manifest.product
    path = f"{product}/{archive.name}"
    with open_targets(vendor) as repository:
        targets = _list_targets(repository, manifest, facts, notes, path)
        detail = check_listings(product, targets)
        if detail:
            raise _refuse(archive, detail)
        repository.add_product(product)
        repository.put_target_file(path, archive)
        for name, data in targets.items():
            repository.put_target(name, data)
        repository.publish(now=now)
        for name, data in targets.items():
            copy_target(vendor, name, data)
    return manifest


def describe_rollout(rollout: Rollout) -> JsonObject:
    """Return the member ``rollout`` of a release."""
    return {
        "start": format_instant(rollout.start_at),
        "hours": rollout.hours,
        "groups": rollout.groups,
    }


def _list_targets(
    repository: RoleFiles,
    manifest: Manifest,
    facts: PublishFacts,
    notes: Mapping[str, Mapping[str, tuple[str, ...]]],
    path: str,
) -> dict[str, bytes]:
    product, version = manifest.product, manifest.version
    listed = repository.read_target(releases_target(product))
    if listed and parse_releases(listed, product=product).find(version):
        raise codes.RELEASE_ALREADY_PUBLISHED.error(
            PublishError, product=product, version=version, step="publish"
        )
    entries = (*parse_entries(listed), _entry(manifest, facts, path))
    targets = {releases_target(product): list_entries(product, entries)}
    for language, changes in notes.items():
        name = f"{product}/notes.{language}.json"
        note: JsonObject = {"version": version}
        note.update({category: [*texts] for category, texts in changes.items()})
        before = parse_entries(repository.read_target(name))
        targets[name] = list_entries(product, (*before, note))
    return targets


def _entry(manifest: Manifest, facts: PublishFacts, path: str) -> JsonObject:
    entry: JsonObject = {
        "version": manifest.version,
        "published": format_instant(manifest.published_at),
        "channel": facts.channel,
        "critical": facts.critical,
        "free_security": manifest.free_security,
        "requires": dict(manifest.requires),
        "archive": path,
    }
    if facts.security:
        entry["security"] = {"severity": facts.security, "cve": [*facts.cve]}
    if facts.min_from:
        entry["min_from"] = facts.min_from
    if facts.rollout:
        entry["rollout"] = describe_rollout(facts.rollout)
    return entry


def _refuse(archive: Path, detail: str) -> PublishError:
    return codes.ARCHIVE_REFUSED.error(
        PublishError, path=str(archive), detail=detail, step="publish"
    )
