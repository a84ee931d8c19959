"""Typed readers for untrusted JSON, with an error that names the path of the bad field.

Unknown fields are ignored on purpose: a newer publisher may add some.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from functools import lru_cache
from typing import NoReturn, TypeVar

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings.codes import documents as codes
from sellxed_sdk.signing._json import Json, JsonObject

__all__ = ["Fields", "format_instant", "parse_instant"]

T = TypeVar("T")

MAX_TEXT = 1_000
MAX_ITEMS = 1_000
# NumericDate beyond year 9999 cannot be shown.
MAX_NUMERIC_DATE = 253_402_300_799

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Later Pythons take 24:00 for the next day.
_INSTANT = rf"{_DAY}T(?:[01][0-9]|2[0-3]):[0-9]{{2}}:[0-9]{{2}}Z"


def parse_instant(text: str) -> datetime:
    """Parse an RFC 3339 instant in UTC with whole seconds, as ``2026-11-23T05:00:00Z``.

    Raises:
        ValueError: Any other form.
    """
    if _matcher(_INSTANT)(text):
        try:
            # Not strptime: the state of the channel has several, and is read on web requests.
            return datetime.fromisoformat(text[:-1]).replace(tzinfo=timezone.utc)
        except ValueError:
            pass  # the 30th of February: told like any other form
    raise ValueError("an instant is written as 2026-11-23T05:00:00Z")


def format_instant(instant: datetime) -> str:
    """Return the RFC 3339 text, in UTC with whole seconds, of an aware instant."""
    # Not strftime: its %Y does not pad years before 1000 on every platform.
    whole = instant.astimezone(timezone.utc).replace(microsecond=0, tzinfo=None)
    return whole.isoformat() + "Z"


class Fields:
    """Reads the members of one JSON object.

    Args:
        data: The object; never changed.
        path: Where the object stands in its document, for error messages.
    """

    __slots__ = ("_data", "_path")

    def __init__(self, data: JsonObject, *, path: str = "") -> None:
        self._data = data
        self._path = path

    @property
    def path(self) -> str:
        """Where this object stands in its document."""
        return self._path

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def error(self, name: str, detail: str) -> InvalidDocumentError:
        """Build the error for a member of this object; the caller raises it."""
        path = f"{self._path}.{name}" if self._path else name
        return codes.DOCUMENT_FIELD_INVALID.error(
            InvalidDocumentError, path=path, detail=detail, reason="field"
        )

    def text(self, name: str, *, max_chars: int = MAX_TEXT, pattern: str | None = None) -> str:
        """Return a non-empty text.

        Args:
            name: The member.
            max_chars: Upper bound of its length.
            pattern: A regular expression that has to match it as a whole.

        Raises:
            InvalidDocumentError: Missing, another type, empty, too long, or no match.
        """
        value = self._data.get(name)
        # The usual case first, without a call: this is read for every claim of every licence.
        if (
            isinstance(value, str)
            and 0 < len(value) <= max_chars
            and (pattern is None or _matcher(pattern)(value))
        ):
            return value
        raise self._bad_text(name, self._value(name, str, "a text"), max_chars)

    def optional_text(
        self, name: str, *, max_chars: int = MAX_TEXT, pattern: str | None = None
    ) -> str | None:
        """Return a non-empty text, or None where it is absent or null."""
        if self._data.get(name) is None:
            return None
        return self.text(name, max_chars=max_chars, pattern=pattern)

    def integer(self, name: str, *, minimum: int = 0, maximum: int = 2**53 - 1) -> int:
        """Return a whole number within bounds; ``true`` is not a number."""
        value = self._data.get(name)
        # type: bool is an int to Python and is not one to JSON
        if type(value) is int and minimum <= value <= maximum:
            return value
        self._value(name, int, "a whole number")
        raise self.error(name, f"it must lie between {minimum} and {maximum}")

    def boolean(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false; ``default`` where the member is absent."""
        if default is not None and name not in self._data:
            return default
        value = self._data.get(name)
        if not isinstance(value, bool):
            raise self.error(name, "true or false is expected")
        return value

    def texts(
        self,
        name: str,
        *,
        max_items: int = MAX_ITEMS,
        max_chars: int = MAX_TEXT,
        pattern: str | None = None,
    ) -> tuple[str, ...]:
        """Return a list of non-empty texts; an absent member is an empty list."""
        if name not in self._data:
            return ()
        matches = _matcher(pattern) if pattern is not None else bool
        found: list[str] = []
        for index, item in enumerate(self._items(name, max_items)):
            if not isinstance(item, str):
                self._wrong(f"{name}[{index}]", "a text", item)
            if not 0 < len(item) <= max_chars or not matches(item):
                raise self._bad_text(f"{name}[{index}]", item, max_chars)
            found.append(item)
        return tuple(found)

    def section(self, name: str) -> Fields:
        """Return the reader of a required object."""
        data = self._value(name, dict, "an object")
        return Fields(data, path=f"{self._path}.{name}" if self._path else name)

    def optional_section(self, name: str) -> Fields | None:
        """Return the reader of an object, or None where it is absent or null."""
        return None if self._data.get(name) is None else self.section(name)

    def sections(self, name: str, *, max_items: int = MAX_ITEMS) -> tuple[Fields, ...]:
        """Return the readers of a list of objects; an absent member is an empty list."""
        base = f"{self._path}.{name}" if self._path else name
        return tuple(
            Fields(item, path=f"{base}[{index}]")
            if isinstance(item, dict)
            else self._wrong(f"{name}[{index}]", "an object", item)
            for index, item in enumerate(self._items(name, max_items))
        )

    def day(self, name: str) -> date:
        """Return a calendar day, written as ``2026-11-23``."""
        value = self._data.get(name)
        if isinstance(value, str) and len(value) == 10 and _matcher(_DAY)(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass  # the 30th of February: told like any other form
        self._value(name, str, "a text")
        raise self.error(name, "a day is written as 2026-11-23")

    def instant(self, name: str) -> datetime:
        """Return an instant, written as ``2026-11-23T05:00:00Z`` (RFC 3339, UTC)."""
        try:
            return parse_instant(self.text(name, max_chars=20))
        except ValueError as error:
            raise self.error(name, str(error)) from None

    def optional_instant(self, name: str) -> datetime | None:
        """Return an instant, or None where it is absent or null."""
        return None if self._data.get(name) is None else self.instant(name)

    def numeric_date(self, name: str) -> datetime:
        """Return an instant, written as seconds since 1970 (RFC 7519, NumericDate)."""
        seconds = self.integer(name, maximum=MAX_NUMERIC_DATE)
        return datetime.fromtimestamp(seconds, timezone.utc)

    def optional_numeric_date(self, name: str) -> datetime | None:
        """Return an instant, or None where it is absent or null."""
        return None if self._data.get(name) is None else self.numeric_date(name)

    def _value(self, name: str, kind: type[T], words: str) -> T:
        if name not in self._data:
            raise self.error(name, "it is missing")
        value = self._data[name]
        # bool is an int to Python and is not one to JSON
        if not isinstance(value, kind) or isinstance(value, bool):
            self._wrong(name, words, value)
        return value

    def _wrong(self, name: str, words: str, value: Json) -> NoReturn:
        raise self.error(name, f"{words} is expected, not {_KINDS[type(value)]}")

    def _items(self, name: str, max_items: int) -> list[Json]:
        if name not in self._data:
            return []
        items: list[Json] = self._value(name, list, "a list")
        if len(items) > max_items:
            raise self.error(name, f"it has {len(items)} items; at most {max_items} are read")
        return items

    def _bad_text(self, name: str, value: str, max_chars: int) -> InvalidDocumentError:
        if not value:
            return self.error(name, "it is empty")
        if len(value) > max_chars:
            detail = f"it has {len(value)} characters; at most {max_chars} are read"
            return self.error(name, detail)
        return self.error(name, "it has characters or a form that are not allowed")


# Compiled at the first use: no import pays for patterns that it does not need.
@lru_cache(maxsize=64)
def _matcher(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}
