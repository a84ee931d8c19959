"""The pages in Django's admin: an entry "Modules", a list, a page for each."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from sellxed_sdk.integrations.django import PERMISSION
from sellxed_sdk.integrations.django._pages import Pages
from sellxed_sdk.integrations.django.models import PanelEntry

__all__ = ["PanelAdmin"]


@admin.register(PanelEntry)
class PanelAdmin(admin.ModelAdmin):
    """For ``admin.site``; another one wants ``site.register(PanelEntry, PanelAdmin)``."""

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Return the panel's pages in place of a list of rows."""
        first, *others = self.pages.urls
        # The admin links to its list by this name.
        first.name = "sellxed_panelentry_changelist"
        return [first, *others]

    @property
    def pages(self) -> Pages:
        """The pages, below the site that this was registered with."""
        site = self.admin_site

        def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
            wrapped: Callable[..., HttpResponseBase] = site.admin_view(view)
            return wrapped

        return _AdminPages(
            "sellxed",
            namespace=site.name,
            template="admin/sellxed/page.html",
            wrap=wrap,
            context=site.each_context,
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the admin lists the entry for this user."""
        return request.user.has_perm(PERMISSION)

    def has_view_permission(self, request: HttpRequest, obj: PanelEntry | None = None) -> bool:
        """Whether this user may open it."""
        return request.user.has_perm(PERMISSION)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nothing can be added: modules register themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PanelEntry | None = None) -> bool:
        """There are no rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PanelEntry | None = None) -> bool:
        """There are no rows."""
        return False


class _AdminPages(Pages):
    def url(self, name: str, *arguments: str) -> str:
        from django.urls import reverse

        if name == "index":
            return reverse(f"{self._namespace}:sellxed_panelentry_changelist")
        return super().url(name, *arguments)
