"""Findings in JSON that is read back, with every parameter as what it was."""

from __future__ import annotations

from datetime import date, datetime, timezone

from sellxed_sdk.findings import Finding, Param, Severity
from sellxed_sdk.signing._fields import Fields, format_instant
from sellxed_sdk.signing._json import JsonObject

__all__ = ["dump_finding", "read_finding"]

MAX_TEXT = 500
MAX_NUMBER = 2**53 - 1
_SEVERITIES = "|".join(severity.value for severity in Severity)


def dump_finding(finding: Finding) -> JsonObject:
    """Return JSON for `read_finding`; texts of over 500 characters are cut."""
    # By kind, so that each is read back as what it was, and shown in the reader's language.
    texts: JsonObject = {}
    numbers: JsonObject = {}
    days: JsonObject = {}
    instants: JsonObject = {}
    for name, value in finding.params:
        if isinstance(value, int) and abs(value) <= MAX_NUMBER:
            numbers[name] = value
        elif isinstance(value, datetime) and value.tzinfo is not None:
            instants[name] = format_instant(value)
        elif isinstance(value, date) and not isinstance(value, datetime):
            days[name] = value.isoformat()
        else:
            texts[name] = _clean(str(value))
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "subject": _clean(finding.subject) if finding.subject else None,
        "texts": texts,
        "numbers": numbers,
        **({"days": days} if days else {}),
        **({"instants": instants} if instants else {}),
    }


def read_finding(fields: Fields) -> Finding:
    """Return what `dump_finding` wrote.

    Raises:
        InvalidDocumentError: A member is missing or impossible.
    """
    texts, numbers = fields.section("texts"), fields.section("numbers")
    values: list[tuple[str, Param]] = [(name, texts.text(name)) for name in texts]
    values.extend((name, numbers.integer(name, minimum=-MAX_NUMBER)) for name in numbers)
    if (days := fields.optional_section("days")) is not None:
        values.extend((name, days.day(name)) for name in days)
    if (instants := fields.optional_section("instants")) is not None:
        values.extend((name, instants.instant(name).astimezone(timezone.utc)) for name in instants)
    return Finding(
        code=fields.text("code", pattern="[A-Z_]{1,60}"),
        severity=Severity(fields.text("severity", pattern=_SEVERITIES)),
        subject=fields.optional_text("subject") or "",
        params=tuple(sorted(values, key=lambda value: value[0])),
    )


def _clean(value: str) -> str:
    # File names and error texts of the system may hold bytes that are no text.
    return value.encode("utf-8", "replace").decode()[:MAX_TEXT] or "-"
