"""Taking over what partners have signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sellxed_sdk.vendor._access import lock_channel, open_repository, read_portion
from sellxed_sdk.vendor._partner import Partner
from sellxed_sdk.vendor._workspace import Vendor

if TYPE_CHECKING:
    from sellxed_sdk.vendor._accept import PortionCheck

__all__ = ["AcceptedPortion", "accept_portion", "rotate_portion_key"]


@attrs.frozen(kw_only=True)
class AcceptedPortion:
    """What was taken over from a partner, and is published."""

    product: str
    """The product."""
    version: int
    """Version of the partner's role."""
    releases: tuple[str, ...]
    """Releases that were not published before, newest first."""


def accept_portion(
    vendor: Vendor,
    source: Path,
    *,
    product: str,
    public_key: bytes | None = None,
    now: datetime,
) -> AcceptedPortion:
    """Publish what a partner has signed for its product, as it is.

    Everything is checked as shops will: signatures, files, archives, manifests. What is
    published already has to be there unchanged.

    Args:
        vendor: The vendor directory.
        source: The partner's part: a directory with ``metadata/`` and ``targets/``.
        product: The product that it has to be.
        public_key: 32 bytes; the key that signs this product from now on. Needed for the
            first time, and when the partner has a new one. It must come from the partner by
            a way that nobody else can use.
        now: The signing time.

    Raises:
        PublishError: Anything is wrong with it; then nothing has changed.
    """
    from sellxed_sdk.vendor._accept import check_portion
    from sellxed_sdk.vendor._tuf_keys import as_tuf_key

    key = as_tuf_key(public_key) if public_key is not None else None
    with open_repository(vendor) as repository:
        checked = check_portion(
            repository, source, product=product, key=key, trust=vendor.trust(), now=now
        )
        repository.adopt(product, checked.data, files=_read_files(checked), key=key)
        repository.publish(now=now)
    return AcceptedPortion(product=product, version=checked.version, releases=checked.releases)


def rotate_portion_key(partner: Partner, *, now: datetime) -> bytes:
    """Follow the key of a partner's part by a new one, and sign with that.

    Shops learn of it when the vendor has accepted it with the new public key. The key of
    releases stays. Where an earlier run broke off, this finishes it.

    Args:
        partner: The partner's directory.
        now: The signing time.

    Returns:
        The public half of the new key, 32 bytes, to be told to the vendor.

    Raises:
        PublishError: Something cannot be written.
    """
    with lock_channel(partner):
        read_portion(partner).rotate_key(now=now)
    return partner.channel_key()


def _read_files(checked: PortionCheck) -> Iterator[tuple[str, bytes]]:
    yield from checked.facts.items()
    for path, file in checked.archives.items():
        yield path, file.read_bytes()
