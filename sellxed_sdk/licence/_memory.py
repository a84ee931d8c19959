"""Answers that were given before: the same key is checked on every web request."""

from __future__ import annotations

import threading
from datetime import datetime, timezone

from sellxed_sdk.licence._report import LicenceReport

__all__ = ["ALWAYS", "Memory", "Place"]

Place = tuple[object, ...]
"""Everything that an answer depends on, but the time."""

ALWAYS = (
    datetime.min.replace(tzinfo=timezone.utc),
    datetime.max.replace(tzinfo=timezone.utc),
)
"""The span of an answer that does not depend on the time."""


class Memory:
    """A bounded memory of reports, each good for a span of time.

    Args:
        size: How many are kept; the oldest goes first.
    """

    __slots__ = ("_known", "_lock", "_size")

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: dict[Place, tuple[datetime, datetime, LicenceReport]] = {}
        self._lock = threading.Lock()

    def recall(self, place: Place, *, now: datetime) -> LicenceReport | None:
        """Return the answer with the time of now, or None where it has to be worked out."""
        known = self._known.get(place)
        if known is None or not known[0] <= now < known[1]:
            return None
        return known[2].at(now)

    def keep(self, place: Place, report: LicenceReport, *, span: tuple[datetime, datetime]) -> None:
        """Keep an answer.

        Args:
            place: What it depends on.
            report: The answer.
            span: From when and until when (exclusive) it is good.
        """
        with self._lock:
            if len(self._known) >= self._size and place not in self._known:
                del self._known[next(iter(self._known))]
            self._known[place] = (*span, report)
