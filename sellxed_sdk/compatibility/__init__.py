"""Compatibility: which installed plugins do not go together, and what to do.

What this decides: which of the vendor's rules apply to an inventory, and the cheapest
set of updates and deactivations that clears them. It reads no disk; `shops` does.
"""

from sellxed_sdk.compatibility._check import check_compatibility
from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory, Unread
from sellxed_sdk.compatibility._match import Conflict, Member, match_rules
from sellxed_sdk.compatibility._parse import (
    MAX_TOKEN_CHARS,
    REMEDY_ACTIONS,
    RULES_TYP,
    parse_rules,
    verify_rules,
)
from sellxed_sdk.compatibility._plan import Action, Plan, apply_plan, select_plan
from sellxed_sdk.compatibility._report import CompatibilityReport
from sellxed_sdk.compatibility._rules import Condition, Remedy, Rule, RuleFeed

__all__ = [
    "MAX_TOKEN_CHARS",
    "REMEDY_ACTIONS",
    "RULES_TYP",
    "Action",
    "CompatibilityReport",
    "Condition",
    "Conflict",
    "Member",
    "Plan",
    "Plugin",
    "PluginState",
    "Remedy",
    "Rule",
    "RuleFeed",
    "ShopInventory",
    "Unread",
    "apply_plan",
    "check_compatibility",
    "match_rules",
    "parse_rules",
    "select_plan",
    "verify_rules",
]
