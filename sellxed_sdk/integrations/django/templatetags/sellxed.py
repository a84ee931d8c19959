"""``{% load sellxed %}``: notices for admins; nothing comes out for anybody else."""

from __future__ import annotations

import logging

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sellxed_sdk.integrations.django._pages import Pages
from sellxed_sdk.integrations.django._reader import reader_catalogue, view_of
from sellxed_sdk.integrations.django._settings import Settings
from sellxed_sdk.notices import Surface, render_notices_html

__all__ = ["register", "render_banner"]

_log = logging.getLogger(__name__)
register = template.Library()


@register.simple_tag(takes_context=True)
def sellxed_notices(context: template.Context, surface: str = "all_pages") -> SafeString:
    """Return the banner: one notice at most, and how many more there are.

    Args:
        context: Of the template, with the request.
        surface: ``index`` for the admin's first page; ``all_pages`` for all others.
    """
    return render_banner(context.get("request"), surface)


@register.simple_tag(takes_context=True)
def sellxed_admin_notices(context: template.Context) -> SafeString:
    """Return the banner for the page of Django's admin that is being rendered."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    surface = "index" if match is not None and match.url_name == "index" else "all_pages"
    if context.get("sellxed_fragment"):
        return SafeString()  # the panel's own page says it in full
    return render_banner(request, surface)


@register.simple_tag(takes_context=True)
def sellxed_count(context: template.Context) -> int:
    """Return how many notices there are for this user, for a number beside a link."""
    request = context.get("request")
    view = view_of(request) if isinstance(request, HttpRequest) else None
    return view.count if view is not None else 0


def render_banner(
    request: object, surface: str, *, pages: Pages | None = None, site: str = "admin"
) -> SafeString:
    """Return the banner with its style sheet; empty for all who may not manage modules.

    Whatever fails costs the notice and never the page.

    Args:
        request: The request, if there is one.
        surface: As for ``sellxed_notices``.
        pages: Where the panel's pages are; in Django's admin where None.
        site: Name of the admin site.
    """
    if not isinstance(request, HttpRequest) or not Settings().has_notices:
        return SafeString()
    try:
        view = view_of(request)
        notice, others = (None, 0) if view is None else view.banner(Surface(surface))
        if view is None or notice is None:
            return SafeString()
        found = pages if pages is not None else _admin_pages(site)
        html = render_notices_html(
            [notice],
            catalogue=reader_catalogue(),
            others=others,
            page_href=found.url("index"),
            form=found.form(request),
            name=view.name,
        )
        # Here and not in the head: whoever overrides the head still has it.
        sheet = format_html('<link rel="stylesheet" href="{}">', found.url("stylesheet"))
        return mark_safe(sheet + html)  # noqa: S308 - every text in it is escaped
    except Exception:  # noqa: BLE001 - a page must not break
        _log.exception("notices could not be shown")
        return SafeString()


def _admin_pages(site: str) -> Pages:
    from django.contrib import admin

    from sellxed_sdk.integrations.django.models import PanelEntry

    for known in admin.sites.all_sites:
        if known.name == site and PanelEntry in known._registry:  # noqa: SLF001 - no other way
            pages: Pages = known._registry[PanelEntry].pages  # noqa: SLF001
            return pages
    raise NoReverseMatch(f"the panel is not registered with the admin site {site!r}")
