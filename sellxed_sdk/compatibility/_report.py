"""The answer to "what does not go together here, and what to do?"."""

from __future__ import annotations

import attrs

from sellxed_sdk.compatibility._conflict import Conflict
from sellxed_sdk.compatibility._inventory import ShopInventory
from sellxed_sdk.compatibility._remedy._plan import Plan, name_plugins
from sellxed_sdk.findings import Finding, raise_for

__all__ = ["CompatibilityReport"]


@attrs.frozen(kw_only=True)
class CompatibilityReport:
    """Conflicts between plugins. True where none needs action."""

    inventory: ShopInventory = attrs.field(repr=False)
    """What was looked at."""
    conflicts: tuple[Conflict, ...] = ()
    """Rules that apply, gravest first."""
    accepted: tuple[Conflict, ...] = ()
    """What applies as well, and was accepted by the baseline."""
    plan: Plan = attrs.field(factory=Plan)
    """What to do about all of them at once."""
    findings: tuple[Finding, ...] = ()
    """Everything there is to say, gravest first."""

    def __bool__(self) -> bool:
        return not any(finding.severity.needs_action for finding in self.findings)

    @property
    def plugins_to_change(self) -> str:
        """The plugins of the plan as people know them, as ``Checkout Turbo (>=2.4.1)``."""
        names = {member.uid: member.name for c in self.conflicts for member in c.members}
        return name_plugins(self.plan.actions, names=names)

    @property
    def blocks_support(self) -> bool:
        """Whether a conflict, at least likely, comes before a ticket (policy P7)."""
        return any(conflict.blocks_support and conflict.likely for conflict in self.conflicts)

    def raise_for_status(self) -> None:
        """Raise where a finding needs action.

        Raises:
            StatusError: With the code, message and hint of the gravest one.
        """
        raise_for(finding for finding in self.findings if finding.severity.needs_action)

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data, without the inventory."""
        return {
            "platform": self.inventory.platform,
            "platform_version": self.inventory.platform_version,
            "plugins": len(self.inventory.plugins),
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "accepted": [conflict.key for conflict in self.accepted],
            "plan": self.plan.to_dict(),
            "findings": [finding.to_dict() for finding in self.findings],
        }
