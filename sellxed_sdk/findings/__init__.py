"""Findings, and the one registry of codes.

What this decides: how anything worth telling is named. Exceptions, reports, the
command line, notices and the documentation all draw on `registry()`; nobody
writes a message of their own.
"""

from sellxed_sdk.findings._finding import Finding, Param, gravest, raise_for, sort_findings
from sellxed_sdk.findings._registry import Code, describe, finding_of, registry
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "Code",
    "Finding",
    "Param",
    "Severity",
    "describe",
    "finding_of",
    "gravest",
    "raise_for",
    "registry",
    "sort_findings",
]
