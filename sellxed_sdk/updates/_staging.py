"""Staging: a verified release as a directory, ready to be installed by somebody else.

The SDK never installs into a running shop. What lies here is complete and as the
vendor shipped it; how it gets into place is the business of the shop's own tools.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.errors import SellxedError, StoreError, StoreUnwritableError
from sellxed_sdk.findings.codes import downloads as codes
from sellxed_sdk.integrity import (
    MANIFEST_FILE,
    Manifest,
    check_integrity,
    read_tree,
    verify_manifest,
)
from sellxed_sdk.signing import Keyring
from sellxed_sdk.updates._archive import MAX_MANIFEST_BYTES, refuse, unpack_archive
from sellxed_sdk.updates._store import sync_directory

__all__ = ["StagedRelease", "read_staged", "stage_release"]

UNFINISHED = ".sellxed-new-"
# A process that still unpacks after a day has been killed.
UNFINISHED_SECONDS = 86_400
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,63}")


@attrs.frozen(kw_only=True)
class StagedRelease:
    """A release that lies ready, as the vendor shipped it."""

    path: Path
    """Its directory: the files of the module, with the manifest among them."""
    manifest: Manifest = attrs.field(repr=False)
    """The verified manifest."""

    @property
    def product(self) -> str:
        """The product."""
        return self.manifest.product

    @property
    def version(self) -> str:
        """The release."""
        return self.manifest.version


def stage_release(
    archive: Path,
    directory: Path,
    *,
    keyring: Keyring,
    keep: int = 1,
    product: str | None = None,
    version: str | None = None,
) -> StagedRelease:
    """Unpack a downloaded release to ``<directory>/<product>-<version>``; installs nothing.

    It appears there as a whole and verified, file by file against the signed manifest
    inside, or not at all. A release that lies there already is left alone.

    Args:
        archive: As `UpdateClient.download_target` brought it.
        directory: Where releases lie ready; made where missing. Not where the shop runs from.
        keyring: The vendor's keys, from the trust bundle.
        keep: How many releases of this product that were staged before are kept for going
            back; older ones are removed, unless they were changed or a link beside them
            leads there.
        product: The product that it has to be.
        version: The version that it has to be.

    Raises:
        ChannelError: The archive is damaged, dangerous, not the vendor's, or another release.
        StoreError: Something else has the name; `StoreUnwritableError` where the directory
            cannot be written.
    """
    unfinished = directory / f"{UNFINISHED}{secrets.token_hex(8)}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(directory)
        unfinished.mkdir()
        try:
            manifest = unpack_archive(
                archive, unfinished, keyring=keyring, product=product, version=version
            )
            staged = _place(unfinished, directory, manifest, archive, keyring)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise codes.DOWNLOAD_UNWRITABLE.error(
            StoreUnwritableError,
            path=str(error.filename or directory),
            detail=error.strerror or type(error).__name__,
        ) from error
    _remove_older(staged, directory, keyring, max(keep, 0))
    return staged


def read_staged(
    directory: Path, *, keyring: Keyring, product: str | None = None
) -> tuple[StagedRelease, ...]:
    """Return the releases that lie ready, the one staged last first: the next is to go back to.

    Args:
        directory: As given to `stage_release`.
        keyring: The vendor's keys, from the trust bundle.
        product: Only those of this product.

    Returns:
        Those that are as the vendor shipped them; reads all their files. Never raises.
    """
    found: list[tuple[int, str, StagedRelease]] = []
    for path in _directories(directory):
        with contextlib.suppress(OSError):
            staged = _read(path, keyring)
            if staged is not None and product in (None, staged.product):
                # The directory's own time changes with every file beside.
                written = (path / MANIFEST_FILE).stat().st_mtime_ns
                found.append((written, path.name, staged))
    return tuple(staged for *_, staged in sorted(found, key=lambda f: f[:2], reverse=True))


def _place(
    unfinished: Path, directory: Path, manifest: Manifest, archive: Path, keyring: Keyring
) -> StagedRelease:
    if not (_NAME.fullmatch(manifest.product) and _NAME.fullmatch(manifest.version)):
        raise refuse(archive, "its product or version cannot be the name of a directory")
    path = directory / f"{manifest.product}-{manifest.version}"
    for below, _, _ in os.walk(unfinished):
        sync_directory(Path(below))
    staged = StagedRelease(path=path, manifest=manifest)
    if path.is_symlink() or path.exists():
        return _found(staged, keyring)
    try:
        unfinished.rename(path)
    except OSError:
        if not path.exists():
            raise
        return _found(staged, keyring)  # another process was faster
    sync_directory(directory)
    return staged


def _found(staged: StagedRelease, keyring: Keyring) -> StagedRelease:
    if not staged.path.is_symlink() and _read(staged.path, keyring) == staged:
        return staged
    raise codes.STAGE_OCCUPIED.error(StoreError, path=str(staged.path))


def _read(path: Path, keyring: Keyring) -> StagedRelease | None:
    """Return the release that a directory is, if it is named after it and unmodified."""
    file = path / MANIFEST_FILE
    if file.is_symlink() or not file.is_file():
        return None
    with file.open("rb") as opened:
        token = opened.read(MAX_MANIFEST_BYTES + 1)
    try:
        manifest = verify_manifest(token.decode("ascii", "replace"), keyring=keyring)
    except SellxedError:
        return None
    named = path.name == f"{manifest.product}-{manifest.version}"
    if not named or not check_integrity(manifest, tree=read_tree(path)):
        return None
    return StagedRelease(path=path, manifest=manifest)


def _directories(directory: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        for path in directory.iterdir():
            if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
                yield path


def _remove_unfinished(directory: Path) -> None:
    for path in directory.glob(f"{UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if path.is_dir() and time.time() - path.lstat().st_mtime > UNFINISHED_SECONDS:
                shutil.rmtree(path)


def _remove_older(staged: StagedRelease, directory: Path, keyring: Keyring, keep: int) -> None:
    others = [
        other
        for other in read_staged(directory, keyring=keyring, product=staged.product)
        if other.path != staged.path
    ]
    for other in others[keep:]:
        with contextlib.suppress(OSError):
            if _is_linked(other.path, directory):
                continue
            # Renamed first: what is half removed is no release any more.
            removed = directory / f"{UNFINISHED}{secrets.token_hex(8)}"
            other.path.rename(removed)
            shutil.rmtree(removed, ignore_errors=True)


def _is_linked(path: Path, directory: Path) -> bool:
    """Whether a link beside it leads there, as of a shop that runs from ``current``."""
    real = path.resolve()
    links = (entry.resolve() for entry in directory.iterdir() if entry.is_symlink())
    return any(target == real or real in target.parents for target in links)
