"""Which modules there are: by the platform's own rule of each generation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._oxid._configuration import ShopConfiguration
from sellxed_sdk.shops._oxid._layout import Layout, Package

__all__ = ["ModulePlace", "find_places"]

METADATA_FILE = "metadata.php"
VENDOR_FILE = "vendormetadata.php"
MODULE_TYPE = "oxideshop-module"
MAX_MANIFEST_BYTES = 500_000
MAX_DEPTH = 10
# From here on modules stay where Composer puts them.
UNCOPIED_SINCE = 7


@attrs.frozen(kw_only=True)
class ModulePlace:
    """A directory with a module."""

    directory: Path
    """It has the ``metadata.php``."""
    name: str
    """The directory below ``modules``, which is the id of a module that names none."""
    package: str = ""
    """Its Composer package; empty where it has none."""
    manifest: Mapping[str, object] = attrs.field(eq=False, factory=dict)
    """Its ``composer.json``, or what Composer says about it."""
    manifest_path: Path | None = None
    """Where that was read."""
    manifest_text: str = attrs.field(default="", eq=False, repr=False)
    """What stands there; empty where it is from elsewhere."""
    home: Path | None = None
    """Where its package lies: what the autoloader's paths begin at."""


def find_places(
    files: ShopFiles,
    layout: Layout,
    configurations: tuple[ShopConfiguration, ...],
    *,
    version: str | None,
) -> Iterator[ModulePlace]:
    """Yield the directories of modules, each once.

    Args:
        files: The shop.
        layout: Where it keeps what.
        configurations: What is configured.
        version: Of the shop, where it is known.
    """
    is_uncopied = _is_uncopied(configurations, version)
    packages = {_home(layout, entry, is_uncopied=is_uncopied): entry for entry in _own(layout)}
    places = [
        entry.path
        for shop in configurations
        for entry in shop.modules.values()
        if entry.path is not None
    ]
    places += packages
    if not is_uncopied:
        places += _listed(files, layout.source / "modules", depth=0)
    for directory in dict.fromkeys(places):
        if files.is_file(directory / METADATA_FILE):
            yield _place(files, layout, directory, packages.get(directory))


def _is_uncopied(configurations: tuple[ShopConfiguration, ...], version: str | None) -> bool:
    if any(shop.is_split for shop in configurations):
        return True
    major = (version or "").partition(".")[0]
    return major.isdecimal() and int(major) >= UNCOPIED_SINCE


def _own(layout: Layout) -> Iterator[Package]:
    return (entry for entry in layout.packages if entry.manifest.get("type") == MODULE_TYPE)


def _home(layout: Layout, package: Package, *, is_uncopied: bool) -> Path:
    target = package.target or package.name
    if is_uncopied or ".." in Path(target).parts:
        return package.directory
    return layout.source / "modules" / target


def _listed(files: ShopFiles, directory: Path, *, depth: int) -> Iterator[Path]:
    """Yield what the platform finds up to version 6: a vendor's directory has a mark."""
    for entry in files.children(directory):
        if entry.name.startswith(".") or not files.is_directory(entry):
            continue
        if files.is_file(entry / VENDOR_FILE):
            if depth < MAX_DEPTH:
                yield from _listed(files, entry, depth=depth + 1)
        else:
            yield entry


def _place(
    files: ShopFiles, layout: Layout, directory: Path, package: Package | None
) -> ModulePlace:
    path = directory / "composer.json"
    text = files.whole(path, max_bytes=MAX_MANIFEST_BYTES) if files.is_file(path) else None
    manifest = _mapping(files, path, text or "")
    if not manifest and package is not None:
        manifest, path = dict(package.manifest), layout.root / "vendor/composer/installed.json"
    name = manifest.get("name")
    modules = layout.source / "modules"
    is_below = directory.is_relative_to(modules)
    return ModulePlace(
        directory=directory,
        name=directory.relative_to(modules).as_posix() if is_below else directory.name,
        package=package.name if package else name[:200] if isinstance(name, str) else "",
        manifest=manifest,
        manifest_path=path if manifest else None,
        manifest_text=text or "",
        home=package.directory if package else None,
    )


def _mapping(files: ShopFiles, path: Path, text: str) -> dict[str, object]:
    try:
        value = json.loads(text.removeprefix("\ufeff")) if text else {}
    except (ValueError, RecursionError):
        files.note(path, "it is not JSON")
        return {}
    return value if isinstance(value, dict) else {}
