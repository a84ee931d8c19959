"""A module's page as a part of a host's page, and the list of several modules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sellxed_sdk.notices._answers import Answer, answer_questions
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._host import HostForm, IndexEntry, KeyField, PanelReply
from sellxed_sdk.notices._html_licence import render_licence
from sellxed_sdk.notices._html_parts import heading, time_of
from sellxed_sdk.notices._html_sections import (
    render_conflicts,
    render_files,
    render_inventory,
    render_readiness,
)
from sellxed_sdk.notices._html_updates import render_updates
from sellxed_sdk.notices._markup import Html, element, join
from sellxed_sdk.notices._notices_html import badge, language_of, link, render_notice
from sellxed_sdk.notices._panel import Panel
from sellxed_sdk.notices._reply import render_reply
from sellxed_sdk.notices._view import View
from sellxed_sdk.notices._wording import Wording

__all__ = ["render_index_fragment", "render_panel_fragment"]

_SECTIONS: tuple[Callable[[View], Html | None], ...] = (
    render_updates,
    render_licence,
    render_conflicts,
    render_readiness,
    render_files,
    render_inventory,
)


def render_panel_fragment(
    panel: Panel,
    *,
    catalogue: Catalogue,
    form: HostForm | None = None,
    answer: PanelReply | None = None,
    key: KeyField | None = None,
    heading_level: int = 1,
) -> str:
    """Return a module's whole page, for inclusion in the host's layout.

    It needs the package's style sheet and nothing else: no script, no inline style; it works
    under ``default-src 'none'; style-src 'self'; form-action 'self'``. Once a page: its ids
    are fixed, ``slx-answer`` and ``slx-todo`` among them, for the host's redirects.

    Args:
        panel: What is known.
        catalogue: Texts in the language of the request.
        form: Where its forms go; without one, nothing can be changed.
        answer: What became of the form before.
        key: What may be shown of the licence key; without it, none can be entered.
        heading_level: Of the module's name, 1 to 4.
    """
    view = View(
        panel=panel,
        wording=panel.wording(catalogue),
        level=min(max(heading_level, 1), 4),
        form=form,
        answer=answer,
        key=key,
    )
    return element(
        "div",
        _header(view),
        render_reply(answer, wording=view.wording),
        _glance(answer_questions(panel, wording=view.wording), view),
        _todo(view),
        *(render(view) for render in _SECTIONS),
        class_="slx slx-panel",
        attributes={"lang": language_of(catalogue)},
    )


def render_index_fragment(
    entries: Sequence[IndexEntry],
    *,
    catalogue: Catalogue,
    answer: PanelReply | None = None,
    heading_level: int = 1,
) -> str:
    """Return the list of a host's modules, for inclusion in its layout.

    Args:
        entries: The modules, in the host's order.
        catalogue: Texts in the language of the request.
        answer: What became of a form before.
        heading_level: Of its title, 1 to 6.
    """
    items = [_entry(entry, catalogue) for entry in entries]
    listed = element("ul", *items, class_="slx-notices", attributes={"role": "list"})
    return element(
        "div",
        heading(heading_level, catalogue.ui("index_title"), depth=1),
        element("p", catalogue.ui("subtitle"), class_="slx-subtitle"),
        render_reply(answer, wording=Wording(catalogue=catalogue)),
        listed if items else element("p", catalogue.ui("index_none")),
        class_="slx slx-panel slx-index",
        attributes={"lang": language_of(catalogue)},
    )


def _entry(entry: IndexEntry, catalogue: Catalogue) -> Html:
    count = catalogue.ui("index_count", count=entry.count) if entry.count else None
    name = " ".join(filter(None, (entry.name, entry.version)))
    return element(
        "li",
        link(entry.href, name, own=True, class_="slx-action"),
        element("span", count or catalogue.ui("todo_none"), class_="slx-hint"),
        badge(entry.severity, catalogue) if count and entry.severity is not None else None,
        class_="slx-entry",
    )


def _header(view: View) -> Html:
    panel = view.panel
    name = " ".join(filter(None, (panel.name, panel.installed_version)))
    generated = view.ui("generated", when="{when}")
    return element(
        "div",
        heading(view.level, name, depth=1),
        element("p", view.ui("subtitle"), class_="slx-subtitle"),
        element(
            "p", time_of(panel.generated_at, view.catalogue, text=generated), class_="slx-asof"
        ),
        class_="slx-header",
    )


def _glance(answers: tuple[Answer, ...], view: View) -> Html:
    cards = [
        element(
            "li",
            heading(view.level + 2, answer.question, depth=3),
            element("p", answer.answer, class_="slx-answer"),
            *(element("p", detail) for detail in answer.details),
            class_=f"slx-card slx-card--{answer.tone.value}",
        )
        for answer in answers
    ]
    cards_list = element("ul", *cards, class_="slx-cards", attributes={"role": "list"})
    return view.section("glance", cards_list)


def _todo(view: View) -> Html:
    panel = view.panel
    if not panel.notices:
        return view.section("todo", element("p", view.ui("todo_none")))
    notices = join(
        *(
            render_notice(notice, catalogue=view.catalogue, name=panel.name, form=view.form)
            for notice in panel.notices
        )
    )
    listed = element("ul", notices, class_="slx-notices", attributes={"role": "list"})
    return view.section("todo", listed)
