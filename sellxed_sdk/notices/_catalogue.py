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

import attrs

from sellxed_sdk.compatibility import Conflict
from sellxed_sdk.findings import Finding, describe
from sellxed_sdk.notices._texts import UI

__all__ = ["LANGUAGES", "Catalogue"]

LANGUAGES = ("en", "de", "fr", "it")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")

DayFormatter = Callable[[date], str]


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


@attrs.frozen
class Catalogue:
    """Texts of one language."""

    language: str
    """As asked for, as ``de_CH``."""
    _messages: gettext.NullTranslations = attrs.field(repr=False, eq=False)
    _format_day: DayFormatter | None = attrs.field(default=None, repr=False, eq=False)

    @classmethod
    def load(cls, language: str = "en", *, format_day: DayFormatter | None = None) -> Catalogue:
        """Return the texts of a language; English where there are none.

        Args:
            language: As ``de``, ``de_CH`` or ``de-ch``.
            format_day: The host's way of writing days; Babel's where it is installed,
                else ISO 8601.
        """
        return cls(language, _load(_normalise(language)), format_day)

    def ui(self, name: str, /, **values: object) -> str:
        """Return a text of the renderers.

        Args:
            name: A key of `UI`.
            **values: For its placeholders.
        """
        return self._fill(UI[name], values)

    def message(self, finding: Finding) -> str:
        """Return what is the case."""
        code = describe(finding.code)
        return self._fill(code.message, dict(finding.params)) if code else finding.message

    def hint(self, finding: Finding) -> str:
        """Return the way out."""
        code = describe(finding.code)
        return self._fill(code.hint, dict(finding.params)) if code and code.hint else ""

    def conflict(self, conflict: Conflict) -> str:
        """Return what happens, from the rule's own texts."""
        return conflict.text(self.language.replace("-", "_").partition("_")[0])

    def day(self, day: date) -> str:
        """Return a calendar day as people of the language write it."""
        if self._format_day is not None:
            return self._format_day(day)
        try:
            from babel import UnknownLocaleError
            from babel.dates import format_date
        except ImportError:
            return day.isoformat()
        # Without a region, English days would be written the American way.
        locale = {"en": "en_GB"}.get(self.language, self.language.replace("-", "_"))
        try:
            return str(format_date(day, "medium", locale=locale))
        except (UnknownLocaleError, ValueError):
            return day.isoformat()

    def when(self, instant: datetime) -> str:
        """Return an instant: the day as people write it, and the time in UTC."""
        universal = instant.astimezone(timezone.utc)
        return f"{self.day(universal.date())} {universal:%H:%M} UTC"

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        shown = _Values((name, self._show(value)) for name, value in values.items())
        translated = self._messages.gettext(text)
        try:
            return translated.format_map(shown)
        except (ValueError, IndexError, AttributeError):
            # A broken translation must not break a shop's panel.
            return text.format_map(shown)

    def _show(self, value: object) -> str:
        if isinstance(value, datetime):
            return self.when(value)
        return self.day(value) if isinstance(value, date) else str(value)


def _normalise(language: str) -> str:
    return language.replace("-", "_") if _LANGUAGE.fullmatch(language) else "en"


@lru_cache(maxsize=32)
def _load(language: str) -> gettext.NullTranslations:
    # de_CH, then de: what a region does not say, its language does.
    names = [language, language.partition("_")[0]]
    found: gettext.NullTranslations | None = None
    for name in dict.fromkeys(names):
        resource = files("sellxed_sdk.notices") / "locale" / name / "LC_MESSAGES" / "sellxed.mo"
        if not resource.is_file():
            continue
        catalogue = gettext.GNUTranslations(io.BytesIO(resource.read_bytes()))
        if found is None:
            found = catalogue
        else:
            found.add_fallback(catalogue)
    return found or gettext.NullTranslations()
