"""Takes secrets out of what leaves a person's hands: keys, addresses, credentials.

Taking out too much can be asked back for; a secret that got out cannot.
"""

from __future__ import annotations

import re

import attrs

__all__ = ["Redacted", "redact"]

_PATTERNS = (
    ("licence key", re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_~.-]*)?")),
    (
        "private key",
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END[^\n]*|\Z)", re.DOTALL),
    ),
    ("credentials", re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")),
    ("bearer token", re.compile(r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}")),
    ("e-mail address", re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,}")),
)


@attrs.frozen
class Redacted:
    """A text without secrets."""

    text: str
    """With placeholders, as ``[licence key]``."""
    removed: tuple[tuple[str, int], ...] = ()
    """What was taken out, and how often."""


def redact(text: str, *, keep: tuple[str, ...] = ()) -> Redacted:
    """Return a text without keys, credentials and addresses of persons.

    Args:
        text: Any text, JSON included: placeholders break neither.
        keep: Texts that are public, as the vendor's contact.
    """
    removed = []
    for name, pattern in _PATTERNS:
        count = 0

        def replace(match: re.Match[str], name: str = name) -> str:
            nonlocal count
            if match[0] in keep:
                return match[0]
            count += 1
            return f"[{name}]"

        text = pattern.sub(replace, text)
        if count:
            removed.append((name, count))
    return Redacted(text, tuple(removed))
