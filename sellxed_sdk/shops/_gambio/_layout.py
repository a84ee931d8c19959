"""Where a Gambio shop keeps what, and its version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.shops._files import ShopFiles

__all__ = ["find_loose", "find_modules", "find_old", "is_gambio", "read_version"]

RELEASE = Path("release_info.php")
APPLICATION = Path("GambioCore/Application/Application.php")
# What only Gambio has: of 4 and 3, and of 2.
_MARKS = (Path("GXMainComponents"), Path("GXEngine"), Path("system/core/MainFactory.inc.php"))
MODULES = Path("GXModules")
LOOSE = (Path("GXUserComponents/overloads"), Path("user_classes/overloads"))
OLD = Path("includes/modules")
OLD_KINDS = ("payment", "shipping", "order_total")
MAX_BYTES = 200_000
_GX_VERSION = re.compile(r"""\$gx_version\s*=\s*['"]v?(\d[\w.+-]{0,50})""", re.IGNORECASE)
_CONSTANT = re.compile(r"""\bconst\s+(?:string\s+)?VERSION\s*=\s*['"]v?(\d[\w.+-]{0,50})""")


def is_gambio(root: Path) -> bool:
    """Whether a directory is the root of a Gambio shop; other forks of xt:Commerce are not."""
    path = root / RELEASE
    if path.is_file():
        with path.open("rb") as stream:
            if b"$gx_version" in stream.read(MAX_BYTES):
                return True
    return any((root / mark).exists() for mark in _MARKS)


def read_version(files: ShopFiles) -> str | None:
    """Return the version of the shop, as ``4.8.0.2``."""
    for name, pattern in ((RELEASE, _GX_VERSION), (APPLICATION, _CONSTANT)):
        path = files.root / name
        text = files.head(path, max_bytes=MAX_BYTES) if files.is_file(path) else None
        match = pattern.search(text or "")
        if match is not None:
            return match[1]
    files.note(files.root / RELEASE, "its version was not found")
    return None


def find_modules(files: ShopFiles) -> Iterator[Path]:
    """Yield the directories of modules: ``GXModules/<vendor>/<module>``."""
    for vendor in files.children(files.root / MODULES):
        if not files.is_directory(vendor):
            continue
        for module in files.children(vendor):
            if not module.name.startswith(".") and files.is_directory(module):
                yield module


def find_loose(files: ShopFiles) -> Iterator[Path]:
    """Yield the files of overloads that are in no module."""
    for base in LOOSE:
        for target in files.children(files.root / base):
            for path in files.children(target) if files.is_directory(target) else ():
                if path.suffix == ".php" and not path.name.startswith(".") and files.is_file(path):
                    yield path


def find_old(files: ShopFiles) -> Iterator[Path]:
    """Yield the modules of xt:Commerce: ``includes/modules/<kind>/<code>.php``."""
    for kind in OLD_KINDS:
        for path in files.children(files.root / OLD / kind):
            if path.suffix == ".php" and not path.name.startswith(".") and files.is_file(path):
                yield path
