"""Scalars and flow collections of one line, as Symfony's dumper writes them."""

from __future__ import annotations

import re
from typing import Union

__all__ = ["YamlValue", "read_scalar", "unquote"]

MAX_DEPTH = 20

YamlValue = Union["dict[str, YamlValue]", "list[YamlValue]", str, int, float, bool, None]

_COMMENT = re.compile(r"[ \t]#.*")
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,30}\.[0-9]{0,30}|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?")
_TOKEN = re.compile(
    r"""[ ]*(?:(?P<mark>[\[\]{},])|(?P<text>'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")"""
    r"""|(?P<plain>[^\s\[\]{},:'"&*!|>%@`#](?:[^\[\]{},:]|:(?=[^\s,\]}]))*)|(?P<colon>:))"""
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f"} | {
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_WORDS = {"null": None, "~": None, "true": True, "false": False}


def read_scalar(text: str, *, line: int) -> YamlValue:
    """Return the value of what stands behind a key or a dash, on one line.

    Args:
        text: What stands there, stripped.
        line: Its number, for the message.

    Raises:
        ValueError: It is more than a scalar or a flow collection of one line.
    """
    if text[0] in "[{":
        return _Flow(text, line)()
    if text[0] in "'\"":
        match = _TOKEN.match(text)
        rest = text[match.end() :] if match and match["text"] else "?"
        if match is None or (rest.strip() and not _COMMENT.match(rest)):
            raise _refuse(line)
        return unquote(match["text"], line=line)
    plain = _COMMENT.sub("", text).rstrip()
    if not plain or plain[0] in "&*!|>%@`?," or ": " in plain or plain.endswith(":"):
        raise _refuse(line)
    return _plain(plain)


def unquote(text: str, *, line: int) -> str:
    """Return the text between quotes.

    Args:
        text: With its quotes.
        line: Its number, for the message.

    Raises:
        ValueError: It has an escape that is none.
    """
    if text[0] == "'":
        return text[1:-1].replace("''", "'")

    def replace(match: re.Match[str]) -> str:
        digits = match[1] or match[2] or match[3]
        if digits:
            number = int(digits, 16)
            return chr(number) if number <= 0x10FFFF else "\ufffd"
        if match[4] in '"\\/ ':
            return match[4]
        if match[4] not in _ESCAPES:
            raise _refuse(line)
        return _ESCAPES[match[4]]

    return _ESCAPE.sub(replace, text[1:-1])


def _plain(text: str) -> YamlValue:
    word = text.lower()
    if word in _WORDS:
        return _WORDS[word]
    if _NUMBER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


class _Flow:
    """``[a, b]`` and ``{ a: b }``."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._line = line
        self._place = 0
        self._token: re.Match[str] | None = None

    def __call__(self) -> YamlValue:
        self._step()
        value = self._value(0)
        rest = self._text[self._place :]
        if rest.strip() and not _COMMENT.match(rest):
            raise _refuse(self._line)
        return value

    def _step(self) -> None:
        self._token = _TOKEN.match(self._text, self._place)
        if self._token is not None:
            self._place = self._token.end()

    def _is(self, mark: str) -> bool:
        token = self._token
        return token is not None and (token["mark"] == mark or token["colon"] == mark)

    def _value(self, depth: int) -> YamlValue:
        """Read the value that begins at the token; the last token of it stays."""
        if depth > MAX_DEPTH or self._token is None:
            raise _refuse(self._line)
        if self._is("["):
            return self._items(depth)
        if self._is("{"):
            return self._pairs(depth)
        return self._scalar()

    def _scalar(self) -> str | int | float | bool | None:
        token = self._token
        if token is not None and token["text"]:
            return unquote(token["text"], line=self._line)
        if token is None or not token["plain"]:
            raise _refuse(self._line)
        value = _plain(token["plain"].rstrip())
        if isinstance(value, (dict, list)):  # pragma: no cover  a scalar is none
            raise _refuse(self._line)
        return value

    def _items(self, depth: int) -> list[YamlValue]:
        found: list[YamlValue] = []
        self._step()
        while not self._is("]"):
            found.append(self._value(depth + 1))
            self._step()
            self._comma("]")
        return found

    def _pairs(self, depth: int) -> dict[str, YamlValue]:
        found: dict[str, YamlValue] = {}
        self._step()
        while not self._is("}"):
            key = self._scalar()
            self._step()
            if not self._is(":"):
                raise _refuse(self._line)
            self._step()
            if self._is(",") or self._is("}"):
                found[str(key)] = None
            else:
                found[str(key)] = self._value(depth + 1)
                self._step()
            self._comma("}")
        return found

    def _comma(self, end: str) -> None:
        if self._is(","):
            self._step()
        elif not self._is(end):
            raise _refuse(self._line)


def _refuse(line: int) -> ValueError:
    return ValueError(f"line {line} is more than the plain YAML that OXID writes")
