"""Addresses that may be shown and written to logs."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit, urlunsplit

__all__ = ["join_url", "redact_url", "role_in_url"]


def redact_url(url: str, *, path: bool = True) -> str:
    """Return the address without user, password, query and fragment.

    Signed download addresses carry their secret in the query, or in the path.

    Args:
        url: Any text.
        path: Whether the path may be shown.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        if not path:
            return f"{parts.scheme}://{host}/..."
        shown = urlunsplit((parts.scheme, host, parts.path, "", ""))
    except ValueError:
        return "?"
    return f"{shown}?..." if parts.query else shown


def role_in_url(url: str) -> str:
    """Return the TUF role that a metadata address names, as ``timestamp``."""
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    return re.sub(r"^[0-9]+\.|\.json$", "", name)


def join_url(base: str, path: str) -> str:
    """Return the address of a file below a base, with exactly one slash between."""
    return f"{base.rstrip('/')}/{path}"
