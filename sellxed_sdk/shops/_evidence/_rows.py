"""Evidence from rows: of a list of objects, of a table, of a cursor that the host has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sellxed_sdk.errors import InventoryError
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.shops._evidence._values import Evidence, Stated
from sellxed_sdk.shops._evidence._words import read_state, read_word

__all__ = ["MAX_ROWS", "evidence_from_rows", "read_objects"]

MAX_ROWS = 100_000
# Without case, spaces and underscores. Every name that a row has counts, the id first.
_NAMES = (
    *("name", "id", "code", "module", "moduleid", "plugin", "pluginid", "technicalname"),
    *("slug", "identifier", "extension", "file", "composername", "baseclass"),
    *("cpluginid", "cverzeichnis"),
)
# The first of them that a row has counts.
_STATES = ("active", "isactive", "enabled", "status", "state", "nstatus")
_VERSIONS = ("version", "installedversion", "latestversion", "nversion")


def evidence_from_rows(
    rows: Iterable[Mapping[str, object] | Sequence[object]],
    *,
    name: str | int,
    active: str | int,
    version: str | int | None = None,
    source: str = "database",
) -> Evidence:
    """Take what a host read from its own database as evidence.

    Args:
        rows: Of a cursor, in the order in which the plugins are loaded: mappings, or
            sequences; at most 100,000 are read.
        name: The column of the plugin's id: a key of mappings, or a position from 0.
        active: The column that says whether it runs, in a word of
            docs/formats/evidence.md#words; another one is "unknown".
        version: The column of its version.
        source: What `Plugin.evidence` says.

    Raises:
        InventoryError: A row has no such column, or no name in it.
    """
    entries = []
    for number, row in enumerate(islice(rows, MAX_ROWS), start=1):
        called = read_word(_cell(row, name, number, source))
        if called is None:
            raise _refuse(source, f"row {number} has no name in the column {name}")
        entries.append(
            Stated(
                names=(called,),
                state=read_state(_cell(row, active, number, source)),
                version=None if version is None else read_word(_cell(row, version, number, source)),
            )
        )
    return Evidence(source=source, entries=tuple(entries))


def _cell(
    row: Mapping[str, object] | Sequence[object], column: str | int, number: int, source: str
) -> object:
    keys = getattr(row, "keys", None)  # rows of sqlite3 are sequences, and have names
    if isinstance(column, str) and callable(keys):
        if isinstance(row, Mapping):
            if column in row:
                return row[column]
        elif column in (names := [*keys()]):
            return row[names.index(column)]
    elif isinstance(column, int) and not isinstance(row, (Mapping, str)) and 0 <= column < len(row):
        return row[column]
    raise _refuse(source, f"row {number} has no column {column}")


def read_objects(rows: Iterable[Mapping[str, object]]) -> Iterator[Stated]:
    """Yield what objects with the usual members say: a name, and whether it runs.

    Args:
        rows: Objects of JSON, or rows of a table by their head.

    Raises:
        ValueError: One has no name, or nothing that says whether it runs; half a sentence.
    """
    for number, row in enumerate(islice(rows, MAX_ROWS), start=1):
        cells = {_fold(key): value for key, value in row.items()}
        names = tuple(
            dict.fromkeys(word for key in _NAMES if (word := read_word(cells.get(key))) is not None)
        )
        state = next((key for key in _STATES if key in cells), None)
        if not names:
            raise ValueError(f"entry {number} has no name or id")
        if state is None:
            raise ValueError(f"entry {number} does not say whether it is active")
        versions = (read_word(cells.get(key)) for key in _VERSIONS)
        yield Stated(
            names=names,
            state=read_state(cells[state], is_numbered=state == "nstatus"),
            version=next((word for word in versions if word is not None), None),
        )


def _fold(key: str) -> str:
    return "".join(letter for letter in key.lower() if letter not in " _-")


def _refuse(source: str, detail: str) -> InventoryError:
    return codes.PLATFORM_UNREADABLE.error(InventoryError, path=source, detail=detail)
