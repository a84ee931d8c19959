"""Passphrases of private keys: from the environment, a file or the terminal, never an argument."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.cli._arguments import read_bytes
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.signing import PrivateKey
from sellxed_sdk.vendor import is_encrypted, load_private_key

if TYPE_CHECKING:
    from sellxed_sdk.cli._arguments import Parser

__all__ = ["add_passphrase", "load_key", "new_passphrase", "passphrase_for"]

VARIABLE = "SELLXED_PASSPHRASE"
# PKCS#8 as `cryptography` writes it derives the key in some milliseconds: length is what protects.
MIN_CHARS = 12
MAX_CHARS = 1_000


def add_passphrase(parser: Parser) -> None:
    """Add the option that names a file with the passphrase."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=f"whose first line is the passphrase; else {VARIABLE}, or the terminal",
    )


def new_passphrase(args: argparse.Namespace) -> str | None:
    """Return the passphrase for keys that are made now; None without ``--encrypt``.

    Raises:
        ConfigurationError: None was given, the two differ, or it is too short.
    """
    if not args.encrypt:
        return None
    passphrase = _given(args)
    if passphrase is None:
        if not _can_ask():
            raise _refuse("there is neither one in the environment or a file nor a terminal")
        passphrase = getpass.getpass("New passphrase for the private keys: ")
        if getpass.getpass("The same once more: ") != passphrase:
            raise _refuse("the two are not the same")
    if not MIN_CHARS <= len(passphrase) <= MAX_CHARS:
        raise _refuse(f"it has {len(passphrase)} characters")
    return passphrase


def passphrase_for(args: argparse.Namespace, *paths: Path) -> str | None:
    """Return the passphrase that these private keys need; None where they need none.

    Tried on the first key that needs it, so that a wrong one is told before anything
    is done.

    Raises:
        ConfigurationError: It is missing or wrong.
    """
    encrypted = next((path for path in paths if is_encrypted(path)), None)
    if encrypted is None:
        return None
    passphrase = _given(args)
    if passphrase is None and _can_ask():
        passphrase = getpass.getpass(f"Passphrase of {encrypted.parent}: ")
    load_private_key(encrypted, passphrase=passphrase)
    return passphrase


def load_key(args: argparse.Namespace, path: Path) -> PrivateKey:
    """Read one private key, with its passphrase where it needs one."""
    return load_private_key(path, passphrase=passphrase_for(args, path))


def _given(args: argparse.Namespace) -> str | None:
    if args.passphrase_file is not None:
        data = read_bytes(args.passphrase_file, max_bytes=MAX_CHARS * 4)
        try:
            # As other programs do: the first line, without its end.
            line = data.decode("utf-8-sig").split("\n", 1)[0].removesuffix("\r")
        except UnicodeDecodeError:
            raise _refuse(f"{args.passphrase_file} is not UTF-8 text") from None
        if not line:
            raise _refuse(f"the first line of {args.passphrase_file} is empty")
        return line
    return os.environ.get(VARIABLE) or None


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _refuse(detail: str) -> ConfigurationError:
    return codes.PASSPHRASE_REFUSED.error(
        ConfigurationError, detail=detail, minimum=MIN_CHARS, setting="passphrase"
    )
