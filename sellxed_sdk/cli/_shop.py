"""`sellxed shop inventory` and `conflicts`; `bisect` has a module of its own."""

from __future__ import annotations

import argparse
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sellxed_sdk.cli._arguments import UsageError, instant, words
from sellxed_sdk.cli._commands import add_command, add_group
from sellxed_sdk.cli._new_file import NewFile
from sellxed_sdk.cli._output import Exit, Output, exit_for
from sellxed_sdk.cli._progress import counting
from sellxed_sdk.cli._shop_bisect import add_bisect
from sellxed_sdk.cli._shop_formats import RENDERERS, render_conflicts, render_tree
from sellxed_sdk.findings import sort_findings
from sellxed_sdk.findings.codes import tool as codes

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers
    from sellxed_sdk.compatibility import CompatibilityReport, ShopInventory

__all__ = ["add_commands"]


def add_commands(commands: Subparsers) -> None:
    """Enter the commands."""
    group = add_group(commands, "shop", summary="Read what is installed, and find conflicts.")
    inventory = add_command(
        group,
        "inventory",
        _inventory,
        summary="List what is installed in a shop. Executes nothing.",
        example=(
            "sellxed shop inventory /srv/shop",
            "sellxed shop inventory /srv/shop --evidence plugins.json --format json",
            "sellxed shop inventory --python",
        ),
    )
    inventory.add_argument("path", nargs="?", type=Path, metavar="PATH", help="root of the shop")
    inventory.add_argument(
        "--python", action="store_true", help="the Python distributions of this environment"
    )
    _add_evidence(inventory)

    conflicts = add_command(
        group,
        "conflicts",
        _conflicts,
        summary="Match a shop with compatibility rules, and say what to do.",
        example=(
            "sellxed shop conflicts /srv/shop --rules rules.jws --trust sellxed-trust.json",
            "sellxed shop conflicts /srv/shop --rules my-rules.json --format json",
            "sellxed shop conflicts /srv/shop --all --language de",
        ),
        formats=("text", "json", *RENDERERS),
    )
    conflicts.add_argument("path", type=Path, metavar="PATH", help="root of the shop")
    conflicts.add_argument(
        "--rules", type=Path, metavar="FILE", help="without, those that come with the SDK"
    )
    conflicts.add_argument("--trust", type=Path, metavar="FILE", help="for signed rules")
    conflicts.add_argument(
        "--ours", action="append", metavar="UID", help="our plugin, as wordpress:alpenpay"
    )
    conflicts.add_argument(
        "--all",
        action="store_true",
        help="also conflicts between others, and those for information",
    )
    conflicts.add_argument(
        "--baseline", type=Path, metavar="FILE", help="conflicts that are accepted"
    )
    conflicts.add_argument(
        "--accept",
        metavar="REASON",
        help="with --baseline: accept all that is found now, for 90 days, in a new file",
    )
    conflicts.add_argument("--language", default="en", metavar="LANG", help="en, de, fr or it")
    conflicts.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")
    _add_evidence(conflicts)
    add_bisect(group)


def _add_evidence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--evidence",
        type=Path,
        metavar="FILE",
        help="which plugins run, as the shop's own command prints it (docs/formats/evidence.md)",
    )


def _read(args: argparse.Namespace) -> ShopInventory:
    from sellxed_sdk.shops import read_inventory, read_python_environment

    if getattr(args, "python", False):
        return read_python_environment()
    if args.path is None:
        raise codes.USAGE.error(
            UsageError,
            detail="Give the root of a shop, or --python",
            command=f"sellxed {args.command_name}",
            setting="PATH",
        )
    with counting("reading the shop") as bar:
        told = None if bar is None else (lambda done: bar(done, None))
        return read_inventory(args.path, evidence=args.evidence, progress=told)


def _inventory(args: argparse.Namespace, output: Output) -> Exit:
    inventory = _read(args)
    output.result(inventory.to_dict(), text=render_inventory(inventory))
    return Exit.FINE


def render_inventory(inventory: ShopInventory) -> str:
    """Return an inventory as aligned lines."""
    lines = [f"{inventory.platform} {inventory.platform_version or 'of unknown version'}"]
    width = max((len(plugin.uid) for plugin in inventory.plugins), default=0)
    for plugin in inventory.plugins:
        version = plugin.version or "?"
        lines.append(f"  {plugin.uid:{width}}  {version:12}  {plugin.state.value:8}  {plugin.kind}")
    lines += [f"  not read: {unread.path}: {unread.reason}" for unread in inventory.unread]
    return "\n".join(lines)


def _conflicts(args: argparse.Namespace, output: Output) -> Exit:
    from sellxed_sdk.module import check_compatibility, read_baseline, read_rules
    from sellxed_sdk.signing import load_trust

    if args.accept is not None and args.baseline is None:
        raise codes.USAGE.error(
            UsageError,
            detail="--accept needs --baseline, the file to write",
            command=f"sellxed {args.command_name}",
            setting="--accept",
        )
    trust = load_trust(args.trust) if args.trust else None
    feed, notes = read_rules(args.rules, trust=trust)
    report = check_compatibility(
        _read(args),
        rules=feed,
        ours=words(args.ours),
        scope="all" if args.all else "ours",
        baseline=None if args.accept is not None else read_baseline(args.baseline),
        now=args.now,
    )
    if args.accept is not None:
        return _accept(args, report, output)
    report = attrs.evolve(report, findings=sort_findings((*notes, *report.findings)))
    if args.format in RENDERERS:
        output.document(render_conflicts(report, args.format, language=args.language))
    else:
        text = "" if output.json else render_tree(report, args.language, information=args.all)
        output.result(report.to_dict(), text=text)
    return exit_for(report.findings)


def _accept(args: argparse.Namespace, report: CompatibilityReport, output: Output) -> Exit:
    from sellxed_sdk.compatibility import render_baseline

    now = args.now or datetime.now(timezone.utc)
    found = [conflict for conflict in report.conflicts if conflict.severity.needs_action]
    text = render_baseline(found, reason=args.accept, now=now)
    with NewFile(args.baseline) as file:
        file.write(text.encode("utf-8"))
    output.result(
        {**report.to_dict(), "accepted": [conflict.key for conflict in found]},
        text=f"accepted {len(found)} conflicts for 90 days: {args.baseline}",
    )
    return Exit.FINE
