"""Asking for the timestamp only where it has changed (RFC 9110, section 13).

What is remembered is the server's validator and the digest of the verified bytes it
stands for. The bytes are those that python-tuf keeps; taken from there they are
verified again like fresh ones, so a server gains nothing by saying "unchanged".
"""

from __future__ import annotations

import hashlib
import re

import attrs

__all__ = ["DATE_PATTERN", "DIGEST_PATTERN", "TAG_PATTERN", "Validator", "Watched"]

DIGEST_PATTERN = "[0-9a-f]{64}"
# What comes back in a request is printable and has no line ends.
TAG_PATTERN = r'(?:W/)?"[!#-~]{1,200}"'
DATE_PATTERN = r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"


@attrs.frozen(kw_only=True)
class Validator:
    """What the server named the bytes by that were verified."""

    address: str
    """SHA-256 of the address, which may hold a secret."""
    sha256: str
    """Of the bytes, hexadecimal."""
    etag: str | None = None
    """As the server sent it, with its quotes."""
    last_modified: str | None = None
    """As the server sent it."""


class Watched:
    """The timestamp within one check: what is known of it, and what is learnt.

    Args:
        url: Its address.
        known: What was remembered of an earlier check.
        body: What lies in the cache now, unverified; None where nothing does.
    """

    def __init__(self, url: str, *, known: Validator | None, body: bytes | None) -> None:
        self.url = url
        self.body = body or b""
        fits = (
            known is not None
            and body is not None
            and known.sha256 == hashlib.sha256(body).hexdigest()
            and known.address == _digest_of(url)
        )
        self._known = known if fits else None
        self._learnt = self._known

    def headers(self) -> dict[str, str]:
        """Return the conditions of a request; none where nothing fitting is remembered."""
        if self._known is None:
            return {}
        if self._known.etag is not None:
            return {"If-None-Match": self._known.etag}
        if self._known.last_modified is not None:
            return {"If-Modified-Since": self._known.last_modified}
        return {}

    def forget(self) -> bool:
        """Ask without conditions from now on; return whether there were any."""
        known, self._known, self._learnt = self._known, None, None
        return known is not None

    def learn(self, sha256: str, *, etag: str, last_modified: str) -> None:
        """Take in what the server sent with these bytes.

        Args:
            sha256: Digest of the bytes.
            etag: The header, or an empty text.
            last_modified: The header, or an empty text.
        """
        tag = etag if re.fullmatch(TAG_PATTERN, etag) else None
        date = last_modified if re.fullmatch(DATE_PATTERN, last_modified) else None
        self._learnt = None
        if tag is not None or date is not None:
            self._learnt = Validator(
                address=_digest_of(self.url), sha256=sha256, etag=tag, last_modified=date
            )

    def validator_of(self, verified: bytes) -> Validator | None:
        """Return what is to be remembered for these verified bytes, or None."""
        learnt = self._learnt
        if learnt is None or learnt.sha256 != hashlib.sha256(verified).hexdigest():
            return None
        return learnt


def _digest_of(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
