"""PrestaShop from 1.5 on: which shop it is, its modules and themes, and what they change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._prestashop._claims import BY_HAND, Owned, assign_overrides
from sellxed_sdk.shops._prestashop._layout import (
    is_prestashop,
    read_thirtybees_version,
    read_version,
)
from sellxed_sdk.shops._prestashop._modules import find_modules, read_module
from sellxed_sdk.shops._prestashop._overrides import DIRECTORY, read_overrides
from sellxed_sdk.shops._prestashop._themes import find_themes
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["PRESTASHOP"]

SYSTEM = "prestashop"
NOTHING = Owned(claims=())


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    version, thirtybees = read_version(files), read_thirtybees_version(files)
    places = list(find_modules(files))
    owned = assign_overrides(
        read_overrides(files, files.root),
        {place.name: tuple(read_overrides(files, place)) for place in places},
    )
    plugins = [_module(files, place, owned.pop(place.name, NOTHING), evidence) for place in places]
    plugins += [_by_hand(owned.pop(BY_HAND))] if BY_HAND in owned else []
    plugins += [_gone(name, found) for name, found in owned.items()]
    plugins += (_stated(theme, evidence) for theme in find_themes(files))
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version,
        platforms=(("thirtybees", thirtybees),) if thirtybees is not None else (),
        plugins=tuple(sorted(plugins, key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _module(files: ShopFiles, directory: Path, owned: Owned, evidence: Evidence) -> Plugin:
    manifest = read_module(files, directory)
    claims = (*owned.claims, *manifest.claims, *find_libraries(files, directory))
    plugin = Plugin(
        uid=f"{SYSTEM}:{directory.name}",
        name=manifest.name,
        version=manifest.version,
        # What is in the shop's own tree was put there when the module was installed.
        state=PluginState.ACTIVE if owned.proof else PluginState.UNKNOWN,
        evidence=owned.proof,
        kind="module",
        path=files.relative(directory),
        requires=manifest.requires,
        package=manifest.package,
        declares=manifest.declares,
        claims=_sorted(claims),
    )
    return _stated(plugin, evidence)


def _stated(plugin: Plugin, evidence: Evidence) -> Plugin:
    name = plugin.uid.partition(":")[2]
    given = evidence.find(name, name.rpartition("/")[2])
    if given is None:
        return plugin
    return attrs.evolve(
        plugin,
        state=given.state,
        evidence=evidence.source,
        version=given.version or plugin.version,
    )


def _by_hand(owned: Owned) -> Plugin:
    return Plugin(
        uid=f"{SYSTEM}:{DIRECTORY}",
        name="Overrides without a module",
        state=PluginState.ACTIVE,
        evidence=DIRECTORY,
        kind="override",
        path=DIRECTORY,
        claims=_sorted(owned.claims),
    )


def _gone(name: str, owned: Owned) -> Plugin:
    """Return a module whose files were removed, while its overrides stayed in effect."""
    return Plugin(
        uid=f"{SYSTEM}:{name}",
        name=name,
        version=(owned.tag.version or None) if owned.tag is not None else None,
        state=PluginState.ACTIVE,
        evidence=owned.proof,
        kind="override",
        path=owned.proof,
        claims=_sorted(owned.claims),
    )


def _sorted(claims: Iterator[Claim] | tuple[Claim, ...]) -> tuple[Claim, ...]:
    return tuple(
        sorted(
            dict.fromkeys(claims),
            key=lambda claim: (claim.kind, claim.target, claim.member, claim.path, claim.line),
        )
    )


PRESTASHOP = ShopSystem(platform=SYSTEM, title="PrestaShop", recognise=is_prestashop, read=_read)
