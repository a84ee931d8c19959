"""The vendor's keys: which one signs, which one follows, which ones did, and their files."""

from __future__ import annotations

import enum
import os
import stat
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import attrs

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.signing import (
    KID_PATTERN,
    Fields,
    JsonObject,
    PrivateKey,
    Purpose,
    check_public_key,
    decode_base64url,
    encode_base64url,
)

__all__ = [
    "FIRST_NAMES",
    "KeyState",
    "VendorKey",
    "is_encrypted",
    "key_named",
    "load_private_key",
    "make_private_key",
    "parse_keys",
    "sync_directory",
]

# Short names: they stand in the header of every key.
FIRST_NAMES = {
    Purpose.LICENCE: "lic",
    Purpose.CERTIFICATE: "cert",
    Purpose.RELEASE: "rel",
    Purpose.REVOCATION: "rev",
    Purpose.RULES: "rules",
}
MAX_KEYS = 100
_ENCRYPTED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


class KeyState(enum.Enum):
    """Where a key is in its life."""

    CURRENT = "current"
    """Signs now."""
    NEXT = "next"
    """Known to shops already, and signs after the next rotation."""
    FORMER = "former"
    """Signs no more; what it signed stays good."""
    COMPROMISED = "compromised"
    """As a former one, and somebody else may have it."""


@attrs.frozen(kw_only=True)
class VendorKey:
    """One of the vendor's keys, without its private half."""

    kid: str
    """Its name in the header of documents."""
    purpose: Purpose
    """What it may sign."""
    state: KeyState
    """Where it is in its life."""
    public_key: bytes = attrs.field(repr=False)
    """32 bytes."""
    since_at: datetime | None = None
    """When it became current; None where nobody noted it."""
    until_at: datetime | None = None
    """When it ceased; None while it is current or next."""

    def for_trust(self) -> JsonObject:
        """Return its entry in the trust bundle (docs/formats/trust.md)."""
        entry: JsonObject = {
            "kid": self.kid,
            "purpose": self.purpose.value,
            "kty": "OKP",
            "crv": "Ed25519",
            "x": encode_base64url(self.public_key),
        }
        if self.until_at is not None:
            entry["exp"] = int(self.until_at.timestamp())
        return entry

    def for_identity(self) -> JsonObject:
        """Return its entry in vendor.json: as in the trust bundle, and its state."""
        entry = {**self.for_trust(), "state": self.state.value}
        # Not for shops: a document may rightly be dated before its key became current.
        if self.since_at is not None:
            entry["nbf"] = int(self.since_at.timestamp())
        return entry


def parse_keys(fields: Fields) -> tuple[VendorKey, ...]:
    """Read the member ``keys`` of vendor.json.

    Raises:
        InvalidDocumentError: Damaged, or a purpose has not exactly one current key.
    """
    keys = tuple(_parse_key(entry) for entry in fields.sections("keys", max_items=MAX_KEYS))
    if len({key.kid for key in keys}) != len(keys):
        raise fields.error("keys", "a kid stands twice")
    for purpose in Purpose:
        states = [key.state for key in keys if key.purpose is purpose]
        if states.count(KeyState.CURRENT) != 1:
            raise fields.error("keys", f"there must be one current {purpose.value} key")
        if states.count(KeyState.NEXT) > 1:
            raise fields.error("keys", f"there may be one next {purpose.value} key")
    return keys


def key_named(keys: Iterable[VendorKey], purpose: Purpose, state: KeyState) -> VendorKey | None:
    """Return the first key of a purpose in a state, or None."""
    found = (key for key in keys if key.purpose is purpose and key.state is state)
    return next(found, None)


def is_encrypted(path: Path) -> bool:
    """Whether a private key file needs a passphrase; a missing one does not."""
    try:
        with path.open("rb") as file:
            return _ENCRYPTED in file.read(1_000)
    except OSError:
        return False


def load_private_key(path: Path, *, passphrase: str | None) -> PrivateKey:
    """Read a private key; the passphrase is used where the file is encrypted.

    Raises:
        ConfigurationError: Unreadable, damaged, or the passphrase is missing or wrong.
    """
    if not is_encrypted(path):
        return PrivateKey.load(path)
    if not passphrase:
        raise codes.PASSPHRASE_MISSING.error(
            ConfigurationError, path=str(path), setting="passphrase"
        )
    try:
        return PrivateKey.load(path, passphrase=passphrase)
    except ConfigurationError:
        raise codes.PASSPHRASE_WRONG.error(
            ConfigurationError, path=str(path), setting="passphrase"
        ) from None


def make_private_key(path: Path, *, passphrase: str | None) -> PrivateKey:
    """Make a private key whose file is there as a whole or not at all.

    A file that is there already is taken: an earlier run made it and broke off.

    Raises:
        ConfigurationError: It is there and cannot be read.
        OSError: It cannot be written.
    """
    if path.exists():
        return load_private_key(path, passphrase=passphrase)
    key = PrivateKey.generate()
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    key.save(temporary, passphrase=passphrase)
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_directory(path.parent)
    return key


def sync_directory(directory: Path) -> None:
    """Wait until the names in a directory are on the disk, where the system can."""
    if os.name != "posix":  # pragma: no cover - a directory cannot be opened there
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def mode_of(path: Path) -> int | None:
    """Return the permission bits of a file, or None where there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def _parse_key(fields: Fields) -> VendorKey:
    raw = decode_base64url(fields.text("x", max_chars=64))
    if raw is None:
        raise fields.error("x", "it is not base64url")
    try:
        purpose, state = Purpose(fields.text("purpose")), KeyState(fields.text("state"))
    except ValueError:
        raise fields.error("purpose", "purpose or state is not a known one") from None
    return VendorKey(
        kid=fields.text("kid", pattern=KID_PATTERN),
        purpose=purpose,
        state=state,
        public_key=check_public_key(raw),
        since_at=fields.optional_numeric_date("nbf"),
        until_at=fields.optional_numeric_date("exp"),
    )
