"""Miniature shop trees: real files as the platforms have them, a few lines each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["write_wordpress_shop"]


def write_wordpress_shop(
    directory: Path, *, version: str = "6.8.3", plugins: Iterable[tuple[str, str, str]] = ()
) -> Path:
    """Write a WordPress tree that the inventory reader takes for a shop.

    Args:
        directory: New or empty.
        version: Version of WordPress.
        plugins: Id, name and version of each plugin, as
            ``("woocommerce", "WooCommerce", "10.3.4")``.

    Returns:
        The directory.
    """
    _write(
        directory / "wp-includes" / "version.php",
        f"<?php\n/** The version of this installation. */\n$wp_version = '{version}';\n",
    )
    _write(directory / "index.php", "<?php\n// A shop for tests.\n")
    _write(
        directory / "wp-content" / "themes" / "plain" / "style.css",
        "/*\nTheme Name: Plain\nVersion: 1.0\n*/\n",
    )
    (directory / "wp-content" / "plugins").mkdir(parents=True, exist_ok=True)
    for identifier, name, plugin_version in plugins:
        _write(
            directory / "wp-content" / "plugins" / identifier / f"{identifier}.php",
            f"<?php\n/**\n * Plugin Name: {name}\n * Version: {plugin_version}\n */\n",
        )
    return directory


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
