"""What callers may hand in, brought into the form that the pure rooms take."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from sellxed_sdk.licence import RevocationList, verify_revocations
from sellxed_sdk.signing import Keyring, TrustBundle, load_trust

__all__ = [
    "REVOCATIONS_TARGET",
    "RULES_TARGET",
    "Trust",
    "read_day",
    "read_hosts",
    "read_now",
    "read_revocations",
    "read_trust",
]

# Paths in the update channel (docs/formats/channel.md).
RULES_TARGET = "compatibility/rules.jws"
REVOCATIONS_TARGET = "licence/revocations.jws"

Trust: TypeAlias = TrustBundle | str | os.PathLike[str]


def read_now(now: datetime | None) -> datetime:
    """Return an aware instant; the clock where None, and UTC where it has no zone."""
    if now is None:
        return datetime.now(timezone.utc)
    # A naive instant cannot be guessed right, and a shop must not stop because of it.
    return now.replace(tzinfo=timezone.utc) if now.tzinfo is None else now


def read_day(value: object) -> date | None:
    """Return a calendar day (UTC) from a day, an instant or ``2026-11-23``; else None."""
    if isinstance(value, datetime):
        return read_now(value).astimezone(timezone.utc).date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None


def read_hosts(hosts: Iterable[str] | str | None) -> tuple[str, ...]:
    """Return a tuple of addresses; a lone text is one address and not many letters."""
    if hosts is None:
        return ()
    if isinstance(hosts, str):
        return (hosts,) if hosts.strip() else ()
    return tuple(str(host) for host in hosts if host)


def read_trust(trust: Trust) -> TrustBundle:
    """Return a trust bundle, from disk where a path was given.

    Raises:
        ConfigurationError: Missing or damaged.
    """
    if isinstance(trust, TrustBundle):
        return trust
    path = Path(trust)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _load_trust(path, changed)


@lru_cache(maxsize=16)
def _load_trust(path: Path, changed: int) -> TrustBundle:
    del changed  # part of the cache's key: a replaced file is read again
    return load_trust(path)


def read_revocations(
    revocations: RevocationList | str | os.PathLike[str] | None, *, keyring: Keyring
) -> RevocationList | None:
    """Return a verified revocation list, from disk where a path was given.

    Raises:
        OSError: The file cannot be read.
        SellxedError: It is damaged or not genuine.
    """
    if revocations is None or isinstance(revocations, RevocationList):
        return revocations
    text = Path(revocations).read_bytes().decode("utf-8", "replace")
    return verify_revocations(text, keyring=keyring)
