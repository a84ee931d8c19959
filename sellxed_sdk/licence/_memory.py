"""Answers that were given before: the same key is checked on every web request."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from typing import NamedTuple

from sellxed_sdk.licence._certificates import PartnerCertificates
from sellxed_sdk.licence._report import LicenceReport
from sellxed_sdk.licence._revocation import RevocationList
from sellxed_sdk.licence._rights import Situation, find_span
from sellxed_sdk.signing import Keyring

__all__ = ["Knowledge", "Memory"]

_Span = tuple[datetime, datetime]

_ALWAYS = (
    datetime.min.replace(tzinfo=timezone.utc),
    datetime.max.replace(tzinfo=timezone.utc),
)
_NEVER = (_ALWAYS[1], _ALWAYS[0])


class Knowledge(NamedTuple):
    """What a check knows besides the key, the situation and the time."""

    keyring: Keyring
    """The vendor's public keys."""
    revocations: RevocationList | None
    """The newest verified revocation list."""
    certificates: PartnerCertificates | None
    """Partner certificates that the update channel brought."""
    test_mode: bool
    """Whether published test keys count, too."""


class _Answer:
    """A report, with what it depends on, and from when to when it holds."""

    __slots__ = ("knowledge", "report", "span")

    def __init__(self, report: LicenceReport, knowledge: Knowledge) -> None:
        self.report = report
        self.knowledge = knowledge
        # Worked out when the question comes again: of many keys it never does.
        self.span: _Span | None = None

    def fits(self, knowledge: Knowledge) -> bool:
        """Whether it was given with the very same knowledge; equal values are no matter."""
        own = self.knowledge
        return (
            own[0] is knowledge[0]
            and own[1] is knowledge[1]
            and own[2] is knowledge[2]
            and own[3] is knowledge[3]
        )

    def measure(self, situation: Situation) -> _Span:
        """Work out from when and until when (exclusive) it holds."""
        licence, now = self.report.licence, self.report.checked_at
        span = _ALWAYS
        if licence is not None:
            revocations = self.knowledge.revocations
            found = find_span(licence, situation=situation, now=now, revocations=revocations)
            span = found or _NEVER
        self.span = span
        return span


class Memory:
    """A bounded memory of reports, in two generations.

    What was not asked for again while a generation filled up is forgotten with it.

    Args:
        size: How many answers a generation holds.
    """

    __slots__ = ("_lock", "_old", "_size", "_young")

    def __init__(self, size: int) -> None:
        self._size = size
        self._young: dict[tuple[str, Situation], _Answer] = {}
        self._old: dict[tuple[str, Situation], _Answer] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def recall(
        self, place: tuple[str, Situation], knowledge: Knowledge, *, now: datetime
    ) -> LicenceReport | None:
        """Return the answer with the time of now, or None where it has to be worked out.

        Args:
            place: The key and the situation.
            knowledge: What the check knows.
            now: The time that the clock shows.
        """
        known = self._young.get(place)
        if known is None:
            known = self._old.get(place)
            if known is None:
                return None
            self._keep(place, known)
        if not known.fits(knowledge):
            return None
        begin, end = known.span or known.measure(place[1])
        return known.report.at(now) if begin <= now < end else None

    def keep(
        self, place: tuple[str, Situation], knowledge: Knowledge, report: LicenceReport
    ) -> None:
        """Keep an answer.

        Args:
            place: The key and the situation.
            knowledge: What the check knew.
            report: The answer.
        """
        self._keep(place, _Answer(report, knowledge))

    def _keep(self, place: tuple[str, Situation], answer: _Answer) -> None:
        with self._lock:
            if len(self._young) >= self._size:
                self._old, self._young = self._young, {}
            self._young[place] = answer
