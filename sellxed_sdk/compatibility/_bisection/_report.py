"""What a search has found, in names and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sellxed_sdk.compatibility._bisection._search import Found, Search
from sellxed_sdk.compatibility._bisection._values import BisectionReport, Cause, Outcome
from sellxed_sdk.findings import Finding, sort_findings
from sellxed_sdk.findings.codes import bisection as codes

__all__ = ["describe_search"]


def describe_search(search: Search, *, is_finished: bool) -> BisectionReport:
    """Return the report of a search.

    Args:
        search: After its run.
        is_finished: Whether it needs no more answers.
    """
    given = search.answers.given
    names = search.layout.names
    causes = tuple(_name(search, found) for found in search.found)
    return BisectionReport(
        finished=is_finished,
        causes=causes,
        probes=len(given),
        extra_probes=search.answers.extra,
        unresolved=tuple(names(bits) for bits, seen in given if seen is Outcome.UNRESOLVED),
        findings=sort_findings(_find(search, causes)),
    )


def _name(search: Search, found: Found) -> Cause:
    layout = search.layout
    own = [layout.names(layout.units[number].own) for number in found.units]
    plugins = tuple(name for names in own for name in names)
    undecided = tuple(
        name for number in found.undecided for name in layout.names(layout.units[number].own)
    )
    on = layout.names(layout.close((*found.units, *found.undecided)))
    return Cause(
        plugins=plugins,
        required=tuple(name for name in on if name not in plugins and name not in undecided),
        undecided=undecided,
        confirmed=found.is_confirmed,
    )


def _find(search: Search, causes: Iterable[Cause]) -> Iterator[Finding]:
    for cause in causes:
        if cause.plugins:
            plugins = _join(cause.plugins)
            if cause.confirmed:
                yield codes.BISECTION_CAUSE_FOUND.finding(subject=plugins, plugins=plugins)
            else:
                yield codes.BISECTION_CAUSE_UNCONFIRMED.finding(subject=plugins, plugins=plugins)
        if cause.undecided:
            undecided = _join(cause.undecided)
            yield codes.BISECTION_UNDECIDED.finding(subject=undecided, plugins=undecided)
    for bits in search.answers.contradictions:
        plugins = _join(search.layout.names(bits))
        yield codes.BISECTION_ANSWERS_CONTRADICT.finding(subject=plugins, plugins=plugins)
    yield from search.notes


def _join(names: Iterable[str]) -> str:
    return ", ".join(names) or "-"
