"""Texts in the admin's language, from gettext catalogues in the package.

The language is the request's, not the process's: nothing is installed globally.
"""

from __future__ import annotations

import gettext
import io
import os
import struct
from collections.abc import Callable, Mapping
from datetime import date, datetime, timezone
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

import attrs

from sellxed_sdk.findings import Finding, describe
from sellxed_sdk.notices._languages import (
    direction_of,
    fallbacks_of,
    negotiate_language,
    normalise_language,
)
from sellxed_sdk.notices._texts import UI, Plural

__all__ = ["Catalogue", "DayFormatter", "InstantFormatter"]

DayFormatter: TypeAlias = Callable[[date], str]
InstantFormatter: TypeAlias = Callable[[datetime], str]

# Of a value that is no number: every language writes a hundred with its general form.
_MANY = 100


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
    format_instant: InstantFormatter | None = attrs.field(default=None, repr=False)
    """The host's way of writing instants, in the shop's time zone; the day and UTC where None."""
    directory: str | None = None
    """Catalogues that are looked at before those of the package."""

    @classmethod
    def load(
        cls,
        language: str = "en",
        *,
        format_day: DayFormatter | None = None,
        format_instant: InstantFormatter | None = None,
        directory: str | os.PathLike[str] | None = None,
    ) -> Catalogue:
        """Return the texts of a language: of ``de_CH``, else of ``de``, else in English.

        Args:
            language: A tag as ``de``, ``de_CH`` or ``de-ch``.
            format_day: The host's way of writing days.
            format_instant: The host's way of writing aware instants, in the shop's zone.
            directory: Where a host or translator has catalogues of more languages, as
                ``pl/LC_MESSAGES/sellxed.mo``. They go before those of the package.
        """
        own = None if directory is None else os.fspath(directory)
        return cls(normalise_language(language), format_day, format_instant, own)

    @classmethod
    def for_request(
        cls,
        accept_language: str,
        *,
        format_day: DayFormatter | None = None,
        format_instant: InstantFormatter | None = None,
    ) -> Catalogue:
        """Return the texts in the language that a request likes best.

        Args:
            accept_language: Value of the header ``Accept-Language``; any text.
            format_day: The host's way of writing days.
            format_instant: The host's way of writing aware instants, in the shop's zone.
        """
        language = negotiate_language(accept_language)
        return cls.load(language, format_day=format_day, format_instant=format_instant)

    @property
    def is_translated(self) -> bool:
        """Whether there are texts of this language; they are English where not."""
        return self._shown is not None or self.language.partition("_")[0] == "en"

    @property
    def html_language(self) -> str:
        """The tag of the texts that are really shown, as HTML wants it: ``de-CH``, ``en``."""
        return (self._shown or "en").replace("_", "-")

    @property
    def text_direction(self) -> str:
        """How the texts that are really shown run: ``ltr`` or ``rtl``."""
        return direction_of(self._shown or "en")

    def ui(self, name: str, /, **values: object) -> str:
        """Return a text of the renderers, in the right number where it counts something.

        Args:
            name: A key of ``UI``; another text is taken as it is.
            **values: For its placeholders.
        """
        text = UI.get(name, name)
        if isinstance(text, Plural):
            return self._count(text.one, text.many, values.get(text.by), values)
        return self._fill(self._translate(text), text, values)

    def message(self, finding: Finding) -> str:
        """Return what is the case."""
        code = describe(finding.code)
        if code is None:
            return finding.message
        values = dict(finding.params)
        if code.plural:
            return self._count(code.message, code.plural, values.get(code.plural_by), values)
        return self._fill(self._translate(code.message), code.message, values)

    def hint(self, finding: Finding) -> str:
        """Return the way out; may be empty."""
        code = describe(finding.code)
        if code is None or not code.hint:
            return ""
        return self._fill(self._translate(code.hint), code.hint, dict(finding.params))

    def day(self, day: date) -> str:
        """Return a calendar day as people of the language write it."""
        if self.format_day is not None:
            return self.format_day(day)
        # Days are of the language of the texts around them.
        language = self.language if self.is_translated else "en"
        return _babel_day(day, language) or day.isoformat()

    def when(self, instant: datetime) -> str:
        """Return an instant as the host writes it; else the day, and the time in UTC."""
        if self.format_instant is not None:
            return self.format_instant(instant)
        universal = instant.astimezone(timezone.utc)
        return f"{self.day(universal.date())}, {universal:%H:%M} UTC"

    @property
    def _shown(self) -> str | None:
        return _load(self.language, self.directory)[0]

    def _translate(self, text: str) -> str:
        return _load(self.language, self.directory)[1].gettext(text) if text else ""

    def _count(self, one: str, many: str, number: object, values: Mapping[str, object]) -> str:
        count = number if isinstance(number, int) else _MANY
        texts = _load(self.language, self.directory)[1]
        english = one if count == 1 else many
        return self._fill(texts.ngettext(one, many, count), english, values)

    def _fill(self, translated: str, english: str, values: Mapping[str, object]) -> str:
        shown = _Values((name, self._show(value)) for name, value in values.items())
        try:
            return translated.format_map(shown)
        except (ValueError, LookupError, AttributeError, TypeError):
            # A broken translation must not break a shop's panel.
            return english.format_map(shown)

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
def _load(language: str, directory: str | None) -> tuple[str | None, gettext.NullTranslations]:
    """Return the tag of the first catalogue that there is, and the chain of all."""
    # de_CH, then de: what a region does not say, its language does.
    found: list[tuple[str, gettext.NullTranslations]] = []
    for name in fallbacks_of(language):
        for catalogue in _read(name, directory):
            if found:
                found[0][1].add_fallback(catalogue)
            found.append((name, catalogue))
    return found[0] if found else (None, gettext.NullTranslations())


def _read(name: str, directory: str | None) -> list[gettext.NullTranslations]:
    places = [files("sellxed_sdk.notices").joinpath("locale")]
    if directory is not None:
        places.insert(0, Path(directory))
    found: list[gettext.NullTranslations] = []
    for place in places:
        resource = place
        for part in (name, "LC_MESSAGES", "sellxed.mo"):
            resource = resource.joinpath(part)
        try:
            found.append(gettext.GNUTranslations(io.BytesIO(resource.read_bytes())))
        except (OSError, ValueError, struct.error):
            continue  # not there, or damaged
    return found
