"""Miniature shop trees: real files as the platforms have them, a few lines each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

__all__ = ["write_magento2_shop", "write_wordpress_shop"]


def write_wordpress_shop(
    directory: Path, *, version: str = "6.8.3", plugins: Iterable[tuple[str, str, str]] = ()
) -> Path:
    """Write a WordPress tree that the inventory reader takes for a shop.

    Args:
        directory: New or empty.
        version: Version of WordPress.
        plugins: Id, name and version of each plugin, as
            ``("woocommerce", "WooCommerce", "10.3.4")``. An id that begins with
            ``mu-plugins/`` is a must-use plugin, as ``mu-plugins/loader``.

    Returns:
        The directory.
    """
    content = directory / "wp-content"
    _write(
        directory / "wp-includes" / "version.php",
        f"<?php\n/** The version of this installation. */\n$wp_version = '{version}';\n",
    )
    _write(directory / "index.php", "<?php\n// A shop for tests.\n")
    _write(content / "themes" / "plain" / "style.css", "/*\nTheme Name: Plain\nVersion: 1.0\n*/\n")
    (content / "plugins").mkdir(parents=True, exist_ok=True)
    for identifier, name, plugin_version in plugins:
        place = content / "plugins" / identifier / f"{identifier}.php"
        if identifier.startswith("mu-plugins/"):
            place = content / f"{identifier}.php"
        _write(place, f"<?php\n/**\n * Plugin Name: {name}\n * Version: {plugin_version}\n */\n")
    return directory


def write_magento2_shop(
    directory: Path, *, version: str = "2.4.8", modules: Iterable[tuple[str, str, bool]] = ()
) -> Path:
    """Write a Magento 2 tree that the inventory reader takes for a shop.

    Args:
        directory: New or empty.
        version: Version of the Community edition.
        modules: Name, version and whether it is switched on, of each module, as
            ``("Vendor_Payment", "1.2.0", True)``. They are put into ``app/code``.

    Returns:
        The directory.
    """
    states = []
    for name, module_version, is_active in modules:
        states.append(f"        '{name}' => {int(is_active)},\n")
        home = directory / "app" / "code" / Path(*name.split("_", 1))
        _write(home / "registration.php", "<?php\n// Registers the module.\n")
        _write(
            home / "etc" / "module.xml",
            f'<?xml version="1.0"?>\n<config>\n    <module name="{name}"/>\n</config>\n',
        )
        _write(
            home / "composer.json",
            json.dumps({"type": "magento2-module", "version": module_version}),
        )
    _write(
        directory / "app" / "etc" / "config.php",
        "<?php\nreturn [\n    'modules' => [\n" + "".join(states) + "    ]\n];\n",
    )
    edition = {"name": "magento/product-community-edition", "version": version}
    _write(directory / "composer.lock", json.dumps({"packages": [edition]}))
    return directory


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
