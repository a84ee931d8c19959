"""Bisection: which plugins cause a fault that no rule knows?

What this decides: which combination to try next, and what the answers tell. It switches
nothing: a callback does, or a person over days.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import attrs

from sellxed_sdk.compatibility._bisection._ask import Answers, PendingError
from sellxed_sdk.compatibility._bisection._report import describe_search
from sellxed_sdk.compatibility._bisection._search import Search
from sellxed_sdk.compatibility._bisection._units import Layout, lay_out
from sellxed_sdk.compatibility._bisection._values import (
    MAX_ANSWERS,
    MAX_CONFIRMATIONS,
    MAX_PLUGINS,
    Answer,
    Bisection,
    BisectionReport,
    Outcome,
    Probe,
)
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import bisection as codes

__all__ = [
    "bisect_conflict",
    "forget_outcome",
    "next_probe",
    "record_outcome",
    "report_bisection",
    "start_bisection",
]


def bisect_conflict(
    plugins: Iterable[str],
    *,
    probe: Callable[[frozenset[str]], Outcome],
    requires: Mapping[str, Collection[str]] | None = None,
    always_on: Iterable[str] = (),
    suspects: Iterable[str] = (),
    confirmations: int = 1,
    max_causes: int = 5,
    max_probes: int = 1_000,
) -> BisectionReport:
    """Find which plugins cause a fault, with a function that can try combinations.

    In n plugins, k of which are needed together, a cause takes at most
    ``k * ceil(log2 n) + k + 1`` calls where more plugins never make the fault go away, and
    everything can be tried. With ``confirmations=0, max_causes=1`` that is all; else comes
    one call for the control, ``confirmations * (k + 1)`` at most for each cause, and one
    call after each cause to see whether there is another.

    Args:
        plugins: What is switched on and off; where one is known to have changed lately,
            it stands before others.
        probe: Is called with everything that is to be on, and says what was seen.
        requires: What a plugin requires to be on. Names that are not among the plugins
            are taken to be on.
        always_on: What stays on all the time, with what it requires.
        suspects: Plugins that are asked about first, the most suspicious first.
        confirmations: How many more times each cause has to be seen; 0 for the fewest calls.
        max_causes: How many independent causes are looked for. A found one is taken away,
            and the search goes on while the fault shows.
        max_probes: After how many calls it is given up.

    Returns:
        What was found. Never raises by itself; what ``probe`` raises goes through.
    """
    bisection = start_bisection(
        plugins,
        requires=requires,
        always_on=always_on,
        suspects=suspects,
        confirmations=confirmations,
        max_causes=max_causes,
        max_probes=max_probes,
    )
    layout = _lay_out(bisection)

    def respond(bits: int) -> Outcome:
        return Outcome(probe(frozenset((*layout.names(bits), *bisection.always_on))))

    search = Search(bisection, layout, Answers(bisection, layout, respond=respond))
    search.run()
    return describe_search(search, is_finished=True)


def start_bisection(
    plugins: Iterable[str],
    *,
    requires: Mapping[str, Collection[str]] | None = None,
    always_on: Iterable[str] = (),
    suspects: Iterable[str] = (),
    confirmations: int = 1,
    max_causes: int = 5,
    max_probes: int = 1_000,
    context: Mapping[str, str] | None = None,
) -> Bisection:
    """Return a search that has no answers yet.

    Args:
        plugins: As for `bisect_conflict`, and so are the others.
        requires: What a plugin requires to be on.
        always_on: What stays on all the time, with what it requires.
        suspects: Plugins that are asked about first.
        confirmations: How many more times each cause has to be seen.
        max_causes: How many independent causes are looked for.
        max_probes: After how many answers it is given up.
        context: What the caller wants to find again with it, as the host of the shop.
    """
    known = dict.fromkeys(plugins)
    needed = {name: tuple(others) for name, others in (requires or {}).items()}
    kept = _close(always_on, needed)
    first = [name for name in dict.fromkeys(suspects) if name in known and name not in kept]
    switched = tuple(name for name in dict.fromkeys((*first, *known)) if name not in kept)
    members = frozenset(switched)
    return Bisection(
        plugins=switched,
        suspects=len(first),
        requires=tuple(
            (name, others)
            for name in switched
            if (others := tuple(o for o in dict.fromkeys(needed.get(name, ())) if o in members))
        ),
        always_on=tuple(kept),
        confirmations=min(max(confirmations, 0), MAX_CONFIRMATIONS),
        max_causes=min(max(max_causes, 1), MAX_PLUGINS),
        max_probes=min(max(max_probes, 1), MAX_ANSWERS),
        context=tuple(sorted((context or {}).items())),
    )


def _close(names: Iterable[str], requires: Mapping[str, tuple[str, ...]]) -> dict[str, None]:
    found: dict[str, None] = {}
    waiting = list(names)[::-1]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting.extend(requires.get(name, ()))
    return found


def next_probe(bisection: Bisection) -> Probe | None:
    """Return the combination to try next; None where the search is finished.

    Args:
        bisection: The search. The same one asks the same again.
    """
    search, pending = _replay(bisection)
    if pending is None:
        return None
    layout = search.layout
    return Probe(
        enabled=layout.names(pending.bits),
        disabled=layout.names(layout.everything & ~pending.bits)[::-1],
        purpose=pending.purpose,
        number=len(bisection.answers) + 1,
        candidates=pending.candidates,
    )


def record_outcome(bisection: Bisection, outcome: Outcome) -> Bisection:
    """Return the search with the answer to what `next_probe` asks.

    Raises:
        ConfigurationError: The search is finished.
    """
    probe = next_probe(bisection)
    if probe is None:
        raise codes.BISECTION_NO_QUESTION.error(ConfigurationError, setting="outcome")
    answer = Answer(enabled=tuple(sorted(probe.enabled)), outcome=outcome)
    return attrs.evolve(bisection, answers=(*bisection.answers, answer))


def forget_outcome(bisection: Bisection) -> Bisection:
    """Return the search without its last answer, which was a mistake.

    Raises:
        ConfigurationError: There is no answer yet.
    """
    if not bisection.answers:
        raise codes.BISECTION_NO_QUESTION.error(ConfigurationError, setting="outcome")
    return attrs.evolve(bisection, answers=bisection.answers[:-1])


def report_bisection(bisection: Bisection) -> BisectionReport:
    """Return what a search has found, finished or not."""
    search, pending = _replay(bisection)
    return describe_search(search, is_finished=pending is None)


def _replay(bisection: Bisection) -> tuple[Search, PendingError | None]:
    layout = _lay_out(bisection)
    search = Search(bisection, layout, Answers(bisection, layout))
    try:
        search.run()
    except PendingError as pending:
        return search, pending
    return search, None


def _lay_out(bisection: Bisection) -> Layout:
    return lay_out(bisection.plugins, bisection.requires, bisection.suspects)
