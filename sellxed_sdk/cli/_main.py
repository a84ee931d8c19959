"""Finds the command, runs it, and turns every failure into one line and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version

from sellxed_sdk.cli import _demo, _doctor, _licence, _shop, _updates, _vendor
from sellxed_sdk.cli._arguments import Parser, UsageError, examples
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.errors import ConfigurationError, SellxedError
from sellxed_sdk.findings.codes import tool as codes

__all__ = ["build_parser", "run"]

_BASE64_OPTIONS = ("--public-key", "--key-hash")

Command = Callable[[argparse.Namespace, Output], Exit]


def build_parser() -> Parser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="sellxed",
        description="Licences, updates, conflicts and support of paid shop modules.",
        epilog=examples(
            "sellxed demo                      the whole product in one directory, offline",
            "sellxed licence verify KEY --trust sellxed-trust.json --product alpenpay",
            "sellxed doctor shop/modules/alpenpay",
        )
        + "\n\nexit codes: 0 fine, 1 findings that need action, 2 wrong usage, 3 could not do it",
    )
    parser.add_argument("--version", action="version", version=version("sellxed-sdk"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for area in (_demo, _licence, _updates, _shop, _doctor, _vendor):
        area.add_commands(commands)
    return parser


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises, never shows a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output = Output(command="", json=_asks_for_json(given))
    try:
        parsed = build_parser().parse_args(_bind(given))
        output = Output(command=parsed.command_name, json=parsed.format == "json")
        command: Command = parsed.run
        code = command(parsed, output)
        # Here, where a reader that left can be dealt with, and not at exit.
        sys.stdout.flush()
        return int(code)
    except UsageError as error:
        output.failure(error)
        return int(Exit.USAGE)
    except SellxedError as error:
        output.failure(error)
        return int(Exit.FAILED)
    except SystemExit as leaving:  # --help and --version
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        output.talk("sellxed: interrupted")
        return 130
    except BrokenPipeError:
        # The reader left (`| head`); nothing can be said to it any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.FAILED)
    except OSError as error:
        output.failure(
            codes.FILE_UNWRITABLE.error(
                ConfigurationError,
                path=str(error.filename or "a file"),
                detail=(error.strerror or str(error)).lower(),
            )
        )
        return int(Exit.FAILED)
    except Exception as error:  # noqa: BLE001  the last line of "no traceback ever"
        output.failure(
            codes.INTERNAL_ERROR.error(
                ConfigurationError, detail=f"{type(error).__name__}: {error}".rstrip(".")
            )
        )
        return int(Exit.FAILED)


def _bind(arguments: Sequence[str]) -> list[str]:
    """Join options with values that may begin with a hyphen, as one key of 64 does."""
    bound: list[str] = []
    for word in arguments:
        if bound and bound[-1] in _BASE64_OPTIONS:
            bound[-1] = f"{bound[-1]}={word}"
        else:
            bound.append(word)
    return bound


def _asks_for_json(arguments: Sequence[str]) -> bool:
    # Before parsing: a usage error is answered in the format that was asked for.
    joined = " ".join(arguments)
    return "--format json" in joined or "--format=json" in joined
