"""A strict reader for the YAML that OXID writes: block collections and scalars of one line.

Anchors, aliases, tags, several documents and scalars of several lines are refused: OXID's
own generated files have none (docs/shops/oxid.md#yaml).
"""

from __future__ import annotations

import re

from sellxed_sdk.shops._oxid._yaml_scalars import YamlValue, read_scalar, unquote

__all__ = ["YamlValue", "read_yaml"]

MAX_LINES = 100_000
MAX_DEPTH = 30

_QUOTED_KEY = re.compile(r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*")[ ]*:(?=[ ]|$)""")
_PLAIN_KEY = re.compile(r"([^\s#&*!|>'\"%@`{}\[\],?:-](?:[^:#]|:(?=\S)|(?<=\S)#)*?)[ ]*:(?=[ ]|$)")
_Line = tuple[int, str, int]
"""Indentation, what stands there, and the number from 1."""


def read_yaml(text: str) -> YamlValue:
    """Return what a document says: dictionaries, lists and scalars.

    Args:
        text: The document.

    Raises:
        ValueError: It has more than this reader reads. The message is half a sentence.
    """
    raw = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if len(raw) > MAX_LINES:
        raise ValueError(f"it has more than {MAX_LINES} lines")
    return _Reader([line for number, entry in enumerate(raw, 1) for line in _line(entry, number)])()


def _line(text: str, number: int) -> list[_Line]:
    content = text.strip(" \t\r")
    if not content or content.startswith("#") or (number == 1 and content == "---"):
        return []
    indent = len(text) - len(text.lstrip(" "))
    if text[indent] == "\t" or content in ("---", "...") or content.startswith("%"):
        raise _refuse(number)
    return [(indent, content, number)]


class _Reader:
    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._next = 0

    def __call__(self) -> YamlValue:
        if not self._lines:
            return None
        if len(self._lines) == 1 and _is_alone(self._lines[0][1]):
            return read_scalar(self._lines[0][1], line=self._lines[0][2])
        value = self._block(self._lines[0][0], depth=0)
        if self._next < len(self._lines):
            raise _refuse(self._lines[self._next][2])
        return value

    def _peek(self) -> _Line | None:
        return self._lines[self._next] if self._next < len(self._lines) else None

    def _block(self, indent: int, *, depth: int) -> YamlValue:
        if depth > MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        is_list = _is_item(self._lines[self._next][1])
        return self._list(indent, depth=depth) if is_list else self._mapping(indent, depth=depth)

    def _mapping(self, indent: int, *, depth: int) -> YamlValue:
        found: dict[str, YamlValue] = {}
        while (line := self._peek()) is not None and line[0] == indent:
            if _is_item(line[1]):
                break
            entry = _split_key(line[1], line[2])
            if entry is None or entry[0] in found:
                raise _refuse(line[2])
            self._next += 1
            found[entry[0]] = self._value(entry[1], indent, line[2], depth=depth)
        return found

    def _list(self, indent: int, *, depth: int) -> YamlValue:
        found: list[YamlValue] = []
        while (line := self._peek()) is not None and line[0] == indent and _is_item(line[1]):
            rest = line[1][1:].lstrip(" ")
            if rest and (_is_item(rest) or _split_key(rest, line[2]) is not None):
                # ``- key: value``: a block that begins behind the dash.
                inner = indent + len(line[1]) - len(rest)
                self._lines[self._next] = (inner, rest, line[2])
                found.append(self._block(inner, depth=depth + 1))
                continue
            self._next += 1
            found.append(self._value(rest, indent + 1, line[2], depth=depth))
        return found

    def _value(self, rest: str, indent: int, number: int, *, depth: int) -> YamlValue:
        below = self._peek()
        if rest and not rest.startswith("#"):
            value = read_scalar(rest, line=number)
            if below is not None and below[0] > indent:
                raise _refuse(below[2])
            return value
        if below is None or below[0] < indent:
            return None
        # A list may stand as far left as the key that it belongs to.
        if below[0] == indent and not _is_item(below[1]):
            return None if below[0] <= indent else self._block(below[0], depth=depth + 1)
        return self._block(below[0], depth=depth + 1)


def _is_item(content: str) -> bool:
    return content == "-" or content.startswith("- ")


def _is_alone(content: str) -> bool:
    return not _is_item(content) and _split_key(content, 0) is None


def _split_key(content: str, number: int) -> tuple[str, str] | None:
    match = _QUOTED_KEY.match(content)
    if match is not None:
        return unquote(match[1], line=number), content[match.end() :].strip()
    match = _PLAIN_KEY.match(content)
    if match is None or content[0] in "'\"":
        return None
    return match[1].rstrip(), content[match.end() :].strip()


def _refuse(number: int) -> ValueError:
    return ValueError(f"line {number} is more than the plain YAML that OXID writes")
