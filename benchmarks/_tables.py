"""Tables for the terminal: with rich where it is installed, else as aligned text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Table", "print_note", "print_table"]


@attrs.frozen(kw_only=True)
class Table:
    """One table and what has to be said about it."""

    title: str
    """What was compared."""
    columns: tuple[str, ...]
    """Headings; the first column is text, the others are figures."""
    rows: tuple[tuple[str, ...], ...]
    """Cells as shown."""
    notes: tuple[str, ...] = ()
    """How to read it, and what was skipped."""


def print_table(table: Table) -> None:
    """Print a table."""
    console = _console()
    print()
    if console is None:
        _print_plain(table)
    else:
        _print_rich(table, console)
    for note in table.notes:
        print_note(note)


def print_note(text: str) -> None:
    """Print one line of text."""
    print(f"  {text}")


def _console() -> Console | None:
    try:
        from rich.console import Console
    except ImportError:
        return None
    console = Console()
    # Into a file or a log: nothing is to be cut off at 80 columns.
    return console if console.is_terminal else Console(width=140)


def _print_rich(table: Table, console: Console) -> None:
    from rich.table import Table as RichTable

    shown = RichTable(title=table.title, title_justify="left", title_style="bold")
    for index, column in enumerate(table.columns):
        shown.add_column(column, justify="right" if index else "left")
    for row in table.rows:
        shown.add_row(*row)
    console.print(shown, highlight=False, markup=False)


def _print_plain(table: Table) -> None:
    lines = (table.columns, *table.rows)
    widths = [max(len(line[index]) for line in lines) for index in range(len(table.columns))]
    print(table.title)
    for line in lines:
        cells = [
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
