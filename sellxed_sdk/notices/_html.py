"""The panel as one HTML page: no script, no inline style, every text escaped."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Literal

from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._fragment import render_panel_fragment
from sellxed_sdk.notices._host import HostForm, KeyField, PanelReply
from sellxed_sdk.notices._markup import Html, element
from sellxed_sdk.notices._notices_html import language_of, link
from sellxed_sdk.notices._panel import Panel

__all__ = ["render_page_html", "render_panel_html", "stylesheet"]


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
    form: HostForm | None = None,
    answer: PanelReply | None = None,
    key: KeyField | None = None,
) -> str:
    """Return a module's page as a document of its own, for a host without a layout.

    It works under ``default-src 'none'; style-src 'self'; form-action 'self'``.

    Args:
        panel: What is known.
        catalogue: Texts in the language of the request.
        stylesheet_href: Where the host serves `stylesheet`.
        home_href: The host's address that the page leads back to.
        color_scheme: As the host looks; ``light dark`` follows the reader's system.
        form: Where its forms go; without one, nothing can be changed.
        answer: What became of the form before.
        key: What may be shown of the licence key; without it, none can be entered.
    """
    fragment = render_panel_fragment(
        panel, catalogue=catalogue, form=form, answer=answer, key=key, heading_level=1
    )
    back = None
    if home_href:
        back = element("header", link(home_href, catalogue.ui("back"), own=True, class_="slx-back"))
    return render_page_html(
        back,
        element("main", Html(fragment)),
        title=catalogue.ui("title", product=panel.name),
        language=language_of(catalogue),
        stylesheet_href=stylesheet_href,
        color_scheme=color_scheme,
    )


def render_page_html(
    *children: str | None,
    title: str,
    language: str,
    stylesheet_href: str = "sellxed.css",
    color_scheme: str = "light dark",
) -> str:
    """Return a document.

    Args:
        *children: What is in its body.
        title: Of the document.
        language: As HTML wants it.
        stylesheet_href: Where `stylesheet` is.
        color_scheme: ``light``, ``dark``, or both.
    """
    head = element(
        "head",
        element("meta", attributes={"charset": "utf-8"}),
        element(
            "meta",
            attributes={"name": "viewport", "content": "width=device-width, initial-scale=1"},
        ),
        element("meta", attributes={"name": "robots", "content": "noindex"}),
        element("meta", attributes={"name": "referrer", "content": "no-referrer"}),
        element("meta", attributes={"name": "color-scheme", "content": color_scheme}),
        element("title", title),
        element("link", attributes={"rel": "stylesheet", "href": stylesheet_href}),
    )
    body = element("body", *children, class_="slx slx-page")
    return f"<!doctype html>\n{element('html', head, body, attributes={'lang': language})}"
