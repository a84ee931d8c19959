"""Where a modified shop keeps what, and its version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles

__all__ = ["Piece", "find_admin", "find_pieces", "is_modified", "read_versions"]

VERSION = Path("includes/version.php")
OLD_VERSION = Path("includes/application_top.php")
EXTRA = Path("includes/extra")
MODULES = Path("includes/modules")
SHOP, ADMIN = "shop", "admin"
# Kinds of modules, as the shop's administration lists them.
_KINDS = {
    SHOP: (
        "checkout",
        "main",
        "order",
        "order_total",
        "payment",
        "product",
        "shipping",
        "shopping_cart",
        "xtcPrice",
    ),
    ADMIN: ("categories", "export", "system"),
}
MAX_BYTES = 100_000
MAX_DIRECTORIES = 500
_PROJECT = re.compile(r"""\bdefine\s*\(\s*['"](PROJECT_\w+)['"]\s*,\s*['"]([^'"]{0,100})['"]""")
_MARK = "PROJECT_MAJOR_VERSION"
_OLD_MARK = re.compile(r"""['"]PROJECT_VERSION['"]\s*,\s*['"]xtcModified(?:\s+v(\d[\w.]{0,20}))?""")
# Of what is in there, the shop includes what a request asks for: it is no point.
_ASKED_FOR = frozenset({"ajax"})
# What says in which order a file is included: ``10_acme.php``.
_NUMBER = re.compile(r"^\d+[_-]")
_DIGITS = re.compile(r"(\d+)")


@attrs.frozen(kw_only=True)
class Piece:
    """A file that belongs to a plugin."""

    code: str
    """Of the plugin, in lower case."""
    path: Path
    """The file."""
    area: str
    """``shop`` or ``admin``."""
    kind: str = ""
    """Of a module, as ``payment``; empty for a file that is included at a point."""
    point: str = ""
    """Where it is included, as ``checkout/checkout_process_end``."""
    place: int = 0
    """In the order in which the files of a point are included."""


def is_modified(root: Path) -> bool:
    """Whether a directory is the root of a modified shop; other forks are not."""
    for entry in islice(sorted(root.iterdir()), MAX_DIRECTORIES):
        if _MARK in _text(entry / VERSION):
            return True
    return _OLD_MARK.search(_text(root / OLD_VERSION)) is not None


def find_admin(files: ShopFiles) -> Path:
    """Return the directory of the administration, which is renamed in many shops."""
    for name in (VERSION, OLD_VERSION):
        for entry in files.children(files.root):
            path = entry / name
            if not files.is_file(path):
                continue
            text = files.head(path, max_bytes=MAX_BYTES) or ""
            if _MARK in text or _OLD_MARK.search(text) is not None:
                return entry
    return files.root / ADMIN


def read_versions(files: ShopFiles, admin: Path) -> tuple[str | None, str]:
    """Return the version, as ``3.3.0``, and the revision, as ``16825``; or nothing."""
    path = admin / VERSION
    text = files.head(path, max_bytes=MAX_BYTES) if files.is_file(path) else None
    found = {match[1]: match[2].strip() for match in _PROJECT.finditer(text or "")}
    major, minor = found.get(_MARK, ""), found.get("PROJECT_MINOR_VERSION", "")
    revision = found.get("PROJECT_REVISION", "")
    if major.isdecimal() and minor[:1].isdecimal():
        return f"{major}.{minor}", revision if revision.isdecimal() else ""
    old = admin / OLD_VERSION
    text = files.head(old, max_bytes=MAX_BYTES) if files.is_file(old) else None
    match = _OLD_MARK.search(text or "")
    if match is not None and match[1]:
        return match[1], ""
    files.note(path, "its version was not found")
    return None, ""


def find_pieces(files: ShopFiles, admin: Path) -> Iterator[Piece]:
    """Yield modules, and files that are included at a point, by the code of their plugin."""
    for base, area in ((files.root, SHOP), (admin, ADMIN)):
        for kind in _KINDS[area]:
            for path in files.children(base / MODULES / kind):
                is_hidden = path.name.startswith(".")
                if path.suffix == ".php" and not is_hidden and files.is_file(path):
                    yield Piece(code=_code(path), path=path, area=area, kind=kind)
        yield from _included(files, base / EXTRA, area)


def _included(files: ShopFiles, base: Path, area: str) -> Iterator[Piece]:
    by_point: dict[Path, list[Path]] = {}
    for name, _ in files.php_files(base, leave_out=_ASKED_FOR):
        path = Path(name)
        if path.parent != base:
            by_point.setdefault(path.parent, []).append(path)
    for directory, paths in by_point.items():
        for place, path in enumerate(sorted(paths, key=_natural)):
            point = directory.relative_to(base).as_posix()
            yield Piece(code=_code(path), path=path, area=area, point=point, place=place)


def _code(path: Path) -> str:
    """Return the name of a file without its number and what is behind the first dot."""
    name = path.name.partition(".")[0]
    return (_NUMBER.sub("", name) or name).lower()


def _natural(path: Path) -> tuple[tuple[int, int, str], ...]:
    """Return what sorts as ``natcasesort`` does: numbers by their value."""
    parts = (part for part in _DIGITS.split(path.name.lower()) if part)
    return tuple((0, int(part[:18]), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _text(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES).decode("utf-8", "replace")
