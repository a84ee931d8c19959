"""Support: may a ticket be opened, with which tier, and what must be done first?

What this decides: one answer from all reports, by the vendor's policy. It sends
nothing to anybody. Pure.
"""

from sellxed_sdk.support._desk import OpeningHours, SupportDesk, Tier, parse_desk
from sellxed_sdk.support._readiness import check_readiness
from sellxed_sdk.support._redaction import MAX_CHARS, Redacted, redact
from sellxed_sdk.support._report import Readiness, ReadinessReport, ReadinessRow, Topic

__all__ = [
    "MAX_CHARS",
    "OpeningHours",
    "Readiness",
    "ReadinessReport",
    "ReadinessRow",
    "Redacted",
    "SupportDesk",
    "Tier",
    "Topic",
    "check_readiness",
    "parse_desk",
    "redact",
]
