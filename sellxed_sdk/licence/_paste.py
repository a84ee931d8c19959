"""From what people paste to the text of one key.

Mail programs, chats and shop back ends fold, quote and decorate keys. What can be
undone without guessing is undone here; the strict parser comes after.
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import pairwise

from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import licence as codes

__all__ = ["MAX_KEY_CHARS", "normalise_key"]

MAX_KEY_CHARS = 4_096
# Quoting and armour add lines, so the pasted text may be longer than the key.
MAX_PASTE_CHARS = 16_384

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
_ARMOUR = re.compile(r"^[\s>|]*[-\u2010-\u2015\u2212]*\s*(?:BEGIN|END)\b[^\n]*$", re.MULTILINE)
_LABEL = re.compile(r"(?im)^[\s>|]*(?:licen[cs]e(?:[ -]?key)?|lizenz(?:schl(?:ü|ue)ssel)?)\s*:")
_MAIL_QUOTE = re.compile(r"(?m)^[ \t]*(?:[>|][ \t]?)+")
_DECORATION = "\"'`\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e<>()[]{},;"
_DASHES = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-", "\u2013": "-", "\u2014": "--"}
)
# Every part of a key is base64url of JSON (which begins so) or a signature.
_STARTS = re.compile(r"(?=eyJ[A-Za-z0-9_-]+\.eyJ)")


def normalise_key(text: object) -> str | Finding:
    """Return the text of the one key that was pasted, or what prevents it.

    Args:
        text: Whatever the shop stored. Bytes are read as UTF-8; anything else that
            is not text is no key.

    Returns:
        The key without white space and decoration; it may still be damaged.
    """
    if isinstance(text, (bytes, bytearray)):
        text = bytes(text).decode("utf-8", "replace")
    if not isinstance(text, str):
        return codes.KEY_MISSING.finding() if text is None else codes.KEY_NOT_A_LICENCE.finding()
    if len(text) <= MAX_KEY_CHARS and _is_clean(text):
        return text
    if len(text) > MAX_PASTE_CHARS:
        return codes.KEY_TOO_LARGE.finding(length=len(text), limit=MAX_KEY_CHARS)
    return _single(_strip(text))


def _is_clean(text: str) -> bool:
    # The usual case, on web requests: one key, and nothing to clean.
    return (
        text.isascii()
        and text.startswith("eyJ")
        and text.count(".") == (4 if "~" in text else 2)
        and not text.encode().translate(None, _ALPHABET)
    )


def _strip(text: str) -> str:
    # Invisible characters first: one in front of a line would hide what the line begins with.
    # Cf: zero-width, soft hyphen, byte order mark, direction marks
    text = "".join(c for c in html.unescape(text) if unicodedata.category(c) != "Cf")
    text = "\n".join(text.splitlines())
    for pattern in (_ARMOUR, _LABEL, _MAIL_QUOTE):
        text = pattern.sub("", text)
    return "".join(text.split()).translate(_DASHES).strip(_DECORATION)


def _single(key: str) -> str | Finding:
    if not key:
        return codes.KEY_MISSING.finding()
    starts = [match.start() for match in _STARTS.finditer(key)]
    # After "~" stands the certificate of the same key.
    starts = [at for at in starts if at == 0 or key[at - 1] != "~"]
    if starts[:1] == [0]:
        parts = {key[a:b].strip(_DECORATION) for a, b in pairwise([*starts, len(key)])}
        if len(parts) > 1:
            return codes.KEY_SEVERAL.finding(count=len(parts))
        key = parts.pop()
    if len(key) > MAX_KEY_CHARS:
        return codes.KEY_TOO_LARGE.finding(length=len(key), limit=MAX_KEY_CHARS)
    return key
