"""The vendor's support desk: contact, tiers and business hours, from the trust bundle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import support as codes
from sellxed_sdk.signing import Fields

__all__ = ["OpeningHours", "SupportDesk", "Tier", "parse_desk"]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LINK = r"https://[!-~]{1,300}"
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
    """``account``, ``renew``, ``documentation``, ``booking``."""
    tiers: tuple[Tier, ...] = ()
    """Standard and additional support."""
    timezone: str = "UTC"
    """Of the business hours."""
    hours: tuple[OpeningHours, ...] = ()
    """None: not told."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the data."""

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
        if not self.hours:
            return None
        try:
            local = now.astimezone(ZoneInfo(self.timezone))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None  # no time zone data on this machine
        return any(
            entry.weekday == local.weekday() and entry.opens <= local.time() < entry.closes
            for entry in self.hours
        )


def parse_desk(fields: Fields | None) -> SupportDesk:
    """Read the section ``support`` of a trust bundle; never raises.

    Args:
        fields: The section; None where the bundle has none.
    """
    if fields is None:
        return SupportDesk()
    try:
        return _parse(fields)
    except InvalidDocumentError as error:
        return SupportDesk(findings=(codes.DESK_INVALID.finding(detail=str(error).rstrip(".")),))


def _parse(fields: Fields) -> SupportDesk:
    links = fields.optional_section("links")
    hours = fields.optional_section("hours")
    return SupportDesk(
        contact=fields.optional_text("contact", pattern=r"[^\s@<>]{1,64}@[^\s@<>]{1,200}"),
        links=tuple((name, links.text(name, pattern=_LINK)) for name in links) if links else (),
        tiers=tuple(
            Tier(
                id=entry.text("id", max_chars=32),
                name=entry.text("name", max_chars=100),
                response=entry.text("response", max_chars=100),
                channel=entry.text("channel", max_chars=100),
            )
            for entry in fields.sections("tiers", max_items=20)
        ),
        timezone=hours.text("timezone", max_chars=64) if hours else "UTC",
        hours=_parse_hours(hours.sections("days", max_items=50)) if hours else (),
    )


def _parse_hours(entries: Sequence[Fields]) -> tuple[OpeningHours, ...]:
    return tuple(
        OpeningHours(
            weekday=DAYS.index(entry.text("day", pattern="|".join(DAYS))),
            opens=time.fromisoformat(entry.text("opens", pattern=_CLOCK)),
            closes=time.fromisoformat(entry.text("closes", pattern=_CLOCK)),
        )
        for entry in entries
    )
