"""The shared texts of a feed (docs/formats/rules.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TypeAlias

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.signing import Fields

__all__ = ["Texts", "fill_text", "parse_args", "parse_messages"]

Texts: TypeAlias = tuple[tuple[str, str], ...]
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def parse_messages(fields: Fields | None) -> dict[str, Texts]:
    """Return the texts by name and language; one that cannot be read counts as missing."""
    if fields is None:
        return {}
    return {name: tuple(_read_texts(fields, name)) for name in fields}


def parse_args(fields: Fields) -> dict[str, str]:
    """Return what a rule gives for the placeholders."""
    section = fields.optional_section("args")
    return {key: section.text(key) for key in section} if section else {}


def fill_text(
    fields: Fields, member: str, *, messages: Mapping[str, Texts], args: Mapping[str, str]
) -> Texts:
    """Return the text that a member names, with its placeholders filled, by language.

    Raises:
        InvalidDocumentError: No such text in English, or the placeholders do not fit.
    """
    name = fields.text(member, max_chars=100)
    texts = messages.get(name, ())
    if "en" not in dict(texts):
        raise fields.error(member, f"'{name}' has no English text")
    try:
        return tuple((language, _substitute(text, args)) for language, text in texts)
    except (KeyError, ValueError):
        raise fields.error("args", f"they do not fit the placeholders of '{name}'") from None


def _read_texts(fields: Fields, name: str) -> Iterator[tuple[str, str]]:
    with suppress(InvalidDocumentError):
        section = fields.section(name)
        for language in section:
            with suppress(InvalidDocumentError):
                yield language, section.text(language)


def _substitute(text: str, args: Mapping[str, str]) -> str:
    if "{" not in text:
        return text
    # Not str.format: a placeholder from outside must not reach into attributes.
    if "{" in _PLACEHOLDER.sub("", text):
        raise ValueError(text)
    return _PLACEHOLDER.sub(lambda match: args[match[1]], text)
