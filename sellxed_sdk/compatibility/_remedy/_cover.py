"""The cheapest set that has something of everything: minimum-weight hitting set, exact.

Branch and bound. What makes it fast enough are the reductions: forced choices,
dominated choices, needs that others imply, and parts that have nothing in common.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

__all__ = ["select_cover"]

# Needs looked at, over all steps: a few seconds at most.
MAX_WORK = 400_000
MAX_DEPTH = 150
# The reductions compare all with all; beyond this a good set has to do.
MAX_NEEDS = 1_500

_Needs = frozenset[frozenset[int]]


def select_cover(
    needs: Iterable[frozenset[int]], *, costs: Sequence[int]
) -> tuple[frozenset[int], bool]:
    """Choose the cheapest numbers so that each need has one of them.

    Args:
        needs: Sets of numbers, none empty, of which one each is needed.
        costs: The cost of each number, greater than 0.

    Returns:
        The numbers, and whether it is proven that nothing cheaper does.
    """
    search = _Search(costs)
    chosen = search.solve(frozenset(needs), limit=sum(costs) + 1, depth=0)
    return chosen or frozenset(), search.is_proven


class _Search:
    def __init__(self, costs: Sequence[int]) -> None:
        self._costs = costs
        self._work = 0
        self.is_proven = True

    def solve(self, needs: _Needs, *, limit: int, depth: int) -> frozenset[int] | None:
        """Return the cheapest choice below a limit, or None where there is none."""
        self._work += len(needs)
        if self._work > MAX_WORK or depth > MAX_DEPTH or len(needs) > MAX_NEEDS:
            self.is_proven = False
            chosen = self._greedy(needs)
            return chosen if self._cost(chosen) < limit else None
        forced, needs = self._reduce(needs)
        limit -= self._cost(forced)
        if limit <= 0:
            return None
        for part in _split(needs):
            # A choice by greed first, so that the bound bites from the beginning.
            greedy = self._greedy(part)
            bound = min(limit, self._cost(greedy))
            better = self._branch(part, limit=bound, depth=depth)
            chosen = better if better is not None else greedy
            limit -= self._cost(chosen)
            if limit <= 0:
                return None
            forced |= chosen
        return forced

    def _branch(self, needs: _Needs, *, limit: int, depth: int) -> frozenset[int] | None:
        if self._lower_bound(needs) >= limit:
            return None
        rows = Counter(number for need in needs for number in need)
        pivot = min(rows, key=lambda number: (-rows[number], self._costs[number], number))
        best = None
        rest = frozenset(need for need in needs if pivot not in need)
        found = self.solve(rest, limit=limit - self._costs[pivot], depth=depth + 1)
        if found is not None:
            best = found | {pivot}
            limit = self._cost(best)
        without = frozenset(need - {pivot} for need in needs)
        if frozenset() not in without:
            found = self.solve(without, limit=limit, depth=depth + 1)
            best = found if found is not None else best
        return best

    def _reduce(self, needs: _Needs) -> tuple[frozenset[int], _Needs]:
        forced: set[int] = set()
        while True:
            single = {number for need in needs if len(need) == 1 for number in need}
            forced |= single
            smaller = frozenset(need for need in needs if not need & single)
            smaller = _drop_implied(self._drop_dominated(smaller))
            if smaller == needs:
                return frozenset(forced), needs
            needs = smaller

    def _drop_dominated(self, needs: _Needs) -> _Needs:
        """Leave out numbers in whose place a cheaper one serves at least the same needs."""
        rows: dict[int, set[frozenset[int]]] = defaultdict(set)
        for need in needs:
            for number in need:
                rows[number].add(need)
        dropped: set[int] = set()
        for number, served in rows.items():
            rivals = frozenset.intersection(*served) - dropped - {number}
            if any(self._is_preferred(rival, number, rows) for rival in rivals):
                dropped.add(number)
        return frozenset(need - dropped for need in needs) if dropped else needs

    def _is_preferred(self, rival: int, number: int, rows: dict[int, set[frozenset[int]]]) -> bool:
        # The rival is in all needs of the number. Among equals the first stays.
        if self._costs[rival] != self._costs[number]:
            return self._costs[rival] < self._costs[number]
        return len(rows[rival]) > len(rows[number]) or rival < number

    def _greedy(self, needs: _Needs) -> frozenset[int]:
        rows: dict[int, set[frozenset[int]]] = defaultdict(set)
        for need in needs:
            for number in need:
                rows[number].add(need)
        chosen = set()
        missing = set(needs)
        while missing:
            number = min(rows, key=lambda n: (-len(rows[n]) / self._costs[n], n))
            chosen.add(number)
            for need in rows.pop(number):
                missing.discard(need)
                for other in need - {number}:
                    if other in rows:
                        rows[other].discard(need)
        return frozenset(chosen)

    def _lower_bound(self, needs: _Needs) -> int:
        """Return what the needs cost at least: each pays what its numbers have left (LP dual)."""
        left = {number: self._costs[number] for need in needs for number in need}
        bound = 0
        for need in sorted(needs, key=lambda need: (len(need), sorted(need))):
            paid = min(left[number] for number in need)
            bound += paid
            for number in need:
                left[number] -= paid
        return bound

    def _cost(self, chosen: Iterable[int]) -> int:
        return sum(self._costs[number] for number in chosen)


def _drop_implied(needs: _Needs) -> _Needs:
    """Leave out a need that contains another: who serves that, serves it, too."""
    kept: list[frozenset[int]] = []
    for need in sorted(needs, key=len):
        if not any(other <= need for other in kept):
            kept.append(need)
    return frozenset(kept)


def _split(needs: _Needs) -> list[_Needs]:
    """Return the parts that have no number in common."""
    parts: list[tuple[set[int], list[frozenset[int]]]] = []
    for need in sorted(needs, key=sorted):
        numbers, members = set(need), [need]
        rest = []
        for part in parts:
            if part[0] & numbers:
                numbers |= part[0]
                members += part[1]
            else:
                rest.append(part)
        parts = [*rest, (numbers, members)]
    return [frozenset(members) for _, members in parts]
