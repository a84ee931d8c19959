"""Where an OXID shop keeps what: three generations of it, and the version."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles

__all__ = ["Layout", "Package", "find_layout", "is_oxid", "read_core_package", "read_version"]

MAX_PACKAGES_BYTES = 20_000_000
MAX_TEXT_BYTES = 100_000
VERSION_FILE = Path("Core/ShopVersion.php")
OLD_CONFIG_FILE = Path("core/oxconfig.php")  # of the 4 series
CORE_PACKAGE = "oxid-esales/oxideshop-ce"
EDITIONS = ("ee", "pe")
ENGINES = ("smarty", "twig")

_VERSION = re.compile(r"""\breturn\s*['"]([^'"]{1,64})['"]""")
_NUMBER = re.compile(r"\b([0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})\b")
_COMPILATION = re.compile(r"oxid-esales/oxideshop-metapackage-[cpe]e")


@attrs.frozen(kw_only=True)
class Package:
    """A Composer package that is installed."""

    name: str
    """As ``vendor/payment``."""
    directory: Path
    """Where it lies."""
    manifest: Mapping[str, object] = attrs.field(eq=False)
    """What Composer says about it, as in its ``composer.json``."""

    @property
    def target(self) -> str:
        """Where it is copied to, below ``source/modules``, as up to version 6; empty if not."""
        extra = self.manifest.get("extra")
        shop = extra.get("oxideshop") if isinstance(extra, dict) else None
        target = shop.get("target-directory") if isinstance(shop, dict) else None
        return target.strip("/") if isinstance(target, str) else ""


@attrs.frozen(kw_only=True)
class Layout:
    """Where a shop keeps what."""

    root: Path
    """The project; of the 4 series the web root."""
    source: Path
    """Where ``modules`` is."""
    cores: tuple[Path, ...]
    """Directories with ``Core`` and ``Application``: the community edition's, and above it
    those of the others."""
    is_old: bool = False
    """Whether it is of the 4 series: no name spaces."""
    packages: tuple[Package, ...] = ()
    """What Composer installed."""

    @property
    def engines(self) -> frozenset[str]:
        """What templates are written for, from version 7 on: the one that is installed.

        Both where that is not known. Many modules bring templates for both.
        """
        names = {entry.name for entry in self.packages}
        found = {name for name in ENGINES if f"oxid-esales/{name}-component" in names}
        return frozenset(found or ENGINES)


def is_oxid(root: Path) -> bool:
    """Whether a directory is the root of an OXID shop, or its ``source``."""
    places = (root / "source", root, root / "vendor" / CORE_PACKAGE / "source")
    return any(
        (place / mark).is_file() for place in places for mark in (VERSION_FILE, OLD_CONFIG_FILE)
    )


def find_layout(files: ShopFiles) -> Layout:
    """Find where a shop keeps what."""
    root = files.root
    source = root / "source" if files.is_directory(root / "source") else root
    # Composer puts the core into vendor, and only what may be changed into source.
    vendor = root / "vendor" / "oxid-esales"
    places = (source, vendor / "oxideshop-ce" / "source")
    cores = [place for place in places if files.is_file(place / VERSION_FILE)][:1]
    editions = [vendor / f"oxideshop-{edition}" for edition in EDITIONS]
    cores += [place for place in editions if files.is_directory(place)]
    is_old = not cores and files.is_file(source / OLD_CONFIG_FILE)
    return Layout(
        root=root,
        source=source,
        cores=(source,) if is_old else tuple(cores),
        is_old=is_old,
        packages=_packages(files, root / "vendor" / "composer" / "installed.json"),
    )


def read_version(files: ShopFiles, layout: Layout) -> str | None:
    """Return the version that the shop shows, or None where files do not tell."""
    for core in layout.cores:
        path = core / VERSION_FILE
        text = files.head(path, max_bytes=MAX_TEXT_BYTES) if files.is_file(path) else None
        match = _VERSION.search(text) if text else None
        if match is not None:
            return match[1]
    for package in layout.packages:
        version = package.manifest.get("version")
        if _COMPILATION.fullmatch(package.name) and isinstance(version, str):
            return version.removeprefix("v")[:64]
    path = layout.source / "pkg.info"
    text = files.head(path, max_bytes=MAX_TEXT_BYTES) if files.is_file(path) else None
    match = _NUMBER.search(text) if text else None
    if match is None:
        files.note(layout.source, "no file says the version: it is in the database")
    return match[1] if match else None


def read_core_package(layout: Layout) -> tuple[tuple[str, str], ...]:
    """Return the version of the core's package, which modules name in ``composer.json``.

    It is another one than the version that the shop shows.
    """
    versions = (e.manifest.get("version") for e in layout.packages if e.name == CORE_PACKAGE)
    found = next((text for text in versions if isinstance(text, str) and text), None)
    return ((f"composer:{CORE_PACKAGE}", found[:64]),) if found else ()


def _packages(files: ShopFiles, path: Path) -> tuple[Package, ...]:
    if not files.is_file(path):
        return ()
    packages = []
    for entry in _entries(files, path):
        name = entry.get("name")
        if not isinstance(name, str) or not name:
            continue
        place = entry.get("install-path")
        relative = place if isinstance(place, str) and place else f"../{name}"
        directory = posixpath.normpath((path.parent / relative).as_posix())
        packages.append(Package(name=name, directory=Path(directory), manifest=entry))
    return tuple(packages)


def _entries(files: ShopFiles, path: Path) -> list[dict[str, object]]:
    value = files.json(path, max_bytes=MAX_PACKAGES_BYTES)
    # Composer 1 wrote the list alone.
    packages = value.get("packages") if isinstance(value, dict) else value
    entries = packages if isinstance(packages, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]
