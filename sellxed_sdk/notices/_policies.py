"""The policy table: which findings become notices, how loud, where and until when.

What is not in it gives no notice: nothing is shown that an admin cannot act on.
"""

from __future__ import annotations

from collections.abc import Mapping

from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.notices._policy import Policy, Surface

__all__ = ["ECLIPSED", "POLICIES", "match_policy"]

_PAGE, _INDEX, _ALL = Surface.MODULE_PAGE, Surface.INDEX, Surface.ALL_PAGES
_INFO, _WARNING, _ERROR, _CRITICAL = Severity
_KEY = (
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
)
_LICENCE = (
    "HOST_NOT_LICENSED",
    "LICENCE_REVOKED",
    "LICENCE_UNREADABLE",
    "PARTNER_CERTIFICATE_INVALID",
    "PARTNER_OUT_OF_SCOPE",
    "TEST_KEY_REFUSED",
    "TRUST_INVALID",
    "TRUST_UNREADABLE",
    "WRONG_PRODUCT",
)
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
        effect="effect_update",
        dismissible_days=0,
        action="account",
        identity=("version",),
    ),
    Policy(
        codes=("RELEASE_FIXES_SECURITY",),
        finding_severity=_CRITICAL,
        surface=_ALL,
        effect="effect_security",
        dismissible_days=3,
        action="account",
        identity=("version",),
    ),
    Policy(
        codes=("RELEASE_FIXES_SECURITY",),
        severity=_WARNING,
        surface=_INDEX,
        effect="effect_security",
        dismissible_days=14,
        action="account",
        identity=("version",),
    ),
    Policy(
        codes=("RELEASE_INSTALLED_YANKED",),
        severity=_WARNING,
        surface=_INDEX,
        effect="effect_withdrawn",
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
            effect="effect_support_ends",
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
        effect="effect_support_ended",
        dismissible_days=0,
        action="renew",
        # The version: a critical fix that is not covered is a new fact.
        identity=("support_until_on", "version"),
    ),
    Policy(
        codes=("TRIAL_ENDED", "RELEASE_NOT_COVERED"),
        severity=_WARNING,
        surface=_INDEX,
        effect="effect_licence",
        dismissible_days=None,
        action="renew",
    ),
    Policy(
        codes=(*_KEY, *_LICENCE),
        severity=_WARNING,
        surface=_INDEX,
        effect="effect_licence",
        dismissible_days=None,
        action="account",
    ),
    Policy(
        codes=("LIVE_KEY_IN_TEST_MODE",),
        severity=_WARNING,
        surface=_INDEX,
        effect="effect_test_mode",
        dismissible_days=None,
        action="documentation",
    ),
    *(
        # Critical are the rules of conflicts with which nobody can order or pay.
        Policy(
            codes=("CONFLICT_FOUND",),
            finding_severity=found,
            severity=severity,
            surface=_INDEX,
            effect=effect,
            dismissible_days=0,
            action="documentation",
            identity=("rule", "members"),
        )
        for found, severity, effect in (
            (_CRITICAL, _CRITICAL, "effect_checkout"),
            (_ERROR, _WARNING, "effect_conflict"),
            (_WARNING, _WARNING, "effect_conflict"),
        )
    ),
    *(
        Policy(
            codes=("CONFLICT_POSSIBLE",),
            finding_severity=found,
            severity=_WARNING,
            surface=_PAGE,
            effect="effect_possible",
            dismissible_days=0,
            action="documentation",
            identity=("rule", "members"),
        )
        for found in (_CRITICAL, _ERROR, _WARNING)
    ),
    *(
        # From files and not from experience: told on the module's own page.
        Policy(
            codes=_FROM_FILES,
            finding_severity=found,
            severity=_WARNING,
            surface=_PAGE,
            effect="effect_conflict",
            dismissible_days=0,
            action="documentation",
            identity=("members", "place", "winner", "lost", "plugin", "other"),
        )
        for found in (_ERROR, _WARNING)
    ),
    Policy(
        codes=("INTEGRITY_DAMAGED", "MANIFEST_INVALID"),
        surface=_INDEX,
        effect="effect_damaged",
        dismissible_days=None,
        action="account",
    ),
    Policy(
        codes=("INTEGRITY_CUSTOMISED",),
        severity=_INFO,
        surface=_PAGE,
        effect="effect_customised",
        dismissible_days=0,
        action="booking",
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
        effect="effect_tampered",
        dismissible_days=7,
        action="contact",
    ),
    Policy(
        codes=("UPDATE_CHECK_OVERDUE", "UPDATE_CHECK_FAILING"),
        severity=_INFO,
        surface=_PAGE,
        effect="effect_unchecked",
        dismissible_days=0,
        action="documentation",
        identity=("last_success_at",),
    ),
    Policy(
        codes=("CHANNEL_STALE", "CHANNEL_NEVER_CHECKED"),
        severity=_INFO,
        surface=_PAGE,
        effect="effect_unchecked",
        dismissible_days=7,
        action="documentation",
    ),
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
