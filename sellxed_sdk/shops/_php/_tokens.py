"""Taking PHP source text apart into tokens. Nothing is executed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from sellxed_sdk.shops._php import _grammar as g

__all__ = ["MAX_TOKENS", "PhpTokens", "tokenise"]

MAX_TOKENS = 1_000_000

_NEWLINE = re.compile(r"\r\n|\n|\r")
_HALT = "__halt_compiler"


class PhpTokens:
    """The tokens of one source text; white space and comments are what lies between them.

    Args:
        source: The text.
    """

    __slots__ = ("_line_ends", "is_cut", "kinds", "source", "starts", "texts")

    def __init__(self, source: str) -> None:
        self.source = source
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.starts: list[int] = []
        self.is_cut = False
        self._line_ends: list[int] | None = None

    def __len__(self) -> int:
        return len(self.kinds)

    def add(self, kind: str, text: str, start: int) -> None:
        """Append a token."""
        self.kinds.append(kind)
        self.texts.append(text)
        self.starts.append(start)

    def find_kind(self, kind: str) -> Iterator[int]:
        """Yield the tokens of a kind."""
        index = -1
        for _ in range(self.kinds.count(kind)):
            index = self.kinds.index(kind, index + 1)
            yield index

    def cut(self, count: int) -> None:
        """Forget all tokens but the first ones."""
        del self.kinds[count:], self.texts[count:], self.starts[count:]

    def line_at(self, position: int) -> int:
        """Return the line of a position in the text, from 1; CR, LF and CR LF end one."""
        if self._line_ends is None:
            self._line_ends = [match.end() for match in _NEWLINE.finditer(self.source)]
        return bisect_right(self._line_ends, position) + 1

    def line(self, index: int) -> int:
        """Return the line in which a token begins."""
        return (
            self.line_at(self.starts[index])
            if index < len(self)
            else self.line_at(len(self.source))
        )

    def gap(self, index: int) -> str:
        """Return the white space and the comments before a token."""
        begin = self.starts[index - 1] + len(self.texts[index - 1]) if index else 0
        return self.source[begin : self.starts[index]]


def tokenise(source: str) -> PhpTokens:
    """Take a source text apart, in linear time, whatever it is.

    What is not PHP is one token of kind ``html`` up to the next ``<?php`` or ``<?=``. What
    is opened and never closed goes on to the end. After ``MAX_TOKENS`` tokens it stops, and
    ``is_cut`` says so.

    Args:
        source: The text of a file.
    """
    tokens = _Tokeniser(source).run()
    if _HALT in source.lower():
        _cut_after_halt(tokens)
    return tokens


def _cut_after_halt(tokens: PhpTokens) -> None:
    """Drop what follows ``__halt_compiler();``: it is data."""
    for index, text in enumerate(tokens.texts):
        if text.lower() == _HALT and tokens.kinds[index] == g.NAME:
            end = index + 3
            if end < len(tokens):
                begin = tokens.starts[end] + len(tokens.texts[end])
                tokens.cut(end + 1)
                tokens.is_cut = False
                if begin < len(tokens.source):
                    tokens.add(g.HTML, tokens.source[begin:], begin)
            return


# What is appended as it is. Braces matter only in code that stands in a string.
_PLAIN = frozenset((g.NAME, g.VARIABLE, g.OPERATOR, g.BRACKET, g.STRING, g.NUMBER, g.CAST, g.BAD))
_IN_STRING = _PLAIN - {g.BRACKET}
_IN_HTML, _IN_CODE = "<", ">"


class _Tokeniser:
    """Goes through a text once.

    ``_mode`` is the state: HTML, code, or the string that is being read, by its quotation
    mark, its label, or ``'`` and its label. ``_outer`` holds, innermost last, the strings
    around the code that is being read, and how many braces were open there.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = PhpTokens(source)
        self._mode = _IN_HTML
        self._outer: list[tuple[str, int]] = []
        self._depth = 0

    def run(self) -> PhpTokens:
        position = 0
        while position < len(self._source):
            if len(self._tokens) >= MAX_TOKENS:
                self._tokens.is_cut = True
                break
            if self._mode == _IN_CODE:
                position = self._code(position)
            elif self._mode == _IN_HTML:
                position = self._html(position)
            elif self._mode in g.QUOTED_CHUNK:
                position = self._quoted(position)
            elif self._mode.startswith("'"):
                position = self._nowdoc(position)
            else:
                position = self._heredoc(position)
        return self._tokens

    def _html(self, position: int) -> int:
        match = g.OPEN_TAG.search(self._source, position)
        begin = match.start() if match else len(self._source)
        self._text(position, begin, g.HTML)
        if match is None:
            return begin
        self._tokens.add(g.OPEN, match[0], begin)
        self._mode = _IN_CODE
        return match.end()

    def _code(self, position: int) -> int:
        """Read code until something changes how to read on."""
        tokens, source = self._tokens, self._source
        add_kind, add_text = tokens.kinds.append, tokens.texts.append
        add_start = tokens.starts.append
        kinds = g.KINDS
        plain = _IN_STRING if self._outer else _PLAIN
        begin = _end(g.BLANKS, source, position)
        matches = g.CODE.finditer(source, begin)
        for match in islice(matches, MAX_TOKENS - len(tokens)):
            number = match.lastindex or 0
            kind = kinds[number]
            if kind in plain:
                add_kind(kind)
                add_text(match[number])
                add_start(match.start())
            elif kind != "comment":
                before = self._mode, self._depth
                end = self._special(kind, match)
                if self._mode != _IN_CODE or before[0] != _IN_CODE:
                    return end
        tokens.is_cut = next(matches, None) is not None
        return len(source)

    def _special(self, kind: str, match: re.Match[str]) -> int:
        """Add a token that may change how to read on; return where it ends."""
        text, start = match[kind], match.start()
        end = start + len(text)
        if kind == g.CLOSE:
            end = _end(g.NEWLINE, self._source, end)
            text = self._source[start:end]
            self._mode = _IN_HTML
        elif kind == g.QUOTE:
            self._mode = text[-1]
        elif kind == g.HEREDOC:
            label = text.partition("<<<")[2].strip()
            self._mode = label.rstrip("'") if label.startswith("'") else label.strip('"')
        elif text == "{":
            self._depth += 1
        elif text == "}" and self._depth:
            self._depth -= 1
        elif text == "}":
            self._mode, self._depth = self._outer.pop()
        self._tokens.add(g.TEXT if kind == "broken" else kind, text, start)
        return end

    def _quoted(self, position: int) -> int:
        end = _end(g.QUOTED_CHUNK[self._mode], self._source, position)
        self._text(position, end)
        if self._source[end : end + 1] != self._mode:
            return self._value(end)
        self._tokens.add(g.QUOTE, self._mode, end)
        self._mode = _IN_CODE
        return end + 1

    def _nowdoc(self, position: int) -> int:
        for match in g.NOWDOC_LINE.finditer(self._source, position - 1):
            if match[1] == self._mode[1:]:
                return self._end_heredoc(position, match.start() + 1, match.end())
        self._text(position, len(self._source))
        return len(self._source)

    def _heredoc(self, position: int) -> int:
        source, begin = self._source, position
        while position < len(source):
            if source[position - 1] in "\r\n":
                match = g.LABEL.match(source, position)
                if match and match[1] == self._mode:
                    return self._end_heredoc(begin, position, match.end())
            position = _end(g.HEREDOC_CHUNK, source, position)
            if source[position : position + 1] not in ("\r", "\n"):
                break
            position += 1
        self._text(begin, position)
        return self._value(position)

    def _end_heredoc(self, begin: int, position: int, end: int) -> int:
        self._text(begin, position)
        self._tokens.add(g.HEREDOC, self._source[position:end], position)
        self._mode = _IN_CODE
        return end

    def _value(self, position: int) -> int:
        """Read a variable in a string, or open the braces around an expression."""
        tokens, source = self._tokens, self._source
        match = g.SIMPLE.match(source, position)
        if match is None:
            bracket = source[position : position + 1 + source.startswith("${", position)]
            if bracket:
                tokens.add(g.BRACKET, bracket, position)
                self._outer.append((self._mode, self._depth))
                self._mode, self._depth = _IN_CODE, 0
            return position + len(bracket)
        tokens.add(g.VARIABLE, match[1], position)
        if match[2]:
            tokens.add(g.BRACKET, "[", match.start(2))
            return self._offset(match.end())
        if match[3]:
            tokens.add(g.OPERATOR, match[3], match.start(3))
            end = _end(g.WORD, source, match.end())
            tokens.add(g.NAME, source[match.end() : end], match.end())
            return end
        return match.end()

    def _offset(self, position: int) -> int:
        """Read what stands between the brackets of ``"$list[0]"``."""
        while (match := g.OFFSET.match(self._source, position)) is not None:
            self._tokens.add(match.lastgroup or "", match[0], position)
            position = match.end()
            if match[0] == "]":
                break
        return position

    def _text(self, begin: int, end: int, kind: str = g.TEXT) -> None:
        if begin < end:
            self._tokens.add(kind, self._source[begin:end], begin)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
