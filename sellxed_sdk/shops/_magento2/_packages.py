"""Composer's packages of a shop, and what they say about others."""

from __future__ import annotations

import posixpath
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._module import Module

__all__ = ["Packages", "declarations_of", "read_packages"]

MAX_COMPOSER_BYTES = 20_000_000


@attrs.frozen(kw_only=True, eq=False)
class Packages:
    """What Composer knows."""

    listed: list[dict[str, object]]
    """What is locked, and then what is installed."""
    installed: list[tuple[Path, dict[str, object]]]
    """What is installed, with its directory."""


def read_packages(files: ShopFiles) -> Packages:
    """Read the lists of Composer."""
    place = files.root / "vendor" / "composer"
    locked = _entries(files, files.root / "composer.lock")
    installed = _entries(files, place / "installed.json")
    return Packages(
        listed=[*locked, *installed],
        installed=[(_home(place, package), package) for package in installed],
    )


def _home(place: Path, package: dict[str, object]) -> Path:
    path, name = package.get("install-path"), package.get("name")
    home = path if isinstance(path, str) and path else f"../{name or '?'}"
    return Path(posixpath.normpath((place / home).as_posix()))


def _entries(files: ShopFiles, path: Path) -> list[dict[str, object]]:
    found = files.mapping(path, max_bytes=MAX_COMPOSER_BYTES) if files.is_file(path) else {}
    packages = found.get("packages")
    entries = packages if isinstance(packages, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def declarations_of(files: ShopFiles, module: Module) -> tuple[Declaration, ...]:
    return ()
