"""The files of the update channel: what is published, read and written."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

import attrs
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)

from sellxed_sdk.errors import PublishError
from sellxed_sdk.findings.codes import channel as codes

__all__ = [
    "Published",
    "check_product",
    "meta_of",
    "read_published",
    "role_of",
    "unwritable",
    "write_file",
]

# First segments of the paths that the top-level targets role holds itself.
_SHARED = ("compatibility", "licence")
# "online" is what the key of snapshot and timestamp is called.
_RESERVED = ("root", "targets", "snapshot", "timestamp", "online", *_SHARED)
_PRODUCT = r"[a-z0-9](?:[a-z0-9-]{0,39})"
_PATH = r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}/[A-Za-z0-9][A-Za-z0-9._+-]{0,99}"


@attrs.define(kw_only=True)
class Published:
    """The metadata of a repository."""

    root: Metadata[Root]
    snapshot: Metadata[Snapshot]
    timestamp: Metadata[Timestamp]
    roles: dict[str, Metadata[Targets]]
    """The top-level targets role and one for each product."""


def read_published(directory: Path) -> Published:
    """Read what shops read.

    Raises:
        PublishError: A file is missing or damaged.
    """
    metadata = directory / "metadata"
    try:
        versions = [int(path.name.split(".")[0]) for path in metadata.glob("*.root.json")]
        timestamp = Metadata[Timestamp].from_bytes((metadata / "timestamp.json").read_bytes())
        version = timestamp.signed.snapshot_meta.version
        data = (metadata / f"{version}.snapshot.json").read_bytes()
        snapshot = Metadata[Snapshot].from_bytes(data)
        root = Metadata[Root].from_bytes((metadata / f"{max(versions)}.root.json").read_bytes())
        roles = {
            name.removesuffix(".json"): Metadata[Targets].from_bytes(
                (metadata / f"{meta.version}.{name}").read_bytes()
            )
            for name, meta in snapshot.signed.meta.items()
        }
    except (OSError, ValueError, RepositoryError) as error:
        raise codes.PUBLISH_REPOSITORY_INVALID.error(
            PublishError,
            path=str(directory),
            detail=str(error).rstrip(".") or type(error).__name__,
            step="open",
        ) from error
    return Published(root=root, snapshot=snapshot, timestamp=timestamp, roles=roles)


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        name = path.with_name(f".new-{secrets.token_hex(8)}")
        with name.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        name.replace(path)
    except OSError as error:
        raise unwritable(error, path) from error


def unwritable(error: OSError, path: Path) -> PublishError:
    """Build the error for a directory that cannot be written; the caller raises it."""
    return codes.PUBLISH_UNWRITABLE.error(
        PublishError,
        path=str(path),
        detail=error.strerror or type(error).__name__,
        step="write",
    )


def role_of(path: str, products: tuple[str, ...]) -> str:
    """Return the role that signs a target.

    Raises:
        PublishError: The path has another form or belongs to no product.
    """
    prefix = path.partition("/")[0]
    detail = "the path has another form"
    if re.fullmatch(_PATH, path):
        if prefix in _SHARED:
            return "targets"
        if prefix in products:
            return prefix
        detail = f"there is no product '{prefix}'"
    raise codes.PUBLISH_TARGET_INVALID.error(
        PublishError, target=path[:200], detail=detail, step="target"
    )


def check_product(name: str) -> None:
    """Refuse what cannot be the name of a product.

    Raises:
        PublishError: The name has another form or is reserved.
    """
    detail = "" if re.fullmatch(_PRODUCT, name) else "it has another form"
    if detail or name in _RESERVED:
        raise codes.PUBLISH_PRODUCT_INVALID.error(
            PublishError, product=name[:100], detail=detail or "it is reserved", step="product"
        )


def meta_of(version: int, data: bytes) -> MetaFile:
    """Return what a snapshot or timestamp says about a metadata file."""
    return MetaFile(version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})
