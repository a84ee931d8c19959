"""Which language a reader gets: tags, what a request accepts, and the direction of writing."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = [
    "LANGUAGES",
    "VARIANTS",
    "direction_of",
    "fallbacks_of",
    "negotiate_language",
    "normalise_language",
]

LANGUAGES = ("en", "de", "fr", "it")
"""With texts of their own, all of them."""
VARIANTS = ("de_CH",)
"""What differs in a region; the language says the rest."""

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8}){0,3}")
_RANGE = re.compile(r"\s*([A-Za-z0-9_*-]{1,40})\s*(?:;\s*[qQ]\s*=\s*([01](?:\.[0-9]{0,6})?)\s*)?")
_RTL_LANGUAGES = frozenset(
    {"ar", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"}
)
_RTL_SCRIPTS = frozenset({"Arab", "Hebr", "Nkoo", "Syrc", "Thaa"})
# Browsers send a handful; who sends more wants to keep a server busy.
_MAX_HEADER_CHARS = 2_000
_MAX_RANGES = 50


def normalise_language(text: str) -> str:
    """Return a tag in the form ``de_CH``; ``en`` where the text is no language tag.

    Args:
        text: A tag as ``de``, ``de-ch`` or ``zh_hant_tw``.
    """
    if not _TAG.fullmatch(text):
        return "en"
    name, *parts = re.split("[_-]", text)
    return "_".join((name.lower(), *map(_cased, parts)))


def fallbacks_of(language: str) -> tuple[str, ...]:
    """Return a tag and what stands behind it: ``de_CH``, then ``de`` (RFC 4647, lookup)."""
    parts = language.split("_")
    found = ["_".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if language == "de_LI":  # written as in Switzerland
        found.insert(1, "de_CH")
    return tuple(found)


def negotiate_language(
    accept_language: str, *, available: Iterable[str] = (*LANGUAGES, *VARIANTS)
) -> str:
    """Choose the language of an answer by the header ``Accept-Language`` (RFC 9110, 12.5.4).

    Any text will do; what cannot be read is left out. The region that was asked for is
    kept, because days are written by it.

    Args:
        accept_language: The header's value, as ``fr-CH, fr;q=0.9, en;q=0.8``.
        available: The languages that there are texts of.

    Returns:
        The tag that is liked best, as ``fr_CH``; ``en`` where none is there.
    """
    known = frozenset(available)
    wanted: list[tuple[float, str]] = []
    for entry in accept_language[:_MAX_HEADER_CHARS].split(",", _MAX_RANGES)[:_MAX_RANGES]:
        match = _RANGE.fullmatch(entry)
        quality = 0.0 if match is None else float(match[2] or 1)
        if match is not None and quality > 0 and _TAG.fullmatch(match[1]):
            wanted.append((quality, normalise_language(match[1])))
    for _, language in sorted(wanted, key=lambda pair: -pair[0]):
        if not known.isdisjoint(fallbacks_of(language)):
            return language
    return "en"


def direction_of(language: str) -> str:
    """Return ``rtl`` for a language that is written from right to left, else ``ltr``."""
    name, *parts = language.split("_")
    scripts = [part for part in parts if len(part) == 4]
    is_rtl = scripts[0] in _RTL_SCRIPTS if scripts else name in _RTL_LANGUAGES
    return "rtl" if is_rtl else "ltr"


def _cased(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.capitalize()  # a script
    return part.upper() if len(part) in (2, 3) else part.lower()
