"""Strict, bounded JSON: what two readers could understand differently is refused."""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias, Union

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings.codes import documents as codes

__all__ = ["Json", "JsonObject", "dump_json", "parse_json"]

# Union, not "|": the recursion is written as text, which "|" cannot join.
Json: TypeAlias = Union[bool, int, str, list["Json"], dict[str, "Json"], None]  # noqa: UP007
JsonObject: TypeAlias = dict[str, Json]

MAX_DEPTH = 8
MAX_INTEGER = 2**53 - 1  # what a reader in JavaScript keeps exactly (RFC 7493)


def parse_json(data: bytes | str, *, max_bytes: int, max_depth: int = MAX_DEPTH) -> JsonObject:
    """Parse one JSON object.

    Args:
        data: UTF-8 bytes, or text.
        max_bytes: Upper bound of the length, checked before parsing.
        max_depth: How many levels of objects and lists are read.

    Returns:
        A new dictionary of plain values; whole numbers only.

    Raises:
        InvalidDocumentError: Too large, not UTF-8, not JSON, not an object,
            duplicate names, fractions, NaN, lone surrogates, numbers beyond
            2**53 or nesting deeper than ``max_depth``.
    """
    if len(data) > max_bytes:
        raise codes.DOCUMENT_TOO_LARGE.error(
            InvalidDocumentError, length=len(data), limit=max_bytes, reason="size"
        )
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        # White space around it is rare, and looking for it costs.
        value, end = _decoder.raw_decode(text) if text[:1] == "{" else (None, -1)
        if end != len(text):
            value = _decoder.decode(text)
        # The walk costs more than the parsing, and most documents cannot need it: they
        # open fewer levels than are allowed and have no escapes, while bytes that are
        # UTF-8 hold no lone surrogates.
        if isinstance(data, str) or "\\u" in text or text.count("{") + text.count("[") > max_depth:
            _check(value, max_depth)
    except (ValueError, RecursionError) as error:
        raise _refuse(_reason_of(error)) from None
    if not isinstance(value, dict):
        raise _refuse("an object is expected")
    return value


def dump_json(value: JsonObject, *, indent: int | None = None) -> str:
    """Return JSON text, keys in the given order; compact unless ``indent`` is given."""
    separators = (",", ":") if indent is None else None
    return json.dumps(value, separators=separators, indent=indent, ensure_ascii=False)


def _refuse(detail: str) -> InvalidDocumentError:
    return codes.DOCUMENT_JSON_INVALID.error(InvalidDocumentError, detail=detail, reason="json")


def _reason_of(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    if isinstance(error, UnicodeError):
        return "it is not UTF-8 text"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error)


def _unique(pairs: list[tuple[str, Json]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return result


def _whole(text: str) -> int:
    # The length first: int() of a million digits is slow, and from 3.11 on an error.
    if len(text) <= 17:
        number = int(text)
        if -MAX_INTEGER <= number <= MAX_INTEGER:
            return number
    raise ValueError("a number is too large")


def _no_fraction(_: str) -> NoReturn:
    raise ValueError("numbers must be whole")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_float=_no_fraction,
    parse_int=_whole,
    parse_constant=_no_constant,
)


def _check(value: Json, depth: int) -> None:
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate has no UTF-8 form
        return
    if not isinstance(value, (dict, list)):
        return
    if depth == 0:
        raise ValueError("it is nested too deeply")
    if isinstance(value, dict):
        for name in value:
            name.encode("utf-8")
        items: list[Json] = list(value.values())
    else:
        items = value
    for item in items:
        _check(item, depth - 1)
