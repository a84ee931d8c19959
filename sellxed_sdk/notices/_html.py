"""The panel page: semantic HTML, no script, no inline style, fit for a strict CSP."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.findings import Finding
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._markup import Html, element, join, link
from sellxed_sdk.notices._panel import Panel, list_actions
from sellxed_sdk.notices._policy import Notice
from sellxed_sdk.releases import ReleaseNotes
from sellxed_sdk.support import Readiness

__all__ = ["render_notices_html", "render_panel_html", "stylesheet"]


def stylesheet() -> str:
    """Return the one style sheet of all pages and fragments."""
    return files("sellxed_sdk.notices").joinpath("sellxed.css").read_text(encoding="utf-8")


def render_panel_html(
    panel: Panel, *, catalogue: Catalogue, stylesheet_href: str = "sellxed.css"
) -> str:
    """Return the panel as a whole page.

    Works under ``default-src 'none'; style-src 'self'``.

    Args:
        panel: What is shown.
        catalogue: In which language.
        stylesheet_href: Where `stylesheet` is served.
    """
    ui = catalogue.ui
    title = ui("title", product=panel.name)
    head = element(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        element("title", title),
        Html(str(element("link", rel="stylesheet", href=stylesheet_href)).replace("</link>", "")),
    )
    made = element(
        "p",
        ui("generated", when=catalogue.when(panel.generated_at)),
        class_="slx-quiet",
    )
    body = element(
        "body",
        element(
            "main",
            element("h1", title),
            _rights(panel, catalogue),
            Html(render_notices_html(panel.notices, catalogue=catalogue)),
            _updates(panel, catalogue),
            _conflicts(panel, catalogue),
            _readiness(panel, catalogue),
            *(_inventory(inventory, catalogue) for inventory in panel.inventories),
            made,
            class_="slx",
        ),
    )
    language = catalogue.language.replace("_", "-")
    return f"<!doctype html>\n{element('html', head, body, lang=language)}\n"


def render_notices_html(notices: Iterable[Notice], *, catalogue: Catalogue) -> str:
    """Return notices as a fragment, to be embedded in a page of the host.

    Args:
        notices: Loudest first.
        catalogue: In which language.
    """
    items = [_notice(notice, catalogue) for notice in notices]
    content = (
        element("ul", *items, class_="slx-notices")
        if items
        else element("p", catalogue.ui("no_notices"))
    )
    return str(_section("notices", catalogue.ui("notices"), content))


def _section(name: str, heading: str, *content: Html) -> Html:
    return element(
        "section",
        element("h2", heading, id=f"slx-{name}"),
        *content,
        aria_labelledby=f"slx-{name}",
        class_=f"slx-section slx-section-{name}",
    )


def _notice(notice: Notice, catalogue: Catalogue) -> Html:
    finding = notice.finding
    # The severity is a word, too: colour alone says nothing to many.
    label = element("strong", catalogue.ui(f"severity_{notice.severity.value}") + ": ")
    hint = catalogue.hint(finding)
    action = (
        element("p", link(catalogue.ui(notice.action[0]), notice.action[1], class_="slx-action"))
        if notice.action
        else Html("")
    )
    return element(
        "li",
        element("p", label, catalogue.message(finding)),
        element("p", hint, class_="slx-hint") if hint else Html(""),
        action,
        element("p", finding.code, class_="slx-code"),
        class_=f"slx-notice slx-{notice.severity.value}",
    )


def _rights(panel: Panel, catalogue: Catalogue) -> Html:
    ui = catalogue.ui
    rights = [
        (ui("may_run"), panel.licence.may_run),
        (ui("may_update"), panel.licence.may_update),
        (ui("may_get_support"), panel.readiness.may_get_support),
    ]
    cards = [
        element(
            "div",
            element("dt", name),
            element("dd", ui("yes") if given else ui("no")),
            class_=f"slx-right slx-{'yes' if given else 'no'}",
        )
        for name, given in rights
    ]
    licence = panel.licence.licence
    lines: list[Html] = []
    if licence is not None:
        line = ui(
            "licence_line",
            id=licence.id,
            issuer=licence.issuer,
            tier=_tier_name(panel, licence.tier),
            day=licence.support_until_on,
        )
        hosts = ui("hosts", hosts=", ".join(licence.hosts) or ui("any_host"))
        lines = [element("p", line), element("p", hosts)]
    findings = _findings(panel.licence.findings, catalogue)
    return _section(
        "rights", ui("rights"), element("dl", *cards, class_="slx-rights"), *lines, findings
    )


def _tier_name(panel: Panel, identifier: str) -> str:
    tier = panel.desk.tier(identifier)
    return tier.name if tier else identifier


def _findings(findings: Iterable[Finding], catalogue: Catalogue) -> Html:
    items = [
        element(
            "li",
            element("span", catalogue.message(finding)),
            " ",
            element("span", catalogue.hint(finding), class_="slx-hint"),
        )
        for finding in findings
    ]
    return element("ul", *items, class_="slx-findings") if items else Html("")


def _updates(panel: Panel, catalogue: Catalogue) -> Html:
    ui, report = catalogue.ui, panel.updates
    parts = [element("p", ui("installed", version=report.installed_version or ui("unknown")))]
    if report.offered is not None:
        offer = ui("offered", version=report.offered.version, day=report.offered.published_on)
        parts.append(element("p", offer, class_="slx-offer"))
    else:
        parts.append(element("p", ui("nothing_offered")))
    parts += [_changes(notes, catalogue) for notes in panel.changes]
    for refusal in report.refused:
        newer = ui("newer", version=refusal.release.version, day=refusal.release.published_on)
        parts += [element("p", newer), _findings(refusal.reasons, catalogue)]
    checked = (
        ui("channel_checked", when=report.last_success_at)
        if report.last_success_at
        else ui("channel_never")
    )
    return _section("updates", ui("updates"), *parts, element("p", checked, class_="slx-quiet"))


def _changes(notes: ReleaseNotes, catalogue: Catalogue) -> Html:
    # Remote prose: shown as text, never as markup.
    items = [
        element("li", element("strong", catalogue.ui(change.category)), ": ", change.text)
        for change in notes.changes
    ]
    return join(
        [element("h3", catalogue.ui("changes", version=notes.version)), element("ul", *items)]
    )


def _conflicts(panel: Panel, catalogue: Catalogue) -> Html:
    ui, report = catalogue.ui, panel.compatibility
    if report is None:
        return Html("")
    parts: list[Html] = []
    for conflict in report.conflicts:
        members = " + ".join(f"{m.name} {m.version or '?'}" for m in conflict.members)
        label = element("strong", ui(f"severity_{conflict.severity.value}") + ": ")
        parts.append(
            element(
                "div",
                element("p", label, members),
                element("p", catalogue.conflict(conflict)),
                *(element("p", link(address, address)) for address in conflict.references[:3]),
                element("p", conflict.rule_id, class_="slx-code"),
                class_=f"slx-notice slx-{conflict.severity.value}",
            )
        )
    plan, alternatives = list_actions(report, catalogue=catalogue)
    if plan:
        steps = [element("li", step) for step in (*plan, ui("plan_test"))]
        parts += [element("h3", ui("plan")), element("ol", *steps)]
        parts += [
            element("p", ui("plan_alternative", action=step), class_="slx-quiet")
            for step in alternatives
        ]
    if not report.conflicts:
        parts.append(element("p", ui("no_conflicts")))
    return _section("conflicts", ui("conflicts"), *parts)


def _readiness(panel: Panel, catalogue: Catalogue) -> Html:
    ui, report = catalogue.ui, panel.readiness
    words = {
        Readiness.OK: "ok",
        Readiness.LIMITED: "limited",
        Readiness.NO: "no",
        Readiness.UNKNOWN: "unknown",
    }
    rows = [
        element(
            "tr",
            element("th", ui(f"topic_{row.topic}"), scope="row"),
            element("td", ui(words[row.state]), class_=f"slx-{row.state.value}"),
            element("td", _findings(row.findings, catalogue)),
        )
        for row in report.rows
    ]
    lines = [element("p", ui(f"ticket_{report.may_open_ticket.value}"), class_="slx-answer")]
    if report.tier is not None:
        tier = report.tier
        lines.append(
            element("p", ui("desk", name=tier.name, response=tier.response, channel=tier.channel))
        )
    if report.contact:
        lines.append(element("p", link(report.contact, f"mailto:{report.contact}")))
    if report.is_open is not None:
        lines.append(element("p", ui("desk_open" if report.is_open else "desk_closed")))
    table = element("table", element("tbody", *rows))
    return _section("readiness", ui("readiness"), *lines, table)


def _inventory(inventory: ShopInventory, catalogue: Catalogue) -> Html:
    ui = catalogue.ui
    rows = [
        element(
            "tr",
            element("td", plugin.name),
            element("td", plugin.version or "?"),
            element(
                "td",
                ui("state_unknown" if plugin.state.value == "unknown" else plugin.state.value),
            ),
        )
        for plugin in inventory.plugins
    ]
    header = element(
        "thead",
        element(
            "tr", *(element("th", ui(name), scope="col") for name in ("name", "version", "state"))
        ),
    )
    unread = [
        element("p", ui("not_read", path=entry.path, reason=entry.reason), class_="slx-quiet")
        for entry in inventory.unread
    ]
    heading = ui(
        "inventory", platform=inventory.platform, version=inventory.platform_version or "?"
    )
    details = element(
        "details",
        element("summary", ui("entries", count=len(inventory.plugins))),
        element("table", header, element("tbody", *rows)),
        *unread,
    )
    return _section(f"inventory-{inventory.platform}", heading, details)
