"""The cheapest set that has something of everything: minimum-weight hitting set, exact.

Branch and bound. What makes it fast enough are the reductions: forced choices, dominated
choices, needs that others imply, and parts that have nothing in common. A choice may bring
others with it, as a plugin that is deactivated takes along what cannot do without it: those
are paid once, whoever brings them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import attrs

__all__ = ["Cover", "select_cover"]

# Needs looked at, over all steps: some seconds at most.
MAX_WORK = 100_000
MAX_DEPTH = 150
# The reductions compare all with all; beyond this a good set has to do.
MAX_NEEDS = 1_500

_Needs = frozenset[frozenset[int]]
_NOTHING: Mapping[int, frozenset[int]] = MappingProxyType({})


@attrs.frozen
class Cover:
    """A choice that has something of every need."""

    chosen: frozenset[int]
    """The numbers, with those that they bring along."""
    cost: int
    """Of all of them."""
    lower_bound: int
    """What any choice costs at least; equal to ``cost`` where this is the cheapest."""


def select_cover(
    needs: Iterable[frozenset[int]],
    *,
    costs: Sequence[int],
    along: Mapping[int, frozenset[int]] = _NOTHING,
) -> Cover:
    """Choose the cheapest numbers so that each need has one of them.

    Args:
        needs: Sets of numbers, none empty, of which one each is needed.
        costs: The cost of each number, greater than 0.
        along: The numbers that a number brings along, with those that they bring. Who brings
            a number serves its needs as well.
    """
    served: dict[int, set[int]] = defaultdict(set)
    for number, others in along.items():
        for other in others:
            served[other].add(number)
    whole = frozenset(
        need.union(*(served[number] for number in need)) if served else need for need in needs
    )
    search = _Search(costs, along)
    bound = search.bound(whole)
    found = search.solve(whole, paid=frozenset(), limit=sum(costs) + 1, depth=0) or frozenset()
    cost = sum(costs[number] for number in found)
    return Cover(chosen=found, cost=cost, lower_bound=cost if search.is_proven else bound)


class _Search:
    """All sets of numbers are closed: what they bring along is among them."""

    def __init__(self, costs: Sequence[int], along: Mapping[int, frozenset[int]]) -> None:
        self._costs = costs
        self._along = along
        self._sets = {number: others | {number} for number, others in along.items()}
        self._work = 0
        self.is_proven = True

    def bound(self, needs: _Needs) -> int:
        """Return what the needs cost at least."""
        return self._lower_bound(_drop_implied(needs), frozenset())

    def solve(
        self, needs: _Needs, *, paid: frozenset[int], limit: int, depth: int
    ) -> frozenset[int] | None:
        """Return what is cheapest to pay besides, below a limit, or None where nothing is."""
        self._work += len(needs)
        if self._work > MAX_WORK or depth > MAX_DEPTH or len(needs) > MAX_NEEDS:
            self.is_proven = False
            chosen = self._greedy(needs, paid)
            return chosen if self._cost(chosen) < limit else None
        forced, needs = self._reduce(needs, paid)
        limit -= self._cost(forced)
        if limit <= 0:
            return None
        for part in self._split(needs, paid | forced):
            # A choice by greed first, so that the bound bites from the beginning.
            greedy = self._greedy(part, paid | forced)
            bound = min(limit, self._cost(greedy))
            better = self._branch(part, paid=paid | forced, limit=bound, depth=depth)
            chosen = better if better is not None else greedy
            limit -= self._cost(chosen)
            if limit <= 0:
                return None
            forced |= chosen
        return forced

    def _branch(
        self, needs: _Needs, *, paid: frozenset[int], limit: int, depth: int
    ) -> frozenset[int] | None:
        if self._lower_bound(needs, paid) >= limit:
            return None
        rows = Counter(number for need in needs for number in need)
        pivot = min(rows, key=lambda number: (-rows[number], self._price(number, paid), number))
        best = None
        new = self._closed(pivot) - paid
        rest = frozenset(need for need in needs if not need & new)
        found = self.solve(rest, paid=paid | new, limit=limit - self._cost(new), depth=depth + 1)
        if found is not None:
            best = found | new
            limit = self._cost(best)
        without = frozenset(need - {pivot} for need in needs)
        if frozenset() not in without:
            found = self.solve(without, paid=paid, limit=limit, depth=depth + 1)
            best = found if found is not None else best
        return best

    def _reduce(self, needs: _Needs, paid: frozenset[int]) -> tuple[frozenset[int], _Needs]:
        forced: frozenset[int] = frozenset()
        while True:
            for need in needs:
                if len(need) == 1:
                    forced |= self._closed(*need) - paid
            smaller = frozenset(need for need in needs if not need & forced)
            smaller = _drop_implied(self._drop_dominated(smaller, paid | forced))
            if smaller == needs:
                return forced, needs
            needs = smaller

    def _drop_dominated(self, needs: _Needs, paid: frozenset[int]) -> _Needs:
        """Leave out numbers in whose place a cheaper one serves at least the same needs."""
        rows: dict[int, set[frozenset[int]]] = defaultdict(set)
        for need in needs:
            for number in need:
                rows[number].add(need)
        shared = self._shared(rows, paid)
        dropped: set[int] = set()
        for number, served in rows.items():
            rivals = frozenset.intersection(*served) - dropped - {number}
            # What others bring along as well may be paid for anyway: only the rest is saved.
            saved = self._saved(number, shared, paid)
            for rival in rivals:
                price = self._price(rival, paid)
                is_wider = len(rows[rival]) > len(served) or rival < number
                if price < saved or (price == saved and is_wider):
                    dropped.add(number)
                    break
        return frozenset(need - dropped for need in needs) if dropped else needs

    def _saved(self, number: int, shared: Mapping[int, int], paid: frozenset[int]) -> int:
        if not shared:
            return self._costs[number]
        return sum(self._costs[n] for n in self._closed(number) - paid if shared[n] == 1)

    def _shared(self, numbers: Iterable[int], paid: frozenset[int]) -> Counter[int]:
        """Return how many numbers bring each one, where any brings others."""
        if not self._along:
            return Counter()
        shared: Counter[int] = Counter()
        for number in numbers:
            others = self._sets.get(number)
            shared.update((number,) if others is None else others - paid)
        return shared

    def _greedy(self, needs: _Needs, paid: frozenset[int]) -> frozenset[int]:
        rows: dict[int, set[frozenset[int]]] = defaultdict(set)
        for need in needs:
            for number in need:
                rows[number].add(need)
        chosen: frozenset[int] = frozenset()
        missing = set(needs)
        while missing:
            prices = {number: self._price(number, paid | chosen) for number in rows}
            number = min(rows, key=lambda n: (-len(rows[n]) / max(prices[n], 1), n))
            new = self._closed(number) - paid - chosen
            chosen |= new
            for need in [need for entry in new | {number} for need in rows.pop(entry, ())]:
                missing.discard(need)
                for other in need:
                    if other in rows:
                        rows[other].discard(need)
        return chosen

    def _lower_bound(self, needs: _Needs, paid: frozenset[int]) -> int:
        """Return what the needs cost at least: each pays what its numbers have left (LP dual)."""
        numbers = {number for need in needs for number in need}
        left = self._budgets(numbers, paid)
        bound = 0.0
        for need in sorted(needs, key=lambda need: (len(need), sorted(need))):
            least = min(left[number] for number in need)
            bound += least
            for number in need:
                left[number] -= least
        return -int(-(bound - 1e-6) // 1)

    def _budgets(self, numbers: set[int], paid: frozenset[int]) -> dict[int, float]:
        """Return a part of the costs for each number, so that no cost is given out twice."""
        shared = self._shared(numbers, paid)
        if not shared:
            return {number: float(self._costs[number]) for number in numbers}
        return {
            number: sum(self._costs[n] / shared[n] for n in self._closed(number) - paid)
            for number in numbers
        }

    def _split(self, needs: _Needs, paid: frozenset[int]) -> list[_Needs]:
        """Return the parts that have no number in common, and bring none in common."""
        parts: list[tuple[set[int], list[frozenset[int]]]] = []
        for need in sorted(needs, key=sorted):
            numbers, members = set(need), [need]
            if self._along:
                numbers = numbers.union(*map(self._closed, need)) - paid
            rest = []
            for part in parts:
                if part[0] & numbers:
                    numbers |= part[0]
                    members += part[1]
                else:
                    rest.append(part)
            parts = [*rest, (numbers, members)]
        return [frozenset(members) for _, members in parts]

    def _closed(self, number: int) -> frozenset[int]:
        return self._sets.get(number) or frozenset((number,))

    def _price(self, number: int, paid: frozenset[int]) -> int:
        if number not in self._along:
            return self._costs[number] if number not in paid else 0
        return self._cost(self._closed(number) - paid)

    def _cost(self, chosen: Iterable[int]) -> int:
        return sum(self._costs[number] for number in chosen)


def _drop_implied(needs: _Needs) -> _Needs:
    """Leave out a need that contains another: who serves that, serves it, too."""
    kept: list[frozenset[int]] = []
    for need in sorted(needs, key=len):
        if not any(other <= need for other in kept):
            kept.append(need)
    return frozenset(kept)
