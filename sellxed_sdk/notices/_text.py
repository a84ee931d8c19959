"""The panel as plain text for a terminal or an e-mail: no colours, wrapped lines."""

from __future__ import annotations

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.notices._answers import answer_questions
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._compatibility._words import ConflictWords
from sellxed_sdk.notices._notices_text import write_notice
from sellxed_sdk.notices._panel import Panel
from sellxed_sdk.notices._paper import Paper
from sellxed_sdk.notices._wording import Wording
from sellxed_sdk.support import Readiness, ReadinessReport

__all__ = ["render_panel_text", "render_readiness_text"]

# The page shows all of them.
_FIRST_PLUGINS = 8
_FIRST_FILES = 5
_MARKS = {
    Readiness.OK: "[x]",
    Readiness.LIMITED: "[~]",
    Readiness.NO: "[ ]",
    Readiness.UNKNOWN: "[?]",
}


def render_panel_text(panel: Panel, *, catalogue: Catalogue, width: int = 80) -> str:
    """Return a report for people, without colour codes.

    Args:
        panel: What is known.
        catalogue: Texts in the reader's language.
        width: Columns, at least 40.
    """
    paper = Paper(max(width, 40), panel.wording(catalogue))
    name = " ".join(filter(None, (panel.name, panel.installed_version)))
    paper.line(f"{name} - {catalogue.ui('subtitle')}")
    paper.line(catalogue.ui("generated", when=panel.generated_at))
    _write_answers(panel, paper)
    _write_todo(panel, paper)
    _write_updates(panel, paper)
    _write_conflicts(panel, paper)
    _write_readiness(panel.readiness, paper)
    _write_files(panel, paper)
    if panel.inventories:
        paper.heading(catalogue.ui("inventory"))
    for inventory in panel.inventories:
        _write_inventory(inventory, paper)
    return paper.text()


def render_readiness_text(report: ReadinessReport, *, catalogue: Catalogue, width: int = 80) -> str:
    """Return the answer to "may a ticket be opened?" alone.

    Args:
        report: The answer.
        catalogue: Texts in the reader's language.
        width: Columns, at least 40.
    """
    paper = Paper(max(width, 40), Wording(catalogue=catalogue))
    _write_readiness(report, paper)
    return paper.text().lstrip()


def _write_answers(panel: Panel, paper: Paper) -> None:
    paper.heading(paper.ui("glance"))
    for answer in answer_questions(panel, wording=paper.wording):
        paper.line(f"{answer.question} {answer.answer}.", indent=2)
        for detail in answer.details:
            paper.line(detail, indent=6)


def _write_todo(panel: Panel, paper: Paper) -> None:
    paper.heading(paper.ui("todo"))
    if not panel.notices:
        paper.line(paper.ui("todo_none"), indent=2)
    for notice in panel.notices:
        write_notice(notice, paper, name=panel.name)


def _write_updates(panel: Panel, paper: Paper) -> None:
    report, catalogue, ui = panel.updates, paper.wording.catalogue, paper.ui
    paper.heading(ui("updates"))
    paper.line(f"{ui('installed')}: {report.installed_version or '?'}", indent=2)
    if report.offered is not None:
        day = catalogue.day(report.offered.published_on)
        line = ui("offered_line", version=report.offered.version, day=day)
        paper.line(f"{ui('offered')}: {line}. {ui('test_first')}", indent=2)
    for notes in panel.changes:
        for change in notes.changes:
            text = f"{notes.version}, {ui(change.category)}: {change.text}"
            paper.line(text, indent=6, mark="-")
    if report.refused:
        paper.line(f"{ui('refused')}:", indent=2)
    for refusal in report.refused:
        for reason in refusal.reasons:
            paper.finding(reason, indent=4)
    checked = report.last_success_at
    when = catalogue.when(checked) if checked else ui("never")
    paper.line(f"{ui('last_check')}: {when}", indent=2)
    for finding in () if panel.channel is None else panel.channel.findings:
        paper.finding(finding)


def _write_conflicts(panel: Panel, paper: Paper) -> None:
    report, ui = panel.compatibility, paper.ui
    if report is None:
        return
    paper.heading(ui("conflicts"))
    if not report.findings:
        paper.line(ui("no_conflicts"), indent=2)
    words = ConflictWords(report, paper.wording)
    for conflict in report.conflicts:
        severity = ui(f"severity_{conflict.severity.value}")
        possible = "" if conflict.certain else f" ({ui('possible')})"
        paper.line(f"{paper.wording.members(conflict)}{possible}", indent=2, mark=f"[{severity}]")
        paper.line(f"{paper.wording.conflict(conflict)} ({conflict.rule_id})", indent=6)
    for finding in words.notes():
        paper.finding(finding)
    if report.plan.steps:
        paper.line(f"{ui('plan')}:", indent=2)
    for step in report.plan.steps:
        paper.line(words.action(step.action), indent=4, mark=f"{step.number}.")
        for reason in words.reasons(step):
            paper.line(reason, indent=7)


def _write_readiness(report: ReadinessReport, paper: Paper) -> None:
    ui = paper.ui
    paper.heading(ui("readiness"))
    paper.line(ui(f"ticket_{report.may_open_ticket.value}"), indent=2)
    for row in report.rows:
        topic = f"{ui(f'topic_{row.topic.value}')}: {ui(f'state_{row.state.value}')}"
        paper.line(topic, indent=2, mark=_MARKS[row.state])
        for finding in row.findings:
            paper.line(paper.wording.message(finding), indent=6)
        if row.findings and row.state is not Readiness.OK:
            paper.line(paper.wording.hint(row.findings[-1]), indent=6)
    if report.tier is not None:
        tier = report.tier
        line = ui("tier_line", name=tier.name, response=tier.response, channel=tier.channel)
        paper.line(line, indent=2)
    if report.contact is not None:
        paper.line(ui("write_to", contact=report.contact), indent=2)
    if report.is_open is not None:
        paper.line(ui("desk_open" if report.is_open else "desk_closed"), indent=2)


def _write_files(panel: Panel, paper: Paper) -> None:
    report, ui = panel.integrity, paper.ui
    if report is None:
        return
    paper.heading(ui("files"))
    if not report.findings:
        paper.line(ui("files_unmodified"), indent=2)
    for finding in report.findings:
        paper.finding(finding)
    groups = (
        ("files_missing", report.missing),
        ("files_changed", report.changed),
        ("files_added", report.added),
    )
    for name, paths in groups:
        if paths:
            more = len(paths) - _FIRST_FILES
            rest = f", {ui('and_more', count=more)}" if more > 0 else ""
            paper.line(f"{ui(name)}: {', '.join(paths[:_FIRST_FILES])}{rest}", indent=2)


def _write_inventory(inventory: ShopInventory, paper: Paper) -> None:
    count = len(inventory.plugins)
    version = inventory.platform_version or "?"
    paper.line(
        paper.ui(
            "inventory_line",
            platform=paper.wording.platform(inventory.platform),
            version=version,
            count=count,
        ),
        indent=2,
    )
    first = [f"{p.name} {p.version or '?'}" for p in inventory.plugins[:_FIRST_PLUGINS]]
    if count > len(first):
        first.append(paper.ui("and_more", count=count - len(first)))
    paper.line(", ".join(first), indent=6)
    if inventory.unread:
        paper.line(f"{paper.ui('not_read')}: {len(inventory.unread)}", indent=6)
