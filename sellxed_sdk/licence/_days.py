"""Calendar days, in the one stated zone: UTC."""

from __future__ import annotations

from datetime import date, datetime, timezone

__all__ = ["day_of"]


def day_of(instant: datetime) -> date:
    """Return the calendar day (UTC) of an aware instant.

    A process may run in any zone (Django's default is Chicago's), and a right must not
    depend on it.
    """
    try:
        return instant.astimezone(timezone.utc).date()
    except OverflowError:  # the first and the last hours that there are, east and west
        return date.min if instant.year == 1 else date.max
