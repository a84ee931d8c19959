"""WordPress and WooCommerce.

Follows the platform's own rules: plugins are PHP files with a header, directly in
``plugins/`` or one directory below; must-use plugins and drop-ins always run; which
others run is in the database, so it is unknown unless the caller has evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._files import ShopFiles

__all__ = ["SYSTEM", "is_wordpress", "read_wordpress"]

SYSTEM = "wordpress"
HEADER_BYTES = 8_192  # what WordPress itself reads
VERSION_FILE = Path("wp-includes/version.php")
# The names that WordPress loads by themselves from wp-content.
DROP_INS = (
    "advanced-cache.php",
    "db.php",
    "db-error.php",
    "fatal-error-handler.php",
    "install.php",
    "maintenance.php",
    "object-cache.php",
    "php-error.php",
)

_VERSION = re.compile(r"""^\s*\$wp_version\s*=\s*['"]([^'"]{1,64})['"]""", re.MULTILINE)


def is_wordpress(root: Path) -> bool:
    """Whether this is the root of a WordPress installation."""
    return (root / VERSION_FILE).is_file()


def read_wordpress(root: Path, *, states: Mapping[str, PluginState]) -> ShopInventory:
    """Take inventory of a WordPress installation. Executes nothing.

    Args:
        root: The directory with ``wp-includes``.
        states: What the caller knows, by plugin id (the directory's or file's name).
    """
    files = ShopFiles(root)
    content = root / "wp-content"
    plugins = [
        *_plugins(files, content / "plugins", states),
        *_must_use(files, content / "mu-plugins"),
        *_drop_ins(files, content),
        *_themes(files, content / "themes"),
    ]
    found = {plugin.uid: plugin for plugin in reversed(plugins)}
    woocommerce = found.get(f"{SYSTEM}:woocommerce")
    return ShopInventory(
        platform=SYSTEM,
        platform_version=_platform_version(files, root / VERSION_FILE),
        platforms=(("woocommerce", woocommerce.version),)
        if woocommerce and woocommerce.version
        else (),
        plugins=tuple(sorted(found.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _platform_version(files: ShopFiles, path: Path) -> str | None:
    text = files.head(path, max_bytes=HEADER_BYTES)
    match = _VERSION.search(text) if text else None
    return match[1] if match else None


def _plugins(
    files: ShopFiles, directory: Path, states: Mapping[str, PluginState]
) -> Iterator[Plugin]:
    for entry in files.children(directory):
        if entry.is_dir():
            candidates = [path for path in files.children(entry) if path.suffix == ".php"]
            identifier = entry.name
        elif entry.suffix == ".php":
            candidates, identifier = [entry], entry.stem
        else:
            continue
        yield from _first(files, candidates, identifier, states)


def _first(
    files: ShopFiles,
    candidates: list[Path],
    identifier: str,
    states: Mapping[str, PluginState],
) -> Iterator[Plugin]:
    for path in candidates:
        text = files.head(path, max_bytes=HEADER_BYTES)
        name = _header(text, "Plugin Name") if text else None
        if text is None or name is None:
            continue
        state = states.get(identifier, PluginState.UNKNOWN)
        yield Plugin(
            uid=f"{SYSTEM}:{identifier}",
            name=name,
            version=_header(text, "Version"),
            state=state,
            evidence="given list" if identifier in states else "",
            path=files.relative(path),
        )
        return


def _must_use(files: ShopFiles, directory: Path) -> Iterator[Plugin]:
    for path in files.children(directory):
        if path.suffix != ".php" or not path.is_file():
            continue
        text = files.head(path, max_bytes=HEADER_BYTES)
        if text is None:
            continue
        yield Plugin(
            uid=f"{SYSTEM}:mu-plugins/{path.stem}",
            name=_header(text, "Plugin Name") or path.name,
            version=_header(text, "Version"),
            state=PluginState.ACTIVE,
            evidence="must-use plugins always run",
            kind="must-use",
            path=files.relative(path),
        )


def _drop_ins(files: ShopFiles, content: Path) -> Iterator[Plugin]:
    for name in DROP_INS:
        path = content / name
        if not path.is_file():
            continue
        text = files.head(path, max_bytes=HEADER_BYTES)
        if text is None:
            continue
        yield Plugin(
            uid=f"{SYSTEM}:drop-ins/{path.stem}",
            name=_header(text, "Plugin Name") or name,
            version=_header(text, "Version"),
            state=PluginState.ACTIVE,
            evidence="drop-ins are loaded by their name",
            kind="drop-in",
            path=files.relative(path),
        )


def _themes(files: ShopFiles, directory: Path) -> Iterator[Plugin]:
    for entry in files.children(directory):
        style = entry / "style.css"
        if not entry.is_dir() or not style.is_file():
            continue
        text = files.head(style, max_bytes=HEADER_BYTES)
        name = _header(text, "Theme Name") if text else None
        if text is None or name is None:
            continue
        yield Plugin(
            uid=f"{SYSTEM}:themes/{entry.name}",
            name=name,
            version=_header(text, "Version"),
            kind="theme",
            path=files.relative(style),
        )


def _header(text: str, field: str) -> str | None:
    """Return a header field as WordPress reads it: also behind ``*``, ``#`` and ``//``."""
    pattern = rf"^(?:[ \t]*<\?php)?[ \t/*#@]*{re.escape(field)}:(.*)$"
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    match = re.search(pattern, normal, re.IGNORECASE | re.MULTILINE)
    if match is None:
        return None
    value = re.sub(r"\s*(?:\*/|\?>).*", "", match[1]).strip()
    return value[:200] or None
