"""Telling files that are encoded: nobody can read them without their loader."""

from __future__ import annotations

import re

__all__ = ["find_encoder"]

_HEAD = 4_096

# How such files begin, or where they hand their code to the loader. A file that merely
# asks whether a loader is there is an ordinary one.
_ENCODERS = (
    ("ionCube", "//", re.compile(r"\s*<\?php\s*//(?:00[0-9a-f]{2,4}\b|ICB[0-9])", re.IGNORECASE)),
    ("Zend Guard", "Zend", re.compile(r"\s*<\?php\s*@Zend;|Zend\0")),
    ("SourceGuardian", "sg_load", re.compile(r".*?\bsg_load\s*\(\s*['\"]", re.DOTALL)),
    ("phpSHIELD", "phpshield_load", re.compile(r".*?\bphpshield_load\s*\(\s*['\"]", re.DOTALL)),
)


def find_encoder(source: str) -> str:
    """Return why a file cannot be read, as half a sentence; empty where it can.

    Looks at the beginning only.

    Args:
        source: The text of a file, or its beginning.
    """
    head = source[:_HEAD].removeprefix("\ufeff")
    for name, word, pattern in _ENCODERS:
        if word in head and pattern.match(head):
            return f"it is encoded with {name}"
    return ""
