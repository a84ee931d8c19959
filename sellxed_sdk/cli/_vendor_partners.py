"""`sellxed vendor certify` and `revoke`."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import words
from sellxed_sdk.cli._output import Exit, Output
from sellxed_sdk.cli._vendor_options import add_vendor_command, now_of, open_vendor, usage
from sellxed_sdk.licence import hash_key, normalise_key
from sellxed_sdk.signing import Purpose, decode_base64url

if TYPE_CHECKING:
    from sellxed_sdk.cli._commands import Subparsers

__all__ = ["add_commands"]


def add_commands(group: Subparsers) -> None:
    """Enter the commands."""
    certify = add_vendor_command(
        group,
        "certify",
        _certify,
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
    certify.add_argument("--test", action="store_true", help="for test licences only")
    certify.add_argument(
        "--publish", action="store_true", help="in the channel, so that keys can be short"
    )

    revoke = add_vendor_command(
        group,
        "revoke",
        _revoke,
        summary="Revoke keys or certificates, and publish the list.",
        example=(
            "sellxed vendor revoke vendor --licence-id L-1a2b3c4d5e6f",
            "sellxed vendor revoke vendor --certificate p-1a2b3c4d --after-sequence 40",
        ),
    )
    revoke.add_argument("--key", action="append", metavar="KEY", help="the licence key itself")
    revoke.add_argument(
        "--licence-id", action="append", metavar="ID", help="looked up in issued.jsonl; repeatable"
    )
    revoke.add_argument("--key-hash", action="append", metavar="HASH", help="from issued.jsonl")
    revoke.add_argument("--certificate", metavar="ID")
    revoke.add_argument("--after-sequence", type=int, metavar="N", help="with --certificate")


def _certify(args: argparse.Namespace, output: Output) -> Exit:
    public = decode_base64url(args.public_key)
    if public is None:
        raise usage(args, "The public key is not what `sellxed vendor keygen` printed")
    vendor = open_vendor(args)
    certificate, scope = tools.certify_partner(
        tools.PartnerRequest(
            partner=args.partner,
            public_key=public,
            products=tuple(args.product),
            max_count=args.count,
            days=args.days,
            max_support_days=args.max_support_days,
            max_hosts=args.max_hosts,
            entitlements=words(args.entitlement),
            test=args.test,
        ),
        signer=vendor.signer(Purpose.CERTIFICATE),
        now=now_of(args),
        keyring=vendor.keyring(),
    )
    if args.publish:
        tools.publish_certificates(vendor, (certificate,), now=now_of(args))
    output.result({"certificate": certificate, "id": scope.id}, text=certificate)
    return Exit.FINE


def _revoke(args: argparse.Namespace, output: Output) -> Exit:
    hashes = list(words(args.key_hash))
    for key in words(args.key):
        text = normalise_key(key)
        if not isinstance(text, str):
            raise usage(args, text.message.rstrip("."))
        hashes.append(hash_key(text))
    if any(not re.fullmatch(r"[A-Za-z0-9_-]{43}", entry) for entry in hashes):
        raise usage(args, "A key hash has 43 characters, as in issued.jsonl")
    if args.after_sequence is not None and args.certificate is None:
        raise usage(args, "--after-sequence goes with --certificate")
    if not hashes and not args.licence_id and args.certificate is None:
        raise usage(args, "Give --licence-id, --key, --key-hash or --certificate")
    vendor = open_vendor(args)
    if args.licence_id:
        log = tools.read_log(vendor.log_path)
        for finding in log.findings:
            output.talk(f"{finding.severity.value}: {finding.message} [{finding.code}]")
        hashes += [log.key_hash_of(licence_id) for licence_id in args.licence_id]
    revocations = tools.publish_revocations(
        vendor,
        keys=tuple(hashes),
        certificates=((args.certificate, args.after_sequence),) if args.certificate else (),
        now=now_of(args),
    )
    output.result(
        {
            "version": revocations.version,
            "keys": len(revocations.keys),
            "certificates": len(revocations.certificates),
        },
        text=f"published revocation list {revocations.version}: {len(revocations.keys)} keys, "
        f"{len(revocations.certificates)} certificates",
    )
    return Exit.FINE
