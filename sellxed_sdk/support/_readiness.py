"""May a ticket be opened, with which tier, and what must be done first (policy P4 to P10)."""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from sellxed_sdk.compatibility import CompatibilityReport
from sellxed_sdk.findings import Finding, raise_for
from sellxed_sdk.findings.codes import support as codes
from sellxed_sdk.integrity import IntegrityReport, IntegrityState
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.releases import UpdateReport
from sellxed_sdk.support._desk import SupportDesk, Tier

__all__ = ["Readiness", "ReadinessReport", "ReadinessRow", "check_readiness"]


class Readiness(enum.Enum):
    """The answer, of a row and of the whole."""

    OK = "ok"
    LIMITED = "limited"
    NO = "no"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class ReadinessRow:
    """One thing that was looked at."""

    topic: str
    """``licence``, ``release``, ``files``, ``plugins``, ``shop``."""
    state: Readiness
    """Its answer."""
    findings: tuple[Finding, ...] = ()
    """Why, and what to do."""


@attrs.frozen(kw_only=True)
class ReadinessReport:
    """Whether a ticket can be opened. True where nothing stands in the way."""

    product: str
    """The product."""
    rows: tuple[ReadinessRow, ...]
    """In the order in which they are mended."""
    may_open_ticket: Readiness
    """The answer."""
    may_get_support: bool
    """Whether support is to be had now, if limited."""
    tier: Tier | None
    """The tier of the licence."""
    contact: str | None
    """Where to write to."""
    is_open: bool | None
    """Whether somebody answers now; None where the hours are not told."""

    def __bool__(self) -> bool:
        return self.may_open_ticket is Readiness.OK

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything there is to say, in the order of the rows."""
        return tuple(finding for row in self.rows for finding in row.findings)

    def raise_for_status(self) -> None:
        """Raise where something has to be done first.

        Raises:
            StatusError: With the code, message and hint of the gravest one.
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
            "contact": self.contact,
            "is_open": self.is_open,
            "rows": [
                {
                    "topic": row.topic,
                    "state": row.state.value,
                    "findings": [finding.to_dict() for finding in row.findings],
                }
                for row in self.rows
            ],
        }


def check_readiness(
    *,
    product: str,
    licence: LicenceReport | None,
    updates: UpdateReport | None,
    integrity: IntegrityReport | None,
    compatibility: CompatibilityReport | None,
    desk: SupportDesk,
    now: datetime,
) -> ReadinessReport:
    """Put the reports together into one answer. Pure; never raises.

    Args:
        product: The product.
        licence: What its licence allows; None where not checked, as for the others.
        updates: Which update it may have.
        integrity: Whether its files are the vendor's.
        compatibility: What it does not go together with.
        desk: The vendor's support desk.
        now: The current time, for business hours.
    """
    rows = (
        _licence_row(licence),
        _release_row(updates),
        _files_row(integrity),
        _plugins_row(compatibility),
        _shop_row(updates),
    )
    states = {row.state for row in rows}
    whole = next(
        (state for state in (Readiness.NO, Readiness.LIMITED) if state in states), Readiness.OK
    )
    if rows[0].state is Readiness.UNKNOWN:
        whole = Readiness.UNKNOWN
    tier = desk.tier(licence.licence.tier) if licence and licence.licence else None
    return ReadinessReport(
        product=product,
        rows=rows,
        may_open_ticket=whole,
        may_get_support=rows[0].state is Readiness.OK and whole is not Readiness.NO,
        tier=tier,
        contact=desk.contact,
        is_open=desk.is_open(now),
    )


def _row(topic: str, state: Readiness, *findings: Finding) -> ReadinessRow:
    return ReadinessRow(topic=topic, state=state, findings=findings)


def _not_checked(topic: str) -> ReadinessRow:
    return _row(topic, Readiness.UNKNOWN, codes.SUPPORT_NOT_CHECKED.finding(subject=topic))


def _licence_row(report: LicenceReport | None) -> ReadinessRow:
    if report is None:
        return _not_checked("licence")
    if report.may_get_support:
        return _row("licence", Readiness.OK)
    return _row("licence", Readiness.NO, *report.findings, codes.SUPPORT_NEEDS_LICENCE.finding())


def _release_row(report: UpdateReport | None) -> ReadinessRow:
    if report is None or report.last_success_at is None:
        return _not_checked("release")
    if report.offered is None or report.installed_version is None:
        return _row("release", Readiness.OK)
    return _row(
        "release",
        Readiness.NO,
        codes.SUPPORT_UPDATE_FIRST.finding(
            subject=report.product,
            installed=report.installed_version,
            version=report.offered.version,
        ),
    )


def _files_row(report: IntegrityReport | None) -> ReadinessRow:
    if report is None:
        return _not_checked("files")
    if report.state is IntegrityState.CUSTOMISED:
        limited = codes.SUPPORT_CUSTOMISED_LIMITED.finding()
        return _row("files", Readiness.LIMITED, *report.findings, limited)
    if report.state is IntegrityState.DAMAGED:
        original = codes.SUPPORT_NEEDS_ORIGINAL.finding()
        return _row("files", Readiness.NO, *report.findings, original)
    if report.state is IntegrityState.UNKNOWN:
        return _row("files", Readiness.UNKNOWN, *report.findings)
    return _row("files", Readiness.OK)


def _plugins_row(report: CompatibilityReport | None) -> ReadinessRow:
    if report is None:
        return _not_checked("plugins")
    if not report.conflicts:
        return _row("plugins", Readiness.OK, *report.findings)
    plan = "; ".join(
        f"{action.kind} {action.plugin}" + (f" to {action.to}" if action.to else "")
        for action in report.plan.actions
    )
    first = codes.SUPPORT_CONFLICT_FIRST.finding(count=len(report.conflicts), plan=plan or "-")
    state = Readiness.NO if report.blocks_support else Readiness.LIMITED
    return _row("plugins", state, *report.findings, first)


def _shop_row(report: UpdateReport | None) -> ReadinessRow:
    if report is None or report.last_success_at is None:
        return _not_checked("shop")
    outside = [
        finding for finding in report.findings if finding.code == "RELEASE_NEEDS_REQUIREMENT"
    ]
    if not outside:
        return _row("shop", Readiness.OK)
    # Our finding about the release; the shop's version is the shop's own matter (P6).
    shop = codes.SUPPORT_SHOP_SYSTEM.finding(detail=outside[0].message)
    return _row("shop", Readiness.LIMITED, shop)
