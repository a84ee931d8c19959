"""Support: may a ticket be opened, with which tier, and what must be done first?

What this decides: one answer from all reports, by the vendor's policy. It sends
nothing to anybody. Pure.
"""

from sellxed_sdk.support._desk import OpeningHours, SupportDesk, Tier, parse_desk
from sellxed_sdk.support._readiness import (
    Readiness,
    ReadinessReport,
    ReadinessRow,
    check_readiness,
)
from sellxed_sdk.support._redaction import Redacted, redact

__all__ = [
    "OpeningHours",
    "Readiness",
    "ReadinessReport",
    "ReadinessRow",
    "Redacted",
    "SupportDesk",
    "Tier",
    "check_readiness",
    "parse_desk",
    "redact",
]
