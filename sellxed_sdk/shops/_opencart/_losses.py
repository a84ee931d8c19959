"""Who undoes whose edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sellxed_sdk.shops._modification import Operation, Outcome, Step
from sellxed_sdk.shops._opencart._effects import Applied, Effects, Spot, traces
from sellxed_sdk.shops._opencart._modifications import Found

__all__ = ["find_losses"]

# Of a shop, and of one modification: sets of modifications that are tried.
MAX_TRIALS = 400
MAX_REDUCTIONS = 24
_WORD = re.compile(r"\$?\w{3,}|\$\w+")
_GONE = (Outcome.NOT_FOUND, Outcome.DROPPED)
_Losses = dict[Spot, tuple[str, ...]]


def find_losses(
    effects: Effects,
    running: Sequence[Found],
    steps: Mapping[str, tuple[Step, ...]],
    alone: Mapping[str, Applied],
    company: Applied,
    *,
    texts: Mapping[str, str],
) -> dict[str, _Losses]:
    """Return which operations have no effect beside which other modifications.

    Args:
        effects: Applies modifications.
        running: Those that may be applied, in the platform's order.
        steps: What each does, by uid.
        alone: What each does by itself.
        company: What they do together.
        texts: The shop's own files.

    Returns:
        By uid, file and operation: the uids of the others.
    """
    search = _Search(effects, running, steps, alone, company, texts)
    found = {}
    for entry in running:
        if not entry.is_core:
            losses = search.losses(entry.uid)
            if losses:
                found[entry.uid] = losses
    return found


class _Search:
    def __init__(
        self,
        effects: Effects,
        running: Sequence[Found],
        steps: Mapping[str, tuple[Step, ...]],
        alone: Mapping[str, Applied],
        company: Applied,
        texts: Mapping[str, str],
    ) -> None:
        self._effects = effects
        self._others = [entry.uid for entry in running if not entry.is_core]
        self._keys = {uid: {step.key for step in steps[uid]} for uid in self._others}
        self._steps = steps
        self._alone = alone
        self._company = company
        self._texts = texts
        self._trials = 0

    def losses(self, uid: str) -> _Losses:
        """Return the lost operations of one modification, with who is the cause."""
        lost = self._lost(uid, self._company)
        if not lost:
            return {}
        keys = {key for key, _ in lost}
        others = [
            other
            for other in self._others
            if other != uid and (keys & self._keys[other] or other == self._company.aborted_by)
        ]
        found: dict[Spot, list[str]] = {spot: [] for spot in lost}
        for other in others:
            for spot in lost & self._tried(uid, (other,)):
                found[spot].append(other)
        rest = frozenset(spot for spot in lost if not found[spot])
        if rest and others:
            found |= self._reduced(uid, others, rest)
        return {spot: tuple(sorted(culprits)) for spot, culprits in found.items() if culprits}

    def _tried(self, uid: str, others: Iterable[str]) -> frozenset[Spot]:
        self._trials += 1
        if self._trials > MAX_TRIALS:
            return frozenset()
        return self._lost(uid, self._effects.together((uid, *others)))

    def _reduced(self, uid: str, others: list[str], rest: frozenset[Spot]) -> dict[Spot, list[str]]:
        """Return who is the cause only together with others."""
        still = rest & self._tried(uid, others)
        remaining = list(others)
        for other in others[:MAX_REDUCTIONS]:
            fewer = [entry for entry in remaining if entry != other]
            if fewer and still and still <= self._tried(uid, fewer):
                remaining = fewer
        return {spot: list(remaining) for spot in still}

    def _lost(self, uid: str, applied: Applied) -> frozenset[Spot]:
        mine = self._alone[uid]
        lost = set()
        for step in self._steps[uid]:
            for operation in step.operations:
                spot = (step.key, operation.number)
                if mine.outcome(uid, spot) is not Outcome.APPLIED:
                    continue
                outcome = applied.outcome(uid, spot)
                if (outcome in _GONE and not self._is_there(uid, step.key, operation, applied)) or (
                    outcome is Outcome.APPLIED and self._is_gone(uid, step.key, operation, applied)
                ):
                    lost.add(spot)
        return frozenset(lost)

    def _is_there(self, uid: str, key: str, operation: Operation, applied: Applied) -> bool:
        """Whether another one has put there all that an operation would have put there."""
        after, then = self._alone[uid].texts.get(key, ""), applied.texts.get(key, "")
        lines = traces(operation, before=self._texts[key], after=after)
        # As often as it would have been: its other operations may put the same there.
        return bool(lines) and all(then.count(line) >= after.count(line) for line in lines)

    def _is_gone(self, uid: str, key: str, operation: Operation, applied: Applied) -> bool:
        """Whether nothing is left of what an operation had put there."""
        before, after = self._texts[key], self._alone[uid].texts.get(key, "")
        then = applied.texts.get(key)
        if then is None or then == after:
            return False
        # By words that are new there: another one may well have added to the same line.
        words = {
            word
            for line in traces(operation, before=before, after=after)
            for word in _WORD.findall(line)
            if word not in before
        }
        return bool(words) and not any(word in then for word in words)
