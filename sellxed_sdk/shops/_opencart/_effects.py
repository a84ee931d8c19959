"""What modifications do to the shop's own files: each alone, and all in the platform's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from sellxed_sdk.shops._modification import (
    Operation,
    Outcome,
    Simulation,
    Step,
    apply_ocmod,
    apply_vqmod,
)
from sellxed_sdk.shops._opencart._modifications import Found
from sellxed_sdk.shops._opencart._platform import Platform

__all__ = ["Applied", "Effects", "Spot", "traces"]

MIN_TRACE = 6
MAX_TRACES = 40

Spot = tuple[str, int]
"""A file by its key, and an operation by its number."""
_BEST = (
    Outcome.APPLIED,
    Outcome.UNKNOWN,
    Outcome.IGNORED,
    Outcome.DROPPED,
    Outcome.NOT_FOUND,
)


@attrs.frozen
class Applied:
    """What a set of modifications did."""

    texts: Mapping[str, str]
    """Files that were opened, as they are then."""
    outcomes: Mapping[str, Mapping[Spot, tuple[Outcome, str]]]
    """By uid."""
    aborted_by: str = ""
    """The uid of the modification that kept all behind it from being applied."""

    def outcome(self, uid: str, spot: Spot) -> Outcome | None:
        """Return what became of one operation on one file."""
        found = self.outcomes.get(uid, {}).get(spot)
        return found[0] if found else None


class Effects:
    """Applies modifications to files that are kept in memory.

    Args:
        platform: The shop's version.
        found: All modifications, in the platform's order.
        steps: What each does, by uid.
        texts: The shop's own files.
    """

    def __init__(
        self,
        platform: Platform,
        found: Sequence[Found],
        steps: Mapping[str, tuple[Step, ...]],
        texts: Mapping[str, str],
    ) -> None:
        self._dialect = platform.dialect
        self._found = found
        self._steps = steps
        self._texts = texts
        self._core = tuple(entry.uid for entry in found if entry.is_core)

    def alone(self, uid: str) -> Applied:
        """Apply one modification to the platform as it is shipped."""
        return self.together((uid,))

    def together(self, uids: Iterable[str]) -> Applied:
        """Apply some modifications, and those of the platform, in its order."""
        wanted = set(uids)
        keys = {step.key for uid in wanted for step in self._steps[uid]}
        wanted.update(self._core)
        chosen = [entry for entry in self._found if entry.uid in wanted]
        ocmod = [entry for entry in chosen if entry.engine == "ocmod"]
        vqmod = [entry for entry in chosen if entry.engine == "vqmod"]
        texts = {key: text for key, text in self._texts.items() if key in keys}
        outcomes: dict[str, dict[Spot, tuple[Outcome, str]]] = {}
        aborted_by = ""
        if self._dialect is not None:
            run = apply_ocmod(self._listed(ocmod), texts, dialect=self._dialect)
            texts |= dict(run.texts)
            _collect(run, ocmod, outcomes)
            if run.aborted_by is not None:
                aborted_by = ocmod[run.aborted_by].uid
        if vqmod:
            run = apply_vqmod(self._listed(vqmod), texts)
            texts |= dict(run.texts)
            _collect(run, vqmod, outcomes)
        return Applied(texts, outcomes, aborted_by)

    def _listed(self, found: Sequence[Found]) -> list[tuple[str, tuple[Step, ...]]]:
        return [(entry.document.name, self._steps[entry.uid]) for entry in found]


def _collect(
    run: Simulation,
    found: Sequence[Found],
    outcomes: dict[str, dict[Spot, tuple[Outcome, str]]],
) -> None:
    for result in run.results:
        mine = outcomes.setdefault(found[result.modification].uid, {})
        spot = (result.key, result.number)
        known = mine.get(spot)
        if known is None or _BEST.index(result.outcome) < _BEST.index(known[0]):
            mine[spot] = (result.outcome, result.detail)


def traces(operation: Operation, *, before: str, after: str) -> tuple[str, ...]:
    """Return lines that an operation put into a file, which nothing else had put there.

    Args:
        operation: What was applied; nothing is told of regular expressions.
        before: The file as it is shipped.
        after: With the modification.
    """
    search, add = operation.search, operation.add
    if search is None or add is None or search.get("regex") == "true":
        return ()
    lines = dict.fromkeys(line.strip() for line in add.text.split("\n", 400)[:400])
    found = [
        line
        for line in lines
        if len(line) >= MIN_TRACE
        and any(map(str.isalnum, line))
        and line not in search.text
        and line in after
        and line not in before
    ]
    return tuple(found[:MAX_TRACES])
