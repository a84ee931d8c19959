"""Parsers, argument types and shared options."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, timezone
from pathlib import Path
from typing import NoReturn

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import tool as codes

__all__ = ["Parser", "UsageError", "day", "instant", "pair", "read_bytes", "read_key"]

MAX_INPUT_BYTES = 1_000_000


class UsageError(ConfigurationError):
    """The words of the command do not fit."""


class Parser(argparse.ArgumentParser):
    """argparse with one-line errors, suggestions and examples.

    Args:
        *args: As for argparse.
        **kwargs: As for argparse.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage and leaving.

        Raises:
            UsageError: Always.
        """
        raise codes.USAGE.error(
            UsageError, detail=_suggest(message), command=self.prog, setting="arguments"
        )


def _suggest(message: str) -> str:
    found = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
    if not found:
        return message[:1].upper() + message[1:]
    choices = re.findall(r"[\w-]+", found[2])
    near = difflib.get_close_matches(found[1], choices, n=1)
    detail = f"'{found[1]}' is not one of {', '.join(choices)}"
    return f"{detail} (did you mean '{near[0]}'?)" if near else detail


def instant(text: str) -> datetime:
    """Read ``2026-11-23T05:00:00Z``, another ISO 8601 instant, or a day (its beginning, UTC)."""
    try:
        value = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not an instant like 2026-11-23T05:00:00Z"
        ) from None
    return value if value.tzinfo else value.replace(tzinfo=timezone.utc)


def day(text: str) -> date:
    """Read ``2026-11-23``."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day like 2026-11-23") from None


def pair(text: str) -> tuple[str, str]:
    """Read ``name=value``."""
    name, separator, value = text.partition("=")
    if not separator or not name or not value:
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form name=value")
    return name, value


def read_key(key: str | None) -> str:
    """Return a licence key from an argument, the environment or standard input.

    Args:
        key: The argument; ``-`` for standard input. Where None,
            ``SELLXED_LICENCE_KEY`` and ``SELLXED_LICENCE_FILE`` are looked at, then
            standard input if something is piped to it.

    Raises:
        UsageError: None of them has one.
        ConfigurationError: The file cannot be read.
    """
    if key is not None and key != "-":
        return key
    if key is None:
        from_environment = os.environ.get("SELLXED_LICENCE_KEY")
        if from_environment:
            return from_environment
        if os.environ.get("SELLXED_LICENCE_FILE"):
            path = Path(os.environ["SELLXED_LICENCE_FILE"])
            return read_bytes(path).decode("utf-8", "replace")
        if sys.stdin is None or sys.stdin.isatty():
            raise codes.INPUT_MISSING.error(UsageError, what="licence key", setting="KEY")
    return sys.stdin.buffer.read(MAX_INPUT_BYTES).decode("utf-8", "replace")


def read_bytes(path: Path, *, max_bytes: int = 16_000_000) -> bytes:
    """Read a file that was named on the command line.

    Raises:
        ConfigurationError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(max_bytes)
    except OSError as error:
        raise codes.FILE_UNREADABLE.error(
            ConfigurationError,
            path=str(path),
            detail=(error.strerror or "unknown").lower(),
            setting=str(path),
        ) from None


def examples(*lines: str) -> str:
    """Return the epilogue of a command's help."""
    return "examples:\n" + "\n".join(f"  {line}" for line in lines)


def words(values: Sequence[str] | None) -> tuple[str, ...]:
    """Return repeated options as a tuple."""
    return tuple(values or ())
