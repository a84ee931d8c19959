"""What templates of the host can call: nothing comes out for anybody but admins."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

import attrs
from flask import has_request_context, request, url_for
from markupsafe import Markup

from sellxed_sdk.integrations.flask._forms import host_form
from sellxed_sdk.integrations.flask._language import request_language
from sellxed_sdk.integrations.flask._state import NAME, State, current_state
from sellxed_sdk.notices import Catalogue, Surface, render_notices_html

__all__ = ["PanelLink", "template_functions"]

T = TypeVar("T")

_log = logging.getLogger(__name__)


@attrs.frozen(kw_only=True)
class PanelLink:
    """The entry for a menu of the host."""

    url: str
    """Address of the panel."""
    count: int
    """How many notices there are."""


def template_functions() -> dict[str, object]:
    """Return the functions for templates; they do nothing until they are called."""
    return {
        "sellxed_link": sellxed_link,
        "sellxed_notices": sellxed_notices,
        "sellxed_styles": sellxed_styles,
    }


def sellxed_notices(surface: str = "all_pages") -> Markup:
    """Return the banner: one notice at most, and how many more there are.

    Args:
        surface: ``index`` for the admin's first page; ``all_pages`` for all others.
    """

    def render(state: State, user: str) -> Markup:
        # The panel's own page says it in full.
        if not state.settings.has_notices or request.blueprint == NAME:
            return Markup()
        view = state.look(user)
        notice, others = view.banner(Surface(surface))
        if notice is None:
            return Markup()
        html = render_notices_html(
            [notice],
            catalogue=Catalogue.load(request_language()),
            others=others,
            page_href=url_for("sellxed.index"),
            form=host_form(state, user),
            name=view.name,
        )
        return Markup(html)  # noqa: S704 - every text in it is escaped

    return _for_admins(render, Markup())


def sellxed_styles() -> Markup:
    """Return the link to the style sheet, for the head of the host's admin pages."""

    def render(state: State, user: str) -> Markup:
        del state, user
        return Markup('<link rel="stylesheet" href="{}">').format(url_for("sellxed.stylesheet"))

    return _for_admins(render, Markup())


def sellxed_link() -> PanelLink | None:
    """Return the entry for a menu; None for all who may not see it."""

    def render(state: State, user: str) -> PanelLink:
        return PanelLink(url=url_for("sellxed.index"), count=state.look(user).count)

    return _for_admins(render, None)


def _for_admins(render: Callable[[State, str], T], otherwise: T) -> T:
    """Call it for an admin; whatever fails costs the notice and never the page."""
    if not has_request_context():
        return otherwise
    try:
        state = current_state()
        user = state.user()
        return render(state, user) if user else otherwise
    except Exception:  # noqa: BLE001 - a page must not break
        _log.exception("notices could not be shown")
        return otherwise
