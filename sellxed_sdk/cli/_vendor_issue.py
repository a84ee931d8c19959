"""`sellxed vendor issue`: one licence, or a table of them; as the vendor or as a partner."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import day, read_bytes, words
from sellxed_sdk.cli._new_file import NewFile
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.cli._passphrase import load_key
from sellxed_sdk.cli._progress import counting
from sellxed_sdk.cli._vendor_options import add_vendor_command, now_of, open_vendor, usage
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.licence import MAX_KEY_CHARS, hash_key, parse_certificate
from sellxed_sdk.signing import Fields, LocalSigner, load_trust, parse_jws

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]

MAX_TABLE_BYTES = 64_000_001  # one more than is read
_OF_ONE = (
    "product",
    "host",
    "customer",
    "support_until",
    "tier",
    "entitlement",
    "trial_days",
    "id",
    "sequence",
)


def add_commands(group: Subparsers) -> None:
    """Enter the command."""
    issue = add_vendor_command(
        group,
        "issue",
        _issue,
        summary="Issue licence keys, as the vendor or as a partner.",
        example=(
            "sellxed vendor issue vendor --product alpenpay --host shop.ch",
            "sellxed vendor issue vendor --csv orders.csv --output keys.csv",
            (
                "sellxed vendor issue --partner-key partner.pem --certificate partner.jws "
                "--trust sellxed-trust.json --product alpenpay --host shop.ch"
            ),
        ),
        optional=True,
    )
    issue.add_argument("--product", metavar="ID", help="needed, but with --csv")
    issue.add_argument("--host", action="append", metavar="H", help="shop address; repeatable")
    issue.add_argument("--customer", metavar="NAME")
    issue.add_argument(
        "--support-until", type=day, metavar="YYYY-MM-DD", help="default: one year from now"
    )
    issue.add_argument("--tier", metavar="NAME", help="default: standard")
    issue.add_argument("--entitlement", action="append", metavar="NAME", help="repeatable")
    issue.add_argument("--trial-days", type=int, metavar="N", help="makes it a trial")
    issue.add_argument("--id", metavar="ID", help="default: a random one")
    issue.add_argument("--csv", type=Path, metavar="FILE", help="a table of licences")
    issue.add_argument("--output", type=Path, metavar="FILE", help="new file for the table's keys")
    issue.add_argument("--partner-key", type=Path, metavar="FILE")
    issue.add_argument("--certificate", type=Path, metavar="FILE")
    issue.add_argument("--trust", type=Path, metavar="FILE", help="checks a partner's key in full")
    issue.add_argument(
        "--sequence", type=int, metavar="N", help="running number, for partners; default: next"
    )
    issue.add_argument(
        "--short", action="store_true", help="without the certificate, if it is published"
    )


def _issue(args: argparse.Namespace, output: Output) -> Exit:
    _check_words(args)
    return _issue_table(args, output) if args.csv else _issue_one(args, output)


def _check_words(args: argparse.Namespace) -> None:
    _check_issuer(args)
    if args.csv is not None:
        for name in _OF_ONE:
            if getattr(args, name) is not None:
                option = name.replace("_", "-")
                raise usage(args, f"--{option} stands in the table where --csv is given")
        return
    if args.product is None:
        raise usage(args, "Give --product, or --csv")
    if args.output is not None:
        raise usage(args, "--output goes with --csv")
    if args.trial_days is not None and args.trial_days < 1:
        raise usage(args, "A trial has at least one day")


def _check_issuer(args: argparse.Namespace) -> None:
    if args.partner_key is None:
        if args.directory is None:
            raise usage(args, "Give the vendor's directory, or --partner-key with --certificate")
        for name in ("certificate", "trust", "sequence", "short"):
            if getattr(args, name) not in (None, False):
                raise usage(args, f"--{name} goes with --partner-key")
    elif args.certificate is None:
        raise usage(args, "A partner gives --certificate, too")
    elif args.directory is not None:
        raise usage(args, "Give either the vendor's directory or --partner-key")


def _issue_one(args: argparse.Namespace, output: Output) -> Exit:
    request = tools.LicenceRequest(
        product=args.product,
        hosts=words(args.host),
        customer=args.customer,
        support_until_on=args.support_until,
        tier=args.tier or "standard",
        entitlements=words(args.entitlement),
        trial_days=args.trial_days,
        id=args.id,
        sequence=args.sequence,
    )
    (issued,) = _sign(args, output, [request], None)
    output.result(
        {"key": issued.key, "licence": issued.licence.to_dict(), "key_hash": hash_key(issued.key)},
        text=issued.key,
    )
    return Exit.FINE


def _issue_table(args: argparse.Namespace, output: Output) -> Exit:
    table = tools.parse_table(read_bytes(args.csv, max_bytes=MAX_TABLE_BYTES))
    path = args.output or args.csv.with_name(f"{args.csv.stem}-keys.csv")
    # Made before anything is signed: what cannot be written is told in time.
    with NewFile(path) as file:
        try:
            with counting("issuing") as progress:
                issued = _sign(args, output, table, progress)
        except tools.BatchRefusedError as error:
            return _refuse(error, output)
        _write(file, tools.render_table(table, issued), output)
    output.result(
        {"issued": len(issued), "output": str(path)},
        text=f"issued {len(issued)} licences: {path} (keep it secret)",
    )
    return Exit.FINE


def _write(file: NewFile, data: bytes, output: Output) -> None:
    try:
        file.write(data)
    except ConfigurationError:
        # They are logged by now, and nobody else has them.
        output.talk("sellxed: the keys follow here, because they cannot be written:")
        output.talk(data.decode("utf-8-sig").rstrip())
        raise


def _refuse(error: tools.BatchRefusedError, output: Output) -> Exit:
    if output.json:
        told = {"code": error.code, "message": error.message, "hint": error.hint}
        findings = [finding.to_dict() for finding in error.findings]
        output.result({"error": told, "findings": findings}, text="")
    for finding in error.findings:
        output.talk(f"  {finding.message}")
    rows = f"{len(error.findings)} of {error.rows} rows"
    output.talk(f"sellxed: nothing was issued, correct {rows} first [{error.code}]")
    return Exit.FAILED


def _sign(
    args: argparse.Namespace,
    output: Output,
    requests: tools.Table | list[tools.LicenceRequest],
    progress: tools.Progress | None,
) -> tuple[tools.Issued, ...]:
    if args.partner_key is None:
        vendor = open_vendor(args)
        issued = tools.issue_as_vendor(vendor, requests, now=now_of(args), progress=progress)
        log = vendor.log_path
    else:
        log = args.partner_key.with_name("issued.jsonl")
        issued = _sign_as_partner(args, requests, log, progress)
    if args.partner_key or args.csv or args.id:
        for finding in tools.read_log(log).findings:
            output.talk(f"{finding.severity.value}: {finding.message} [{finding.code}]")
    return issued


def _sign_as_partner(
    args: argparse.Namespace,
    requests: tools.Table | list[tools.LicenceRequest],
    log: Path,
    progress: tools.Progress | None,
) -> tuple[tools.Issued, ...]:
    text = read_bytes(args.certificate, max_bytes=MAX_KEY_CHARS).decode("ascii", "replace").strip()
    scope = parse_certificate(Fields(parse_jws(text).unverified_claims()))
    return tools.issue_batch(
        requests,
        issuer=scope.partner,
        signer=LocalSigner(scope.id, load_key(args, args.partner_key)),
        now=now_of(args),
        log=log,
        certificate=text,
        keyring=load_trust(args.trust).keyring if args.trust else None,
        attach_certificate=not args.short,
        progress=progress,
    )
