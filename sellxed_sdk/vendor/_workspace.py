"""The vendor's directory: who it is, its keys, its log, its published files.

vendor.json             identity, addresses, support data
keys/                   private keys, 0600, one purpose each
issued.jsonl            append-only log of what was issued
sellxed-trust.json      what modules ship; public
repository/             the update channel as it is served; public
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.errors import ConfigurationError, InvalidDocumentError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.signing import (
    TRUST_FILE,
    Fields,
    JsonObject,
    Keyring,
    LocalSigner,
    PrivateKey,
    Purpose,
    TrustBundle,
    dump_json,
    encode_base64url,
    load_trust,
    parse_json,
)

__all__ = ["Vendor", "create_vendor", "open_vendor"]

_SCHEMA = 1
# Short names: they stand in the header of every key.
_KIDS = {
    Purpose.LICENCE: "lic-1",
    Purpose.CERTIFICATE: "cert-1",
    Purpose.RELEASE: "rel-1",
    Purpose.REVOCATION: "rev-1",
    Purpose.RULES: "rules-1",
}


@attrs.frozen(kw_only=True)
class Vendor:
    """An opened vendor directory."""

    directory: Path
    """Where it is."""
    name: str
    """Identifier of the vendor; the issuer of its licences."""
    metadata_url: str
    """Where the channel's metadata will be served."""
    targets_url: str
    """Where the channel's targets will be served."""
    passphrase: str | None = attrs.field(default=None, repr=False)
    """Of the private keys, where they have one."""

    @property
    def keys_directory(self) -> Path:
        """Where the private keys are."""
        return self.directory / "keys"

    @property
    def repository_directory(self) -> Path:
        """What a web server serves."""
        return self.directory / "repository"

    @property
    def trust_path(self) -> Path:
        """The trust bundle, to be shipped in modules."""
        return self.directory / TRUST_FILE

    @property
    def log_path(self) -> Path:
        """The log of what was issued."""
        return self.directory / "issued.jsonl"

    def trust(self) -> TrustBundle:
        """Read the trust bundle.

        Raises:
            ConfigurationError: Missing or damaged.
        """
        return load_trust(self.trust_path)

    def keyring(self) -> Keyring:
        """Read the public keys."""
        return self.trust().keyring

    def signer(self, purpose: Purpose) -> LocalSigner:
        """Load the private key of a purpose.

        Raises:
            ConfigurationError: Missing, damaged, or a wrong passphrase.
        """
        kid = _KIDS[purpose]
        path = self.keys_directory / f"{kid}.pem"
        return LocalSigner(kid, PrivateKey.load(path, passphrase=self.passphrase))

    def write_trust(self, *, root: bytes, support: JsonObject | None = None) -> None:
        """Write the trust bundle from the keys and the channel's root.

        Args:
            root: Bytes of the channel's ``root.json``.
            support: Tiers, hours, contact and links (docs/formats/trust.md).
        """
        keys: list[JsonObject] = []
        for purpose in Purpose:
            signer = self.signer(purpose)
            keys.append(
                {
                    "kid": signer.kid,
                    "purpose": purpose.value,
                    "kty": "OKP",
                    "crv": "Ed25519",
                    "x": encode_base64url(signer.public_key),
                }
            )
        bundle: JsonObject = {
            "schema": _SCHEMA,
            "vendor": self.name,
            "keys": [*keys],
            "channel": {
                "metadata_url": self.metadata_url,
                "targets_url": self.targets_url,
                "root": encode_base64url(root),
            },
        }
        if support:
            bundle["support"] = support
        replace_text(self.trust_path, dump_json(bundle, indent=1) + "\n")


def create_vendor(
    directory: Path,
    *,
    name: str,
    metadata_url: str,
    targets_url: str,
    passphrase: str | None = None,
) -> Vendor:
    """Make a vendor directory with new keys, one for each purpose.

    Args:
        directory: New or empty.
        name: Identifier of the vendor, as ``sellxed.com``.
        metadata_url: Where the channel's metadata will be served.
        targets_url: Where the channel's targets will be served.
        passphrase: Encrypts the private keys of signed documents where given.

    Raises:
        ConfigurationError: The directory is in use.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise codes.VENDOR_DIRECTORY_USED.error(
            ConfigurationError, path=str(directory), setting=str(directory)
        )
    vendor = Vendor(
        directory=directory,
        name=name,
        metadata_url=metadata_url,
        targets_url=targets_url,
        passphrase=passphrase,
    )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        vendor.keys_directory.mkdir(mode=0o700)
        for kid in _KIDS.values():
            path = vendor.keys_directory / f"{kid}.pem"
            PrivateKey.generate().save(path, passphrase=passphrase)
        identity: JsonObject = {
            "schema": _SCHEMA,
            "vendor": name,
            "metadata_url": metadata_url,
            "targets_url": targets_url,
        }
        replace_text(directory / "vendor.json", dump_json(identity, indent=1) + "\n")
    except OSError as error:
        raise _invalid(directory, error.strerror or "it cannot be written") from None
    return vendor


def open_vendor(directory: Path, *, passphrase: str | None = None) -> Vendor:
    """Open a vendor directory.

    Raises:
        ConfigurationError: There is none, or its vendor.json is damaged.
    """
    try:
        fields = Fields(
            parse_json((directory / "vendor.json").read_bytes(), max_bytes=100_000),
            path="vendor.json",
        )
        return Vendor(
            directory=directory,
            name=fields.text("vendor", max_chars=100),
            metadata_url=fields.text("metadata_url"),
            targets_url=fields.text("targets_url"),
            passphrase=passphrase,
        )
    except OSError as error:
        raise _invalid(directory, (error.strerror or "it cannot be read").lower()) from None
    except InvalidDocumentError as error:
        raise _invalid(directory, str(error).rstrip(".")) from None


def replace_text(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def append_log(path: Path, entries: Iterable[Mapping[str, str | int | None]]) -> None:
    """Append JSON lines to a log that only its owner can read, and wait for the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for entry in entries:
            file.write(dump_json({**entry}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _invalid(directory: Path, detail: str) -> ConfigurationError:
    return codes.VENDOR_DIRECTORY_INVALID.error(
        ConfigurationError, path=str(directory), detail=detail, setting=str(directory)
    )
