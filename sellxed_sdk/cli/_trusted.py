"""The files that licences are checked with: trust bundle, revocation list, certificates."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sellxed_sdk.cli._arguments import read_bytes
from sellxed_sdk.licence import (
    PartnerCertificates,
    RevocationList,
    parse_certificates,
    verify_revocations,
)
from sellxed_sdk.signing import TrustBundle, load_trust

if TYPE_CHECKING:
    from sellxed_sdk.cli._arguments import Parser

__all__ = ["Trusted", "add_trust", "read_trusted"]

MAX_LIST_BYTES = 41_000_000


@attrs.frozen(kw_only=True)
class Trusted:
    """What a licence check goes by."""

    trust: TrustBundle
    """The trust bundle."""
    revocations: RevocationList | None
    """The revocation list, if one was named."""
    certificates: PartnerCertificates | None
    """Partner certificates, if a file was named."""


def add_trust(parser: Parser) -> None:
    """Enter the options."""
    parser.add_argument("--trust", type=Path, required=True, metavar="FILE")
    parser.add_argument("--revocations", type=Path, metavar="FILE")
    parser.add_argument("--certificates", type=Path, metavar="FILE", help="of partners, one a line")
    parser.add_argument("--mode", choices=("live", "test"), default="live")


def read_trusted(args: argparse.Namespace) -> Trusted:
    """Read what the options name.

    Raises:
        ConfigurationError: The trust bundle or another file cannot be read.
        SellxedError: The revocation list is damaged or not genuine.
    """
    trust = load_trust(args.trust)
    revocations = certificates = None
    if args.revocations is not None:
        text = read_bytes(args.revocations, max_bytes=MAX_LIST_BYTES).decode("utf-8", "replace")
        revocations = verify_revocations(text, keyring=trust.keyring)
    if args.certificates is not None:
        text = read_bytes(args.certificates, max_bytes=MAX_LIST_BYTES).decode("utf-8", "replace")
        certificates = parse_certificates(text)
    return Trusted(trust=trust, revocations=revocations, certificates=certificates)
