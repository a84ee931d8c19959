"""Building a release: a reproducible archive with a signed manifest of every file inside."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from packaging.version import InvalidVersion, Version

from sellxed_sdk.errors import ChannelError, PublishError
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.integrity import (
    MANIFEST_FILE,
    MANIFEST_TYP,
    FileDigest,
    Manifest,
    find_path_fault,
    read_tree,
)
from sellxed_sdk.signing import (
    TRUST_FILE,
    JsonObject,
    Keyring,
    Signer,
    format_instant,
    sign_jws,
)
from sellxed_sdk.updates import stage_release

__all__ = ["ReleaseFacts", "build_release", "read_archive"]

LEFT_OUT = ("*__pycache__/*", "*.pyc", ".git/*", ".DS_Store", "*/.DS_Store", MANIFEST_FILE)
# Earliest date of the format; the same files always give the same archive.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@attrs.frozen(kw_only=True)
class ReleaseFacts:
    """What a release says about itself."""

    product: str
    """The product."""
    version: str
    """PEP 440."""
    published_at: datetime
    """Publishing date, aware; decides for ever which licences cover the release."""
    requires: tuple[tuple[str, str], ...] = ()
    """What it needs, as ``("php", ">=8.1")``."""
    free_security: bool = False
    """Whether it is free for everyone."""
    local: tuple[str, ...] = ()
    """Patterns of files that rightly differ or appear in a shop."""


def build_release(
    source: Path, *, facts: ReleaseFacts, trust: str, signer: Signer, output: Path
) -> Path:
    """Pack a module's directory into ``<product>-<version>.zip``.

    Args:
        source: The module's directory; becomes ``<product>/`` in the archive.
        facts: What the release says about itself.
        trust: Text of the trust bundle, which is packed beside the code.
        signer: The vendor's release key.
        output: Directory to write to; made where missing.

    Raises:
        PublishError: Links, unreadable files, odd names, nothing to pack, or a
            version that is not PEP 440.
    """
    try:
        Version(facts.version)
    except InvalidVersion:
        raise _refuse(source, f"'{facts.version}' is not a version of PEP 440") from None
    contents = _read_source(source)
    contents[TRUST_FILE] = trust.encode("utf-8")
    contents[MANIFEST_FILE] = _sign(contents, facts, signer).encode("ascii")
    path = output / f"{facts.product}-{facts.version}.zip"
    output.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(f"{facts.product}/{name}", date_time=_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[name])
    temporary.replace(path)
    return path


def read_archive(path: Path, *, keyring: Keyring) -> Manifest:
    """Check an archive as shops will, and return its manifest.

    Raises:
        PublishError: No archive, a path that leaves it, no genuine manifest, or a file
            that differs from the manifest.
    """
    with TemporaryDirectory(prefix="sellxed-") as directory:
        try:
            return stage_release(path, Path(directory), keyring=keyring).manifest
        except ChannelError as error:
            raise codes.ARCHIVE_REFUSED.error(
                PublishError, path=str(path), detail=str(error.context["detail"]), step="archive"
            ) from None


def _read_source(source: Path) -> dict[str, bytes]:
    if not source.is_dir():
        raise _refuse(source, "it is no directory")
    tree = read_tree(source)
    if tree.unreadable:
        first = tree.unreadable[0]
        raise _refuse(source, f"{first.path} cannot be read: {first.reason}")
    contents: dict[str, bytes] = {}
    for file in tree.files:
        if any(fnmatchcase(file.path, pattern) for pattern in LEFT_OUT):
            continue
        fault = find_path_fault(file.path)
        if fault:
            raise _refuse(source, f"{file.path}: {fault}")
        contents[file.path] = (source / file.path).read_bytes()
    if not contents:
        raise _refuse(source, "it has no files")
    return contents


def _sign(contents: Mapping[str, bytes], facts: ReleaseFacts, signer: Signer) -> str:
    files: list[JsonObject] = []
    for name in sorted(contents):
        digest = _digest(name, contents[name])
        files.append({"path": digest.path, "size": digest.size, "sha256": digest.sha256})
    claims: JsonObject = {
        "prd": facts.product,
        "ver": facts.version,
        "published": format_instant(facts.published_at),
        "free_security": facts.free_security,
        "requires": dict(facts.requires),
        "local": [*facts.local],
        "files": [*files],
    }
    return sign_jws(claims, typ=MANIFEST_TYP, signer=signer)


def _digest(name: str, data: bytes) -> FileDigest:
    return FileDigest(path=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def _refuse(source: Path, detail: str) -> PublishError:
    return codes.RELEASE_SOURCE_REFUSED.error(
        PublishError, path=str(source), detail=detail, step="release"
    )
