"""HTML that cannot be left unescaped: text is text until `element` makes it markup."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["Html", "clean", "element", "join", "safe_url"]

# Controls (a terminal obeys them), lone surrogates (no encoding has them) and
# direction overrides (they turn neighbouring text round).
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_URL = re.compile(r"https://[!-~]{1,2000}|mailto:[A-Za-z0-9._+@-]{3,300}")
_VOID = frozenset({"link", "meta", "input"})
_NONE: Mapping[str, str] = MappingProxyType({})


class Html(str):
    """Markup that is complete and escaped. Made in this module only."""

    __slots__ = ()


def clean(text: str) -> str:
    """Return text without what no reader should be sent; a space stands in its place."""
    return _UNWANTED.sub(" ", text)


def safe_url(url: str | None) -> str | None:
    """Return an https or mailto address, or None for anything else."""
    return url if url is not None and _URL.fullmatch(url) else None


def element(
    tag: str, *children: str | None, class_: str = "", attributes: Mapping[str, str] = _NONE
) -> Html:
    """Return an element; children that are not `Html` are escaped.

    Args:
        tag: Name of the element, from this package's code.
        *children: Text or markup; None and empty texts are left out.
        class_: Value of ``class``.
        attributes: Other attributes; values are escaped.
    """
    pairs = {"class": class_, **attributes} if class_ else dict(attributes)
    opening = "".join(f' {name}="{_escape(value)}"' for name, value in pairs.items())
    if tag in _VOID:
        return Html(f"<{tag}{opening}>")
    return Html(f"<{tag}{opening}>{join(*children)}</{tag}>\n")


def join(*children: str | None) -> Html:
    """Return parts one after the other."""
    return Html(
        "".join(child if isinstance(child, Html) else _escape(child) for child in children if child)
    )


def _escape(text: str) -> str:
    return html.escape(clean(text), quote=True)
