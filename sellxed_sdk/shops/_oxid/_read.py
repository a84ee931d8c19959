"""OXID eShop: which shop it is, its modules, and what they change."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from sellxed_sdk.compatibility import Claim, Declaration, Plugin, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._oxid._classes import ClassFinder
from sellxed_sdk.shops._oxid._configuration import (
    ShopConfiguration,
    read_configurations,
    read_dependencies,
)
from sellxed_sdk.shops._oxid._cores import CoreClasses
from sellxed_sdk.shops._oxid._declared import find_declarations
from sellxed_sdk.shops._oxid._extend import Source, find_extend_claims
from sellxed_sdk.shops._oxid._layout import find_layout, is_oxid, read_core_package, read_version
from sellxed_sdk.shops._oxid._metadata import Metadata, read_metadata
from sellxed_sdk.shops._oxid._modules import METADATA_FILE, ModulePlace, find_places
from sellxed_sdk.shops._oxid._shops import Shop, find_state, join_shops
from sellxed_sdk.shops._oxid._templates import find_template_claims, settle_positions
from sellxed_sdk.shops._php import PhpUnresolved, PhpValue
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["OXID"]

SYSTEM = "oxid"


@attrs.frozen(kw_only=True)
class _Module:
    id: str
    place: ModulePlace
    metadata: Metadata


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    layout = find_layout(files)
    version = read_version(files, layout)
    configurations = read_configurations(files, layout)
    places = list(find_places(files, layout, configurations, version=version))
    finder = ClassFinder(files, layout, places)
    modules = _modules(files, places, configurations, finder)
    core = CoreClasses(files, layout, finder)
    shops = join_shops(configurations, core)
    claims = _claims(files, modules, finder, core, shops=shops, engines=layout.engines)
    plugins = {
        name: _plugin(files, module, configurations, evidence, claims.get(name, ()))
        for name, module in modules.items()
    }
    for name in {name for shop in configurations for name in shop.modules}:
        # Configured, and not where modules are looked for.
        if name not in plugins:
            plugins[name] = _missing(name, configurations, evidence)
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version,
        platforms=read_core_package(layout),
        plugins=tuple(sorted(plugins.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _modules(
    files: ShopFiles,
    places: list[ModulePlace],
    configurations: tuple[ShopConfiguration, ...],
    finder: ClassFinder,
) -> dict[str, _Module]:
    known = {
        entry.path: entry.id
        for shop in configurations
        for entry in shop.modules.values()
        if entry.path is not None
    }
    found: dict[str, _Module] = {}
    for place in places:
        path = place.directory / METADATA_FILE
        metadata = read_metadata(files, path, lookup=_Lookup(finder, place))
        # What it computes, the generated configuration may say.
        name = metadata.id or known.get(place.directory) or place.name
        if name in found:
            files.note(path, f"another module has the id {name}")
        else:
            found[name] = _Module(id=name, place=place, metadata=metadata)
    return found


class _Lookup:
    """Finds constants of a module's classes."""

    def __init__(self, finder: ClassFinder, place: ModulePlace) -> None:
        self._finder = finder
        self._place = place

    def __call__(self, name: str, constant: str) -> PhpValue:
        found = self._finder.find(name, near=self._place.directory) if "\\" in name else None
        for entry in found.php.constants if found is not None and found.php is not None else ():
            if entry.name == constant and not isinstance(entry.value, PhpUnresolved):
                return entry.value
        return None


def _claims(
    files: ShopFiles,
    modules: dict[str, _Module],
    finder: ClassFinder,
    core: CoreClasses,
    *,
    shops: tuple[Shop, ...],
    engines: frozenset[str],
) -> dict[str, tuple[Claim, ...]]:
    sources = [
        Source(
            id=module.id,
            directory=module.place.directory,
            metadata=module.place.directory / METADATA_FILE,
            extend=module.metadata.extend,
        )
        for module in modules.values()
    ]
    found = find_extend_claims(files, sources, finder=finder, core=core, shops=shops)
    for module in modules.values():
        found.setdefault(module.id, []).extend(
            find_template_claims(
                files,
                module.id,
                module.metadata,
                metadata_path=module.place.directory / METADATA_FILE,
                shops=shops,
                engines=engines,
            )
        )
        found[module.id].extend(find_libraries(files, module.place.directory))
    settled = settle_positions(claim for listed in found.values() for claim in listed)
    return {name: _sorted(settled.get(c, c) for c in listed) for name, listed in found.items()}


def _sorted(claims: Iterator[Claim]) -> tuple[Claim, ...]:
    return tuple(
        sorted(
            dict.fromkeys(claims),
            key=lambda c: (c.kind, c.target, c.member, c.path, c.line, c.area, c.value),
        )
    )


def _plugin(
    files: ShopFiles,
    module: _Module,
    configurations: tuple[ShopConfiguration, ...],
    evidence: Evidence,
    claims: tuple[Claim, ...],
) -> Plugin:
    state, source = find_state(configurations, module.id)
    given = evidence.find(module.id, module.place.name)
    entries = [shop.modules[module.id] for shop in configurations if module.id in shop.modules]
    version = module.metadata.version or next((e.version for e in entries if e.version), None)
    needed = read_dependencies(files, module.place.directory)
    return Plugin(
        uid=f"{SYSTEM}:{module.id}",
        name=module.metadata.title
        or next((entry.title for entry in entries if entry.title), module.id),
        version=(given.version if given and given.version else None) or version,
        state=given.state if given else state,
        evidence=evidence.source if given else source,
        kind="module",
        path=files.relative(module.place.directory),
        requires=tuple(f"{SYSTEM}:{name}" for name in dict.fromkeys(needed) if name != module.id),
        package=module.place.package,
        declares=_declares(files, module.place),
        claims=claims,
    )


def _declares(files: ShopFiles, place: ModulePlace) -> tuple[Declaration, ...]:
    path, text = place.manifest_path, place.manifest_text
    if path is None:
        return ()
    return tuple(find_declarations(files, place.manifest, path, text=text))


def _missing(
    name: str, configurations: tuple[ShopConfiguration, ...], evidence: Evidence
) -> Plugin:
    state, source = find_state(configurations, name)
    given = evidence.find(name)
    entry = next(shop.modules[name] for shop in configurations if name in shop.modules)
    return Plugin(
        uid=f"{SYSTEM}:{name}",
        name=entry.title or name,
        version=entry.version or None,
        state=given.state if given else state,
        evidence=evidence.source if given else source,
        kind="module",
    )


OXID = ShopSystem(platform=SYSTEM, title="OXID eShop", recognise=is_oxid, read=_read)
