"""The panel as one HTML page: no script, no inline style, every text escaped."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from sellxed_sdk.notices._answers import Answer, answer_questions
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._html_parts import section, time_of
from sellxed_sdk.notices._html_sections import (
    render_conflicts,
    render_files,
    render_inventory,
    render_licence,
    render_readiness,
)
from sellxed_sdk.notices._html_updates import render_updates
from sellxed_sdk.notices._markup import Html, element, join
from sellxed_sdk.notices._notices_html import link, render_notice
from sellxed_sdk.notices._panel import Panel
from sellxed_sdk.notices._wording import Wording

__all__ = ["render_panel_html", "stylesheet"]

_SECTIONS: tuple[Callable[[Panel, Wording], Html | None], ...] = (
    render_updates,
    render_conflicts,
    render_readiness,
    render_files,
    render_licence,
    render_inventory,
)


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """Return the one style sheet, to be served as ``sellxed.css``."""
    return files("sellxed_sdk.notices").joinpath("sellxed.css").read_text(encoding="utf-8")


def render_panel_html(
    panel: Panel,
    *,
    catalogue: Catalogue,
    stylesheet_href: str = "sellxed.css",
    home_href: str | None = None,
    color_scheme: Literal["light", "dark", "light dark"] = "light dark",
) -> str:
    """Return the page; it works under ``default-src 'none'; style-src 'self'``.

    Args:
        panel: What is known.
        catalogue: Texts in the language of the request.
        stylesheet_href: Where the host serves `stylesheet`.
        home_href: The host's address that the page leads back to.
        color_scheme: As the host looks; ``light dark`` follows the reader's system.
    """
    wording = panel.wording(catalogue)
    body = element(
        "body",
        _header(panel, catalogue, home_href),
        element(
            "main",
            _glance(answer_questions(panel, wording=wording), catalogue),
            _todo(panel, catalogue),
            *(render(panel, wording) for render in _SECTIONS),
        ),
        class_="slx slx-page",
    )
    page = element(
        "html",
        _head(panel, catalogue, stylesheet_href, color_scheme),
        body,
        attributes={"lang": catalogue.html_language},
    )
    return f"<!doctype html>\n{page}"


def _head(panel: Panel, catalogue: Catalogue, stylesheet_href: str, color_scheme: str) -> Html:
    return element(
        "head",
        element("meta", attributes={"charset": "utf-8"}),
        element(
            "meta",
            attributes={"name": "viewport", "content": "width=device-width, initial-scale=1"},
        ),
        element("meta", attributes={"name": "robots", "content": "noindex"}),
        element("meta", attributes={"name": "referrer", "content": "no-referrer"}),
        element("meta", attributes={"name": "color-scheme", "content": color_scheme}),
        element("title", catalogue.ui("title", product=panel.name)),
        element("link", attributes={"rel": "stylesheet", "href": stylesheet_href}),
    )


def _header(panel: Panel, catalogue: Catalogue, home_href: str | None) -> Html:
    name = " ".join(filter(None, (panel.name, panel.installed_version)))
    return element(
        "header",
        link(home_href, catalogue.ui("back"), own=True, class_="slx-back") if home_href else None,
        element("h1", name),
        element("p", catalogue.ui("subtitle"), class_="slx-subtitle"),
        element(
            "p",
            time_of(panel.generated_at, catalogue, text=catalogue.ui("generated", when="{when}")),
            class_="slx-asof",
        ),
        class_="slx-header",
    )


def _glance(answers: tuple[Answer, ...], catalogue: Catalogue) -> Html:
    cards = [
        element(
            "li",
            element("h3", answer.question),
            element("p", answer.answer, class_="slx-answer"),
            *(element("p", detail) for detail in answer.details),
            class_=f"slx-card slx-card--{answer.tone.value}",
        )
        for answer in answers
    ]
    cards_list = element("ul", *cards, class_="slx-cards", attributes={"role": "list"})
    return section("glance", catalogue.ui("glance"), cards_list)


def _todo(panel: Panel, catalogue: Catalogue) -> Html:
    if not panel.notices:
        return section("todo", catalogue.ui("todo"), element("p", catalogue.ui("todo_none")))
    notices = join(
        *(render_notice(notice, catalogue=catalogue, name=panel.name) for notice in panel.notices)
    )
    listed = element("ul", notices, class_="slx-notices", attributes={"role": "list"})
    return section("todo", catalogue.ui("todo"), listed)
