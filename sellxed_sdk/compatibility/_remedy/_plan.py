"""The cheapest set of actions that clears all conflicts, and a proof that it is the cheapest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from sellxed_sdk.compatibility._conflict import Conflict
from sellxed_sdk.compatibility._inventory import ShopInventory
from sellxed_sdk.compatibility._remedy._actions import Action, Costs, sort_key
from sellxed_sdk.compatibility._remedy._after import apply_plan, is_checkable
from sellxed_sdk.compatibility._remedy._cover import select_cover
from sellxed_sdk.compatibility._remedy._steps import Step, select_steps
from sellxed_sdk.compatibility._remedy._ways import Ways
from sellxed_sdk.compatibility._rules._match import MAX_COMBINATIONS
from sellxed_sdk.compatibility._rules._values import Rule

__all__ = ["Finder", "Plan", "name_plugins", "select_plan"]

# How often an update that causes another conflict is given up for something else.
MAX_DETOURS = 10
Finder = Callable[[ShopInventory], Sequence[Conflict]]
"""Finds the conflicts of a shop."""


@attrs.frozen(kw_only=True)
class Plan:
    """What to do about all conflicts at once."""

    actions: tuple[Action, ...] = ()
    """The cheapest set."""
    cost: int = 0
    """Of all actions together."""
    optimal: bool = True
    """Whether it is proven that no cheaper set exists."""
    lower_bound: int = 0
    """What any set costs at least; equal to ``cost`` where it is optimal."""
    alternatives: tuple[Action, ...] = ()
    """Other actions that would clear a conflict."""
    remaining: tuple[str, ...] = ()
    """Keys of the conflicts that would still be there afterwards, or newly would."""
    steps: tuple[Step, ...] = ()
    """The actions in the order in which to do them, with the reasons."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "actions": [action.to_dict() for action in self.actions],
            "cost": self.cost,
            "optimal": self.optimal,
            "lower_bound": self.lower_bound,
            "alternatives": [action.to_dict() for action in self.alternatives],
            "remaining": list(self.remaining),
            "steps": [step.to_dict() for step in self.steps],
        }


def select_plan(
    conflicts: Sequence[Conflict],
    *,
    inventory: ShopInventory,
    rules: Iterable[Rule],
    find: Finder,
    ours: frozenset[str],
    costs: Costs,
) -> Plan:
    """Choose what to do about the conflicts that need action.

    Args:
        conflicts: What has to be cleared; what is for information only is left alone.
        inventory: The shop that they were found in.
        rules: The rules that may apply in it, in whatever version its plugins are.
        find: Finds conflicts, to look whether the plan clears them and causes no others.
        ours: Uids of our own plugins.
        costs: What actions cost.
    """
    table = _Table(
        [conflict for conflict in conflicts if conflict.severity.needs_action],
        inventory=inventory,
        rules={rule.id: rule for rule in rules},
        find=find,
        ours=ours,
        costs=costs,
    )
    plan = table.choose(frozenset())
    avoided: frozenset[Action] = frozenset()
    for _ in range(MAX_DETOURS):
        # An update may lead into another conflict: is there a way around it?
        suspects = table.find_causes(plan)
        if not suspects:
            break
        avoided |= suspects
        other = table.choose(avoided)
        is_better = (len(other.remaining), other.cost) < (len(plan.remaining), plan.cost)
        bound = min(plan.lower_bound, other.lower_bound)
        plan = attrs.evolve(other if is_better else plan, optimal=False, lower_bound=bound)
        if not is_better:
            break
    return table.explain(plan)


def name_plugins(actions: Iterable[Action], *, names: Mapping[str, str]) -> str:
    """Return the plugins of some actions as people know them, as ``Checkout Turbo (>=2.4.1)``.

    Without words that would need a translation: whoever shows it adds the sentence.
    """
    shown = [
        names.get(action.plugin, action.plugin) + (f" ({action.to})" if action.to else "")
        for action in actions
    ]
    return ", ".join(shown) or "-"


class _Table:
    """Which action clears which combination of plugins."""

    def __init__(
        self,
        conflicts: Sequence[Conflict],
        *,
        inventory: ShopInventory,
        rules: Mapping[str, Rule],
        find: Finder,
        ours: frozenset[str],
        costs: Costs,
    ) -> None:
        self._inventory = inventory
        self._conflicts = conflicts
        self._find = find
        self._ways = Ways(conflicts, inventory=inventory, rules=rules, ours=ours, costs=costs)
        self._needs = [
            (conflict, self._ways.of(conflict, uids))
            for conflict in conflicts
            for uids in conflict.combinations
        ]
        self._members: dict[str, frozenset[str]] = {}

    def choose(self, avoided: frozenset[Action]) -> Plan:
        """Return the cheapest plan without some actions, and what it leaves."""
        allowed = [action for action in self._ways.actions if action not in avoided]
        numbers = {action: number for number, action in enumerate(allowed)}
        needs = {
            frozenset(numbers[action] for action in ways if action in numbers)
            for _, ways in self._needs
        } - {frozenset()}
        along = {
            number: brought
            for action, number in numbers.items()
            if (brought := frozenset(numbers[other] for other in self._ways.along(action)))
        }
        cover = select_cover(needs, costs=[action.cost for action in allowed], along=along)
        chosen = tuple(allowed[number] for number in sorted(cover.chosen))
        useful = {allowed[number] for need in needs for number in need}
        is_complete = all(len(c.combinations) < MAX_COMBINATIONS for c in self._conflicts)
        return Plan(
            actions=chosen,
            cost=cover.cost,
            optimal=is_complete and cover.lower_bound == cover.cost,
            lower_bound=cover.lower_bound,
            alternatives=tuple(sorted(useful - set(chosen), key=sort_key)),
            remaining=self._find_remaining(chosen),
        )

    def find_causes(self, plan: Plan) -> frozenset[Action]:
        """Return what of a plan leads into a conflict, or does not lead out of one."""
        hopeless = {
            conflict.key for conflict, ways in self._needs if not ways.intersection(plan.actions)
        }
        open_ones = [self._members.get(key, ()) for key in set(plan.remaining) - hopeless]
        members = {uid for uids in open_ones for uid in uids}
        return frozenset(
            action
            for action in plan.actions
            if action.kind in ("update", "reorder") and action.plugin in members
        )

    def explain(self, plan: Plan) -> Plan:
        """Return a plan with its steps."""
        steps = select_steps(plan.actions, needs=self._needs, along=self._ways.along)
        return attrs.evolve(plan, steps=steps)

    def _find_remaining(self, chosen: Sequence[Action]) -> tuple[str, ...]:
        after = [
            conflict
            for conflict in self._find(apply_plan(self._inventory, chosen))
            if conflict.severity.needs_action
        ]
        for conflict in after:
            self._members[conflict.key] = frozenset(member.uid for member in conflict.members)
        settled = {
            key
            for key, named in self._ways.named.items()
            if any(action in named and not is_checkable(action) for action in chosen)
        }
        return tuple(conflict.key for conflict in after if conflict.key not in settled)
