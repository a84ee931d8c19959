"""The trust bundle: what a module ships to recognise its vendor.

The file ``sellxed-trust.json`` lies beside the module's code. It is the anchor of
all trust, therefore never taken from settings or the environment, and not signed
itself: whoever can change it can change the code beside it.
"""

from __future__ import annotations

from pathlib import Path

import attrs

from sellxed_sdk.errors import ConfigurationError, InvalidDocumentError
from sellxed_sdk.findings.codes import documents as codes
from sellxed_sdk.signing._base64url import decode
from sellxed_sdk.signing._fields import Fields
from sellxed_sdk.signing._json import parse_json
from sellxed_sdk.signing._keyring import KID_PATTERN, Keyring, Purpose, TrustedKey

__all__ = ["TRUST_FILE", "ChannelAnchor", "TrustBundle", "load_trust", "parse_trust"]

TRUST_FILE = "sellxed-trust.json"
SCHEMA = 1
MAX_BYTES = 1_000_000


@attrs.frozen(kw_only=True)
class ChannelAnchor:
    """Where the update channel is, and the TUF root it starts from."""

    metadata_url: str
    """Base address of the TUF metadata."""
    targets_url: str
    """Base address of the targets: facts and archives."""
    root: bytes = attrs.field(repr=False)
    """The bytes of a ``root.json``, as published."""


@attrs.frozen(kw_only=True)
class TrustBundle:
    """The vendor as a module knows it."""

    vendor: str
    """Identifier of the vendor, as ``sellxed.com``; the issuer of its licences."""
    keyring: Keyring
    """The vendor's public keys, by purpose."""
    channel: ChannelAnchor | None = None
    """The update channel, where the vendor has one."""
    text: str = attrs.field(default="", repr=False)
    """The whole file: later readers take their own section from it."""

    def section(self, name: str) -> Fields | None:
        """Return the reader of another section of the file, as ``support``."""
        if not self.text:
            return None
        return Fields(parse_json(self.text, max_bytes=MAX_BYTES)).optional_section(name)


def parse_trust(text: str) -> TrustBundle:
    """Parse the text of a trust bundle.

    Raises:
        ConfigurationError: Damaged, of a newer schema, or with a weak key.
    """
    try:
        return _parse(text)
    except (InvalidDocumentError, ValueError) as error:
        raise codes.TRUST_INVALID.error(
            ConfigurationError, detail=str(error).removesuffix("."), setting=TRUST_FILE
        ) from error


def load_trust(path: Path) -> TrustBundle:
    """Read a trust bundle from disk.

    Raises:
        ConfigurationError: Missing, unreadable or damaged.
    """
    try:
        # One byte more than is read anyway: a wrong file must not fill the memory.
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        detail = "it is not UTF-8 text" if isinstance(error, UnicodeError) else error.strerror
        raise codes.TRUST_UNREADABLE.error(
            ConfigurationError, path=str(path), detail=detail or "unknown", setting=str(path)
        ) from None
    return parse_trust(text)


def _parse(text: str) -> TrustBundle:
    fields = Fields(parse_json(text, max_bytes=MAX_BYTES))
    if fields.integer("schema", minimum=1) != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    keys = tuple(_parse_key(entry) for entry in fields.sections("keys", max_items=100))
    names = [key.kid for key in keys]
    if len(set(names)) != len(names):
        raise fields.error("keys", "a kid stands twice")
    return TrustBundle(
        vendor=fields.text("vendor", max_chars=100),
        keyring=Keyring(keys),
        channel=_parse_channel(fields.optional_section("channel")),
        text=text,
    )


def _parse_key(fields: Fields) -> TrustedKey:
    if fields.text("kty") != "OKP" or fields.text("crv") != "Ed25519":
        raise fields.error("crv", "only Ed25519 keys are used")
    try:
        purpose = Purpose(fields.text("purpose"))
    except ValueError:
        raise fields.error("purpose", "it is not a known purpose") from None
    raw = decode(fields.text("x", max_chars=64))
    if raw is None:
        raise fields.error("x", "it is not base64url")
    return TrustedKey(
        kid=fields.text("kid", pattern=KID_PATTERN),
        purpose=purpose,
        public_key=raw,
        not_before_at=fields.optional_numeric_date("nbf"),
        not_after_at=fields.optional_numeric_date("exp"),
    )


def _parse_channel(fields: Fields | None) -> ChannelAnchor | None:
    if fields is None:
        return None
    root = decode(fields.text("root", max_chars=MAX_BYTES))
    if root is None:
        raise fields.error("root", "it is not base64url")
    url = r"https?://[!-~]+"
    return ChannelAnchor(
        metadata_url=fields.text("metadata_url", pattern=url),
        targets_url=fields.text("targets_url", pattern=url),
        root=root,
    )
