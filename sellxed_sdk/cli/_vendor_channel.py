"""`sellxed vendor resign`, `renew`, `rotate-key` and `audit`: the channel kept alive."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import instant
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output, exit_for
from sellxed_sdk.cli._vendor_options import (
    add_vendor_command,
    now_of,
    open_publisher,
    open_vendor,
    usage,
)
from sellxed_sdk.signing import encode_base64url

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]


def add_commands(group: Subparsers) -> None:
    """Enter the commands."""
    add_vendor_command(
        group,
        "resign",
        _resign,
        summary="Sign the channel's freshness anew; run it daily.",
        example=("sellxed vendor resign vendor",),
    )
    add_vendor_command(
        group,
        "renew",
        _renew,
        summary="Renew the channel's root for a year; needs the root keys.",
        example=("sellxed vendor renew vendor",),
    )
    _add_rotate_key(group)
    audit = add_command(
        group,
        "audit",
        _audit,
        summary="Check the channel as it would be served, and tell what expires when.",
        example=("sellxed vendor audit vendor",),
    )
    audit.add_argument("directory", type=Path, metavar="DIR", help="the vendor's directory")
    audit.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")


def _add_rotate_key(group: Subparsers) -> None:
    rotate = add_vendor_command(
        group,
        "rotate-key",
        _rotate_key,
        summary="Follow a key of the channel by a new one; shops learn of it by themselves.",
        example=(
            "sellxed vendor rotate-key vendor --role online",
            "sellxed vendor rotate-key vendor --role alpenpay --compromised",
        ),
    )
    rotate.add_argument(
        "--role",
        required=True,
        metavar="ROLE",
        help="root, targets, online (snapshot and timestamp) or a product",
    )
    rotate.add_argument(
        "--compromised", action="store_true", help="the current key is in wrong hands"
    )
    rotate.add_argument(
        "--root-threshold",
        type=int,
        choices=(2, 3),
        metavar="N",
        help="with --role root: how many of its keys have to sign from now on",
    )


def _resign(args: argparse.Namespace, output: Output) -> Exit:
    done = tools.resign_channel(open_vendor(args), now=now_of(args))
    output.result(
        {
            "expires": _data(done.expiries),
            "findings": [finding.to_dict() for finding in done.findings],
        },
        text=_table(done.expiries),
    )
    if done.findings and not output.json:
        output.talk(output.findings(done.findings))
    # The daily job did its work; who reads its mail is told in time.
    return Exit.FINE


def _renew(args: argparse.Namespace, output: Output) -> Exit:
    done = tools.renew_channel(open_vendor(args), now=now_of(args))
    lines = [f"root {done.root_version} is published, and is in the trust bundle"]
    if done.roles:
        lines.append(f"signed anew: {', '.join(done.roles)}")
    if done.without_key:
        lines.append(
            f"in their last year, and their keys are not here: {', '.join(done.without_key)}"
        )
    output.result(
        {
            "root_version": done.root_version,
            "roles": list(done.roles),
            "without_key": list(done.without_key),
            "expires": _data(done.expiries),
        },
        text="\n".join((*lines, _table(done.expiries))),
    )
    return Exit.FINE


def _rotate_key(args: argparse.Namespace, output: Output) -> Exit:
    publisher = open_publisher(args)
    if isinstance(publisher, tools.Partner):
        return _rotate_portion_key(args, publisher, output)
    done = tools.rotate_channel_key(
        publisher,
        args.role,
        now=now_of(args),
        compromised=args.compromised,
        root_threshold=args.root_threshold,
    )
    first = "went on where it broke off: " if done.outcome == "completed" else ""
    output.result(
        {
            "role": done.role,
            "outcome": done.outcome,
            "root_version": done.root_version,
            "former": list(done.former),
        },
        text=f"{first}a new key signs for {done.role}; put aside: "
        f"{', '.join(done.former) or 'none, as none was here'}\n"
        "upload the repository: shops learn of it at their next refresh",
    )
    return Exit.FINE


def _rotate_portion_key(args: argparse.Namespace, partner: tools.Partner, output: Output) -> Exit:
    if args.role != partner.product:
        raise usage(args, f"this partner's directory has the key of {partner.product} alone")
    public = encode_base64url(tools.rotate_portion_key(partner, now=now_of(args)))
    output.talk("a new key signs; tell the vendor its public half, for `sellxed vendor accept`:")
    output.result({"role": partner.product, "public_key": public}, text=public)
    return Exit.FINE


def _audit(args: argparse.Namespace, output: Output) -> Exit:
    audit = tools.audit_channel(tools.open_vendor(args.directory), now=now_of(args))
    lines = [_table(audit.expiries), f"{audit.files} files belong to the channel"]
    if audit.findings:
        lines += ["findings:", output.findings(audit.findings)]
    output.result(
        {
            "expires": _data(audit.expiries),
            "files": audit.files,
            "findings": [finding.to_dict() for finding in audit.findings],
        },
        text="\n".join(lines),
    )
    return exit_for(audit.findings)


def _data(expiries: Iterable[tuple[str, datetime]]) -> dict[str, str]:
    return {role: expires_at.isoformat() for role, expires_at in expiries}


def _table(expiries: Iterable[tuple[str, datetime]]) -> str:
    return "\n".join(
        f"{role:20} until {at.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC" for role, at in expiries
    )
