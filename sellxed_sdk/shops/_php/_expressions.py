"""Evaluating what is literal: texts, numbers, arrays, constants. Nothing is called."""

from __future__ import annotations

from collections.abc import Callable

from sellxed_sdk.shops._php import _grammar as g
from sellxed_sdk.shops._php._code import Code
from sellxed_sdk.shops._php._literals import heredoc_value, number_value, string_value
from sellxed_sdk.shops._php._values import PhpArray, PhpKey, PhpUnresolved, PhpValue

__all__ = ["MAX_DEPTH", "MAX_TEXT", "MAX_VALUES", "Evaluator", "Lookup"]

MAX_DEPTH = 50
MAX_VALUES = 200_000
MAX_TEXT = 1_000_000
_MAX_SOURCE = 200
_MAX_KEY = 2**63

Lookup = Callable[[int, str, str, int], PhpValue]
"""Resolves a constant: where it stands, its class or an empty text, its name, the depth."""

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class Evaluator:
    """Evaluates expressions of one file.

    Args:
        code: The file.
        lookup: Resolves constants.
    """

    def __init__(self, code: Code, lookup: Lookup) -> None:
        self._code = code
        self._lookup = lookup
        self._left = MAX_VALUES

    def value(self, begin: int, end: int, depth: int = 0) -> PhpValue:
        """Return the value of the tokens from one up to another.

        Args:
            begin: The first token.
            end: The token behind the last one.
            depth: How deeply it is nested; beyond ``MAX_DEPTH`` it is unresolved.
        """
        self._left -= 1
        if depth > MAX_DEPTH:
            return self.unresolved(begin, end, "it is nested too deeply")
        if self._left < 0:
            return self.unresolved(begin, end, f"the file has more than {MAX_VALUES} values")
        value, position = self._operand(begin, end, depth)
        if position >= end or isinstance(value, PhpUnresolved):
            is_whole = position >= end
            return value if is_whole else self.unresolved(begin, end, "it is an expression")
        return self._joined(value, begin, position, end, depth)

    def unresolved(self, begin: int, end: int, reason: str) -> PhpUnresolved:
        """Return what stands for an expression without a value."""
        tokens = self._code.tokens
        end = min(end, self._code.size)
        source = ""
        if begin < end:
            start = tokens.starts[begin]
            stop = tokens.starts[end - 1] + len(tokens.texts[end - 1])
            source = tokens.source[start : min(stop, start + _MAX_SOURCE)]
        return PhpUnresolved(reason=reason, source=source, line=self._code.line(begin))

    def arguments(
        self, opener: int, depth: int = 0
    ) -> tuple[tuple[PhpValue, ...], tuple[tuple[str, PhpValue], ...]]:
        """Return the arguments in a pair of brackets, by position and by name."""
        code = self._code
        args: list[PhpValue] = []
        named: list[tuple[str, PhpValue]] = []
        for begin, end in code.split(opener + 1, code.partner(opener)):
            if code.text(begin) == "...":
                args.append(self.unresolved(begin, end, "it is a list that is spread"))
            elif code.is_kind(begin, g.NAME) and code.text(begin + 1) == ":":
                named.append((code.texts[begin], self.value(begin + 2, end, depth)))
            else:
                args.append(self.value(begin, end, depth))
        return tuple(args), tuple(named)

    def _joined(self, value: PhpValue, begin: int, position: int, end: int, depth: int) -> PhpValue:
        """Return texts joined with ``.``; any other operator leaves it unresolved."""
        parts = [_as_text(value)]
        length = len(parts[0] or "")
        while position < end:
            if self._code.text(position) != ".":
                return self.unresolved(begin, end, "it is an expression")
            more, position = self._operand(position + 1, end, depth)
            parts.append(_as_text(more))
            length += len(parts[-1] or "")
            if length > MAX_TEXT:
                return self.unresolved(begin, end, f"it has more than {MAX_TEXT} characters")
        texts = [part for part in parts if part is not None]
        if len(texts) < len(parts):
            return self.unresolved(begin, end, "a part of it is not literal")
        return "".join(texts)

    def _operand(self, begin: int, end: int, depth: int) -> tuple[PhpValue, int]:
        """Return the value that begins at a token, and the token behind it."""
        code = self._code
        kind = code.kinds[begin] if begin < min(end, code.size) else ""
        if kind == g.STRING:
            return string_value(code.texts[begin]), begin + 1
        if kind == g.NUMBER:
            return self._number(begin, 1)
        if kind == g.OPERATOR and code.text(begin) in "+-" and code.is_kind(begin + 1, g.NUMBER):
            return self._number(begin + 1, -1 if code.text(begin) == "-" else 1)
        if kind == g.HEREDOC:
            return self._heredoc(begin, end)
        if kind == g.NAME:
            return self._name(begin, end, depth)
        if kind == g.BRACKET and code.partner(begin) < end:
            close = code.partner(begin)
            if code.text(begin) == "[":
                return self._array(begin, close, depth), close + 1
            if code.text(begin) == "(":
                return self.value(begin + 1, close, depth + 1), close + 1
        return self.unresolved(begin, end, _why(kind)), end

    def _number(self, index: int, sign: int) -> tuple[PhpValue, int]:
        value = number_value(self._code.texts[index])
        if value is None:
            return self.unresolved(index, index + 1, "it is no number"), index + 1
        return sign * value, index + 1

    def _heredoc(self, begin: int, end: int) -> tuple[PhpValue, int]:
        code = self._code
        body = begin + 1 + code.is_kind(begin + 1, g.TEXT)
        if body >= end or not code.is_kind(body, g.HEREDOC):
            return self.unresolved(begin, end, _why(g.QUOTE)), end
        text = code.texts[begin + 1] if body == begin + 2 else ""
        return heredoc_value(code.texts[begin], text, code.texts[body]), body + 1

    def _name(self, begin: int, end: int, depth: int) -> tuple[PhpValue, int]:
        code = self._code
        word = code.word(begin).lstrip("\\")
        following = code.text(begin + 1) if begin + 1 < end else ""
        if self._is_function(begin):
            return self.unresolved(begin, end, "it is a function"), end
        if word == "array" and following == "(" and code.partner(begin + 1) < end:
            close = code.partner(begin + 1)
            return self._array(begin + 1, close, depth), close + 1
        if following == "::" and code.is_kind(begin + 2, g.NAME) and begin + 2 < end:
            if begin + 3 < end and code.text(begin + 3) in ("(", "::", "->"):
                return self.unresolved(begin, end, "it is computed"), end
            found = self._lookup(begin, code.texts[begin], code.texts[begin + 2], depth)
            return found, begin + 3
        if following in ("(", "::", "->", "?->", "["):
            return self.unresolved(begin, end, "it is computed"), end
        if word in _WORDS:
            return _WORDS[word], begin + 1
        if code.is_kind(begin + 1, g.NAME) or code.is_kind(begin + 1, g.VARIABLE):
            return self.unresolved(begin, end, "it is an expression"), end
        return self._lookup(begin, "", code.texts[begin], depth), begin + 1

    def _array(self, opener: int, close: int, depth: int) -> PhpArray:
        code = self._code
        items: list[tuple[PhpKey, PhpValue]] = []
        following: int | None = 0
        for begin, end in code.split(opener + 1, close):
            arrow = code.seek(begin, end, ("=>",))
            if code.text(begin) == "..." or begin == end:
                if begin < end:
                    spread = self.unresolved(begin, end, "it is a list that is spread")
                    items.append((spread, spread))
                    following = None
                continue
            if arrow == end or self._is_function(begin):
                value = self.value(begin, end, depth + 1)
                key: PhpKey = (
                    following
                    if following is not None
                    else self.unresolved(begin, end, "keys before it are not literal")
                )
            else:
                key = self._key(begin, arrow, depth)
                value = self.value(arrow + 1, end, depth + 1)
            following = _following(key, following)
            items.append((key, value))
            if self._left < 0:
                break
        return PhpArray(items=tuple(items), line=code.line(opener))

    def _is_function(self, index: int) -> bool:
        """Whether a function begins here: an arrow in it is its own."""
        is_static = self._code.word(index) == "static"
        return self._code.word(index + is_static) in ("fn", "function")

    def _key(self, begin: int, end: int, depth: int) -> PhpKey:
        """Return a key as PHP makes it of a value."""
        value = self.value(begin, end, depth + 1)
        if isinstance(value, str):
            is_number = value.isascii() and value.lstrip("-").isdigit() and len(value) <= 20
            return int(value) if is_number and str(int(value)) == value else value
        if value is None:
            return ""
        if isinstance(value, (bool, int)):
            return int(value)
        if isinstance(value, float) and abs(value) < _MAX_KEY:
            return int(value)
        return (
            value
            if isinstance(value, PhpUnresolved)
            else self.unresolved(begin, end, "it cannot be a key")
        )


def _following(key: PhpKey, following: int | None) -> int | None:
    """Return the key of the next value without one; None where it cannot be told."""
    if isinstance(key, PhpUnresolved):
        return None
    if not isinstance(key, int) or following is None:
        return following
    # Behind a negative key, PHP 8.3 counts on from there, and PHP before began with 0.
    return max(following, key + 1) if key >= 0 or following else None


def _as_text(value: PhpValue) -> str | None:
    """Return what ``.`` makes of a value; None where that cannot be told."""
    if isinstance(value, str):
        return value
    if value is None or value is False:
        return ""
    if isinstance(value, int):
        return str(int(value))
    return None


def _why(kind: str) -> str:
    if kind == g.VARIABLE:
        return "it is a variable"
    if kind in (g.QUOTE, g.HEREDOC):
        return "it is a text with variables"
    return "it is an expression" if kind else "it is empty"
