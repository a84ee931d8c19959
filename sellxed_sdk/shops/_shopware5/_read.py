"""Shopware 4 and 5: which shop it is, its plugins, and what they change."""

from __future__ import annotations

from pathlib import Path

from sellxed_sdk.compatibility import Claim, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._shopware5._hooks import find_hook_claims
from sellxed_sdk.shops._shopware5._layout import (
    PluginPlace,
    find_engine,
    find_places,
    is_shopware5,
    read_version,
)
from sellxed_sdk.shops._shopware5._manifest import Manifest, read_manifest
from sellxed_sdk.shops._shopware5._services import find_service_claims
from sellxed_sdk.shops._shopware5._views import find_view_claims
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["SHOPWARE5"]

SYSTEM = "shopware5"


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    engine = find_engine(files)
    version = read_version(files, engine)
    themes = engine.parent.parent / "themes"
    found: dict[str, Plugin] = {}
    for place in find_places(files, engine):
        if place.name in found:
            files.note(place.main, f"another plugin has the name {place.name}")
            continue
        claims = () if place.is_shipped else tuple(_claims(files, place, themes=themes))
        found[place.name] = _plugin(files, place, read_manifest(files, place), evidence, claims)
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version,
        plugins=tuple(sorted(found.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _claims(files: ShopFiles, place: PluginPlace, *, themes: Path) -> list[Claim]:
    found = [
        *find_hook_claims(files, place.directory),
        *find_service_claims(files, place.directory),
        *find_view_claims(files, place.directory, themes=themes),
        *find_libraries(files, place.directory),
    ]
    return sorted(
        dict.fromkeys(found), key=lambda c: (c.kind, c.target, c.member, c.path, c.line, c.value)
    )


def _plugin(
    files: ShopFiles,
    place: PluginPlace,
    manifest: Manifest,
    evidence: Evidence,
    claims: tuple[Claim, ...],
) -> Plugin:
    given = evidence.find(place.name)
    return Plugin(
        uid=f"{SYSTEM}:{place.name}",
        name=manifest.label or place.name,
        version=(given.version if given and given.version else None) or manifest.version,
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        kind="core" if place.is_shipped else "plugin",
        path=files.relative(place.directory),
        requires=manifest.requires,
        package=manifest.package,
        declares=manifest.declares,
        claims=claims,
    )


SHOPWARE5 = ShopSystem(platform=SYSTEM, title="Shopware 5", recognise=is_shopware5, read=_read)
