"""What the `sellxed vendor` commands do."""

from __future__ import annotations

import argparse
import re
from datetime import datetime, timezone
from pathlib import Path

from sellxed_sdk import vendor as tools
from sellxed_sdk.cli._arguments import UsageError, read_bytes, words
from sellxed_sdk.cli._output import Exit, Output, exit_for
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import tool as codes
from sellxed_sdk.licence import MAX_KEY_CHARS, hash_key, normalise_key, parse_certificate
from sellxed_sdk.releases import CATEGORIES
from sellxed_sdk.signing import (
    Fields,
    JsonObject,
    LocalSigner,
    PrivateKey,
    Purpose,
    decode_base64url,
    encode_base64url,
    parse_json,
    parse_jws,
)
from sellxed_sdk.support import parse_desk

__all__ = [
    "certify",
    "init",
    "issue",
    "keygen",
    "publish",
    "release",
    "resign",
    "revoke",
    "rules",
]

MAX_NOTES_BYTES = 1_000_000


def _now(args: argparse.Namespace) -> datetime:
    given: datetime | None = args.now
    return given or datetime.now(timezone.utc)


def _usage(args: argparse.Namespace, detail: str) -> UsageError:
    return codes.USAGE.error(
        UsageError, detail=detail, command=f"sellxed {args.command_name}", setting="arguments"
    )


def init(args: argparse.Namespace, output: Output) -> Exit:
    """Make the vendor's directory."""
    support = (
        parse_json(read_bytes(args.support), max_bytes=MAX_NOTES_BYTES) if args.support else None
    )
    if support is not None:
        desk = parse_desk(Fields(support, path=args.support.name))
        if desk.findings:
            raise _usage(args, desk.findings[0].message.rstrip("."))
    base = args.url.rstrip("/")
    if not re.fullmatch(r"https?://[!-~]+", base):
        raise _usage(args, f"'{args.url}' is not an address like https://updates.example.com")
    vendor = tools.create_vendor(
        args.directory,
        name=args.name,
        metadata_url=f"{base}/metadata/",
        targets_url=f"{base}/targets/",
    )
    tools.create_channel(vendor, products=tuple(args.product), support=support, now=_now(args))
    output.result(
        {
            "directory": str(vendor.directory),
            "trust": str(vendor.trust_path),
            "repository": str(vendor.repository_directory),
        },
        text=f"keys:         {vendor.keys_directory} (keep them secret, and keep a copy)\n"
        f"trust bundle: {vendor.trust_path} (ship it beside the module's code)\n"
        f"channel:      {vendor.repository_directory} (serve it at {base})",
    )
    return Exit.FINE


def keygen(args: argparse.Namespace, output: Output) -> Exit:
    """Make a key pair."""
    key = PrivateKey.generate()
    try:
        key.save(args.file)
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


def issue(args: argparse.Namespace, output: Output) -> Exit:
    """Issue a licence."""
    if args.trial_days is not None and args.trial_days < 1:
        raise _usage(args, "A trial has at least one day")
    request = tools.LicenceRequest(
        product=args.product,
        hosts=words(args.host),
        customer=args.customer,
        support_until_on=args.support_until,
        tier=args.tier,
        entitlements=words(args.entitlement),
        trial_days=args.trial_days,
        id=args.id,
        sequence=args.sequence,
    )
    issued = _issue_as_partner(args, request) if args.partner_key else _issue(args, request)
    output.result(
        {"key": issued.key, "licence": issued.licence.to_dict(), "key_hash": hash_key(issued.key)},
        text=issued.key,
    )
    return Exit.FINE


def _issue(args: argparse.Namespace, request: tools.LicenceRequest) -> tools.Issued:
    if args.directory is None:
        raise _usage(args, "Give the vendor's directory, or --partner-key with --certificate")
    vendor = tools.open_vendor(args.directory)
    issued = tools.issue_licence(
        request, issuer=vendor.name, signer=vendor.signer(Purpose.LICENCE), now=_now(args)
    )
    # Logged before it is shown: a key that is not in the log cannot be revoked.
    tools.append_log(vendor.log_path, [issued.log_entry()])
    return issued


def _issue_as_partner(args: argparse.Namespace, request: tools.LicenceRequest) -> tools.Issued:
    if args.certificate is None or args.sequence is None:
        raise _usage(args, "A partner gives --certificate and --sequence, too")
    text = read_bytes(args.certificate, max_bytes=MAX_KEY_CHARS).decode("ascii", "replace").strip()
    scope = parse_certificate(Fields(parse_jws(text).unverified_claims()))
    issued = tools.issue_licence(
        request,
        issuer=scope.partner,
        signer=LocalSigner(scope.id, PrivateKey.load(args.partner_key)),
        now=_now(args),
        certificate=text,
    )
    tools.append_log(args.partner_key.with_name("issued.jsonl"), [issued.log_entry()])
    return issued


def certify(args: argparse.Namespace, output: Output) -> Exit:
    """Certify a partner."""
    public = decode_base64url(args.public_key)
    if public is None:
        raise _usage(args, "The public key is not what `sellxed vendor keygen` printed")
    vendor = tools.open_vendor(args.directory)
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
        ),
        signer=vendor.signer(Purpose.CERTIFICATE),
        now=_now(args),
    )
    output.result({"certificate": certificate, "id": scope.id}, text=certificate)
    return Exit.FINE


def revoke(args: argparse.Namespace, output: Output) -> Exit:
    """Revoke keys or a certificate."""
    hashes = list(words(args.key_hash))
    for key in words(args.key):
        text = normalise_key(key)
        if not isinstance(text, str):
            raise _usage(args, text.message.rstrip("."))
        hashes.append(hash_key(text))
    if any(not re.fullmatch(r"[A-Za-z0-9_-]{43}", entry) for entry in hashes):
        raise _usage(args, "A key hash has 43 characters, as in issued.jsonl")
    if args.after_sequence is not None and args.certificate is None:
        raise _usage(args, "--after-sequence goes with --certificate")
    if not hashes and args.certificate is None:
        raise _usage(args, "Give --key, --key-hash or --certificate")
    vendor = tools.open_vendor(args.directory)
    revocations = tools.publish_revocations(
        vendor,
        keys=tuple(hashes),
        certificates=((args.certificate, args.after_sequence),) if args.certificate else (),
        now=_now(args),
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


def release(args: argparse.Namespace, output: Output) -> Exit:
    """Build an archive."""
    vendor = tools.open_vendor(args.directory)
    path = tools.build_release(
        args.source,
        facts=tools.ReleaseFacts(
            product=args.product,
            version=args.release_version,
            published_at=args.published or _now(args),
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


def publish(args: argparse.Namespace, output: Output) -> Exit:
    """Publish an archive."""
    if args.cve and not args.security:
        raise _usage(args, "--cve goes with --security")
    vendor = tools.open_vendor(args.directory)
    manifest = tools.publish_release(
        vendor,
        args.archive,
        facts=tools.PublishFacts(
            channel=args.channel,
            security=args.security,
            cve=words(args.cve),
            critical=args.critical,
            min_from=args.min_from,
        ),
        notes={language: _notes(Path(name)) for language, name in args.notes or ()},
        now=_now(args),
    )
    output.result(
        {"product": manifest.product, "version": manifest.version},
        text=f"published {manifest.product} {manifest.version} of {manifest.published_on}",
    )
    return Exit.FINE


def _notes(path: Path) -> dict[str, tuple[str, ...]]:
    data: JsonObject = parse_json(read_bytes(path), max_bytes=MAX_NOTES_BYTES)
    fields = Fields(data, path=path.name)
    unknown = sorted(set(fields) - set(CATEGORIES))
    if unknown:
        raise fields.error(unknown[0], f"the categories are {', '.join(CATEGORIES)}")
    return {category: fields.texts(category) for category in fields}


def rules(args: argparse.Namespace, output: Output) -> Exit:
    """Check, sign and publish rules."""
    source = read_bytes(args.source)
    findings = tools.lint_rules(source)
    data: dict[str, object] = {"findings": [finding.to_dict() for finding in findings]}
    if args.check:
        output.result(data, text=output.findings(findings) or "no findings")
        return exit_for(findings)
    token = tools.publish_rules(tools.open_vendor(args.directory), source, now=_now(args))
    text = f"published the rules, {len(token)} characters signed"
    output.result({**data, "characters": len(token)}, text=text)
    if findings:
        output.talk(output.findings(findings))
    return Exit.FINE


def resign(args: argparse.Namespace, output: Output) -> Exit:
    """Sign the channel's freshness anew."""
    expiries = tools.resign_channel(tools.open_vendor(args.directory), now=_now(args))
    output.result(
        {"expires": {role: expires_at.isoformat() for role, expires_at in expiries}},
        text="\n".join(f"{role:20} until {at:%Y-%m-%d %H:%M} UTC" for role, at in expiries),
    )
    return Exit.FINE
