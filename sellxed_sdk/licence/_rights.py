"""Three rights with their reasons: what a genuine licence allows, here and now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

import attrs

from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence._claims import Licence
from sellxed_sdk.licence._days import day_of
from sellxed_sdk.licence._hosts import HostMatch, match_host, normalise_host
from sellxed_sdk.licence._revocation import RevocationList

__all__ = ["RENEWAL_DAYS", "Situation", "find_rights", "find_span"]

RENEWAL_DAYS = 30
# Clocks of shops are off by hours; only days matter here.
CLOCK_TOLERANCE = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_LAST = datetime.max.replace(tzinfo=timezone.utc)


# Hashed at every check that is remembered; the answer never changes.
@attrs.frozen(kw_only=True, cache_hash=True)
class Situation:
    """Where a licence is looked at, without the time. Make it once and use it again."""

    product: str | None
    """The product that asks; None takes a licence of any product, for support."""
    released_on: date | None
    """Signed publishing day (UTC) of the running release; None where unknown."""
    free_security: bool = False
    """Whether the running release is marked as free for everyone."""
    hosts: tuple[str, ...] = ()
    """Configured addresses of the shop; none on the command line."""
    seen_at: datetime | None = None
    """Newest signed date that was seen elsewhere, as in the update channel. Like the dates
    of the licence, the release and the revocation list it is a floor for the time."""


def find_rights(
    licence: Licence,
    *,
    situation: Situation,
    now: datetime,
    revocations: RevocationList | None,
    revoked_on: date | None,
) -> list[Finding]:
    """Return everything there is to say about a genuine licence.

    Args:
        licence: The licence.
        situation: Where.
        now: The time that the clock shows, aware.
        revocations: The revocation list, if there is one.
        revoked_on: When it revoked this licence, or None.
    """
    floor_at = _floor(licence, situation, revocations)
    later = max(now, floor_at)
    findings: list[Finding] = []
    if revoked_on is not None:
        findings.append(codes.LICENCE_REVOKED.finding(subject=licence.id, revoked_on=revoked_on))
    if situation.product is not None and licence.product != situation.product:
        findings.append(
            codes.WRONG_PRODUCT.finding(licensed=licence.product, product=situation.product)
        )
    findings += _check_hosts(licence, situation.hosts)
    if licence.trial_ends_at is not None and later >= licence.trial_ends_at:
        findings.append(codes.TRIAL_ENDED.finding(ended_on=day_of(licence.trial_ends_at)))
    findings += _check_release(licence, situation)
    findings += _check_support(licence, day_of(later))
    if revocations is not None and later > revocations.next_at:
        findings.append(codes.REVOCATIONS_STALE.finding(next_on=day_of(revocations.next_at)))
    if now < floor_at:
        findings += _check_clock(licence, now, floor_at)
    return findings


def find_span(
    licence: Licence, *, situation: Situation, now: datetime, revocations: RevocationList | None
) -> tuple[datetime, datetime] | None:
    """Return from when and until when (exclusive) the findings of now stay the same.

    Returns:
        A part of the current day (UTC), as messages count days; None while the clock
        is behind a signed date.
    """
    begin = _floor(licence, situation, revocations)
    if now < begin:
        return None
    today = day_of(now)
    midnight = datetime(today.year, today.month, today.day, tzinfo=timezone.utc)
    begin = max(begin, midnight)
    end = midnight.replace(hour=23, minute=59, second=59, microsecond=999_999)
    turns = [] if licence.trial_ends_at is None else [licence.trial_ends_at]
    if revocations is not None and revocations.next_at < _LAST:
        turns.append(revocations.next_at + _MOMENT)
    for turn in turns:
        if turn <= now:
            begin = max(begin, turn)
        else:
            end = min(end, turn)
    return begin, end


def _check_hosts(licence: Licence, hosts: Iterable[str]) -> list[Finding]:
    findings: list[Finding] = []
    known = False
    for address in hosts:
        known = True
        host = normalise_host(address)
        if host is None or host.startswith("*."):  # a pattern is for licences
            findings.append(codes.HOST_INVALID.finding(subject=address[:100], host=address[:100]))
            continue
        match = match_host(host, licensed=licence.hosts) if licence.hosts else HostMatch.LICENSED
        if match is HostMatch.TEST_SYSTEM:
            findings.append(codes.HOST_TEST_SYSTEM.finding(subject=host, host=host))
        elif match is HostMatch.OTHER:
            licensed = ", ".join(licence.hosts[:5])
            findings.append(
                codes.HOST_NOT_LICENSED.finding(subject=host, host=host, licensed=licensed)
            )
    if not known and licence.hosts:
        findings.append(codes.HOST_UNKNOWN.finding())
    return findings


def _check_release(licence: Licence, situation: Situation) -> tuple[Finding, ...]:
    if situation.released_on is None:
        return (codes.RELEASE_DATE_UNKNOWN.finding(),)
    if licence.covers(situation.released_on):
        return ()
    if situation.free_security:
        return (codes.RELEASE_FREE_SECURITY.finding(),)
    return (
        codes.RELEASE_NOT_COVERED.finding(
            released_on=situation.released_on, support_until_on=licence.support_until_on
        ),
    )


def _check_support(licence: Licence, today: date) -> tuple[Finding, ...]:
    days = (licence.support_until_on - today).days
    if days > RENEWAL_DAYS:
        return ()
    if days < 0:
        return (codes.SUPPORT_ENDED.finding(support_until_on=licence.support_until_on),)
    return (codes.SUPPORT_ENDS_SOON.finding(support_until_on=licence.support_until_on, days=days),)


def _check_clock(licence: Licence, now: datetime, floor_at: datetime) -> tuple[Finding, ...]:
    # Subtracted from the later one: the earlier may be the first instant there is.
    if floor_at - now <= CLOCK_TOLERANCE:
        return ()
    if floor_at == licence.issued_at:
        return (codes.LICENCE_FROM_FUTURE.finding(issued_at=licence.issued_at),)
    return (codes.CLOCK_BEHIND.finding(shown_at=now, floor_at=floor_at),)


def _floor(licence: Licence, situation: Situation, revocations: RevocationList | None) -> datetime:
    floor_at = licence.issued_at
    released_on = situation.released_on
    if released_on is not None:
        day = datetime(released_on.year, released_on.month, released_on.day, tzinfo=timezone.utc)
        floor_at = max(floor_at, day)
    if revocations is not None:
        floor_at = max(floor_at, revocations.issued_at)
    if situation.seen_at is not None:
        floor_at = max(floor_at, situation.seen_at)
    return floor_at
