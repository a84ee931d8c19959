"""From the claims of all plugins to the places that several of them claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from sellxed_sdk.compatibility._claims import Claim, Mode
from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._overlaps._kinds import find_kind

__all__ = ["Place", "Relations", "find_places"]

Place = tuple[str, str, str]
"""Family, target and member."""
# Evidence and features are for rules; two plugins may have the same.
_NO_PLACES = frozenset({"oc.notfound", "opaque", "wp.feature"})


def find_places(inventory: ShopInventory) -> Mapping[Place, Mapping[str, tuple[Claim, ...]]]:
    """Return the places that several plugins claim which may run, with their claims by uid.

    Places where nothing can be in the way are left out: it is far most of them.
    """
    found: dict[Place, dict[str, list[Claim]]] = {}
    for plugin in inventory.plugins:
        if plugin.state is PluginState.INACTIVE:
            continue
        for claim in plugin.claims:
            if claim.kind not in _NO_PLACES:
                found.setdefault(_place(claim), {}).setdefault(plugin.uid, []).append(claim)
    places = {}
    for place, by_uid in found.items():
        if len(by_uid) > 1 and any(map(_may_matter, by_uid.values())):
            # Those that may be in the way come first.
            order = sorted(by_uid.items(), key=lambda entry: not _may_matter(entry[1]))
            places[place] = {uid: tuple(claims) for uid, claims in order}
    return places


def _place(claim: Claim) -> Place:
    kind = find_kind(claim.kind)
    target, member = claim.target.lstrip("\\"), claim.member
    return (
        (kind.family, target.lower(), member.lower())
        if kind.is_folded
        else (kind.family, target, member)
    )


def _may_matter(claims: list[Claim]) -> bool:
    return any(
        claim.undone_by
        or claim.mode.rank >= Mode.WRAP.rank
        or (claim.mode is Mode.EXTEND and claim.cooperative is not True)
        for claim in claims
    )


class Relations:
    """Which plugins know of each other, so that what they do to each other is meant.

    Args:
        inventory: The shop.
    """

    def __init__(self, inventory: ShopInventory) -> None:
        self._plugins = {plugin.uid: plugin for plugin in inventory.plugins}
        self._needs: dict[str, frozenset[str]] = {}

    def pairs(self, uids: Iterator[str] | list[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs of plugins that do not know of each other."""
        for left, right in combinations(sorted(uids), 2):
            if not self._are_related(self._plugins[left], self._plugins[right]):
                yield left, right

    def _are_related(self, left: Plugin, right: Plugin) -> bool:
        if left.kind == right.kind == "core":
            return True
        if left.package and left.package == right.package:
            return True
        return right.uid in self._needed(left.uid) or left.uid in self._needed(right.uid)

    def _needed(self, uid: str) -> frozenset[str]:
        """Return everything that a plugin requires, and what that requires."""
        if uid not in self._needs:
            seen: set[str] = set()
            waiting = [uid]
            while waiting:
                plugin = self._plugins.get(waiting.pop())
                new = set(plugin.requires) - seen if plugin is not None else set()
                seen |= new
                waiting += new
            self._needs[uid] = frozenset(seen)
        return self._needs[uid]
