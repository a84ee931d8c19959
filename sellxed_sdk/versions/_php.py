"""The order of PHP's ``version_compare``, which most shop systems go by."""

from __future__ import annotations

import re

__all__ = ["compare_php"]

# The forms that PHP knows, by their beginnings, in its order of looking.
_FORMS = (
    ("dev", 0),
    ("alpha", 1),
    ("a", 1),
    ("beta", 2),
    ("b", 2),
    ("RC", 3),
    ("rc", 3),
    ("#", 4),
    ("pl", 5),
    ("p", 5),
)
_UNKNOWN_FORM = -1
_NUMBER_FORM = 4
_DIGITS = frozenset("0123456789")

_BOUNDARY = re.compile(r"(?<=[0-9])(?=[^0-9.])|(?<=[^0-9.])(?=[0-9])")


def compare_php(left: str, right: str) -> int:
    """Return -1, 0 or 1, as PHP's ``version_compare(left, right)`` does."""
    if not left or not right:
        return bool(left) - bool(right)
    return _compare_parts(_split(left), _split(right))


def _split(version: str) -> list[str]:
    # ASCII only, as PHP's ctype functions in the C locale. The first character is
    # copied by PHP as it is.
    rest = re.sub(r"[^0-9A-Za-z]+", ".", version[1:])
    text = _BOUNDARY.sub(".", version[:1] + rest)
    return re.sub(r"\.{2,}", ".", text).split(".")


def _compare_parts(left: list[str], right: list[str]) -> int:
    for a, b in zip(left, right, strict=False):
        order = _compare_part(a, b)
        if order:
            return order
    if len(left) > len(right):
        return _compare_end(left[len(right) :])
    if len(right) > len(left):
        return -_compare_end(right[len(left) :])
    return 0


def _compare_part(left: str, right: str) -> int:
    if _is_number(left) and _is_number(right):
        return _sign(int(left) - int(right))
    return _sign(_form(left) - _form(right))


def _compare_end(rest: list[str]) -> int:
    # What goes on with a number is greater; else it is weighed against "a number".
    if not rest[0]:
        return _sign(0 - 1) if len(rest) == 1 else _compare_end(rest[1:])
    return 1 if _is_number(rest[0]) else _sign(_form(rest[0]) - _NUMBER_FORM)


def _is_number(part: str) -> bool:
    # ASCII digits only: to Python, a superscript is a digit, too.
    return part[:1] in _DIGITS and bool(part)


def _form(part: str) -> int:
    if _is_number(part):
        return _NUMBER_FORM
    return next((order for name, order in _FORMS if part.startswith(name)), _UNKNOWN_FORM)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
