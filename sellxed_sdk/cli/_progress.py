"""One line for each step of a longer command, and a sign of life while it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from sellxed_sdk.cli._output import Output

__all__ = ["Steps"]

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
