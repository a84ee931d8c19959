"""Reading the conditions of a rule (docs/formats/rules.md)."""

from __future__ import annotations

import re

from sellxed_sdk.compatibility._overlaps._kinds import KINDS
from sellxed_sdk.compatibility._rules._values import ClaimCondition, Condition
from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.signing import Fields
from sellxed_sdk.versions import Range, parse_range, scheme_for

__all__ = [
    "UID",
    "normalise_uid",
    "parse_conditions",
    "parse_platform",
    "parse_versions",
    "refuse_unknown",
]

UID = r"[a-z0-9]+:[A-Za-z0-9@._/-]{1,200}"
MAX_CONDITIONS = 10
MAX_PLUGINS = 50
_CONDITION_FIELDS = frozenset({"plugin", "versions", "state"})
_CLAIM_FIELDS = frozenset({"kind", "target", "member", "plugin", "count"})
_COUNT = re.compile(r"(<=|>=|!=|<|>|=)\s*(0|[1-9][0-9]{0,3})")


def parse_conditions(
    fields: Fields, name: str
) -> tuple[tuple[Condition, ...], tuple[ClaimCondition, ...]]:
    """Return the conditions of a list: those on plugins, and those on claims.

    Raises:
        InvalidDocumentError: One cannot be read, or has a member that is not known.
    """
    plugins: list[Condition] = []
    claims: list[ClaimCondition] = []
    for entry in fields.sections(name, max_items=MAX_CONDITIONS):
        if "claim" in entry:
            refuse_unknown(entry, frozenset({"claim"}))
            claims.append(_parse_claim(entry.section("claim")))
        else:
            plugins.append(_parse_condition(entry))
    return tuple(plugins), tuple(claims)


def parse_platform(fields: Fields | None) -> tuple[tuple[str, Range], ...]:
    """Return the ranges by platform."""
    if fields is None:
        return ()
    return tuple((name, parse_versions(fields, name, (name,))) for name in fields)


def parse_versions(fields: Fields, name: str, platforms: tuple[str, ...]) -> Range:
    """Return a range whose versions can be ordered on the platforms.

    Raises:
        InvalidDocumentError: No range, or a version that has no place in the order.
    """
    try:
        versions = parse_range(fields.text(name))
    except ValueError as error:
        raise fields.error(name, str(error)) from None
    for scheme in dict.fromkeys(map(scheme_for, platforms)):
        unreadable = versions.unreadable(scheme=scheme)
        if unreadable:
            detail = f"'{unreadable[0][:40]}' is no version of {scheme.value}"
            raise fields.error(name, detail)
    return versions


def refuse_unknown(fields: Fields, known: frozenset[str]) -> None:
    """Refuse a member that is not known: half of what is written would say something else.

    Raises:
        InvalidDocumentError: There is one.
    """
    unknown = sorted(set(fields) - known)
    if unknown:
        raise fields.error(unknown[0], "this version of the SDK does not know it")


def normalise_uid(uid: str) -> str:
    """Return the one spelling of a uid."""
    # Python's names are one in any spelling (PEP 503); others are taken to the letter.
    platform, _, name = uid.partition(":")
    return f"python:{re.sub(r'[-_.]+', '-', name).lower()}" if platform == "python" else uid


def _parse_condition(fields: Fields) -> Condition:
    refuse_unknown(fields, _CONDITION_FIELDS)
    plugins = _parse_plugins(fields)
    platforms = tuple(uid.partition(":")[0] for uid in plugins)
    return Condition(
        plugins=plugins,
        versions=parse_versions(fields, "versions", platforms) if "versions" in fields else None,
        state=fields.optional_text("state", pattern="active|installed|inactive") or "active",
    )


def _parse_claim(fields: Fields) -> ClaimCondition:
    refuse_unknown(fields, _CLAIM_FIELDS)
    kind = fields.text("kind", max_chars=64)
    if kind not in KINDS:
        # Nobody would claim it here, and a rule must not disarm itself for that.
        raise fields.error("kind", "this version of the SDK does not know it")
    count = _COUNT.fullmatch(fields.optional_text("count", max_chars=10) or ">=1")
    if count is None:
        raise fields.error("count", "a comparison like '<2' is expected")
    return ClaimCondition(
        kind=kind,
        target=fields.text("target", max_chars=500),
        member=fields.optional_text("member", max_chars=200),
        plugins=_parse_plugins(fields) if "plugin" in fields else (),
        operator=count[1],
        count=int(count[2]),
    )


def _parse_plugins(fields: Fields) -> tuple[str, ...]:
    try:
        fields.text("plugin")
    except InvalidDocumentError:
        uids = fields.texts("plugin", max_items=MAX_PLUGINS, pattern=UID)
    else:
        uids = (fields.text("plugin", pattern=UID),)
    if not uids:
        raise fields.error("plugin", "a condition names at least one plugin")
    return tuple(dict.fromkeys(map(normalise_uid, uids)))
