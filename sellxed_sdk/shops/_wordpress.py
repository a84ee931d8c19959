"""WordPress and WooCommerce.

Follows the platform's own rules: plugins are PHP files with a header, directly in
``plugins/`` or one directory below; must-use plugins and drop-ins always run; which
others run is in the database, so it is unknown unless the caller has evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["WORDPRESS"]

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

EMPTY_PAGE_BYTES = 30
_ALWAYS_ON = {
    "must-use": "must-use plugins always run",
    "drop-in": "drop-ins are loaded by their name",
}
# Headers that extensions of WooCommerce have, of which many do not name it as required.
_WOOCOMMERCE_HEADERS = ("WC requires at least", "WC tested up to")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PHP_BLANKS = " \t\n\r\0\v\f"
_VERSION = re.compile(r"""^[ \t]*\$wp_version\s*=\s*['"]([^'"]{1,64})['"]""", re.MULTILINE)


def _is_wordpress(root: Path) -> bool:
    return (root / VERSION_FILE).is_file()


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    root = files.root
    content = root / "wp-content"
    plugins = [
        *_plugins(files, content / "plugins", evidence),
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
    if text and match is None:
        files.note(path, "it does not say the version")
    return match[1] if match else None


def _plugins(files: ShopFiles, directory: Path, evidence: Evidence) -> Iterator[Plugin]:
    if not files.is_directory(directory):
        files.note(directory, "there is no such directory")
        return
    for entry in files.children(directory):
        if entry.name.startswith("."):
            continue
        if files.is_directory(entry):
            yield from _in_directory(files, entry, evidence)
        elif entry.suffix == ".php":
            yield from _plugin(files, entry, entry.stem, (entry.name, entry.stem), evidence)


def _in_directory(files: ShopFiles, directory: Path, evidence: Evidence) -> Iterator[Plugin]:
    """Yield the plugins of a directory; the main one has the name of the directory."""
    slug = directory.name
    candidates = [
        path
        for path in files.children(directory)
        if path.suffix == ".php" and not path.name.startswith(".")
    ]
    is_first = True
    for path in sorted(candidates, key=lambda path: path.stem != slug):
        identifier = slug if is_first else f"{slug}/{path.stem}"
        known = (f"{slug}/{path.name}", slug)
        for plugin in _plugin(files, path, identifier, known, evidence):
            is_first = False
            yield plugin


def _plugin(
    files: ShopFiles,
    path: Path,
    identifier: str,
    known: tuple[str, str],
    evidence: Evidence,
) -> Iterator[Plugin]:
    text = files.head(path, max_bytes=HEADER_BYTES)
    name = _header(text, "Plugin Name") if text else None
    if text is None or name is None:
        return
    given = evidence.find(*known)
    yield Plugin(
        uid=f"{SYSTEM}:{identifier}",
        name=name,
        version=_header(text, "Version"),
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        path=files.relative(path),
        requires=_requires(text, identifier),
    )


def _requires(text: str, identifier: str) -> tuple[str, ...]:
    """Return what a plugin requires, as WordPress reads it from version 6.5 on."""
    named = (_header(text, "Requires Plugins") or "").split(",")
    slugs = [slug for name in named if _SLUG.fullmatch(slug := name.strip())]
    if any(_header(text, field) for field in _WOOCOMMERCE_HEADERS):
        slugs.append("woocommerce")
    return tuple(f"{SYSTEM}:{slug}" for slug in dict.fromkeys(slugs) if slug != identifier)


def _must_use(files: ShopFiles, directory: Path) -> Iterator[Plugin]:
    for path in files.children(directory):
        if path.suffix != ".php" or path.name.startswith(".") or not files.is_file(path):
            continue
        text = files.head(path, max_bytes=HEADER_BYTES)
        # WordPress does not count the empty page that keeps a directory from being listed.
        if text is None or (path.name == "index.php" and len(text) <= EMPTY_PAGE_BYTES):
            continue
        yield _always_on(files, path, text, "mu-plugins", "must-use")


def _drop_ins(files: ShopFiles, content: Path) -> Iterator[Plugin]:
    for name in DROP_INS:
        path = content / name
        text = files.head(path, max_bytes=HEADER_BYTES) if files.is_file(path) else None
        if text is not None:
            yield _always_on(files, path, text, "drop-ins", "drop-in")


def _always_on(files: ShopFiles, path: Path, text: str, place: str, kind: str) -> Plugin:
    return Plugin(
        uid=f"{SYSTEM}:{place}/{path.stem}",
        name=_header(text, "Plugin Name") or path.name,
        version=_header(text, "Version"),
        state=PluginState.ACTIVE,
        evidence=_ALWAYS_ON[kind],
        kind=kind,
        path=files.relative(path),
    )


def _themes(files: ShopFiles, directory: Path) -> Iterator[Plugin]:
    for entry in files.children(directory):
        style = entry / "style.css"
        if not files.is_directory(entry) or not files.is_file(style):
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
    # WordPress cuts at the end of the comment; the length bounds the search for it.
    value = match[1].strip(_PHP_BLANKS)[:1_000]
    value = re.split(r"\*/|\?>", value, maxsplit=1)[0].strip(_PHP_BLANKS)
    return value[:200] or None


WORDPRESS = ShopSystem(
    platform=SYSTEM,
    title="WordPress with WooCommerce",
    recognise=_is_wordpress,
    read=_read,
)
