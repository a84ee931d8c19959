"""What a search for a regular expression can cost at most, on a given text.

The number of ways in which it can go wrong at one place is the product of the choices of
its parts; how far a repeated character can go is measured on the text.
"""

from __future__ import annotations

import re

from sellxed_sdk.shops._modification._regex_parser import Alternatives, Atom, Quantified

__all__ = ["Cost"]

_REFUSED = "its regular expression could take too long"
MAX_PREFIX = 64
_Part = Atom | Quantified | Alternatives


class Cost:
    """An upper bound.

    Args:
        parsed: The expression.

    Raises:
        ValueError: Something variable is repeated, so that there is no useful bound.
    """

    def __init__(self, parsed: Alternatives) -> None:
        self._parsed = parsed
        self._runs: dict[str, re.Pattern[str]] = {}
        _check(parsed, is_repeated=False)
        self._flags = re.IGNORECASE | re.ASCII if parsed.opener == "?i:" else re.ASCII
        self._prefix = self._leading()

    def bound(self, text: str, most: int) -> int:
        """Return how many steps a search of all of a text takes at most.

        Args:
            text: What is searched.
            most: From where on it does not matter how many.
        """
        measured: dict[str, int] = {}
        ways = self._ways(self._parsed, text, measured)
        starts = len(text) + 1
        if ways * starts <= most or self._prefix is None:
            return ways * starts + len(text)
        starts = sum(1 for _ in self._prefix.finditer(text))
        return ways * starts + len(text) * MAX_PREFIX // 8

    def _leading(self) -> re.Pattern[str] | None:
        """Return the beginning that has few choices, to count where a search gets further."""
        if len(self._parsed.branches) != 1:
            return None
        parts: list[str] = []
        choices, groups = 1, 0
        for part in self._parsed.branches[0]:
            choices *= _fixed(part)
            if choices > MAX_PREFIX or "(?:\\" in part.emit():
                break
            parts.append(part.emit())
            groups += 1
        if not groups:
            return None
        return re.compile(f"(?={''.join(parts)})", self._flags)

    def _ways(self, part: _Part, text: str, measured: dict[str, int]) -> int:
        if isinstance(part, Atom):
            return 1
        if isinstance(part, Quantified):
            inner = self._ways(part.part, text, measured)
            if part.most is not None and part.most - part.least <= 1 and part.most <= 1:
                return inner + 1
            if isinstance(part.part, Atom):
                run = self._run(part.part.source, text, measured)
            else:
                run = len(text)
            if part.most is not None:
                run = min(run, part.most)
            return run + 1
        total = 0
        for branch in part.branches:
            product = 1
            for entry in branch:
                product *= self._ways(entry, text, measured)
            total += product
        return total

    def _run(self, source: str, text: str, measured: dict[str, int]) -> int:
        """Return the longest run of one kind of character."""
        if source not in measured:
            pattern = self._runs.get(source)
            if pattern is None:
                pattern = self._runs[source] = re.compile(f"(?:{source})+", self._flags)
            measured[source] = max(
                (match.end() - match.start() for match in pattern.finditer(text)), default=0
            )
        return measured[source]


def _fixed(part: _Part) -> int:
    """Return how many choices a part has on any text; very many where the text decides."""
    if isinstance(part, Atom):
        return 1
    if isinstance(part, Quantified):
        if part.most is None or part.most > MAX_PREFIX:
            return 1_000_000
        return (part.most - part.least + 1) * max(1, _fixed(part.part))
    total = 0
    for branch in part.branches:
        product = 1
        for entry in branch:
            product *= _fixed(entry)
        total += product
    return total


def _check(part: _Part, *, is_repeated: bool) -> None:
    if isinstance(part, Atom):
        if is_repeated and (part.is_reference or not part.width):
            raise ValueError(_REFUSED)
        return
    if isinstance(part, Quantified):
        if is_repeated and part.least != part.most:
            raise ValueError(_REFUSED)
        is_more = part.most is None or part.most > 1
        _check(part.part, is_repeated=is_repeated or is_more)
        return
    if is_repeated and len(part.branches) > 1 and not _differ(part):
        raise ValueError(_REFUSED)
    if is_repeated and not all(part.branches):
        raise ValueError(_REFUSED)
    for branch in part.branches:
        for entry in branch:
            _check(entry, is_repeated=is_repeated)


def _differ(part: Alternatives) -> bool:
    """Whether alternatives begin with different literal characters."""
    first = [branch[0].emit() if branch else "" for branch in part.branches]
    literal = all(isinstance(branch[0], Atom) for branch in part.branches if branch)
    is_plain = all(len(text.removeprefix("\\")) == 1 for text in first)
    return literal and is_plain and len({text.lower() for text in first}) == len(first)
