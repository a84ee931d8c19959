"""What a shop has decided to live with: conflicts that stay out of the report for a while.

A baseline never hides silently: what it keeps out is counted, and an entry that has run out
or keeps nothing out is told (docs/formats/baseline.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone

import attrs

from sellxed_sdk.compatibility._conflict import Conflict
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.signing import Fields, parse_json
from sellxed_sdk.versions import Range, check_range, parse_range, scheme_for

__all__ = ["Baseline", "Suppression", "apply_baseline", "parse_baseline", "render_baseline"]

MAX_BASELINE_BYTES = 2_000_000
MAX_ENTRIES = 5_000
DEFAULT_DAYS = 90
SCHEMA = 1


@attrs.frozen(kw_only=True)
class Suppression:
    """One conflict that is known and accepted."""

    fingerprint: str
    """`Conflict.fingerprint`."""
    reason: str
    """Why it is accepted."""
    expires_on: date
    """The last day, in UTC, on which it counts."""
    about: str = ""
    """What it is about, for people; it decides nothing."""
    versions: tuple[tuple[str, Range], ...] = ()
    """Uids of plugins, and the ranges in which it counts."""


@attrs.frozen(kw_only=True)
class Baseline:
    """All conflicts that a shop accepts."""

    entries: tuple[Suppression, ...] = ()
    """One for each fingerprint."""


def parse_baseline(data: bytes | str) -> Baseline:
    """Return a baseline from JSON.

    Args:
        data: At most 2,000,000 bytes.

    Raises:
        InvalidDocumentError: Not strict JSON, of a newer schema, or an entry that is not
            complete: one that was mistyped must not hide anything.
    """
    fields = Fields(parse_json(data, max_bytes=MAX_BASELINE_BYTES))
    if fields.integer("schema", minimum=1) != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    entries: dict[str, Suppression] = {}
    for entry in fields.sections("suppress", max_items=MAX_ENTRIES):
        found = _parse_entry(entry)
        if found.fingerprint in entries:
            raise entry.error("fingerprint", "it is there twice")
        entries[found.fingerprint] = found
    return Baseline(entries=tuple(entries.values()))


def apply_baseline(
    conflicts: Sequence[Conflict], baseline: Baseline, *, now: datetime
) -> tuple[tuple[Conflict, ...], tuple[Conflict, ...], tuple[Finding, ...]]:
    """Divide conflicts into those to report and those that the shop accepts.

    Args:
        conflicts: What was found.
        baseline: What is accepted.
        now: The current time, aware: whether an entry has run out.

    Returns:
        What is left, what is kept out, and ``BASELINE_EXPIRED`` and ``BASELINE_UNUSED``
        for entries that have run out or keep nothing out.
    """
    today = now.astimezone(timezone.utc).date()
    by_fingerprint = {entry.fingerprint: entry for entry in baseline.entries}
    kept: list[Conflict] = []
    suppressed: list[Conflict] = []
    for conflict in conflicts:
        entry = by_fingerprint.get(conflict.fingerprint)
        is_accepted = entry is not None and today <= entry.expires_on and _fits(entry, conflict)
        (suppressed if is_accepted else kept).append(conflict)
    used = {conflict.fingerprint for conflict in suppressed}
    findings = [
        _describe(entry, today) for entry in baseline.entries if entry.fingerprint not in used
    ]
    return tuple(kept), tuple(suppressed), tuple(findings)


def render_baseline(
    conflicts: Sequence[Conflict], *, reason: str, now: datetime, days: int = DEFAULT_DAYS
) -> str:
    """Return a baseline, as JSON text, that accepts conflicts in the versions installed.

    Args:
        conflicts: What is there.
        reason: Why they are accepted; to be made more precise by hand.
        now: The current time, aware.
        days: For how many days from now.
    """
    expires_on = now.astimezone(timezone.utc).date() + timedelta(days=days)
    entries = {
        conflict.fingerprint: {
            "fingerprint": conflict.fingerprint,
            "about": _about(conflict),
            "reason": reason,
            "expires": expires_on.isoformat(),
            "versions": _installed(conflict),
        }
        for conflict in conflicts
    }
    document = {"schema": SCHEMA, "suppress": [entries[name] for name in sorted(entries)]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _parse_entry(fields: Fields) -> Suppression:
    section = fields.optional_section("versions")
    return Suppression(
        fingerprint=fields.text("fingerprint", pattern=r"[0-9a-f]{16}"),
        reason=fields.text("reason"),
        expires_on=fields.day("expires"),
        about=fields.optional_text("about") or "",
        versions=tuple((uid, _parse_range(section, uid)) for uid in section) if section else (),
    )


def _parse_range(fields: Fields, uid: str) -> Range:
    try:
        return parse_range(fields.text(uid))
    except ValueError as error:
        raise fields.error(uid, str(error)) from None


def _fits(entry: Suppression, conflict: Conflict) -> bool:
    """Whether the plugins are in the versions for which it was accepted."""
    installed: Mapping[str, str | None] = {m.uid: m.version for m in conflict.members}
    for uid, versions in entry.versions:
        version = installed.get(uid)
        scheme = scheme_for(uid.partition(":")[0])
        if version is None or versions.contains(version, scheme=scheme) is not True:
            return False
    return True


def _describe(entry: Suppression, today: date) -> Finding:
    about = entry.about or entry.fingerprint
    if entry.expires_on < today:
        return codes.BASELINE_EXPIRED.finding(
            subject=entry.fingerprint, about=about, expires_on=entry.expires_on
        )
    return codes.BASELINE_UNUSED.finding(subject=entry.fingerprint, about=about)


def _about(conflict: Conflict) -> str:
    names = " + ".join(member.name for member in conflict.members)
    return f"{conflict.rule_id}: {names}"[:1_000]


def _installed(conflict: Conflict) -> dict[str, str]:
    """Return the versions as ranges; what is not known or cannot be written so is left out."""
    ranges = {}
    for member in conflict.members:
        scheme = scheme_for(member.uid.partition(":")[0])
        text = f"={member.version}"
        if member.version is not None and check_range(text, version=member.version, scheme=scheme):
            ranges[member.uid] = text
    return ranges
