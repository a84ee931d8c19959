"""Regular expressions of PHP, as far as they can be followed exactly and in bounded time.

What is understood is translated piece by piece for Python; everything else is refused.
Before a search, the text itself gives an upper bound of what it can cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sellxed_sdk.shops._modification._regex_cost import Cost
from sellxed_sdk.shops._modification._regex_parser import parse_regex

__all__ = ["MAX_WORK", "PhpRegex", "compile_regex"]

MAX_WORK = 50_000_000
MAX_PATTERN = 4_000
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_KNOWN = frozenset("imsxuUDS \r\n")
_REFERENCE = re.compile(r"\\(\d\d?)|\$(\d\d?)|\$\{(\d\d?)\}", re.ASCII)


class PhpRegex:
    """One expression that can be followed.

    Args:
        pattern: For Python.
        cost: What a search costs at most.
        is_utf8: Whether it has the modifier ``u``.
    """

    def __init__(self, pattern: str, cost: Cost, *, is_utf8: bool) -> None:
        self._pattern = re.compile(pattern, re.ASCII)
        self._cost = cost
        self._is_utf8 = is_utf8

    def places(self, text: str, *, limit: int = -1) -> tuple[int, ...]:
        """Return where it is found, in bytes.

        Args:
            text: What is searched.
            limit: How often at most; any number where it is not above 0.

        Raises:
            ValueError: It cannot be followed on this text. Half a sentence.
        """
        data = self._checked(text)
        found = []
        for match in self._pattern.finditer(data):
            found.append(match.start())
            if len(found) == limit:
                break
        return tuple(found)

    def replace(self, text: str, replacement: str, *, limit: int = -1) -> str:
        """Return text with what is found replaced, as ``preg_replace()`` does.

        Raises:
            ValueError: It cannot be followed on this text. Half a sentence.
        """
        data = self._checked(text)
        pieces = tuple(_pieces(_bytes(replacement)))
        literal = sum(len(piece) for piece in pieces if isinstance(piece, str))

        size = 0

        def fill(match: re.Match[str]) -> str:
            nonlocal size
            size += literal
            if size > MAX_WORK:
                raise ValueError("what it would make is too large")
            return "".join(_piece(match, piece) for piece in pieces)

        result = self._pattern.sub(fill, data, count=max(limit, 0))
        try:
            return result if result.isascii() else result.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError("it cuts through a character") from None

    def _checked(self, text: str) -> str:
        if self._is_utf8 and not (text.isascii() and self._pattern.pattern.isascii()):
            raise ValueError("its regular expression is about Unicode")
        data = _bytes(text)
        if self._cost.bound(data, MAX_WORK) > MAX_WORK:
            raise ValueError("its regular expression could take too long")
        return data


@lru_cache(maxsize=2_000)
def compile_regex(source: str) -> PhpRegex:
    """Return an expression with its delimiters and modifiers.

    Args:
        source: As PHP takes it, as ``~a+~i``.

    Raises:
        ValueError: It cannot be followed, or is wrong. Half a sentence.
    """
    source = source.lstrip(" \t\n\r\v\f")
    if len(source) > MAX_PATTERN:
        raise ValueError(f"its regular expression has more than {MAX_PATTERN} characters")
    if not source or source[0].isalnum() or source[0] in "\\\0":
        raise ValueError("its regular expression has no delimiters")
    body, modifiers = _undelimited(_bytes(source))
    if not set(modifiers) <= _KNOWN:
        raise ValueError("its regular expression has modifiers that are not followed")
    try:
        parsed = parse_regex(body, modifiers)
        return PhpRegex(parsed.emit(), Cost(parsed), is_utf8="u" in modifiers)
    except (re.error, RecursionError, OverflowError):
        raise ValueError("its regular expression is not followed") from None


def _undelimited(source: str) -> tuple[str, str]:
    opener = source[0]
    closer = _PAIRS.get(opener, opener)
    depth, index = 1, 1
    while index < len(source):
        character = source[index]
        if character == "\\":
            index += 1
        elif character == closer:
            depth -= 1
            if not depth:
                return source[1:index], source[index + 1 :]
        elif character == opener:
            depth += 1
        index += 1
    raise ValueError("its regular expression has no delimiters")


def _bytes(text: str) -> str:
    """Return text with one character for each byte, as PHP sees it."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("latin-1")


def _pieces(replacement: str) -> Iterator[str | int]:
    r"""Yield the literal parts and the numbers of groups: ``\1``, ``$1``, ``${1}``."""
    out: list[str] = []
    index, last = 0, ""
    while index < len(replacement):
        character = replacement[index]
        if character in "\\$":
            if last == "\\":
                out[-1] = character
                index, last = index + 1, ""
                continue
            match = _REFERENCE.match(replacement, index)
            if match:
                yield "".join(out)
                out = []
                yield int(match[1] or match[2] or match[3])
                index = match.end()
                # What was written last stays what it was, as it does in PHP.
                continue
        out.append(character)
        index, last = index + 1, character
    yield "".join(out)


def _piece(match: re.Match[str], piece: str | int) -> str:
    if isinstance(piece, str):
        return piece
    return (match[piece] or "") if piece <= (match.re.groups) else ""
