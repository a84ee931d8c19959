"""Conflicts as SARIF 2.1.0 (OASIS Standard, 2020), which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import quote

from sellxed_sdk.compatibility import CompatibilityReport, Conflict, Member
from sellxed_sdk.findings import Severity, describe
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._compatibility._words import ConflictWords
from sellxed_sdk.notices._markup import clean

__all__ = ["render_conflicts_sarif"]

_LEVELS = {
    Severity.INFO: "note",
    Severity.WARNING: "warning",
    Severity.ERROR: "error",
    Severity.CRITICAL: "error",
}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def render_conflicts_sarif(report: CompatibilityReport, *, catalogue: Catalogue) -> str:
    """Return a report as SARIF: one result for each conflict, with the places on both sides.

    Args:
        report: What was found.
        catalogue: Texts in the reader's language.
    """
    words = ConflictWords.of(report, catalogue)
    rules = list(dict.fromkeys(conflict.rule_id for conflict in report.conflicts))
    run = {
        "tool": {
            "driver": {
                "name": "sellxed",
                "semanticVersion": _version(),
                "rules": [_rule(rule, report, words) for rule in rules],
            }
        },
        "language": catalogue.html_language,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SHOP": {"description": {"text": "The root of the shop."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": list(_notifications(words)),
            }
        ],
        "results": [_result(conflict, rules, words) for conflict in report.conflicts],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(rule_id: str, report: CompatibilityReport, words: ConflictWords) -> dict[str, object]:
    conflict = next(c for c in report.conflicts if c.rule_id == rule_id)
    code = describe(conflict.code or "CONFLICT_FOUND")
    rule: dict[str, object] = {
        "id": rule_id,
        "defaultConfiguration": {"level": _LEVELS[conflict.severity]},
        "shortDescription": {"text": _text(words.ui("conflicts"))},
    }
    if code is not None and code.cause:
        rule["fullDescription"] = {"text": code.cause}
    if conflict.references:
        rule["helpUri"] = conflict.references[0]
    return rule


def _result(conflict: Conflict, rules: list[str], words: ConflictWords) -> dict[str, object]:
    places = [
        place for member in conflict.members for place in _locations(words.report, member, conflict)
    ]
    details = "; ".join(f"{label}: {text}" for label, text in words.details(conflict))
    steps = [
        words.action(step.action) for step in words.report.plan.steps if conflict.key in step.clears
    ]
    result: dict[str, object] = {
        "ruleId": conflict.rule_id,
        "ruleIndex": rules.index(conflict.rule_id),
        "level": _LEVELS[conflict.severity],
        "message": {
            "text": _text(
                f"{words.wording.members(conflict)}: {words.wording.conflict(conflict)} {details}"
            )
        },
        "partialFingerprints": {"sellxedConflict/v1": conflict.fingerprint},
        # GitHub and others show the first place only; the others are related.
        "locations": places[:1],
        "relatedLocations": [{**place, "id": n} for n, place in enumerate(places[1:], start=1)],
        "properties": {
            "confidence": conflict.confidence,
            "certain": conflict.certain,
            "doubts": list(conflict.doubts),
            "plugins": {member.uid: member.version for member in conflict.members},
            "winner": conflict.winner,
            "lost": list(conflict.lost),
            "remedies": steps,
        },
    }
    return result


def _locations(
    report: CompatibilityReport, member: Member, conflict: Conflict
) -> Iterator[dict[str, object]]:
    plugin = report.inventory.find(member.uid)
    found = [(claim.path, claim.line) for claim in member.claims if claim.path]
    if not found and plugin is not None and plugin.path:
        found = [(plugin.path, 0)]
    for path, line in dict.fromkeys(found):
        physical: dict[str, object] = {
            "artifactLocation": {"uri": quote(_text(path)), "uriBaseId": "SHOP"}
        }
        if line:
            physical["region"] = {"startLine": line}
        name = f"{member.name} {conflict.target}".strip()
        yield {"physicalLocation": physical, "message": {"text": _text(name)}}


def _notifications(words: ConflictWords) -> Iterator[dict[str, object]]:
    for finding in words.notes():
        yield {
            "level": _LEVELS[finding.severity],
            "descriptor": {"id": finding.code},
            "message": {"text": _text(words.wording.message(finding))},
        }
    for line in words.unread():
        text = f"{words.ui('not_checked')}: {line}"
        yield {"level": "note", "message": {"text": _text(text)}}


def _text(text: str) -> str:
    return " ".join(clean(text).split())


def _version() -> str:
    try:
        return version("sellxed-sdk")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0.0.0"
