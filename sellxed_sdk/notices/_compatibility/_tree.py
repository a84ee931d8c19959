"""Conflicts as a tree for a terminal, with colours where they are wanted."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from sellxed_sdk.compatibility import CompatibilityReport, Conflict
from sellxed_sdk.findings import Severity
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._compatibility._words import ConflictWords
from sellxed_sdk.notices._markup import clean

__all__ = ["render_conflicts_tree"]

_COLOURS = {
    Severity.INFO: "36",
    Severity.WARNING: "33",
    Severity.ERROR: "31",
    Severity.CRITICAL: "1;31",
}
MAX_UNREAD = 10


def render_conflicts_tree(
    report: CompatibilityReport,
    *,
    catalogue: Catalogue,
    colour: bool = False,
    information: bool = False,
    width: int = 100,
) -> str:
    """Return a report as a tree.

    Args:
        report: What was found.
        catalogue: Texts in the reader's language.
        colour: Whether the terminal shows colours.
        information: Whether conflicts that need no action are shown, too.
        width: Columns, at least 40.
    """
    words = ConflictWords.of(report, catalogue)
    tree = _Tree(words, colour=colour, width=max(width, 40))
    shown = [c for c in report.conflicts if information or c.severity.needs_action]
    lines = [*tree.wrap(words.title())]
    for number, conflict in enumerate(shown, start=1):
        lines += tree.conflict(conflict, is_last=number == len(shown))
    hidden = len(report.conflicts) - len(shown)
    if hidden:
        lines += tree.wrap(words.ui("for_information", count=hidden))
    lines += tree.plan()
    lines += tree.notes()
    return "\n".join(lines) + "\n"


class _Tree:
    def __init__(self, words: ConflictWords, *, colour: bool, width: int) -> None:
        self._words = words
        self._colour = colour
        self._width = width

    def wrap(self, text: str, *, first: str = "", rest: str = "") -> Iterator[str]:
        # One line of what came from outside stays one paragraph here.
        plain = " ".join(clean(text).split())
        yield from textwrap.wrap(
            plain,
            self._width,
            initial_indent=first,
            subsequent_indent=rest or first,
            break_on_hyphens=False,
            break_long_words=False,
        )

    def conflict(self, conflict: Conflict, *, is_last: bool) -> Iterator[str]:
        heading, *rest = self.wrap(self._words.heading(conflict), first="     ")
        branch, trunk = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        yield branch + self._paint(heading.strip(), conflict.severity)
        for line in rest:
            yield f"{trunk}  {self._paint(line.strip(), conflict.severity)}"
        yield from self.wrap(self._words.wording.conflict(conflict), first=trunk)
        for label, text in self._words.details(conflict):
            yield from self.wrap(f"{label}: {text}", first=f"{trunk}  ", rest=f"{trunk}    ")
        for reference in conflict.references:
            yield f"{trunk}  {clean(reference)}"

    def plan(self) -> Iterator[str]:
        steps = self._words.report.plan.steps
        if not steps and not self._words.report.plan.remaining:
            return
        yield ""
        yield from self.wrap(f"{self._words.ui('plan')}:")
        for step in steps:
            mark = f"{step.number:3}. "
            yield from self.wrap(self._words.action(step.action), first=mark, rest="     ")
            for reason in self._words.reasons(step):
                yield from self.wrap(reason, first="     ")
        yield from self.wrap(self._words.verdict())

    def notes(self) -> Iterator[str]:
        notes = self._words.notes()
        unread = self._words.unread()
        if notes or unread:
            yield ""
        for finding in notes:
            label = self._words.ui(f"severity_{finding.severity.value}")
            text = f"{self._words.wording.message(finding)} {self._words.wording.hint(finding)}"
            yield from self.wrap(f"{label}: {text} [{finding.code}]", rest="  ")
        if unread:
            yield from self.wrap(f"{self._words.ui('not_checked')}:")
            for line in unread[:MAX_UNREAD]:
                yield from self.wrap(line, first="  - ", rest="    ")
            if len(unread) > MAX_UNREAD:
                more = self._words.ui("and_more", count=len(unread) - MAX_UNREAD)
                yield from self.wrap(more, first="  - ")

    def _paint(self, text: str, severity: Severity) -> str:
        return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m" if self._colour else text
