"""The grammar of regular expressions, as far as Python and PCRE mean the same by it."""

from __future__ import annotations

import re

import attrs

__all__ = ["Alternatives", "Atom", "Quantified", "parse_regex"]

MAX_NESTING = 30
_REFUSED = "its regular expression is not followed"
_QUANTIFIER = re.compile(r"\{(\d{1,4})(?:(,)(\d{0,4}))?\}", re.ASCII)
_NAMED = re.compile(r"\?(?:P?<([A-Za-z_]\w{0,31})>|'([A-Za-z_]\w{0,31})')", re.ASCII)
_FLAGS = re.compile(r"\(\?([imsx]+)\)")
_HEX = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,2})\})")
_LITERAL = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "e": "\x1b", "a": "\a"}
_SHARED = "dDwWsS"
_SETS = {"h": "\\t\\x20\\xa0", "v": "\\n\\x0b\\x0c\\r\\x85"}
_OPENERS = ("?:", "?=", "?!", "?<=", "?<!")


@attrs.frozen
class Atom:
    """One character, or a place where there is none."""

    source: str
    width: int = 1
    is_reference: bool = False

    def emit(self) -> str:
        """Return it for Python."""
        return self.source


@attrs.frozen
class Quantified:
    """Something that may be repeated."""

    part: Atom | Alternatives
    least: int
    most: int | None
    is_lazy: bool

    def emit(self) -> str:
        """Return it for Python."""
        most = "" if self.most is None else str(self.most)
        times = f"{{{self.least},{most}}}"
        return f"{self.part.emit()}{times}{'?' if self.is_lazy else ''}"


@attrs.frozen
class Alternatives:
    """A group, or the whole."""

    opener: str
    branches: tuple[tuple[Atom | Quantified | Alternatives, ...], ...]

    def emit(self) -> str:
        """Return it for Python."""
        inner = "|".join("".join(part.emit() for part in branch) for branch in self.branches)
        return f"({self.opener}{inner})"


def parse_regex(body: str, modifiers: str) -> Alternatives:
    """Return what an expression consists of.

    Args:
        body: Between the delimiters.
        modifiers: Behind them.

    Raises:
        ValueError: It cannot be followed. Half a sentence.
    """
    begin = _FLAGS.match(body)
    if begin:
        body, modifiers = body[begin.end() :], modifiers + begin[1]
    parser = _Parser(body, modifiers)
    found = parser.group("?:", 0)
    if parser.index < len(body):
        raise ValueError(_REFUSED)
    if "i" in modifiers:
        return Alternatives("?i:", found.branches)
    return found


class _Parser:
    def __init__(self, body: str, modifiers: str) -> None:
        self._body = body
        self._modifiers = modifiers
        self.index = 0

    def group(self, opener: str, depth: int) -> Alternatives:
        """Read up to the end of a group."""
        if depth > MAX_NESTING:
            raise ValueError(_REFUSED)
        branches: list[tuple[Atom | Quantified | Alternatives, ...]] = []
        parts: list[Atom | Quantified | Alternatives] = []
        while self.index < len(self._body) and self._body[self.index] != ")":
            if self._body[self.index] == "|":
                self.index += 1
                branches.append(tuple(parts))
                parts = []
                continue
            part = self._part(depth)
            if part is not None:
                parts.append(self._quantified(part))
        branches.append(tuple(parts))
        return Alternatives(opener, tuple(branches))

    def _take(self) -> str:
        character = self._body[self.index : self.index + 1]
        if not character:
            raise ValueError(_REFUSED)
        self.index += 1
        return character

    def _part(self, depth: int) -> Atom | Alternatives | None:
        character = self._take()
        if "x" in self._modifiers and character in " \t\n\r\v\f#":
            if character == "#":
                end = self._body.find("\n", self.index)
                self.index = len(self._body) if end < 0 else end + 1
            return None
        if character == "(":
            return self._opened(depth)
        if character == "[":
            return self._set()
        if character == "\\":
            return self._escaped()
        if character in "*+?":
            raise ValueError(_REFUSED)
        if character in ".^$":
            return self._special(character)
        return Atom(re.escape(character))

    def _special(self, character: str) -> Atom:
        if character == ".":
            return Atom("(?s:.)" if "s" in self._modifiers else "[^\\n]")
        if character == "^":
            is_multiline = "m" in self._modifiers
            return Atom(r"(?:\A|(?<=\n)(?!\Z))" if is_multiline else r"\A", width=0)
        if "m" in self._modifiers:
            return Atom(r"(?=\n|\Z)", width=0)
        return Atom(r"\Z" if "D" in self._modifiers else r"(?=\n?\Z)", width=0)

    def _opened(self, depth: int) -> Alternatives:
        opener = ""
        if self._body.startswith("*", self.index):
            raise ValueError(_REFUSED)
        if self._body.startswith("?", self.index):
            named = _NAMED.match(self._body, self.index)
            if named:
                self.index = named.end()
            else:
                opener = next(
                    (text for text in _OPENERS if self._body.startswith(text, self.index)), ""
                )
                if not opener:
                    raise ValueError(_REFUSED)
                self.index += len(opener)
        found = self.group(opener, depth + 1)
        if self._take() != ")":
            raise ValueError(_REFUSED)
        return found

    def _escaped(self) -> Atom:
        hexadecimal = _HEX.match(self._body, self.index)
        if hexadecimal:
            self.index = hexadecimal.end()
            return Atom(re.escape(chr(int(hexadecimal[1] or hexadecimal[2], 16))))
        character = self._take()
        if character in _SHARED:
            return Atom(f"\\{character}")
        if character in _SETS:
            return Atom(f"[{_SETS[character]}]")
        if character in "bBA":
            return Atom(f"\\{character}", width=0)
        if character == "z":
            return Atom(r"\Z", width=0)
        if character == "Z":
            return Atom(r"(?=\n?\Z)", width=0)
        if character in "123456789" and not self._body[self.index : self.index + 1].isdigit():
            return Atom(f"(?:\\{character})", width=0, is_reference=True)
        return Atom(re.escape(self._literal(character)))

    def _literal(self, character: str) -> str:
        if character in _LITERAL:
            return _LITERAL[character]
        if character.isascii() and character.isalnum():
            raise ValueError(_REFUSED)
        return character

    def _set(self) -> Atom:
        words: list[str] = []
        is_not = self._body.startswith("^", self.index)
        self.index += is_not
        is_first, is_range = True, False
        while True:
            character = self._take()
            if character == "]" and not is_first:
                break
            is_first = False
            if character == "[" and self._body[self.index : self.index + 1] in (":", ".", "="):
                raise ValueError(_REFUSED)
            if character == "-" and words and not self._body.startswith("]", self.index):
                is_range = self._range(words[-1], is_range=is_range)
                words.append("-")
                continue
            word = self._member(character)
            if is_range and word[0] == "\\" and word[1:2] in (*_SHARED, ""):
                raise ValueError(_REFUSED)
            words.append(word)
            if is_range:
                words.append("")
            is_range = False
        return Atom(f"[{'^' if is_not else ''}{''.join(words)}]")

    def _range(self, before: str, *, is_range: bool) -> bool:
        # ``a-b-c`` and ``\\d-x`` are read differently: neither is followed.
        if is_range or not before or (before[0] == "\\" and before[1:2] in (*_SHARED, "t", "n")):
            raise ValueError(_REFUSED)
        return True

    def _member(self, character: str) -> str:
        if character != "\\":
            return f"\\x{ord(character):02x}"
        hexadecimal = _HEX.match(self._body, self.index)
        if hexadecimal:
            self.index = hexadecimal.end()
            return f"\\x{int(hexadecimal[1] or hexadecimal[2], 16):02x}"
        character = self._take()
        if character in _SHARED:
            return f"\\{character}"
        if character in _SETS:
            return _SETS[character]
        if character == "b":
            return "\\x08"
        return f"\\x{ord(self._literal(character)):02x}"

    def _quantified(self, part: Atom | Alternatives) -> Atom | Quantified | Alternatives:
        if "x" in self._modifiers and self._body[self.index : self.index + 1].isspace():
            return part
        least, most = 0, None
        match = _QUANTIFIER.match(self._body, self.index)
        if match:
            least = int(match[1])
            most = least if not match[2] else int(match[3]) if match[3] else None
            self.index = match.end()
        elif self._body[self.index : self.index + 1] in ("*", "+", "?"):
            sign = self._take()
            least, most = int(sign == "+"), 1 if sign == "?" else None
        else:
            return part
        mark = self._body[self.index : self.index + 1]
        self.index += mark == "?"
        is_repeated = mark in ("+", "*", "{") and (mark != "{" or self._is_next_quantifier())
        is_place = isinstance(part, Atom) and (not part.width or part.is_reference)
        is_look = isinstance(part, Alternatives) and part.opener in _OPENERS[1:]
        if is_repeated or is_place or is_look or (most is not None and most < least):
            raise ValueError(_REFUSED)
        is_lazy = (mark == "?") != ("U" in self._modifiers)
        return Quantified(part, least, most, is_lazy)

    def _is_next_quantifier(self) -> bool:
        return _QUANTIFIER.match(self._body, self.index) is not None
