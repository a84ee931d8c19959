"""Everything that a panel page shows, as one value that knows no language."""

from __future__ import annotations

from datetime import datetime

import attrs

from sellxed_sdk.compatibility import CompatibilityReport, ShopInventory
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._notice import Notice
from sellxed_sdk.notices._wording import Wording
from sellxed_sdk.releases import ReleaseNotes, UpdateReport
from sellxed_sdk.support import ReadinessReport, SupportDesk
from sellxed_sdk.updates import ChannelStatus

__all__ = ["SCHEMA", "Panel"]

SCHEMA = 1


@attrs.frozen(kw_only=True)
class Panel:
    """What is known of a module; a part that is None was not looked at."""

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
    """What the offered release brings, newest first."""
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
    inventories: tuple[ShopInventory, ...] = attrs.field(default=(), repr=False)
    """What is installed, a section each."""
    channel: ChannelStatus | None = None
    """When the update channel was asked."""

    @property
    def installed_version(self) -> str | None:
        """Version of the installed release, where known."""
        if self.updates.installed_version:
            return self.updates.installed_version
        if self.integrity is not None and self.integrity.manifest is not None:
            return self.integrity.manifest.version
        return None

    def wording(self, catalogue: Catalogue) -> Wording:
        """Return how the texts of this panel read in a language."""
        conflicts = () if self.compatibility is None else self.compatibility.conflicts
        return Wording(
            catalogue=catalogue, conflicts=conflicts, product=self.product, name=self.name
        )

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data, with English texts."""
        # "is not None": the truth of a report is another matter.
        return {
            "schema": SCHEMA,
            "product": self.product,
            "name": self.name,
            "generated_at": self.generated_at.isoformat(),
            "licence": self.licence.to_dict(),
            "updates": self.updates.to_dict(),
            "compatibility": None if self.compatibility is None else self.compatibility.to_dict(),
            "integrity": None if self.integrity is None else self.integrity.to_dict(),
            "readiness": self.readiness.to_dict(),
            "channel": None if self.channel is None else self.channel.to_dict(),
            "changes": [attrs.asdict(notes) for notes in self.changes],
            "notices": [notice.to_dict() for notice in self.notices],
            "inventories": [inventory.to_dict() for inventory in self.inventories],
        }
