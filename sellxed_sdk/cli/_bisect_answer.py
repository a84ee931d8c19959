"""What `sellxed shop bisect` prints: where the search stands, and what it found."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from sellxed_sdk.cli._bisect_commands import Switchboard
from sellxed_sdk.cli._bisect_dialogue import render_probe
from sellxed_sdk.cli._output import Output
from sellxed_sdk.compatibility import (
    Bisection,
    BisectionReport,
    Probe,
    next_probe,
    report_bisection,
)
from sellxed_sdk.findings import Finding

__all__ = ["Shown", "show_search"]


@attrs.frozen(kw_only=True)
class Shown:
    """An answer in its forms."""

    data: dict[str, object]
    """For programs."""
    text: str
    """For people."""
    findings: tuple[Finding, ...]
    """They decide the exit code."""


def show_search(
    bisection: Bisection,
    output: Output,
    *,
    notes: tuple[Finding, ...],
    switches: Switchboard,
    again: str,
    path: str,
    is_step: bool,
) -> Shown:
    """Return what is to be printed about a search.

    Args:
        bisection: The search.
        output: Knows about colours.
        notes: What else there is to say.
        switches: Says what to type.
        again: The command with which it goes on.
        path: The file in which it is kept.
        is_step: Whether the next combination is shown, which a dialogue has shown already.
    """
    report, probe = report_bisection(bisection), next_probe(bisection)
    findings = (*notes, *report.findings)
    context = dict(bisection.context)
    commands: tuple[str, ...] = ()
    if probe is not None:
        commands = switches.list_commands(on=probe.enabled, off=probe.disabled)
    lines = [output.findings(findings)] if findings else []
    if probe is None:
        lines += [*_finish(bisection, report, switches), f"To begin anew, remove {path}."]
    else:
        lines += _pause(probe, switches, again=again, is_step=is_step)
        lines += _indent(switches.restore(bisection))
    data = {
        "state": path,
        "platform": context.get("platform"),
        "host": context.get("host"),
        "probe": None if probe is None else probe.to_dict(),
        "commands": list(commands),
        "restore": list(switches.restore(bisection)),
        **report.to_dict(),
        "findings": [finding.to_dict() for finding in findings],
    }
    return Shown(data=data, text="\n".join(lines), findings=findings)


def _pause(probe: Probe, switches: Switchboard, *, again: str, is_step: bool) -> Iterator[str]:
    if is_step:
        yield render_probe(probe, switches=switches, before=None)
    yield f"Not finished. To go on: {again}"
    yield "To give it up, switch everything on again that was on:"


def _finish(bisection: Bisection, report: BisectionReport, switches: Switchboard) -> Iterator[str]:
    yield f"Finished after {report.probes} combinations."
    yield "Switch everything on again that was on:"
    yield from _indent(switches.restore(bisection))
    for cause in report.causes:
        members = cause.plugins or cause.undecided
        yield (
            "Until there is a remedy, leave this off:"
            if len(members) == 1
            else ("Until there is a remedy, leave one of these off:")
        )
        for uid in members:
            yield from _indent(switches.leave_off(bisection, uid)[:1])
        if cause.required:
            yield f"On with it, as it is required: {', '.join(cause.required)}"


def _indent(lines: tuple[str, ...]) -> Iterator[str]:
    return (f"     {line}" for line in lines)
