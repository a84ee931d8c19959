"""The signed release manifest that ships inside every release."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import PurePosixPath

import attrs

from sellxed_sdk.signing import Fields, Keyring, Purpose, parse_jws, verify_jws

__all__ = [
    "MANIFEST_FILE",
    "MANIFEST_TYP",
    "FileDigest",
    "Manifest",
    "find_path_fault",
    "verify_manifest",
]

MANIFEST_FILE = "sellxed-release.jws"
MANIFEST_TYP = "sx-manifest+jwt"
MAX_CHARS = 16_000_000
MAX_FILES = 50_000


@attrs.frozen(kw_only=True)
class FileDigest:
    """One file: where, how large, which bytes."""

    path: str
    """Relative, with ``/``."""
    size: int
    """Bytes."""
    sha256: str
    """64 hexadecimal digits."""


@attrs.frozen(kw_only=True)
class Manifest:
    """What the vendor shipped."""

    product: str
    """The product."""
    version: str
    """The release."""
    published_at: datetime
    """Signed publishing date: what a licence's support period is compared with."""
    free_security: bool = False
    """Whether the release is free for everyone."""
    requires: tuple[tuple[str, str], ...] = ()
    """What it needs, as ``("php", ">=8.1")``."""
    files: tuple[FileDigest, ...] = ()
    """Every file, sorted by path."""
    local: tuple[str, ...] = ()
    """Patterns of files that rightly differ or appear, as ``config/*.json``."""

    @property
    def published_on(self) -> date:
        """The publishing day in UTC."""
        return self.published_at.astimezone(timezone.utc).date()


def find_path_fault(path: str) -> str:
    """Return why this cannot be the path of a file in a release, or an empty text."""
    if not path or len(path) > 500 or any(ord(c) < 32 for c in path):
        return "it is empty, too long or has control characters"
    if "\\" in path or ":" in path:
        return "it has a backslash or colon"
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or pure.as_posix() != path:
        return "it is not a plain relative path"
    return ""


def verify_manifest(token: str, *, keyring: Keyring) -> Manifest:
    """Return the manifest from its signed form (docs/formats/manifest.md).

    Raises:
        InvalidDocumentError: Not a manifest, or damaged.
        VerificationError: Not signed by a trusted release key that was in use when the
            release was published.
    """
    jws = parse_jws(token.strip(), max_chars=MAX_CHARS)
    key = keyring.get(jws.kid, Purpose.RELEASE)
    fields = verify_jws(jws, typ=MANIFEST_TYP, key=key, max_depth=4)
    published_at = fields.instant("published")
    key.verify_date(published_at)
    requires = fields.optional_section("requires")
    return Manifest(
        product=fields.text("prd", max_chars=64),
        version=fields.text("ver", max_chars=64),
        published_at=published_at,
        free_security=fields.boolean("free_security", default=False),
        requires=tuple((name, requires.text(name)) for name in requires) if requires else (),
        files=tuple(_parse_file(entry) for entry in fields.sections("files", max_items=MAX_FILES)),
        local=fields.texts("local", max_items=100, max_chars=200),
    )


def _parse_file(fields: Fields) -> FileDigest:
    path = fields.text("path", max_chars=500)
    fault = find_path_fault(path)
    if fault:
        raise fields.error("path", fault)
    return FileDigest(
        path=path,
        size=fields.integer("size"),
        sha256=fields.text("sha256", pattern=r"[0-9a-f]{64}"),
    )
