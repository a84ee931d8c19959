"""The sections of the page about plugins, support and files."""

from __future__ import annotations

from sellxed_sdk.compatibility import PluginState, ShopInventory
from sellxed_sdk.integrity import IntegrityState
from sellxed_sdk.notices._compatibility._section import conflicts_section
from sellxed_sdk.notices._compatibility._words import ConflictWords
from sellxed_sdk.notices._html_parts import bullets, fold
from sellxed_sdk.notices._markup import Html, element
from sellxed_sdk.notices._notices_html import link
from sellxed_sdk.notices._view import View
from sellxed_sdk.notices._wording import Wording
from sellxed_sdk.support import Readiness, ReadinessRow

__all__ = [
    "render_conflicts",
    "render_files",
    "render_inventory",
    "render_readiness",
]


def render_conflicts(view: View) -> Html | None:
    """Return the conflicts with their evidence, and what to do about all of them."""
    report = view.panel.compatibility
    if report is None:
        return None
    return conflicts_section(ConflictWords(report, view.wording), level=view.level + 1)


def render_readiness(view: View) -> Html:
    """Return what to do before a ticket is opened, and where to write to."""
    report, ui = view.panel.readiness, view.ui
    desk = []
    if report.tier is not None:
        tier = report.tier
        desk.append(ui("tier_line", name=tier.name, response=tier.response, channel=tier.channel))
    if report.contact is not None and report.may_open_ticket is not Readiness.NO:
        desk.append(link(f"mailto:{report.contact}", ui("write_to", contact=report.contact)))
    if report.is_open is not None:
        desk.append(ui("desk_open" if report.is_open else "desk_closed"))
    for name in ("documentation", "booking"):
        url = report.desk.link(name)
        if url is not None:
            desk.append(link(url, ui(f"action_{name}", product=view.panel.name)))
    return view.section(
        "readiness",
        element("p", ui(f"ticket_{report.may_open_ticket.value}"), class_="slx-lead"),
        element(
            "ul",
            *(_render_row(row, view.wording) for row in report.rows),
            class_="slx-rows",
            attributes={"role": "list"},
        ),
        view.heading(ui("desk")) if desk else None,
        bullets(desk) if desk else None,
    )


def _render_row(row: ReadinessRow, wording: Wording) -> Html:
    ui = wording.catalogue.ui
    hint = wording.hint(row.findings[-1]) if row.findings else ""
    return element(
        "li",
        element("strong", ui(f"topic_{row.topic.value}"), class_="slx-topic"),
        element(
            "span", ui(f"state_{row.state.value}"), class_=f"slx-state slx-state--{row.state.value}"
        ),
        element(
            "div",
            *(element("p", wording.message(finding)) for finding in row.findings),
            element("p", hint, class_="slx-hint") if hint else None,
            class_="slx-body",
        ),
    )


def render_files(view: View) -> Html | None:
    """Return whether the module is as the vendor shipped it."""
    report, ui = view.panel.integrity, view.ui
    if report is None:
        return None
    lists = (
        ("files_missing", report.missing),
        ("files_changed", report.changed),
        ("files_added", report.added),
    )
    wording = view.wording
    return view.section(
        "files",
        element("p", ui("files_unmodified")) if report.state is IntegrityState.UNMODIFIED else None,
        *(element("p", f"{wording.message(f)} {wording.hint(f)}") for f in report.findings),
        *(
            fold(f"{ui(name)}: {len(paths)}", bullets(element("code", path) for path in paths))
            for name, paths in lists
            if paths
        ),
    )


def render_inventory(view: View) -> Html | None:
    """Return everything that is installed, folded."""
    if not view.panel.inventories:
        return None
    return view.section("inventory", *(_render_list(i, view) for i in view.panel.inventories))


_STATES = {
    PluginState.ACTIVE: "plugin_active",
    PluginState.INACTIVE: "plugin_inactive",
    PluginState.UNKNOWN: "plugin_unknown",
}


def _render_list(inventory: ShopInventory, view: View) -> Html:
    ui = view.ui
    line = ui(
        "inventory_line",
        platform=view.wording.platform(inventory.platform),
        version=inventory.platform_version or "?",
        count=len(inventory.plugins),
    )
    columns = ("column_name", "column_version", "column_state", "column_kind")
    head = element(
        "thead",
        element("tr", *(element("th", ui(c), attributes={"scope": "col"}) for c in columns)),
    )
    rows = [
        element(
            "tr",
            element("th", plugin.name, attributes={"scope": "row"}),
            element("td", plugin.version or "?"),
            element("td", ui(_STATES[plugin.state])),
            element("td", plugin.kind),
        )
        for plugin in inventory.plugins
    ]
    unread = [f"{entry.path}: {entry.reason}" for entry in inventory.unread]
    return fold(
        line,
        element("table", element("caption", line), head, element("tbody", *rows)),
        view.heading(ui("not_read")) if unread else None,
        bullets(unread) if unread else None,
    )
