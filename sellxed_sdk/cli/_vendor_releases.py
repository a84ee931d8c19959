"""`sellxed vendor release`, `publish` and `rules`."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import instant, pair, read_bytes, words
from sellxed_sdk.cli._output import Exit, Output, exit_for
from sellxed_sdk.cli._vendor_changes import GROUPS
from sellxed_sdk.cli._vendor_options import (
    add_vendor_command,
    now_of,
    open_publisher,
    open_vendor,
    usage,
)
from sellxed_sdk.compatibility import (
    MAX_INVENTORY_BYTES,
    MAX_RULES_BYTES,
    ShopInventory,
    parse_inventory,
)
from sellxed_sdk.releases import CATEGORIES, Rollout
from sellxed_sdk.signing import Fields, JsonObject, Purpose, parse_json

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]

MAX_NOTES_BYTES = 1_000_000


def add_commands(group: Subparsers) -> None:
    """Enter the commands."""
    _add_release(group)
    _add_publishing(group)


def _add_release(group: Subparsers) -> None:
    release = add_vendor_command(
        group,
        "release",
        _release,
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
    publish = add_vendor_command(
        group,
        "publish",
        _publish,
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
    publish.add_argument(
        "--rollout-hours", type=int, metavar="N", help="reach shops in groups, the last one then"
    )
    publish.add_argument(
        "--rollout-groups", type=int, metavar="N", help=f"with --rollout-hours; default: {GROUPS}"
    )
    publish.add_argument(
        "--rollout-start",
        type=instant,
        metavar="INSTANT",
        help="with --rollout-hours; default: now",
    )

    rules = add_vendor_command(
        group,
        "rules",
        _rules,
        summary="Check, sign and publish compatibility rules.",
        example=(
            "sellxed vendor rules vendor rules.json",
            "sellxed vendor rules vendor rules.json --check",
            "sellxed vendor rules vendor rules.json --check --shop /srv/shop --shop ticket.json",
        ),
    )
    rules.add_argument("source", type=Path, metavar="FILE")
    rules.add_argument("--check", action="store_true", help="only check, publish nothing")
    rules.add_argument(
        "--shop",
        action="append",
        type=Path,
        metavar="PATH",
        help="with --check: a sample shop, or an inventory as JSON; repeatable",
    )


def _release(args: argparse.Namespace, output: Output) -> Exit:
    vendor = open_publisher(args)
    path = tools.build_release(
        args.source,
        facts=tools.ReleaseFacts(
            product=args.product,
            version=args.release_version,
            published_at=args.published or now_of(args),
            requires=tuple(args.requires or ()),
            free_security=args.free_security,
            local=words(args.local),
        ),
        trust=vendor.trust().text,
        signer=vendor.signer(Purpose.RELEASE),
        output=args.output,
    )
    manifest = tools.read_archive(path, keyring=vendor.keyring())
    output.result(
        {"archive": str(path), "version": manifest.version, "files": len(manifest.files)},
        text=f"built and checked: {path}, {len(manifest.files)} files",
    )
    return Exit.FINE


def _publish(args: argparse.Namespace, output: Output) -> Exit:
    if args.cve and not args.security:
        raise usage(args, "--cve goes with --security")
    vendor, now = open_publisher(args), now_of(args)
    manifest = tools.publish_release(
        vendor,
        args.archive,
        facts=tools.PublishFacts(
            channel=args.channel,
            security=args.security,
            cve=words(args.cve),
            critical=args.critical,
            min_from=args.min_from,
            rollout=_rollout(args, now),
        ),
        notes={language: _notes(Path(name)) for language, name in args.notes or ()},
        now=now,
    )
    output.result(
        {"product": manifest.product, "version": manifest.version},
        text=f"published {manifest.product} {manifest.version} of {manifest.published_on}",
    )
    return Exit.FINE


def _rollout(args: argparse.Namespace, now: datetime) -> Rollout | None:
    if args.rollout_hours is None:
        if args.rollout_groups is not None or args.rollout_start is not None:
            raise usage(args, "--rollout-groups and --rollout-start go with --rollout-hours")
        return None
    groups = GROUPS if args.rollout_groups is None else args.rollout_groups
    return Rollout(start_at=args.rollout_start or now, hours=args.rollout_hours, groups=groups)


def _notes(path: Path) -> dict[str, tuple[str, ...]]:
    data: JsonObject = parse_json(read_bytes(path), max_bytes=MAX_NOTES_BYTES)
    fields = Fields(data, path=path.name)
    unknown = sorted(set(fields) - set(CATEGORIES))
    if unknown:
        raise fields.error(unknown[0], f"the categories are {', '.join(CATEGORIES)}")
    return {category: fields.texts(category) for category in fields}


def _rules(args: argparse.Namespace, output: Output) -> Exit:
    if args.shop and not args.check:
        raise usage(args, "--shop goes with --check")
    source = read_bytes(args.source, max_bytes=MAX_RULES_BYTES + 1)
    findings = tools.lint_rules(source)
    data: dict[str, object] = {}
    lines: list[str] = []
    if args.shop:
        trial = tools.try_rules(source, shops={str(path): _sample(path) for path in args.shop})
        findings = (*findings, *trial.findings)
        data["shops"] = trial.to_dict()
        lines = [f"{name}: {', '.join(rules) or '-'}" for name, rules in trial.matches]
    data["findings"] = [finding.to_dict() for finding in findings]
    if args.check:
        text = output.findings(findings) or "no findings"
        output.result(data, text="\n".join([*lines, text]))
        return exit_for(findings)
    token = tools.publish_rules(open_vendor(args), source, now=now_of(args))
    text = f"published the rules, {len(token)} characters signed"
    output.result({**data, "characters": len(token)}, text=text)
    if findings:
        output.talk(output.findings(findings))
    return Exit.FINE


def _sample(path: Path) -> ShopInventory:
    """Return a sample shop: from its directory, or from an inventory that was written before."""
    if path.is_dir():
        from sellxed_sdk.shops import read_inventory

        return read_inventory(path)
    return parse_inventory(read_bytes(path, max_bytes=MAX_INVENTORY_BYTES + 1))
