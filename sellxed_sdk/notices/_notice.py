"""A notice, and what makes two of them the same."""

from __future__ import annotations

import hashlib
from datetime import datetime

import attrs

from sellxed_sdk.compatibility import Conflict
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._policy import Policy, Surface

__all__ = ["Notice", "NoticeAction", "fingerprint_of"]


@attrs.frozen(kw_only=True)
class NoticeAction:
    """The one thing to click."""

    label: str
    """Key of a text with the parameters product and rule, as ``action_renew``."""
    url: str | None = None
    """https address, where the vendor gave one."""


@attrs.frozen(kw_only=True)
class Notice:
    """One thing that an admin should know: what, what it means, the way out, one action."""

    product: str
    """The module that it is about."""
    finding: Finding
    """What is the case and what to do."""
    severity: Severity
    """How loud."""
    surface: Surface
    """How far it reaches."""
    effect: str
    """What it means for the shop: key of a text without parameters, as ``effect_update``."""
    action: NoticeAction | None = None
    """The one thing to click."""
    fingerprint: str
    """The same fact has the same one, so that what was put away stays away."""
    dismissible_days: int | None
    """None: not at all, it goes when it is mended. 0: for good. Else for so many days."""
    checked_at: datetime
    """As of when it is so: of what the update channel told, when that was asked last."""
    reasons: tuple[Finding, ...] = ()
    """Findings behind it, as why the server could not be reached."""
    conflict: Conflict | None = None
    """The conflict that it is about, for its texts in all languages."""

    @property
    def code(self) -> str:
        """The code of the finding."""
        return self.finding.code

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data; the texts are English."""
        return {
            **self.finding.to_dict(),
            "product": self.product,
            "severity": self.severity.value,
            "surface": self.surface.value,
            "effect": Catalogue.load().ui(self.effect),
            "action": attrs.asdict(self.action) if self.action else None,
            "fingerprint": self.fingerprint,
            "dismissible_days": self.dismissible_days,
            "checked_at": self.checked_at.isoformat(),
            "reasons": [finding.to_dict() for finding in self.reasons],
            "conflict": self.conflict.to_dict() if self.conflict else None,
        }


def fingerprint_of(
    finding: Finding, *, policy: Policy, product: str, conflict: Conflict | None = None
) -> str:
    """Return the identity of a fact: product, code, subject, versions and threshold.

    Args:
        finding: The fact.
        policy: Its row.
        product: The module that is told.
        conflict: What it is about; another version of either plugin is a new fact.
    """
    values = [str(finding.param(name) or "") for name in policy.identity]
    if conflict is not None:
        values += sorted(f"{member.uid} {member.version}" for member in conflict.members)
    if policy.within_days is not None:
        values.append(str(policy.within_days))
    text = "\0".join((product, finding.code, finding.subject, *values))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
