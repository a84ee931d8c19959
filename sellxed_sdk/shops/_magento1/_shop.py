"""Magento 1 and OpenMage.

Which modules run is in ``app/etc/modules/*.xml``, so no database is needed. Of
``app/etc/local.xml``, which has credentials, one switch is read and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento1._declared import Declared, read_declared, sort_by_depends
from sellxed_sdk.shops._magento1._pools import POOLS, Pools
from sellxed_sdk.shops._magento1._rewrites import ModuleConfig, find_rewrites, renamed_groups
from sellxed_sdk.shops._magento1._version import MAGE, read_version
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["MAGENTO1"]

SYSTEM = "magento1"
LOCAL = Path("app/etc/local.xml")
MAX_CONFIG_BYTES = 2_000_000


def _is_magento1(root: Path) -> bool:
    return (root / MAGE).is_file()


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    version = read_version(files)
    declared = read_declared(files)
    with_local = not _is_local_disabled(files)
    order = sort_by_depends(declared)
    configs = {
        name: config
        for position, name in enumerate(order)
        if (config := _config(files, declared[name], position)) is not None
    }
    pools = Pools(files, with_local=with_local)
    renamed = renamed_groups(configs.values())
    plugins = {
        name: _plugin(files, module, configs.get(name), evidence, with_local=with_local)
        for name, module in declared.items()
    }
    for name, config in configs.items():
        if plugins[name].kind != "core":
            claims = _sorted(find_rewrites(files, config, pools, renamed))
            plugins[name] = attrs.evolve(plugins[name], claims=claims)
    _add_shadows(files, pools, declared, plugins)
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version.magento,
        platforms=(("openmage", version.openmage),) if version.openmage else (),
        plugins=tuple(sorted(plugins.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _sorted(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(
        sorted(set(claims), key=lambda c: (c.kind, c.target, c.member, c.path, c.line, c.area))
    )


def _is_local_disabled(files: ShopFiles) -> bool:
    path = files.root / LOCAL
    root = files.xml(path, max_bytes=MAX_CONFIG_BYTES) if files.is_file(path) else None
    # The switch and nothing else: the file has credentials.
    return root is not None and root.words("global", "disable_local_modules") in ("true", "1")


def _directory(files: ShopFiles, module: Declared) -> Path | None:
    if module.pool not in POOLS:
        return None
    parts = [part[:1].upper() + part[1:] for part in module.name.split("_")]
    return files.root.joinpath("app", "code", module.pool, *parts)


def _config(files: ShopFiles, module: Declared, position: int) -> ModuleConfig | None:
    directory = _directory(files, module)
    if directory is None:
        files.note(module.path, f"{module.name} has no code pool that there is")
        return None
    path = directory / "etc" / "config.xml"
    root = files.xml(path, max_bytes=MAX_CONFIG_BYTES) if files.is_file(path) else None
    if root is None:
        return None
    return ModuleConfig(module=module.name, path=path, root=root, position=position)


def _plugin(
    files: ShopFiles,
    module: Declared,
    config: ModuleConfig | None,
    evidence: Evidence,
    *,
    with_local: bool,
) -> Plugin:
    given = evidence.find(module.name)
    is_active, source = module.is_active, files.relative(module.active_path or module.path)
    if is_active and module.pool == "local" and not with_local:
        is_active, source = False, LOCAL.as_posix()
    state = PluginState.ACTIVE if is_active else PluginState.INACTIVE
    if given is not None and given.state is not PluginState.UNKNOWN:
        state, source = given.state, evidence.source
    written = config.root.words("modules", module.name, "version")[:200] if config else ""
    directory = _directory(files, module)
    is_there = directory is not None and files.is_directory(directory)
    return Plugin(
        uid=f"{SYSTEM}:{module.name}",
        name=module.name,
        version=(given.version if given is not None else None) or written or None,
        state=state,
        evidence=source,
        kind="core" if module.pool == "core" else "module",
        path=files.relative(directory) if directory is not None and is_there else "",
        requires=tuple(sorted(f"{SYSTEM}:{name}" for name in module.depends)),
    )


def _add_shadows(
    files: ShopFiles, pools: Pools, declared: dict[str, Declared], plugins: dict[str, Plugin]
) -> None:
    """Add the claims of files that stand before others, to the module or the directory."""
    found: dict[str, list[Claim]] = {}
    for pool, path, hidden in pools.shadows():
        parts = path.relative_to(files.root / "app" / "code" / pool).parts
        name = "_".join(parts[:2]).removesuffix(".php")
        is_module = name in declared and declared[name].pool == pool
        owner = name if is_module else f"{pool}/{name}"
        if owner not in plugins:
            plugins[owner] = _override(files, pool, parts, owner)
        found.setdefault(owner, []).append(
            Claim(
                kind="m1.shadow",
                target="_".join(parts).removesuffix(".php"),
                mode=Mode.REPLACE,
                value=files.relative(path),
                parents=(),
                label=files.relative(hidden),
                rank=(len(POOLS) - POOLS.index(pool),),
                path=files.relative(path),
                line=1,
            )
        )
    for owner, claims in found.items():
        known = plugins[owner]
        plugins[owner] = attrs.evolve(known, claims=_sorted((*known.claims, *claims)))


def _override(files: ShopFiles, pool: str, parts: tuple[str, ...], owner: str) -> Plugin:
    directory = files.root.joinpath("app", "code", pool, *parts[: min(2, len(parts) - 1)])
    return Plugin(
        uid=f"{SYSTEM}:{owner}",
        name=owner,
        state=PluginState.ACTIVE,
        evidence=f"classes are looked for in {pool} first",
        kind="override",
        path=files.relative(directory),
    )


MAGENTO1 = ShopSystem(
    platform=SYSTEM, title="Magento 1 and OpenMage", recognise=_is_magento1, read=_read
)
