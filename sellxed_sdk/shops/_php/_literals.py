"""What literals of PHP mean: strings, heredocs, numbers."""

from __future__ import annotations

import re

__all__ = ["heredoc_value", "number_value", "string_value"]

_MAX_INTEGER = 2**63 - 1
_MAX_DIGITS = 400  # beyond, every float is infinite

_SINGLE = re.compile(r"\\([\\'])")
_ESCAPE = re.compile(
    r"\\(?:([nrtvef\\$\"`])|([0-7]{1,3})|[xX]([0-9A-Fa-f]{1,2})|u\{([0-9A-Fa-f]{1,8})\})"
)
_NAMED = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "e": "\x1b", "f": "\f"}
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def string_value(text: str) -> str:
    """Return what a string without variables means.

    Args:
        text: With its quotation marks, and ``b`` before them.
    """
    body = text.lstrip("bB")
    if body.startswith("'"):
        return _SINGLE.sub(r"\1", body[1:-1])
    return _unescape(body[1:-1], '"')


def heredoc_value(begin: str, body: str, end: str) -> str:
    """Return what a heredoc or nowdoc without variables means.

    Args:
        begin: ``<<<LABEL`` and the end of its line.
        body: The lines, with the last end of a line.
        end: The label that ends it, with what indents it.
    """
    width = len(end) - len(end.lstrip(" \t"))
    if width:
        body = _INDENT.sub(lambda match: match[0][width:], body)
    body = body[: -2 if body.endswith("\r\n") else -1] if body else body
    return body if "'" in begin else _unescape(body, "")


def _unescape(text: str, quote: str) -> str:
    if "\\" not in text:
        return text
    parts: list[bytes] = []
    position = 0
    for match in _ESCAPE.finditer(text):
        parts.append(_bytes(text[position : match.start()]))
        parts.append(_meaning(match, quote))
        position = match.end()
    parts.append(_bytes(text[position:]))
    return b"".join(parts).decode("utf-8", "replace")


def _meaning(match: re.Match[str], quote: str) -> bytes:
    named, octal, hexadecimal, point = match.groups()
    if named is not None:
        is_plain = named in '"`' and named != quote
        return _bytes(match[0] if is_plain else _NAMED.get(named, named))
    if octal is not None:
        return bytes([int(octal, 8) & 0xFF])
    if hexadecimal is not None:
        return bytes([int(hexadecimal, 16)])
    code = int(point, 16)
    return _bytes(chr(code) if code <= 0x10FFFF else match[0])


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def number_value(text: str) -> int | float | None:
    """Return what a number means; integers of more than 64 bits are floats, as in PHP.

    Args:
        text: As written, with ``_``.

    Returns:
        None for ``089``, which PHP refuses.
    """
    plain = text.replace("_", "").lower()
    if plain.startswith(("0x", "0b", "0o")):
        return _integer(plain[2:], {"x": 16, "b": 2, "o": 8}[plain[1]])
    if not plain.isdigit():
        return float(plain)
    if plain.startswith("0") and len(plain) > 1:
        return _integer(plain, 8)
    return _integer(plain, 10)


def _integer(digits: str, base: int) -> int | float | None:
    digits = digits.lstrip("0") or "0"
    if len(digits) > _MAX_DIGITS * 4:
        return float("inf")
    try:
        value = int(digits, base)
        return value if value <= _MAX_INTEGER else float(value)
    except OverflowError:
        return float("inf")
    except ValueError:
        return None
