"""Which module a command is about: its directory, or a trust bundle and a product."""

from __future__ import annotations

import argparse
from pathlib import Path

import attrs

from sellxed_sdk.cli._arguments import Parser, UsageError
from sellxed_sdk.findings.codes import tool as codes
from sellxed_sdk.module import Module
from sellxed_sdk.signing import TrustBundle, load_trust

__all__ = ["Source", "add_source_options", "read_source"]


@attrs.frozen(kw_only=True)
class Source:
    """What a channel command needs to know."""

    trust: TrustBundle
    """The vendor."""
    product: str
    """The product."""
    installed: str | None
    """The installed version, where known."""
    module: Module | None = None
    """The module, where a directory was given."""


def add_source_options(parser: Parser) -> None:
    """Enter the options that `read_source` reads."""
    parser.add_argument("--module", type=Path, metavar="DIR", help="directory of the module")
    parser.add_argument("--trust", type=Path, metavar="FILE", help="instead of --module")
    parser.add_argument("--product", metavar="ID", help="with --trust")
    parser.add_argument("--state-dir", type=Path, metavar="DIR", help="state of the channel client")


def read_source(args: argparse.Namespace) -> Source:
    """Return the module that the options name.

    Raises:
        UsageError: Neither, or only half.
        ConfigurationError: The files are missing or damaged.
    """
    if args.module is not None:
        module = Module(
            args.module,
            product=args.product,
            state_dir=args.state_dir,
            mode=getattr(args, "mode", "live"),
        )
        module.load()
        return Source(
            trust=module.trust, product=module.product, installed=module.version, module=module
        )
    if args.trust is None or args.product is None:
        raise codes.USAGE.error(
            UsageError,
            detail="Give --module DIR, or --trust FILE with --product ID",
            command=f"sellxed {args.command_name}",
            setting="--module",
        )
    installed = getattr(args, "installed", None)
    return Source(trust=load_trust(args.trust), product=args.product, installed=installed)
