"""`sellxed shop bisect`: finds an unknown conflict with a person who switches and looks."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.cli._arguments import pair
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output, exit_for

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers
    from sellxed_sdk.compatibility import Bisection
    from sellxed_sdk.findings import Finding

__all__ = ["add_bisect"]

STATE_FILE = "sellxed-bisect.json"


def add_bisect(group: Subparsers) -> None:
    """Enter the command."""
    bisect = add_command(
        group,
        "bisect",
        _bisect,
        summary="Find which plugins cause a fault that no rule knows. Switches nothing itself.",
        example=(
            "sellxed shop bisect /srv/copy --host staging.shop.ch --evidence plugins.json",
            "sellxed shop bisect /srv/copy --host localhost --keep alpenpay --suspect turbo",
            "sellxed shop bisect /srv/copy                    go on with it, also days later",
            "sellxed shop bisect /srv/copy --answer fail --format json",
        ),
    )
    bisect.add_argument("path", type=Path, metavar="PATH", help="root of a copy of the shop")
    bisect.add_argument("--host", metavar="H", help="address under which it is tried; to begin")
    bisect.add_argument(
        "--production-too", action="store_true", help="also where customers use the shop"
    )
    bisect.add_argument(
        "--state",
        type=Path,
        default=Path(STATE_FILE),
        metavar="FILE",
        help=f"where the search is kept; default {STATE_FILE}",
    )
    bisect.add_argument(
        "--evidence",
        type=Path,
        metavar="FILE",
        help="which plugins are active, as `wp plugin list --format=json` prints it",
    )
    bisect.add_argument(
        "--assume-active", action="store_true", help="plugins of which it is not known run"
    )
    bisect.add_argument("--keep", action="append", metavar="ID", help="stays on; repeatable")
    bisect.add_argument(
        "--suspect", action="append", metavar="ID", help="is asked about first; repeatable"
    )
    bisect.add_argument(
        "--requires",
        action="append",
        type=pair,
        metavar="ID=ID",
        help="the first needs the second, which its files do not say; repeatable",
    )
    bisect.add_argument(
        "--confirmations", type=_count, metavar="N", help="see a cause N times more; default 1"
    )
    bisect.add_argument(
        "--causes", type=_count, metavar="N", help="look for N independent causes; default 5"
    )
    step = bisect.add_mutually_exclusive_group()
    step.add_argument(
        "--answer",
        choices=("ok", "fail", "unresolved"),
        help="of the combination that waits for one; then only the next one is shown",
    )
    step.add_argument("--undo", action="store_true", help="take back the last answer")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 9999")
    return int(text)


def _bisect(args: argparse.Namespace, output: Output) -> Exit:
    from sellxed_sdk.cli._bisect_answer import show_search
    from sellxed_sdk.cli._bisect_begin import begin_search, resume_search
    from sellxed_sdk.cli._bisect_commands import Switchboard
    from sellxed_sdk.cli._bisect_dialogue import ask_outcomes
    from sellxed_sdk.compatibility import Outcome, forget_outcome, record_outcome
    from sellxed_sdk.shops import read_inventory

    inventory = read_inventory(args.path, evidence=args.evidence)
    switches = Switchboard(
        platform=inventory.platform,
        installed=frozenset(plugin.uid for plugin in inventory.plugins),
    )
    notes: tuple[Finding, ...] = ()
    is_step = output.json or args.undo or args.answer is not None
    if args.state.exists():
        bisection, notes = resume_search(args, inventory)
    else:
        bisection = begin_search(args, inventory)
    if args.undo:
        bisection = forget_outcome(bisection)
    elif args.answer is not None:
        bisection = record_outcome(bisection, Outcome(args.answer))
    _save(args.state, bisection)
    if not is_step:
        if notes:
            output.talk(output.findings(notes))
        output.talk(f"Every answer is kept in {args.state}. To go on later: {_again(args)}")
        bisection = ask_outcomes(
            bisection, output, switches=switches, save=lambda b: _save(args.state, b)
        )
    found = show_search(
        bisection,
        output,
        notes=notes,
        switches=switches,
        again=_again(args),
        path=str(args.state),
        is_step=is_step,
    )
    output.result(found.data, text=found.text)
    return exit_for(found.findings)


def _save(path: Path, bisection: Bisection) -> None:
    from sellxed_sdk.cli._replace_file import replace_file
    from sellxed_sdk.compatibility import render_bisection

    replace_file(path, render_bisection(bisection).encode(), setting="--state")


def _again(args: argparse.Namespace) -> str:
    words = ["sellxed", "shop", "bisect", str(args.path)]
    if args.state != Path(STATE_FILE):
        words += ["--state", str(args.state)]
    return shlex.join(words)
