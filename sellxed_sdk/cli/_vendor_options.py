"""What the `sellxed vendor` commands have in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import UsageError, instant
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.cli._passphrase import add_passphrase, passphrase_for
from sellxed_sdk.findings.codes import tool as codes

if TYPE_CHECKING:
    from sellxed_sdk.cli._arguments import Parser
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_vendor_command", "now_of", "open_publisher", "open_vendor", "usage"]

PARTNER_FILE = "partner.json"


def add_vendor_command(
    group: Subparsers,
    name: str,
    run: Callable[[argparse.Namespace, Output], Exit],
    *,
    summary: str,
    example: tuple[str, ...],
    optional: bool = False,
) -> Parser:
    """Enter a command that works in a vendor's directory."""
    parser = add_command(group, name, run, summary=summary, example=example)
    parser.add_argument(
        "directory",
        type=Path,
        nargs="?" if optional else None,
        metavar="DIR",
        help="the vendor's directory",
    )
    parser.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")
    add_passphrase(parser)
    return parser


def open_vendor(args: argparse.Namespace) -> tools.Vendor:
    """Open the vendor's directory, with the passphrase of its keys where they have one.

    Raises:
        ConfigurationError: There is none, or the passphrase is missing or wrong.
    """
    vendor = tools.open_vendor(args.directory)
    keys = sorted(vendor.keys_directory.glob("*.pem"))
    passphrase = passphrase_for(args, *keys)
    return tools.open_vendor(args.directory, passphrase=passphrase) if passphrase else vendor


def open_publisher(args: argparse.Namespace) -> tools.Vendor | tools.Partner:
    """Open the vendor's directory, or a partner's, which publishes its own products.

    Raises:
        ConfigurationError: There is neither, or the passphrase is missing or wrong.
    """
    if not (args.directory / PARTNER_FILE).exists():
        return open_vendor(args)
    partner = tools.open_partner(args.directory)
    passphrase = passphrase_for(args, *sorted(partner.keys_directory.glob("*.pem")))
    return tools.open_partner(args.directory, passphrase=passphrase) if passphrase else partner


def now_of(args: argparse.Namespace) -> datetime:
    """Return the time that the command goes by."""
    given: datetime | None = args.now
    return given or datetime.now(timezone.utc)


def usage(args: argparse.Namespace, detail: str) -> UsageError:
    """Build the error for words that do not fit; the caller raises it."""
    return codes.USAGE.error(
        UsageError, detail=detail, command=f"sellxed {args.command_name}", setting="arguments"
    )
