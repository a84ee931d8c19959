"""The answer to "which update may this shop have?"."""

from __future__ import annotations

from datetime import datetime

import attrs

from sellxed_sdk.findings import Finding, raise_for
from sellxed_sdk.releases._release import Release
from sellxed_sdk.releases._select import Refusal

__all__ = ["UpdateReport"]


@attrs.frozen(kw_only=True)
class UpdateReport:
    """Which update may be installed, and why not a newer one. True where there is one."""

    product: str
    """The product."""
    installed_version: str | None
    """What is installed, where known."""
    offered: Release | None = None
    """The newest release that may be installed now."""
    refused: tuple[Refusal, ...] = ()
    """Newer releases, newest first, each with its reasons."""
    may_run: bool
    """Whether the licence lets the installed release run."""
    may_update: bool
    """Whether `offered` may be installed."""
    may_get_support: bool
    """Whether the licence gives support now."""
    findings: tuple[Finding, ...] = ()
    """Everything there is to say, gravest first."""
    last_success_at: datetime | None = None
    """When the channel was last refreshed successfully."""
    stale: bool = False
    """Whether what is known is older than it should be; then nothing is installed."""

    def __bool__(self) -> bool:
        return self.may_update

    def raise_for_status(self) -> None:
        """Raise where a finding needs action.

        Raises:
            StatusError: With the code, message and hint of the gravest one.
        """
        raise_for(finding for finding in self.findings if finding.severity.needs_action)

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "product": self.product,
            "installed_version": self.installed_version,
            "offered": self.offered.to_dict() if self.offered else None,
            "refused": [
                {
                    "release": refusal.release.to_dict(),
                    "reasons": [finding.to_dict() for finding in refusal.reasons],
                }
                for refusal in self.refused
            ],
            "may_run": self.may_run,
            "may_update": self.may_update,
            "may_get_support": self.may_get_support,
            "findings": [finding.to_dict() for finding in self.findings],
            "last_success_at": self.last_success_at.isoformat() if self.last_success_at else None,
            "stale": self.stale,
        }
