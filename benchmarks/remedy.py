"""Plans: the cheapest set of actions for the conflicts of a large shop."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping

from benchmarks._tables import Table
from sellxed_sdk.compatibility._remedy._cover import Cover, select_cover

__all__ = ["run"]

_PLUGINS, _CONFLICTS = 150, 120
_Problem = tuple[list[frozenset[int]], list[int], Mapping[int, frozenset[int]]]


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure random shops: 150 plugins with 120 conflicts, with and without requirements."""
    rounds = 10 if quick else 60
    kinds: dict[str, Callable[[random.Random], _Problem]] = {
        "deactivations only": lambda chance: _problem(chance, updates=0.0),
        "half of them have an update": lambda chance: _problem(chance, updates=0.5),
        "and 100 require one": lambda chance: _problem(chance, updates=0.5, hub=100),
        "and 15 require others in chains": lambda chance: _problem(chance, updates=0.5, chains=15),
    }
    rows = []
    base = 0.0
    for name, make in kinds.items():
        seconds, covers = _solve(make, rounds)
        base = base or statistics.mean(seconds)
        proven = sum(cover.cost == cover.lower_bound for cover in covers)
        rows.append(
            (
                name,
                f"{statistics.mean(seconds) * 1e3:.1f}",
                f"{statistics.median(seconds) * 1e3:.1f}",
                f"{max(seconds) * 1e3:.1f}",
                f"{statistics.mean(seconds) / base:.1f}",
                f"{proven} of {rounds}",
            )
        )
    return [
        Table(
            title=f"Cheapest plan: {_PLUGINS} plugins, {_CONFLICTS} conflicts, {rounds} shops each",
            columns=("", "ms (mean)", "ms (median)", "ms (slowest)", "ratio", "proven"),
            rows=tuple(rows),
            notes=("Not proven: a lower bound is told with the plan.",),
        )
    ]


def _solve(
    make: Callable[[random.Random], _Problem], rounds: int
) -> tuple[list[float], list[Cover]]:
    chance = random.Random(1)  # noqa: S311 - the same shops in every run
    seconds, covers = [], []
    for _ in range(rounds):
        needs, costs, along = make(chance)
        begun = time.perf_counter()
        covers.append(select_cover(needs, costs=costs, along=along))
        seconds.append(time.perf_counter() - begun)
    return seconds, covers


def _problem(chance: random.Random, *, updates: float, hub: int = 0, chains: int = 0) -> _Problem:
    costs = [chance.choice([3, 3, 3, 6, 12]) for _ in range(_PLUGINS)] + [1] * _CONFLICTS
    needs = []
    for number in range(_CONFLICTS):
        need = set(chance.sample(range(_PLUGINS), 2))
        if chance.random() < updates:
            need.add(_PLUGINS + number)
        needs.append(frozenset(need))
    along: dict[int, set[int]] = {0: set(range(1, 1 + hub))} if hub else {}
    requires = {
        plugin: chance.randrange(plugin) for plugin in chance.sample(range(1, _PLUGINS), chains)
    }
    for plugin in requires:
        needed = plugin
        while needed in requires:
            needed = requires[needed]
            along.setdefault(needed, set()).add(plugin)
    return needs, costs, {number: frozenset(others) for number, others in along.items()}
