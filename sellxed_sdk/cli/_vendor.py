"""`sellxed vendor …`: keys, licences, partners, releases, the channel."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.cli import _vendor_actions as actions
from sellxed_sdk.cli._arguments import day, instant, pair
from sellxed_sdk.cli._commands import add_command, add_group
from sellxed_sdk.cli._output import Exit, Output

if TYPE_CHECKING:
    from sellxed_sdk.cli._arguments import Parser
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]


def add_commands(commands: Subparsers) -> None:
    """Enter the commands."""
    group = add_group(commands, "vendor", summary="Issue, certify, revoke, build and publish.")
    _add_init(group)
    _add_issue(group)
    _add_partners(group)
    _add_releases(group)
    _add_publishing(group)


def _add_init(group: Subparsers) -> None:
    init = _command(
        group,
        "init",
        actions.init,
        summary="Make the vendor's keys, update channel and trust bundle.",
        example=(
            (
                "sellxed vendor init vendor --name sellxed.com --product alpenpay "
                "--url https://updates.example.com"
            ),
        ),
    )
    init.add_argument("--name", required=True, metavar="ID", help="identifier, as sellxed.com")
    init.add_argument("--product", action="append", required=True, metavar="ID")
    init.add_argument(
        "--url", required=True, metavar="URL", help="where DIR/repository will be served"
    )
    init.add_argument(
        "--support", type=Path, metavar="FILE", help="JSON: tiers, hours, contact, links"
    )
    keygen = add_command(
        group,
        "keygen",
        actions.keygen,
        summary="Make a key pair, for a partner; print its public half.",
        example=("sellxed vendor keygen partner.pem",),
    )
    keygen.add_argument("file", type=Path, metavar="FILE", help="new PEM file, mode 0600")


def _add_issue(group: Subparsers) -> None:
    issue = _command(
        group,
        "issue",
        actions.issue,
        summary="Issue a licence key, as the vendor or as a partner.",
        example=(
            "sellxed vendor issue vendor --product alpenpay --host shop.ch",
            (
                "sellxed vendor issue --partner-key partner.pem --certificate partner.jws "
                "--sequence 7 --product alpenpay --host shop.ch"
            ),
        ),
        optional=True,
    )
    issue.add_argument("--product", required=True, metavar="ID")
    issue.add_argument("--host", action="append", metavar="H", help="shop address; repeatable")
    issue.add_argument("--customer", metavar="NAME")
    issue.add_argument(
        "--support-until", type=day, metavar="YYYY-MM-DD", help="default: one year from now"
    )
    issue.add_argument("--tier", default="standard", metavar="NAME")
    issue.add_argument("--entitlement", action="append", metavar="NAME", help="repeatable")
    issue.add_argument("--trial-days", type=int, metavar="N", help="makes it a trial")
    issue.add_argument("--id", metavar="ID", help="default: a random one")
    issue.add_argument("--partner-key", type=Path, metavar="FILE")
    issue.add_argument("--certificate", type=Path, metavar="FILE")
    issue.add_argument("--sequence", type=int, metavar="N", help="running number, for partners")


def _add_partners(group: Subparsers) -> None:
    certify = _command(
        group,
        "certify",
        actions.certify,
        summary="Allow a partner to issue licences, within a scope.",
        example=(
            (
                "sellxed vendor certify vendor --partner acme.ch --public-key KEY "
                "--product alpenpay --count 100 --days 365 > acme.jws"
            ),
        ),
    )
    certify.add_argument("--partner", required=True, metavar="ID")
    certify.add_argument("--public-key", required=True, metavar="KEY", help="from keygen")
    certify.add_argument("--product", action="append", required=True, metavar="ID")
    certify.add_argument("--count", type=int, required=True, metavar="N")
    certify.add_argument("--days", type=int, default=365, metavar="N", help="issuing window")
    certify.add_argument("--max-support-days", type=int, default=366, metavar="N")
    certify.add_argument("--max-hosts", type=int, default=5, metavar="N")
    certify.add_argument("--entitlement", action="append", metavar="NAME", help="repeatable")

    revoke = _command(
        group,
        "revoke",
        actions.revoke,
        summary="Revoke keys or certificates, and publish the list.",
        example=(
            "sellxed vendor revoke vendor --key-hash HASH",
            "sellxed vendor revoke vendor --certificate p-1a2b3c4d --after-sequence 40",
        ),
    )
    revoke.add_argument("--key", action="append", metavar="KEY", help="the licence key itself")
    revoke.add_argument("--key-hash", action="append", metavar="HASH", help="from issued.jsonl")
    revoke.add_argument("--certificate", metavar="ID")
    revoke.add_argument("--after-sequence", type=int, metavar="N", help="with --certificate")


def _add_releases(group: Subparsers) -> None:
    release = _command(
        group,
        "release",
        actions.release,
        summary="Pack a module with its signed manifest.",
        example=(
            (
                "sellxed vendor release vendor src/alpenpay --product alpenpay "
                "--release-version 1.1.0 --requires 'php=>=8.1' --output dist"
            ),
        ),
    )
    release.add_argument("source", type=Path, metavar="SOURCE", help="the module's directory")
    release.add_argument("--product", required=True, metavar="ID")
    release.add_argument("--release-version", required=True, metavar="VERSION")
    release.add_argument("--published", type=instant, metavar="INSTANT", help="default: now")
    release.add_argument("--requires", action="append", type=pair, metavar="NAME=RANGE")
    release.add_argument("--free-security", action="store_true", help="free for everyone")
    release.add_argument(
        "--local", action="append", metavar="PATTERN", help="files that may differ"
    )
    release.add_argument("--output", type=Path, default=Path(), metavar="DIR")


def _add_publishing(group: Subparsers) -> None:
    publish = _command(
        group,
        "publish",
        actions.publish,
        summary="Publish an archive to the update channel.",
        example=("sellxed vendor publish vendor dist/alpenpay-1.1.0.zip --notes en=notes.json",),
    )
    publish.add_argument("archive", type=Path, metavar="ARCHIVE")
    publish.add_argument(
        "--notes", action="append", type=pair, metavar="LANG=FILE", help="JSON: added, fixed, …"
    )
    publish.add_argument("--channel", choices=("stable", "beta"), default="stable")
    publish.add_argument(
        "--security", choices=("low", "moderate", "high", "critical"), help="fixes a problem"
    )
    publish.add_argument("--cve", action="append", metavar="CVE")
    publish.add_argument("--critical", action="store_true", help="the update must not wait")
    publish.add_argument("--min-from", metavar="VERSION", help="oldest version to update from")

    rules = _command(
        group,
        "rules",
        actions.rules,
        summary="Check, sign and publish compatibility rules.",
        example=(
            "sellxed vendor rules vendor rules.json",
            "sellxed vendor rules vendor rules.json --check",
        ),
    )
    rules.add_argument("source", type=Path, metavar="FILE")
    rules.add_argument("--check", action="store_true", help="only check, publish nothing")

    _command(
        group,
        "resign",
        actions.resign,
        summary="Sign the channel's freshness anew; run it daily.",
        example=("sellxed vendor resign vendor",),
    )


def _command(
    group: Subparsers,
    name: str,
    run: Callable[[argparse.Namespace, Output], Exit],
    *,
    summary: str,
    example: tuple[str, ...],
    optional: bool = False,
) -> Parser:
    parser = add_command(group, name, run, summary=summary, example=example)
    parser.add_argument(
        "directory",
        type=Path,
        nargs="?" if optional else None,
        metavar="DIR",
        help="the vendor's directory",
    )
    parser.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")
    return parser
