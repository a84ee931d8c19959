"""Composer's packages of a shop, and what they say about others."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._constraints import read_constraint
from sellxed_sdk.shops._magento2._module import SYSTEM, Module

__all__ = ["Packages", "find_declarations", "read_packages"]

MAX_COMPOSER_BYTES = 20_000_000
MAX_MANIFEST_BYTES = 200_000
MAX_DECLARATIONS = 500

_NAME = re.compile(r"[a-z0-9](?:[_.-]?[a-z0-9]+)*/[a-z0-9](?:[_.-]*[a-z0-9]+)*", re.IGNORECASE)
_PRODUCT = re.compile(r"(?:magento|mage-os)/product-[a-z]+-edition")
_RELATIONS = (("conflict", "conflicts"), ("require", "requires"))


@attrs.frozen(kw_only=True, eq=False)
class Packages:
    """What Composer knows."""

    listed: list[dict[str, object]]
    """What is locked, and then what is installed."""
    installed: list[tuple[Path, dict[str, object]]]
    """What is installed, with its directory."""


def read_packages(files: ShopFiles) -> Packages:
    """Read the lists of Composer, of its first version as well."""
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
    text = files.whole(path, max_bytes=MAX_COMPOSER_BYTES) if files.is_file(path) else None
    if text is None:
        return []
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        files.note(path, "it is not JSON")
        return []
    packages = found.get("packages") if isinstance(found, dict) else found
    entries = packages if isinstance(packages, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def find_declarations(
    files: ShopFiles, modules: list[Module]
) -> dict[str, tuple[Declaration, ...]]:
    """Return what modules say about packages, by name.

    Of several modules of one package, the first that runs says it. The core's packages say
    nothing that Composer has not seen to.

    Args:
        files: The shop.
        modules: All modules.
    """
    speakers: dict[Path, Module] = {}
    for module in sorted(modules, key=lambda module: (module.is_active is False, module.name)):
        if not module.is_core and module.source.data:
            speakers.setdefault(module.source.home, module)
    return {
        m.name: tuple(islice(_declarations(files, m), MAX_DECLARATIONS)) for m in speakers.values()
    }


def _declarations(files: ShopFiles, module: Module) -> Iterator[Declaration]:
    path, text = module.source.home / "composer.json", module.source.text
    if text is None and files.is_file(path):
        text = files.whole(path, max_bytes=MAX_MANIFEST_BYTES)
    for section, relation in _RELATIONS:
        entries = module.source.data.get(section)
        for name, written in entries.items() if isinstance(entries, dict) else ():
            target = _target(name, relation)
            if not target or not isinstance(written, str):
                continue
            versions = read_constraint(written)
            if versions is None:
                files.note(path, f"what it says of {name} is no range of versions")
                continue
            yield Declaration(
                relation=relation,
                target=target,
                versions=versions or None,
                written=written,
                source=f"composer.json {section}",
                path=files.relative(path),
                line=_line(text or "", section, name),
            )


def _target(name: str, relation: str) -> str:
    """Return what a package is called in declarations; empty for what does not matter here."""
    if name == "php":
        return name
    if len(name) > 200 or not _NAME.fullmatch(name):
        return ""
    if _PRODUCT.fullmatch(name):
        return SYSTEM
    # What it requires beside Magento, Composer has installed.
    is_shop = name.startswith(("magento/", "mage-os/"))
    return f"composer:{name}" if relation == "conflicts" or is_shop else ""


def _line(text: str, section: str, name: str) -> int:
    begin = text.find(f'"{section}"')
    # Composer's own files have slashes as they are; JSON may write them with a backslash.
    places = [text.find(f'"{spelt}"', begin) for spelt in (name, name.replace("/", "\\/"))]
    found = min((place for place in places if place > begin >= 0), default=-1)
    return text.count("\n", 0, found) + 1 if found >= 0 else 0
