"""Three rights with their reasons: what a genuine licence allows, here and now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

import attrs

from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence._claims import Licence
from sellxed_sdk.licence._hosts import HostMatch, match_host, normalise_host
from sellxed_sdk.licence._revocation import RevocationList

__all__ = ["RENEWAL_DAYS", "Situation", "find_rights"]

RENEWAL_DAYS = 30
# Clocks of shops are off by hours; only days matter here.
CLOCK_TOLERANCE = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Situation:
    """Where and when a licence is looked at."""

    product: str
    """The product that asks."""
    released_on: date | None
    """Signed publishing day (UTC) of the running release; None where unknown."""
    free_security: bool = False
    """Whether the running release is marked as free for everyone."""
    hosts: tuple[str, ...] = ()
    """Configured addresses of the shop; none on the command line."""
    now: datetime
    """The time that the clock shows, aware."""


def find_rights(
    licence: Licence,
    *,
    situation: Situation,
    revocations: RevocationList | None,
    revoked_on: date | None,
) -> tuple[Finding, ...]:
    """Return everything there is to say about a genuine licence.

    Args:
        licence: The licence.
        situation: Where and when.
        revocations: The revocation list, if there is one.
        revoked_on: When it revoked this licence, or None.
    """
    floor_at = _floor(licence, situation, revocations)
    now = max(situation.now, floor_at)
    findings: list[Finding] = []
    if revoked_on is not None:
        findings.append(codes.LICENCE_REVOKED.finding(subject=licence.id, revoked_on=revoked_on))
    if licence.product != situation.product:
        findings.append(
            codes.WRONG_PRODUCT.finding(licensed=licence.product, product=situation.product)
        )
    findings += _check_hosts(licence, situation.hosts)
    if licence.trial_ends_at is not None and now >= licence.trial_ends_at:
        findings.append(codes.TRIAL_ENDED.finding(ended_on=_day(licence.trial_ends_at)))
    findings += _check_release(licence, situation)
    findings += _check_support(licence, now)
    if revocations is not None and now > revocations.next_at:
        findings.append(codes.REVOCATIONS_STALE.finding(next_on=_day(revocations.next_at)))
    findings += _check_clock(licence, situation.now, floor_at)
    return tuple(findings)


def _check_hosts(licence: Licence, hosts: Iterable[str]) -> list[Finding]:
    findings: list[Finding] = []
    known = False
    for address in hosts:
        known = True
        host = normalise_host(address)
        if host is None:
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


def _check_release(licence: Licence, situation: Situation) -> list[Finding]:
    if situation.released_on is None:
        return [codes.RELEASE_DATE_UNKNOWN.finding()]
    if licence.covers(situation.released_on):
        return []
    if situation.free_security:
        return [codes.RELEASE_FREE_SECURITY.finding()]
    return [
        codes.RELEASE_NOT_COVERED.finding(
            released_on=situation.released_on, support_until_on=licence.support_until_on
        )
    ]


def _check_support(licence: Licence, now: datetime) -> list[Finding]:
    days = (licence.support_until_on - _day(now)).days
    if days < 0:
        return [codes.SUPPORT_ENDED.finding(support_until_on=licence.support_until_on)]
    if days <= RENEWAL_DAYS:
        return [
            codes.SUPPORT_ENDS_SOON.finding(support_until_on=licence.support_until_on, days=days)
        ]
    return []


def _check_clock(licence: Licence, now: datetime, floor_at: datetime) -> list[Finding]:
    if now >= floor_at - CLOCK_TOLERANCE:
        return []
    if floor_at == licence.issued_at:
        return [codes.LICENCE_FROM_FUTURE.finding(issued_at=licence.issued_at)]
    return [codes.CLOCK_BEHIND.finding(shown_at=now, floor_at=floor_at)]


def _floor(licence: Licence, situation: Situation, revocations: RevocationList | None) -> datetime:
    instants = [licence.issued_at]
    if situation.released_on is not None:
        released_on = situation.released_on
        instants.append(
            datetime(released_on.year, released_on.month, released_on.day, tzinfo=timezone.utc)
        )
    if revocations is not None:
        instants.append(revocations.issued_at)
    return max(instants)


def _day(instant: datetime) -> date:
    # One stated zone: a process may run in any (Django's default is Chicago's).
    return instant.astimezone(timezone.utc).date()
