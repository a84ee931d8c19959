"""Pieces that several sections of the page are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from types import MappingProxyType

from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._markup import Html, element, join

__all__ = ["bullets", "facts", "fold", "heading", "section", "time_of"]

_NONE: Mapping[str, str] = MappingProxyType({})


def heading(
    level: int, *children: str | None, depth: int, attributes: Mapping[str, str] = _NONE
) -> Html:
    """Return a heading.

    Args:
        level: Where it stands in the host's page; 6 is the deepest.
        *children: What it says.
        depth: How it looks: 1 for the module, 2 for a section, 3 inside one.
        attributes: As an id.
    """
    tag = f"h{min(max(level, 1), 6)}"
    return element(tag, *children, class_=f"slx-h slx-h{depth}", attributes=attributes)


def section(name: str, title: str, *children: str | None, level: int = 2) -> Html:
    """Return a section with its heading, named by it for screen readers.

    The heading takes the focus when an address leads to it, as after a form.

    Args:
        name: Makes its id and class.
        title: Its heading.
        *children: What is in it.
        level: Of its heading.
    """
    identity = f"slx-{name}"
    return element(
        "section",
        heading(level, title, depth=2, attributes={"id": identity, "tabindex": "-1"}),
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
