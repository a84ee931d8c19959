"""May a ticket be opened, with which tier, and what must be done first (policy P4 to P10)."""

from __future__ import annotations

from datetime import datetime

from sellxed_sdk.compatibility import CompatibilityReport
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.findings.codes import support as codes
from sellxed_sdk.integrity import IntegrityReport, IntegrityState
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.releases import UpdateReport
from sellxed_sdk.support._desk import SupportDesk
from sellxed_sdk.support._report import Readiness, ReadinessReport, ReadinessRow, Topic

__all__ = ["check_readiness"]

# What a release needs is of no interest where the shop may not have it anyway.
_NOT_OURS_TO_RUN = frozenset({"RELEASE_NEEDS_RENEWAL", "UPDATE_NEEDS_LICENCE", "RELEASE_YANKED"})


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
        now: The current time, aware; for business hours.
    """
    rows = (
        _check_key(licence),
        _check_window(licence, desk),
        _check_release(updates),
        _check_files(integrity),
        _check_plugins(compatibility),
        _check_shop(updates),
    )
    whole = _join(rows)
    # "is not None": the truth of a report is another matter.
    signed = licence.licence if licence is not None else None
    return ReadinessReport(
        product=product,
        rows=rows,
        may_open_ticket=whole,
        may_get_support=licence is not None
        and licence.may_get_support
        and whole is not Readiness.NO,
        tier=None if signed is None else desk.tier(signed.tier),
        desk=desk,
        is_open=desk.is_open(now),
        checked_at=now,
    )


def _join(rows: tuple[ReadinessRow, ...]) -> Readiness:
    states = {row.topic: row.state for row in rows}
    if Readiness.NO in states.values():
        return Readiness.NO
    # What policy asks for before every ticket; the rest helps where it was checked.
    asked = (states[Topic.LICENCE], states[Topic.SUPPORT], states[Topic.RELEASE])
    if Readiness.UNKNOWN in asked:
        return Readiness.UNKNOWN
    return Readiness.LIMITED if Readiness.LIMITED in states.values() else Readiness.OK


def _row(topic: Topic, state: Readiness, *findings: Finding) -> ReadinessRow:
    return ReadinessRow(topic=topic, state=state, findings=findings)


def _not_checked(topic: Topic, *findings: Finding) -> ReadinessRow:
    why = findings or (codes.SUPPORT_NOT_CHECKED.finding(subject=topic.value),)
    return _row(topic, Readiness.UNKNOWN, *why)


def _check_key(report: LicenceReport | None) -> ReadinessRow:
    if report is None:
        return _not_checked(Topic.LICENCE)
    if report.may_run:
        return _row(Topic.LICENCE, Readiness.OK)
    reasons = [finding for finding in report.findings if finding.severity.needs_action]
    return _row(Topic.LICENCE, Readiness.NO, *(reasons or report.findings))


def _check_window(report: LicenceReport | None, desk: SupportDesk) -> ReadinessRow:
    if report is None:
        return _not_checked(Topic.SUPPORT)
    if report.may_get_support and report.licence is not None:
        tier = desk.tier(report.licence.tier)
        window = codes.SUPPORT_OPEN.finding(
            support_until_on=report.licence.support_until_on,
            tier=tier.name if tier else report.licence.tier,
        )
        soon = [finding for finding in report.findings if finding.code == "SUPPORT_ENDS_SOON"]
        return _row(Topic.SUPPORT, Readiness.OK, window, *soon)
    ended = [finding for finding in report.findings if finding.code == "SUPPORT_ENDED"]
    return _row(Topic.SUPPORT, Readiness.NO, *ended, codes.SUPPORT_NEEDS_LICENCE.finding())


def _check_release(report: UpdateReport | None) -> ReadinessRow:
    if report is None:
        return _not_checked(Topic.RELEASE)
    if report.last_success_at is None or report.installed_version is None:
        return _not_checked(Topic.RELEASE, *report.findings)
    if report.offered is None:
        if any(finding.code == "UPDATE_NEEDS_LICENCE" for finding in report.findings):
            return _not_checked(Topic.RELEASE, *report.findings)  # what is covered, is unknown
        latest = [finding for finding in report.findings if finding.code == "RELEASE_UP_TO_DATE"]
        return _row(Topic.RELEASE, Readiness.OK, *latest)
    first = codes.SUPPORT_UPDATE_FIRST.finding(
        subject=report.product,
        installed=report.installed_version,
        version=report.offered.version,
    )
    return _row(Topic.RELEASE, Readiness.NO, first)


def _check_files(report: IntegrityReport | None) -> ReadinessRow:
    if report is None:
        return _not_checked(Topic.FILES)
    if report.state is IntegrityState.CUSTOMISED:
        limited = codes.SUPPORT_CUSTOMISED_LIMITED.finding()
        return _row(Topic.FILES, Readiness.LIMITED, *report.findings, limited)
    if report.state is IntegrityState.DAMAGED:
        original = codes.SUPPORT_NEEDS_ORIGINAL.finding()
        return _row(Topic.FILES, Readiness.NO, *report.findings, original)
    if report.state is IntegrityState.UNKNOWN:
        return _not_checked(Topic.FILES, *report.findings)
    return _row(Topic.FILES, Readiness.OK)


_NO_RULES_OF_THE_VENDOR = frozenset({"RULES_BUNDLED", "RULES_MISSING"})


def _check_plugins(report: CompatibilityReport | None) -> ReadinessRow:
    if report is None:
        return _not_checked(Topic.PLUGINS)
    grave = [conflict for conflict in report.conflicts if conflict.severity.needs_action]
    if grave:
        first = codes.SUPPORT_CONFLICT_FIRST.finding()
        state = Readiness.NO if report.blocks_support else Readiness.LIMITED
        return _row(Topic.PLUGINS, state, *report.findings, first)
    nothing_compared = any(
        finding.code in ("RULES_BUNDLED", "RULES_MISSING")
        or finding.severity.rank >= Severity.ERROR.rank
        for finding in report.findings
    )
    state = Readiness.UNKNOWN if nothing_compared else Readiness.OK
    return _row(Topic.PLUGINS, state, *report.findings)


def _check_shop(report: UpdateReport | None) -> ReadinessRow:
    if report is None:
        return _not_checked(Topic.SHOP)
    if report.last_success_at is None:
        return _not_checked(Topic.SHOP, *report.findings)
    # The module's release is our matter, and the shop's own versions are not (P6).
    covered = [
        finding
        for refusal in report.refused
        for finding in refusal.reasons
        if not any(reason.code in _NOT_OURS_TO_RUN for reason in refusal.reasons)
    ]
    outside = tuple(
        codes.SUPPORT_SHOP_SYSTEM.finding(
            subject=finding.subject,
            name=finding.param("name") or "?",
            used=finding.param("used") or "?",
            required=finding.param("required") or "?",
            version=finding.param("version") or "?",
        )
        for finding in covered
        if finding.code == "RELEASE_NEEDS_REQUIREMENT"
    )
    if outside:
        return _row(Topic.SHOP, Readiness.LIMITED, *outside)
    unknown = [f for f in report.findings if f.code == "RELEASE_REQUIREMENT_UNKNOWN"]
    return _row(Topic.SHOP, Readiness.UNKNOWN if unknown else Readiness.OK, *unknown)
