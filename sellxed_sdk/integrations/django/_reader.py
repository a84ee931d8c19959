"""Who reads a page, in which language, and what that user is shown."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import get_language

from sellxed_sdk.hosting import PanelView
from sellxed_sdk.integrations.django import PERMISSION
from sellxed_sdk.integrations.django._panel import current_panel
from sellxed_sdk.notices import Catalogue

__all__ = ["reader_catalogue", "user_of", "view_of"]

_ON_REQUEST = "_sellxed_view"


def user_of(request: HttpRequest) -> str | None:
    """Return the identifier of the user if that one may manage modules, else None."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    return str(user.pk) if user.has_perm(PERMISSION) else None


def view_of(request: HttpRequest) -> PanelView | None:
    """Return what this request's user is shown, looked up once a request; None for others."""
    user = user_of(request)
    if user is None:
        return None
    known: tuple[str, PanelView] | None = getattr(request, _ON_REQUEST, None)
    if known is None or known[0] != user:
        known = (user, current_panel().look(user))
        setattr(request, _ON_REQUEST, known)
    return known[1]


def reader_catalogue() -> Catalogue:
    """Return the texts in the language that Django chose, with days as Django writes them."""
    language = get_language() or "en"
    catalogue = Catalogue.load(language)
    if catalogue.html_language.partition("-")[0] != language.partition("-")[0]:
        return catalogue  # English texts, so no days of another language in them
    return Catalogue.load(language, format_day=_format_day, format_instant=_format_instant)


def _format_day(day: date) -> str:
    return str(formats.date_format(day, "DATE_FORMAT"))


def _format_instant(instant: datetime) -> str:
    # In the project's own time zone, as its other pages.
    local = timezone.localtime(instant) if timezone.is_aware(instant) else instant
    return str(formats.date_format(local, "DATETIME_FORMAT"))
