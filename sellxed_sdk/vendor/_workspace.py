"""The vendor's directory: who it is, its keys, its log, its published files.

vendor.json             identity, addresses, support data
keys/                   private keys, 0600, one purpose each
issued.jsonl            append-only log of what was issued
sellxed-trust.json      what modules ship; public
repository/             the update channel as it is served; public
"""

from __future__ import annotations

import os
from datetime import datetime
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
    Purpose,
    TrustBundle,
    dump_json,
    encode_base64url,
    load_trust,
    parse_json,
)
from sellxed_sdk.vendor._keys import (
    FIRST_NAMES,
    KeyState,
    VendorKey,
    load_private_key,
    make_private_key,
    parse_keys,
    sync_directory,
)

__all__ = ["Vendor", "create_vendor", "open_vendor", "read_identity", "replace_text"]

IDENTITY_FILE = "vendor.json"
_SCHEMA = 1
_MAX_BYTES = 1_000_000


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

    def read_keys(self) -> tuple[VendorKey, ...]:
        """Read which keys there are, and where each is in its life.

        Read anew each time: another process may have rotated one.

        Raises:
            ConfigurationError: vendor.json is missing or damaged.
        """
        identity = read_identity(self.directory)
        if "keys" not in identity:
            return tuple(self._first_key(purpose) for purpose in Purpose)
        try:
            return parse_keys(Fields(identity, path=IDENTITY_FILE))
        except InvalidDocumentError as error:
            raise _invalid(self.directory, str(error).rstrip(".")) from None

    def key_path(self, kid: str) -> Path:
        """Where the private half of a key is."""
        return self.keys_directory / f"{kid}.pem"

    def signer(self, purpose: Purpose) -> LocalSigner:
        """Load the private key that signs for a purpose now.

        Raises:
            ConfigurationError: Missing, damaged, another key than its name says, or
                the passphrase is missing or wrong.
        """
        keys = (key for key in self.read_keys() if key.purpose is purpose)
        return self.signer_of(next(key for key in keys if key.state is KeyState.CURRENT))

    def signer_of(self, key: VendorKey) -> LocalSigner:
        """Load the private half of a key; errors as for `signer`."""
        path = self.key_path(key.kid)
        if not path.exists():
            raise codes.VENDOR_KEY_MISSING.error(
                ConfigurationError, kid=key.kid, path=str(path), setting=str(path)
            )
        signer = LocalSigner(key.kid, load_private_key(path, passphrase=self.passphrase))
        if signer.public_key != key.public_key:
            raise codes.VENDOR_KEY_MISMATCH.error(
                ConfigurationError, kid=key.kid, path=str(path), setting=str(path)
            )
        return signer

    def write_trust(self, *, root: bytes, support: JsonObject | None = None) -> None:
        """Write the trust bundle from the public keys and the channel's root.

        Args:
            root: Bytes of the channel's ``root.json``.
            support: Tiers, hours, contact and links (docs/formats/trust.md).
        """
        bundle: JsonObject = {
            "schema": _SCHEMA,
            "vendor": self.name,
            "keys": [key.for_trust() for key in self.read_keys()],
            "channel": {
                "metadata_url": self.metadata_url,
                "targets_url": self.targets_url,
                "root": encode_base64url(root),
            },
        }
        if support:
            bundle["support"] = support
        replace_text(self.trust_path, dump_json(bundle, indent=1) + "\n")

    def _first_key(self, purpose: Purpose) -> VendorKey:
        # A directory made before keys were listed: one of each, and none next.
        kid = f"{FIRST_NAMES[purpose]}-1"
        known = self.keyring().find(kid, purpose) if self.trust_path.exists() else None
        public = known.public_key if known else None
        if public is None:
            path = self.key_path(kid)
            public = load_private_key(path, passphrase=self.passphrase).public_bytes
        return VendorKey(kid=kid, purpose=purpose, state=KeyState.CURRENT, public_key=public)


def create_vendor(
    directory: Path,
    *,
    name: str,
    metadata_url: str,
    targets_url: str,
    passphrase: str | None = None,
    now: datetime | None = None,
) -> Vendor:
    """Make a vendor directory with new keys: for each purpose the current and the next.

    Args:
        directory: New or empty.
        name: Identifier of the vendor, as ``sellxed.com``.
        metadata_url: Where the channel's metadata will be served.
        targets_url: Where the channel's targets will be served.
        passphrase: Encrypts the private keys where given, those of the channel, too.
        now: Noted as the time since when the current keys sign, where given.

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
        identity: JsonObject = {
            "schema": _SCHEMA,
            "vendor": name,
            "metadata_url": metadata_url,
            "targets_url": targets_url,
            "keys": [key.for_identity() for key in _make_keys(vendor, now)],
        }
        replace_text(directory / IDENTITY_FILE, dump_json(identity, indent=1) + "\n")
    except OSError as error:
        raise _invalid(directory, error.strerror or "it cannot be written") from None
    return vendor


def open_vendor(directory: Path, *, passphrase: str | None = None) -> Vendor:
    """Open a vendor directory.

    Raises:
        ConfigurationError: There is none, or its vendor.json is damaged.
    """
    fields = Fields(read_identity(directory), path=IDENTITY_FILE)
    try:
        return Vendor(
            directory=directory,
            name=fields.text("vendor", max_chars=100),
            metadata_url=fields.text("metadata_url"),
            targets_url=fields.text("targets_url"),
            passphrase=passphrase,
        )
    except InvalidDocumentError as error:
        raise _invalid(directory, str(error).rstrip(".")) from None


def read_identity(directory: Path) -> JsonObject:
    """Read vendor.json.

    Raises:
        ConfigurationError: There is none, or it is no JSON object.
    """
    try:
        return parse_json((directory / IDENTITY_FILE).read_bytes(), max_bytes=_MAX_BYTES)
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
    sync_directory(path.parent)


def _make_keys(vendor: Vendor, now: datetime | None) -> list[VendorKey]:
    keys = []
    for purpose, name in FIRST_NAMES.items():
        for number, state in ((1, KeyState.CURRENT), (2, KeyState.NEXT)):
            kid = f"{name}-{number}"
            private = make_private_key(vendor.key_path(kid), passphrase=vendor.passphrase)
            keys.append(
                VendorKey(
                    kid=kid,
                    purpose=purpose,
                    state=state,
                    public_key=private.public_bytes,
                    since_at=now if state is KeyState.CURRENT else None,
                )
            )
    return keys


def _invalid(directory: Path, detail: str) -> ConfigurationError:
    return codes.VENDOR_DIRECTORY_INVALID.error(
        ConfigurationError, path=str(directory), detail=detail, setting=str(directory)
    )
