"""Compatibility: which installed plugins do not go together, and what to do.

What this decides: which of the vendor's rules apply to an inventory, where plugins get in
each other's way by what they change, and the cheapest set of updates, reorderings and
deactivations that clears it all; and, for a fault that nothing explains, which combination
of plugins to try next, and what that tells. It reads no disk; `shops` does.
"""

from sellxed_sdk.compatibility._baseline import (
    Baseline,
    Suppression,
    apply_baseline,
    parse_baseline,
    render_baseline,
)
from sellxed_sdk.compatibility._bisection._bisect import (
    bisect_conflict,
    forget_outcome,
    next_probe,
    record_outcome,
    report_bisection,
    start_bisection,
)
from sellxed_sdk.compatibility._bisection._parse import (
    MAX_BISECTION_BYTES,
    parse_bisection,
    render_bisection,
)
from sellxed_sdk.compatibility._bisection._values import (
    Answer,
    Bisection,
    BisectionReport,
    Cause,
    Outcome,
    Probe,
    ProbePurpose,
)
from sellxed_sdk.compatibility._check import check_compatibility
from sellxed_sdk.compatibility._claims import Claim, Mode
from sellxed_sdk.compatibility._conflict import Conflict, Member
from sellxed_sdk.compatibility._inventory import (
    Declaration,
    Plugin,
    PluginState,
    ShopInventory,
    Unread,
)
from sellxed_sdk.compatibility._overlaps._find import match_overlaps
from sellxed_sdk.compatibility._overlaps._suspects import select_suspects
from sellxed_sdk.compatibility._parse_inventory import MAX_INVENTORY_BYTES, parse_inventory
from sellxed_sdk.compatibility._remedy._actions import Action, Costs
from sellxed_sdk.compatibility._remedy._after import apply_plan
from sellxed_sdk.compatibility._remedy._plan import Plan, select_plan
from sellxed_sdk.compatibility._remedy._steps import Step
from sellxed_sdk.compatibility._report import CompatibilityReport
from sellxed_sdk.compatibility._rules._declared import match_declared
from sellxed_sdk.compatibility._rules._index import RuleIndex
from sellxed_sdk.compatibility._rules._match import match_rules
from sellxed_sdk.compatibility._rules._parse import (
    MAX_RULES,
    MAX_RULES_BYTES,
    MAX_TOKEN_CHARS,
    REMEDY_ACTIONS,
    RULES_TYP,
    parse_rules,
    verify_rules,
)
from sellxed_sdk.compatibility._rules._values import (
    ClaimCondition,
    Condition,
    Remedy,
    Rule,
    RuleFeed,
    Withdrawn,
)

__all__ = [
    "MAX_BISECTION_BYTES",
    "MAX_INVENTORY_BYTES",
    "MAX_RULES",
    "MAX_RULES_BYTES",
    "MAX_TOKEN_CHARS",
    "REMEDY_ACTIONS",
    "RULES_TYP",
    "Action",
    "Answer",
    "Baseline",
    "Bisection",
    "BisectionReport",
    "Cause",
    "Claim",
    "ClaimCondition",
    "CompatibilityReport",
    "Condition",
    "Conflict",
    "Costs",
    "Declaration",
    "Member",
    "Mode",
    "Outcome",
    "Plan",
    "Plugin",
    "PluginState",
    "Probe",
    "ProbePurpose",
    "Remedy",
    "Rule",
    "RuleFeed",
    "RuleIndex",
    "ShopInventory",
    "Step",
    "Suppression",
    "Unread",
    "Withdrawn",
    "apply_baseline",
    "apply_plan",
    "bisect_conflict",
    "check_compatibility",
    "forget_outcome",
    "match_declared",
    "match_overlaps",
    "match_rules",
    "next_probe",
    "parse_baseline",
    "parse_bisection",
    "parse_inventory",
    "parse_rules",
    "record_outcome",
    "render_baseline",
    "render_bisection",
    "report_bisection",
    "select_plan",
    "select_suspects",
    "start_bisection",
    "verify_rules",
]
