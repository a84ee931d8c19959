"""A row of the policy table: how loud, where, and how it is put away again.

Notices are for users who may update the module, and never for the storefront.
"""

from __future__ import annotations

import enum

import attrs

from sellxed_sdk.findings import Severity

__all__ = ["Policy", "Surface"]


class Surface(enum.Enum):
    """How far a notice reaches."""

    MODULE_PAGE = "module_page"
    INDEX = "index"
    ALL_PAGES = "all_pages"

    @property
    def reach(self) -> int:
        """0 for the module's own page, 1 for the admin's first page too, 2 for every page."""
        return list(Surface).index(self)


@attrs.frozen(kw_only=True)
class Policy:
    """One row of the table; the first one that fits a finding counts."""

    codes: tuple[str, ...]
    """The findings that it is about."""
    finding_severity: Severity | None = None
    """Only where the finding has this severity."""
    within_days: int | None = None
    """Only where the parameter ``days`` is at most this; also part of the fingerprint."""
    severity: Severity | None = None
    """How loud; as the finding where None."""
    surface: Surface
    """Where it is shown."""
    effect: str
    """What it means for the shop, in one sentence: key of a text, as ``effect_update``."""
    dismissible_days: int | None
    """None: it goes when it is mended. 0: put away for good, until there is a new fact.
    Else it returns after so many days."""
    action: str
    """Which of the vendor's links helps; ``contact`` is the address of the support desk."""
    identity: tuple[str, ...] = ()
    """Parameters that make it a new fact: another version, another end."""
