"""The inventory of a WordPress shop."""

from __future__ import annotations

import re
from pathlib import Path

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._system import ShopSystem
from sellxed_sdk.shops._wordpress._claims import claim_places
from sellxed_sdk.shops._wordpress._headers import HEADER_BYTES, SYSTEM
from sellxed_sdk.shops._wordpress._plugins import find_plugins

__all__ = ["WORDPRESS"]

VERSION_FILE = Path("wp-includes/version.php")

_VERSION = re.compile(r"""^[ \t]*\$wp_version\s*=\s*['"]([^'"]{1,64})['"]""", re.MULTILINE)


def _is_wordpress(root: Path) -> bool:
    return (root / VERSION_FILE).is_file()


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    found = find_plugins(files, files.root / "wp-content", evidence)
    plugins = {plugin.uid: plugin for plugin in claim_places(files, found)}
    woocommerce = plugins.get(f"{SYSTEM}:woocommerce")
    return ShopInventory(
        platform=SYSTEM,
        platform_version=_platform_version(files, files.root / VERSION_FILE),
        platforms=(("woocommerce", woocommerce.version),)
        if woocommerce and woocommerce.version
        else (),
        plugins=tuple(sorted(plugins.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _platform_version(files: ShopFiles, path: Path) -> str | None:
    text = files.head(path, max_bytes=HEADER_BYTES)
    match = _VERSION.search(text) if text else None
    if text and match is None:
        files.note(path, "it does not say the version")
    return match[1] if match else None


WORDPRESS = ShopSystem(
    platform=SYSTEM,
    title="WordPress with WooCommerce",
    recognise=_is_wordpress,
    read=_read,
)
