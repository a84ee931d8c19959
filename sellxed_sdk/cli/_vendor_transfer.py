"""`sellxed vendor upload` and `fetch`: the channel brought to where shops read it, and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.cli._progress import counting

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]


def add_commands(group: Subparsers) -> None:
    """Enter the commands."""
    _add_upload(group)
    _add_fetch(group)


def _add_upload(group: Subparsers) -> None:
    upload = add_command(
        group,
        "upload",
        _upload,
        summary="Bring the channel to where shops read it, in the safe order.",
        example=(
            "sellxed vendor upload vendor /srv/updates",
            "sellxed vendor upload vendor s3://bucket/updates",
        ),
    )
    upload.add_argument("directory", type=Path, metavar="DIR", help="the vendor's directory")
    upload.add_argument(
        "destination", metavar="DESTINATION", help="a directory, or an address that fsspec knows"
    )
    upload.add_argument(
        "--compare",
        choices=("sizes", "contents"),
        default="sizes",
        help="contents reads every file there and repairs it; default: sizes",
    )
    upload.add_argument(
        "--history",
        choices=("follow", "replace"),
        default="follow",
        help="replace what a stolen key signed there, after rotate-key; default: follow",
    )


def _add_fetch(group: Subparsers) -> None:
    fetch = add_command(
        group,
        "fetch",
        _fetch,
        summary="Bring what another machine has published to here, before something is changed.",
        example=("sellxed vendor fetch vendor s3://bucket/updates",),
    )
    fetch.add_argument("directory", type=Path, metavar="DIR", help="the vendor's directory")
    fetch.add_argument(
        "source", metavar="SOURCE", help="a directory, or an address that fsspec knows"
    )


def _upload(args: argparse.Namespace, output: Output) -> Exit:
    with counting("upload") as progress:
        done = tools.upload_channel(
            tools.open_vendor(args.directory),
            args.destination,
            compare=args.compare,
            history=args.history,
            progress=progress,
        )
    output.result(
        {"files": list(done.files), "bytes": done.size, "present": done.present},
        text=f"uploaded {len(done.files)} files, {done.size} bytes; {done.present} were there",
    )
    return Exit.FINE


def _fetch(args: argparse.Namespace, output: Output) -> Exit:
    with counting("fetch") as progress:
        done = tools.fetch_channel(
            tools.open_vendor(args.directory), args.source, progress=progress
        )
    output.result(
        {"files": list(done.files), "bytes": done.size},
        text=f"fetched {len(done.files)} files, {done.size} bytes",
    )
    return Exit.FINE
