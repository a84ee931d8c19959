"""What is known, as the answers that the client gives."""

from __future__ import annotations

from datetime import datetime

from sellxed_sdk.findings import Finding, sort_findings
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._result import ChannelStatus, RefreshOutcome, RefreshResult
from sellxed_sdk.updates._state import State

__all__ = ["build_result", "build_status"]


def build_result(
    state: State, outcome: RefreshOutcome, findings: tuple[Finding, ...], *, now: datetime
) -> RefreshResult:
    """Return the answer of a refresh."""
    stale = _is_stale(state, outcome, now)
    return RefreshResult(
        outcome=outcome,
        findings=_all(findings, stale=stale),
        last_success_at=state.last_success_at,
        last_attempt_at=state.last_attempt_at,
        retry_at=state.retry_at,
        expires_at=state.expires_at,
        stale=stale,
        targets=tuple(fact.path for fact in state.facts),
    )


def build_status(state: State, findings: tuple[Finding, ...], *, now: datetime) -> ChannelStatus:
    """Return the answer to "what is known?"."""
    if state.outcome is None and not findings:
        findings = (codes.CHANNEL_NEVER_CHECKED.finding(),)
    stale = _is_stale(state, state.outcome, now)
    return ChannelStatus(
        outcome=state.outcome,
        findings=_all((*state.findings, *findings), stale=stale),
        last_success_at=state.last_success_at,
        last_attempt_at=state.last_attempt_at,
        retry_at=state.retry_at,
        expires_at=state.expires_at,
        stale=stale,
        targets=tuple(fact.path for fact in state.facts),
    )


def _is_stale(state: State, outcome: RefreshOutcome | None, now: datetime) -> bool:
    return outcome is RefreshOutcome.STALE or state.expired(now)


def _all(findings: tuple[Finding, ...], *, stale: bool) -> tuple[Finding, ...]:
    # The server may be unreachable and the signatures have expired meanwhile.
    if stale and all(finding.code != codes.CHANNEL_STALE.name for finding in findings):
        findings = (*findings, codes.CHANNEL_STALE.finding(role="timestamp"))
    return sort_findings(findings)
