"""OpenCart 1.5 to 4, and forks that keep its layout, as ocStore.

Extensions are found where the platform lists them, modifications where it takes them from,
and what these make of the shop's own files is simulated.
"""

from __future__ import annotations

from pathlib import Path

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._opencart._extensions import read_extensions
from sellxed_sdk.shops._opencart._modifications import read_modifications
from sellxed_sdk.shops._opencart._names import SYSTEM
from sellxed_sdk.shops._opencart._platform import read_platform
from sellxed_sdk.shops._opencart._plugins import modification_plugins
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["OPENCART"]


def _is_opencart(root: Path) -> bool:
    return (
        (root / "system" / "startup.php").is_file()
        and (root / "system" / "engine").is_dir()
        and (root / "catalog" / "controller").is_dir()
    )


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    platform = read_platform(files)
    extensions = read_extensions(files, platform, evidence)
    taken = {plugin.uid for plugin in extensions}
    found = read_modifications(files, platform, evidence, taken=taken)
    plugins = [*extensions, *modification_plugins(files, platform, found)]
    return ShopInventory(
        platform=SYSTEM,
        platform_version=platform.version,
        plugins=tuple(sorted(plugins, key=lambda plugin: plugin.uid)),
        unread=tuple(dict.fromkeys(files.unread)),
    )


OPENCART = ShopSystem(platform=SYSTEM, title="OpenCart", recognise=_is_opencart, read=_read)
