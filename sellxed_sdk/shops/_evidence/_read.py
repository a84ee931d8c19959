"""`read_evidence`: what a shop's own command printed, recognised by its content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sellxed_sdk.errors import InventoryError
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.shops._evidence._rows import MAX_ROWS, read_objects
from sellxed_sdk.shops._evidence._text import read_module_status, read_table
from sellxed_sdk.shops._evidence._values import Evidence, Stated

__all__ = ["read_evidence"]

MAX_BYTES = 4_000_000


def read_evidence(path: Path) -> Evidence:
    """Read what a shop's own command printed, or an export of its table of plugins.

    Recognised by content: JSON of ``wp plugin list --format=json``, of ``bin/console
    plugin:list --json`` and of exports in general; the text of ``bin/magento
    module:status``; tables of ``sw:plugin:list``, ``plugin:list`` and ``oe:module:list``.

    Args:
        path: The file (docs/formats/evidence.md); at most 4,000,000 bytes.

    Raises:
        InventoryError: It cannot be read, or is something else.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or "it cannot be read"
        raise _refuse(path, detail.lower()) from None
    if len(data) > MAX_BYTES:
        raise _refuse(path, f"it has more than {MAX_BYTES} bytes")
    try:
        source, entries = _read(_decode(data))
    except ValueError as error:
        raise _refuse(path, str(error)) from None
    return Evidence(source=source, entries=entries)


def _decode(data: bytes) -> str:
    # PowerShell writes what a command prints as UTF-16.
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeError:
        raise ValueError("it is not text in UTF-8") from None


def _read(text: str) -> tuple[str, tuple[Stated, ...]]:
    if text.lstrip()[:1] in ("[", "{"):
        rows = _objects(text)
        return _source(rows), tuple(read_objects(rows))
    modules = read_module_status(text)
    if modules is not None:
        return "bin/magento module:status", modules
    table = read_table(text)
    if table is None:
        raise ValueError("it is neither JSON nor a list of plugins that a shop's command prints")
    return "given table", tuple(read_objects(table))


def _objects(text: str) -> list[Mapping[str, object]]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    # phpMyAdmin wraps the rows of a table; other members are about the export.
    if isinstance(value, list):
        tables = [
            entry["data"]
            for entry in value
            if isinstance(entry, dict)
            and entry.get("type") == "table"
            and isinstance(entry.get("data"), list)
        ]
        value = tables[0] if len(tables) == 1 else value
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ValueError("it is not a list of plugins with name and status")
    if len(value) > MAX_ROWS:
        raise ValueError(f"it has more than {MAX_ROWS} entries")
    return value


def _source(rows: list[Mapping[str, object]]) -> str:
    """Return what printed it, by members that only this command has."""
    keys = set(rows[0]) if rows else set()
    if {"name", "status", "update"} <= keys:
        return "wp plugin list"
    if {"name", "active", "composerName"} <= keys:
        return "bin/console plugin:list"
    return "given list"


def _refuse(path: Path, detail: str) -> InventoryError:
    return codes.PLATFORM_UNREADABLE.error(InventoryError, path=str(path), detail=detail)
