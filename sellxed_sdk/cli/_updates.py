"""`sellxed updates refresh`, `status` and `download`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.cli._arguments import UsageError, instant, pair, read_key, words
from sellxed_sdk.cli._commands import add_command, add_group
from sellxed_sdk.cli._credential import read_credential
from sellxed_sdk.cli._output import Exit, Output, exit_for
from sellxed_sdk.cli._progress import counting
from sellxed_sdk.cli._source import Source, add_source_options, read_source
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import tool as codes

if TYPE_CHECKING:
    from sellxed_sdk.cli._arguments import Parser
    from sellxed_sdk.cli._commands import Subparsers
    from sellxed_sdk.licence import LicenceReport
    from sellxed_sdk.releases import Release, UpdateReport
    from sellxed_sdk.updates import ChannelStatus, RefreshResult, UpdateClient

__all__ = ["add_commands"]


def add_commands(commands: Subparsers) -> None:
    """Enter the commands."""
    group = add_group(commands, "updates", summary="Ask the update channel, and download from it.")
    refresh = add_command(
        group,
        "refresh",
        _refresh,
        summary="Ask the channel for new releases, rules and revocations.",
        example=(
            "sellxed updates refresh --module shop/modules/alpenpay",
            "sellxed updates refresh --trust sellxed-trust.json --product alpenpay --force",
        ),
    )
    add_source_options(refresh)
    refresh.add_argument("--force", action="store_true", help="ask even if asked not long ago")
    refresh.add_argument("--language", action="append", metavar="LANG", help="changelog, too")
    refresh.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")

    status = add_command(
        group,
        "status",
        _status,
        summary="Tell which update this shop may have, without asking the channel.",
        example=(
            "sellxed updates status --module shop/modules/alpenpay --key KEY",
            "sellxed updates status --module DIR --platform php=8.1.2 --format json",
        ),
    )
    add_source_options(status)
    _add_licence_options(status)

    download = add_command(
        group,
        "download",
        _download,
        summary="Download and verify a covered release.",
        example=(
            "sellxed updates download --module DIR --key KEY --output .",
            "sellxed updates download 1.1.0 --module DIR --key KEY --output .",
            "sellxed updates download --module DIR --key KEY --stage releases",
        ),
    )
    download.add_argument("version", nargs="?", metavar="VERSION", help="default: what is offered")
    add_source_options(download)
    _add_licence_options(download)
    download.add_argument("--output", type=Path, metavar="DIR", help="default: that of --stage")
    download.add_argument(
        "--stage", type=Path, metavar="DIR", help="unpack it there, too; installs nothing"
    )
    download.add_argument(
        "--credential-file", type=Path, metavar="FILE", help="of the customer account"
    )


def _add_licence_options(parser: Parser) -> None:
    parser.add_argument("--installed", metavar="VERSION", help="installed version, with --trust")
    parser.add_argument("--key", metavar="KEY", help="licence key; '-': stdin")
    parser.add_argument("--host", action="append", metavar="H", help="shop address; repeatable")
    parser.add_argument(
        "--platform", action="append", type=pair, metavar="NAME=VERSION", help="what runs here"
    )
    parser.add_argument("--channel", choices=("stable", "beta"), default="stable")
    parser.add_argument("--mode", choices=("live", "test"), default="live")
    parser.add_argument("--now", type=instant, metavar="INSTANT", help="instead of the clock")


def _open(source: Source, args: argparse.Namespace, languages: tuple[str, ...]) -> UpdateClient:
    from sellxed_sdk.module import open_channel

    return open_channel(
        source.trust,
        products=(source.product,),
        languages=languages,
        state_dir=args.state_dir,
        now=args.now,
    )


def _refresh(args: argparse.Namespace, output: Output) -> Exit:
    client = _open(read_source(args), args, words(args.language))
    result = client.refresh(force=args.force)
    output.result(result.to_dict(), text=_render_channel(result, output))
    if result:
        return exit_for(result.findings)
    return Exit.FAILED if result.last_success_at is None else Exit.ACTION


def _render_channel(result: RefreshResult | ChannelStatus, output: Output) -> str:
    outcome = result.outcome.value if result.outcome else "never asked"
    lines = [f"channel:      {outcome}"]
    if result.last_success_at:
        lines.append(f"last success: {result.last_success_at:%Y-%m-%d %H:%M} UTC")
    if result.targets:
        lines.append(f"known:        {', '.join(result.targets)}")
    if result.findings:
        lines.append(output.findings(result.findings))
    return "\n".join(lines)


def _check_licence(args: argparse.Namespace, source: Source) -> LicenceReport:
    from sellxed_sdk.module import check_licence, read_channel_revocations

    key, hosts = read_key(args.key), words(args.host)
    if source.module is not None:
        return source.module.check_licence(key, hosts=hosts, now=args.now)
    return check_licence(
        key,
        trust=source.trust,
        product=source.product,
        hosts=hosts,
        now=args.now,
        revocations=read_channel_revocations(_open(source, args, ()), trust=source.trust),
        mode=args.mode,
    )


def _check(args: argparse.Namespace, source: Source) -> tuple[LicenceReport, UpdateReport]:
    from sellxed_sdk.module import check_updates

    licence = _check_licence(args, source)
    updates = check_updates(
        trust=source.trust,
        product=source.product,
        installed=source.installed,
        licence=licence,
        state_dir=args.state_dir,
        platforms=dict(args.platform or ()),
        channel=args.channel,
        now=args.now,
    )
    return licence, updates


def _status(args: argparse.Namespace, output: Output) -> Exit:
    source = read_source(args)
    licence, updates = _check(args, source)
    data = {**updates.to_dict(), "licence_status": licence.status.value}
    output.result(data, text=_render_updates(updates, output))
    return exit_for(updates.findings)


def _render_updates(updates: UpdateReport, output: Output) -> str:
    offered = updates.offered
    lines = [
        f"installed:  {updates.installed_version or 'unknown'}",
        f"may update: {'yes' if updates.may_update else 'no'}"
        + (f", to {offered.version} of {offered.published_on}" if offered else ""),
    ]
    for refusal in updates.refused:
        lines.append(f"newer:      {refusal.release.version} of {refusal.release.published_on}")
        lines.append(output.findings(refusal.reasons))
    refused = {finding for refusal in updates.refused for finding in refusal.reasons}
    rest = [finding for finding in updates.findings if finding not in refused]
    return "\n".join([*lines, output.findings(rest)]).rstrip()


def _download(args: argparse.Namespace, output: Output) -> Exit:
    if args.output is None and args.stage is None:
        raise codes.USAGE.error(
            UsageError,
            detail="Give --output DIR or --stage DIR",
            command="sellxed updates download",
            setting="arguments",
        )
    source = read_source(args)
    credential = read_credential(args.credential_file)
    licence, updates = _check(args, source)
    wanted = updates.offered if args.version is None else _find(args, source)
    if wanted is None or not _may_download(wanted, licence, updates):
        asked = args.version or (wanted.version if wanted else "-")
        return _refuse(source, asked, updates, output)
    if wanted.archive is None:
        raise _unknown(source, wanted.version)
    directory: Path = args.output or args.stage
    directory.mkdir(parents=True, exist_ok=True)
    client = _open(source, args, ())
    with counting(f"download {wanted.version}") as progress:
        path = client.download_target(
            wanted.archive,
            directory / Path(wanted.archive).name,
            progress=progress,
            credential=credential,
        )
    text = f"downloaded and verified: {path}"
    staged: str | None = None
    if args.stage is not None:
        staged = _stage(path, args.stage, source, wanted)
        text += f"\nunpacked and verified:   {staged} (nothing was installed)"
    data: dict[str, object] = {
        "path": str(path),
        "staged": staged,
        "version": wanted.version,
        "findings": [],
    }
    output.result(data, text=text)
    return Exit.FINE


def _refuse(source: Source, version: str, updates: UpdateReport, output: Output) -> Exit:
    refused = codes.DOWNLOAD_NOT_OFFERED.finding(
        subject=source.product, product=source.product, version=version
    )
    findings = (refused, *updates.findings)
    output.result(
        {
            "path": None,
            "staged": None,
            "version": version,
            "findings": [finding.to_dict() for finding in findings],
        },
        text=output.findings(findings),
    )
    return Exit.ACTION


def _stage(archive: Path, directory: Path, source: Source, wanted: Release) -> str:
    from sellxed_sdk.updates import stage_release

    staged = stage_release(
        archive,
        directory,
        keyring=source.trust.keyring,
        product=source.product,
        version=wanted.version,
    )
    return str(staged.path)


def _find(args: argparse.Namespace, source: Source) -> Release:
    from sellxed_sdk.module import read_releases

    releases = read_releases(_open(source, args, ()), source.product)
    release = releases.find(args.version) if releases else None
    if release is None:
        raise _unknown(source, args.version)
    return release


def _may_download(release: Release, licence: LicenceReport, updates: UpdateReport) -> bool:
    """Whether a release can be had: what was published in the support period, for ever (P2)."""
    if updates.stale or release.yanked is not None:
        return False
    if release.free_security:
        return True
    return (
        licence.in_force
        and licence.licence is not None
        and licence.licence.covers(release.published_on)
    )


def _unknown(source: Source, version: str) -> ConfigurationError:
    return codes.DOWNLOAD_UNKNOWN_VERSION.error(
        ConfigurationError, product=source.product, version=version
    )
