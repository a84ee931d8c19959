"""The search as a conversation: what to switch, and what was seen."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sellxed_sdk.cli._bisect_commands import Switchboard
from sellxed_sdk.cli._output import Output
from sellxed_sdk.compatibility import (
    Bisection,
    Outcome,
    Probe,
    ProbePurpose,
    forget_outcome,
    next_probe,
    record_outcome,
)
from sellxed_sdk.errors import ConfigurationError

__all__ = ["ask_outcomes", "render_probe"]

MAX_LINE = 200
_WORDS = {
    "ok": Outcome.OK,
    "o": Outcome.OK,
    "fail": Outcome.FAIL,
    "f": Outcome.FAIL,
    "skip": Outcome.UNRESOLVED,
    "s": Outcome.UNRESOLVED,
    "unresolved": Outcome.UNRESOLVED,
}
_PURPOSES = {
    ProbePurpose.ALL: "does the fault show with everything on?",
    ProbePurpose.CONTROL: "is it gone with everything off?",
    ProbePurpose.SEARCH: "which part is it?",
    ProbePurpose.CHECK: "is what was found the whole cause?",
    ProbePurpose.CONFIRM: "is it the same once more?",
    ProbePurpose.REST: "is it gone with everything on but what was found?",
}
_HELP = (
    "ok: the fault is not there   fail: it is there   skip: cannot be told   "
    "undo: take back the last answer   list: what is on and off   quit: go on later"
)


def ask_outcomes(
    bisection: Bisection,
    output: Output,
    *,
    switches: Switchboard,
    save: Callable[[Bisection], None],
) -> Bisection:
    """Ask until the search is finished or the person leaves.

    Args:
        bisection: The search.
        output: Where the questions go.
        switches: Says what to type.
        save: Keeps the search; called after every answer.

    Returns:
        The search with the answers.
    """
    # As long as nothing was asked, the shop is as it was.
    before = frozenset(bisection.plugins) if not bisection.answers else None
    while (probe := next_probe(bisection)) is not None:
        output.talk(render_probe(probe, switches=switches, before=before))
        before = frozenset(probe.enabled)
        answered = _answer(bisection, probe, output)
        if answered is None:
            return bisection
        bisection = answered
        save(bisection)
    return bisection


def render_probe(probe: Probe, *, switches: Switchboard, before: frozenset[str] | None) -> str:
    """Return what is to be switched for a probe.

    Args:
        probe: What is tried.
        switches: Says what to type.
        before: What is on now; everything is named where None.
    """
    among = f", among {probe.candidates}" if probe.purpose is ProbePurpose.SEARCH else ""
    counts = f"{len(probe.enabled)} on, {len(probe.disabled)} off{among}"
    lines = [f"{probe.number}. {_PURPOSES[probe.purpose]} ({counts})"]
    commands = switches.list_commands(
        on=[uid for uid in probe.enabled if before is None or uid not in before],
        off=[uid for uid in probe.disabled if before is None or uid in before],
    )
    lines += [f"     {command}" for command in commands or ("(leave everything as it is)",)]
    return "\n".join(lines)


def _answer(bisection: Bisection, probe: Probe, output: Output) -> Bisection | None:
    """Return the search with an answer more, or less; None where the person leaves."""
    while True:
        output.talk("   then try it: ok (no fault), fail, skip, undo, list, quit?")
        line = sys.stdin.readline(MAX_LINE) if sys.stdin is not None else ""
        word = line.strip().lower()
        if not line or word in ("quit", "q"):
            return None
        if word in _WORDS:
            return record_outcome(bisection, _WORDS[word])
        if word in ("undo", "u"):
            try:
                return forget_outcome(bisection)
            except ConfigurationError as error:
                output.talk(f"   {error.message}")
        elif word in ("list", "l"):
            output.talk("   on:  " + (", ".join(probe.enabled) or "-"))
            output.talk("   off: " + (", ".join(probe.disabled) or "-"))
            output.talk("   always on: " + (", ".join(bisection.always_on) or "-"))
        else:
            output.talk(f"   {_HELP}")
