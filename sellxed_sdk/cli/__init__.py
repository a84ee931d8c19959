"""The command line: `sellxed` and `python -m sellxed_sdk`.

What this decides: words, formats and exit codes. Data goes to standard output, talk to
standard error; every failure is one line with its way out, never a traceback.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after ``sellxed``; those of the process where None.

    Returns:
        0 fine, 1 findings that need action, 2 wrong usage, 3 could not do it.
    """
    from sellxed_sdk.cli._main import run

    return run(arguments)
