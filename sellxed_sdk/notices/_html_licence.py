"""The section about the licence: what it says, and the field for another key."""

from __future__ import annotations

from sellxed_sdk.findings import gravest
from sellxed_sdk.notices._forms import button, post_form
from sellxed_sdk.notices._html_parts import bullets, facts, time_of
from sellxed_sdk.notices._markup import Html, element
from sellxed_sdk.notices._view import View

__all__ = ["render_licence"]

_FIELD = "slx-key"
_HELP = "slx-key-help"
_REASON = "slx-key-reason"
# No more of a key is ever sent to a browser.
_SHOWN = 6


def render_licence(view: View) -> Html | None:
    """Return what the licence says, and how to enter another key."""
    key = view.key
    if view.panel.licence.licence is None and key is None:
        return None
    return view.section(
        "licence",
        _reason(view),
        _facts(view),
        _notes(view),
        element("p", view.ui("key_configured"), class_="slx-hint")
        if key is not None and key.is_configured
        else _key_form(view),
    )


def shown_end(view: View) -> str:
    """Return the end of the stored key, as ``…aB3xYz``; may be empty."""
    end = view.key.shown.lstrip("…")[-_SHOWN:] if view.key is not None else ""
    return f"…{end}" if end else ""


def _reason(view: View) -> Html | None:
    """Return why there is no right to run, where it stands nowhere else in the section."""
    report, wording = view.panel.licence, view.wording
    worst = None if report.may_run else gravest(report.findings)
    if worst is None:
        return None
    return element("p", f"{wording.message(worst)} {wording.hint(worst)}", class_="slx-lead")


def _facts(view: View) -> Html | None:
    report, catalogue, ui = view.panel.licence, view.catalogue, view.ui
    end = shown_end(view)
    pairs: list[tuple[str, str | None]] = [
        (ui("key_shown"), element("code", end, attributes={"dir": "ltr"}) if end else None)
    ]
    licence = report.licence
    if licence is not None:
        tier = view.panel.readiness.tier
        trial = licence.trial_ends_at
        pairs += [
            (ui("licence_id"), licence.id),
            (ui("licence_from"), licence.issuer),
            (ui("licence_partner"), report.partner),
            (ui("licence_support"), time_of(licence.support_until_on, catalogue)),
            (ui("licence_tier"), tier.name if tier else licence.tier),
            (ui("licence_hosts"), ", ".join(licence.hosts) or ui("licence_any_host")),
            (ui("licence_trial"), time_of(trial, catalogue) if trial else None),
        ]
    return facts(pairs)


def _notes(view: View) -> Html | None:
    report = view.panel.licence
    notes = [view.wording.message(f) for f in report.findings if not f.severity.needs_action]
    return bullets(notes) if notes else None


def _key_form(view: View) -> Html | None:
    key, answer, ui = view.key, view.answer, view.ui
    if key is None or view.form is None:
        return None
    refused = answer is not None and answer.action == "key" and not answer.ok
    attributes = {
        "id": _FIELD,
        "name": "slx_key",
        "rows": "5",
        "required": "",
        "autocomplete": "off",
        "autocapitalize": "none",
        "spellcheck": "false",
        "dir": "ltr",
        "aria-describedby": f"{_REASON} {_HELP}" if refused else _HELP,
    }
    if refused:
        # Whoever just sent it gets to the field, and hears why.
        attributes |= {"aria-invalid": "true", "autofocus": ""}
    # A browser leaves out a line feed right after the tag.
    entered = "\n" + key.entered.replace("\r\n", "\n") if refused else ""
    label = ui("key_new") if shown_end(view) else ui("key_label")
    return post_form(
        view.form,
        element("label", label, class_="slx-label", attributes={"for": _FIELD}),
        element("p", ui("key_help"), class_="slx-hint", attributes={"id": _HELP}),
        _refusal(view) if refused else None,
        element("textarea", entered, class_="slx-field", attributes=attributes),
        button(ui("key_save", product=view.panel.name)),
        action="key",
        product=view.panel.product,
    )


def _refusal(view: View) -> Html:
    findings = view.answer.findings if view.answer is not None else ()
    wording, end = view.wording, shown_end(view)
    return element(
        "div",
        element("p", view.ui("key_refused"), class_="slx-message"),
        *(element("p", f"{wording.message(f)} {wording.hint(f)}") for f in findings),
        element("p", view.ui("key_kept", end=end) if end else view.ui("key_unchanged")),
        class_="slx-refusal",
        attributes={"id": _REASON},
    )
