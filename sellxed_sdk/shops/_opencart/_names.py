"""Names in uids."""

from __future__ import annotations

import re

__all__ = ["SYSTEM", "slug", "unique"]

SYSTEM = "opencart"
_OTHER = re.compile(r"[^a-z0-9._]+")


def slug(text: str) -> str:
    """Return a name as it stands in a uid: small letters, digits, ``.``, ``_`` and ``-``."""
    return _OTHER.sub("-", text[:400].lower()).strip("-.")[:80]


def unique(name: str, taken: set[str]) -> str:
    """Return a uid that is not taken yet, and take it."""
    uid, number = f"{SYSTEM}:{name}", 1
    while uid in taken:
        number += 1
        uid = f"{SYSTEM}:{name}~{number}"
    taken.add(uid)
    return uid
