"""The cheapest set of actions that clears all conflicts, and a proof that it is the cheapest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from sellxed_sdk.compatibility._conflict import Conflict
from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._remedy._cover import select_cover
from sellxed_sdk.compatibility._rules._match import (
    MAX_COMBINATIONS,
    match_rules,
    meet_condition,
    select_candidates,
)
from sellxed_sdk.compatibility._rules._values import Remedy, Rule
from sellxed_sdk.versions import check_range, parse_range, scheme_for

__all__ = ["Action", "Plan", "apply_plan", "name_plugins", "select_plan"]

# An update keeps everything working; a deactivation takes a function from the shop.
COSTS = {"update": 1, "configure": 1, "disable": 3}
# Ours is what the merchant bought: deactivated only where nothing else helps.
COST_OF_OURS = 10_000
# How often an update that causes another conflict is given up for something else.
MAX_DETOURS = 10


@attrs.frozen(kw_only=True)
class Action:
    """One thing to do."""

    kind: str
    """``update``, ``configure`` or ``disable``."""
    plugin: str
    """The plugin that it is done to."""
    to: str | None = None
    """Range to update to."""
    cost: int
    """Lower is better."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {"action": self.kind, "plugin": self.plugin, "to": self.to, "cost": self.cost}


@attrs.frozen(kw_only=True)
class Plan:
    """What to do about all conflicts at once."""

    actions: tuple[Action, ...] = ()
    """The cheapest set."""
    cost: int = 0
    """Of all actions together."""
    optimal: bool = True
    """Whether it is proven that no cheaper set exists."""
    alternatives: tuple[Action, ...] = ()
    """Other actions that would clear a conflict."""
    remaining: tuple[str, ...] = ()
    """Rules that would still apply afterwards, or newly would."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "actions": [action.to_dict() for action in self.actions],
            "cost": self.cost,
            "optimal": self.optimal,
            "alternatives": [action.to_dict() for action in self.alternatives],
            "remaining": list(self.remaining),
        }


def select_plan(
    conflicts: Sequence[Conflict],
    *,
    inventory: ShopInventory,
    rules: Iterable[Rule],
    ours: frozenset[str],
) -> Plan:
    """Choose what to do about the conflicts that need action.

    Args:
        conflicts: What has to be cleared; what is for information only is left alone.
        inventory: The shop that they were found in.
        rules: All rules, to look whether the plan causes new conflicts.
        ours: Uids of our own plugins.
    """
    candidates = select_candidates(inventory, rules=rules)
    table = _Table(conflicts, inventory=inventory, rules=candidates, ours=ours)
    plan = table.choose(frozenset())
    avoided: frozenset[Action] = frozenset()
    for _ in range(MAX_DETOURS):
        # An update may lead into another conflict: is there a way around it?
        suspects = table.find_causes(plan)
        if not suspects:
            break
        avoided |= suspects
        other = table.choose(avoided)
        if (len(other.remaining), other.cost) < (len(plan.remaining), plan.cost):
            plan = attrs.evolve(other, optimal=False)
        else:
            plan = attrs.evolve(plan, optimal=False)
            break
    return plan


def name_plugins(actions: Iterable[Action], *, names: Mapping[str, str]) -> str:
    """Return the plugins of some actions as people know them, as ``Checkout Turbo (>=2.4.1)``.

    Without words that would need a translation: whoever shows it adds the sentence.
    """
    shown = [
        names.get(action.plugin, action.plugin) + (f" ({action.to})" if action.to else "")
        for action in actions
    ]
    return ", ".join(shown) or "-"


def apply_plan(inventory: ShopInventory, actions: Iterable[Action]) -> ShopInventory:
    """Return the shop as it would be after some actions, updates to the lowest version."""
    changed = {plugin.uid: plugin for plugin in inventory.plugins}
    for action in actions:
        plugin = changed.get(action.plugin)
        if plugin is not None:
            changed[action.plugin] = _after(plugin, action)
    plugins = tuple(changed[plugin.uid] for plugin in inventory.plugins)
    return attrs.evolve(inventory, plugins=plugins)


def _after(plugin: Plugin, action: Action) -> Plugin:
    if action.kind == "disable":
        return attrs.evolve(plugin, state=PluginState.INACTIVE)
    if action.kind == "update" and not _reaches(plugin, action.to):
        return attrs.evolve(plugin, version=_lowest(action.to))
    return plugin


def _reaches(plugin: Plugin, to: str | None) -> bool:
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


class _Table:
    """Which action clears which combination of plugins."""

    def __init__(
        self,
        conflicts: Sequence[Conflict],
        *,
        inventory: ShopInventory,
        rules: tuple[Rule, ...],
        ours: frozenset[str],
    ) -> None:
        self._inventory = inventory
        self._rules = rules
        self._by_id = {rule.id: rule for rule in rules}
        self._plugins = {plugin.uid: plugin for plugin in inventory.plugins}
        self._conflicts = [c for c in conflicts if c.severity.needs_action]
        self._known = {conflict.rule_id for conflict in self._conflicts}
        # What the vendor names as a way out of a rule is one, whatever versions say.
        self._named = {
            conflict.rule_id: self._read_remedies(conflict, ours) for conflict in self._conflicts
        }
        disables = {
            _disable(member.uid, ours)
            for conflict in self._conflicts
            for member in conflict.members
        }
        self.actions = tuple(sorted(disables.union(*self._named.values()), key=_order))

    def choose(self, avoided: frozenset[Action]) -> Plan:
        """Return the cheapest plan without some actions, and what it leaves."""
        allowed = [action for action in self.actions if action not in avoided]
        needs = set()
        is_complete = True
        for conflict in self._conflicts:
            is_complete &= len(conflict.combinations) < MAX_COMBINATIONS
            for uids in conflict.combinations:
                need = self._find_ways(conflict, uids, allowed)
                if need:
                    needs.add(need)
        numbers, is_proven = select_cover(needs, costs=[action.cost for action in allowed])
        chosen = tuple(allowed[number] for number in sorted(numbers))
        useful = {allowed[number] for need in needs for number in need}
        return Plan(
            actions=chosen,
            cost=sum(action.cost for action in chosen),
            optimal=is_proven and is_complete,
            alternatives=tuple(sorted(useful - set(chosen), key=_order)),
            remaining=self._find_remaining(chosen),
        )

    def find_causes(self, plan: Plan) -> frozenset[Action]:
        """Return the updates of a plan that lead into a conflict which was not there."""
        new = set(plan.remaining) - self._known
        members = {uid for rule in new for c in self._by_id[rule].conditions for uid in c.plugins}
        return frozenset(a for a in plan.actions if a.kind == "update" and a.plugin in members)

    def _read_remedies(self, conflict: Conflict, ours: frozenset[str]) -> frozenset[Action]:
        members = {member.uid for member in conflict.members}
        return frozenset(
            _disable(remedy.plugin, ours)
            if remedy.action == "disable"
            else Action(
                kind=remedy.action, plugin=remedy.plugin, to=remedy.to, cost=COSTS[remedy.action]
            )
            for remedy in conflict.remedies
            if remedy.action in COSTS and remedy.plugin in members and self._is_open(remedy)
        )

    def _is_open(self, remedy: Remedy) -> bool:
        """Whether there is something to do: not an update to what is there already."""
        return remedy.action != "update" or not _reaches(self._plugins[remedy.plugin], remedy.to)

    def _find_ways(
        self, conflict: Conflict, uids: tuple[str, ...], allowed: Sequence[Action]
    ) -> frozenset[int]:
        rule = self._by_id[conflict.rule_id]
        return frozenset(
            number
            for number, action in enumerate(allowed)
            if action.plugin in uids and self._clears(action, rule, uids)
        )

    def _clears(self, action: Action, rule: Rule, uids: tuple[str, ...]) -> bool:
        condition = rule.conditions[uids.index(action.plugin)]
        if action in self._named[rule.id] and not _is_checkable(action):
            return True
        return meet_condition(condition, _after(self._plugins[action.plugin], action)) is None

    def _find_remaining(self, chosen: Sequence[Action]) -> tuple[str, ...]:
        after = match_rules(apply_plan(self._inventory, chosen), rules=self._rules)
        settled = {
            rule
            for rule, named in self._named.items()
            if any(action in named and not _is_checkable(action) for action in chosen)
        }
        return tuple(
            conflict.rule_id
            for conflict in after
            if conflict.severity.needs_action and conflict.rule_id not in settled
        )


def _is_checkable(action: Action) -> bool:
    """Whether the inventory after an action tells that it helped."""
    return action.kind == "disable" or (action.kind == "update" and _lowest(action.to) is not None)


def _disable(uid: str, ours: frozenset[str]) -> Action:
    cost = COST_OF_OURS if uid in ours else COSTS["disable"]
    return Action(kind="disable", plugin=uid, cost=cost)


def _order(action: Action) -> tuple[int, str, str, str]:
    return action.cost, action.plugin, action.kind, action.to or ""
