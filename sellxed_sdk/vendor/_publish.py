"""Publishing to the update channel: releases, notes, rules, revocations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sellxed_sdk.errors import InvalidDocumentError, PublishError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.integrity import Manifest
from sellxed_sdk.licence import RevocationList, verify_revocations
from sellxed_sdk.releases import parse_notes, parse_releases
from sellxed_sdk.signing import (
    JsonObject,
    Purpose,
    dump_json,
    format_instant,
    parse_json,
)
from sellxed_sdk.vendor._release import read_archive
from sellxed_sdk.vendor._revoke import build_revocations, revoke
from sellxed_sdk.vendor._rules import build_rules
from sellxed_sdk.vendor._workspace import Vendor, replace_text

if TYPE_CHECKING:
    from sellxed_sdk.vendor._repository import Repository

__all__ = [
    "REVOCATIONS_TARGET",
    "RULES_TARGET",
    "PublishFacts",
    "create_channel",
    "publish_release",
    "publish_revocations",
    "publish_rules",
    "resign_channel",
]

RULES_TARGET = "compatibility/rules.jws"
REVOCATIONS_TARGET = "licence/revocations.jws"
MAX_SOURCE_BYTES = 4_000_000
RENEW_BEFORE = timedelta(days=15)


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


def create_channel(
    vendor: Vendor, *, products: tuple[str, ...], support: JsonObject | None, now: datetime
) -> None:
    """Make the TUF repository, an empty revocation list and the trust bundle.

    Args:
        vendor: A vendor directory that has no channel yet.
        products: Products to list; more can be added by publishing.
        support: Tiers, hours, contact and links for the trust bundle.
        now: The signing time.

    Raises:
        PublishError: A name that cannot be a product, or a disk that fails.
    """
    from sellxed_sdk.vendor._repository import Repository

    repository = Repository.create(
        vendor.repository_directory,
        keys_dir=vendor.keys_directory,
        passphrase=vendor.passphrase,
        products=products,
        now=now,
    )
    vendor.write_trust(root=repository.root_bytes, support=support)
    for product in products:
        repository.put_target(f"{product}/releases.json", _listing(product, ()))
    first = build_revocations(revoke(None, now=now), signer=vendor.signer(Purpose.REVOCATION))
    repository.put_target(REVOCATIONS_TARGET, first.encode("ascii"))
    repository.publish(now=now)
    _save(vendor, REVOCATIONS_TARGET, first)


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
    listed = _load(vendor, f"{product}/releases.json")
    if listed and parse_releases(listed, product=product).find(version):
        raise codes.RELEASE_ALREADY_PUBLISHED.error(
            PublishError, product=product, version=version, step="publish"
        )
    path = f"{product}/{archive.name}"
    releases = _listing(product, (*_entries(listed), _entry(manifest, facts, path)))
    targets: dict[str, bytes] = {f"{product}/releases.json": releases}
    for language, changes in notes.items():
        name = f"{product}/notes.{language}.json"
        note: JsonObject = {"version": version}
        note.update({category: [*texts] for category, texts in changes.items()})
        targets[name] = _listing(product, (*_entries(_load(vendor, name)), note))
    _check_listings(archive, product, targets)
    repository = _open(vendor)
    repository.add_product(product)
    repository.put_target_file(path, archive)
    for name, data in targets.items():
        repository.put_target(name, data)
    repository.publish(now=now)
    # Last: a crash before this line lets the same command run again.
    for name, data in targets.items():
        _save(vendor, name, data.decode("utf-8"))
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


def publish_rules(vendor: Vendor, source: bytes, *, now: datetime) -> str:
    """Check, sign and publish compatibility rules; return the signed form.

    Raises:
        PublishError: The rules have faults; the message names the first.
    """
    token = build_rules(source, signer=vendor.signer(Purpose.RULES))
    _publish_document(vendor, RULES_TARGET, token, now)
    return token


def publish_revocations(
    vendor: Vendor,
    *,
    keys: tuple[str, ...] = (),
    certificates: tuple[tuple[str, int | None], ...] = (),
    now: datetime,
) -> RevocationList:
    """Revoke, and publish the list; what was revoked before stays so.

    Args:
        vendor: The vendor directory.
        keys: Key hashes, as the issue log keeps them.
        certificates: Certificates, each with the running number after which they count
            no more, or None.
        now: The day of the decision.
    """
    current = _load(vendor, REVOCATIONS_TARGET)
    known = (
        verify_revocations(current.decode("ascii"), keyring=vendor.keyring()) if current else None
    )
    revocations = revoke(known, keys=keys, certificates=certificates, now=now)
    token = build_revocations(revocations, signer=vendor.signer(Purpose.REVOCATION))
    _publish_document(vendor, REVOCATIONS_TARGET, token, now)
    return revocations


def resign_channel(vendor: Vendor, *, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Sign timestamp and snapshot anew, and the revocation list in time; to be run daily.

    Returns:
        What expires when, soonest first.
    """
    current = _load(vendor, REVOCATIONS_TARGET)
    if current:
        known = verify_revocations(current.decode("ascii"), keyring=vendor.keyring())
        if now > known.next_at - RENEW_BEFORE:
            # A list without news is renewed as well: shops take an old one for stale.
            publish_revocations(vendor, now=now)
    repository = _open(vendor)
    repository.resign(now=now)
    return repository.expiries()


def _publish_document(vendor: Vendor, target: str, token: str, now: datetime) -> None:
    repository = _open(vendor)
    repository.put_target(target, token.encode("ascii"))
    repository.publish(now=now)
    _save(vendor, target, token)


def _open(vendor: Vendor) -> Repository:
    from sellxed_sdk.vendor._repository import Repository

    return Repository.open(
        vendor.repository_directory,
        keys_dir=vendor.keys_directory,
        passphrase=vendor.passphrase,
    )


def _source(vendor: Vendor, target: str) -> Path:
    # The channel as the vendor edits it, apart from the hashed files that are served.
    return vendor.directory / "channel" / target


def _load(vendor: Vendor, target: str) -> bytes:
    try:
        return _source(vendor, target).read_bytes()
    except FileNotFoundError:
        return b""


def _save(vendor: Vendor, target: str, text: str) -> None:
    path = _source(vendor, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, text)


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


def _listing(product: str, entries: tuple[JsonObject, ...]) -> bytes:
    return dump_json({"schema": 1, "product": product, "releases": [*entries]}).encode("utf-8")
