"""Uploading what is published to where shops read it."""

from __future__ import annotations

from collections.abc import Callable

from sellxed_sdk.vendor._access import lock_channel
from sellxed_sdk.vendor._destination import Upload, open_destination, shown_address
from sellxed_sdk.vendor._workspace import Vendor

__all__ = ["upload_channel"]


def upload_channel(
    vendor: Vendor, address: str, *, progress: Callable[[int, int], None] | None = None
) -> Upload:
    """Bring what is published to where shops read it; nothing there is removed.

    It may break off anywhere, and goes on when it is run again. Every file is compared
    with what is signed before it leaves, so damage stays here.

    Args:
        vendor: The vendor directory.
        address: A directory, or a URL of fsspec as ``s3://bucket/channel``. Credentials come
            from where its driver looks for them.
        progress: Called with the files done and the files to do.

    Raises:
        PublishError: The channel here is damaged, what is there is newer or has another
            history, or a transfer failed.
        ConfigurationError: The address cannot be used; `MissingExtraError` where a package
            is missing for it.
    """
    from sellxed_sdk.vendor._transfer import transfer
    from sellxed_sdk.vendor._tuf_files import read_published

    destination = open_destination(address)
    with lock_channel(vendor):
        return transfer(
            vendor.repository_directory,
            read_published(vendor.repository_directory),
            destination,
            address=shown_address(address),
            progress=progress,
        )
