"""vQmod 2: what it makes of a file where the shop loads it.

Follows ``VQModObject::applyMod()``. Files are taken by themselves: a modification that was
aborted in one is left out of those that are loaded later, and which these are depends on
the pages that are called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sellxed_sdk.shops._modification._php import count, indexes, trim
from sellxed_sdk.shops._modification._regex import PhpRegex, compile_regex
from sellxed_sdk.shops._modification._values import (
    Operation,
    Outcome,
    Result,
    Search,
    Simulation,
    Step,
)

__all__ = ["apply_vqmod"]

MAX_TEXT = 8_000_000
MAX_WORK = 1_000_000_000
_EMPTY = ("", "0")
_NAME = "VQModObject::applyMod"


def apply_vqmod(
    modifications: Sequence[tuple[str, Sequence[Step]]], texts: Mapping[str, str]
) -> Simulation:
    """Return what modifications make of files, in their order.

    Never raises: what is not followed exactly is an outcome of its operation, which then
    leaves the file as it is.

    Args:
        modifications: Names and steps in the platform's order; all operations of one path
            are one step.
        texts: Files by key, as OpenCart would load them; steps on others do nothing.
    """
    run = _Run(texts)
    for index, (_, steps) in enumerate(modifications):
        ended: set[str] = set()
        for step in steps:
            if step.key in texts:
                run.step(index, step, ended)
    return Simulation(
        texts=tuple(run.modified.items()), results=tuple(run.results), log=tuple(run.log)
    )


class _Run:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self.modified: dict[str, str] = {}
        self.results: list[Result] = []
        self.log: list[str] = []
        self._texts = texts
        self._work = 0

    def step(self, index: int, step: Step, ended: set[str]) -> None:
        """Apply the operations of one path to a file."""
        text = before = self.modified.setdefault(step.key, self._texts[step.key])
        found: list[tuple[Outcome, str]] = []
        if step.key not in ended:
            for operation in step.operations:
                outcome, detail, text = self._tried(text, operation)
                found.append((outcome, detail))
                error = operation.error if operation.has_error else "abort"
                if outcome is Outcome.NOT_FOUND and error == "abort":
                    ended.add(step.key)
                    text = before
                    found = [
                        entry
                        if entry[0] in (Outcome.NOT_FOUND, Outcome.UNKNOWN)
                        else (Outcome.DROPPED, "")
                        for entry in found
                    ]
                    break
        self.modified[step.key] = text
        found += [(Outcome.DROPPED, "")] * (len(step.operations) - len(found))
        for operation, (outcome, detail) in zip(step.operations, found, strict=True):
            self.results.append(
                Result(
                    modification=index,
                    key=step.key,
                    number=operation.number,
                    outcome=outcome,
                    detail=detail,
                )
            )

    def _tried(self, text: str, operation: Operation) -> tuple[Outcome, str, str]:
        search, add = operation.search, operation.add
        self._work += len(text) * 2 + 100
        if self._work > MAX_WORK:
            return Outcome.UNKNOWN, "there is too much of it", text
        if search is None or add is None:
            return Outcome.IGNORED, "", text
        try:
            if operation.ignoreif is not None and _is_in(operation.ignoreif, text):
                return Outcome.IGNORED, "", text
            edit = _Edit(search, add)
            after = edit.apply(text)
        except ValueError as reason:
            return Outcome.UNKNOWN, str(reason), text
        if after is not None:
            return Outcome.APPLIED, "", after
        self.log += _reported(operation, edit.needle)
        return Outcome.NOT_FOUND, "", text


def _reported(operation: Operation, needle: str) -> Iterator[str]:
    error = operation.error if operation.has_error else "abort"
    if error in ("log", "abort"):
        if not needle:
            yield f"{_NAME} - EMPTY SEARCH CONTENT ERROR"
        skip = " (SKIPPED)" if error == "log" else " (ABORTING MOD)"
        yield f"{_NAME} - SEARCH NOT FOUND{skip}: {needle}"


class _Edit:
    """One operation, its attributes put together."""

    def __init__(self, search: Search, add: Search) -> None:
        def chosen(name: str, default: str) -> str:
            written = add.get(name)
            if written not in _EMPTY:
                return written
            return dict(search.attributes).get(name, default)

        self.needle = trim(search.text) if _flag(search, "trim", "true") else search.text
        self._new = trim(add.text) if _flag(add, "trim", "false") else add.text
        self._position = chosen("position", "replace")
        offset = count(written) if (written := chosen("offset", "0")) else None
        if offset is None:
            raise ValueError("a number of it is none")
        self._offset = offset
        index = chosen("index", "false")
        self._wanted = None if index == "false" else indexes(index)
        if index != "false" and self._wanted is None:
            raise ValueError("its index is no list of numbers")
        self._is_regex = chosen("regex", "false") == "true"
        self._pattern: PhpRegex | None = None
        self._size = 0

    def apply(self, text: str) -> str | None:
        """Return the changed text; None where nothing is found."""
        lines = dict(enumerate(text.split("\n")))
        self._size = len(text)
        last = len(lines) - 1
        if self._position == "top":
            lines[self._offset] = self._new + lines.get(self._offset, "")
        elif self._position == "bottom":
            place = last - self._offset
            if place < 0:
                lines[-1] = self._new
            else:
                lines[place] = lines.get(place, "") + self._new
        elif not self.needle or not self._lines(lines, last):
            return None
        return "\n".join(lines[place] for place in sorted(lines))

    def _lines(self, lines: dict[int, str], last: int) -> bool:
        if self._is_regex:
            self._pattern = compile_regex(self.needle)
        seen = 0
        for place, line in enumerate(tuple(lines.values())):
            if not self._is_found(line):
                continue
            seen += 1
            if self._wanted is None or seen in self._wanted:
                self._at(lines, place, line, last)
                self._size += len(self._new) + len(line)
                if self._size > MAX_TEXT:
                    raise ValueError("what it would make is too large")
        return seen > 0

    def _is_found(self, line: str) -> bool:
        if self._pattern is not None:
            return bool(self._pattern.places(line, limit=1))
        return self.needle in line

    def _at(self, lines: dict[int, str], place: int, line: str, last: int) -> None:
        new, needle = self._new, self.needle
        if self._position == "before":
            place = max(place - self._offset, -1)
            there = lines.get(place, "")
            lines[place] = new if there in _EMPTY else f"{new}\n{there}"
        elif self._position == "after":
            place = min(place + self._offset, last)
            lines[place] = f"{lines.get(place, '')}\n{new}"
        elif self._position == "ibefore":
            lines[place] = self._replaced(line, new + needle)
        elif self._position == "iafter":
            lines[place] = self._replaced(line, needle + new)
        else:
            step = 1 if self._offset > 0 else -1
            for other in range(place + step, place + self._offset + step, step):
                if other in lines and self._offset:
                    lines[other] = ""
            if self._pattern is not None:
                lines[place] = self._pattern.replace(line, new)
            else:
                lines[place] = self._replaced(line, new)

    def _replaced(self, line: str, new: str) -> str:
        self._size += len(new) * line.count(self.needle)
        if self._size > MAX_TEXT:
            raise ValueError("what it would make is too large")
        return line.replace(self.needle, new)


def _flag(node: Search, name: str, default: str) -> bool:
    return dict(node.attributes).get(name, default) == "true"


def _is_in(ignoreif: Search, text: str) -> bool:
    needle = trim(ignoreif.text) if _flag(ignoreif, "trim", "true") else ignoreif.text
    if _flag(ignoreif, "regex", "false"):
        return bool(compile_regex(needle).places(text, limit=1))
    if not needle:
        raise ValueError("it is ignored where nothing is found")
    return needle in text
