"""The few HTML elements that the page is made of. Everything that is put in is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import attrs

__all__ = ["Html", "element", "join", "link", "text"]


@attrs.frozen
class Html:
    """Markup that was built here, and therefore needs no escaping."""

    markup: str

    def __str__(self) -> str:
        return self.markup


def text(value: object) -> Html:
    """Return any text, escaped."""
    return Html(escape(str(value), quote=True))


def join(parts: Iterable[Html], separator: str = "\n") -> Html:
    """Put elements behind each other."""
    return Html(separator.join(part.markup for part in parts))


def element(name: str, *content: Html | str, **attributes: str | None) -> Html:
    """Return one element.

    Args:
        name: Its name.
        *content: Markup as it is, texts escaped.
        **attributes: ``class_`` for ``class``, ``aria_label`` for ``aria-label``; None
            leaves one out.
    """
    inner = "".join(c.markup if isinstance(c, Html) else escape(c, quote=True) for c in content)
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value, quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{pairs}>{inner}</{name}>")


def link(label: str, address: str, *, class_: str | None = None) -> Html:
    """Return a link; only https and mailto become one, anything else stays text."""
    if not address.startswith(("https://", "mailto:")):
        return text(label)
    return element("a", label, href=address, rel="noopener noreferrer", class_=class_)
