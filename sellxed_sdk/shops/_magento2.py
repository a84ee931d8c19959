"""Magento 2, Adobe Commerce and Mage-OS.

Which modules run is in ``app/etc/config.php``, so no database is needed. The file is
read as text: it is PHP, and nothing of a shop is executed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._system import ShopSystem
from sellxed_sdk.shops._xml import read_xml

__all__ = ["MAGENTO2"]

SYSTEM = "magento2"
CONFIG = Path("app/etc/config.php")
CONSOLE = Path("bin/magento")
MAX_CONFIG_BYTES = 1_000_000
MAX_COMPOSER_BYTES = 20_000_000
MAX_MODULE_BYTES = 200_000

_EDITION = re.compile(r"(?:magento|mage-os)/product-[a-z]+-edition")
# Strings first, as they may hold what looks like a comment. What is never closed goes on
# to the end, so that the search takes linear time.
_STRING_OR_COMMENT = re.compile(
    r"""('(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?)|/\*(?:.*?\*/|.*)|(?://|\#)[^\n]*""", re.DOTALL
)
_MODULES = re.compile(r"""['"]modules['"]\s*=>\s*(?:\[|array\s*\()([^\])]*)""")
_MODULE = re.compile(r"""['"]([A-Za-z0-9]+_[A-Za-z0-9_]+)['"]\s*=>\s*['"]?(1|0|true|false)\b""")


def _is_magento2(root: Path) -> bool:
    return (root / CONFIG).is_file() or (root / CONSOLE).is_file()


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:  # noqa: ARG001
    root = files.root
    states = _read_states(files, root / CONFIG)
    found: dict[str, Plugin] = {}
    manifests: dict[str, dict[str, object]] = {}
    for directory, manifest in _directories(files, root):
        name = _read_name(files, directory / "etc" / "module.xml")
        if name is not None and name not in found:
            path = files.relative(directory)
            manifests[name] = manifest
            version = _text(manifest.get("version"))
            found[name] = _plugin(name, version, path=path, states=states)
    for name, requires in _requires(manifests).items():
        found[name] = attrs.evolve(found[name], requires=requires)
    for name in states or ():
        # Switched on or off, and not where modules are looked for.
        found.setdefault(name, _plugin(name, None, path="", states=states))
    return ShopInventory(
        platform=SYSTEM,
        platform_version=_platform_version(files, root),
        plugins=tuple(sorted(found.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _plugin(
    name: str, version: str | None, *, path: str, states: dict[str, PluginState] | None
) -> Plugin:
    state, evidence = PluginState.UNKNOWN, ""
    if states is not None:
        # Magento loads what is listed with 1, and nothing else.
        state = states.get(name, PluginState.INACTIVE)
        evidence = CONFIG.as_posix() if name in states else f"not in {CONFIG.as_posix()}"
    return Plugin(
        uid=f"{SYSTEM}:{name}",
        name=name,
        version=version,
        state=state,
        evidence=evidence,
        kind="module",
        path=path,
    )


def _read_states(files: ShopFiles, path: Path) -> dict[str, PluginState] | None:
    text = files.whole(path, max_bytes=MAX_CONFIG_BYTES)
    match = _MODULES.search(_without_comments(text)) if text is not None else None
    if match is None:
        if text is not None:
            files.note(path, "it has no list of modules")
        return None
    return {
        name: PluginState.ACTIVE if value in ("1", "true") else PluginState.INACTIVE
        for name, value in _MODULE.findall(match[1])
    }


def _without_comments(text: str) -> str:
    return _STRING_OR_COMMENT.sub(lambda match: match[1] or " ", text)


def _requires(manifests: dict[str, dict[str, object]]) -> dict[str, tuple[str, ...]]:
    """Return what modules require, by their packages: ``module:disable`` looks there, too."""
    modules: dict[str, list[str]] = {}
    for name, manifest in manifests.items():
        modules.setdefault(_text(manifest.get("name")) or "", []).append(name)
    found = {}
    for name, manifest in manifests.items():
        needed = manifest.get("require")
        found[name] = tuple(
            f"{SYSTEM}:{other}"
            for package in (needed if isinstance(needed, dict) else ())
            if package
            for other in modules.get(package, ())
            if other != name
        )
    return found


def _directories(files: ShopFiles, root: Path) -> Iterator[tuple[Path, dict[str, object]]]:
    """Yield the directories of modules with their manifests; ``app/code`` comes first."""
    for vendor in files.children(root / "app" / "code"):
        for module in files.children(vendor) if files.is_directory(vendor) else ():
            if files.is_file(module / "etc" / "module.xml"):
                manifest = module / "composer.json"
                yield module, files.mapping(manifest, max_bytes=MAX_MODULE_BYTES)
    for package in _packages(files, root / "vendor" / "composer" / "installed.json"):
        if package.get("type") == "magento2-module":
            for directory in _module_directories(package):
                path = root / "vendor" / "composer" / directory
                yield Path(posixpath.normpath(path.as_posix())), package


def _module_directories(package: dict[str, object]) -> Iterator[str]:
    """Yield where a package registers modules, relative to ``vendor/composer``."""
    home = _text(package.get("install-path")) or f"../{_text(package.get('name')) or '?'}"
    autoload = package.get("autoload")
    scripts = autoload.get("files") if isinstance(autoload, dict) else None
    for script in scripts if isinstance(scripts, list) else ():
        if isinstance(script, str) and posixpath.basename(script) == "registration.php":
            yield posixpath.join(home, posixpath.dirname(script))


def _packages(files: ShopFiles, path: Path) -> list[dict[str, object]]:
    if not files.is_file(path):
        return []
    packages = files.mapping(path, max_bytes=MAX_COMPOSER_BYTES).get("packages")
    entries = packages if isinstance(packages, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def _platform_version(files: ShopFiles, root: Path) -> str | None:
    lists = (root / "composer.lock", root / "vendor" / "composer" / "installed.json")
    for path in lists:
        for package in _packages(files, path):
            if _EDITION.fullmatch(_text(package.get("name")) or ""):
                return _text(package.get("version"))
    files.note(root / "composer.lock", "it does not name the edition and version")
    return None


def _read_name(files: ShopFiles, path: Path) -> str | None:
    text = files.whole(path, max_bytes=MAX_MODULE_BYTES)
    if text is None:
        return None
    try:
        module = read_xml(text).find("module")
    except ValueError as error:
        files.note(path, str(error))
        return None
    name = module.get("name") if module is not None else ""
    if not name:
        files.note(path, "it does not name a module")
    return name or None


def _text(value: object) -> str | None:
    return value[:200] if isinstance(value, str) and value else None


MAGENTO2 = ShopSystem(platform=SYSTEM, title="Magento 2", recognise=_is_magento2, read=_read)
