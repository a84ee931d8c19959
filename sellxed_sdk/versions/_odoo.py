"""Odoo's order of versions: a series, as ``17.0`` or ``saas~12.5``, and the part of a module."""

from __future__ import annotations

import re

__all__ = ["odoo_key"]

# What is ordered is a number, of a release in between with a word in front of it. ``master``
# and what a build should have filled in have no place in the order.
_ORDERED = re.compile(r"(?:saas~)?[0-9][0-9A-Za-z.~_+-]*", re.IGNORECASE | re.ASCII)
_PART = re.compile(r"[0-9]+|[a-z]+|[.-]|[^0-9a-z.-]+")
_SPELT = {"pre": "c", "preview": "c", "rc": "c", "dev": "@", "-": "final-", "_": "final-"}
_SILENT = frozenset({".", "saas", "~"})
_WIDTH = 8
_ZERO = "0" * _WIDTH
_END, _PATCH = "*final", "*final-"


def odoo_key(text: str) -> tuple[str, ...] | None:
    """Return what Odoo orders a version by, or None where it has no place in an order.

    Numbers are compared as text of eight digits, words come before numbers, and of those the
    ones before ``final`` are pre-releases; zeros at the end of a series of numbers say nothing.
    Source: ``odoo.tools.parse_version``, by which modules are found to need an update.
    """
    if _ORDERED.fullmatch(text) is None:
        return None
    parts: list[str] = []
    for word in (*_PART.findall(text.lower()), "final"):
        if word in _SILENT:
            continue
        if word[0].isdecimal():
            parts.append(word.zfill(_WIDTH))
            continue
        part = "*" + _SPELT.get(word, word)
        while part < _END and parts and parts[-1] == _PATCH:
            parts.pop()
        while parts and parts[-1] == _ZERO:
            parts.pop()
        parts.append(part)
    return tuple(parts)
