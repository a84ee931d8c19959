"""The three questions that an admin comes with, each with one answer and its reason."""

from __future__ import annotations

import enum

import attrs

from sellxed_sdk.findings import Finding, gravest
from sellxed_sdk.notices._panel import Panel
from sellxed_sdk.notices._wording import Wording
from sellxed_sdk.support import Readiness, ReadinessReport

__all__ = ["Answer", "Tone", "answer_questions"]


class Tone(enum.Enum):
    """How an answer is to be taken; the words say it, too."""

    GOOD = "good"
    NEWS = "news"
    CARE = "care"
    NONE = "none"


@attrs.frozen(kw_only=True)
class Answer:
    """One question with its answer."""

    question: str
    """In words."""
    answer: str
    """In a few words."""
    tone: Tone
    """How it is to be taken."""
    details: tuple[str, ...] = ()
    """Why, in sentences."""


def answer_questions(panel: Panel, *, wording: Wording) -> tuple[Answer, Answer, Answer]:
    """Answer: may it run, is there an update, may support be asked for? In this order."""
    return (
        _answer_run(panel, wording),
        _answer_update(panel, wording),
        _answer_support(panel, wording),
    )


def _answer_run(panel: Panel, wording: Wording) -> Answer:
    ui = wording.catalogue.ui
    question = ui("right_run")
    report = panel.licence
    if report.may_run:
        version = panel.installed_version
        line = ui("run_line", version=version) if version else ui("run_line_short")
        return Answer(question=question, answer=ui("run_yes"), tone=Tone.GOOD, details=(line,))
    worst = gravest(report.findings)
    reason = (wording.message(worst),) if worst else ()
    details = (*reason, ui("run_no_effect"))
    return Answer(question=question, answer=ui("run_no"), tone=Tone.CARE, details=details)


def _answer_update(panel: Panel, wording: Wording) -> Answer:
    catalogue, ui = wording.catalogue, wording.catalogue.ui
    question = ui("right_update")
    report = panel.updates
    details = [
        ui("update_newer", version=refusal.release.version) for refusal in report.refused[:1]
    ]
    if report.stale and report.last_success_at is not None:
        details.append(ui("stale"))
    if report.offered is not None:
        security = [f for f in report.findings if f.code == "RELEASE_FIXES_SECURITY"]
        line = ui(
            "update_line",
            day=catalogue.day(report.offered.published_on),
            installed=report.installed_version or "?",
        )
        return Answer(
            question=question,
            answer=ui("update_yes", version=report.offered.version),
            tone=Tone.CARE if security else Tone.NEWS,
            details=(*(wording.message(finding) for finding in security), line, *details),
        )
    if report.last_success_at is None:
        return Answer(
            question=question,
            answer=ui("update_unknown"),
            tone=Tone.NONE,
            details=tuple(wording.message(finding) for finding in report.findings[:1]),
        )
    name = "update_none" if report.refused else "update_latest"
    tone = Tone.NONE if report.refused else Tone.GOOD
    return Answer(question=question, answer=ui(name), tone=tone, details=tuple(details))


def _answer_support(panel: Panel, wording: Wording) -> Answer:
    catalogue, ui = wording.catalogue, wording.catalogue.ui
    question = ui("right_support")
    report, licence = panel.readiness, panel.licence
    details: list[str] = []
    ended = _find("SUPPORT_ENDED", licence.findings)
    if ended is not None:
        details.append(ui("support_ended", day=ended.param("support_until_on")))
    elif licence.may_get_support and licence.licence is not None:
        details.append(ui("support_until", day=catalogue.day(licence.licence.support_until_on)))
    if not licence.may_get_support:
        return Answer(
            question=question, answer=ui("support_no"), tone=Tone.CARE, details=tuple(details)
        )
    answer, tone = _grade(report)
    if report.may_open_ticket is Readiness.NO:
        details.append(ui("support_first", section=ui("readiness")))
    return Answer(question=question, answer=ui(answer), tone=tone, details=tuple(details))


def _grade(report: ReadinessReport) -> tuple[str, Tone]:
    if report.may_open_ticket in (Readiness.OK, Readiness.UNKNOWN):
        return "support_yes", Tone.GOOD
    if report.may_open_ticket is Readiness.LIMITED:
        return "support_limited", Tone.NEWS
    return "support_no", Tone.CARE


def _find(code: str, findings: tuple[Finding, ...]) -> Finding | None:
    return next((finding for finding in findings if finding.code == code), None)
