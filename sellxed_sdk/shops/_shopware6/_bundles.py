"""Finding plugins and apps where Shopware's ``PluginFinder`` and ``AppLoader`` do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._composer import Manifest, Packages, read_manifest
from sellxed_sdk.shops._files import ShopFiles

__all__ = ["SYSTEM", "Bundle", "find_bundles"]

SYSTEM = "shopware6"
PLUGIN_TYPE = "shopware-platform-plugin"
MAX_APP_BYTES = 500_000
_CLASS = re.compile(r"\\?[A-Za-z_]\w*(?:\\[A-Za-z_]\w*)*")


@attrs.frozen(kw_only=True, eq=False)
class Bundle:
    """A plugin, or an app."""

    name: str
    """The technical name, as ``SwagPayPal``."""
    title: str
    """As it calls itself."""
    version: str | None
    """As it says."""
    kind: str
    """``plugin``, ``app`` or ``core``."""
    directory: Path
    """Where it is."""
    sources: tuple[Path, ...] = ()
    """Where its classes are; the first has ``Resources``."""
    base_class: str = ""
    """Of a plugin, resolved."""
    manifest: Manifest | None = None
    """What Composer knows of it."""


def find_bundles(files: ShopFiles, packages: Packages) -> Iterator[Bundle]:
    """Yield plugins of ``custom`` and of Composer, then apps; each name once.

    Args:
        files: The shop.
        packages: What Composer knows.
    """
    seen: set[str] = set()
    custom = files.root / "custom"
    found = [
        *_local(files, custom / "plugins"),
        *_local(files, custom / "static-plugins"),
        *(package for package in packages.installed if package.type == PLUGIN_TYPE),
    ]
    for manifest in found:
        bundle = _bundle(files, manifest)
        if bundle is None:
            continue
        if bundle.name in seen:
            # A plugin of the directory that Composer knows as well, mostly by a link.
            continue
        seen.add(bundle.name)
        yield bundle
    for app in _apps(files, custom / "apps"):
        if app.name not in seen:
            seen.add(app.name)
            yield app


def _local(files: ShopFiles, directory: Path) -> Iterator[Manifest]:
    for entry in files.children(directory):
        if files.is_directory(entry) and files.is_file(entry / "composer.json"):
            manifest = read_manifest(files, entry)
            if manifest.type == PLUGIN_TYPE:
                yield manifest


def _bundle(files: ShopFiles, manifest: Manifest) -> Bundle | None:
    extra = manifest.data.get("extra")
    named = extra.get("shopware-plugin-class") if isinstance(extra, dict) else None
    if not isinstance(named, str) or len(named) > 200 or not _CLASS.fullmatch(named):
        files.note(manifest.home, "its composer.json does not name the class of the plugin")
        return None
    base_class = named.lstrip("\\")
    name = base_class.rpartition("\\")[2]
    is_added = manifest.home.is_relative_to(files.root / "custom")
    is_core = manifest.name.startswith("shopware/") and not is_added
    return Bundle(
        name=name,
        title=_label(extra.get("label") if isinstance(extra, dict) else None) or name,
        version=manifest.version,
        kind="core"
        if is_core and not manifest.home.is_relative_to(files.root / "custom")
        else "plugin",
        directory=manifest.home,
        sources=tuple(_sources(manifest, base_class)),
        base_class=base_class,
        manifest=manifest,
    )


def _label(labels: object) -> str:
    """Return the English label, else the first one."""
    if not isinstance(labels, dict):
        return ""
    texts = [labels.get("en-GB"), *labels.values()]
    return next((text[:200] for text in texts if isinstance(text, str) and text), "")


def _sources(manifest: Manifest, base_class: str) -> Iterator[Path]:
    """Yield the directories of classes: that of the base class comes first."""
    autoload = manifest.data.get("autoload")
    prefixes = autoload.get("psr-4") if isinstance(autoload, dict) else None
    pairs = [
        (prefix, place)
        for prefix, places in (prefixes.items() if isinstance(prefixes, dict) else ())
        for place in (places if isinstance(places, list) else [places])
        if isinstance(prefix, str) and isinstance(place, str) and ".." not in place.split("/")
    ]
    pairs.sort(key=lambda pair: not base_class.startswith(pair[0]))
    yield from dict.fromkeys(manifest.home / place.strip("/") for _, place in pairs[:20])


def _apps(files: ShopFiles, directory: Path) -> Iterator[Bundle]:
    for entry in files.children(directory):
        path = entry / "manifest.xml"
        if not files.is_directory(entry) or not files.is_file(path):
            continue
        root = files.xml(path, max_bytes=MAX_APP_BYTES)
        name = root.words("meta", "name") if root is not None else ""
        if root is None or not name:
            files.note(path, "it does not name the app") if root is not None else None
            continue
        yield Bundle(
            name=name[:200],
            title=root.words("meta", "label")[:200] or name[:200],
            version=root.words("meta", "version")[:200] or None,
            kind="app",
            directory=entry,
            sources=(entry,),
        )
