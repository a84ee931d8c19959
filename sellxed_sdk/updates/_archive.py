"""Unpacks an archive of a release, of which nothing is believed but the signed manifest.

The manifest inside says which files there are and how large: whatever else an archive
holds, or claims to hold, is refused before it is written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from sellxed_sdk.errors import ChannelError, SellxedError
from sellxed_sdk.findings.codes import downloads as codes
from sellxed_sdk.integrity import (
    MANIFEST_FILE,
    FileDigest,
    Manifest,
    check_integrity,
    find_path_fault,
    read_tree,
    verify_manifest,
)
from sellxed_sdk.signing import Keyring
from sellxed_sdk.updates._names import find_collision, find_windows_fault

__all__ = ["MAX_MANIFEST_BYTES", "refuse", "unpack_archive"]

MAX_ARCHIVE_BYTES = 500_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_MANIFEST_BYTES = 16_000_000
# The standard library reads the whole directory, so what it says of its size is looked at first.
MAX_DIRECTORY_BYTES = 8_000_000
MAX_ENTRIES = 100_000
MAX_COMMENT_BYTES = 1 << 16
CHUNK_BYTES = 1 << 18

_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE = b"PK\x05\x06"
_LOCATOR_SIGNATURE = b"PK\x06\x07"
_LOCATOR_BYTES = 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
# What the standard library raises for damaged archives, beside its own error.
_DAMAGE = (
    OSError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    EOFError,
    struct.error,
    LookupError,
)


def unpack_archive(
    path: Path,
    destination: Path,
    *,
    keyring: Keyring,
    product: str | None = None,
    version: str | None = None,
) -> Manifest:
    """Unpack a release into an empty directory, without the directory it is packed in.

    Args:
        path: The archive.
        destination: Empty, and nobody else's; what is there after an error is no release.
        keyring: Knows the vendor's release keys.
        product: The product that it has to be.
        version: The version that it has to be.

    Returns:
        The verified manifest; every file on disk is as it says.

    Raises:
        ChannelError: No archive, no genuine manifest, another release, or anything in it
            that the manifest does not list.
        OSError: The destination cannot be written.
    """
    with _opened(path) as archive:
        entries = _list(archive, path)
        token = _read_token(archive, entries, path)
        manifest = _verify(token, entries, path, keyring)
        _check_release(manifest, path, product=product, version=version)
        _check_listed(entries, manifest, path)
        for digest in manifest.files:
            _extract(archive, entries[digest.path], destination, digest, path)
    _write(destination / MANIFEST_FILE, [token])
    report = check_integrity(manifest, tree=read_tree(destination))
    if not report:
        raise refuse(path, "what was written differs from its manifest")
    return manifest


def refuse(path: Path, detail: str) -> ChannelError:
    """Build the error for an archive that is not unpacked; the caller raises it."""
    return codes.STAGE_ARCHIVE_REFUSED.error(ChannelError, path=str(path), detail=detail)


def _check_directory(file: IO[bytes], path: Path) -> None:
    """Look at the end of the archive as `zipfile` will, before it reads what is announced."""
    size = file.seek(0, os.SEEK_END)
    if size > MAX_ARCHIVE_BYTES:
        raise refuse(path, f"it has more than {MAX_ARCHIVE_BYTES} bytes")
    file.seek(max(0, size - MAX_COMMENT_BYTES - _END.size - _LOCATOR_BYTES))
    tail = file.read()
    at = len(tail) - _END.size
    if at < 0 or tail[at : at + 4] != _END_SIGNATURE or tail[-2:] != b"\0\0":
        at = tail.rfind(_END_SIGNATURE)
    if at < 0 or len(tail) - at < _END.size:
        raise refuse(path, "it is no zip archive")
    if at >= _LOCATOR_BYTES and tail[at - _LOCATOR_BYTES :].startswith(_LOCATOR_SIGNATURE):
        raise refuse(path, "it has the form for very large archives")
    _, _, _, _, count, directory_bytes, _, _ = _END.unpack_from(tail, at)
    if count > MAX_ENTRIES or directory_bytes > MAX_DIRECTORY_BYTES:
        raise refuse(path, "it lists too many files")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            _check_directory(file, path)
            archive = stack.enter_context(zipfile.ZipFile(file))
        except _DAMAGE as error:
            raise refuse(path, _words(error)) from None
        yield archive


def _list(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the files by their path below the one directory that all are packed in."""
    entries: dict[str, zipfile.ZipInfo] = {}
    tops: set[str] = set()
    for entry in archive.infolist():
        name = entry.orig_filename
        fault = _find_fault(entry)
        if fault:
            raise refuse(path, f"{name[:200]!a}: {fault}")
        top, _, below = name.partition("/")
        tops.add(top)
        if name.endswith("/"):
            continue
        if not below or below in entries or len(tops) > 1:
            raise refuse(path, f"{name[:200]!a} is there twice, or not in the one directory")
        entries[below] = entry
    collision = find_collision(entries)
    if collision:
        raise refuse(path, f"{collision!a} differs from another name in letter case only")
    return entries


def _find_fault(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename
    # The library cuts names and turns separators; what it would write is what is checked.
    if name != entry.filename:
        return "it has an odd name"
    fault = find_path_fault(name.removesuffix("/"))
    if not fault and os.name == "nt":
        fault = find_windows_fault(name.removesuffix("/"))
    if fault:
        return fault
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFDIR if name.endswith("/") else stat.S_IFREG):
        return "it is neither a plain file nor a directory"
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        return "it is encrypted or packed in an unusual way"
    return ""


def _read_token(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], path: Path) -> bytes:
    entry = entries.get(MANIFEST_FILE)
    if entry is None or entry.file_size > MAX_MANIFEST_BYTES:
        raise refuse(path, f"it has no {MANIFEST_FILE}")
    return b"".join(_chunks(archive, entry, path))


def _verify(
    token: bytes, entries: dict[str, zipfile.ZipInfo], path: Path, keyring: Keyring
) -> Manifest:
    try:
        manifest = verify_manifest(token.decode("ascii"), keyring=keyring)
    except UnicodeDecodeError:
        raise refuse(path, f"its {MANIFEST_FILE} is damaged") from None
    except SellxedError as error:
        raise refuse(path, str(error).rstrip(".")) from None
    if entries[MANIFEST_FILE].orig_filename != f"{manifest.product}/{MANIFEST_FILE}":
        raise refuse(path, f"it is not packed in the directory {manifest.product}")
    return manifest


def _check_release(
    manifest: Manifest, path: Path, *, product: str | None, version: str | None
) -> None:
    if product not in (None, manifest.product) or version not in (None, manifest.version):
        raise refuse(path, f"it is {manifest.product} {manifest.version} by its manifest")


def _check_listed(entries: dict[str, zipfile.ZipInfo], manifest: Manifest, path: Path) -> None:
    """Every file is listed, with its size, and every listed one is there."""
    listed = {file.path: file.size for file in manifest.files}
    found = {name: entry.file_size for name, entry in entries.items() if name != MANIFEST_FILE}
    if sum(listed.values()) > MAX_UNPACKED_BYTES:
        raise refuse(path, f"it unpacks to more than {MAX_UNPACKED_BYTES} bytes")
    if found != listed:
        differing = sorted(dict(found.items() ^ listed.items()))
        raise refuse(path, f"it differs from its manifest: {differing[0]!a}")


def _extract(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    destination: Path,
    expected: FileDigest,
    path: Path,
) -> None:
    digest = hashlib.sha256()

    def counted() -> Iterator[bytes]:
        for chunk in _chunks(archive, entry, path):
            digest.update(chunk)
            yield chunk

    target = destination / expected.path
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(target, counted())
    if digest.hexdigest() != expected.sha256:
        raise refuse(path, f"it differs from its manifest: {expected.path!a}")


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """Give the content, never more than the directory of the archive says."""
    left = entry.file_size
    try:
        with archive.open(entry) as file:
            # Read to the end, also for nothing: the library compares the checksum there.
            while chunk := file.read(CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    break
                yield chunk
    except _DAMAGE as error:
        raise refuse(path, _words(error)) from None
    if left:
        raise refuse(path, f"{entry.orig_filename!a} has another size than announced")


def _write(target: Path, chunks: Iterable[bytes]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(target, flags, 0o666), "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _words(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).rstrip(".")[:200]
