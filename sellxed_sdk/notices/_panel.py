"""Everything that the panel page and the terminal report show, as one value."""

from __future__ import annotations

from datetime import datetime

import attrs

from sellxed_sdk.compatibility import Action, CompatibilityReport, ShopInventory
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._policy import Notice
from sellxed_sdk.releases import ReleaseNotes, UpdateReport
from sellxed_sdk.support import ReadinessReport, SupportDesk

__all__ = ["Panel", "list_actions"]


@attrs.frozen(kw_only=True)
class Panel:
    """One module in one shop."""

    product: str
    """The product."""
    name: str
    """As it is sold."""
    generated_at: datetime
    """When the reports were made."""
    licence: LicenceReport
    """What its licence allows."""
    updates: UpdateReport
    """Which update it may have."""
    changes: tuple[ReleaseNotes, ...] = ()
    """What the update brings."""
    compatibility: CompatibilityReport | None = None
    """What it does not go together with."""
    integrity: IntegrityReport | None = None
    """Whether its files are the vendor's."""
    readiness: ReadinessReport
    """Whether a ticket can be opened."""
    desk: SupportDesk
    """The vendor's support desk."""
    notices: tuple[Notice, ...] = ()
    """What is to be done, loudest first."""
    inventories: tuple[ShopInventory, ...] = ()
    """What is installed, a section each."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "product": self.product,
            "name": self.name,
            "generated_at": self.generated_at.isoformat(),
            "licence": self.licence.to_dict(),
            "updates": self.updates.to_dict(),
            "compatibility": self.compatibility.to_dict() if self.compatibility else None,
            "integrity": self.integrity.to_dict() if self.integrity else None,
            "readiness": self.readiness.to_dict(),
            "notices": [notice.to_dict() for notice in self.notices],
            "inventories": [inventory.to_dict() for inventory in self.inventories],
        }


def list_actions(
    report: CompatibilityReport, *, catalogue: Catalogue
) -> tuple[list[str], list[str]]:
    """Return the plan in sentences, and the alternatives."""
    names = {
        member.uid: member.name for conflict in report.conflicts for member in conflict.members
    }

    def say(action: Action) -> str:
        return catalogue.ui(
            f"plan_{action.kind}",
            plugin=names.get(action.plugin, action.plugin),
            to=action.to or "",
        )

    return (
        [say(action) for action in report.plan.actions],
        [say(action) for action in report.plan.alternatives],
    )
