"""Where a Shopware 5 shop keeps what, and its version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles

__all__ = ["PluginPlace", "find_engine", "find_places", "is_shopware5", "read_version"]

ENGINES = (Path("engine/Shopware"), Path("vendor/shopware/shopware/engine/Shopware"))
KERNEL = "Kernel.php"
APPLICATION = "Application.php"  # had the version up to 5.2
PLACEHOLDER = "___VERSION___"
MAX_SOURCE_BYTES = 200_000
MAX_LOCK_BYTES = 20_000_000
SHIPPED = "Default"
_POOLS = ("Local", "Community", SHIPPED)
_NAMESPACES = ("Backend", "Core", "Frontend")
_VERSION = re.compile(r"""(?:['"]version['"]\s*=>|\bVERSION\s*=)\s*['"]([^'"]{1,64})['"]""")


@attrs.frozen(kw_only=True)
class PluginPlace:
    """A directory with a plugin."""

    name: str
    """Its name, by which others know it."""
    directory: Path
    """Where it is."""
    main: Path
    """The file that makes it one."""
    is_legacy: bool = False
    """Whether it is of the kind before 5.2, with a ``Bootstrap.php``."""
    is_shipped: bool = False
    """Whether it comes with the shop system."""


def is_shopware5(root: Path) -> bool:
    """Whether a directory is the root of a Shopware 4 or 5 shop."""
    return any(
        (root / engine / name).is_file() for engine in ENGINES for name in (KERNEL, APPLICATION)
    )


def find_engine(files: ShopFiles) -> Path:
    """Return the directory of the shop system itself."""
    places = (files.root / engine for engine in ENGINES)
    return next((p for p in places if files.is_directory(p)), files.root / ENGINES[0])


def read_version(files: ShopFiles, engine: Path) -> str | None:
    """Return the version; None where there is only the placeholder of an unbuilt checkout."""
    for path in (engine / KERNEL, engine / APPLICATION):
        text = files.head(path, max_bytes=MAX_SOURCE_BYTES) if files.is_file(path) else None
        for match in _VERSION.finditer(text or ""):
            if match[1] != PLACEHOLDER and match[1][0].isdecimal():
                return match[1]
    lock = files.mapping(files.root / "composer.lock", max_bytes=MAX_LOCK_BYTES)
    packages = lock.get("packages")
    for entry in packages if isinstance(packages, list) else ():
        if isinstance(entry, dict) and entry.get("name") == "shopware/shopware":
            version = entry.get("version")
            if isinstance(version, str) and version:
                return version.removeprefix("v")[:64]
    files.note(engine / KERNEL, "it has no version: it is an unbuilt checkout")
    return None


def find_places(files: ShopFiles, engine: Path) -> Iterator[PluginPlace]:
    """Yield the directories with plugins, at the platform's own depth."""
    root = files.root
    for base in (root / "custom" / "plugins", root / "custom" / "project"):
        for entry in files.children(base):
            main = entry / f"{entry.name}.php"
            if not entry.name.startswith(".") and files.is_file(main):
                yield PluginPlace(name=entry.name, directory=entry, main=main)
    for base in dict.fromkeys(
        (engine / "Plugins", root / "engine/Shopware/Plugins", root / "Plugins")
    ):
        for pool in _POOLS:
            for namespace in _NAMESPACES:
                for entry in files.children(base / pool / namespace):
                    main = entry / "Bootstrap.php"
                    if not entry.name.startswith(".") and files.is_file(main):
                        yield PluginPlace(
                            name=entry.name,
                            directory=entry,
                            main=main,
                            is_legacy=True,
                            is_shipped=pool == SHIPPED,
                        )
