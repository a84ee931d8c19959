"""The shop as it would be after some actions."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from sellxed_sdk.compatibility._claims import Claim
from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._overlaps._kinds import find_kind
from sellxed_sdk.compatibility._remedy._actions import Action
from sellxed_sdk.versions import check_range, parse_range, scheme_for

__all__ = ["apply_plan", "is_checkable", "plugin_after", "reaches"]

_FIRST = (-(10**9),)


def apply_plan(inventory: ShopInventory, actions: Iterable[Action]) -> ShopInventory:
    """Return the shop as it would be after some actions, updates to the lowest version.

    What an updated plugin claims and declares is not known: the plan is to be checked again
    once it is there.
    """
    changed = {plugin.uid: plugin for plugin in inventory.plugins}
    for action in actions:
        plugin = changed.get(action.plugin)
        if plugin is not None:
            changed[action.plugin] = plugin_after(plugin, action)
    plugins = tuple(changed[plugin.uid] for plugin in inventory.plugins)
    return attrs.evolve(inventory, plugins=plugins)


def plugin_after(plugin: Plugin, action: Action) -> Plugin:
    """Return a plugin as it would be after an action."""
    if action.kind in ("disable", "replace"):
        return attrs.evolve(plugin, state=PluginState.INACTIVE)
    if action.kind == "reorder":
        return attrs.evolve(plugin, claims=tuple(map(_put_first, plugin.claims)))
    if action.kind == "update" and not reaches(plugin, action.to):
        return attrs.evolve(plugin, version=_lowest(action.to), claims=(), declares=())
    return plugin


def is_checkable(action: Action) -> bool:
    """Whether the inventory after an action tells that it helped."""
    if action.kind == "update":
        return _lowest(action.to) is not None
    return action.kind in ("disable", "reorder", "replace")


def reaches(plugin: Plugin, to: str | None) -> bool:
    """Whether a plugin is in a range already."""
    if to is None or plugin.version is None:
        return False
    scheme = scheme_for(plugin.uid.partition(":")[0])
    return check_range(to, version=plugin.version, scheme=scheme) is True


def _lowest(text: str | None) -> str | None:
    """Return the lowest version that a range names, which an update reaches at least."""
    if text is None:
        return None
    for group in parse_range(text).alternatives:
        for comparator in group:
            if comparator.operator in (">=", "="):
                return comparator.version
    return None


def _put_first(claim: Claim) -> Claim:
    return attrs.evolve(claim, rank=_FIRST) if find_kind(claim.kind).is_reorderable else claim
