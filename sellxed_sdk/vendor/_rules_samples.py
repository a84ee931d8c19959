"""Trying rules on sample shops: which ones match, and which match nowhere."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from sellxed_sdk.compatibility import RuleIndex, ShopInventory, match_rules, parse_rules
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import compatibility as codes

__all__ = ["RuleTrial", "try_rules"]


@attrs.frozen(kw_only=True)
class RuleTrial:
    """What rules say about sample shops."""

    matches: tuple[tuple[str, tuple[str, ...]], ...]
    """The shops by name, and the rules that apply to each."""
    findings: tuple[Finding, ...]
    """``RULE_UNMATCHED`` for every rule that applies to none."""

    def to_dict(self) -> dict[str, list[str]]:
        """Return the rules by shop, JSON-ready."""
        return {name: list(rules) for name, rules in self.matches}


def try_rules(source: bytes, *, shops: Mapping[str, ShopInventory]) -> RuleTrial:
    """Return which rules apply to which shops. Nothing is signed or published.

    Args:
        source: The JSON (docs/formats/rules.md).
        shops: Sample shops by the name that they are shown with.

    Raises:
        InvalidDocumentError: The feed itself cannot be read.
    """
    rules = RuleIndex(parse_rules(source).rules)
    matches = tuple(
        (name, tuple(conflict.rule_id for conflict in match_rules(shop, rules=rules)))
        for name, shop in shops.items()
    )
    found = {rule for _, names in matches for rule in names}
    return RuleTrial(
        matches=matches,
        findings=tuple(
            codes.RULE_UNMATCHED.finding(subject=rule.id, rule=rule.id)
            for rule in rules
            if rule.id not in found
        ),
    )
