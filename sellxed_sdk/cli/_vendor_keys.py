"""`sellxed vendor init`, `keygen`, `keys` and `rotate`."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import instant, read_bytes
from sellxed_sdk.cli._commands import add_command
from sellxed_sdk.cli._output import Exit, Output, exit_for
from sellxed_sdk.cli._passphrase import add_passphrase, new_passphrase
from sellxed_sdk.cli._vendor_options import add_vendor_command, now_of, open_vendor, usage
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import tool as codes
from sellxed_sdk.signing import Fields, PrivateKey, Purpose, encode_base64url, parse_json
from sellxed_sdk.support import parse_desk

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]

MAX_SUPPORT_BYTES = 1_000_000
_ROOTS = {
    1: "one key signs it; whoever has it has the channel (--root-threshold 2 needs 2 of 3)",
    2: "2 of 3 keys sign it; keep tuf-root*.pem in different places",
    3: "3 of 4 keys sign it; keep tuf-root*.pem in different places",
}
_ENCRYPT = "encrypt the private keys with a passphrase"


def add_commands(group: Subparsers) -> None:
    """Enter the commands."""
    _add_init(group)
    _add_keygen(group)
    keys = add_command(
        group,
        "keys",
        _keys,
        summary="List the keys: which one signs, which one follows, which ones did.",
        example=("sellxed vendor keys vendor",),
    )
    keys.add_argument("directory", type=Path, metavar="DIR", help="the vendor's directory")
    _add_rotate(group)


def _add_init(group: Subparsers) -> None:
    init = add_vendor_command(
        group,
        "init",
        _init,
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
    init.add_argument(
        "--root-threshold",
        type=int,
        choices=(1, 2, 3),
        default=1,
        metavar="N",
        help="how many root keys have to sign; from 2 on there is one key more. Default: 1",
    )
    init.add_argument("--encrypt", action="store_true", help=_ENCRYPT)


def _add_keygen(group: Subparsers) -> None:
    keygen = add_command(
        group,
        "keygen",
        _keygen,
        summary="Make a key pair, for a partner; print its public half.",
        example=(
            "sellxed vendor keygen partner.pem",
            "sellxed vendor keygen partner.pem --encrypt",
        ),
    )
    keygen.add_argument("file", type=Path, metavar="FILE", help="new PEM file, mode 0600")
    keygen.add_argument("--encrypt", action="store_true", help=_ENCRYPT)
    add_passphrase(keygen)


def _add_rotate(group: Subparsers) -> None:
    rotate = add_vendor_command(
        group,
        "rotate",
        _rotate,
        summary="Make the next key of a purpose the current one.",
        example=(
            "sellxed vendor rotate vendor --purpose licence",
            "sellxed vendor rotate vendor --purpose release --compromised --since 2026-11-20",
        ),
    )
    rotate.add_argument("--purpose", required=True, choices=[purpose.value for purpose in Purpose])
    rotate.add_argument(
        "--compromised", action="store_true", help="the current key is in wrong hands"
    )
    rotate.add_argument(
        "--since", type=instant, metavar="INSTANT", help="with --compromised; default: now"
    )


def _init(args: argparse.Namespace, output: Output) -> Exit:
    support = (
        parse_json(read_bytes(args.support), max_bytes=MAX_SUPPORT_BYTES) if args.support else None
    )
    if support is not None:
        desk = parse_desk(Fields(support, path=args.support.name))
        if desk.findings:
            raise usage(args, desk.findings[0].message.rstrip("."))
    base = args.url.rstrip("/")
    if not re.fullmatch(r"https?://[!-~]+", base):
        raise usage(args, f"'{args.url}' is not an address like https://updates.example.com")
    _refuse_passphrase_without_use(args)
    now = now_of(args)
    vendor = tools.create_vendor(
        args.directory,
        name=args.name,
        metadata_url=f"{base}/metadata/",
        targets_url=f"{base}/targets/",
        passphrase=new_passphrase(args),
        now=now,
    )
    tools.create_channel(
        vendor,
        products=tuple(args.product),
        support=support,
        root_threshold=args.root_threshold,
        now=now,
    )
    output.result(
        {
            "directory": str(vendor.directory),
            "trust": str(vendor.trust_path),
            "repository": str(vendor.repository_directory),
            "root_threshold": args.root_threshold,
        },
        text=f"keys:         {vendor.keys_directory} (keep them secret, and keep a copy)\n"
        f"trust bundle: {vendor.trust_path} (ship it beside the module's code)\n"
        f"channel:      {vendor.repository_directory} (serve it at {base})\n"
        f"root:         {_ROOTS[args.root_threshold]}",
    )
    return Exit.FINE


def _keygen(args: argparse.Namespace, output: Output) -> Exit:
    _refuse_passphrase_without_use(args)
    key = PrivateKey.generate()
    passphrase = new_passphrase(args)
    try:
        key.save(args.file, passphrase=passphrase)
    except OSError as error:
        raise codes.FILE_UNWRITABLE.error(
            ConfigurationError,
            path=str(args.file),
            detail=(error.strerror or "unknown").lower(),
            setting="FILE",
        ) from None
    public = encode_base64url(key.public_bytes)
    output.talk(f"private key: {args.file} (keep it secret); public key for the vendor:")
    output.result({"private_key_file": str(args.file), "public_key": public}, text=public)
    return Exit.FINE


def _refuse_passphrase_without_use(args: argparse.Namespace) -> None:
    if args.passphrase_file is not None and not args.encrypt:
        raise usage(args, "--passphrase-file goes with --encrypt")


def _keys(args: argparse.Namespace, output: Output) -> Exit:
    vendor = tools.open_vendor(args.directory)
    findings = tools.check_keys(vendor)
    keys = vendor.read_keys()
    rows = [
        f"{key.kid:10} {key.purpose.value:12} {key.state.value:12} "
        f"{_shown(key.since_at):20} {_shown(key.until_at)}".rstrip()
        for key in keys
    ]
    lines = [f"{'kid':10} {'purpose':12} {'state':12} {'since':20} until", *rows]
    if findings:
        lines += ["findings:", output.findings(findings)]
    output.result(
        {
            "keys": [_describe(key) for key in keys],
            "findings": [finding.to_dict() for finding in findings],
        },
        text="\n".join(lines),
    )
    return exit_for(findings)


def _describe(key: tools.VendorKey) -> dict[str, str | None]:
    return {
        "kid": key.kid,
        "purpose": key.purpose.value,
        "state": key.state.value,
        "since_at": key.since_at.isoformat() if key.since_at else None,
        "until_at": key.until_at.isoformat() if key.until_at else None,
        "public_key": encode_base64url(key.public_key),
    }


def _shown(instant_at: datetime | None) -> str:
    return f"{instant_at:%Y-%m-%d %H:%M} UTC" if instant_at else "-"


def _rotate(args: argparse.Namespace, output: Output) -> Exit:
    if args.since is not None and not args.compromised:
        raise usage(args, "--since goes with --compromised")
    now = now_of(args)
    done = tools.rotate_key(
        open_vendor(args),
        Purpose(args.purpose),
        now=now,
        compromised_since=(args.since or now) if args.compromised else None,
    )
    output.result(
        {
            "outcome": done.outcome,
            "current": _describe(done.current),
            "next": _describe(done.next),
            "former": _describe(done.former) if done.former else None,
            "affected": list(done.affected),
        },
        text=_tell(done),
    )
    return Exit.FINE


def _tell(done: tools.Rotation) -> str:
    if done.former is None:
        return (
            f"{done.next.kid} was made and follows {done.current.kid}. Nothing was rotated yet:\n"
            "release your modules with the new trust bundle first, then run this again"
        )
    first = "went on where it broke off: " if done.outcome == "completed" else ""
    ceased = _shown(done.former.until_at)
    lines = [
        f"{first}{done.current.kid} signs from now on, {done.next.kid} follows it",
        f"{done.former.kid} ceased at {ceased}; what is dated until then stays good",
        "release your modules with the new trust bundle, so that shops know the next key",
    ]
    if done.affected:
        lines.append(f"issue anew, dated later than that: {', '.join(done.affected)}")
    return "\n".join(lines)
