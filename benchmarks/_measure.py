"""Timing in interleaved rounds: what slows the machine down slows all cases down."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import attrs

__all__ = ["Case", "Timing", "measure"]


@attrs.frozen(kw_only=True)
class Case:
    """One thing to be measured."""

    name: str
    """As shown in the table."""
    work: Callable[[int], object]
    """Does the work of a round, whose number it is given."""
    count: int = 1
    """How many operations one call of ``work`` does."""


@attrs.frozen(kw_only=True)
class Timing:
    """Seconds for one operation."""

    best: float
    """Of the fastest round: what the work costs where nothing disturbs it."""
    median: float
    """Of the rounds: what it cost on this machine at this time."""


def measure(cases: Sequence[Case], *, rounds: int) -> dict[str, Timing]:
    """Run all cases once a round, each round beginning with another case.

    Args:
        cases: What is compared.
        rounds: How often.
    """
    seconds: dict[str, list[float]] = {case.name: [] for case in cases}
    with _undisturbed():
        for number in range(rounds):
            first = number % len(cases)
            for case in (*cases[first:], *cases[:first]):
                begun = time.perf_counter()
                case.work(number)
                seconds[case.name].append((time.perf_counter() - begun) / case.count)
            gc.collect()
    return {
        name: Timing(best=min(values), median=statistics.median(values))
        for name, values in seconds.items()
    }


@contextmanager
def _undisturbed() -> Iterator[None]:
    enabled = gc.isenabled()
    gc.collect()
    gc.freeze()  # collecting between rounds need not look at a case's large input
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()
