"""From reports to notices, and from notices to the one banner of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone

import attrs

from sellxed_sdk.compatibility import CompatibilityReport, Conflict
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import support as codes
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.notices._notice import Notice, NoticeAction, fingerprint_of
from sellxed_sdk.notices._policy import ECLIPSED, Policy, Surface, match_policy
from sellxed_sdk.releases import UpdateReport
from sellxed_sdk.support import SupportDesk
from sellxed_sdk.updates import ChannelStatus

__all__ = ["OVERDUE_AFTER", "build_notices", "is_put_away", "select_banner"]

OVERDUE_AFTER = timedelta(days=7)


def build_notices(
    *,
    product: str,
    licence: LicenceReport | None,
    updates: UpdateReport | None = None,
    compatibility: CompatibilityReport | None = None,
    integrity: IntegrityReport | None = None,
    channel: ChannelStatus | None = None,
    desk: SupportDesk,
    now: datetime,
) -> tuple[Notice, ...]:
    """Return the notices of a module, loudest first. Pure; never raises.

    Args:
        product: The module.
        licence: What its licence allows; None where not checked, as for the others.
        updates: Which update it may have.
        compatibility: What it does not go together with.
        integrity: Whether its files are the vendor's.
        channel: What is known of the update channel.
        desk: Where the links lead to.
        now: The current time, aware.
    """
    reports = (licence, updates, compatibility, integrity)
    # "is not None": the truth of a report is another matter.
    findings = [f for report in reports if report is not None for f in report.findings]
    overdue = _check_age(channel, updates, now)
    findings += [*overdue, *(() if channel is None else channel.findings)]
    codes_found = {finding.code for finding in findings}
    notices: dict[str, Notice] = {}
    for finding in findings:
        if ECLIPSED.get(finding.code) in codes_found:
            continue
        finding, reasons = _complete(finding, updates, findings)  # noqa: PLW2901 - same fact, whole
        policy = match_policy(finding)
        if policy is not None:
            conflict = _conflict(finding, compatibility)
            notice = Notice(
                product=product,
                finding=finding,
                severity=policy.severity or finding.severity,
                surface=policy.surface,
                action=_action(policy, conflict, desk),
                fingerprint=fingerprint_of(finding, policy=policy, product=product),
                dismissible_days=policy.dismissible_days,
                checked_at=now,
                reasons=reasons,
                conflict=conflict,
            )
            notices.setdefault(notice.fingerprint, notice)
    return tuple(sorted(notices.values(), key=lambda n: (-n.severity.rank, -n.surface.reach)))


def select_banner(
    notices: Iterable[Notice],
    *,
    surface: Surface,
    dismissed: Mapping[str, datetime],
    now: datetime,
) -> tuple[Notice | None, int]:
    """Choose the one notice for a page, and count the others.

    Ask only for users who may update the module, and never on the storefront.

    Args:
        notices: All of them, loudest first.
        surface: The kind of page.
        dismissed: When this user put away which fingerprint; naive instants are UTC.
        now: The current time, aware.

    Returns:
        The notice or None, and how many more there are for such a page.
    """
    shown = [
        notice
        for notice in notices
        if notice.surface.reach >= surface.reach and not is_put_away(notice, dismissed, now=now)
    ]
    return (shown[0], len(shown) - 1) if shown else (None, 0)


def is_put_away(notice: Notice, dismissed: Mapping[str, datetime], *, now: datetime) -> bool:
    """Whether a user put a notice away, and it is not time yet for it to come back.

    Args:
        notice: The notice.
        dismissed: When this user put away which fingerprint; naive instants are UTC.
        now: The current time, aware.
    """
    at = dismissed.get(notice.fingerprint)
    if at is None or notice.dismissible_days is None:
        return False
    if at.tzinfo is None:
        at = at.replace(tzinfo=timezone.utc)
    return notice.dismissible_days == 0 or now - at < timedelta(days=notice.dismissible_days)


def _check_age(
    channel: ChannelStatus | None, updates: UpdateReport | None, now: datetime
) -> tuple[Finding, ...]:
    known = channel if channel is not None else updates
    if known is not None and known.last_success_at is not None:
        if now - known.last_success_at <= OVERDUE_AFTER:
            return ()
        return (codes.UPDATE_CHECK_OVERDUE.finding(last_success_at=known.last_success_at),)
    if channel is None or channel.last_attempt_at is None:
        return ()
    return (codes.UPDATE_CHECK_FAILING.finding(),)


def _complete(
    finding: Finding, updates: UpdateReport | None, findings: list[Finding]
) -> tuple[Finding, tuple[Finding, ...]]:
    if finding.code in ("UPDATE_CHECK_OVERDUE", "UPDATE_CHECK_FAILING"):
        why = (f for f in findings if f.code.startswith("CHANNEL_"))
        return finding, tuple(dict.fromkeys(why))
    if finding.code != "SUPPORT_ENDED" or updates is None:
        return finding, ()
    # Whoever put this away hears again of a critical fix that needs a renewal.
    for refusal in updates.refused:
        needs = [reason for reason in refusal.reasons if reason.code == "RELEASE_NEEDS_RENEWAL"]
        if refusal.release.critical and refusal.release.security and needs:
            params = {**dict(finding.params), "version": refusal.release.version}
            return attrs.evolve(finding, params=tuple(sorted(params.items()))), tuple(needs)
    return finding, ()


def _conflict(finding: Finding, report: CompatibilityReport | None) -> Conflict | None:
    if report is None:
        return None
    return next((c for c in report.conflicts if c.key == finding.subject), None)


def _action(policy: Policy, conflict: Conflict | None, desk: SupportDesk) -> NoticeAction | None:
    if conflict is not None and conflict.references:
        return NoticeAction(label="more_about", url=conflict.references[0])
    if policy.action is None:
        return None
    return NoticeAction(label=f"action_{policy.action}", url=desk.link(policy.action))
