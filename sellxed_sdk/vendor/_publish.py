"""Publishing releases to the update channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import attrs

from sellxed_sdk.errors import InvalidDocumentError, PublishError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.integrity import Manifest
from sellxed_sdk.releases import parse_notes, parse_releases
from sellxed_sdk.signing import JsonObject, format_instant, parse_json
from sellxed_sdk.vendor._release import read_archive
from sellxed_sdk.vendor._sources import list_entries, load_source, open_repository, save_source
from sellxed_sdk.vendor._workspace import Vendor

__all__ = ["PublishFacts", "publish_release"]

MAX_SOURCE_BYTES = 4_000_000


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
    """Whether the update must not wait."""
    min_from: str | None = None
    """Oldest version that it can be installed over."""


def publish_release(
    vendor: Vendor,
    archive: Path,
    *,
    facts: PublishFacts,
    notes: Mapping[str, Mapping[str, tuple[str, ...]]],
    now: datetime,
) -> Manifest:
    """Publish an archive that `build_release` made.

    Args:
        vendor: The vendor directory.
        archive: The archive; checked as shops will check it.
        facts: What the channel says about it.
        notes: Changelog by language and Keep-a-Changelog category.
        now: The signing time.

    Returns:
        The manifest of the published release.

    Raises:
        PublishError: The archive is not genuine, or the version is published already.
    """
    manifest = read_archive(archive, keyring=vendor.keyring())
    product, version = manifest.product, manifest.version
    listed = load_source(vendor, f"{product}/releases.json")
    if listed and parse_releases(listed, product=product).find(version):
        raise codes.RELEASE_ALREADY_PUBLISHED.error(
            PublishError, product=product, version=version, step="publish"
        )
    path = f"{product}/{archive.name}"
    releases = list_entries(product, (*_entries(listed), _entry(manifest, facts, path)))
    targets: dict[str, bytes] = {f"{product}/releases.json": releases}
    for language, changes in notes.items():
        name = f"{product}/notes.{language}.json"
        note: JsonObject = {"version": version}
        note.update({category: [*texts] for category, texts in changes.items()})
        targets[name] = list_entries(product, (*_entries(load_source(vendor, name)), note))
    _check_listings(archive, product, targets)
    repository = open_repository(vendor)
    repository.add_product(product)
    repository.put_target_file(path, archive)
    for name, data in targets.items():
        repository.put_target(name, data)
    repository.publish(now=now)
    # Last: a crash before this line lets the same command run again.
    for name, data in targets.items():
        save_source(vendor, name, data.decode("utf-8"))
    return manifest


def _check_listings(archive: Path, product: str, targets: Mapping[str, bytes]) -> None:
    """Read what is to be published as shops will: what they would refuse stays here."""
    try:
        for name, data in targets.items():
            if name.endswith("/releases.json"):
                parse_releases(data, product=product)
            else:
                parse_notes(data, product=product)
    except InvalidDocumentError as error:
        raise codes.ARCHIVE_REFUSED.error(
            PublishError, path=str(archive), detail=str(error).rstrip("."), step="publish"
        ) from None


def _entries(data: bytes) -> list[JsonObject]:
    if not data:
        return []
    entries = parse_json(data, max_bytes=MAX_SOURCE_BYTES).get("releases")
    listed = entries if isinstance(entries, list) else []
    return [entry for entry in listed if isinstance(entry, dict)]


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
    return entry
