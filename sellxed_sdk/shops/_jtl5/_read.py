"""JTL-Shop: which shop it is, its plugins, and what they change."""

from __future__ import annotations

from collections.abc import Mapping

from sellxed_sdk.compatibility import Claim, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._composer import declare, read_manifest
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._jtl5._claims import (
    find_code_claims,
    find_hook_claims,
    find_template_claims,
)
from sellxed_sdk.shops._jtl5._layout import (
    PluginPlace,
    find_places,
    is_jtl_shop,
    read_hooks,
    read_version,
)
from sellxed_sdk.shops._jtl5._manifest import SYSTEM, Manifest
from sellxed_sdk.shops._jtl5._manifest import read_manifest as read_info
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["JTL5"]


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    version = read_version(files)
    hooks = read_hooks(files)
    found: dict[str, Plugin] = {}
    for place in find_places(files):
        manifest = read_info(files, place)
        if manifest.id in found:
            # The platform leaves out the older kind of a plugin that is there as both.
            if not place.is_legacy:
                files.note(manifest.path, f"another plugin has the id {manifest.id}")
            continue
        found[manifest.id] = _plugin(files, place, manifest, evidence, hooks)
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version,
        plugins=tuple(sorted(found.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _plugin(
    files: ShopFiles,
    place: PluginPlace,
    manifest: Manifest,
    evidence: Evidence,
    hooks: Mapping[str, str],
) -> Plugin:
    given = evidence.find(manifest.id)
    composer = read_manifest(files, place.directory)
    return Plugin(
        uid=f"{SYSTEM}:{manifest.id}",
        name=manifest.name,
        version=(given.version if given and given.version else None) or manifest.version,
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        path=files.relative(place.directory),
        package=composer.name,
        declares=(*manifest.declares, *declare(files, composer, platforms={})),
        claims=_claims(files, manifest, hooks),
    )


def _claims(files: ShopFiles, manifest: Manifest, hooks: Mapping[str, str]) -> tuple[Claim, ...]:
    found = [
        *find_hook_claims(files, manifest, hooks),
        *find_code_claims(files, manifest.source, hooks),
        *find_template_claims(files, manifest.source),
        *find_libraries(files, manifest.source),
    ]
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda c: (c.kind, c.target, c.member, c.path, c.line, c.value),
        )
    )


JTL5 = ShopSystem(platform=SYSTEM, title="JTL-Shop", recognise=is_jtl_shop, read=_read)
