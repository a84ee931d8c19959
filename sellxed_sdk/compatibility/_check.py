"""`check_compatibility`: an inventory and rules in, a report out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from sellxed_sdk.compatibility._baseline import Baseline, apply_baseline
from sellxed_sdk.compatibility._conflict import Conflict
from sellxed_sdk.compatibility._inventory import ShopInventory
from sellxed_sdk.compatibility._join import join_conflicts
from sellxed_sdk.compatibility._overlaps._find import match_overlaps
from sellxed_sdk.compatibility._remedy._actions import Costs
from sellxed_sdk.compatibility._remedy._plan import Plan, name_plugins, select_plan
from sellxed_sdk.compatibility._report import CompatibilityReport
from sellxed_sdk.compatibility._rules._declared import match_declared
from sellxed_sdk.compatibility._rules._match import match_rules, meet_condition, select_candidates
from sellxed_sdk.compatibility._rules._values import Rule, RuleFeed
from sellxed_sdk.findings import Finding, Param, Severity, describe, sort_findings
from sellxed_sdk.findings.codes import compatibility as codes

__all__ = ["check_compatibility"]

DEFAULT_COSTS = Costs()
NOTHING_ACCEPTED = Baseline()


def check_compatibility(
    inventory: ShopInventory,
    *,
    rules: RuleFeed | None,
    ours: frozenset[str] = frozenset(),
    about: frozenset[str] = frozenset(),
    costs: Costs = DEFAULT_COSTS,
    baseline: Baseline = NOTHING_ACCEPTED,
    now: datetime,
) -> CompatibilityReport:
    """Find the conflicts of a shop and the cheapest way out.

    Pure: no disk, no network, no clock; never raises.

    Args:
        inventory: What is installed.
        rules: The vendor's rules; None where there are none yet.
        ours: Uids of our own plugins: what is lost of them is grave, and no plan deactivates
            them unless ``costs`` says so.
        about: Only conflicts in which one of these plugins takes part; all where empty.
        costs: What actions cost the shop, in comparison.
        baseline: Conflicts that the shop has accepted; they are counted apart.
        now: The current time, for the age of the rules.
    """
    findings = [*_describe_inventory(inventory), *_describe_rules(rules, inventory, now)]
    candidates = select_candidates(inventory, rules=rules.rules if rules is not None else ())

    def find_all(shop: ShopInventory) -> tuple[Conflict, ...]:
        return _find(shop, rules=candidates, ours=ours)

    everything = find_all(inventory)
    asked = tuple(c for c in everything if not about or about & c.uids)
    conflicts, accepted, notes = apply_baseline(asked, baseline, now=now)
    # What was there before and is not asked for is none of the plan's business.
    left_out = {conflict.key for conflict in everything} - {c.key for c in conflicts}

    def find(shop: ShopInventory) -> tuple[Conflict, ...]:
        return tuple(conflict for conflict in find_all(shop) if conflict.key not in left_out)

    plan = select_plan(
        conflicts, inventory=inventory, rules=candidates, find=find, ours=ours, costs=costs
    )
    findings += [*notes, *(_describe(conflict, plan) for conflict in conflicts)]
    return CompatibilityReport(
        inventory=inventory,
        conflicts=conflicts,
        accepted=accepted,
        plan=plan,
        findings=sort_findings(findings),
    )


def _describe_inventory(inventory: ShopInventory) -> Iterator[Finding]:
    if inventory.unread:
        first = inventory.unread[0]
        yield codes.INVENTORY_INCOMPLETE.finding(
            subject=inventory.platform,
            count=len(inventory.unread),
            path=first.path,
            reason=first.reason,
        )


def _describe_rules(
    rules: RuleFeed | None, inventory: ShopInventory, now: datetime
) -> Iterator[Finding]:
    if rules is None:
        yield codes.RULES_MISSING.finding()
        return
    yield from rules.skipped
    if now > rules.expires_at:
        expires_on = rules.expires_at.astimezone(timezone.utc).date()
        yield codes.RULES_STALE.finding(expires_on=expires_on)
    plugins = {plugin.uid: plugin for plugin in inventory.plugins}
    for rule in rules.withdrawn:
        # Whoever acted upon it may go back.
        is_here = all(
            any(
                meet_condition(condition, plugins.get(uid)) is not None for uid in condition.plugins
            )
            for condition in rule.conditions
        )
        if rule.conditions and is_here and rule.reason:
            yield codes.RULE_WITHDRAWN.finding(subject=rule.id, rule=rule.id, reason=rule.reason)


def _find(
    inventory: ShopInventory, *, rules: tuple[Rule, ...], ours: frozenset[str]
) -> tuple[Conflict, ...]:
    """Return all conflicts: those of rules, and those that nobody wrote down."""
    known = (*match_rules(inventory, rules=rules), *match_declared(inventory))
    found = match_overlaps(inventory, ours=ours)
    return join_conflicts(known, found)


def _describe(conflict: Conflict, plan: Plan) -> Finding:
    names = {member.uid: member.name for member in conflict.members}
    needed = [action for action in plan.actions if action.plugin in names]
    plugins = name_plugins(needed, names=names)
    known = describe(conflict.code) if conflict.code else None
    if known is not None:
        details: dict[str, Param] = dict(conflict.details)
        if "plugins" in known.params:
            details["plugins"] = plugins
        return Finding(
            code=known.name,
            severity=conflict.severity,
            subject=conflict.fingerprint,
            params=tuple(sorted(details.items())),
        )
    members = _join_members(conflict)
    code = codes.CONFLICT_FOUND if conflict.certain else codes.CONFLICT_POSSIBLE
    severity = conflict.severity
    if not conflict.likely and severity.rank > Severity.WARNING.rank:
        severity = Severity.WARNING  # a suspicion is never an error
    return code.finding(
        subject=conflict.rule_id,
        severity=severity,
        rule=conflict.rule_id,
        members=members,
        text=conflict.text(),
        plugins=plugins,
    )


def _join_members(conflict: Conflict) -> str:
    """Return the plugins with their versions: ``+`` joins, ``/`` stands between choices."""
    groups: dict[int, list[str]] = {}
    for member in conflict.members:
        groups.setdefault(member.condition, []).append(f"{member.name} {member.version or '?'}")
    return " + ".join(" / ".join(group) for group in groups.values())
