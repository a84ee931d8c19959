"""Searching for an unknown conflict: how many combinations have to be tried, and is it right?"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from functools import partial
from statistics import mean

from benchmarks._searches import SEARCHES, Test
from benchmarks._tables import Table
from sellxed_sdk.compatibility import Outcome, bisect_conflict

__all__ = ["run"]

_SHOPS = ((20, 1), (40, 2), (80, 1), (80, 2), (80, 3), (150, 3))

_Search = Callable[[Sequence[str], Test], frozenset[str]]


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Count combinations, for random causes that are the same for every search."""
    count = 100 if quick else 1_000
    return [_table(plugins, needed, count) for plugins, needed in _SHOPS]


def _ours(
    plugins: Sequence[str], shows: Test, *, confirmations: int, max_causes: int, near: bool = False
) -> frozenset[str]:
    report = bisect_conflict(
        plugins,
        probe=lambda on: Outcome.FAIL if shows(on) else Outcome.OK,
        suspects=plugins[: len(plugins) // 8] if near else (),
        confirmations=confirmations,
        max_causes=max_causes,
    )
    return frozenset(report.causes[0].plugins) if report.causes else frozenset()


def _table(plugins: int, needed: int, count: int) -> Table:
    names = [f"plugin-{number}" for number in range(plugins)]
    chance = random.Random(11)  # noqa: S311 - the same causes in every run
    causes = [frozenset(chance.sample(names, needed)) for _ in range(count)]
    fewest = partial(_ours, confirmations=0, max_causes=1)
    searches: dict[str, _Search] = {
        "sellxed_sdk, fewest": fewest,
        "the same, suspects named": partial(fewest, near=True),
        "sellxed_sdk, confirmed, and a look at the rest": partial(
            _ours, confirmations=1, max_causes=5
        ),
        **SEARCHES,
    }
    rows = []
    for name, search in searches.items():
        is_ours, is_named = name not in SEARCHES, "suspects" in name
        tries, right = zip(
            *(
                _try(search, _order(names, cause) if is_named else names, cause, again=is_ours)
                for cause in causes
            ),
            strict=True,
        )
        cells = (f"{max(tries)}", f"{mean(tries):.1f}", f"{100 * mean(right):.0f} %")
        rows.append((name, *cells))
    bound = needed * math.ceil(math.log2(plugins)) + needed + 1
    return Table(
        title=f"{plugins} plugins, the fault needs {needed} of them; {count} random causes",
        columns=("", "most combinations", "on average", "right"),
        rows=tuple(rows),
        notes=(f"k * ceil(log2 n) + k + 1 = {bound}",),
    )


def _order(names: Sequence[str], cause: frozenset[str]) -> Sequence[str]:
    """Return the plugins with the cause somewhere in the first eighth."""
    others = [name for name in names if name not in cause]
    places = max(len(names) // 8 - len(cause), 0)
    suspects = [*others[:places], *sorted(cause)]
    random.Random(",".join(suspects)).shuffle(suspects)  # noqa: S311 - likewise
    return [*suspects, *others[places:]]


def _try(
    search: _Search, names: Sequence[str], cause: frozenset[str], *, again: bool
) -> tuple[int, bool]:
    """Return how many combinations were tried, and whether the cause was found.

    Ours asks a combination again only to confirm it, and that counts. With the others,
    which have no such step, one that was tried before is remembered and does not.
    """
    tried: list[frozenset[str]] = []

    def shows(on: frozenset[str]) -> bool:
        tried.append(on)
        return cause <= on

    found = search(names, shows)
    return len(tried if again else set(tried)), found == cause
