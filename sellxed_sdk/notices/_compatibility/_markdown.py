"""Conflicts as Markdown for a ticket: paths relative to the shop, nothing secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sellxed_sdk.compatibility import CompatibilityReport
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._compatibility._words import ConflictWords
from sellxed_sdk.notices._markup import clean, safe_url

__all__ = ["render_conflicts_markdown"]

# What could begin markup anywhere; CommonMark 0.31 lets all of them be escaped.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def render_conflicts_markdown(report: CompatibilityReport, *, catalogue: Catalogue) -> str:
    """Return a report as CommonMark with one table, as ticket systems show it.

    Args:
        report: What was found.
        catalogue: Texts in the reader's language.
    """
    words = ConflictWords.of(report, catalogue)
    lines = [f"## {words.ui('conflicts')}", "", _text(words.title()), ""]
    lines += _conflicts(words)
    lines += _plan(words)
    lines += _notes(words)
    return "\n".join(lines).rstrip() + "\n"


def _conflicts(words: ConflictWords) -> Iterator[str]:
    for conflict in words.report.conflicts:
        yield f"### {_text(words.heading(conflict))}"
        yield ""
        yield _text(words.wording.conflict(conflict))
        yield ""
        yield from (f"- {_text(label)}: {_text(text)}" for label, text in words.details(conflict))
        for reference in conflict.references:
            if safe_url(reference):
                yield f"- <{reference.replace('>', '%3E')}>"
        yield ""


def _plan(words: ConflictWords) -> Iterator[str]:
    plan = words.report.plan
    if not plan.steps and not plan.remaining:
        return
    yield f"### {_text(words.ui('plan'))}"
    yield ""
    for step in plan.steps:
        yield f"{step.number}. {_text(words.action(step.action))}"
        yield from (f"   - {_text(reason)}" for reason in words.reasons(step))
    yield ""
    yield _text(words.verdict())
    yield ""


def _notes(words: ConflictWords) -> Iterator[str]:
    for finding in words.notes():
        yield f"- {_text(words.wording.message(finding))} {_text(words.wording.hint(finding))}"
    unread = words.unread()
    if unread:
        yield ""
        yield f"### {_text(words.ui('not_checked'))}"
        yield ""
        yield from (f"- {_text(line)}" for line in unread)


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(clean(text).split()))
