"""Answers that were given before: the same key is checked on every web request."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from typing import TypeAlias

from sellxed_sdk.licence._certificates import PartnerCertificates
from sellxed_sdk.licence._report import LicenceReport
from sellxed_sdk.licence._revocation import RevocationList
from sellxed_sdk.licence._rights import Situation, find_span
from sellxed_sdk.signing import Keyring

__all__ = ["Knowledge", "Memory"]

# Answers about one key; walked along one after the other.
MAX_SITUATIONS = 8
_Span: TypeAlias = tuple[datetime, datetime]

Knowledge: TypeAlias = tuple[Keyring, RevocationList | None, PartnerCertificates | None, bool]
"""What a check knows besides the key, the situation and the time: keys, revocation list,
partner certificates, and whether published test keys count. A bare tuple, as one is made at
every check."""

_ALWAYS = (
    datetime.min.replace(tzinfo=timezone.utc),
    datetime.max.replace(tzinfo=timezone.utc),
)
_NEVER = (_ALWAYS[1], _ALWAYS[0])


class _Answer:
    """A report, with what it depends on, and from when to when it holds."""

    __slots__ = ("knowledge", "length", "next", "report", "situation", "span")

    def __init__(
        self,
        report: LicenceReport,
        situation: Situation,
        knowledge: Knowledge,
        other: _Answer | None,
    ) -> None:
        self.report = report
        self.situation = situation
        self.knowledge = knowledge
        # Worked out when the question comes again: of many keys it never does.
        self.span: _Span | None = None
        # About the same key in another situation, as in a shop with several addresses.
        self.next = other if other is not None and other.length < MAX_SITUATIONS else None
        self.length: int = self.next.length + 1 if self.next is not None else 1

    def fits(self, situation: Situation, knowledge: Knowledge) -> bool:
        """Whether it was given with the very same knowledge; equal values are no matter."""
        own = self.knowledge
        return (
            own[0] is knowledge[0]
            and own[1] is knowledge[1]
            and own[2] is knowledge[2]
            and own[3] is knowledge[3]
            and (self.situation is situation or self.situation == situation)
        )

    def measure(self) -> _Span:
        """Work out from when and until when (exclusive) it holds."""
        licence, now = self.report.licence, self.report.checked_at
        span = _ALWAYS
        if licence is not None:
            span = (
                find_span(
                    licence,
                    situation=self.situation,
                    now=now,
                    revocations=self.knowledge[1],
                )
                or _NEVER
            )
        self.span = span
        return span


class Memory:
    """A bounded memory of reports, in two generations.

    What was not asked for again while a generation filled up is forgotten with it.

    Args:
        size: How many answers a generation holds.
    """

    __slots__ = ("_count", "_lock", "_old", "_size", "_young")

    def __init__(self, size: int) -> None:
        self._size = size
        self._count = 0
        self._young: dict[str, _Answer] = {}
        self._old: dict[str, _Answer] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def recall(
        self, key: str, situation: Situation, knowledge: Knowledge, *, now: datetime
    ) -> LicenceReport | None:
        """Return the answer with the time of now, or None where it has to be worked out.

        Args:
            key: What is asked about.
            situation: Where.
            knowledge: What the check knows.
            now: The time that the clock shows.
        """
        known = self._young.get(key)
        if known is None:
            known = self._old.get(key)
            if known is None:
                return None
            self._enter(key, known)
        while not known.fits(situation, knowledge):
            if known.next is None:
                return None
            known = known.next
        begin, end = known.span or known.measure()
        return known.report.at(now) if begin <= now < end else None

    def keep(
        self, key: str, situation: Situation, knowledge: Knowledge, report: LicenceReport
    ) -> None:
        """Keep an answer.

        Args:
            key: What was asked about.
            situation: Where.
            knowledge: What the check knew.
            report: The answer.
        """
        self._enter(key, _Answer(report, situation, knowledge, self._young.get(key)))

    def _enter(self, key: str, answer: _Answer) -> None:
        # Never waits: a process that was forked while a thread was here would wait for ever.
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self._count >= self._size:
                self._old, self._young, self._count = self._young, {}, 0
                # The others about this key belong to the old generation.
                answer.next, answer.length = None, 1
            self._young[key] = answer
            self._count += 1
        finally:
            self._lock.release()
