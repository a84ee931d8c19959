"""`sellxed vendor join` and `accept`: partners who publish their own products."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import read_bytes
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.cli._passphrase import add_passphrase, new_passphrase
from sellxed_sdk.cli._vendor_options import add_vendor_command, now_of, open_vendor, usage
from sellxed_sdk.signing import decode_base64url, encode_base64url

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]


def add_commands(group: Subparsers) -> None:
    """Enter the commands."""
    join = add_command(
        group,
        "join",
        _join,
        summary="Make a partner's directory, to publish an own product in the vendor's channel.",
        example=("sellxed vendor join partner --product acmepay --trust sellxed-trust.json",),
    )
    join.add_argument("directory", type=Path, metavar="DIR", help="the partner's new directory")
    join.add_argument("--product", required=True, metavar="ID")
    join.add_argument(
        "--trust", type=Path, required=True, metavar="FILE", help="the vendor's trust bundle"
    )
    join.add_argument(
        "--encrypt", action="store_true", help="encrypt the private keys with a passphrase"
    )
    add_passphrase(join)

    accept = add_vendor_command(
        group,
        "accept",
        _accept,
        summary="Check and publish what a partner has signed for its product.",
        example=(
            "sellxed vendor accept vendor partner/repository --product acmepay --public-key KEY",
            "sellxed vendor accept vendor partner/repository --product acmepay",
        ),
    )
    accept.add_argument(
        "source", type=Path, metavar="PART", help="the partner's directory `repository`"
    )
    accept.add_argument("--product", required=True, metavar="ID")
    accept.add_argument(
        "--public-key", metavar="KEY", help="for the first time, and when it is a new one"
    )


def _join(args: argparse.Namespace, output: Output) -> Exit:
    if args.passphrase_file is not None and not args.encrypt:
        raise usage(args, "--passphrase-file goes with --encrypt")
    partner = tools.create_partner(
        args.directory,
        product=args.product,
        trust=read_bytes(args.trust).decode("utf-8", "replace"),
        passphrase=new_passphrase(args),
    )
    public = encode_base64url(partner.channel_key())
    output.talk(f"trust bundle: {partner.trust_path} (ship it in your modules, not the vendor's)")
    output.talk("public key, to be told to the vendor in a way that nobody else can use:")
    output.result(
        {
            "directory": str(partner.directory),
            "trust": str(partner.trust_path),
            "public_key": public,
        },
        text=public,
    )
    return Exit.FINE


def _accept(args: argparse.Namespace, output: Output) -> Exit:
    public = decode_base64url(args.public_key) if args.public_key is not None else None
    if args.public_key is not None and (public is None or len(public) != 32):
        raise usage(args, "the public key is not what `sellxed vendor join` printed")
    done = tools.accept_portion(
        open_vendor(args), args.source, product=args.product, public_key=public, now=now_of(args)
    )
    news = ", ".join(done.releases) or "no new release"
    output.result(
        {"product": done.product, "version": done.version, "releases": list(done.releases)},
        text=f"published what the partner signed for {done.product}: {news}",
    )
    return Exit.FINE
