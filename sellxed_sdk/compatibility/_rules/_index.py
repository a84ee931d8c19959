"""Rules by plugin, for whoever matches the same rules again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter

from sellxed_sdk.compatibility._inventory import ShopInventory
from sellxed_sdk.compatibility._rules._values import Condition, Rule

__all__ = ["RuleIndex", "select_candidates"]


class RuleIndex:
    """Rules under the plugins of their rarest condition: a shop looks only at few of them.

    It never changes and may be shared by threads. Built once, it answers for any number of
    shops; for a single one, going through the rules is as fast.

    Args:
        rules: All rules, in the order in which they are to be returned.
    """

    __slots__ = ("_buckets", "_rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        frequency: Counter[str] = Counter()
        for rule in self._rules:
            for condition in rule.conditions:
                frequency.update(condition.plugins)
        self._buckets: dict[str, list[tuple[int, Rule]]] = {}

        def count(condition: Condition) -> int:
            uids = condition.plugins
            return frequency[uids[0]] if len(uids) == 1 else sum(frequency[uid] for uid in uids)

        for entry in enumerate(self._rules):
            rarest = min(entry[1].conditions, key=count)
            for uid in rarest.plugins:
                self._buckets.setdefault(uid, []).append(entry)

    def __len__(self) -> int:
        return len(self._rules)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def select(self, inventory: ShopInventory) -> tuple[Rule, ...]:
        """Return the rules whose plugins are there, in whatever version and state."""
        installed = {plugin.uid for plugin in inventory.plugins}
        found = {
            number: rule
            for uid in installed & self._buckets.keys()
            for number, rule in self._buckets[uid]
            if _is_there(rule, installed)
        }
        return tuple(rule for _, rule in sorted(found.items(), key=itemgetter(0)))


def select_candidates(
    inventory: ShopInventory, *, rules: Iterable[Rule] | RuleIndex
) -> tuple[Rule, ...]:
    """Return the rules whose plugins are there, in whatever version and state.

    Args:
        inventory: What is installed.
        rules: All rules, or an index of them, which is not worth its while for one shop.
    """
    if isinstance(rules, RuleIndex):
        return rules.select(inventory)
    installed = {plugin.uid for plugin in inventory.plugins}
    return tuple(rule for rule in rules if _is_there(rule, installed))


def _is_there(rule: Rule, installed: set[str]) -> bool:
    return all(not installed.isdisjoint(condition.plugins) for condition in rule.conditions)
