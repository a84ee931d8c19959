"""Composer's normal form of a version; PHP's order of two normal forms is Composer's."""

from __future__ import annotations

import re

__all__ = ["normalise_composer"]

MAX_CHARS = 256

# Composer's own pattern of the number, "(?:[.-]?[0-9]+)*", takes the same texts, and
# exponential time for a hostile one.
_MODIFIER = (
    r"[._-]?(?:(?P<stability>stable|beta|b|RC|alpha|a|patch|pl|p)"
    r"(?P<number>[0-9]*(?:[.-][0-9]+)*))?(?P<dev>[.-]?dev)?"
)
_CLASSIC = re.compile(r"v?([0-9]{1,5})(\.[0-9]+)?(\.[0-9]+)?(\.[0-9]+)?" + _MODIFIER, re.IGNORECASE)
_DATED = re.compile(
    r"v?([0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3}){0,2})" + _MODIFIER, re.IGNORECASE
)
_ALIAS = re.compile(r"([^,\s]+) +as +[^,\s]+")
_FLAG = re.compile(r"@(?:stable|RC|beta|alpha|dev)$", re.IGNORECASE)
_BUILD = re.compile(r"([^,\s+]+)\+[^\s]+")
_BRANCH = re.compile(r"v?([0-9]+)(\.(?:[0-9]+|[xX*]))?(\.(?:[0-9]+|[xX*]))?(\.(?:[0-9]+|[xX*]))?")
_DEV_BRANCH = re.compile(r"(.*?)[.-]?dev", re.IGNORECASE)
_STABILITIES = {"a": "alpha", "b": "beta", "p": "patch", "pl": "patch", "rc": "RC"}


def normalise_composer(version: str) -> str | None:
    """Return Composer's normal form, as ``1.2.0.0-beta1``, or None where Composer refuses."""
    text = version.strip()
    if len(text) > MAX_CHARS:
        return None
    aliased = _ALIAS.fullmatch(text)
    if aliased:
        text = aliased[1]
    text = _FLAG.sub("", text)
    if text in ("master", "trunk", "default"):
        return f"dev-{text}"
    if text[:4].lower() == "dev-":
        return f"dev-{text[4:]}"
    built = _BUILD.fullmatch(text)
    if built:
        text = built[1]
    return _numbered(text) or _branch(text)


def _numbered(text: str) -> str | None:
    match = _CLASSIC.fullmatch(text)
    if match:
        number = match[1] + "".join(match[index] or ".0" for index in (2, 3, 4))
        return number + _modifier(match)
    match = _DATED.fullmatch(text)
    return re.sub(r"[^0-9]", ".", match[1]) + _modifier(match) if match else None


def _modifier(match: re.Match[str]) -> str:
    stability = match["stability"]
    if stability == "stable":
        return ""
    text = ""
    if stability:
        name = _STABILITIES.get(stability.lower(), stability.lower())
        text = f"-{name}{(match['number'] or '').lstrip('.-')}"
    return f"{text}-dev" if match["dev"] else text


def _branch(text: str) -> str | None:
    named = _DEV_BRANCH.fullmatch(text)
    match = _BRANCH.fullmatch(named[1].strip()) if named else None
    if match is None:
        return None
    parts = "".join((match[index] or ".x") for index in (1, 2, 3, 4))
    return re.sub(r"[xX*]", "9999999", parts) + "-dev"
