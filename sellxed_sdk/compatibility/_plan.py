"""The cheapest set of actions that clears all conflicts, and a proof that it is the cheapest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from sellxed_sdk.compatibility._inventory import PluginState, ShopInventory
from sellxed_sdk.compatibility._match import Conflict, match_rules
from sellxed_sdk.compatibility._rules import Remedy, Rule
from sellxed_sdk.versions import parse_range

__all__ = ["Action", "Plan", "apply_plan", "name_plugins", "select_plan"]

# An update keeps everything working; a deactivation takes a function from the shop.
COSTS = {"update": 1, "configure": 1, "disable": 3}
# Ours is what the merchant bought: deactivated only where nothing else helps.
COST_OF_OURS = 100
MAX_NODES = 50_000


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
    """Choose what to do.

    Args:
        conflicts: What has to be cleared.
        inventory: The shop that they were found in.
        rules: All rules, to look whether the plan causes new conflicts.
        ours: Uids of our own plugins.
    """
    options = [_options(conflict, ours) for conflict in conflicts]
    solvable = [option for option in options if option]
    search = _Search(solvable)
    chosen = search.run()
    every = {action for option in options for action in option}
    after = match_rules(apply_plan(inventory, chosen), rules=rules)
    settled = {
        conflict.rule_id
        for conflict, option in zip(conflicts, options, strict=True)
        if any(action.kind == "configure" and action in chosen for action in option)
    }
    return Plan(
        actions=tuple(sorted(chosen, key=_order)),
        cost=sum(action.cost for action in chosen),
        optimal=search.is_proven,
        alternatives=tuple(sorted(every - set(chosen), key=_order)),
        remaining=tuple(c.rule_id for c in after if c.rule_id not in settled),
    )


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
    """Return the shop as it would be after some actions."""
    by_plugin = {action.plugin: action for action in actions}
    plugins = []
    for plugin in inventory.plugins:
        action = by_plugin.get(plugin.uid)
        if action is not None and action.kind == "disable":
            plugins.append(attrs.evolve(plugin, state=PluginState.INACTIVE))
        elif action is not None and action.kind == "update":
            plugins.append(attrs.evolve(plugin, version=_lowest(action.to)))
        else:
            plugins.append(plugin)
    return attrs.evolve(inventory, plugins=tuple(plugins))


def _lowest(text: str | None) -> str | None:
    """Return the lowest version that a range names, which an update reaches at least."""
    if text is None:
        return None
    for group in parse_range(text).alternatives:
        for comparator in group:
            if comparator.operator in (">=", "="):
                return comparator.version
    return None


def _options(conflict: Conflict, ours: frozenset[str]) -> tuple[Action, ...]:
    actions = {_action(remedy, ours) for remedy in conflict.remedies if remedy.action in COSTS}
    actions |= {
        _action(Remedy(action="disable", plugin=member.uid), ours) for member in conflict.members
    }
    return tuple(sorted(actions, key=_order))


def _action(remedy: Remedy, ours: frozenset[str]) -> Action:
    cost = COSTS[remedy.action]
    if remedy.action == "disable" and remedy.plugin in ours:
        cost = COST_OF_OURS
    return Action(kind=remedy.action, plugin=remedy.plugin, to=remedy.to, cost=cost)


def _order(action: Action) -> tuple[int, str, str, str]:
    return action.cost, action.plugin, action.kind, action.to or ""


class _Search:
    """Minimum-weight hitting set by branch and bound, the hardest conflict first."""

    def __init__(self, options: Sequence[tuple[Action, ...]]) -> None:
        self._options = sorted(set(options), key=len)
        self._best: tuple[Action, ...] = ()
        self._best_cost = 0
        self._nodes = 0

    @property
    def is_proven(self) -> bool:
        return self._nodes < MAX_NODES

    def run(self) -> tuple[Action, ...]:
        # A first solution, so that the bound bites from the beginning.
        greedy: list[Action] = []
        for option in self._options:
            if not set(option) & set(greedy):
                greedy.append(option[0])
        self._best, self._best_cost = tuple(greedy), sum(a.cost for a in greedy)
        self._branch((), 0)
        return self._best

    def _branch(self, chosen: tuple[Action, ...], cost: int) -> None:
        self._nodes += 1
        if self._nodes >= MAX_NODES:
            return
        open_options = [option for option in self._options if not set(option) & set(chosen)]
        if not open_options:
            if cost < self._best_cost:
                self._best, self._best_cost = chosen, cost
            return
        if cost + _lower_bound(open_options) >= self._best_cost:
            return
        for action in open_options[0]:
            self._branch((*chosen, action), cost + action.cost)


def _lower_bound(options: Sequence[tuple[Action, ...]]) -> int:
    """Return what disjoint conflicts cost at least, as no action clears two of them."""
    used: set[Action] = set()
    bound = 0
    for option in options:
        if not used & set(option):
            used |= set(option)
            bound += option[0].cost
    return bound
