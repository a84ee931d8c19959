"""`sellxed vendor yank` and `rollout`: what changes about a published release."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import instant
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.cli._vendor_options import add_vendor_command, now_of, open_publisher, usage
from sellxed_sdk.releases import Release, Rollout
from sellxed_sdk.signing import format_instant

if TYPE_CHECKING:
    from sellxed_sdk.cli._arguments import Parser
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["GROUPS", "add_commands"]

GROUPS = 10


def add_commands(group: Subparsers) -> None:
    """Enter the commands."""
    yank = add_vendor_command(
        group,
        "yank",
        _yank,
        summary="Withdraw a release: shops are not offered it, and those that have it are warned.",
        example=(
            (
                "sellxed vendor yank vendor --product alpenpay --release-version 1.1.0 "
                "--reason 'Refunds were booked twice.'"
            ),
            "sellxed vendor yank vendor --product alpenpay --release-version 1.1.0 --undo",
        ),
    )
    _add_release(yank)
    yank.add_argument("--reason", metavar="TEXT", help="one sentence, shown to shop admins")
    yank.add_argument("--undo", action="store_true", help="take the withdrawal back")

    rollout = add_vendor_command(
        group,
        "rollout",
        _rollout,
        summary="Offer a release to shops in groups, faster, later, or to all at once.",
        example=(
            "sellxed vendor rollout vendor --product alpenpay --release-version 1.2.0 --hours 24",
            "sellxed vendor rollout vendor --product alpenpay --release-version 1.2.0 --complete",
        ),
    )
    _add_release(rollout)
    rollout.add_argument("--hours", type=int, metavar="N", help="until the last group is reached")
    rollout.add_argument(
        "--groups", type=int, metavar="N", help=f"default: as published, else {GROUPS}"
    )
    rollout.add_argument(
        "--start", type=instant, metavar="INSTANT", help="default: as published, else now"
    )
    rollout.add_argument("--complete", action="store_true", help="offer it to all shops now")


def _add_release(parser: Parser) -> None:
    parser.add_argument("--product", required=True, metavar="ID")
    parser.add_argument("--release-version", required=True, metavar="VERSION")


def _yank(args: argparse.Namespace, output: Output) -> Exit:
    if args.undo == (args.reason is not None):
        raise usage(args, "give either --reason or --undo")
    vendor, now = open_publisher(args), now_of(args)
    if args.undo:
        release = tools.restore_release(
            vendor, product=args.product, version=args.release_version, now=now
        )
        text = f"{args.product} {release.version} is offered again"
    else:
        release = tools.yank_release(
            vendor, product=args.product, version=args.release_version, reason=args.reason, now=now
        )
        text = f"{args.product} {release.version} is withdrawn: {args.reason}"
    output.result(_describe(args.product, release), text=text)
    return Exit.FINE


def _rollout(args: argparse.Namespace, output: Output) -> Exit:
    if args.complete and (args.hours, args.groups, args.start) != (None, None, None):
        raise usage(args, "--complete goes alone")
    if not args.complete and (args.hours, args.groups, args.start) == (None, None, None):
        raise usage(args, "give --hours, --groups, --start or --complete")
    vendor, now = open_publisher(args), now_of(args)
    release = tools.find_release(vendor, product=args.product, version=args.release_version)
    rollout = None if args.complete else _planned(args, release.rollout, now)
    release = tools.set_rollout(
        vendor, product=args.product, version=args.release_version, rollout=rollout, now=now
    )
    shown = release.rollout
    text = (
        f"{shown.groups} groups from {format_instant(shown.start_at)}, the last one within "
        f"{shown.hours} hours"
        if shown
        else "all shops"
    )
    output.result(
        _describe(args.product, release),
        text=f"{args.product} {release.version} is offered to {text}",
    )
    return Exit.FINE


def _planned(args: argparse.Namespace, before: Rollout | None, now: datetime) -> Rollout:
    if before is None:
        if args.hours is None:
            raise usage(args, "give --hours: the release has no rollout yet")
        before = Rollout(start_at=now, hours=args.hours, groups=GROUPS)
    return Rollout(
        start_at=args.start or before.start_at,
        hours=before.hours if args.hours is None else args.hours,
        groups=before.groups if args.groups is None else args.groups,
    )


def _describe(product: str, release: Release) -> dict[str, object]:
    yanked, rollout = release.yanked, release.rollout
    return {
        "product": product,
        "version": release.version,
        "yanked": {"reason": yanked.reason, "since_on": str(yanked.since_on)} if yanked else None,
        "rollout": {
            "start_at": rollout.start_at.isoformat(),
            "hours": rollout.hours,
            "groups": rollout.groups,
        }
        if rollout
        else None,
    }
