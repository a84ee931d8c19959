"""Texts in the admin's language, from gettext catalogues in the package.

The language is the request's, not the process's: nothing is installed globally.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timezone
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

import attrs

from sellxed_sdk.findings import Finding, describe
from sellxed_sdk.notices._texts import UI

__all__ = ["LANGUAGES", "Catalogue", "DayFormatter"]

LANGUAGES = ("en", "de", "fr", "it")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8}){0,3}")

DayFormatter: TypeAlias = Callable[[date], str]


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


@attrs.frozen
class Catalogue:
    """Texts of one language. Made by `load`; a value that can be compared and pickled."""

    language: str
    """As asked for, in the form ``de_CH``; ``en`` where that is no language tag."""
    format_day: DayFormatter | None = attrs.field(default=None, repr=False)
    """The host's way of writing days; Babel's where None and it is installed, else ISO 8601."""

    @classmethod
    def load(cls, language: str = "en", *, format_day: DayFormatter | None = None) -> Catalogue:
        """Return the texts of a language: of ``de_CH``, else of ``de``, else in English.

        Args:
            language: A tag as ``de``, ``de_CH`` or ``de-ch``.
            format_day: The host's way of writing days.
        """
        known = language.replace("-", "_") if _LANGUAGE.fullmatch(language) else "en"
        name, _, region = known.partition("_")
        tag = f"{name.lower()}_{region.upper()}" if len(region) == 2 else known
        return cls(tag if region else name.lower(), format_day)

    @property
    def is_translated(self) -> bool:
        """Whether there are texts of this language; they are English where not."""
        return bool(_resource(self.language).info()) or self.html_language == "en"

    @property
    def html_language(self) -> str:
        """The language tag as HTML wants it, as ``de-CH``."""
        return self.language.replace("_", "-")

    def ui(self, name: str, /, **values: object) -> str:
        """Return a text of the renderers.

        Args:
            name: A key of ``UI``; another text is taken as it is.
            **values: For its placeholders.
        """
        return self._fill(UI.get(name, name), values)

    def message(self, finding: Finding) -> str:
        """Return what is the case."""
        code = describe(finding.code)
        return self._fill(code.message, dict(finding.params)) if code else finding.message

    def hint(self, finding: Finding) -> str:
        """Return the way out; may be empty."""
        code = describe(finding.code)
        return self._fill(code.hint, dict(finding.params)) if code and code.hint else ""

    def day(self, day: date) -> str:
        """Return a calendar day as people of the language write it."""
        if self.format_day is not None:
            return self.format_day(day)
        return _babel_day(day, self.language) or day.isoformat()

    def when(self, instant: datetime) -> str:
        """Return an instant: the day as people write it, and the time in UTC."""
        universal = instant.astimezone(timezone.utc)
        return f"{self.day(universal.date())}, {universal:%H:%M} UTC"

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        shown = _Values((name, self._show(value)) for name, value in values.items())
        translated = _resource(self.language).gettext(text) if text else ""
        try:
            return translated.format_map(shown)
        except (ValueError, LookupError, AttributeError, TypeError):
            # A broken translation must not break a shop's panel.
            return text.format_map(shown)

    def _show(self, value: object) -> str:
        if isinstance(value, datetime):
            return self.when(value)
        return self.day(value) if isinstance(value, date) else str(value)


def _babel_day(day: date, language: str) -> str | None:
    try:
        from babel.core import UnknownLocaleError
        from babel.dates import format_date
    except ImportError:
        return None
    try:
        # Without a region, English would mean the American order.
        return str(format_date(day, "medium", locale="en_GB" if language == "en" else language))
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=32)
def _resource(language: str) -> gettext.NullTranslations:
    # de_CH, then de: what a region does not say, its language does.
    found: gettext.NullTranslations | None = None
    for name in dict.fromkeys((language, language.partition("_")[0])):
        resource = files("sellxed_sdk.notices")
        for part in ("locale", name, "LC_MESSAGES", "sellxed.mo"):
            resource = resource.joinpath(part)
        try:
            catalogue = gettext.GNUTranslations(io.BytesIO(resource.read_bytes()))
        except (OSError, ValueError):
            continue  # not there, or damaged
        if found is None:
            found = catalogue
        else:
            found.add_fallback(catalogue)
    return found or gettext.NullTranslations()
