"""Composer's packages of a shop, and what they say about others."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.versions import convert_constraint

__all__ = ["Manifest", "Packages", "declare", "read_manifest", "read_packages"]

MAX_LIST_BYTES = 20_000_000
MAX_MANIFEST_BYTES = 200_000
MAX_DECLARATIONS = 500
MAX_TEXT = 200

_NAME = re.compile(r"[a-z0-9](?:[_.-]?[a-z0-9]+)*/[a-z0-9](?:[_.-]*[a-z0-9]+)*", re.IGNORECASE)
_RELATIONS = (("conflict", "conflicts"), ("require", "requires"))


@attrs.frozen(kw_only=True, eq=False)
class Manifest:
    """A ``composer.json``, or what Composer remembers of one."""

    home: Path
    """The directory of the package."""
    data: Mapping[str, object]
    """What it says; empty where there is none."""
    text: str | None = None
    """Its text, where that was read."""

    @property
    def name(self) -> str:
        """Name of the package, as ``vendor/payment``; empty where it has none."""
        return self._text("name")

    @property
    def version(self) -> str | None:
        """Its version as it is written; None where it does not say."""
        return self._text("version") or None

    @property
    def type(self) -> str:
        """Type of the package, as ``magento2-module``; ``library`` where it does not say."""
        return self._text("type") or "library"

    def _text(self, name: str) -> str:
        value = self.data.get(name)
        return value[:MAX_TEXT] if isinstance(value, str) else ""


@attrs.frozen(kw_only=True, eq=False)
class Packages:
    """What Composer knows of a shop."""

    locked: tuple[Manifest, ...]
    """What ``composer.lock`` names; the directories are where they would be."""
    installed: tuple[Manifest, ...]
    """What is installed, with its directory."""

    def version(self, *names: str) -> str | None:
        """Return the version of the first of some packages that is there, locked or installed."""
        for name in names:
            for package in (*self.locked, *self.installed):
                if package.name == name and package.version is not None:
                    return package.version
        return None


def read_packages(files: ShopFiles) -> Packages:
    """Read the lists of Composer, of its first version as well.

    Args:
        files: The shop; the lists are ``composer.lock`` and ``vendor/composer/installed.json``.
    """
    place = files.root / "vendor" / "composer"
    return Packages(
        locked=tuple(_entries(files, files.root / "composer.lock", place)),
        installed=tuple(_entries(files, place / "installed.json", place)),
    )


def read_manifest(files: ShopFiles, directory: Path) -> Manifest:
    """Read the ``composer.json`` of a directory; without one, the data is empty."""
    path = directory / "composer.json"
    text = files.whole(path, max_bytes=MAX_MANIFEST_BYTES) if files.is_file(path) else None
    data = _parse(files, path, text) if text is not None else None
    return Manifest(home=directory, data=data if isinstance(data, dict) else {}, text=text)


def declare(
    files: ShopFiles,
    manifest: Manifest,
    *,
    platforms: Mapping[str, str],
    is_told: Callable[[str], bool] = lambda _: False,
) -> tuple[Declaration, ...]:
    """Return what a manifest says of others: ``conflict``, and ``require`` of platforms.

    What it requires beside the platforms, Composer has installed. What is no range of
    versions, as a branch, is noted and left out: it does not mean "any".

    Args:
        files: The shop.
        manifest: What is read.
        platforms: Packages that are the shop system, as ``{"shopware/core": "shopware6"}``;
            ``php`` is known.
        is_told: Whether a package that is required is of interest; none but platforms where
            it is not given.
    """
    found = _declarations(files, manifest, {"php": "php", **platforms}, is_told)
    return tuple(islice(found, MAX_DECLARATIONS))


def _declarations(
    files: ShopFiles,
    manifest: Manifest,
    platforms: Mapping[str, str],
    is_told: Callable[[str], bool],
) -> Iterator[Declaration]:
    path, text = manifest.home / "composer.json", manifest.text
    for section, relation in _RELATIONS:
        entries = manifest.data.get(section)
        for name, written in entries.items() if isinstance(entries, dict) else ():
            target = platforms.get(name) or _target(name)
            is_wanted = name in platforms or relation == "conflicts" or is_told(name)
            if not target or not is_wanted or not isinstance(written, str):
                continue
            versions = convert_constraint(written)
            if versions is None:
                files.note(path, f"what it says of {name} is no range of versions")
                continue
            if text is None:
                text = files.whole(path, max_bytes=MAX_MANIFEST_BYTES) or ""
            yield Declaration(
                relation=relation,
                target=target,
                versions=versions or None,
                written=written[:MAX_TEXT],
                source=f"composer.json {section}",
                path=files.relative(path),
                line=_line(text, section, name),
            )


def _target(name: str) -> str:
    return f"composer:{name}" if len(name) <= MAX_TEXT and _NAME.fullmatch(name) else ""


def _line(text: str, section: str, name: str) -> int:
    begin = text.find(f'"{section}"')
    # Composer's own files have slashes as they are; JSON may write them with a backslash.
    places = [text.find(f'"{spelt}"', begin) for spelt in (name, name.replace("/", "\\/"))]
    found = min((place for place in places if place > begin >= 0), default=-1)
    return text.count("\n", 0, found) + 1 if found >= 0 else 0


def _entries(files: ShopFiles, path: Path, place: Path) -> Iterator[Manifest]:
    text = files.whole(path, max_bytes=MAX_LIST_BYTES) if files.is_file(path) else None
    found = _parse(files, path, text) if text is not None else None
    packages = found.get("packages") if isinstance(found, dict) else found
    for entry in packages if isinstance(packages, list) else ():
        if isinstance(entry, dict):
            yield Manifest(home=_home(place, entry), data=entry)


def _home(place: Path, package: Mapping[str, object]) -> Path:
    path, name = package.get("install-path"), package.get("name")
    home = path if isinstance(path, str) and path else f"../{name or '?'}"
    return Path(posixpath.normpath((place / home).as_posix()))


def _parse(files: ShopFiles, path: Path, text: str) -> object:
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        files.note(path, "it is not JSON")
        return None
