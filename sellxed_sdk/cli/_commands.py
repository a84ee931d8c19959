"""How commands are entered into the parser, the same way everywhere."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Protocol

from sellxed_sdk.cli._arguments import Parser, examples
from sellxed_sdk.cli._output import Exit, Output

__all__ = ["Subparsers", "add_command", "add_group"]


class Subparsers(Protocol):
    """Where commands are entered: what ``add_subparsers`` returns."""

    def add_parser(
        self,
        name: str,
        *,
        help: str,  # noqa: A002  argparse's own name
        description: str,
        epilog: str | None = None,
    ) -> Parser:
        """Enter one word."""
        ...


def add_group(commands: Subparsers, name: str, *, summary: str) -> Subparsers:
    """Enter a word that other commands stand behind, and return their place."""
    parser = commands.add_parser(name, help=summary, description=summary)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def add_command(
    commands: Subparsers,
    name: str,
    run: Callable[[argparse.Namespace, Output], Exit],
    *,
    summary: str,
    example: tuple[str, ...],
    formats: tuple[str, ...] = ("text", "json"),
) -> Parser:
    """Enter one command with its examples and ``--format``.

    Args:
        commands: Where it stands.
        name: Its word; for members of a group the group's prog precedes it.
        run: Does it, and returns the exit code.
        summary: One line for the help.
        example: Lines for the help.
        formats: What ``--format`` can be; the first is for people, the second for programs.
    """
    parser = commands.add_parser(name, help=summary, description=summary, epilog=examples(*example))
    parser.add_argument(
        "--format",
        choices=formats,
        default=formats[0],
        help="; ".join(
            ["text for people (default), json for programs", *map(_describe, formats[2:])]
        ),
    )
    parser.set_defaults(run=run, command_name=parser.prog.partition(" ")[2])
    return parser


def _describe(name: str) -> str:
    purposes = {
        "sarif": "sarif for code hosts and editors",
        "junit": "junit for continuous integration",
        "markdown": "markdown for a ticket",
        "html": "html for a page",
    }
    return purposes[name]
