"""`sellxed licence verify`, `sellxed licence audit` and `sellxed licence inspect`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from sellxed_sdk.cli._arguments import day, instant, read_key, words
from sellxed_sdk.cli._audit import add_audit
from sellxed_sdk.cli._commands import add_command, add_group
from sellxed_sdk.cli._output import Exit, Output, exit_for
from sellxed_sdk.cli._trusted import add_trust, read_trusted
from sellxed_sdk.licence import LicenceReport, inspect_key
from sellxed_sdk.module import check_licence

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands", "render_licence"]


def add_commands(commands: Subparsers) -> None:
    """Enter the commands."""
    group = add_group(commands, "licence", summary="Check and read licence keys.")
    verify = add_command(
        group,
        "verify",
        _verify,
        summary="Decide what a licence key allows, offline.",
        example=(
            "sellxed licence verify KEY --trust sellxed-trust.json --product alpenpay",
            "sellxed licence verify - --trust T --product P --host shop.ch < key.txt",
            (
                "sellxed licence verify KEY --trust T --product P --release-date 2026-06-01 "
                "--format json"
            ),
        ),
    )
    verify.add_argument("key", nargs="?", metavar="KEY", help="the key; '-' or none: stdin")
    add_trust(verify)
    verify.add_argument("--product", required=True, metavar="ID")
    verify.add_argument("--release-date", type=day, metavar="YYYY-MM-DD")
    verify.add_argument("--host", action="append", metavar="H", help="shop address; repeatable")
    verify.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")

    add_audit(group)
    inspect = add_command(
        group,
        "inspect",
        _inspect,
        summary="Show what a key says, without checking whether it is genuine.",
        example=("sellxed licence inspect KEY", "sellxed licence inspect < key.txt"),
    )
    inspect.add_argument("key", nargs="?", metavar="KEY", help="the key; '-' or none: stdin")


def _verify(args: argparse.Namespace, output: Output) -> Exit:
    trusted = read_trusted(args)
    report = check_licence(
        read_key(args.key),
        trust=trusted.trust,
        product=args.product,
        release_date=args.release_date,
        hosts=words(args.host),
        now=args.now,
        revocations=trusted.revocations,
        certificates=trusted.certificates,
        mode=args.mode,
    )
    output.result(report.to_dict(), text=render_licence(report, output))
    return exit_for(report.findings)


def render_licence(report: LicenceReport, output: Output) -> str:
    """Return a report as readable lines."""
    licence = report.licence
    lines = [
        f"status:           {report.status.value}",
        f"may run:          {_yes(report.may_run)}",
        f"may update:       {_yes(report.may_update)}",
        f"may get support:  {_yes(report.may_get_support)}",
    ]
    if licence is not None:
        lines += [
            f"licence:          {licence.id} from {licence.issuer} for {licence.product}",
            f"hosts:            {', '.join(licence.hosts) or 'any'}",
            f"support:          {licence.tier}, until {licence.support_until_on}",
        ]
        if licence.entitlements:
            lines.append(f"entitlements:     {', '.join(licence.entitlements)}")
    if report.findings:
        lines += ["findings:", output.findings(report.findings)]
    return "\n".join(lines)


def _yes(flag: object) -> str:
    return "yes" if flag else "no"


def _inspect(args: argparse.Namespace, output: Output) -> Exit:
    inspection = inspect_key(read_key(args.key))
    parts = [
        {"typ": typ, "kid": kid, "claims": json.loads(claims)}
        for typ, kid, claims in inspection.parts
    ]
    lines = ["Not verified: anyone can write these claims. `sellxed licence verify` checks them."]
    for part in parts:
        lines.append(f"{part['typ']} signed by {part['kid']}")
        lines += [f"  {name}: {value}" for name, value in part["claims"].items()]
    if inspection.findings:
        lines = [output.findings(inspection.findings)]
    output.result(
        {
            "verified": False,
            "parts": parts,
            "findings": [finding.to_dict() for finding in inspection.findings],
        },
        text="\n".join(lines),
    )
    return exit_for(inspection.findings)
