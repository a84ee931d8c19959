"""Where words and data go: text or JSON, with or without colour."""

from __future__ import annotations

import enum
import json
import os
import sys
from collections.abc import Iterable, Mapping

import attrs

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.findings import Finding, Severity

__all__ = ["SCHEMA", "Exit", "Output", "exit_for", "has_colour"]

SCHEMA = 1
_COLOURS = {
    Severity.INFO: "36",
    Severity.WARNING: "33",
    Severity.ERROR: "31",
    Severity.CRITICAL: "1;31",
}


class Exit(enum.IntEnum):
    """The documented exit codes, the same for every command."""

    FINE = 0
    ACTION = 1
    USAGE = 2
    FAILED = 3


def exit_for(findings: Iterable[Finding]) -> Exit:
    """Return 1 where a finding needs action, else 0."""
    return Exit.ACTION if any(f.severity.needs_action for f in findings) else Exit.FINE


@attrs.frozen
class Output:
    """Writes the answer of one command."""

    command: str
    """The command, as ``licence verify``; part of the JSON."""
    json: bool = False
    """Whether data instead of text is asked for."""

    def result(self, data: Mapping[str, object], *, text: str) -> None:
        """Write the answer: ``data`` as one JSON object, or ``text``."""
        if self.json:
            # The CLI's schema, whatever the data calls its own.
            document: dict[str, object] = {"schema": SCHEMA, "command": self.command}
            document.update((name, v) for name, v in data.items() if name not in document)
            print(json.dumps(document, ensure_ascii=False, indent=2, default=str))
        elif text:
            print(text)

    def document(self, text: str) -> None:
        """Write an answer that is a document of its own, as SARIF."""
        print(text, end="" if text.endswith("\n") else "\n")

    def talk(self, line: str) -> None:
        """Write one line for the person at the terminal, to standard error."""
        print(line, file=sys.stderr, flush=True)

    def failure(self, error: SellxedError) -> None:
        """Write an error: one line and its way out; data too where data is asked for."""
        if self.json:
            self.result(
                {"error": {"code": error.code, "message": error.message, "hint": error.hint}},
                text="",
            )
        hint = f" {error.hint}" if error.hint else ""
        # One line, whatever stands in a file name or a server's answer.
        self.talk(_one_line(f"sellxed: {error.message}{hint} [{error.code}]"))

    def findings(self, findings: Iterable[Finding]) -> str:
        """Return findings as readable lines."""
        lines = []
        for finding in findings:
            label = self.colour(finding.severity.value, severity=finding.severity)
            lines.append(f"  {label}: {finding.message} [{finding.code}]")
            if finding.hint:
                lines.append(f"      {finding.hint}")
        return "\n".join(lines)

    def colour(self, text: str, *, severity: Severity) -> str:
        """Return text in the colour of a severity, where the terminal shows colours."""
        if not has_colour():
            return text
        return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m"


def has_colour() -> bool:
    """Whether standard output is a terminal that wants colours (NO_COLOR, TERM=dumb)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
