"""Where Odoo is, and where its add-ons are."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._odoo._text import parse_python, read_literal

__all__ = ["MANIFESTS", "ModulePlace", "Source", "find_modules", "find_source", "is_odoo"]

# The first of them that a directory has counts.
MANIFESTS = ("__manifest__.py", "__openerp__.py", "__terp__.py")
_PACKAGES = ("odoo", "openerp")
_RELEASE = "release.py"
_LEVELS = {"alpha": "alpha", "beta": "beta", "candidate": "rc"}
_MAX_LOOKED_AT = 2_000
_SERIES = re.compile(r"(?:saas[~-])?[0-9]{1,9}\.[0-9]{1,9}")


@attrs.frozen(kw_only=True)
class Source:
    """Odoo itself."""

    package: Path
    """The directory of its Python package, ``odoo`` or ``openerp``."""
    series: str | None
    """As ``17.0`` or ``saas~12.5``."""
    version: str | None
    """The series, and the level of what is not final, as ``18.0alpha1``."""

    @property
    def addons(self) -> tuple[Path, ...]:
        """The directories of the add-ons that come with it, in the order in which they count."""
        return self.package / "addons", self.package.parent / "addons"


@attrs.frozen(kw_only=True)
class ModulePlace:
    """One add-on."""

    name: str
    """The name of its directory, which is its identifier."""
    directory: Path
    """Where it is."""
    manifest: Path
    """The file that makes it one."""
    is_shipped: bool
    """Whether it lies among the add-ons that come with Odoo."""


def is_odoo(path: Path) -> bool:
    """Whether a directory has Odoo itself, or add-ons, in it or one level below."""
    if any((path / package / _RELEASE).is_file() for package in _PACKAGES):
        return True
    below = list(_directories(path, _MAX_LOOKED_AT))
    if any(_manifest(entry) for entry in below):
        return True
    left = _MAX_LOOKED_AT
    for entry in below:
        deeper = list(_directories(entry, left))
        left -= len(deeper)
        has_source = any((entry / package / _RELEASE).is_file() for package in _PACKAGES)
        if has_source or any(_manifest(place) for place in deeper):
            return True
    return False


def _directories(path: Path, most: int) -> Iterator[Path]:
    try:
        with os.scandir(path) as found:
            for entry in islice(found, most):
                if not entry.name.startswith(".") and entry.is_dir():
                    yield path / entry.name
    except OSError:
        return


def _manifest(directory: Path) -> Path | None:
    return next((p for name in MANIFESTS if (p := directory / name).is_file()), None)


def find_source(files: ShopFiles) -> Source | None:
    """Return Odoo itself, in the root or one level below; None where it is elsewhere."""
    for parent in (files.root, *_below(files, files.root)):
        for name in _PACKAGES:
            release = parent / name / _RELEASE
            if files.is_file(release):
                series, version = _version(files, release)
                return Source(package=parent / name, series=series, version=version)
    return None


def _version(files: ShopFiles, path: Path) -> tuple[str | None, str | None]:
    tree = parse_python(files, path)
    values: dict[str, object] = {}
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(target, node.value, values)
    info = values.get("version_info")
    if isinstance(info, tuple) and len(info) >= 2:
        series = f"{_word(info[0])}.{_word(info[1])}"
        level = _LEVELS.get(_word(info[3]), "") if len(info) > 3 else ""
        serial = _word(info[4]) if level and len(info) > 4 else ""
        if _SERIES.fullmatch(series):
            return series, f"{series}{level}{serial}"
    written = values.get("version")
    match = _SERIES.match(written) if isinstance(written, str) else None
    if match is not None and isinstance(written, str):
        return match[0], written[:64]
    files.note(path, "the version is not written there as a literal")
    return None, None


def _word(value: object) -> str:
    is_number = isinstance(value, int) and 0 <= value < 1_000_000
    return str(value)[:50] if is_number or isinstance(value, str) else ""


def _assign(target: ast.expr, value: ast.expr, values: dict[str, object]) -> None:
    """Remember what a literal is called; names that are known by then stand for their values."""
    names = target.elts if isinstance(target, (ast.List, ast.Tuple)) else [target]
    parts = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
    try:
        found = [
            values.get(part.id) if isinstance(part, ast.Name) else read_literal(part)
            for part in parts
        ]
    except ValueError:
        return
    if len(names) > 1:
        for name, entry in zip(names, found, strict=False):
            if isinstance(name, ast.Name):
                values[name.id] = entry
    elif isinstance(target, ast.Name):
        values[target.id] = found[0] if parts == [value] else tuple(found)


def find_modules(files: ShopFiles, source: Source | None) -> Iterator[ModulePlace]:
    """Yield every add-on, those that come with Odoo first.

    A directory with a manifest is one. They are looked for among the add-ons of Odoo, in the
    root, and in the directories of the root that are none themselves.
    """
    shipped = source.addons if source is not None else ()
    for directory in shipped:
        yield from _modules(files, directory, is_shipped=True)
    others = []
    for entry in _below(files, files.root):
        if files.is_directory(entry) and entry not in shipped:
            found = list(_modules(files, files.root, only=entry))
            yield from found
            others += [] if found else [entry]
    for entry in others:
        yield from _modules(files, entry)


def _modules(
    files: ShopFiles, directory: Path, *, only: Path | None = None, is_shipped: bool = False
) -> Iterator[ModulePlace]:
    for entry in [only] if only is not None else _below(files, directory):
        manifest = next((p for name in MANIFESTS if files.is_file(p := entry / name)), None)
        if manifest is not None:
            yield ModulePlace(
                name=entry.name, directory=entry, manifest=manifest, is_shipped=is_shipped
            )


def _below(files: ShopFiles, directory: Path) -> Iterator[Path]:
    for entry in files.children(directory):
        if not entry.name.startswith(".") and files.is_directory(entry):
            yield entry
