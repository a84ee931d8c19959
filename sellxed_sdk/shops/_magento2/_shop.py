"""Magento 2, Adobe Commerce and Mage-OS.

Which modules run is in ``app/etc/config.php``, so no database is needed. The file is
read as text: it is PHP, and nothing of a shop is executed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._composer import read_packages
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._claims import find_claims
from sellxed_sdk.shops._magento2._classes import Classes, psr4_of
from sellxed_sdk.shops._magento2._config import CONFIG, find_version, read_switches
from sellxed_sdk.shops._magento2._find import find_modules
from sellxed_sdk.shops._magento2._module import SYSTEM, Module
from sellxed_sdk.shops._magento2._packages import find_declarations
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["MAGENTO2"]

CONSOLE = Path("bin/magento")


def _is_magento2(root: Path) -> bool:
    return (root / CONFIG).is_file() or (root / CONSOLE).is_file()


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    switches = read_switches(files)
    packages = read_packages(files)
    found: dict[str, Module] = {}
    for module in find_modules(files, packages.installed):
        if module.name in found:
            files.note(module.directory, f"{module.name} is there twice, and counts once")
        else:
            found[module.name] = _switched(module, switches, evidence)
    modules = sorted(found.values(), key=_load_order)
    prefixes = [entry for p in packages.installed for entry in psr4_of(p.data, p.home)]
    prefixes += [entry for m in modules for entry in psr4_of(m.source.data, m.source.home)]
    claims = find_claims(files, modules, Classes(files, modules, prefixes))
    by_package = _by_package(modules)
    declares = find_declarations(files, modules)
    plugins = [
        attrs.evolve(
            _plugin(files, module.name, switches, evidence, module),
            requires=_requires(module, by_package),
            declares=declares.get(module.name, ()),
            claims=claims.get(module.name, ()),
        )
        for module in modules
    ]
    # Switched on or off, and not where modules are looked for.
    missing = [name for name in switches or () if name not in found]
    plugins += [_plugin(files, name, switches, evidence, None) for name in missing]
    return ShopInventory(
        platform=SYSTEM,
        platform_version=find_version(files, packages),
        plugins=tuple(sorted(plugins, key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _load_order(module: Module) -> tuple[bool, int, str]:
    return module.position is None, module.position or 0, module.name


def _switched(module: Module, switches: dict[str, bool] | None, evidence: Evidence) -> Module:
    """Return a module with its place in the order, and whether it runs."""
    state, _ = _state(module.name, switches, evidence, module)
    order = list(switches or ())
    return attrs.evolve(
        module,
        position=order.index(module.name) if module.name in order else None,
        is_active=None if state is PluginState.UNKNOWN else state is PluginState.ACTIVE,
    )


def _state(
    name: str, switches: dict[str, bool] | None, evidence: Evidence, module: Module | None
) -> tuple[PluginState, str]:
    given = evidence.find(name)
    if given is not None and given.state is not PluginState.UNKNOWN:
        return given.state, evidence.source
    if module is not None and not module.is_registered:
        return PluginState.INACTIVE, "it has no registration.php"
    if switches is None:
        return PluginState.UNKNOWN, ""
    # Magento loads what is listed with 1, and nothing else.
    config = CONFIG.as_posix()
    if name not in switches:
        return PluginState.INACTIVE, f"not in {config}"
    return PluginState.ACTIVE if switches[name] else PluginState.INACTIVE, config


def _plugin(
    files: ShopFiles,
    name: str,
    switches: dict[str, bool] | None,
    evidence: Evidence,
    module: Module | None,
) -> Plugin:
    state, source = _state(name, switches, evidence, module)
    given = evidence.find(name)
    version = module.source.data.get("version") if module is not None else None
    is_core = module.is_core if module is not None else name.startswith("Magento_")
    return Plugin(
        uid=f"{SYSTEM}:{name}",
        name=name,
        version=(given.version if given is not None else None)
        or (version[:200] or None if isinstance(version, str) else None),
        state=state,
        evidence=source,
        kind="core" if is_core else "module",
        path=files.relative(module.directory) if module is not None else "",
        package=module.package if module is not None else "",
    )


def _by_package(modules: Iterable[Module]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module in modules:
        if module.package:
            found.setdefault(module.package, []).append(module.name)
    return found


def _requires(module: Module, by_package: dict[str, list[str]]) -> tuple[str, ...]:
    """Return what a module requires: ``module:disable`` looks into both files, too."""
    needed = module.source.data.get("require")
    named = [
        other
        for package in (needed if isinstance(needed, dict) else ())
        for other in by_package.get(package, ())
    ]
    others = dict.fromkeys(name for name in (*module.sequence, *named) if name != module.name)
    return tuple(sorted(f"{SYSTEM}:{name}" for name in others))


MAGENTO2 = ShopSystem(platform=SYSTEM, title="Magento 2", recognise=_is_magento2, read=_read)
