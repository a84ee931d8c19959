"""Telling files that are encoded: nobody can read them without their loader."""

from __future__ import annotations

import re

__all__ = ["find_encoder"]

HEAD = 4_096

# How the files begin. What merely asks whether a loader is there is not encoded.
_HEADS = (
    (
        re.compile(r"\s*<\?php\s*//\s*(?:00[0-9a-f]{2,6}\b|ICB[0-9a-f]+\b)", re.IGNORECASE),
        "ionCube",
    ),
    (re.compile(r"\s*<\?php\s*@Zend;|Zend\0|\s*<\?php\s*\d{4,5};\s*\n?\s*Zend"), "Zend Guard"),
    (re.compile(r"SWOOLEC|\s*<\?php\s*/\*+\s*SWOOLE_?COMPILER", re.IGNORECASE), "Swoole Compiler"),
    (re.compile(r"BCODE|bcompiler v"), "bcompiler"),
)
_BODIES = (
    (
        re.compile(r"\breturn\s+sg_load\s*\(|\bsg_load\s*\(\s*['\"][0-9A-Za-z+/=]{16}"),
        "SourceGuardian",
    ),
    (re.compile(r"\bphpshield_load\s*\("), "phpSHIELD"),
    (re.compile(r"\b_il_exec\s*\(\s*\)|\bionCube24\b.{0,200}\bexit\b", re.DOTALL), "ionCube"),
)


def find_encoder(source: str) -> str:
    """Return why a file cannot be read, as half a sentence; empty where it can.

    Looks at the beginning only.

    Args:
        source: The text of a file, or its beginning.
    """
    head = source[:HEAD].removeprefix("\ufeff").removeprefix("\xef\xbb\xbf")
    for pattern, name in _HEADS:
        if pattern.match(head):
            return f"it is encoded with {name}"
    for pattern, name in _BODIES:
        if pattern.search(head):
            return f"it is encoded with {name}"
    return ""
