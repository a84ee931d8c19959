"""One check: metadata, then every fact, each failure named and none hiding another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import attrs

from sellxed_sdk.findings import Finding, finding_of, sort_findings
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._channel import Channel
from sellxed_sdk.updates._faults import to_error
from sellxed_sdk.updates._fetcher import Fetcher
from sellxed_sdk.updates._outcomes import outcome_of
from sellxed_sdk.updates._result import RefreshOutcome
from sellxed_sdk.updates._state import Fact, State
from sellxed_sdk.updates._store import Store

__all__ = ["check_channel"]

# The gravest failure of several names the whole.
_GRAVITY = (
    RefreshOutcome.BUSY,
    RefreshOutcome.UNREACHABLE,
    RefreshOutcome.STALE,
    RefreshOutcome.STORE_FAILED,
    RefreshOutcome.TAMPERED,
)


def check_channel(
    begun: State,
    *,
    targets: tuple[str, ...],
    required: tuple[str, ...],
    store: Store,
    fetcher: Fetcher,
    open_channel: Callable[[], Channel],
    now: datetime,
) -> State:
    """Ask the server, keep what is genuine in the store, and return the state after it.

    Args:
        begun: The state that was written before.
        targets: The facts to bring.
        required: Those of them that are told where they are missing.
        store: The state directory; its lock is held.
        fetcher: Asks the server.
        open_channel: Gives the refreshed metadata.
        now: The time that the check goes by.
    """
    faults = _Faults(store, fetcher)
    try:
        channel = open_channel()
        watched = fetcher.watched
        validator = watched.validator_of(channel.timestamp) if watched is not None else None
        begun = attrs.evolve(begun, expires_at=channel.expires_at, validator=validator)
    except Exception as error:  # noqa: BLE001 - named in the findings
        faults.add(error)
        return faults.conclude(begun, now)
    after = _bring_all(begun, targets, channel, store, faults)
    changed = after.facts != begun.facts or begun.last_success_at is None
    findings = tuple(
        codes.CHANNEL_TARGET_MISSING.finding(subject=path, target=path)
        for path in after.missing
        if path in required
    )
    return faults.conclude(after, now, changed=changed, findings=findings)


def _bring_all(
    begun: State, targets: tuple[str, ...], channel: Channel, store: Store, faults: _Faults
) -> State:
    facts: list[Fact] = []
    missing: list[str] = []
    known = {fact.path: fact for fact in begun.facts}
    # Also what another module of this shop asked for: one check serves all of them.
    for path in sorted({*targets, *known, *begun.missing}):
        try:
            fact = _bring(channel, path, store)
        except Exception as error:  # noqa: BLE001 - one fact at fault must not hide the others
            faults.add(error, subject=path)
            fact = known.get(path)
        else:
            if fact is None:
                missing.append(path)
        if fact is not None:
            facts.append(fact)
    return attrs.evolve(begun, facts=tuple(facts), missing=tuple(missing))


def _bring(channel: Channel, path: str, store: Store) -> Fact | None:
    target = channel.find(path)
    if target is None:
        return None
    # Whatever the state says: it may be lost, and the files are verified anyway.
    for cached in store.read_cached(path, length=target.length):
        if channel.is_current(target, cached):
            return Fact.of(path, cached)
    return store.save_fact(path, channel.fetch(target))


class _Faults:
    """Collects what failed."""

    def __init__(self, store: Store, fetcher: Fetcher) -> None:
        self._store = store
        self._fetcher = fetcher
        self._findings: list[Finding] = []
        self._outcomes: list[RefreshOutcome] = []

    def add(self, error: Exception, *, subject: str = "") -> None:
        typed = to_error(error, answer=self._fetcher.answer, directory=self._store.directory)
        finding = attrs.evolve(finding_of(typed), subject=subject)
        if finding not in self._findings:
            self._findings.append(finding)
        self._outcomes.append(outcome_of(typed))

    def conclude(
        self,
        state: State,
        now: datetime,
        *,
        changed: bool = False,
        findings: tuple[Finding, ...] = (),
    ) -> State:
        findings = sort_findings((*self._findings, *findings))
        if self._outcomes:
            return state.failed(
                now,
                max(self._outcomes, key=_GRAVITY.index),
                findings,
                retry_after_seconds=self._fetcher.retry_after_seconds,
            )
        outcome = RefreshOutcome.UPDATED if changed else RefreshOutcome.UNCHANGED
        return state.succeeded(now, outcome, findings)
