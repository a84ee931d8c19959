"""The section about updates: what may be installed, what not and why, what it brings."""

from __future__ import annotations

from sellxed_sdk.notices._changelog import render_changelog
from sellxed_sdk.notices._forms import check_form
from sellxed_sdk.notices._html_parts import bullets, facts, fold, time_of
from sellxed_sdk.notices._markup import Html, element, join
from sellxed_sdk.notices._panel import Panel
from sellxed_sdk.notices._view import View
from sellxed_sdk.notices._wording import Wording
from sellxed_sdk.releases import Change, Refusal, ReleaseNotes

__all__ = ["render_updates"]

# A longer changelog is folded.
_FEW_CHANGES = 12


def render_updates(view: View) -> Html:
    """Return what may be installed, what not and why, and what it brings."""
    panel, wording = view.panel, view.wording
    report, catalogue = panel.updates, wording.catalogue
    offered = None
    if report.offered is not None:
        day = time_of(report.offered.published_on, catalogue)
        before, _, after = catalogue.ui(
            "offered_line", version=report.offered.version, day="{when}"
        ).partition("{when}")
        offered = join(before, day, after)
    requires = report.offered.requires if report.offered else ()
    needs = ", ".join(f"{wording.platform(name)} {text}" for name, text in requires)
    checked = report.last_success_at
    attempt = None if panel.channel is None else panel.channel.last_attempt_at
    return view.section(
        "updates",
        facts(
            (
                (catalogue.ui("installed"), report.installed_version),
                (catalogue.ui("offered"), offered or catalogue.ui("update_none")),
                (catalogue.ui("requires"), needs),
                (
                    catalogue.ui("last_check"),
                    time_of(checked, catalogue) if checked else catalogue.ui("never"),
                ),
                (
                    catalogue.ui("last_attempt"),
                    time_of(attempt, catalogue) if attempt and attempt != checked else None,
                ),
            )
        ),
        element("p", catalogue.ui("test_first"), class_="slx-hint") if offered else None,
        _render_channel(panel, wording),
        check_form(view.form, product=panel.product, name=panel.name, catalogue=catalogue),
        _render_refused(report.refused, view),
        _render_changes(panel.changes, view),
    )


def _render_channel(panel: Panel, wording: Wording) -> Html | None:
    known = () if panel.channel is None else panel.channel.findings
    findings = [finding for finding in known if finding.severity.needs_action]
    if not findings:
        return None
    return bullets(f"{wording.message(f)} {wording.hint(f)}" for f in findings)


def _render_refused(refused: tuple[Refusal, ...], view: View) -> Html | None:
    if not refused:
        return None
    wording = view.wording
    items = [
        element(
            "li",
            element("strong", refusal.release.version),
            *(
                element("p", f"{wording.message(reason)} {wording.hint(reason)}")
                for reason in refusal.reasons
            ),
        )
        for refusal in refused
    ]
    return join(view.heading(view.ui("refused")), element("ul", *items))


def _render_changes(changes: tuple[ReleaseNotes, ...], view: View) -> Html | None:
    if not changes:
        return None
    count = sum(len(notes.changes) for notes in changes)
    blocks = []
    for notes in changes:
        blocks.append(view.heading(view.ui("changes_of", version=notes.version)))
        blocks.append(element("ul", *(_render_change(change, view) for change in notes.changes)))
    return fold(view.ui("changes"), *blocks, is_open=count <= _FEW_CHANGES)


def _render_change(change: Change, view: View) -> Html:
    """Return a line of the changelog; its text is Markdown from outside."""
    return element(
        "li",
        element("strong", f"{view.ui(change.category)}:"),
        " ",
        Html(render_changelog(change.text)),
        class_="slx-change",
    )
