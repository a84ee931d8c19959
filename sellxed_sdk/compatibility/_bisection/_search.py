"""The search: binary over the beginnings of a list, with what was found kept on.

The shortest beginning with which the fault shows ends with a plugin that has its part
in it. With that one on, the next is looked for in what stands before it, until those
that were found do it alone. In n plugins, k of which are needed together, this takes at
most k * ceil(log2 n) + k + 1 combinations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from sellxed_sdk.compatibility._bisection._ask import Answers, LimitReachedError
from sellxed_sdk.compatibility._bisection._units import Layout
from sellxed_sdk.compatibility._bisection._values import Bisection, Outcome, ProbePurpose
from sellxed_sdk.findings import Code, Finding
from sellxed_sdk.findings.codes import bisection as codes

__all__ = ["Found", "Search"]

# Places that are tried where one cannot be told, before the whole part counts as one.
MAX_DETOURS = 6
# Answers that tell nothing, before it is left undecided.
MAX_DARK = 20


@attrs.frozen(kw_only=True)
class Found:
    """A cause, in units."""

    units: tuple[int, ...]
    undecided: tuple[int, ...]
    is_confirmed: bool


@attrs.define
class Search:
    """One run from the beginning, until it is finished or an answer is missing.

    Args:
        bisection: What is searched.
        layout: Its plugins.
        answers: What is known.
    """

    bisection: Bisection
    layout: Layout
    answers: Answers
    found: list[Found] = attrs.field(factory=list)
    notes: list[Finding] = attrs.field(factory=list)

    def run(self) -> None:
        """Search.

        Raises:
            PendingError: An answer is missing.
        """
        try:
            self._run()
        except LimitReachedError:
            count = self.bisection.max_probes
            self.notes.append(codes.BISECTION_LIMIT_REACHED.finding(count=count))

    def _run(self) -> None:
        if not self._begin():
            return
        pool: tuple[int, ...] = tuple(range(len(self.layout.units)))
        while True:
            units, undecided = self._reduce(*self._find(pool))
            cause = self._settle(units, undecided)
            if not cause.units and not cause.undecided:
                self._note(codes.BISECTION_NOT_PLUGINS)
                return
            self.found.append(cause)
            is_last = len(self.found) >= self.bisection.max_causes
            if (is_last and self.bisection.max_causes == 1) or self._is_shaky(cause):
                return
            pool = self.layout.without(pool, (*cause.units, *cause.undecided))
            rest = self.answers.ask(self.layout.close(pool), ProbePurpose.REST)
            if rest is Outcome.UNRESOLVED:
                self._note(codes.BISECTION_REST_UNTESTED)
            elif rest is Outcome.FAIL and is_last:
                self._note(codes.BISECTION_MORE_CAUSES)
            if rest is not Outcome.FAIL or is_last:
                return

    def _note(self, code: Code) -> None:
        self.notes.append(code.finding())

    def _begin(self) -> bool:
        first = self.answers.ask(self.layout.everything, ProbePurpose.ALL)
        if first is Outcome.OK:
            self._note(codes.BISECTION_NOT_REPRODUCED)
        elif first is Outcome.UNRESOLVED:
            self._note(codes.BISECTION_ALL_UNTESTED)
        elif not self.layout.units:
            self._note(codes.BISECTION_NOT_PLUGINS)
        elif not self.bisection.confirmations:
            return True  # whether the fault goes away mostly follows from the search
        else:
            control = self.answers.ask(0, ProbePurpose.CONTROL)
            if control is Outcome.FAIL:
                self._note(codes.BISECTION_NOT_PLUGINS)
            elif control is Outcome.UNRESOLVED:
                self._note(codes.BISECTION_CONTROL_UNTESTED)
            return control is not Outcome.FAIL
        return False

    def _find(self, pool: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return units that the fault needs, and more of which some may not be needed."""
        certain: list[int] = []
        undecided: list[int] = []
        while True:
            base = self.layout.close((*certain, *undecided))
            pool = [n for n in pool if self.layout.units[n].closed & ~base]
            if not pool or (
                base
                and self.answers.ask(base, ProbePurpose.CHECK, candidates=len(pool)) is Outcome.FAIL
            ):
                return tuple(certain), tuple(undecided)
            below, above = self._narrow(base, pool)
            is_known = above - below == 1 and (
                below > 0 or not base or self.answers.infer(base) is Outcome.OK
            )
            (certain if is_known else undecided).extend(pool[below:above])
            pool = pool[:below]

    def _narrow(self, base: int, pool: Sequence[int]) -> tuple[int, int]:
        """Return the longest beginning that is well, and the shortest with the fault."""
        below, above = 0, len(pool)
        dark: set[int] = set()
        while above - below > 1:
            place = self._choose(pool, below, above, dark)
            if place is None:
                break
            bits = base | self.layout.close(pool[:place])
            outcome = self.answers.ask(bits, ProbePurpose.SEARCH, candidates=above - below)
            if outcome is Outcome.FAIL:
                above = place
            elif outcome is Outcome.OK:
                below = place
            else:
                dark.add(place)
        return below, above

    def _choose(
        self, pool: Sequence[int], below: int, above: int, dark: Iterable[int]
    ) -> int | None:
        """Return where to divide; None where it has been tried often enough."""
        passed = {place for place in dark if below < place < above}
        if len(passed) >= MAX_DETOURS:
            return None
        size = above - below
        # Both sides have to fit into the divisions that are left, and not more.
        half = 1 << ((size - 1).bit_length() - 1)
        suspects = [n for n in range(below, above) if self.layout.units[pool[n]].is_suspect]
        wanted = suspects[-1] + 1 - below if suspects else size
        if wanted == size:
            wanted = size // 2
        middle = below + min(max(wanted, size - half), half)
        near = (place for place in _spread(middle, size) if below < place < above)
        return next((place for place in near if place not in passed), None)

    def _reduce(
        self, certain: tuple[int, ...], undecided: tuple[int, ...]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Leave out of what could not be told apart what the fault does not need.

        Ever smaller parts are switched off, as in ddmin (delta debugging, IEEE TSE 28(2), 2002).
        """
        size = (len(undecided) + 1) // 2
        dark = 0
        while undecided:
            for part in [undecided[at : at + size] for at in range(0, len(undecided), size)]:
                rest = tuple(n for n in undecided if n not in part)
                bits = self.layout.close((*certain, *rest))
                if bits == self.layout.close((*certain, *undecided)) or dark >= MAX_DARK:
                    continue
                outcome = self.answers.ask(bits, ProbePurpose.SEARCH, candidates=len(undecided))
                if outcome is Outcome.FAIL:
                    undecided = rest
                elif outcome is Outcome.OK and len(part) == 1:
                    certain, undecided = (*certain, *part), rest
                dark += outcome is Outcome.UNRESOLVED
            if size == 1:
                break
            size = (size + 1) // 2
        return certain, undecided

    def _settle(self, certain: tuple[int, ...], undecided: tuple[int, ...]) -> Found:
        """See again what was found, and leave out what the fault shows without."""
        times = self.bisection.confirmations
        is_confirmed = times > 0 and not undecided
        while certain or undecided:
            whole = self.layout.close((*certain, *undecided))
            if times and self.answers.confirm(whole, Outcome.FAIL, times=times + 1) is not (
                Outcome.FAIL
            ):
                is_confirmed = False
                break
            needless = None
            for unit in certain:
                rest = self.layout.close(n for n in (*certain, *undecided) if n != unit)
                if rest == whole:
                    continue
                outcome = self._ask_without(rest, times)
                is_confirmed &= outcome is not Outcome.UNRESOLVED
                if outcome is Outcome.FAIL:
                    needless = unit
                    break
            if needless is None:
                break
            certain = tuple(n for n in certain if n != needless)
        return Found(units=certain, undecided=undecided, is_confirmed=is_confirmed)

    def _ask_without(self, bits: int, times: int) -> Outcome:
        if times:
            return self.answers.confirm(bits, Outcome.OK, times=times)
        return self.answers.ask(bits, ProbePurpose.CHECK)

    def _is_shaky(self, cause: Found) -> bool:
        """Whether it was seen with and without the fault: what follows would be chance."""
        return self.answers.has_both(self.layout.close((*cause.units, *cause.undecided)))


def _spread(middle: int, size: int) -> Iterator[int]:
    """Yield places around a middle, ever farther away."""
    yield middle
    distance = 1
    while distance < size:
        yield middle + distance
        yield middle - distance
        distance *= 2
