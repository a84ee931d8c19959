"""Which rules apply to a shop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from sellxed_sdk.compatibility._conflict import Conflict, Member
from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._rules._claimed import holds_claim
from sellxed_sdk.compatibility._rules._index import RuleIndex, select_candidates
from sellxed_sdk.compatibility._rules._values import Condition, Rule
from sellxed_sdk.versions import Range, scheme_for

__all__ = ["match_rules", "meet_condition", "select_candidates"]

MAX_COMBINATIONS = 200
MAX_TRIALS = 10_000
_OPPOSITES = {"active": PluginState.INACTIVE, "inactive": PluginState.ACTIVE}


def match_rules(
    inventory: ShopInventory, *, rules: Iterable[Rule] | RuleIndex
) -> tuple[Conflict, ...]:
    """Return the conflicts of a shop, gravest first.

    Args:
        inventory: What is installed.
        rules: All rules, or an index of them where many shops are matched.
    """
    installed = {plugin.uid: plugin for plugin in inventory.plugins}
    conflicts = []
    for rule in select_candidates(inventory, rules=rules):
        conflict = _apply(rule, installed, inventory)
        if conflict is not None:
            conflicts.append(conflict)
    return tuple(sorted(conflicts, key=lambda c: (-c.severity.rank, c.rule_id)))


def meet_condition(condition: Condition, plugin: Plugin | None) -> frozenset[str] | None:
    """Return what makes it doubtful that a plugin meets a condition.

    Returns:
        Words as ``version`` and ``state``; empty where it is sure, None where the plugin
        surely does not.
    """
    if plugin is None or plugin.uid not in condition.plugins:
        return None
    doubts = set()
    if plugin.state is _OPPOSITES.get(condition.state):
        return None
    if plugin.state is PluginState.UNKNOWN and condition.state in _OPPOSITES:
        doubts.add("state")
    if condition.versions is not None:
        fits = _contains(condition.versions, plugin.version, plugin.uid.partition(":")[0])
        if fits is False:
            return None
        if fits is None:
            doubts.add("version")
    return frozenset(doubts)


def _apply(
    rule: Rule, installed: Mapping[str, Plugin], inventory: ShopInventory
) -> Conflict | None:
    doubts = _doubts_about_platform(rule, inventory)
    if doubts is None:
        return None
    for condition in rule.unless:
        met = [meet_condition(condition, installed.get(uid)) for uid in condition.plugins]
        if frozenset() in met:
            return None
        if any(met):
            doubts |= {"exception"}
    claimed = _doubts_about_claims(rule, inventory)
    if claimed is None:
        return None
    doubts |= claimed
    if rule.confidence == "suspected":
        doubts |= {"confidence"}
    combinations = tuple(islice(_combine(rule, installed), MAX_COMBINATIONS))
    if not combinations:
        return None
    return _conflict(rule, installed, combinations, doubts)


def _doubts_about_platform(rule: Rule, inventory: ShopInventory) -> frozenset[str] | None:
    """Return what is doubtful about the platform, or None where the rule is about another."""
    versions = inventory.versions()
    doubts: frozenset[str] = frozenset()
    for name, wanted in rule.platform:
        is_here = name in (inventory.platform, *versions)
        # An add-on, as WooCommerce on WordPress, that does not say its version.
        is_here = is_here or inventory.find(f"{inventory.platform}:{name}") is not None
        fits = _contains(wanted, versions.get(name), name) if is_here else False
        if fits is False:
            return None
        if fits is None:
            doubts |= {"platform"}
    return doubts


def _doubts_about_claims(rule: Rule, inventory: ShopInventory) -> frozenset[str] | None:
    """Return what is doubtful about claims, or None where they say that it does not apply."""
    if not rule.claims and not rule.unless_claims:
        return frozenset()
    about = [uid for condition in rule.conditions for uid in condition.plugins]
    holding = [holds_claim(entry, inventory, about=about) for entry in rule.claims]
    excepted = [holds_claim(entry, inventory, about=about) for entry in rule.unless_claims]
    if False in holding or True in excepted:
        return None
    # An exception that may hold, either way round: the code may not do what the rule says.
    return frozenset({"exception"} if None in (*holding, *excepted) else ())


def _combine(rule: Rule, installed: Mapping[str, Plugin]) -> Iterator[tuple[str, ...]]:
    """Yield the plugins that meet all conditions at once, a different one for each."""
    fitting = [
        [uid for uid in condition.plugins if _may_meet(condition, installed.get(uid))]
        for condition in rule.conditions
    ]
    started: list[tuple[str, ...]] = [()] if all(fitting) else []
    for _ in range(MAX_TRIALS):
        if not started:
            return
        uids = started.pop()
        if len(uids) == len(fitting):
            yield uids
            continue
        started += [(*uids, uid) for uid in reversed(fitting[len(uids)]) if uid not in uids]


def _may_meet(condition: Condition, plugin: Plugin | None) -> bool:
    return meet_condition(condition, plugin) is not None


def _conflict(
    rule: Rule,
    installed: Mapping[str, Plugin],
    combinations: tuple[tuple[str, ...], ...],
    doubts: frozenset[str],
) -> Conflict:
    own_doubts = []
    members: dict[str, Member] = {}
    for uids in combinations:
        found: frozenset[str] = frozenset()
        for number, uid in enumerate(uids):
            condition, plugin = rule.conditions[number], installed[uid]
            found |= meet_condition(condition, plugin) or frozenset()
            members.setdefault(uid, _member(plugin, condition, number))
        own_doubts.append(found)
    return Conflict(
        rule_id=rule.id,
        members=tuple(sorted(members.values(), key=lambda member: member.condition)),
        severity=rule.severity,
        confidence=rule.confidence,
        # One combination that is sure is enough.
        doubts=tuple(sorted(doubts | min(own_doubts, key=len))),
        blocks_support=rule.blocks_support,
        texts=rule.texts,
        remedies=rule.remedies,
        references=rule.references,
        combinations=combinations,
    )


def _member(plugin: Plugin, condition: Condition, number: int) -> Member:
    return Member(
        uid=plugin.uid,
        name=plugin.name,
        version=plugin.version,
        range=condition.versions.text if condition.versions else None,
        state=plugin.state,
        condition=number,
    )


# The same versions are compared again for every shop that a plan leads to.
@lru_cache(maxsize=16_384)
def _contains(wanted: Range, version: str | None, platform: str) -> bool | None:
    if version is None:
        return None
    return wanted.contains(version, scheme=scheme_for(platform))
