"""What became of a form, told where the page begins."""

from __future__ import annotations

from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._host import PanelReply
from sellxed_sdk.notices._markup import Html, element
from sellxed_sdk.notices._wording import Wording
from sellxed_sdk.updates import RefreshOutcome

__all__ = ["render_reply"]

_CHECKS = {
    RefreshOutcome.FRESH: "check_fresh",
    RefreshOutcome.UPDATED: "check_updated",
    RefreshOutcome.UNCHANGED: "check_unchanged",
    RefreshOutcome.STALE: "check_stale",
    RefreshOutcome.BUSY: "check_busy",
}
_DONE = {"dismiss": "reply_dismissed", "key": "reply_saved", "check": "reply_checked"}


def render_reply(answer: PanelReply | None, *, wording: Wording) -> Html | None:
    """Return the answer; the host's redirect leads to it, so it can take the focus.

    Args:
        answer: What became of the form.
        wording: How it reads.
    """
    if answer is None:
        return None
    findings = answer.findings if answer.action != "key" else ()  # beside its field
    tone = "good" if answer.ok else "care"
    return element(
        "div",
        element("p", _sentence(answer, wording.catalogue), class_="slx-message"),
        *(element("p", f"{wording.message(f)} {wording.hint(f)}") for f in findings),
        class_=f"slx-reply slx-reply--{tone}",
        attributes={"id": "slx-answer", "role": "status", "tabindex": "-1"},
    )


def _sentence(answer: PanelReply, catalogue: Catalogue) -> str:
    if answer.action == "check" and answer.outcome is not None:
        return catalogue.ui(_CHECKS.get(answer.outcome, "check_failed"))
    if answer.ok:
        return catalogue.ui(_DONE.get(answer.action, "reply_done"))
    if answer.action == "key":
        return catalogue.ui("key_refused")
    return catalogue.ui("check_failed" if answer.action == "check" else "reply_failed")
