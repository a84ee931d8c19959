"""What the shop says as a whole: which modules run, in which order, and its version."""

from __future__ import annotations

import re
from pathlib import Path

from sellxed_sdk.shops._composer import Packages
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._packages import PRODUCT
from sellxed_sdk.shops._php import PhpArray, PhpValue

__all__ = ["CONFIG", "find_version", "read_switches"]

CONFIG = Path("app/etc/config.php")
MAX_MANIFEST_BYTES = 1_000_000

_MODULE = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9_]+")
# As in Magento's ComposerInformation, and as its forks name them.
_ROOT = re.compile(r"magento/magento2.e|mage-os/mageos-magento2")


def read_switches(files: ShopFiles) -> dict[str, bool] | None:
    """Return which modules are switched on, in the order in which they are loaded.

    Returns:
        None where ``app/etc/config.php`` has no list that can be read, which is noted.
    """
    path = files.root / CONFIG
    found = files.php(path)
    if found is None:
        return None
    config = found.returned()
    modules = config.get("modules") if config is not None else None
    if not isinstance(modules, PhpArray):
        files.note(path, "it has no list of modules")
        return None
    switches: dict[str, bool] = {}
    for name, value in modules.items:
        is_on = _switch(value)
        if isinstance(name, str) and _MODULE.fullmatch(name) and is_on is not None:
            switches[name] = is_on
    if len(switches) < len({str(name) for name, _ in modules.items}):
        files.note(path, "some of its list of modules is not literal")
    return switches


def _switch(value: PhpValue) -> bool | None:
    """Return what Magento takes a value of the list for: anything that is not empty is on."""
    if isinstance(value, str):
        return value not in ("", "0")
    return bool(value) if isinstance(value, bool | int | float) else None


def find_version(files: ShopFiles, packages: Packages) -> str | None:
    """Return the version of the shop system, as ``ProductMetadata::getVersion`` does.

    Args:
        files: The shop.
        packages: What Composer locked and installed.
    """
    for package in (*packages.locked, *packages.installed):
        if package.version is not None and PRODUCT.fullmatch(package.name):
            return package.version
    root = files.mapping(files.root / "composer.json", max_bytes=MAX_MANIFEST_BYTES)
    name, version = root.get("name"), root.get("version")
    if isinstance(name, str) and isinstance(version, str) and version and _ROOT.fullmatch(name):
        return version[:200]
    files.note(files.root / "composer.lock", "it does not name the edition and version")
    return None
