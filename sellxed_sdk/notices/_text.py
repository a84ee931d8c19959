"""The report for terminals and e-mail: the same answers as the panel page, as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from sellxed_sdk.findings import Finding
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._panel import Panel, list_actions
from sellxed_sdk.support import Readiness, ReadinessReport

__all__ = ["render_panel_text", "render_readiness_text"]

SHOWN_PLUGINS = 8


def render_panel_text(panel: Panel, *, catalogue: Catalogue, width: int = 88) -> str:
    """Return the panel as text.

    Args:
        panel: What is shown.
        catalogue: In which language.
        width: Columns.
    """
    ui = catalogue.ui
    title = ui("title", product=panel.name)
    blocks = [
        [title, "=" * min(len(title), width)],
        _rights(panel, catalogue),
        _updates(panel, catalogue),
        _conflicts(panel, catalogue),
        [render_readiness_text(panel.readiness, catalogue=catalogue)],
        _inventories(panel, catalogue),
    ]
    lines = [line for block in blocks for line in (*block, "")]
    return "\n".join(_wrap("\n".join(lines).rstrip().split("\n"), width))


def render_readiness_text(report: ReadinessReport, *, catalogue: Catalogue) -> str:
    """Return the answer to "may a ticket be opened?" as text."""
    ui = catalogue.ui
    words = {
        Readiness.OK: ui("ok"),
        Readiness.LIMITED: ui("limited"),
        Readiness.NO: ui("no"),
        Readiness.UNKNOWN: ui("unknown"),
    }
    lines = [ui("readiness"), f"  {ui(f'ticket_{report.may_open_ticket.value}')}"]
    width = max(len(ui(f"topic_{row.topic}")) for row in report.rows)
    for row in report.rows:
        lines.append(f"  {ui(f'topic_{row.topic}'):{width}}  {words[row.state]}")
        if row.state is not Readiness.OK:
            lines += _findings(row.findings, catalogue, indent="      ")
    tier = report.tier
    if tier is not None:
        text = ui("desk", name=tier.name, response=tier.response, channel=tier.channel)
        lines.append(f"  {text}")
    if report.contact:
        lines.append(f"  {ui('contact', contact=report.contact)}")
    if report.is_open is not None:
        lines.append(f"  {ui('desk_open' if report.is_open else 'desk_closed')}")
    return "\n".join(lines)


def _rights(panel: Panel, catalogue: Catalogue) -> list[str]:
    ui = catalogue.ui
    rights = (
        ("may_run", panel.licence.may_run),
        ("may_update", panel.licence.may_update),
        ("may_get_support", panel.readiness.may_get_support),
    )
    width = max(len(ui(name)) for name, _ in rights)
    lines = [ui("rights")]
    lines += [f"  {ui(name):{width}}  {ui('yes' if given else 'no')}" for name, given in rights]
    licence = panel.licence.licence
    if licence is not None:
        tier = panel.desk.tier(licence.tier)
        text = ui(
            "licence_line",
            id=licence.id,
            issuer=licence.issuer,
            tier=tier.name if tier else licence.tier,
            day=licence.support_until_on,
        )
        lines += [f"  {text}", f"  {ui('hosts', hosts=', '.join(licence.hosts) or ui('any_host'))}"]
    return lines + _findings(panel.licence.findings, catalogue)


def _updates(panel: Panel, catalogue: Catalogue) -> list[str]:
    ui, report = catalogue.ui, panel.updates
    lines = [
        ui("updates"),
        f"  {ui('installed', version=report.installed_version or ui('unknown'))}",
    ]
    if report.offered is not None:
        offer = ui("offered", version=report.offered.version, day=report.offered.published_on)
        lines.append(f"  {offer}")
    else:
        lines.append(f"  {ui('nothing_offered')}")
    for notes in panel.changes:
        lines.append(f"    {ui('changes', version=notes.version)}:")
        lines += [f"      {ui(change.category)}: {change.text}" for change in notes.changes]
    for refusal in report.refused:
        newer = ui("newer", version=refusal.release.version, day=refusal.release.published_on)
        lines += [f"  {newer}", *_findings(refusal.reasons, catalogue, indent="      ")]
    if report.last_success_at:
        lines.append(f"  {ui('channel_checked', when=report.last_success_at)}")
    else:
        lines.append(f"  {ui('channel_never')}")
    return lines


def _conflicts(panel: Panel, catalogue: Catalogue) -> list[str]:
    ui, report = catalogue.ui, panel.compatibility
    if report is None:
        return []
    lines = [ui("conflicts")]
    for conflict in report.conflicts:
        members = " + ".join(f"{m.name} {m.version or '?'}" for m in conflict.members)
        lines += [
            f"  {ui(f'severity_{conflict.severity.value}')}: {members} [{conflict.rule_id}]",
            f"      {catalogue.conflict(conflict)}",
        ]
    plan, alternatives = list_actions(report, catalogue=catalogue)
    if plan:
        lines.append(f"  {ui('plan')}:")
        steps = (*plan, ui("plan_test"))
        lines += [f"    {number}. {step}" for number, step in enumerate(steps, start=1)]
        lines += [f"       {ui('plan_alternative', action=step)}" for step in alternatives]
    if not report.conflicts:
        lines.append(f"  {ui('no_conflicts')}")
    return lines


def _inventories(panel: Panel, catalogue: Catalogue) -> list[str]:
    ui = catalogue.ui
    lines = []
    for inventory in panel.inventories:
        version = inventory.platform_version or "?"
        count = ui("entries", count=len(inventory.plugins))
        lines.append(f"{ui('inventory', platform=inventory.platform, version=version)}, {count}")
        shown = inventory.plugins[:SHOWN_PLUGINS]
        lines += [f"  {plugin.name} {plugin.version or '?'}" for plugin in shown]
        rest = len(inventory.plugins) - len(shown)
        if rest:
            lines.append(f"  {ui('more', count=rest)}")
        lines += [
            f"  {ui('not_read', path=entry.path, reason=entry.reason)}"
            for entry in inventory.unread[:SHOWN_PLUGINS]
        ]
    return lines


def _findings(
    findings: Iterable[Finding], catalogue: Catalogue, *, indent: str = "  "
) -> list[str]:
    lines = []
    for finding in findings:
        label = catalogue.ui(f"severity_{finding.severity.value}")
        lines.append(f"{indent}{label}: {catalogue.message(finding)} [{finding.code}]")
        hint = catalogue.hint(finding)
        if hint:
            lines.append(f"{indent}    {hint}")
    return lines


def _wrap(lines: Iterable[str], width: int) -> list[str]:
    wrapped: list[str] = []
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        wrapped += textwrap.wrap(
            line,
            width,
            subsequent_indent=indent + "  ",
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return wrapped
