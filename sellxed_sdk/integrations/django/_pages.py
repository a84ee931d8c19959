"""The panel's pages, wherever a project puts them: Django's admin, a dashboard, its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET

from sellxed_sdk.integrations.django._panel import current_panel
from sellxed_sdk.integrations.django._reader import reader_catalogue, user_of, view_of
from sellxed_sdk.notices import (
    HostForm,
    IndexEntry,
    KeyField,
    PanelReply,
    render_index_fragment,
    render_panel_fragment,
    stylesheet,
)

__all__ = ["Pages"]

_log = logging.getLogger(__name__)
_View = Callable[..., HttpResponseBase]


class Pages:
    """A list of modules, a page for each, one address for all forms, and the style sheet.

    A project that wants them elsewhere than in the admin makes one of its own:

        urlpatterns = [path("dashboard/modules/", include(Pages("shop-modules").urls))]

    Args:
        prefix: Begins the names of the addresses, so that nothing collides.
        namespace: Of the addresses, as ``admin``; empty for none.
        template: Extends the project's layout and shows ``sellxed_fragment``.
        wrap: Around each view, as the admin's own check.
        context: More values for the template.
    """

    def __init__(
        self,
        prefix: str = "sellxed",
        *,
        namespace: str = "",
        template: str = "sellxed/page.html",
        wrap: Callable[[_View], _View] | None = None,
        context: Callable[[HttpRequest], Mapping[str, object]] | None = None,
    ) -> None:
        self._prefix = prefix
        self._namespace = namespace
        self._template = template
        self._wrap = wrap if wrap is not None else _as_it_is
        self._context = context if context is not None else _nothing

    @property
    def urls(self) -> list[URLPattern]:
        """The addresses, for ``include``."""
        wrap = self._wrap
        # An admin who clicks "check now" waits for the network: no transaction may wait, too.
        answer = transaction.non_atomic_requests(csrf_protect(wrap(self._answer)))
        return [
            path("", wrap(require_GET(self._index)), name=f"{self._prefix}-index"),
            path("answer/", answer, name=f"{self._prefix}-answer"),
            path("sellxed.css", self._stylesheet, name=f"{self._prefix}-stylesheet"),
            path("module/<slug:product>/", wrap(self._page), name=f"{self._prefix}-module"),
        ]

    def url(self, name: str, *arguments: str) -> str:
        """Return the address of ``index``, ``answer``, ``stylesheet`` or ``module``."""
        before = f"{self._namespace}:" if self._namespace else ""
        return reverse(f"{before}{self._prefix}-{name}", args=arguments)

    def form(self, request: HttpRequest) -> HostForm:
        """Return where forms go, with the token that proves them ours."""
        token = ("csrfmiddlewaretoken", get_token(request))
        return HostForm(action=self.url("answer"), fields=(token,))

    def _index(self, request: HttpRequest) -> HttpResponseBase:
        if user_of(request) is None:
            raise PermissionDenied
        products = current_panel().products
        if len(products) == 1:
            return HttpResponseRedirect(self.url("module", products[0]))
        return self._show_index(request, _reply(request))

    def _page(self, request: HttpRequest, product: str) -> HttpResponseBase:
        if user_of(request) is None:
            raise PermissionDenied
        if product not in current_panel().products:
            raise Http404
        return self._show_page(request, product, _reply(request))

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        user = user_of(request)
        if user is None:
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self.url("index"))
        form = {name: str(value) for name, value in request.POST.items()}
        panel = current_panel()
        done = panel.answer(form, user=user)
        reply = PanelReply(
            action=done.action, ok=done.ok, findings=done.findings, outcome=done.outcome
        )
        is_known = done.product in panel.products
        if done.ok and reply.mark and is_known:
            there = self.url("module", done.product)
            response = HttpResponseRedirect(f"{there}?slx={reply.mark}#slx-answer")
            response.status_code = 303
            return response
        # More to tell than an address can: without a redirect.
        status = 422 if done.action in ("key", "unknown") else 200
        if is_known:
            return self._show_page(request, done.product, reply, done.entered, status)
        return self._show_index(request, reply, status)

    def _stylesheet(self, _: HttpRequest) -> HttpResponseBase:
        # It tells nothing, so anybody may have it.
        response = HttpResponse(stylesheet(), content_type="text/css; charset=utf-8")
        patch_cache_control(response, public=True, max_age=3600)
        return response

    def _show_page(
        self,
        request: HttpRequest,
        product: str,
        reply: PanelReply | None,
        entered: str = "",
        status: int = 200,
    ) -> HttpResponse:
        catalogue = reader_catalogue()
        panel = current_panel()
        page = panel.page(product, user=user_of(request) or "", language=catalogue.language)
        key = panel.key_state(product)
        fragment = render_panel_fragment(
            page,
            catalogue=catalogue,
            form=self.form(request),
            answer=reply,
            key=KeyField(shown=key.shown, is_configured=key.is_configured, entered=entered),
        )
        return self._render(request, fragment, title=page.name, status=status)

    def _show_index(
        self, request: HttpRequest, reply: PanelReply | None, status: int = 200
    ) -> HttpResponse:
        catalogue = reader_catalogue()
        view = view_of(request)
        entries = []
        for product in current_panel().products:
            notices = [n for n in (view.notices if view else ()) if n.product == product]
            entries.append(
                IndexEntry(
                    name=current_panel().name(product),
                    href=self.url("module", product),
                    count=len(notices),
                    severity=notices[0].severity if notices else None,
                )
            )
        fragment = render_index_fragment(tuple(entries), catalogue=catalogue, answer=reply)
        return self._render(request, fragment, title=catalogue.ui("index_title"), status=status)

    def _render(
        self, request: HttpRequest, fragment: str, *, title: str, status: int
    ) -> HttpResponse:
        context = {
            **self._context(request),
            "title": title,
            "sellxed_fragment": mark_safe(fragment),  # noqa: S308 - every text in it is escaped
            "sellxed_stylesheet": self.url("stylesheet"),
        }
        response = render(request, self._template, context, status=status)
        # It is one user's, and shows the end of the key.
        patch_cache_control(response, no_store=True, private=True)
        return response


def _reply(request: HttpRequest) -> PanelReply | None:
    return PanelReply.from_mark(request.GET.get("slx", ""))


def _as_it_is(view: _View) -> _View:
    return view


def _nothing(_: HttpRequest) -> Mapping[str, object]:
    return {}
