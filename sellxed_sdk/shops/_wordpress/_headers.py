"""The head of a plugin's main file: what it is called, and what it requires."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.versions import Scheme, is_version

__all__ = ["HEADER_BYTES", "SYSTEM", "read_declarations", "read_header", "read_requires"]

SYSTEM = "wordpress"
HEADER_BYTES = 8_192  # what WordPress itself reads

# Headers that extensions of WooCommerce have, of which many do not name it as required.
_WOOCOMMERCE_HEADERS = ("WC requires at least", "WC tested up to")
_REQUIRES_PLUGINS = "Requires Plugins"
_MINIMUMS = {
    "Requires PHP": "php",
    "Requires at least": "wordpress",
    "WC requires at least": "woocommerce",
}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PHP_BLANKS = " \t\n\r\0\v\f"


def read_header(text: str, field: str) -> str | None:
    """Return a header field as WordPress reads it: also behind ``*``, ``#`` and ``//``.

    Args:
        text: The first 8,192 bytes of the file.
        field: As ``Plugin Name``.
    """
    found = _find(text, field)
    return found[0] if found is not None else None


def _find(text: str, field: str) -> tuple[str, int] | None:
    """Return a header field and its line."""
    pattern = rf"^(?:[ \t]*<\?php)?[ \t/*#@]*{re.escape(field)}:(.*)$"
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    match = re.search(pattern, normal, re.IGNORECASE | re.MULTILINE)
    if match is None:
        return None
    # WordPress cuts at the end of the comment; the length bounds the search for it.
    value = match[1].strip(_PHP_BLANKS)[:1_000]
    value = re.split(r"\*/|\?>", value, maxsplit=1)[0].strip(_PHP_BLANKS)[:200]
    return (value, normal.count("\n", 0, match.start()) + 1) if value else None


def _slugs(text: str) -> list[str]:
    named = (read_header(text, _REQUIRES_PLUGINS) or "").split(",")
    return [slug for name in named if _SLUG.fullmatch(slug := name.strip())]


def read_requires(text: str, identifier: str) -> tuple[str, ...]:
    """Return the uids of what a plugin requires, as WordPress reads it from 6.5 on.

    Args:
        text: The head of its main file.
        identifier: Its own.
    """
    slugs = _slugs(text)
    if any(read_header(text, field) for field in _WOOCOMMERCE_HEADERS):
        slugs.append("woocommerce")
    return tuple(f"{SYSTEM}:{slug}" for slug in dict.fromkeys(slugs) if slug != identifier)


def read_declarations(text: str, identifier: str, path: str) -> tuple[Declaration, ...]:
    """Return what a plugin says that it needs, and in which version.

    Args:
        text: The head of its main file.
        identifier: Its own.
        path: Of that file, for the evidence.
    """
    return tuple(_declarations(text, identifier, path))


def _declarations(text: str, identifier: str, path: str) -> Iterator[Declaration]:
    for field, target in _MINIMUMS.items():
        found = _find(text, field)
        version = _minimum(found[0], target) if found is not None else ""
        # What is no version cannot be compared; WordPress compares it as if it were none.
        if found is not None and is_version(version, scheme=Scheme.PHP):
            yield Declaration(
                relation="requires",
                target=target,
                versions=f">={version}",
                written=found[0],
                source=field,
                path=path,
                line=found[1],
            )
    found = _find(text, _REQUIRES_PLUGINS)
    for slug in dict.fromkeys(_slugs(text)) if found is not None else ():
        if slug != identifier:
            yield Declaration(
                relation="requires",
                target=f"{SYSTEM}:{slug}",
                written=slug,
                source=_REQUIRES_PLUGINS,
                path=path,
                line=found[1] if found is not None else 0,
            )


def _minimum(version: str, target: str) -> str:
    # WordPress calls its first release of a series 6.5, and takes 6.5.0 for that
    # (is_wp_version_compatible); to PHP, 6.5 comes before 6.5.0.
    if target == "wordpress" and version.count(".") > 1:
        return version.removesuffix(".0")
    return version
