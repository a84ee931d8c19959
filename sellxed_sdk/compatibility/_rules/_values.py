"""The vendor's rules as values: which plugins in which versions do not go together."""

from __future__ import annotations

from datetime import datetime

import attrs

from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.versions import Range

__all__ = ["ClaimCondition", "Condition", "Remedy", "Rule", "RuleFeed", "Withdrawn"]


@attrs.frozen(kw_only=True)
class Condition:
    """One plugin in a range of versions."""

    plugins: tuple[str, ...]
    """One of these uids."""
    versions: Range | None = None
    """In this range; in any version where None."""
    state: str = "active"
    """``active``: it runs or may run. ``installed``: it is there at all. ``inactive``: it is
    there and does not run."""


@attrs.frozen(kw_only=True)
class ClaimCondition:
    """How many plugins claim one place: what a rule asks of the code itself."""

    kind: str
    """What kind of place it is, as ``m2.preference``."""
    target: str
    """The place, as the platform names it; a leading ``\\`` does not count."""
    member: str | None = None
    """A part of it; any part where None."""
    plugins: tuple[str, ...] = ()
    """Only claims of these plugins count; those of all where empty."""
    operator: str = ">="
    """``<``, ``<=``, ``>``, ``>=``, ``=`` or ``!=``."""
    count: int = 1
    """What the number of plugins is compared with."""


@attrs.frozen(kw_only=True)
class Remedy:
    """One way out."""

    action: str
    """``update``, ``disable``, ``configure`` and ``reorder`` are steps of a plan; ``wait``,
    ``replace`` and ``contact`` are advice."""
    plugin: str
    """The plugin that it is done to."""
    to: str | None = None
    """Range to update to."""
    by: str | None = None
    """The plugin to replace it by, or to order it behind."""
    side_effects: tuple[tuple[str, str], ...] = ()
    """What else this does, by language; mostly nothing."""


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
    claims: tuple[ClaimCondition, ...] = ()
    """All have to hold, too."""
    unless: tuple[Condition, ...] = ()
    """None may hold."""
    unless_claims: tuple[ClaimCondition, ...] = ()
    """None may hold either: a rule disarms itself when the code no longer makes the claim."""
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
class Withdrawn:
    """A rule that counted once and does not any more."""

    id: str
    """The rule; the id is not used again."""
    reason: str
    """Why it was withdrawn, in English; empty where the feed does not tell."""
    conditions: tuple[Condition, ...] = ()
    """Which plugins it was about, as far as that can be read."""
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
    withdrawn: tuple[Withdrawn, ...] = ()
    """What counted once."""
    min_sdk: str | None = None
    """The oldest SDK that reads all of it; older ones skip rules and say so."""
