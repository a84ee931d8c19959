"""A partner's part of the channel: its products' files, signed with its own key.

The vendor never has that key. It takes the part over as it is signed, and what it adds
is the snapshot and the timestamp.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    Targets,
)

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.vendor._repository_sign import LIFETIMES
from sellxed_sdk.vendor._role_files import RoleFiles
from sellxed_sdk.vendor._tuf_files import write_file
from sellxed_sdk.vendor._tuf_keys import Keys

__all__ = ["Portion", "newest_portion", "trust_target"]


class Portion(RoleFiles):
    """An opened part; targets that are put are signed with `publish`."""

    def __init__(
        self, directory: Path, product: str, keys: Keys, role: Metadata[Targets], trust: bytes
    ) -> None:
        super().__init__(directory, {product: role})
        self._product = product
        self._keys = keys
        self._trust = trust

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        product: str,
        trust: bytes,
        keys_dir: Path,
        passphrase: str | None = None,
    ) -> Portion:
        """Open a part at its newest signed state, or empty.

        Args:
            directory: Where ``metadata/`` and ``targets/`` are, or will be.
            product: The product.
            trust: The trust bundle of the partner's modules. It is a target, too, so that
                the vendor knows by which key releases are signed.
            keys_dir: Holds ``tuf-product-<name>.pem``.
            passphrase: Of the key file.

        Raises:
            PublishError: Its metadata is damaged.
        """
        path = newest_portion(directory, product)
        keys = Keys(keys_dir, passphrase)
        if path is None:
            role = Metadata(Targets(version=1))
            role.signed.version = 0
            return cls(directory, product, keys, role, trust)
        try:
            read = Metadata[Targets].from_bytes(path.read_bytes())
        except (OSError, RepositoryError) as error:
            raise codes.PUBLISH_REPOSITORY_INVALID.error(
                PublishError,
                path=str(directory),
                detail=str(error).rstrip(".") or type(error).__name__,
                step="open",
            ) from error
        return cls(directory, product, keys, read, trust)

    def add_product(self, name: str) -> None:
        """Refuse every product but the one of this part.

        Raises:
            PublishError: It is another product.
        """
        if name != self._product:
            detail = f"this directory is for '{self._product}'"
            raise codes.PUBLISH_PRODUCT_INVALID.error(
                PublishError, product=name[:100], detail=detail, step="product"
            )

    def publish(self, *, now: datetime) -> None:
        """Sign the next version.

        Args:
            now: The time, from which its lifetime counts.

        Raises:
            PublishError: The key is missing, or something cannot be written.
        """
        name, role = f"product-{self._product}", self._roles[self._product]
        self.put_target(trust_target(self._product), self._trust)
        # Until a rotation has ended the key that follows signs.
        key = self._keys.candidate(name)
        keyids = [key.keyid] if key is not None else []
        signer = self._keys.signer(name, self._product, keyids)
        role.signed.version += 1
        role.signed.expires = now + LIFETIMES["targets"]
        role.signatures.clear()
        role.sign(signer)
        path = self._metadata_dir / f"{role.signed.version}.{self._product}.json"
        write_file(path, role.to_bytes())
        self._changed.clear()
        self._put.clear()

    def rotate_key(self, *, now: datetime) -> None:
        """Make a new key and sign with it; the vendor has to be told its public half.

        Raises:
            PublishError: Something cannot be written.
        """
        name = f"product-{self._product}"
        self._keys.prepare(name)
        self.publish(now=now)
        self._keys.follow(name, suffix="former")


def trust_target(product: str) -> str:
    """Return the path of the trust bundle of a partner's modules."""
    return f"{product}/trust.json"


def newest_portion(directory: Path, product: str) -> Path | None:
    """Return the newest signed state of a part, or None."""
    found = {
        int(version): path
        for path in (directory / "metadata").glob(f"*.{product}.json")
        if (version := path.name.removesuffix(f".{product}.json")).isdecimal()
    }
    return found[max(found)] if found else None
