"""The answer to "may a ticket be opened, and what comes first?"."""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from sellxed_sdk.findings import Finding, raise_for
from sellxed_sdk.support._desk import SupportDesk, Tier

__all__ = ["Readiness", "ReadinessReport", "ReadinessRow", "Topic"]


class Readiness(enum.Enum):
    """The answer, of a row and of the whole."""

    OK = "ok"
    LIMITED = "limited"
    NO = "no"
    UNKNOWN = "unknown"


class Topic(enum.Enum):
    """What is looked at, in the order in which it is mended."""

    LICENCE = "licence"
    SUPPORT = "support"
    RELEASE = "release"
    FILES = "files"
    PLUGINS = "plugins"
    SHOP = "shop"


@attrs.frozen(kw_only=True)
class ReadinessRow:
    """One thing that was looked at."""

    topic: Topic
    """Which one."""
    state: Readiness
    """Its answer."""
    findings: tuple[Finding, ...] = ()
    """Why, and what to do."""


@attrs.frozen(kw_only=True)
class ReadinessReport:
    """Whether a ticket can be opened. True where nothing at all stands in the way."""

    product: str
    """The product."""
    rows: tuple[ReadinessRow, ...]
    """One for each `Topic`, in its order."""
    may_open_ticket: Readiness
    """``ok``; ``limited``: with limited support; ``no``: what the rows name comes first;
    ``unknown``: the licence or the newest covered release was not checked."""
    may_get_support: bool
    """Whether support is to be had now, if limited."""
    tier: Tier | None
    """The tier of the licence, where the vendor describes it."""
    desk: SupportDesk = attrs.field(repr=False)
    """Where to write to."""
    is_open: bool | None
    """Whether somebody answers now; None where the hours are not told."""
    checked_at: datetime
    """The time that the check went by."""

    def __bool__(self) -> bool:
        return self.may_open_ticket is Readiness.OK

    @property
    def contact(self) -> str | None:
        """Where to write to."""
        return self.desk.contact

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything there is to say, in the order of the rows."""
        return tuple(finding for row in self.rows for finding in row.findings)

    def row(self, topic: Topic) -> ReadinessRow:
        """Return the row of a topic."""
        return next(row for row in self.rows if row.topic is topic)

    def raise_for_status(self) -> None:
        """Raise where something has to be done before a ticket is opened.

        Raises:
            StatusError: With the code, message and hint of the gravest reason.
        """
        if self.may_open_ticket is Readiness.NO:
            raise_for(f for row in self.rows if row.state is Readiness.NO for f in row.findings)

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "product": self.product,
            "may_open_ticket": self.may_open_ticket.value,
            "may_get_support": self.may_get_support,
            "tier": attrs.asdict(self.tier) if self.tier else None,
            "desk": self.desk.to_dict(),
            "is_open": self.is_open,
            "checked_at": self.checked_at.isoformat(),
            "rows": [
                {
                    "topic": row.topic.value,
                    "state": row.state.value,
                    "findings": [finding.to_dict() for finding in row.findings],
                }
                for row in self.rows
            ],
        }
