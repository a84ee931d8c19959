"""Answers to questions: given ones, those that follow from them, and the first that is missing."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable

from sellxed_sdk.compatibility._bisection._units import Layout
from sellxed_sdk.compatibility._bisection._values import Bisection, Outcome, ProbePurpose

__all__ = ["Answers", "LimitReachedError", "PendingError"]

_EXTRA = (ProbePurpose.CONTROL, ProbePurpose.CONFIRM)


class PendingError(Exception):
    """The search cannot go on without an answer. Never leaves this package.

    Args:
        bits: The plugins to switch on.
        purpose: Why.
        candidates: How many units are in question.
    """

    def __init__(self, bits: int, purpose: ProbePurpose, candidates: int) -> None:
        super().__init__()
        self.bits = bits
        self.purpose = purpose
        self.candidates = candidates


class LimitReachedError(Exception):
    """The search has had as many answers as it may. Never leaves this package."""


class Answers:
    """Replays the answers of a search.

    An answer is taken for the first question about its combination, so the same search
    asks the same again, however often it is replayed. What follows from answers is taken
    from those before it alone, for the same reason.

    Args:
        bisection: The search.
        layout: Its plugins.
        respond: Answers what is missing; where None, the search stops there.
    """

    def __init__(
        self,
        bisection: Bisection,
        layout: Layout,
        *,
        respond: Callable[[int], Outcome] | None = None,
    ) -> None:
        self._limit = bisection.max_probes
        self._respond = respond
        self.given = [(layout.mask(a.enabled), a.outcome) for a in bisection.answers]
        self._waiting: dict[int, deque[Outcome]] = defaultdict(deque)
        for bits, outcome in self.given:
            self._waiting[bits].append(outcome)
        self._seen: dict[int, list[Outcome]] = {}
        self._ok: list[int] = []
        self._fail: list[int] = []
        self.extra = 0
        self.contradictions: dict[int, None] = {}

    def ask(
        self, bits: int, purpose: ProbePurpose, *, candidates: int = 0, again: bool = False
    ) -> Outcome:
        """Return what is known of a combination.

        Args:
            bits: The plugins that are on.
            purpose: Why it is asked.
            candidates: How many units are in question.
            again: Ask whatever is known.

        Raises:
            PendingError: Nobody has tried it yet.
            LimitReachedError: Nobody has, and there have been enough answers.
        """
        known = self.infer(bits)
        if known is not None and not again:
            return known
        if not self._waiting.get(bits):
            self._get(bits, purpose, candidates)
        outcome = self._waiting[bits].popleft()
        if outcome is not Outcome.UNRESOLVED and known not in (None, Outcome.UNRESOLVED, outcome):
            self.contradictions[bits] = None
        self.extra += purpose in _EXTRA
        self._seen.setdefault(bits, []).append(outcome)
        if outcome is not Outcome.UNRESOLVED:
            (self._ok if outcome is Outcome.OK else self._fail).append(bits)
        return outcome

    def _get(self, bits: int, purpose: ProbePurpose, candidates: int) -> None:
        if len(self.given) >= self._limit:
            raise LimitReachedError
        if self._respond is None:
            raise PendingError(bits, purpose, candidates)
        outcome = self._respond(bits)
        self.given.append((bits, outcome))
        self._waiting[bits].append(outcome)

    def infer(self, bits: int) -> Outcome | None:
        """Return what was seen of a combination, or follows from others; else None.

        With fewer plugins than where all was well all is well; with more than where the
        fault shows it shows. Where both follow, neither does.
        """
        if bits in self._seen:
            return self._seen[bits][0]
        is_ok = any(not bits & ~mask for mask in self._ok)
        is_fail = any(not mask & ~bits for mask in self._fail)
        if is_ok == is_fail:
            return None
        return Outcome.OK if is_ok else Outcome.FAIL

    def confirm(self, bits: int, expected: Outcome, *, times: int) -> Outcome:
        """Return what was expected once it was seen so many times, or else what was seen."""
        if Outcome.UNRESOLVED in self._seen.get(bits, ()):
            return Outcome.UNRESOLVED  # it will not be told the next time
        while self._seen.get(bits, []).count(expected) < times:
            outcome = self.ask(bits, ProbePurpose.CONFIRM, again=True)
            if outcome is not expected:
                return outcome
        return expected

    def has_both(self, bits: int) -> bool:
        """Whether a combination was answered with ok and with fail."""
        return {Outcome.OK, Outcome.FAIL} <= set(self._seen.get(bits, ()))
