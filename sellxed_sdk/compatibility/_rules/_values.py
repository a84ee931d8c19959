"""The vendor's rules as values: which plugins in which versions do not go together."""

from __future__ import annotations

from datetime import datetime

import attrs

from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.versions import Range

__all__ = ["Condition", "Remedy", "Rule", "RuleFeed"]


@attrs.frozen(kw_only=True)
class Condition:
    """One plugin in a range of versions."""

    plugins: tuple[str, ...]
    """One of these uids."""
    versions: Range | None = None
    """In this range; in any version where None."""
    state: str = "active"
    """``active``: it runs or may run. ``installed``: it is there at all."""


@attrs.frozen(kw_only=True)
class Remedy:
    """One way out."""

    action: str
    """``update``, ``disable``, ``configure`` or ``wait``."""
    plugin: str
    """The plugin that it is done to."""
    to: str | None = None
    """Range to update to."""


@attrs.frozen(kw_only=True)
class Rule:
    """One known conflict."""

    id: str
    """Stable, as ``SXC-2025-0007``."""
    rev: int = 1
    """Grows with every change of the rule."""
    platform: tuple[tuple[str, Range], ...] = ()
    """Only on these platforms in these ranges."""
    conditions: tuple[Condition, ...]
    """All have to hold."""
    unless: tuple[Condition, ...] = ()
    """None may hold."""
    severity: Severity
    """How grave the conflict is."""
    confidence: str
    """``declared``, ``reproduced``, ``derived`` or ``suspected``."""
    blocks_support: bool = False
    """Whether the vendor helps only after it is mended (policy P7)."""
    texts: tuple[tuple[str, str], ...]
    """What happens, by language; English is always there."""
    remedies: tuple[Remedy, ...] = ()
    """Ways out, the best first."""
    references: tuple[str, ...] = ()
    """Where it is documented."""


@attrs.frozen(kw_only=True)
class RuleFeed:
    """All rules of a vendor."""

    feed_id: str
    """Name of the feed."""
    sequence: int
    """Grows with every edition."""
    issued_at: datetime
    """When it was made."""
    expires_at: datetime
    """Until when it is current; it counts afterwards, too."""
    rules: tuple[Rule, ...] = ()
    """What can be applied."""
    skipped: tuple[Finding, ...] = ()
    """What cannot, and why."""
