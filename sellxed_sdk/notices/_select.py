"""From the notices of all modules to what one user is shown on one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone

from sellxed_sdk.notices._notice import Notice
from sellxed_sdk.notices._policy import Surface

__all__ = ["count_notices", "is_put_away", "select_banner", "select_notices", "sort_notices"]


def sort_notices(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Order notices loudest first, then by how far they reach; equal ones keep their order."""
    return tuple(sorted(notices, key=lambda n: (-n.severity.rank, -n.surface.reach)))


def select_notices(
    notices: Iterable[Notice], *, dismissed: Mapping[str, datetime], now: datetime
) -> tuple[Notice, ...]:
    """Return what a user has not put away, loudest first.

    Args:
        notices: Of one module or of several.
        dismissed: When this user put away which fingerprint; naive instants are UTC.
        now: The current time, aware.
    """
    return sort_notices(n for n in notices if not is_put_away(n, dismissed, now=now))


def count_notices(
    notices: Iterable[Notice], *, dismissed: Mapping[str, datetime], now: datetime
) -> int:
    """Return the number for the navigation: what this user has not put away.

    Args:
        notices: Of one module or of several.
        dismissed: When this user put away which fingerprint; naive instants are UTC.
        now: The current time, aware.
    """
    return len(select_notices(notices, dismissed=dismissed, now=now))


def select_banner(
    notices: Iterable[Notice],
    *,
    surface: Surface,
    dismissed: Mapping[str, datetime],
    now: datetime,
) -> tuple[Notice | None, int]:
    """Choose the one notice for a page, and count the others.

    Ask only for users who may update the modules, and never on the storefront.

    Args:
        notices: Of one module or of several, in any order.
        surface: The kind of page.
        dismissed: When this user put away which fingerprint; naive instants are UTC.
        now: The current time, aware.

    Returns:
        The loudest or None, and how many more there are for such a page.
    """
    reaching = [notice for notice in notices if notice.surface.reach >= surface.reach]
    shown = select_notices(reaching, dismissed=dismissed, now=now)
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
