"""`sellxed licence audit`: what very many keys are worth, one line each."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sellxed_sdk.cli._arguments import UsageError, day, instant, read_bytes, words
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.cli._trusted import add_trust, read_trusted
from sellxed_sdk.findings.codes import tool as codes
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.module import check_licences

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_audit"]

COLUMNS = (
    "line",
    "status",
    "may_run",
    "may_update",
    "may_get_support",
    "id",
    "issuer",
    "product",
    "customer",
    "hosts",
    "support_until_on",
    "codes",
)
MAX_FILE_BYTES = 1_000_000_000
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def add_audit(group: Subparsers) -> None:
    """Enter the command."""
    audit = add_command(
        group,
        "audit",
        _audit,
        summary="Check many licence keys at once, on all cores.",
        example=(
            "sellxed licence audit keys.txt --trust sellxed-trust.json > report.csv",
            "sellxed licence audit customers.csv --trust T --product alpenpay --format json",
        ),
    )
    audit.add_argument(
        "file", type=Path, metavar="FILE", help="one key a line, or CSV with a column 'key'"
    )
    add_trust(audit)
    audit.add_argument("--product", metavar="ID", help="default: any product")
    audit.add_argument("--release-date", type=day, metavar="YYYY-MM-DD")
    audit.add_argument("--host", action="append", metavar="H", help="shop address; repeatable")
    audit.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")
    audit.add_argument("--workers", type=int, metavar="N", help="default: one for each core")


def _audit(args: argparse.Namespace, output: Output) -> Exit:
    trusted = read_trusted(args)
    text = read_bytes(args.file, max_bytes=MAX_FILE_BYTES).decode("utf-8-sig", "replace")
    keys = list(_read_keys(text, args))
    reports = check_licences(
        (key for _, key in keys),
        trust=trusted.trust,
        product=args.product,
        release_date=args.release_date,
        hosts=words(args.host),
        now=args.now,
        revocations=trusted.revocations,
        certificates=trusted.certificates,
        mode=args.mode,
        workers=args.workers,
    )
    rows = (_row(line, report) for (line, _), report in zip(keys, reports, strict=True))
    counts: Counter[str] = Counter()
    if output.json:
        listed = []
        for row in rows:
            counts[str(row["status"])] += 1
            listed.append(row)
        output.result({"results": listed, "counts": dict(sorted(counts.items()))}, text="")
    else:
        _write(_count(rows, counts), sys.stdout)
    summary = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    output.talk(f"{len(keys)} keys: {summary or 'none'}")
    good = {"valid", "support_ended"}
    return Exit.FINE if good.issuperset(counts) else Exit.ACTION


def _read_keys(text: str, args: argparse.Namespace) -> Iterator[tuple[int, str]]:
    lines = text.splitlines()
    header = lines[0].replace(";", ",").split(",") if lines else []
    if len(header) == 1 and header[0].strip().lower() != "key":
        yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        return
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    table = csv.DictReader(lines, delimiter=delimiter)
    try:
        names = [name for name in table.fieldnames or () if name.strip().lower() == "key"]
        if lines and len(names) != 1:
            raise _no_table(args, f"it has {len(names)} columns named 'key' instead of one")
        for row in table:
            yield table.line_num, row[names[0]] or ""
    except csv.Error as error:
        raise _no_table(args, str(error)) from None


def _no_table(args: argparse.Namespace, detail: str) -> UsageError:
    return codes.USAGE.error(
        UsageError,
        detail=f"{args.file} cannot be read as a table: {detail}",
        command=f"sellxed {args.command_name}",
        setting="FILE",
    )


def _row(line: int, report: LicenceReport) -> dict[str, object]:
    licence = report.licence
    return {
        "line": line,
        "status": report.status.value,
        "may_run": report.may_run,
        "may_update": report.may_update,
        "may_get_support": report.may_get_support,
        "id": licence.id if licence else None,
        "issuer": licence.issuer if licence else None,
        "product": licence.product if licence else None,
        "customer": licence.customer if licence else None,
        "hosts": list(licence.hosts) if licence else [],
        "support_until_on": licence.support_until_on.isoformat() if licence else None,
        "codes": [finding.code for finding in report.findings],
    }


def _count(rows: Iterable[dict[str, object]], counts: Counter[str]) -> Iterator[dict[str, object]]:
    for row in rows:
        counts[str(row["status"])] += 1
        yield row


def _write(rows: Iterable[Mapping[str, object]], stream: IO[str]) -> None:
    table = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    table.writeheader()
    for row in rows:
        table.writerow({name: _cell(row[name]) for name in COLUMNS})


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = " ".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA):
        # A customer's name is what an issuer wrote; a spreadsheet must not run it.
        return f"'{value}"
    return value
