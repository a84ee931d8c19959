"""Which findings become notices, how loud, and how they are put away again.

One table. What is not in it gives no notice: nothing is shown that an admin cannot
act on. Notices are for users with the right to update, and never for the storefront.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import attrs

from sellxed_sdk.compatibility import CompatibilityReport
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.releases import UpdateReport
from sellxed_sdk.support import SupportDesk

__all__ = ["Notice", "Surface", "build_notices", "select_banner"]


class Surface(enum.Enum):
    """Where a notice is shown at most."""

    MODULE_PAGE = "module_page"
    INDEX = "index"
    ALL_PAGES = "all_pages"

    @property
    def reach(self) -> int:
        """0 for the module's own page up to 2 for every admin page."""
        return list(Surface).index(self)


@attrs.frozen(kw_only=True)
class Policy:
    """One row of the table."""

    surface: Surface
    """Where it is shown."""
    again_after_days: int | None
    """After a dismissal: 0 never again for the same fact, n after n days, None: it cannot
    be dismissed and goes when it is mended."""
    action: str | None = None
    """Which of the vendor's links helps."""
    identity: tuple[str, ...] = ()
    """Parameters that make it another fact: another version, another end."""


_PAGE, _INDEX, _ALL = Surface.MODULE_PAGE, Surface.INDEX, Surface.ALL_PAGES
_KEY = Policy(surface=_INDEX, again_after_days=None, action="account")

POLICIES: Mapping[str, Policy] = {
    "RELEASE_UPDATE_AVAILABLE": Policy(
        surface=_PAGE, again_after_days=0, action="account", identity=("version",)
    ),
    "RELEASE_FIXES_SECURITY": Policy(
        surface=_INDEX, again_after_days=14, action="account", identity=("version",)
    ),
    "RELEASE_INSTALLED_YANKED": Policy(
        surface=_INDEX, again_after_days=14, action="account", identity=("version",)
    ),
    "RELEASE_NEEDS_RENEWAL": Policy(
        surface=_PAGE, again_after_days=0, action="renew", identity=("version",)
    ),
    "SUPPORT_ENDS_SOON": Policy(
        surface=_PAGE, again_after_days=0, action="renew", identity=("support_until_on", "step")
    ),
    "SUPPORT_ENDED": Policy(
        surface=_PAGE, again_after_days=0, action="renew", identity=("support_until_on",)
    ),
    "RELEASE_NOT_COVERED": Policy(
        surface=_INDEX, again_after_days=None, action="renew", identity=("released_on",)
    ),
    "KEY_MISSING": _KEY,
    "KEY_TRUNCATED": _KEY,
    "KEY_DAMAGED": _KEY,
    "KEY_TOO_LARGE": _KEY,
    "KEY_NOT_A_LICENCE": _KEY,
    "KEY_SEVERAL": _KEY,
    "KEY_IS_PARTNER_CERTIFICATE": _KEY,
    "KEY_FORGED": _KEY,
    "KEY_UNKNOWN_SIGNER": _KEY,
    "LICENCE_UNREADABLE": _KEY,
    "PARTNER_CERTIFICATE_INVALID": _KEY,
    "PARTNER_OUT_OF_SCOPE": _KEY,
    "LICENCE_REVOKED": _KEY,
    "WRONG_PRODUCT": _KEY,
    "HOST_NOT_LICENSED": _KEY,
    "TEST_KEY_REFUSED": _KEY,
    "TRIAL_ENDED": _KEY,
    "TRUST_UNREADABLE": _KEY,
    "TRUST_INVALID": _KEY,
    "CONFLICT_FOUND": Policy(surface=_INDEX, again_after_days=0, identity=("rule", "members")),
    "CONFLICT_POSSIBLE": Policy(surface=_PAGE, again_after_days=0, identity=("rule", "members")),
    "INTEGRITY_DAMAGED": Policy(surface=_INDEX, again_after_days=None, action="account"),
    "INTEGRITY_CUSTOMISED": Policy(
        surface=_PAGE, again_after_days=0, identity=("version", "changed", "added")
    ),
    "MANIFEST_INVALID": Policy(surface=_INDEX, again_after_days=None, action="account"),
    "CHANNEL_STALE": Policy(surface=_PAGE, again_after_days=7),
    "CHANNEL_ROLLBACK": Policy(surface=_INDEX, again_after_days=7),
    "CHANNEL_BAD_SIGNATURE": Policy(surface=_INDEX, again_after_days=7),
}

# A repeat of the announcement at each of these days before the end.
_THRESHOLDS = (30, 7, 1)


@attrs.frozen(kw_only=True)
class Notice:
    """One thing that an admin should know: cause, effect, one action."""

    product: str
    """The module that it is about."""
    finding: Finding
    """What is the case and what to do."""
    severity: Severity
    """How loud."""
    surface: Surface
    """Where it is shown at most."""
    action: tuple[str, str] | None = None
    """The one link: a key of the renderers' texts, and an https address."""
    fingerprint: str
    """The same fact has the same one, so that a dismissed notice stays away."""
    again_after_days: int | None
    """As in the policy table."""
    checked_at: datetime
    """When it was found."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            **self.finding.to_dict(),
            "product": self.product,
            "severity": self.severity.value,
            "surface": self.surface.value,
            "link": self.action[1] if self.action else None,
            "fingerprint": self.fingerprint,
            "again_after_days": self.again_after_days,
            "checked_at": self.checked_at.isoformat(),
        }


def build_notices(
    *,
    product: str,
    licence: LicenceReport | None,
    updates: UpdateReport | None = None,
    compatibility: CompatibilityReport | None = None,
    integrity: IntegrityReport | None = None,
    desk: SupportDesk,
    now: datetime,
) -> tuple[Notice, ...]:
    """Return the notices of a module, loudest first. Pure.

    Args:
        product: The module.
        licence: What its licence allows; None where not checked, as for the others.
        updates: Which update it may have.
        compatibility: What it does not go together with.
        integrity: Whether its files are the vendor's.
        desk: Where the links lead to.
        now: When this was found.
    """
    reports = (licence, updates, compatibility, integrity)
    # "is not None": the truth of a report is another matter.
    findings = dict.fromkeys(f for report in reports if report is not None for f in report.findings)
    notices = [
        _notice(finding, POLICIES[finding.code], product, desk, now)
        for finding in findings
        if finding.code in POLICIES
    ]
    return tuple(sorted(notices, key=lambda n: (-n.severity.rank, -n.surface.reach)))


def select_banner(
    notices: Iterable[Notice],
    *,
    surface: Surface,
    dismissed: Mapping[str, datetime],
    now: datetime,
) -> tuple[Notice | None, int]:
    """Choose the one notice for a page, and count the others.

    Args:
        notices: All of them, loudest first.
        surface: The kind of page.
        dismissed: When this user put away which fingerprint.
        now: The current time.

    Returns:
        The notice or None, and how many more there are.
    """
    shown = [
        notice
        for notice in notices
        if notice.surface.reach >= surface.reach and not _is_away(notice, dismissed, now)
    ]
    return (shown[0], len(shown) - 1) if shown else (None, 0)


def _is_away(notice: Notice, dismissed: Mapping[str, datetime], now: datetime) -> bool:
    dismissed_at = dismissed.get(notice.fingerprint)
    if dismissed_at is None or notice.again_after_days is None:
        return False
    if notice.again_after_days == 0:
        return True
    return now < dismissed_at + timedelta(days=notice.again_after_days)


def _notice(
    finding: Finding, policy: Policy, product: str, desk: SupportDesk, now: datetime
) -> Notice:
    critical = finding.severity is Severity.CRITICAL
    link = desk.link(policy.action) if policy.action else None
    return Notice(
        product=product,
        finding=finding,
        severity=finding.severity,
        surface=Surface.ALL_PAGES if critical else policy.surface,
        action=(f"action_{policy.action}", link) if link else None,
        fingerprint=_fingerprint(finding, policy, product),
        again_after_days=3 if critical else policy.again_after_days,
        checked_at=now,
    )


def _fingerprint(finding: Finding, policy: Policy, product: str) -> str:
    values = [str(finding.param(name)) for name in policy.identity if name != "step"]
    days = finding.param("days")
    if "step" in policy.identity and isinstance(days, int):
        values.append(str(min((t for t in _THRESHOLDS if days <= t), default=_THRESHOLDS[0])))
    text = "\0".join((product, finding.code, finding.subject, *values))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
