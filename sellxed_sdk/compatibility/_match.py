"""Which rules apply to a shop."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import attrs

from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._rules import Condition, Remedy, Rule
from sellxed_sdk.findings import Severity
from sellxed_sdk.versions import Range, scheme_for

__all__ = ["Conflict", "Member", "match_rules"]


@attrs.frozen(kw_only=True)
class Member:
    """A plugin that takes part in a conflict."""

    uid: str
    """The plugin."""
    name: str
    """As it calls itself."""
    version: str | None
    """What is installed."""
    range: str | None
    """The range of the rule that it lies in."""
    state: PluginState
    """Whether it runs."""


@attrs.frozen(kw_only=True)
class Conflict:
    """A rule that applies to a shop."""

    rule_id: str
    """The rule."""
    members: tuple[Member, ...]
    """The plugins that meet its conditions."""
    severity: Severity
    """How grave it is."""
    confidence: str
    """``declared``, ``reproduced``, ``derived`` or ``suspected``."""
    certain: bool
    """False where a version is unknown or the rule itself is a suspicion."""
    blocks_support: bool = False
    """Whether the vendor helps only after it is mended (policy P7)."""
    texts: tuple[tuple[str, str], ...]
    """What happens, by language."""
    remedies: tuple[Remedy, ...] = ()
    """Ways out."""
    references: tuple[str, ...] = ()
    """Where it is documented."""

    def text(self, language: str = "en") -> str:
        """Return what happens, in a language or else in English."""
        texts = dict(self.texts)
        return texts.get(language) or texts.get(language.partition("_")[0]) or texts["en"]

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "rule": self.rule_id,
            "severity": self.severity.value,
            "confidence": self.confidence,
            "certain": self.certain,
            "blocks_support": self.blocks_support,
            "members": [
                {
                    "uid": member.uid,
                    "name": member.name,
                    "version": member.version,
                    "range": member.range,
                    "state": member.state.value,
                }
                for member in self.members
            ],
            "texts": dict(self.texts),
            "remedies": [attrs.asdict(remedy) for remedy in self.remedies],
            "references": list(self.references),
        }


def match_rules(inventory: ShopInventory, *, rules: Iterable[Rule]) -> tuple[Conflict, ...]:
    """Return the conflicts of a shop, gravest first.

    Args:
        inventory: What is installed.
        rules: All rules. Only those are looked at whose rarest plugin is there.
    """
    installed = {plugin.uid: plugin for plugin in inventory.plugins}
    conflicts = []
    for rule in _candidates(tuple(rules), installed):
        conflict = _apply(rule, installed, inventory)
        if conflict is not None:
            conflicts.append(conflict)
    return tuple(sorted(conflicts, key=lambda c: (-c.severity.rank, c.rule_id)))


def _candidates(rules: tuple[Rule, ...], installed: dict[str, Plugin]) -> list[Rule]:
    frequency = Counter(
        uid for rule in rules for condition in rule.conditions for uid in condition.plugins
    )
    index: dict[str, list[int]] = defaultdict(list)
    for number, rule in enumerate(rules):
        rarest = min(
            rule.conditions, key=lambda condition: sum(frequency[uid] for uid in condition.plugins)
        )
        for uid in rarest.plugins:
            index[uid].append(number)
    numbers = {number for uid in installed for number in index.get(uid, ())}
    return [rules[number] for number in sorted(numbers)]


def _apply(rule: Rule, installed: dict[str, Plugin], inventory: ShopInventory) -> Conflict | None:
    certain = rule.confidence != "suspected"
    versions = inventory.versions()
    for name, wanted in rule.platform:
        fits = _contains(wanted, versions.get(name), name) if name in versions else False
        if fits is False:
            return None
        certain = certain and fits is True
    members: list[Member] = []
    for condition in rule.conditions:
        found = _meet(condition, installed)
        if found is None:
            return None
        member, sure = found
        members.append(member)
        certain = certain and sure
    if any(_is_met_for_sure(condition, installed) for condition in rule.unless):
        return None
    return Conflict(
        rule_id=rule.id,
        members=tuple(members),
        severity=rule.severity,
        confidence=rule.confidence,
        certain=certain,
        blocks_support=rule.blocks_support,
        texts=rule.texts,
        remedies=rule.remedies,
        references=rule.references,
    )


def _meet(condition: Condition, installed: dict[str, Plugin]) -> tuple[Member, bool] | None:
    """Return the plugin that meets a condition and whether that is sure, or None."""
    best: tuple[Member, bool] | None = None
    for uid in condition.plugins:
        plugin = installed.get(uid)
        if plugin is None:
            continue
        if condition.state == "active" and plugin.state is PluginState.INACTIVE:
            continue
        fits: bool | None = True
        if condition.versions is not None:
            fits = _contains(condition.versions, plugin.version, uid.partition(":")[0])
        if fits is False:
            continue
        member = Member(
            uid=uid,
            name=plugin.name,
            version=plugin.version,
            range=condition.versions.text if condition.versions else None,
            state=plugin.state,
        )
        if fits:
            return member, True
        best = best or (member, False)
    return best


def _is_met_for_sure(condition: Condition, installed: dict[str, Plugin]) -> bool:
    found = _meet(condition, installed)
    return found is not None and found[1]


def _contains(wanted: Range, version: str | None, platform: str) -> bool | None:
    if version is None:
        return None
    return wanted.contains(version, scheme=scheme_for(platform))
