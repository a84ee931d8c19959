"""The order of PHP's ``version_compare``, which most shop systems go by.

Follows PHP 8.2 character by character, as it decides about odd versions, too:
``1~2`` is older than ``1.2`` there, and numbers end at 2**63 - 1.
"""

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
_NUMBER = "#N#"
# ASCII only, as PHP's ctype functions in the C locale.
_DIGITS = frozenset("0123456789")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SEPARATORS = frozenset("-_+")
# What strtol() makes of more digits; also keeps the cost of long runs down.
_LARGEST = 2**63 - 1
_LARGEST_DIGITS = 19
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def compare_php(left: str, right: str) -> int:
    """Return -1, 0 or 1, as PHP's ``version_compare(left, right)`` does."""
    a, b = _bytes_of(left), _bytes_of(right)
    if not a or not b:
        return bool(a) - bool(b)
    return _compare_parts(_split(a), _split(b))


def _bytes_of(version: str) -> str:
    # One character a byte, up to a NUL, as in C.
    data = version.encode("utf-8", "surrogatepass").decode("latin-1")
    return data.partition("\0")[0]


def _split(version: str) -> list[str]:
    if version[0] == "#" or _PLAIN.fullmatch(version):
        return version.split(".")
    canonical = [version[0]]
    previous = version[0]
    for character in version[1:]:
        if character in _SEPARATORS:
            part = "."
        elif _is_boundary(previous, character):
            part = "." + character
        elif character in _DIGITS or character in _LETTERS:
            part = character
        else:
            part = "."
        if part[0] == "." and canonical[-1] == ".":
            part = part[1:]
        canonical += part
        previous = character
    return "".join(canonical).split(".")


def _is_boundary(previous: str, character: str) -> bool:
    if character in _DIGITS:
        return previous not in _DIGITS and previous != "."
    return previous in _DIGITS and character != "."


def _compare_parts(left: list[str], right: list[str]) -> int:
    # PHP walks on while both go on; behind a dot at the very end nothing goes on.
    for index, (a, b) in enumerate(zip(left, right, strict=False)):
        if index and (_is_end(left, index) or _is_end(right, index)):
            return _compare_rest(left, right, index)
        order = _compare_part(a, b)
        if order:
            return order
    return _compare_rest(left, right, min(len(left), len(right)))


def _is_end(parts: list[str], index: int) -> bool:
    return not parts[index] and index == len(parts) - 1


def _compare_rest(left: list[str], right: list[str], index: int) -> int:
    """Weigh what one side has beyond the other: a number is more, a form may be less."""
    if len(left) > index:
        return _compare_end(left[index:])
    if len(right) > index:
        return -_compare_end(right[index:])
    return 0


def _compare_end(rest: list[str]) -> int:
    return 1 if rest[0][:1] in _DIGITS else compare_php(".".join(rest), _NUMBER)


def _compare_part(left: str, right: str) -> int:
    if left[:1] in _DIGITS and right[:1] in _DIGITS:
        return _sign(_number(left) - _number(right))
    return _sign(_form(left) - _form(right))


def _number(part: str) -> int:
    digits = re.match(r"[0-9]+", part)
    text = digits[0].lstrip("0") if digits else ""
    return min(int(text or "0"), _LARGEST) if len(text) <= _LARGEST_DIGITS else _LARGEST


def _form(part: str) -> int:
    if part[:1] in _DIGITS:
        part = _NUMBER
    return next((order for name, order in _FORMS if part.startswith(name)), _UNKNOWN_FORM)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
