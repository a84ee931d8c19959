"""Composer's constraints in the grammar of ranges (docs/formats/rules.md#ranges).

Source: https://getcomposer.org/doc/articles/versions.md and composer/semver, which this was
compared with.
"""

from __future__ import annotations

import re

__all__ = ["convert_constraint"]

MAX_CHARS = 500
MAX_GROUPS = 40

_VERSION = (
    r"v?(\d{1,9})(?:\.(\d{1,9}|[xX*]))?(?:\.(\d{1,9}|[xX*]))?(?:\.(\d{1,9}|[xX*]))?"
    r"(?:[._-]?(stable|beta|b|RC|alpha|a|patch|pl|p)((?:[.-]?\d+)*))?([.-]?dev)?"
)
_ATOM = re.compile(rf"(\^|~>?|>=|<=|<>|!=|==?|<|>)?\s*{_VERSION}", re.IGNORECASE)
_HYPHEN = re.compile(rf"({_VERSION})\s+-\s+({_VERSION})", re.IGNORECASE)
_OPERATOR_GAP = re.compile(r"(\^|~>?|>=|<=|<>|!=|==?|<|>)\s+")
# Stability flags of the root package, and names that a version is given, do not count.
_FLAG = re.compile(r"@(?:stable|RC|beta|alpha|dev)\b|\s+as\s+[^\s,|]+", re.IGNORECASE)
_ANY = frozenset(("", "*", "x", "X", "*.*", "*.*.*"))
_WILD = frozenset("xX*")


def convert_constraint(written: str) -> str | None:
    """Return a range that says the same; empty for any version.

    Args:
        written: As in a ``composer.json``, as ``^2.1 || ~3.0.4``.

    Returns:
        None where it names a branch or cannot be read.
    """
    if len(written) > MAX_CHARS:
        return None
    groups: list[str] = []
    for part in re.split(r"\s*\|\|?\s*", _FLAG.sub("", written).strip()):
        group = _group(part.strip())
        if group is None or len(groups) >= MAX_GROUPS:
            return None
        if group == "":
            return ""
        groups.append(group)
    return "|".join(groups)


def _group(text: str) -> str | None:
    if text in _ANY:
        return ""
    match = _HYPHEN.fullmatch(text)
    if match is not None:
        return _hyphen(match)
    found = []
    for atom in re.split(r"\s*,\s*|\s+", _OPERATOR_GAP.sub(r"\1", text)):
        one = "" if atom in _ANY else _atom(atom)
        if one is None:
            return None
        found += [one] if one else []
    return ",".join(found)


def _atom(text: str) -> str | None:
    match = _ATOM.fullmatch(text)
    if match is None:
        return None
    operator, numbers = match[1] or "", [part for part in match.groups()[1:5] if part]
    suffix = _suffix(*match.groups()[5:8])
    wild = next((i for i, part in enumerate(numbers) if part in _WILD), None)
    if wild is not None:
        if match[8]:
            return None  # a branch, as 2.x-dev
        # As Composer has it: 1.2.* is from 1.2 to before 1.3; with an operator it is 1.2.
        if operator in ("", "=", "=="):
            return _between(numbers[:wild], wild - 1)
        numbers = numbers[:wild]
    if operator == "^":
        first = next((i for i, part in enumerate(numbers) if int(part)), len(numbers) - 1)
        return _between(numbers, min(first, 2), suffix)
    if operator in ("~", "~>"):
        return _between(numbers, max(len(numbers) - 2, 0), suffix)
    return f"{_NAMES.get(operator, operator)}{'.'.join(numbers)}{suffix}"


_NAMES = {"": "=", "==": "=", "<>": "!="}


def _suffix(stability: str | None, number: str | None, dev: str | None) -> str:
    if stability is None and dev is None:
        return ""
    name = (stability or "").lower()
    short = {"b": "beta", "a": "alpha", "p": "patch", "pl": "patch", "rc": "RC", "stable": ""}
    word = short.get(name, name)
    digits = (number or "").lstrip(".-")
    return (f"-{word}{digits}" if word else "") + ("-dev" if dev else "")


def _between(numbers: list[str], position: int, suffix: str = "") -> str:
    """Return the range up to before the next number at a position.

    Ranges take all pre-releases of a lower end and none of an upper one, as Composer does.
    """
    upper = [*numbers[:position], str(int(numbers[position]) + 1)]
    return f">={'.'.join(numbers)}{suffix},<{'.'.join(upper)}"


def _hyphen(match: re.Match[str]) -> str | None:
    low, high = _ATOM.fullmatch(match[1]), _ATOM.fullmatch(match[9])
    if low is None or high is None:
        return None
    first, last = ([part for part in m.groups()[1:5] if part] for m in (low, high))
    if not _WILD.isdisjoint((*first, *last)):
        return None
    lower = f">={'.'.join(first)}{_suffix(*low.groups()[5:8])}"
    suffix = _suffix(*high.groups()[5:8])
    # A whole version is included, and so is everything that begins as a part of one does.
    if len(last) >= 3 or suffix:
        return f"{lower},<={'.'.join(last)}{suffix}"
    return f"{lower},{_between(last, len(last) - 1).partition(',')[2]}"
