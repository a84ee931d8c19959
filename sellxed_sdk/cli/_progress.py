"""One line for each step of a longer command, and a sign of life or a bar while it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TypeVar

from sellxed_sdk.cli._output import Output

__all__ = ["Steps", "counting"]

T = TypeVar("T")


class Steps:
    """Runs steps, says what each did, and remembers it.

    Args:
        output: Where the lines go.
    """

    def __init__(self, output: Output) -> None:
        self.done: list[str] = []
        self._output = output

    def run(self, doing: str, action: Callable[[], T], *, said: Callable[[T], str]) -> T:
        """Run one step.

        Args:
            doing: What is shown while it runs, where the terminal can show it.
            action: The step.
            said: Makes the line of what it did from its result.
        """
        with _spinner(doing):
            result = action()
        line = said(result)
        self.done.append(line)
        self._output.talk(f"{len(self.done):2}. {line}")
        return result


def _spinner(doing: str) -> AbstractContextManager[object]:
    if not sys.stderr.isatty():
        return nullcontext()
    try:
        from rich.console import Console
    except ImportError:  # the extra "cli"; the lines alone do
        return nullcontext()
    return Console(stderr=True).status(f"{doing} …")


@contextmanager
def counting(doing: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """Show a bar on standard error, where that is a terminal and `rich` is installed.

    Args:
        doing: What is shown in front of the bar.

    Yields:
        To be called with how many are done and how many there are, None where that is not
        known; None for no bar.
    """
    if not sys.stderr.isatty():
        yield None
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    except ImportError:  # the extra "cli"; nothing is shown
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
