"""Conflicts as a section of a page: every text escaped, no script, no inline style."""

from __future__ import annotations

from sellxed_sdk.compatibility import CompatibilityReport, Conflict
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._compatibility._words import ConflictWords
from sellxed_sdk.notices._html_parts import bullets, facts, heading, section
from sellxed_sdk.notices._markup import Html, element
from sellxed_sdk.notices._notices_html import badge, link

__all__ = ["conflicts_section", "render_conflicts_html"]


def render_conflicts_html(report: CompatibilityReport, *, catalogue: Catalogue) -> str:
    """Return a section for a page of the host, styled by `stylesheet` within ``.slx``.

    Args:
        report: What was found.
        catalogue: Texts in the reader's language.
    """
    return element("div", conflicts_section(ConflictWords.of(report, catalogue)), class_="slx")


def conflicts_section(words: ConflictWords, *, level: int = 2) -> Html:
    """Return the conflicts with their evidence, and what to do about all of them.

    Args:
        words: What there is to say.
        level: Of its heading.
    """
    report, ui = words.report, words.ui
    texts = [f"{words.wording.message(f)} {words.wording.hint(f)}" for f in words.notes()]
    notes = bullets(texts) if texts else None
    if not report.conflicts:
        nothing = None if texts else element("p", ui("no_conflicts"))
        return section("conflicts", ui("conflicts"), nothing, notes, level=level)
    plan = report.plan
    return section(
        "conflicts",
        ui("conflicts"),
        *(_conflict(conflict, words, level + 1) for conflict in report.conflicts),
        heading(level + 1, ui("plan"), depth=3) if plan.steps else None,
        _steps(words) if plan.steps else None,
        element("p", words.verdict()) if plan.steps else None,
        notes,
        level=level,
    )


def _steps(words: ConflictWords) -> Html:
    items = [
        element(
            "li",
            words.action(step.action),
            *(element("div", reason, class_="slx-hint") for reason in words.reasons(step)),
        )
        for step in words.report.plan.steps
    ]
    return element("ol", *items)


def _conflict(conflict: Conflict, words: ConflictWords, level: int) -> Html:
    catalogue = words.wording.catalogue
    possible = None if conflict.certain else f" ({catalogue.ui('possible')})"
    ranges = [
        f"{member.name} {member.version or '?'}: {member.range}"
        for member in conflict.members
        if member.range
    ]
    references = [
        link(url, catalogue.ui("more_about", rule=conflict.rule_id)) for url in conflict.references
    ]
    return element(
        "article",
        heading(
            level,
            badge(conflict.severity, catalogue),
            " ",
            words.wording.members(conflict),
            possible,
            depth=3,
        ),
        element("p", words.wording.conflict(conflict)),
        facts(words.details(conflict)),
        element("p", "; ".join([conflict.rule_id, *ranges]), class_="slx-hint"),
        *(element("p", reference) for reference in references),
        class_="slx-conflict",
    )
