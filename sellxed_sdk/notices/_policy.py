"""Which findings become notices, how loud, where, and how they are put away again.

One table. What is not in it gives no notice: nothing is shown that an admin cannot act
on. Notices are for users who may update the module, and never for the storefront.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import attrs

from sellxed_sdk.findings import Finding, Severity

__all__ = ["ECLIPSED", "POLICIES", "Policy", "Surface", "match_policy"]


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
    dismissible_days: int | None
    """None: it goes when it is mended. 0: put away for good, until there is a new fact.
    Else it returns after so many days."""
    action: str | None = None
    """Which of the vendor's links helps."""
    identity: tuple[str, ...] = ()
    """Parameters that make it a new fact: another version, another end."""


_PAGE, _INDEX, _ALL = Surface.MODULE_PAGE, Surface.INDEX, Surface.ALL_PAGES
_INFO, _WARNING, _CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL
_FROM_FILES = (
    "DECLARED_CONFLICT",
    "DECLARED_MISSING",
    "DECLARED_PLATFORM",
    "DECLARED_REQUIREMENT",
    "OVERLAP_CHAIN_BROKEN",
    "OVERLAP_CLASH",
    "OVERLAP_CONTESTED",
    "OVERLAP_LIBRARY",
    "OVERLAP_NARROW",
    "OVERLAP_REPLACED",
    "OVERLAP_UNDONE",
)

POLICIES: tuple[Policy, ...] = (
    Policy(
        codes=("RELEASE_UPDATE_AVAILABLE",),
        severity=_INFO,
        surface=_PAGE,
        dismissible_days=0,
        action="account",
        identity=("version",),
    ),
    Policy(
        codes=("RELEASE_FIXES_SECURITY",),
        finding_severity=_CRITICAL,
        surface=_ALL,
        dismissible_days=3,
        action="account",
        identity=("version",),
    ),
    Policy(
        codes=("RELEASE_FIXES_SECURITY", "RELEASE_INSTALLED_YANKED"),
        severity=_WARNING,
        surface=_INDEX,
        dismissible_days=14,
        action="account",
        identity=("version",),
    ),
    *(
        Policy(
            codes=("SUPPORT_ENDS_SOON",),
            within_days=days,
            severity=severity,
            surface=surface,
            dismissible_days=0,
            action="renew",
            identity=("support_until_on",),
        )
        for days, severity, surface in (
            (1, _WARNING, _INDEX),
            (7, _INFO, _INDEX),
            (30, _INFO, _PAGE),
        )
    ),
    Policy(
        codes=("SUPPORT_ENDED",),
        severity=_INFO,
        surface=_PAGE,
        dismissible_days=0,
        action="renew",
        # The version: a critical fix that is not covered is a new fact.
        identity=("support_until_on", "version"),
    ),
    Policy(
        codes=("TRIAL_ENDED", "RELEASE_NOT_COVERED"),
        severity=_WARNING,
        surface=_INDEX,
        dismissible_days=None,
        action="renew",
    ),
    Policy(
        codes=(
            "HOST_NOT_LICENSED",
            "KEY_DAMAGED",
            "KEY_FORGED",
            "KEY_IS_PARTNER_CERTIFICATE",
            "KEY_MISSING",
            "KEY_NOT_A_LICENCE",
            "KEY_SEVERAL",
            "KEY_SIGNER_NOT_IN_USE",
            "KEY_TOO_LARGE",
            "KEY_TRUNCATED",
            "KEY_UNKNOWN_SIGNER",
            "LICENCE_REVOKED",
            "LICENCE_UNREADABLE",
            "PARTNER_CERTIFICATE_INVALID",
            "PARTNER_OUT_OF_SCOPE",
            "TEST_KEY_REFUSED",
            "TRUST_INVALID",
            "TRUST_UNREADABLE",
            "WRONG_PRODUCT",
        ),
        severity=_WARNING,
        surface=_INDEX,
        dismissible_days=None,
        action="account",
    ),
    Policy(
        codes=("CONFLICT_FOUND",),
        surface=_INDEX,
        dismissible_days=0,
        identity=("rule", "members"),
    ),
    Policy(
        codes=("CONFLICT_POSSIBLE",),
        severity=_WARNING,
        surface=_PAGE,
        dismissible_days=0,
        identity=("rule", "members"),
    ),
    *(
        # From files and not from experience: told on the module's own page.
        Policy(
            codes=_FROM_FILES,
            finding_severity=severity,
            severity=_WARNING,
            surface=_PAGE,
            dismissible_days=0,
            identity=("members", "place", "winner", "lost", "plugin", "other"),
        )
        for severity in (Severity.ERROR, _WARNING)
    ),
    Policy(
        codes=("INTEGRITY_DAMAGED", "MANIFEST_INVALID"),
        surface=_INDEX,
        dismissible_days=None,
        action="account",
    ),
    Policy(
        codes=("INTEGRITY_CUSTOMISED",),
        severity=_INFO,
        surface=_PAGE,
        dismissible_days=0,
        identity=("version", "changed", "added"),
    ),
    Policy(
        codes=(
            "CHANNEL_BAD_SIGNATURE",
            "CHANNEL_HASH_MISMATCH",
            "CHANNEL_INCONSISTENT",
            "CHANNEL_ROLLBACK",
        ),
        # Nothing is urgent here: what is installed keeps working, and nothing gets in.
        severity=_WARNING,
        surface=_INDEX,
        dismissible_days=7,
    ),
    Policy(
        codes=("UPDATE_CHECK_OVERDUE", "UPDATE_CHECK_FAILING"),
        severity=_INFO,
        surface=_PAGE,
        dismissible_days=7,
        identity=("last_success_at",),
    ),
    Policy(codes=("CHANNEL_STALE",), severity=_INFO, surface=_PAGE, dismissible_days=7),
    Policy(codes=("CHANNEL_NEVER_CHECKED",), severity=_INFO, surface=_PAGE, dismissible_days=7),
)

# The right one says it, the left one would say it again.
ECLIPSED: Mapping[str, str] = {
    "RELEASE_UPDATE_AVAILABLE": "RELEASE_FIXES_SECURITY",
    "CHANNEL_STALE": "UPDATE_CHECK_OVERDUE",
}


def match_policy(finding: Finding) -> Policy | None:
    """Return the row for a finding, or None where it gives no notice."""
    return next((policy for policy in POLICIES if _fits(policy, finding)), None)


def _fits(policy: Policy, finding: Finding) -> bool:
    if finding.code not in policy.codes:
        return False
    if policy.finding_severity not in (None, finding.severity):
        return False
    days = finding.param("days")
    return policy.within_days is None or (isinstance(days, int) and days <= policy.within_days)
