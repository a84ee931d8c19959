"""A partner's directory: its product, its keys, what it has signed.

partner.json            which product
keys/                   private keys, 0600: one for its part of the channel, one for releases
sellxed-trust.json      the vendor's trust bundle and the key of the partner's releases
repository/             its part of the channel, to be given to the vendor; public
"""

from __future__ import annotations

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
    parse_trust,
)
from sellxed_sdk.vendor._keys import load_private_key, make_private_key
from sellxed_sdk.vendor._workspace import replace_text

__all__ = ["PARTNER_FILE", "RELEASE_KID", "Partner", "create_partner", "open_partner"]

PARTNER_FILE = "partner.json"
RELEASE_KID = "rel-partner"
_SCHEMA = 1
_MAX_BYTES = 1_000_000
_PRODUCT = r"[a-z0-9](?:[a-z0-9-]{0,39})"


@attrs.frozen(kw_only=True)
class Partner:
    """An opened partner's directory."""

    directory: Path
    """Where it is."""
    product: str
    """The product that the partner signs."""
    passphrase: str | None = attrs.field(default=None, repr=False)
    """Of the private keys, where they have one."""

    @property
    def keys_directory(self) -> Path:
        """Where the private keys are."""
        return self.directory / "keys"

    @property
    def repository_directory(self) -> Path:
        """Its part of the channel."""
        return self.directory / "repository"

    @property
    def trust_path(self) -> Path:
        """The trust bundle, to be shipped in the partner's modules."""
        return self.directory / TRUST_FILE

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
        """Load the private key that signs releases.

        Raises:
            ConfigurationError: Another purpose, or the key is missing, damaged or locked.
        """
        path = self.keys_directory / f"{RELEASE_KID}.pem"
        if purpose is not Purpose.RELEASE or not path.exists():
            raise codes.VENDOR_KEY_MISSING.error(
                ConfigurationError, kid=purpose.value, path=str(path), setting=str(path)
            )
        return LocalSigner(RELEASE_KID, load_private_key(path, passphrase=self.passphrase))

    def channel_key(self) -> bytes:
        """Return the public half of the key that signs its part of the channel: 32 bytes.

        Raises:
            ConfigurationError: Missing, damaged or locked.
        """
        path = self.keys_directory / f"tuf-product-{self.product}.pem"
        return load_private_key(path, passphrase=self.passphrase).public_bytes


def create_partner(
    directory: Path, *, product: str, trust: str, passphrase: str | None = None
) -> Partner:
    """Make a partner's directory with new keys.

    Args:
        directory: New or empty.
        product: The product that the partner will sign.
        trust: Text of the vendor's trust bundle.
        passphrase: Encrypts the private keys where given.

    Raises:
        ConfigurationError: The directory is in use, or the bundle or the name cannot be used.
    """
    bundle = parse_json(parse_trust(trust).text, max_bytes=_MAX_BYTES)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise codes.VENDOR_DIRECTORY_USED.error(
            ConfigurationError, path=str(directory), setting=str(directory)
        )
    identity: JsonObject = {"schema": _SCHEMA, "product": product}
    _parse(Fields(identity, path=PARTNER_FILE), directory)
    partner = Partner(directory=directory, product=product, passphrase=passphrase)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        partner.keys_directory.mkdir(mode=0o700)
        make_private_key(
            partner.keys_directory / f"tuf-product-{product}.pem", passphrase=passphrase
        )
        release = make_private_key(
            partner.keys_directory / f"{RELEASE_KID}.pem", passphrase=passphrase
        )
        listed = bundle.get("keys")
        bundle["keys"] = [
            *(listed if isinstance(listed, list) else []),
            {
                "kid": RELEASE_KID,
                "purpose": Purpose.RELEASE.value,
                "kty": "OKP",
                "crv": "Ed25519",
                "x": encode_base64url(release.public_bytes),
            },
        ]
        text = dump_json(bundle, indent=1) + "\n"
        parse_trust(text)  # a bundle of another partner has that key already
        replace_text(partner.trust_path, text)
        replace_text(directory / PARTNER_FILE, dump_json(identity, indent=1) + "\n")
    except OSError as error:
        raise _invalid(directory, error.strerror or "it cannot be written") from None
    return partner


def open_partner(directory: Path, *, passphrase: str | None = None) -> Partner:
    """Open a partner's directory.

    Raises:
        ConfigurationError: There is none, or its partner.json is damaged.
    """
    try:
        data = parse_json((directory / PARTNER_FILE).read_bytes(), max_bytes=_MAX_BYTES)
    except OSError as error:
        raise _invalid(directory, (error.strerror or "it cannot be read").lower()) from None
    except InvalidDocumentError as error:
        raise _invalid(directory, str(error).rstrip(".")) from None
    product = _parse(Fields(data, path=PARTNER_FILE), directory)
    return Partner(directory=directory, product=product, passphrase=passphrase)


def _parse(fields: Fields, directory: Path) -> str:
    try:
        return fields.text("product", pattern=_PRODUCT)
    except InvalidDocumentError as error:
        raise _invalid(directory, str(error).rstrip(".")) from None


def _invalid(directory: Path, detail: str) -> ConfigurationError:
    return codes.VENDOR_DIRECTORY_INVALID.error(
        ConfigurationError, path=str(directory), detail=detail, setting=str(directory)
    )
