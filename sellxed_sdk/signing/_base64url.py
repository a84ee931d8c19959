"""Base64url without padding, in its one canonical spelling (RFC 7515, section 2)."""

from __future__ import annotations

import binascii

__all__ = ["decode", "encode"]

_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_FROM_STANDARD = bytes.maketrans(b"+/", b"-_")


def encode(data: bytes) -> str:
    """Return the unpadded base64url text of ``data``."""
    return _encode(data).decode("ascii")


def decode(text: str) -> bytes | None:
    """Return the bytes, or None where the text is not canonical.

    The standard library ignores foreign characters and spare bits, which would
    give one document many spellings; so the result must encode to the input.
    """
    try:
        raw = text.encode("ascii")
        # More padding than needed does no harm, and less would.
        data = binascii.a2b_base64(raw.translate(_TO_STANDARD) + b"==")
    except ValueError:  # also what binascii raises, and what is not ASCII
        return None
    return data if _encode(data) == raw else None


def _encode(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).translate(_FROM_STANDARD).rstrip(b"=")
