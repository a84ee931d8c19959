"""Which action clears which conflict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sellxed_sdk.compatibility._conflict import Conflict
from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._overlaps._kinds import find_kind
from sellxed_sdk.compatibility._remedy._actions import Action, Costs, sort_key
from sellxed_sdk.compatibility._remedy._after import is_checkable, plugin_after, reaches
from sellxed_sdk.compatibility._rules._match import meet_condition
from sellxed_sdk.compatibility._rules._values import Remedy, Rule

__all__ = ["Ways"]


class Ways:
    """All ways out of the conflicts of a shop.

    Args:
        conflicts: What has to be cleared.
        inventory: The shop that they were found in.
        rules: The rules by their ids.
        ours: Uids of our own plugins.
        costs: What actions cost.
    """

    def __init__(
        self,
        conflicts: Sequence[Conflict],
        *,
        inventory: ShopInventory,
        rules: Mapping[str, Rule],
        ours: frozenset[str],
        costs: Costs,
    ) -> None:
        self._plugins = {plugin.uid: plugin for plugin in inventory.plugins}
        self._rules = rules
        self._ours = ours
        self._costs = costs
        self._needed_by = _needed_by(self._plugins.values())
        # What the vendor or a manifest names as a way out is one, whatever versions say.
        self.named = {c.key: self._read_remedies(c) for c in conflicts}
        members = {member.uid for conflict in conflicts for member in conflict.members}
        affected = members.union(*(self._needed_by.get(uid, ()) for uid in members))
        self._disables = {
            uid: action
            for uid in affected
            if uid in self._plugins and (action := self._disable(uid)) is not None
        }
        found = set(self._disables.values()).union(*self.named.values())
        self.actions: tuple[Action, ...] = tuple(sorted(found, key=sort_key))

    def along(self, action: Action) -> frozenset[Action]:
        """Return what has to be deactivated as well, as it cannot do without the plugin."""
        if action.kind not in ("disable", "replace"):
            return frozenset()
        uids = self._needed_by.get(action.plugin, frozenset())
        return frozenset(self._disables[uid] for uid in uids if uid in self._disables)

    def of(self, conflict: Conflict, uids: tuple[str, ...]) -> frozenset[Action]:
        """Return the actions that clear a conflict for one combination of plugins."""
        return frozenset(
            action
            for action in self.actions
            if action.plugin in uids and self._clears(action, conflict, uids)
        )

    def _clears(self, action: Action, conflict: Conflict, uids: tuple[str, ...]) -> bool:
        is_named = action in self.named[conflict.key]
        if is_named and (conflict.source != "rule" or not is_checkable(action)):
            return True
        rule = self._rules.get(conflict.rule_id) if conflict.source == "rule" else None
        if rule is None:
            return action.kind == "disable"
        condition = rule.conditions[uids.index(action.plugin)]
        return meet_condition(condition, plugin_after(self._plugins[action.plugin], action)) is None

    def _disable(self, uid: str) -> Action | None:
        """Return the deactivation; None where it or what cannot do without it has to stay."""
        together = (uid, *self._needed_by.get(uid, ()))
        costs = [
            self._costs.of_deactivating(self._plugins[one], ours=self._ours) for one in together
        ]
        if costs[0] is None or None in costs:
            return None
        return Action(kind="disable", plugin=uid, cost=costs[0])

    def _read_remedies(self, conflict: Conflict) -> frozenset[Action]:
        members = {member.uid for member in conflict.members}
        named = {
            action
            for remedy in conflict.remedies
            if remedy.plugin in members and (action := self._action(remedy)) is not None
        }
        if conflict.code == "OVERLAP_CHAIN_BROKEN" and conflict.winner is not None:
            named |= self._reorder(conflict, conflict.winner)
        return frozenset(named)

    def _action(self, remedy: Remedy) -> Action | None:
        """Return what a remedy asks for; None where there is nothing to do, or only advice."""
        if remedy.action == "disable":
            return self._disable(remedy.plugin)
        if remedy.action == "update" and reaches(self._plugins[remedy.plugin], remedy.to):
            return None
        costs = {
            "update": self._costs.update,
            "configure": self._costs.configure,
            "reorder": self._costs.reorder,
            "replace": self._costs.replace,
        }
        cost = costs.get(remedy.action)
        if cost is None or (remedy.action == "replace" and self._disable(remedy.plugin) is None):
            return None
        return Action(kind=remedy.action, plugin=remedy.plugin, to=remedy.to, cost=cost)

    def _reorder(self, conflict: Conflict, uid: str) -> frozenset[Action]:
        claims = [claim for member in conflict.members for claim in member.claims]
        if not all(find_kind(claim.kind).is_reorderable for claim in claims):
            return frozenset()
        return frozenset({Action(kind="reorder", plugin=uid, cost=self._costs.reorder)})


def _needed_by(plugins: Iterable[Plugin]) -> dict[str, frozenset[str]]:
    """Return what cannot do without each plugin and may run, over any number of steps."""
    direct: dict[str, set[str]] = {}
    for plugin in plugins:
        if plugin.state is not PluginState.INACTIVE:
            for uid in plugin.requires:
                direct.setdefault(uid, set()).add(plugin.uid)
    found = {}
    for uid in direct:
        seen: set[str] = set()
        waiting = [uid]
        while waiting:
            new = direct.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        found[uid] = frozenset(seen - {uid})
    return found
