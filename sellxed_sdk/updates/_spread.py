"""When an installation's turn is, so that a million shops do not ask in the same minute.

Deterministic: every process of one installation computes the same turn.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

__all__ = ["INSTALLATION_PATTERN", "make_installation", "prolong", "shorten"]

INSTALLATION_PATTERN = "[0-9a-f]{32}"
# A wider spread would ask noticeably more often; a quarter of a day is 360 minutes.
PART = 0.25


def make_installation() -> str:
    """Make the random name of an installation. It is kept, and never sent anywhere."""
    return secrets.token_hex(16)


def shorten(span: timedelta, *, installation: str, purpose: str) -> timedelta:
    """Return a span between three quarters and the whole of this one.

    Never longer: a job that runs once a day has to find its turn come every day.

    Args:
        span: The longest.
        installation: The random name; where there is none yet, the span stays whole.
        purpose: What the span is for; each has a share of its own.
    """
    return span - span * PART * _share(installation, purpose)


def prolong(span: timedelta, *, installation: str, purpose: str) -> timedelta:
    """Return a span between this one and a quarter more: what is asked for is the least.

    Args:
        span: The shortest.
        installation: The random name; where there is none yet, the span stays as it is.
        purpose: What the span is for; each has a share of its own.
    """
    return span + span * PART * _share(installation, purpose)


def _share(installation: str, purpose: str) -> float:
    """Return a number from 0 to less than 1, spread evenly over installations."""
    if not installation:
        return 0.0
    digest = hashlib.sha256(f"{installation}:{purpose}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / (1 << 48)
