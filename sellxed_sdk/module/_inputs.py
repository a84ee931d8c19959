"""What callers may hand in, brought into the form that the pure rooms take."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from sellxed_sdk.licence import RevocationList, Situation, verify_revocations
from sellxed_sdk.signing import Keyring, TrustBundle, load_trust

__all__ = [
    "CERTIFICATES_TARGET",
    "REVOCATIONS_TARGET",
    "RULES_TARGET",
    "Trust",
    "read_day",
    "read_hosts",
    "read_now",
    "read_revocations",
    "read_situation",
    "read_trust",
    "releases_target",
]

# Paths in the update channel (docs/formats/channel.md).
RULES_TARGET = "compatibility/rules.jws"
REVOCATIONS_TARGET = "licence/revocations.jws"
CERTIFICATES_TARGET = "licence/certificates.txt"


def releases_target(product: str) -> str:
    """Return the channel's path of a product's list of releases."""
    return f"{product}/releases.json"


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
    return tuple([str(host) for host in hosts if host])


# Called at every check, mostly with the same arguments: the value is made once.
@lru_cache(maxsize=256)
def read_situation(
    product: str | None,
    released_on: date | None,
    free_security: bool,  # noqa: FBT001 - one value with the others
    hosts: tuple[str, ...],
    seen_at: datetime | None = None,
) -> Situation:
    """Return where a licence is looked at; the same value for the same arguments."""
    return Situation(
        product=product,
        released_on=released_on,
        free_security=free_security,
        hosts=hosts,
        seen_at=seen_at,
    )


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
    path = Path(revocations)
    known = path.stat()
    return _load_revocations(path, known.st_mtime_ns, known.st_size, keyring)


# A long list takes a while to load; a replaced file is read again.
@lru_cache(maxsize=4)
def _load_revocations(path: Path, changed: int, size: int, keyring: Keyring) -> RevocationList:
    del changed, size
    return verify_revocations(path.read_bytes().decode("utf-8", "replace"), keyring=keyring)
