"""The vendor's support desk: contact, tiers and business hours, from the trust bundle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import support as codes
from sellxed_sdk.signing import Fields

__all__ = ["LINKS", "OpeningHours", "SupportDesk", "Tier", "parse_desk"]

T = TypeVar("T")

LINKS = ("account", "renew", "documentation", "booking")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LINK = r"https://[!-~]{1,300}"
_CONTACT = r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,200}"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"


@attrs.frozen(kw_only=True)
class Tier:
    """A support tier (policy P10)."""

    id: str
    """As a licence names it."""
    name: str
    """As it is sold."""
    response: str
    """Response target, in words."""
    channel: str
    """How it is reached."""


@attrs.frozen(kw_only=True)
class OpeningHours:
    """Hours of one weekday, in the vendor's time zone."""

    weekday: int
    """0 for Monday."""
    opens: time
    """From."""
    closes: time
    """Until, exclusively."""


@attrs.frozen(kw_only=True)
class SupportDesk:
    """Where help is, and when (policy P11)."""

    contact: str | None = None
    """E-mail address."""
    links: tuple[tuple[str, str], ...] = ()
    """Those of `LINKS` that the vendor has, with their https addresses."""
    tiers: tuple[Tier, ...] = ()
    """Standard and additional support."""
    timezone: str = "UTC"
    """Of the business hours."""
    hours: tuple[OpeningHours, ...] = ()
    """None: not told."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the data; the other parts count."""

    def link(self, name: str) -> str | None:
        """Return one of the vendor's links, or None."""
        return dict(self.links).get(name)

    def tier(self, identifier: str) -> Tier | None:
        """Return the tier that a licence names, or None."""
        return next((tier for tier in self.tiers if tier.id == identifier), None)

    def is_open(self, now: datetime) -> bool | None:
        """Whether somebody answers now; None where the hours are not told.

        Args:
            now: An aware instant; daylight saving follows the vendor's zone.
        """
        zone = _find_zone(self.timezone)
        if not self.hours or zone is None:
            return None
        local = now.astimezone(zone)
        return any(
            entry.weekday == local.weekday() and entry.opens <= local.time() < entry.closes
            for entry in self.hours
        )

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "contact": self.contact,
            "links": dict(self.links),
            "tiers": [attrs.asdict(tier) for tier in self.tiers],
            "timezone": self.timezone,
            "hours": [
                {
                    "day": DAYS[entry.weekday],
                    "opens": entry.opens.strftime("%H:%M"),
                    "closes": entry.closes.strftime("%H:%M"),
                }
                for entry in self.hours
            ],
            "findings": [finding.to_dict() for finding in self.findings],
        }


def parse_desk(fields: Fields | None) -> SupportDesk:
    """Read the section ``support`` of a trust bundle; never raises.

    A part that cannot be read is left out and named in the findings; a shop loses
    no address because of a misspelt hour.

    Args:
        fields: The section; None where the bundle has none.
    """
    if fields is None:
        return SupportDesk()
    findings: list[Finding] = []

    def read(parse: Callable[[Fields], T], otherwise: T) -> T:
        try:
            return parse(fields)
        except InvalidDocumentError as error:
            findings.append(codes.DESK_INVALID.finding(detail=str(error).rstrip(".")))
            return otherwise

    nothing = SupportDesk()
    contact = read(_parse_contact, nothing.contact)
    links = read(_parse_links, nothing.links)
    tiers = read(_parse_tiers, nothing.tiers)
    timezone, hours = read(_parse_hours, (nothing.timezone, nothing.hours))
    if hours and _find_zone(timezone) is None:
        findings.append(codes.DESK_TIMEZONE_UNKNOWN.finding(timezone=timezone))
    return SupportDesk(
        contact=contact,
        links=links,
        tiers=tiers,
        timezone=timezone,
        hours=hours,
        findings=tuple(findings),
    )


def _find_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None  # no time zone data on this machine, or no such zone


def _parse_contact(fields: Fields) -> str | None:
    return fields.optional_text("contact", pattern=_CONTACT)


def _parse_links(fields: Fields) -> tuple[tuple[str, str], ...]:
    links = fields.optional_section("links")
    if links is None:
        return ()
    return tuple((name, links.text(name, pattern=_LINK)) for name in LINKS if name in links)


def _parse_tiers(fields: Fields) -> tuple[Tier, ...]:
    return tuple(
        Tier(
            id=entry.text("id", max_chars=32),
            name=entry.text("name", max_chars=100),
            response=entry.text("response", max_chars=100),
            channel=entry.text("channel", max_chars=100),
        )
        for entry in fields.sections("tiers", max_items=20)
    )


def _parse_hours(fields: Fields) -> tuple[str, tuple[OpeningHours, ...]]:
    hours = fields.optional_section("hours")
    if hours is None:
        return "UTC", ()
    days = tuple(_parse_day(entry) for entry in hours.sections("days", max_items=50))
    return hours.text("timezone", max_chars=64), days


def _parse_day(fields: Fields) -> OpeningHours:
    opens = time.fromisoformat(fields.text("opens", pattern=_CLOCK))
    closes = time.fromisoformat(fields.text("closes", pattern=_CLOCK))
    if closes <= opens:
        raise fields.error("closes", "it must be later than 'opens'")
    day = fields.text("day", pattern="|".join(DAYS))
    return OpeningHours(weekday=DAYS.index(day), opens=opens, closes=closes)
