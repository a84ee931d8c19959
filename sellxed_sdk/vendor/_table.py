"""Batches as tables: CSV as spreadsheets write it, in and out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.licence import hash_key
from sellxed_sdk.vendor._issue import Issued
from sellxed_sdk.vendor._requests import LicenceRequest

__all__ = ["COLUMNS", "Table", "parse_table", "render_table"]

COLUMNS = (
    "product",
    "hosts",
    "customer",
    "support_until",
    "tier",
    "entitlements",
    "trial_days",
    "id",
)
MAX_BYTES = 64_000_000
_ANSWERS = ("key", "key_hash")


@attrs.frozen(kw_only=True)
class Table:
    """A batch as it was read."""

    delimiter: str
    """Comma or semicolon, as it was written."""
    columns: tuple[str, ...]
    """The names of its columns, in their order."""
    rows: tuple[tuple[str, ...], ...] = attrs.field(repr=False)
    """The cells of each row."""
    requests: tuple[LicenceRequest, ...]
    """What the rows ask for that can be read."""
    numbers: tuple[int, ...]
    """Their numbers in a spreadsheet, where the column names are row 1."""
    findings: tuple[Finding, ...] = ()
    """One for each row that cannot be read."""


def parse_table(data: bytes) -> Table:
    """Read a batch.

    Args:
        data: CSV in UTF-8, with or without byte order mark, with commas or semicolons;
            the first row names the columns, of which ``product`` is needed.

    Raises:
        PublishError: It is no such table; rows that cannot be read are findings.
    """
    if len(data) > MAX_BYTES:
        raise _refuse(f"it has {len(data)} bytes; at most {MAX_BYTES} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refuse("it is not UTF-8 text") from None
    delimiter, text, skipped = _find_delimiter(text)
    records = _read(text, delimiter, skipped)
    _, names = next(records, (0, []))
    columns = _check_columns(names)
    rows, numbers, requests, findings = [], [], [], []
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue  # spreadsheets leave empty rows behind
        rows.append((*cells, *[""] * (len(columns) - len(cells))))
        try:
            requests.append(_request(columns, cells))
            numbers.append(number)
        except ValueError as error:
            detail = f"{error}."
            findings.append(
                codes.BATCH_ROW_REFUSED.finding(subject=str(number), row=number, detail=detail)
            )
    if not rows:
        raise _refuse("it has no rows")
    return Table(
        delimiter=delimiter,
        columns=columns,
        rows=tuple(rows),
        numbers=tuple(numbers),
        requests=tuple(requests),
        findings=tuple(findings),
    )


def render_table(table: Table, issued: Sequence[Issued]) -> bytes:
    """Return the table with the keys: its columns, then ``key`` and ``key_hash``.

    A column ``id`` is filled where it was left empty, and added where it is missing.
    """
    columns = table.columns if "id" in table.columns else (*table.columns, "id")
    place = columns.index("id")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=table.delimiter, lineterminator="\r\n")
    writer.writerow((*columns, *_ANSWERS))
    for cells, entry in zip(table.rows, issued, strict=True):
        filled = [*cells, *[""] * (len(columns) - len(cells))]
        filled[place] = entry.licence.id
        writer.writerow((*filled, entry.key, hash_key(entry.key)))
    # With the mark, without which spreadsheets take it for another encoding.
    return text.getvalue().encode("utf-8-sig")


def _find_delimiter(text: str) -> tuple[str, str, int]:
    first, _, rest = text.partition("\n")
    if first.strip().lower() in ("sep=;", "sep=,"):  # some spreadsheets say it
        return first.strip()[-1], rest, 1
    return (";" if first.count(";") > first.count(",") else ","), text, 0


def _read(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = skipped
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _refuse(f"row {number}: {error}") from None
        yield number, cells


def _check_columns(names: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(name.strip().lower() for name in names)
    listed = ", ".join(COLUMNS)
    for name in columns:
        if name not in COLUMNS:
            raise _refuse(f"there is no column '{name[:50]}'; the columns are {listed}")
        if columns.count(name) > 1:
            raise _refuse(f"the column '{name}' stands twice")
    if "product" not in columns:
        raise _refuse("its first row does not name the column 'product'")
    return columns


def _request(columns: tuple[str, ...], cells: Sequence[str]) -> LicenceRequest:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise ValueError(f"It has {len(cells)} cells for {len(columns)} columns")
    values = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
    return LicenceRequest(
        product=values.get("product", ""),
        hosts=tuple(values.get("hosts", "").replace(";", " ").replace(",", " ").split()),
        customer=values.get("customer") or None,
        support_until_on=_day(values.get("support_until", "")),
        tier=values.get("tier") or "standard",
        entitlements=tuple(
            values.get("entitlements", "").replace(";", " ").replace(",", " ").split()
        ),
        trial_days=_whole(values.get("trial_days", "")),
        id=values.get("id") or None,
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    # What a spreadsheet in German makes of a day as soon as it opens the file.
    local = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    try:
        if local:
            return date(int(local[3]), int(local[2]), int(local[1]))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # the 30th of February: told like any other form
    raise ValueError(f"Support_until is '{text[:30]}'; a day is written as 2026-11-23")


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(f"Trial_days is '{text[:30]}'; a whole number is expected")
    return int(text)


def _refuse(detail: str) -> PublishError:
    return codes.BATCH_TABLE_INVALID.error(PublishError, detail=detail, step="table")
