"""What is published here, and where shops read it: brought there, or fetched from there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings import Code
from sellxed_sdk.findings.codes import operation as codes
from sellxed_sdk.vendor._access import lock_channel
from sellxed_sdk.vendor._destination import (
    Compare,
    History,
    Upload,
    open_destination,
    shown_address,
)
from sellxed_sdk.vendor._workspace import Vendor

__all__ = ["fetch_channel", "upload_channel"]


def upload_channel(
    vendor: Vendor,
    address: str,
    *,
    compare: Compare = "sizes",
    history: History = "follow",
    progress: Callable[[int, int], None] | None = None,
) -> Upload:
    """Bring what is published to where shops read it; nothing there is removed.

    It may break off anywhere, and goes on when it is run again. Every file is compared
    with what is signed before it leaves, so damage stays here.

    Args:
        vendor: The vendor directory.
        address: A directory, or a URL of fsspec as ``s3://bucket/channel``. Credentials come
            from where its driver looks for them.
        compare: ``contents`` reads every file that is there and repairs it; ``sizes`` asks
            for a list alone.
        history: ``replace`` where a stolen key has signed what is there: it need not be
            followed, once the newest root does not name that key any more.
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
            refuse=partial(_refuse, codes.UPLOAD_REFUSED, address),
            progress=progress,
            compare=compare,
            history=history,
        )


def fetch_channel(
    vendor: Vendor, address: str, *, progress: Callable[[int, int], None] | None = None
) -> Upload:
    """Bring what shops read to here, where another machine has signed it.

    Read with the client that shops use, from the trust bundle's root on; facts and archives
    are compared with what is signed. What is here has to be a former state of the same channel,
    or nothing: so a directory ``repository`` that was lost comes back. Where what is there is a
    former state of what is here, there is nothing to fetch.

    Args:
        vendor: The vendor directory.
        address: As for `upload_channel`.
        progress: Called with the files done and the files to do.

    Raises:
        PublishError: What is there is damaged or forged, what is here has another history,
            or a transfer failed.
        ConfigurationError: As for `upload_channel`.
    """
    from sellxed_sdk.vendor._mirror import is_former, mirror_channel
    from sellxed_sdk.vendor._transfer import transfer

    source = open_destination(address)
    refuse = partial(_refuse, codes.FETCH_REFUSED, address)
    with lock_channel(vendor), TemporaryDirectory(prefix="sellxed-") as name:
        if is_former(source, vendor.repository_directory):
            return Upload(files=(), size=0, present=0)
        anchor = vendor.trust().channel
        published = mirror_channel(
            source,
            Path(name),
            here=vendor.repository_directory,
            root=anchor.root if anchor else b"",
            refuse=refuse,
        )
        here = open_destination(str(vendor.repository_directory))
        return transfer(Path(name), published, here, refuse=refuse, progress=progress)


def _refuse(code: Code, address: str, detail: str) -> PublishError:
    return code.error(PublishError, address=shown_address(address), detail=detail, step="transfer")
