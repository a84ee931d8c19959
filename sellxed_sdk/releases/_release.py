"""Releases as the channel lists them: `releases.json` (docs/formats/channel.md)."""

from __future__ import annotations

from datetime import date, datetime, timezone

import attrs
from packaging.version import InvalidVersion, Version

from sellxed_sdk.signing import Fields, parse_json

__all__ = ["Release", "ReleaseList", "Rollout", "Security", "Yank", "parse_releases"]

SCHEMA = 1
MAX_BYTES = 2_000_000
MAX_RELEASES = 2_000


@attrs.frozen(kw_only=True)
class Security:
    """A security fix in a release."""

    severity: str
    """``low``, ``moderate``, ``high`` or ``critical``, as in advisories."""
    cve: tuple[str, ...] = ()
    """CVE identifiers, where assigned."""


@attrs.frozen(kw_only=True)
class Rollout:
    """Reaching shops in groups."""

    start_at: datetime
    """When the first group is reached."""
    hours: int
    """Until the last group is reached."""
    groups: int
    """How many groups there are."""


@attrs.frozen(kw_only=True)
class Yank:
    """The vendor withdrew the release."""

    reason: str
    """Why, in one English sentence."""
    since_on: date
    """Since which day."""


@attrs.frozen(kw_only=True)
class Release:
    """One release, as the vendor signed it."""

    version: str
    """PEP 440; the spelling is kept."""
    published_at: datetime
    """What a licence's support period is compared with."""
    channel: str = "stable"
    """``stable`` or ``beta``."""
    security: Security | None = None
    """Set where the release fixes a security problem."""
    critical: bool = False
    """Whether the update must not wait: it skips the phased rollout."""
    free_security: bool = False
    """Whether the release is free for everyone, also after support has ended."""
    requires: tuple[tuple[str, str], ...] = ()
    """What it needs, as ``("php", ">=8.1")``."""
    rollout: Rollout | None = None
    """Set where it reaches shops in groups."""
    yanked: Yank | None = None
    """Set where it was withdrawn."""
    min_from: str | None = None
    """Oldest version that it can be installed over (stepping stone)."""
    archive: str | None = None
    """Path of its archive in the channel."""

    @property
    def published_on(self) -> date:
        """The publishing day in UTC."""
        return self.published_at.astimezone(timezone.utc).date()

    @property
    def key(self) -> Version:
        """For comparing and sorting."""
        return Version(self.version)

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "version": self.version,
            "published_at": self.published_at.isoformat(),
            "channel": self.channel,
            "security": self.security.severity if self.security else None,
            "critical": self.critical,
            "free_security": self.free_security,
            "requires": dict(self.requires),
            "archive": self.archive,
        }


@attrs.frozen(kw_only=True)
class ReleaseList:
    """All releases of a product."""

    product: str
    """The product."""
    releases: tuple[Release, ...] = ()
    """Newest version first."""

    def find(self, version: str) -> Release | None:
        """Return the release of that version, in any of its spellings, or None."""
        try:
            wanted = Version(version)
        except InvalidVersion:
            return None
        return next((release for release in self.releases if release.key == wanted), None)


def parse_releases(data: bytes, *, product: str) -> ReleaseList:
    """Read the bytes of a verified ``releases.json``.

    Args:
        data: The target as the channel client verified it.
        product: The product that it has to be about.

    Raises:
        InvalidDocumentError: Not strict JSON, of a newer schema, about another
            product, or with a field that is missing or impossible.
    """
    fields = Fields(parse_json(data, max_bytes=MAX_BYTES))
    if fields.integer("schema", minimum=1) != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    if fields.text("product", max_chars=64) != product:
        raise fields.error("product", f"it is not '{product}'")
    releases = [_parse(entry) for entry in fields.sections("releases", max_items=MAX_RELEASES)]
    if len({release.key for release in releases}) != len(releases):
        raise fields.error("releases", "a version stands twice")
    releases.sort(key=lambda release: release.key, reverse=True)
    return ReleaseList(product=product, releases=tuple(releases))


def _version(fields: Fields, name: str) -> str:
    text = fields.text(name, max_chars=64)
    try:
        Version(text)
    except InvalidVersion:
        raise fields.error(name, "it is not a version of PEP 440") from None
    return text


def _parse(fields: Fields) -> Release:
    requires = fields.optional_section("requires")
    channel = fields.optional_text("channel", pattern="stable|beta") or "stable"
    return Release(
        version=_version(fields, "version"),
        published_at=fields.instant("published"),
        channel=channel,
        security=_parse_security(fields.optional_section("security")),
        critical=fields.boolean("critical", default=False),
        free_security=fields.boolean("free_security", default=False),
        requires=tuple((name, requires.text(name, max_chars=200)) for name in requires)
        if requires
        else (),
        rollout=_parse_rollout(fields.optional_section("rollout")),
        yanked=_parse_yank(fields.optional_section("yanked")),
        min_from=_version(fields, "min_from") if fields.optional_text("min_from") else None,
        archive=fields.optional_text("archive", max_chars=200),
    )


def _parse_security(fields: Fields | None) -> Security | None:
    if fields is None:
        return None
    return Security(
        severity=fields.text("severity", pattern="low|moderate|high|critical"),
        cve=fields.texts("cve", max_items=50, pattern=r"CVE-[0-9]{4}-[0-9]{4,}"),
    )


def _parse_rollout(fields: Fields | None) -> Rollout | None:
    if fields is None:
        return None
    return Rollout(
        start_at=fields.instant("start"),
        hours=fields.integer("hours", minimum=1, maximum=8_760),
        groups=fields.integer("groups", minimum=1, maximum=1_000),
    )


def _parse_yank(fields: Fields | None) -> Yank | None:
    if fields is None:
        return None
    return Yank(reason=fields.text("reason", max_chars=500), since_on=fields.day("since"))
