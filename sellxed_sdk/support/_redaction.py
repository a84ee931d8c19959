"""Takes secrets out of what leaves a person's hands: keys, addresses, credentials.

Taking out too much can be asked back for; a secret that got out cannot.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

__all__ = ["MAX_CHARS", "Redacted", "redact"]

MAX_CHARS = 1_000_000
_CUT = "\n[the rest was left out: more than 1000000 characters]\n"

# A key may be wrapped and quoted by a mail program; the lines then are long.
_PART = r"[A-Za-z0-9_.~-]"
_KEY = rf"eyJ(?:{_PART}|(?<={_PART}{{40}})\r?\n[> \t]{{0,8}}(?={_PART}{{16}}))+"

_NAMES = r"password|passwd|secret|token|api[_-]?key|authorization"

# What stands in the group `keep` is not secret.
_PEM = r"(?:[A-Za-z0-9+/=:,.\s-]|\\[nr])*"
_PATTERNS = (
    (
        "private key",
        re.compile(
            rf"-----BEGIN [A-Z ]{{0,40}}PRIVATE KEY-----"
            rf"(?:{_PEM}?-----END [A-Z ]{{0,40}}PRIVATE KEY-----|{_PEM})"
        ),
    ),
    ("private key", re.compile(r'(?P<keep>"d":\s{0,4}")[A-Za-z0-9_-]{40,100}')),
    ("licence key", re.compile(_KEY)),
    ("credentials", re.compile(r"(?P<keep>://)[^/\s@\"'<>\\]{1,1000}(?=@)")),
    ("credentials", re.compile(r"(?P<keep>(?i:\b(?:bearer|basic)[ \t]+))[A-Za-z0-9._~+/=-]{8,}")),
    (
        "credentials",  # "name": "value", as in JSON; the quotes stay
        re.compile(
            rf"(?P<keep>(?i:(?:{_NAMES})\"[ \t]{{0,4}}:[ \t]{{0,4}}\"))(?:[^\"\\\n]|\\.){{1,4000}}"
        ),
    ),
    (
        "credentials",  # name=value, as in an address or a settings file
        re.compile(
            rf"(?P<keep>(?i:(?<![A-Za-z])(?:{_NAMES})[ \t]{{0,4}}[:=][ \t]{{0,4}}))"
            r"(?!(?i:bearer|basic)[ \t])[^\s\"',;\\]+"
        ),
    ),
    (
        "e-mail address",
        re.compile(r"[\w.%+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    ),
)
_PLACEHOLDERS = tuple(f"[{name}]" for name, _ in _PATTERNS)


@attrs.frozen(kw_only=True)
class Redacted:
    """A text without secrets."""

    text: str
    """With placeholders, as ``[licence key]``."""
    removed: tuple[tuple[str, int], ...] = ()
    """What was taken out, and how often, sorted by name."""
    truncated: bool = False
    """Whether the end was left out, too."""


def redact(
    content: str | Mapping[str, object] | Sequence[object], *, keep: tuple[str, ...] = ()
) -> Redacted:
    """Return a text without keys, credentials and addresses of persons.

    Args:
        content: Any text, or JSON-ready data, which becomes indented JSON.
        keep: Texts that are public, as the vendor's contact.

    Returns:
        At most `MAX_CHARS` characters and a line that says so; JSON stays JSON below that.
    """
    counts: Counter[str] = Counter()
    if isinstance(content, str):
        text = _clean(content[:MAX_CHARS], keep, counts)
        truncated = len(content) > MAX_CHARS
    else:
        # Value by value, before quoting: a placeholder must not break a string.
        cleaned = _clean_value(content, keep, counts)
        text = json.dumps(cleaned, ensure_ascii=False, indent=2, default=str)
        truncated = False
    if truncated or len(text) > MAX_CHARS:
        text, truncated = text[: MAX_CHARS - len(_CUT)] + _CUT, True
    return Redacted(text=text, removed=tuple(sorted(counts.items())), truncated=truncated)


def _clean(text: str, keep: tuple[str, ...], counts: Counter[str]) -> str:
    for name, pattern in _PATTERNS:

        def replace(match: re.Match[str], name: str = name) -> str:
            if match[0] in keep or match[0].endswith(_PLACEHOLDERS):
                return match[0]
            counts[name] += 1
            return match.groupdict().get("keep", "") + f"[{name}]"

        text = pattern.sub(replace, text)
    return text


def _clean_value(value: object, keep: tuple[str, ...], counts: Counter[str]) -> object:
    if isinstance(value, str):
        return _clean(value, keep, counts)
    if isinstance(value, Mapping):
        return {
            _clean(str(name), keep, counts): _clean_member(str(name), entry, keep, counts)
            for name, entry in value.items()
        }
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_clean_value(entry, keep, counts) for entry in value]
    return value


_SECRET_NAME = re.compile(r"(?i)(?:.*[_-])?(?:password|passwd|secret|token|api[_-]?key|d)")


def _clean_member(name: str, value: object, keep: tuple[str, ...], counts: Counter[str]) -> object:
    if isinstance(value, str) and value and _SECRET_NAME.fullmatch(name):
        counts["credentials"] += 1
        return "[credentials]"
    return _clean_value(value, keep, counts)
