"""From reports to notices."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from sellxed_sdk.compatibility import CompatibilityReport, Conflict
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.findings.codes import releases as release_codes
from sellxed_sdk.findings.codes import support as codes
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.notices._notice import Notice, NoticeAction, fingerprint_of
from sellxed_sdk.notices._policies import ECLIPSED, match_policy
from sellxed_sdk.notices._policy import Policy
from sellxed_sdk.notices._select import sort_notices
from sellxed_sdk.releases import UpdateReport
from sellxed_sdk.support import SupportDesk
from sellxed_sdk.updates import ChannelStatus

__all__ = ["OVERDUE_AFTER", "build_notices"]

OVERDUE_AFTER = timedelta(days=7)
# What asking the update channel showed, whether or not it answered.
_FROM_ASKING = ("CHANNEL_", "UPDATE_CHECK_")


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
        checked_at = _checked_at(finding, licence, updates, channel) or now
        finding, reasons = _complete(finding, updates, findings)  # noqa: PLW2901 - same fact, whole
        policy = match_policy(finding)
        if policy is not None:
            conflict = _conflict(finding, compatibility)
            fingerprint = fingerprint_of(finding, policy=policy, product=product, conflict=conflict)
            notice = Notice(
                product=product,
                finding=finding,
                severity=policy.severity or finding.severity,
                surface=policy.surface,
                effect=policy.effect,
                action=_action(policy, conflict, desk),
                fingerprint=fingerprint,
                dismissible_days=policy.dismissible_days,
                checked_at=checked_at,
                reasons=reasons,
                conflict=conflict,
            )
            notices.setdefault(fingerprint, notice)
    return sort_notices(notices.values())


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
    if updates is None:
        return finding, ()
    if finding.code.startswith("KEY_"):
        return finding, _waiting(updates)
    if finding.code != "SUPPORT_ENDED":
        return finding, ()
    # Whoever put this away hears again of a critical fix that needs a renewal.
    for refusal in updates.refused:
        needs = [reason for reason in refusal.reasons if reason.code == "RELEASE_NEEDS_RENEWAL"]
        if refusal.release.critical and refusal.release.security and needs:
            params = {**dict(finding.params), "version": refusal.release.version}
            return attrs.evolve(finding, params=tuple(sorted(params.items()))), tuple(needs)
    return finding, ()


def _waiting(updates: UpdateReport) -> tuple[Finding, ...]:
    """Return the newest critical fix that waits for a key, if there is one."""
    for refusal in updates.refused:
        release = refusal.release
        if release.critical and release.security is not None:
            fix = release_codes.RELEASE_FIXES_SECURITY.finding(
                subject=updates.product,
                severity=Severity.CRITICAL,
                product=updates.product,
                version=release.version,
                level=release.security.severity,
            )
            return (fix,)
    return ()


def _conflict(finding: Finding, report: CompatibilityReport | None) -> Conflict | None:
    if report is None:
        return None
    return next((c for c in report.conflicts if c.key == finding.subject), None)


def _checked_at(
    finding: Finding,
    licence: LicenceReport | None,
    updates: UpdateReport | None,
    channel: ChannelStatus | None,
) -> datetime | None:
    """Return as of when a finding is so; None for now."""
    if finding.code.startswith(_FROM_ASKING):
        return None if channel is None else channel.last_attempt_at
    if updates is not None and finding in updates.findings:
        return updates.last_success_at if channel is None else channel.last_success_at
    return licence.checked_at if licence is not None and finding in licence.findings else None


def _action(policy: Policy, conflict: Conflict | None, desk: SupportDesk) -> NoticeAction:
    if conflict is not None and conflict.references:
        return NoticeAction(label="more_about", url=conflict.references[0])
    links = dict(desk.links)
    if desk.contact is not None:
        links["contact"] = f"mailto:{desk.contact}"
    # Better another way to help than none.
    for name in (policy.action, "documentation", "contact"):
        if name in links:
            return NoticeAction(label=f"action_{name}", url=links[name])
    return NoticeAction(label=f"action_{policy.action}")
