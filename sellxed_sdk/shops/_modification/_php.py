"""What PHP's own functions do with text, as far as modifications use them."""

from __future__ import annotations

import re

__all__ = ["count", "indexes", "lower", "splice", "trim"]

_BLANKS = " \n\r\t\v\0"
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_INTEGER = re.compile(r"[ \t\n\r\v\f]*([+-]?[0-9]{1,9})[ \t\n\r\v\f]*", re.ASCII)


def trim(text: str) -> str:
    """Return text as ``trim()`` gives it."""
    return text.strip(_BLANKS)


def lower(text: str) -> str:
    """Return text as ``stripos()`` compares it: only the letters of ASCII have a case."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def count(text: str, *, default: int = 0) -> int | None:
    """Return a number that is written as text; None where PHP's versions differ.

    Args:
        text: An attribute.
        default: What an empty one is.
    """
    if not text:
        return default
    match = _INTEGER.fullmatch(text)
    return int(match[1]) if match else None


def indexes(text: str) -> tuple[int, ...] | None:
    """Return a list of numbers separated by commas; None where PHP's versions differ."""
    found = [count(part) if part else None for part in text.split(",")]
    numbers = [number for number in found if number is not None]
    return tuple(numbers) if len(numbers) == len(found) else None


def splice(lines: list[str], offset: int, length: int, new: list[str]) -> None:
    """Do what ``array_splice()`` does: a negative offset counts from the end."""
    size = len(lines)
    begin = max(0, size + offset) if offset < 0 else min(offset, size)
    lines[begin : begin + length] = new
