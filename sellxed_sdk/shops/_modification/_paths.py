"""Paths of modifications: the patterns of ``glob()`` with braces, and those of vQmod."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["expand_braces", "expand_each", "match_segment", "match_vqmod_path"]

MAX_PATHS = 500
MAX_PATTERN = 4_000
_FIRST = re.compile(r"\{([^}]+)\}")


def expand_braces(pattern: str) -> tuple[str, ...]:
    """Return what ``GLOB_BRACE`` makes of a pattern, in its order.

    Braces may be nested; what is never closed is literal.

    Raises:
        ValueError: It gives too many. The message is half a sentence.
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"its path has more than {MAX_PATTERN} characters")
    waiting = [pattern]
    found: list[str] = []
    for _ in range(MAX_PATHS * 4):
        if not waiting:
            return tuple(found)
        current = waiting.pop()
        parts = _split(current)
        if parts is None:
            found.append(current)
        else:
            before, choices, after = parts
            waiting += [before + choice + after for choice in reversed(choices)]
    raise ValueError("its path stands for too many")


def expand_each(pattern: str) -> tuple[str, ...]:
    """Return what newer versions make of a pattern by themselves: braces are not nested.

    Raises:
        ValueError: It gives too many. The message is half a sentence.
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"its path has more than {MAX_PATTERN} characters")
    waiting = [pattern]
    found: list[str] = []
    for _ in range(MAX_PATHS * 4):
        if not waiting:
            return tuple(found)
        current = waiting.pop()
        if "{" not in current:
            found.append(current)
        elif match := _FIRST.search(current):
            choices = match[1].split(",")
            waiting += [current.replace(match[0], choice) for choice in reversed(choices)]
    raise ValueError("its path stands for too many")


def _split(pattern: str) -> tuple[str, list[str], str] | None:
    """Return what is before, in and behind the first braces; None where there are none."""
    begin = pattern.find("{")
    if begin < 0:
        return None
    depth, mark, choices = 0, begin + 1, []
    for index in range(begin, len(pattern)):
        character = pattern[index]
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        if depth == 0 or (depth == 1 and character == ","):
            choices.append(pattern[mark:index])
            mark = index + 1
        if depth == 0:
            return pattern[:begin], choices, pattern[mark:]
    return None


@lru_cache(maxsize=512)
def _segment(pattern: str) -> re.Pattern[str]:
    words: list[str] = []
    index = 0
    while index < len(pattern):
        character = pattern[index]
        index += 1
        if character == "*":
            if words[-1:] != [".*"]:
                words.append(".*")
        elif character == "?":
            words.append(".")
        elif character == "[" and (end := pattern.find("]", index + 2)) > 0:
            inside = pattern[index:end]
            is_not = inside[0] in "!^"
            chosen = "".join(
                "-" if word == "-" else re.escape(word) for word in inside[int(is_not) :]
            )
            words.append(f"[{'^' if is_not else ''}{chosen}]")
            index = end + 1
        elif character == "\\" and index < len(pattern):
            words.append(re.escape(pattern[index]))
            index += 1
        else:
            words.append(re.escape(character))
    return re.compile("".join(words), re.DOTALL)


def match_segment(pattern: str, name: str) -> bool:
    """Whether ``glob()`` takes a name for one part of a path.

    Args:
        pattern: The part, with ``*``, ``?`` and ``[a-z]``.
        name: Of a file or directory.
    """
    if name.startswith(".") and not pattern.startswith("."):
        return False
    if pattern.count("*") > 8:
        return False
    try:
        return _segment(pattern).fullmatch(name) is not None
    except re.error:
        return False


def match_vqmod_path(pattern: str, path: str) -> bool:
    """Whether vQmod takes a file for a path.

    Args:
        pattern: As in the modification, with ``*`` within a part.
        path: Relative to the shop.
    """
    pattern, path = pattern.replace("\\", "/"), path.replace("\\", "/")
    if pattern == path:
        return True
    wanted, given = pattern.split("/"), path.split("/")
    if "*" not in pattern or len(wanted) != len(given) or pattern.count("*") > 32:
        return False
    return all(_matches(part, name) for part, name in zip(wanted, given, strict=True))


def _matches(part: str, name: str) -> bool:
    if part in ("*", name):
        return True
    if "*" not in part:
        return False
    # As parts between stars, taken from the left: never more than one look at each character.
    first, *middle, last = part.split("*")
    if not name.startswith(first) or not name.endswith(last):
        return False
    place, end = len(first), len(name) - len(last)
    for word in middle:
        found = name.find(word, place, end)
        if found < 0:
            return False
        place = found + len(word)
    return place <= end
