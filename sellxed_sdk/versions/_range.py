"""Ranges of versions: comparators, ``,`` for and, ``|`` for or, and nothing else."""

from __future__ import annotations

import re

import attrs
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from sellxed_sdk.versions._composer import normalise_composer
from sellxed_sdk.versions._php import compare_php
from sellxed_sdk.versions._scheme import MAX_VERSION_CHARS, Scheme, compare_versions, is_version

__all__ = ["Comparator", "Range", "check_range", "parse_range"]

MAX_RANGE_CHARS = 1_000
_COMPARATOR = re.compile(r"(<=|>=|==|!=|<|>|=)\s*([0-9A-Za-z][0-9A-Za-z.+_~-]*)")
_STABILITY = re.compile(
    r"-[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)[0-9]*(?:[.-][0-9]+)*)?([.-]?dev)?$"
)


@attrs.frozen
class Comparator:
    """One comparison, as ``>=2.0``."""

    operator: str
    """``<``, ``<=``, ``>``, ``>=``, ``=`` or ``!=``."""
    version: str
    """What is compared with."""

    def accepts(self, version: str, *, scheme: Scheme) -> bool | None:
        """Whether a version passes; None where it cannot be decided."""
        if not is_version(version, scheme=scheme) or not is_version(self.version, scheme=scheme):
            return None
        if scheme is Scheme.PEP440:
            return self._accepts_pep440(version)
        if scheme is Scheme.COMPOSER:
            return self._accepts_composer(version)
        order = compare_versions(version, self.version, scheme=scheme)
        return None if order is None else _holds(order, self.operator)

    def _accepts_pep440(self, version: str) -> bool | None:
        operator = "==" if self.operator == "=" else self.operator
        try:
            return SpecifierSet(f"{operator}{self.version}").contains(version, prereleases=True)
        except InvalidSpecifier:
            return None

    def _accepts_composer(self, version: str) -> bool | None:
        left, right = normalise_composer(version), normalise_composer(self.version)
        if right is None and self.version.endswith("-dev"):
            # Composer takes what is no number in front of "-dev" for a branch.
            right = f"dev-{self.version[:-4]}"
        if left is None or right is None:
            order = compare_versions(version, self.version, scheme=Scheme.PHP)
            return None if order is None else _holds(order, self.operator)
        if left.startswith("dev-") or right.startswith("dev-"):
            # A branch has no place in the order of numbers.
            return (left == right) if self.operator == "=" else self.operator == "!="
        # Composer's "<2.0" leaves out the pre-releases of 2.0, and ">=2.0" takes them.
        if self.operator in ("<", ">=") and not _STABILITY.search(self.version.lower()):
            right += "-dev"
        return _holds(compare_php(left, right), self.operator)


@attrs.frozen
class Range:
    """Alternatives of comparators that must all hold."""

    text: str
    """As it was written."""
    alternatives: tuple[tuple[Comparator, ...], ...]
    """One of them has to hold as a whole."""

    def contains(self, version: str, *, scheme: Scheme) -> bool | None:
        """Whether a version lies in the range.

        Args:
            version: As the shop shows it.
            scheme: How versions are ordered there.

        Returns:
            None where it cannot be decided: never a silent no.
        """
        answers = [_all(group, version, scheme) for group in self.alternatives]
        if any(answers):
            return True
        return None if None in answers else False

    def unreadable(self, *, scheme: Scheme) -> tuple[str, ...]:
        """Return the versions of the range that cannot be ordered, as a mistyped one."""
        return tuple(
            comparator.version
            for group in self.alternatives
            for comparator in group
            if not is_version(comparator.version, scheme=scheme)
        )

    def is_empty(self, *, scheme: Scheme) -> bool:
        """Whether one of the alternatives surely holds no version, as ``>=2.0,<1.0``."""
        return any(_is_dead(group, scheme) for group in self.alternatives)


def parse_range(text: str) -> Range:
    """Parse a range, as ``>=2.0,<2.4.1 | =3.0``.

    Raises:
        ValueError: Empty, too long, or anything but comparators, ``,`` and ``|``.
    """
    if len(text) > MAX_RANGE_CHARS:
        raise ValueError(f"a range has at most {MAX_RANGE_CHARS} characters")
    alternatives = []
    for group in re.split(r"\|\|?", text):
        comparators = []
        for part in group.split(","):
            match = _COMPARATOR.fullmatch(part.strip())
            if match is None or len(match[2]) > MAX_VERSION_CHARS:
                raise ValueError(f"'{part.strip()[:40]}' is not a comparison like '>=2.0'")
            operator = "=" if match[1] == "==" else match[1]
            comparators.append(Comparator(operator, match[2]))
        alternatives.append(tuple(comparators))
    return Range(text, tuple(alternatives))


def check_range(text: str, *, version: str, scheme: Scheme) -> bool | None:
    """Whether a version lies in a range; None where either cannot be read."""
    try:
        return parse_range(text).contains(version, scheme=scheme)
    except ValueError:
        return None


def _all(group: tuple[Comparator, ...], version: str, scheme: Scheme) -> bool | None:
    answers = [comparator.accepts(version, scheme=scheme) for comparator in group]
    if False in answers:
        return False
    return None if None in answers else True


def _is_dead(group: tuple[Comparator, ...], scheme: Scheme) -> bool:
    exact = [comparator for comparator in group if comparator.operator == "="]
    if exact:
        return any(_all(group, comparator.version, scheme) is False for comparator in exact)
    return any(
        _excludes(low, high, scheme)
        for low in group
        if low.operator in (">", ">=")
        for high in group
        if high.operator in ("<", "<=")
    )


def _excludes(low: Comparator, high: Comparator, scheme: Scheme) -> bool:
    order = compare_versions(low.version, high.version, scheme=scheme)
    touches = low.operator == ">=" and high.operator == "<="
    return order is not None and (order > 0 or (order == 0 and not touches))


def _holds(order: int, operator: str) -> bool:
    return {
        "<": order < 0,
        "<=": order <= 0,
        ">": order > 0,
        ">=": order >= 0,
        "=": order == 0,
        "!=": order != 0,
    }[operator]
