"""Rules by plugin, for whoever matches the same rules again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from sellxed_sdk.compatibility._inventory import ShopInventory
from sellxed_sdk.compatibility._rules._values import Rule

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
        groups = [[one.plugins for one in rule.conditions] for rule in self._rules]
        frequency = Counter(chain.from_iterable(chain.from_iterable(groups)))
        self._buckets: dict[str, list[int]] = {uid: [] for uid in frequency}
        for number, group in enumerate(groups):
            rarest = group[0]
            if len(group) > 1:
                least = 0
                for uids in group:
                    # Mostly one plugin, for which a sum would take longer than the look-up.
                    count = frequency[uids[0]]
                    if len(uids) > 1:
                        count = sum([frequency[uid] for uid in uids])
                    if not least or count < least:
                        rarest, least = uids, count
            for uid in rarest:
                self._buckets[uid].append(number)

    def __len__(self) -> int:
        return len(self._rules)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def select(self, inventory: ShopInventory) -> tuple[Rule, ...]:
        """Return the rules whose plugins are there, in whatever version and state."""
        installed = {plugin.uid for plugin in inventory.plugins}
        numbers = {
            number for uid in installed & self._buckets.keys() for number in self._buckets[uid]
        }
        candidates = (self._rules[number] for number in sorted(numbers))
        return tuple(rule for rule in candidates if _is_there(rule, installed))


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
