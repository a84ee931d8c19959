"""OCMOD: what OpenCart makes of its files where modifications are refreshed.

Follows ``refresh()`` of the platform's modification controller, from 2.0.2.0 on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sellxed_sdk.shops._modification._dialects import Dialect
from sellxed_sdk.shops._modification._lines import MAX_TEXT, LineEdit, Unfollowed
from sellxed_sdk.shops._modification._php import count, indexes, lower, trim
from sellxed_sdk.shops._modification._regex import compile_regex
from sellxed_sdk.shops._modification._values import (
    Operation,
    Outcome,
    Result,
    Search,
    Simulation,
    Step,
)

__all__ = ["apply_ocmod"]

MAX_WORK = 1_000_000_000
_LINE_END = re.compile(r"\r?\n")
_LEADING = re.compile(r"[ \t\n\r\v\f]*([+-]?[0-9]{1,9})", re.ASCII)
_RULE = "-" * 64


def apply_ocmod(
    modifications: Sequence[tuple[str, Sequence[Step]]],
    texts: Mapping[str, str],
    *,
    dialect: Dialect,
) -> Simulation:
    """Return what modifications make of files, in their order.

    Never raises: what is not followed exactly is an outcome of its operation, which then
    leaves the file as it is.

    Args:
        modifications: Names and steps, in the platform's order.
        texts: The shop's own files by key; steps on others do nothing.
        dialect: Of the platform's version.
    """
    run = _Run(texts, dialect)
    aborted_by = None
    for index, (name, steps) in enumerate(modifications):
        is_aborted = run.modification(index, name, steps)
        if is_aborted and dialect.ends_all:
            aborted_by = index
            for later in range(index + 1, len(modifications)):
                run.drop(later, modifications[later][1])
            break
        run.log.append(_RULE)
    return Simulation(
        texts=tuple(run.modified.items()),
        results=tuple(run.results),
        log=tuple(run.log),
        aborted_by=aborted_by,
    )


class _Run:
    def __init__(self, texts: Mapping[str, str], dialect: Dialect) -> None:
        self.modified: dict[str, str] = {}
        self.results: list[Result] = []
        self.log: list[str] = []
        self._texts = texts
        self._dialect = dialect
        self._work = 0

    def modification(self, index: int, name: str, steps: Sequence[Step]) -> bool:
        """Apply one modification; return whether it was taken back as a whole."""
        self.log.append(f"MOD: {name}")
        recovery, begin = dict(self.modified), len(self.results)
        for position, step in enumerate(steps):
            if not self._open(step.key):
                continue
            if self._step(index, step):
                self.modified = recovery
                self.log.append(self._dialect.aborting)
                self._take_back(begin)
                self.drop(index, steps[position + 1 :])
                return True
        return False

    def drop(self, index: int, steps: Sequence[Step]) -> None:
        """Note that the platform does not come to these."""
        for step in steps:
            if step.key in self._texts:
                for operation in step.operations:
                    self._note(index, step.key, operation, Outcome.DROPPED)

    def _open(self, key: str) -> bool:
        if key in self.modified:
            if self._dialect.opened_again:
                self.log.append(self._dialect.opened_again + key)
            return True
        text = self._texts.get(key)
        if text is None:
            return False
        self.modified[key] = _LINE_END.sub("\n", text)
        self.log.append(self._dialect.opened + key)
        return True

    def _step(self, index: int, step: Step) -> bool:
        """Apply the operations of a file; return whether the modification is to be aborted."""
        for position, operation in enumerate(step.operations):
            outcome, detail = self._tried(step.key, operation)
            self._note(index, step.key, operation, outcome, detail)
            if outcome is not Outcome.NOT_FOUND:
                continue
            if self._dialect.not_found:
                self.log.append(self._dialect.not_found)
            is_skip = operation.error == "skip"
            if operation.error == "abort":
                self._dropped(index, step, position + 1)
                return True
            text = self._dialect.skipped if is_skip else self._dialect.dropped
            if text:
                self.log.append(text)
            if is_skip != self._dialect.skip_goes_on:
                self._dropped(index, step, position + 1)
                break
        return False

    def _dropped(self, index: int, step: Step, position: int) -> None:
        for operation in step.operations[position:]:
            self._note(index, step.key, operation, Outcome.DROPPED)

    def _take_back(self, begin: int) -> None:
        kept = (Outcome.NOT_FOUND, Outcome.UNKNOWN)
        for place in range(begin, len(self.results)):
            found = self.results[place]
            if found.outcome not in kept:
                self.results[place] = Result(
                    modification=found.modification,
                    key=found.key,
                    number=found.number,
                    outcome=Outcome.DROPPED,
                )

    def _note(
        self, index: int, key: str, operation: Operation, outcome: Outcome, detail: str = ""
    ) -> None:
        self.results.append(
            Result(
                modification=index,
                key=key,
                number=operation.number,
                outcome=outcome,
                detail=detail,
            )
        )

    def _tried(self, key: str, operation: Operation) -> tuple[Outcome, str]:
        before, length = self.modified[key], len(self.log)
        self._work += len(before) + 100
        if self._work > MAX_WORK:
            return Outcome.UNKNOWN, "there is too much of it"
        try:
            if operation.ignoreif is not None and _is_in(operation.ignoreif, before):
                return Outcome.IGNORED, ""
            if operation.search is None or operation.add is None:
                ended = (Outcome.UNKNOWN, "the platform stops with an error at it")
                return (Outcome.IGNORED, "") if self._dialect.skips_incomplete else ended
            if operation.search.get("regex") == "true":
                after = self._by_regex(before, operation.search, operation.add)
            else:
                after = self._by_line(before, operation.search, operation.add)
        except ValueError as reason:
            del self.log[length:]
            return Outcome.UNKNOWN, str(reason)
        if after is None:
            return Outcome.NOT_FOUND, ""
        self.modified[key] = after
        return Outcome.APPLIED, ""

    def _by_regex(self, text: str, search: Search, add: Search) -> str | None:
        is_trimmed = self._dialect.trims_regex
        source = trim(search.text) if is_trimmed else search.text
        replacement = trim(add.text) if is_trimmed else add.text
        limit = self._number(search.get("limit")) or -1
        pattern = compile_regex(source)
        places = pattern.places(text, limit=limit)
        if not places:
            return None
        after = pattern.replace(text, replacement, limit=limit)
        _check_size(after)
        self.log.append(f"REGEX: {source}")
        self.log += _lines_of(text, places)
        return after

    def _by_line(self, text: str, search: Search, add: Search) -> str | None:
        needle, new = search.text, add.text
        if search.get("trim") in ("", "0", "true"):
            needle = trim(needle)
        if add.get("trim") == "true":
            new = trim(new)
        offset = self._number(add.get("offset"))
        wanted = indexes(search.get("index")) if search.get("index") else ()
        if wanted is None:
            raise Unfollowed("its index is no list of numbers")
        if not needle:
            raise Unfollowed("it looks for nothing")
        self.log.append(f"CODE: {needle}")
        folded = lower(text)
        if lower(needle) not in folded:
            return None
        lines = text.split("\n")
        edit = LineEdit(lines, folded.split("\n"), needle, new, add.get("position"), offset)
        places = edit.apply(wanted)
        self._work += edit.work
        self.log += [f"LINE: {place}" for place in places]
        return "\n".join(lines) if places else None

    def _number(self, written: str) -> int:
        number = count(written)
        if number is None and self._dialect.casts_numbers:
            match = _LEADING.match(written)
            return int(match[1]) if match else 0
        if number is None:
            raise Unfollowed("a number of it is none")
        return number


def _is_in(ignoreif: Search, text: str) -> bool:
    if ignoreif.get("regex") == "true":
        return bool(compile_regex(ignoreif.text).places(text, limit=1))
    if not ignoreif.text:
        raise Unfollowed("it is ignored where nothing is found")
    return ignoreif.text in text


def _lines_of(text: str, places: Sequence[int]) -> Iterator[str]:
    """Yield the lines of places in bytes, as logged."""
    data = text.encode("utf-8", "replace")
    number, last = 1, 0
    for place in places:
        number += data.count(b"\n", last, place)
        last = place
        yield f"LINE: {number}"


def _check_size(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise Unfollowed("what it would make is too large")
