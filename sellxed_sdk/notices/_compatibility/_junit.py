"""Conflicts as JUnit XML, which continuous integration shows as tests."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sellxed_sdk.compatibility import CompatibilityReport
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._compatibility._words import ConflictWords
from sellxed_sdk.notices._markup import clean

__all__ = ["render_conflicts_junit"]


def render_conflicts_junit(report: CompatibilityReport, *, catalogue: Catalogue) -> str:
    """Return a report as one test suite: a conflict that needs action is a failed test.

    One that needs none is a passed test, and so is a shop without any; what is out of date
    or could not be read is in the suite's output.

    Args:
        report: What was found.
        catalogue: Texts in the reader's language.
    """
    words = ConflictWords.of(report, catalogue)
    failed = [conflict for conflict in report.conflicts if conflict.severity.needs_action]
    suite = Element(
        "testsuite",
        name=f"sellxed {report.inventory.platform}",
        tests=str(len(report.conflicts) or 1),
        failures=str(len(failed)),
        errors="0",
        skipped="0",
    )
    for conflict in report.conflicts:
        name = _text(f"{words.wording.members(conflict)} {conflict.target}")
        case = SubElement(suite, "testcase", classname=conflict.rule_id, name=name)
        text = _text(words.wording.conflict(conflict))
        details = [f"{label}: {_text(line)}" for label, line in words.details(conflict)]
        steps = [
            _text(words.action(step.action))
            for step in report.plan.steps
            if conflict.key in step.clears
        ]
        body = "\n".join((text, *details, *steps, *map(_text, conflict.references)))
        if conflict.severity.needs_action:
            failure = SubElement(case, "failure", message=text, type=conflict.severity.value)
            failure.text = body
        else:
            SubElement(case, "system-out").text = body
    if not report.conflicts:
        SubElement(suite, "testcase", classname="sellxed", name=words.ui("no_conflicts"))
    notes = [_text(words.wording.message(finding)) for finding in words.notes()]
    notes += [_text(f"{words.ui('not_checked')}: {line}") for line in words.unread()]
    if notes:
        SubElement(suite, "system-out").text = "\n".join(notes)
    suites = Element("testsuites")
    suites.append(suite)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _text(text: str) -> str:
    return " ".join(clean(text).split())
