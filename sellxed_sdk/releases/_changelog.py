"""The changelog between two releases: `notes.<lang>.json`, fetched only when shown."""

from __future__ import annotations

import attrs
from packaging.version import InvalidVersion, Version

from sellxed_sdk.signing import Fields, parse_json

__all__ = ["CATEGORIES", "Change", "ReleaseNotes", "parse_notes", "select_changes"]

# Keep a Changelog 1.1.0
CATEGORIES = ("security", "added", "changed", "deprecated", "removed", "fixed")
SCHEMA = 1
MAX_BYTES = 4_000_000


@attrs.frozen(kw_only=True)
class Change:
    """One line of a changelog."""

    category: str
    """One of `CATEGORIES`."""
    text: str
    """Markdown, remote: to be sanitised before it is shown as HTML."""


@attrs.frozen(kw_only=True)
class ReleaseNotes:
    """What one release brings."""

    version: str
    """The release."""
    changes: tuple[Change, ...] = ()
    """Security first."""


def parse_notes(data: bytes, *, product: str) -> tuple[ReleaseNotes, ...]:
    """Read the bytes of a verified ``notes.<lang>.json``, newest release first.

    Raises:
        InvalidDocumentError: Not strict JSON, about another product, or with a field
            that is missing or impossible.
    """
    fields = Fields(parse_json(data, max_bytes=MAX_BYTES))
    if fields.integer("schema", minimum=1) != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    if fields.text("product", max_chars=64) != product:
        raise fields.error("product", f"it is not '{product}'")
    notes = []
    for entry in fields.sections("releases", max_items=2_000):
        try:
            Version(entry.text("version", max_chars=64))
        except InvalidVersion:
            raise entry.error("version", "it is not a version of PEP 440") from None
        notes.append(
            ReleaseNotes(
                version=entry.text("version", max_chars=64),
                changes=tuple(
                    Change(category=category, text=text)
                    for category in CATEGORIES
                    for text in entry.texts(category, max_items=200, max_chars=2_000)
                ),
            )
        )
    return tuple(sorted(notes, key=lambda note: Version(note.version), reverse=True))


def select_changes(
    notes: tuple[ReleaseNotes, ...], *, installed: str | None, offered: str
) -> tuple[ReleaseNotes, ...]:
    """Return the notes after the installed and up to the offered release, newest first."""
    upper = Version(offered)
    try:
        lower = Version(installed) if installed else None
    except InvalidVersion:
        lower = None
    return tuple(
        note
        for note in notes
        if Version(note.version) <= upper and (lower is None or Version(note.version) > lower)
    )
