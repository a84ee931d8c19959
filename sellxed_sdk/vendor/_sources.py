"""The channel as the vendor edits it, apart from the hashed files that are served."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.signing import JsonObject, dump_json
from sellxed_sdk.vendor._workspace import Vendor, replace_text

if TYPE_CHECKING:
    from sellxed_sdk.vendor._repository import Repository

__all__ = ["list_entries", "load_source", "open_repository", "publish_document", "save_source"]


def publish_document(vendor: Vendor, target: str, text: str, now: datetime) -> None:
    """Publish a document of the vendor's and keep its source."""
    repository = open_repository(vendor)
    repository.put_target(target, text.encode("ascii"))
    repository.publish(now=now)
    save_source(vendor, target, text)


def open_repository(vendor: Vendor) -> Repository:
    """Open the TUF repository."""
    from sellxed_sdk.vendor._repository import Repository

    return Repository.open(
        vendor.repository_directory,
        keys_dir=vendor.keys_directory,
        passphrase=vendor.passphrase,
    )


def load_source(vendor: Vendor, target: str) -> bytes:
    """Read what is published, or nothing where it was not yet."""
    try:
        return _path(vendor, target).read_bytes()
    except FileNotFoundError:
        return b""


def save_source(vendor: Vendor, target: str, text: str) -> None:
    """Keep what was published."""
    path = _path(vendor, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, text)


def list_entries(product: str, entries: tuple[JsonObject, ...]) -> bytes:
    """Return the file that lists the releases, or their notes, of a product."""
    return dump_json({"schema": 1, "product": product, "releases": [*entries]}).encode("utf-8")


def _path(vendor: Vendor, target: str) -> Path:
    return vendor.directory / "channel" / target
