"""The shops of one installation: areas in which claims count, and the order there."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops._oxid._configuration import ShopConfiguration
from sellxed_sdk.shops._oxid._cores import CoreClasses

__all__ = ["Shop", "find_state", "join_shops"]


@attrs.frozen(kw_only=True)
class Shop:
    """One shop of the installation, or several that are configured alike."""

    area: str
    """Its number; empty where there is only one."""
    listed: frozenset[str] | None
    """Modules that may run there; None where that is not known."""
    classes: Mapping[str, Mapping[str, int]] = attrs.field(eq=False)
    """Places in the chains of classes, by the class and what extends it, in lower case."""
    templates: Mapping[str, tuple[str, ...]] = attrs.field(eq=False)
    """Modules that come first in extending a template."""
    order: tuple[str, ...] = ()
    """All modules in the platform's own order, where it has one."""

    def counts(self, module: str) -> bool:
        """Whether a module may run there."""
        return self.listed is None or module in self.listed


def join_shops(
    configurations: tuple[ShopConfiguration, ...], core: CoreClasses
) -> tuple[Shop, ...]:
    """Return the shops, those that are configured alike as one."""
    if not configurations:
        return (Shop(area="", listed=None, classes={}, templates={}),)
    found: dict[tuple[object, ...], Shop] = {}
    for entry in configurations:
        active = frozenset(
            name for name, it in entry.modules.items() if it.state is not PluginState.INACTIVE
        )
        chains = tuple(sorted(entry.classes.items())), tuple(sorted(entry.templates.items()))
        key = (active, *chains)
        if key not in found:
            found[key] = Shop(
                area=entry.id,
                listed=active if entry.is_whole else None,
                classes=_places(entry, core),
                templates=entry.templates,
                # PHP sorts file names by their bytes.
                order=tuple(sorted(entry.modules)) if entry.is_split else (),
            )
    shops = tuple(found.values())
    return (attrs.evolve(shops[0], area="", listed=None),) if len(shops) == 1 else shops


def find_state(
    configurations: tuple[ShopConfiguration, ...], module: str
) -> tuple[PluginState, str]:
    """Return whether a module runs in any of the shops, and what says so."""
    known = [shop.modules[module] for shop in configurations if module in shop.modules]
    for state in (PluginState.ACTIVE, PluginState.UNKNOWN, PluginState.INACTIVE):
        entry = next((entry for entry in known if entry.state is state), None)
        if entry is not None:
            return state, entry.source if state is not PluginState.UNKNOWN else ""
    if configurations and all(shop.is_whole for shop in configurations):
        return PluginState.INACTIVE, "not in var/configuration/shops"
    return PluginState.UNKNOWN, ""


def _places(entry: ShopConfiguration, core: CoreClasses) -> dict[str, dict[str, int]]:
    """Return the place of each extension: the last one of a list is the outermost.

    A list under the old name of a class comes after the one under its new name.
    """
    found: dict[str, dict[str, int]] = {}
    for written in sorted(entry.classes, key=lambda name: "\\" not in name):
        chain = found.setdefault(core.name(written), {})
        for extension in entry.classes[written]:
            chain.setdefault(extension.lower(), len(chain))
    return found
