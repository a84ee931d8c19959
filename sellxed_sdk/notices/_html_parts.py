"""Pieces that several sections of the page are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timezone

from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._markup import Html, element, join

__all__ = ["bullets", "facts", "fold", "section", "time_of"]


def section(name: str, title: str, *children: str | None) -> Html:
    """Return a section with its heading, named by it for screen readers."""
    identity = f"slx-{name}"
    return element(
        "section",
        element("h2", title, attributes={"id": identity}),
        *children,
        class_=f"slx-section slx-section--{name}",
        attributes={"aria-labelledby": identity},
    )


def time_of(value: date, catalogue: Catalogue, *, text: str = "{when}") -> Html:
    """Return a day or instant for people and programs.

    Args:
        value: A day, or an aware instant.
        catalogue: How people write it.
        text: A sentence around it, with ``{when}`` in its place.
    """
    if isinstance(value, datetime):
        machine = value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        shown = catalogue.when(value)
    else:
        machine, shown = value.isoformat(), catalogue.day(value)
    before, _, after = text.partition("{when}")
    return join(before, element("time", shown, attributes={"datetime": machine}), after)


def facts(pairs: Iterable[tuple[str, str | None]]) -> Html | None:
    """Return names and values; those without a value are left out."""
    rows = [
        element("div", element("dt", name), element("dd", value)) for name, value in pairs if value
    ]
    return element("dl", *rows, class_="slx-facts") if rows else None


def bullets(items: Iterable[str], *, ordered: bool = False) -> Html:
    """Return a list."""
    return element("ol" if ordered else "ul", *(element("li", item) for item in items))


def fold(title: str, *children: str | None, is_open: bool = False) -> Html:
    """Return something that opens with a click, without any script."""
    return element(
        "details",
        element("summary", title),
        *children,
        attributes={"open": ""} if is_open else {},
    )
