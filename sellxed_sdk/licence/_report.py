"""The answer to "what does this licence allow?"."""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from sellxed_sdk.findings import Finding, raise_for
from sellxed_sdk.licence._claims import Licence

__all__ = ["LicenceReport", "LicenceStatus", "build_report"]


class LicenceStatus(enum.Enum):
    """One word for the whole."""

    VALID = "valid"
    SUPPORT_ENDED = "support_ended"
    RELEASE_NOT_COVERED = "release_not_covered"
    TRIAL_ENDED = "trial_ended"
    WRONG_HOST = "wrong_host"
    WRONG_PRODUCT = "wrong_product"
    REVOKED = "revoked"
    OUT_OF_SCOPE = "out_of_scope"
    TEST_KEY_REFUSED = "test_key_refused"
    UNKNOWN_SIGNER = "unknown_signer"
    FORGED = "forged"
    DAMAGED = "damaged"
    INVALID = "invalid"
    MISSING = "missing"
    UNVERIFIED = "unverified"


# What prevents `may_run`, and the status it gives; the first one in this order counts.
_BLOCKING = {
    "TRUST_UNREADABLE": LicenceStatus.UNVERIFIED,
    "TRUST_INVALID": LicenceStatus.UNVERIFIED,
    "KEY_MISSING": LicenceStatus.MISSING,
    "KEY_TRUNCATED": LicenceStatus.DAMAGED,
    "KEY_DAMAGED": LicenceStatus.DAMAGED,
    "KEY_TOO_LARGE": LicenceStatus.INVALID,
    "KEY_NOT_A_LICENCE": LicenceStatus.INVALID,
    "KEY_SEVERAL": LicenceStatus.INVALID,
    "KEY_IS_PARTNER_CERTIFICATE": LicenceStatus.INVALID,
    "KEY_FORGED": LicenceStatus.FORGED,
    "KEY_UNKNOWN_SIGNER": LicenceStatus.UNKNOWN_SIGNER,
    "KEY_SIGNER_NOT_IN_USE": LicenceStatus.UNKNOWN_SIGNER,
    "LICENCE_UNREADABLE": LicenceStatus.INVALID,
    "PARTNER_CERTIFICATE_INVALID": LicenceStatus.INVALID,
    "PARTNER_OUT_OF_SCOPE": LicenceStatus.OUT_OF_SCOPE,
    "TEST_KEY_REFUSED": LicenceStatus.TEST_KEY_REFUSED,
    "LICENCE_REVOKED": LicenceStatus.REVOKED,
    "WRONG_PRODUCT": LicenceStatus.WRONG_PRODUCT,
    "HOST_NOT_LICENSED": LicenceStatus.WRONG_HOST,
    "TRIAL_ENDED": LicenceStatus.TRIAL_ENDED,
    "RELEASE_NOT_COVERED": LicenceStatus.RELEASE_NOT_COVERED,
}

_IN_FORCE = frozenset(
    {LicenceStatus.VALID, LicenceStatus.SUPPORT_ENDED, LicenceStatus.RELEASE_NOT_COVERED}
)


# Without slots: made faster, and one is made at every check.
@attrs.frozen(kw_only=True, slots=False)
class LicenceReport:
    """What a licence allows, with every reason. Its truth value is ``may_run``."""

    status: LicenceStatus
    """One word for the whole."""
    may_run: bool
    """Whether the running release is licensed for this shop. Needs no clock, but for trials."""
    may_update: bool
    """Whether releases published now are covered. Older ones that were published inside the
    support period stay covered for ever; `Licence.covers` and the update report say which."""
    may_get_support: bool
    """Whether support may be asked for now, as far as the licence decides it."""
    licence: Licence | None
    """The licence, if it is genuine."""
    partner: str | None = None
    """The partner who issued it, if one did."""
    findings: tuple[Finding, ...]
    """Everything there is to say, gravest first."""
    checked_at: datetime
    """The time that the check went by."""

    def __bool__(self) -> bool:
        return self.may_run

    @property
    def in_force(self) -> bool:
        """Whether the licence counts here, whichever release is running.

        Then the releases that were published inside its support period can be had.
        """
        return self.licence is not None and self.status in _IN_FORCE

    def has(self, entitlement: str) -> bool:
        """Whether the licence is in force here and carries this entitlement."""
        return (
            self.may_run and self.licence is not None and entitlement in self.licence.entitlements
        )

    def at(self, checked_at: datetime) -> LicenceReport:
        """Return the same answer, given at another time."""
        return LicenceReport(
            status=self.status,
            may_run=self.may_run,
            may_update=self.may_update,
            may_get_support=self.may_get_support,
            licence=self.licence,
            partner=self.partner,
            findings=self.findings,
            checked_at=checked_at,
        )

    def raise_for_status(self) -> None:
        """Raise where ``may_run`` is false, for those who like exceptions.

        Raises:
            StatusError: With the code, message and hint of the reason.
        """
        if not self.may_run:
            raise_for(f for f in self.findings if f.code in _BLOCKING)

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "status": self.status.value,
            "may_run": self.may_run,
            "may_update": self.may_update,
            "may_get_support": self.may_get_support,
            "licence": self.licence.to_dict() if self.licence else None,
            "partner": self.partner,
            "findings": [finding.to_dict() for finding in self.findings],
            "checked_at": self.checked_at.isoformat(),
        }


def build_report(
    *,
    licence: Licence | None,
    partner: str | None = None,
    findings: tuple[Finding, ...],
    now: datetime,
) -> LicenceReport:
    """Decide the rights from the findings."""
    blocking, ended = None, False
    if findings:
        found = {finding.code for finding in findings}
        blocking = next((status for code, status in _BLOCKING.items() if code in found), None)
        ended = "SUPPORT_ENDED" in found
    may_run = licence is not None and blocking is None
    # A release outside the window takes the right to run it, not the licence itself.
    in_force = licence is not None and (
        blocking is None or blocking is LicenceStatus.RELEASE_NOT_COVERED
    )
    status = blocking or (LicenceStatus.SUPPORT_ENDED if ended else LicenceStatus.VALID)
    return LicenceReport(
        status=status,
        may_run=may_run,
        may_update=in_force and not ended,
        may_get_support=may_run and not ended,
        licence=licence,
        partner=partner,
        findings=findings,
        checked_at=now,
    )
