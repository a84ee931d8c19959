"""A finding: one thing worth telling, as data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeAlias

import attrs

from sellxed_sdk.errors import StatusError
from sellxed_sdk.findings._severity import Severity

__all__ = ["Finding", "Param", "gravest", "raise_for", "sort_findings"]

# Dates stay dates, so that whoever shows the finding can format them.
Param: TypeAlias = str | int | date | datetime


class _Params(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


@attrs.frozen(kw_only=True)
class Finding:
    """One thing worth telling, with its cause and the way out."""

    code: str
    """Name in the registry, as ``SUPPORT_ENDED``."""
    severity: Severity
    """How grave it is."""
    subject: str = ""
    """What it is about: a product, plugin, host or file; may be empty."""
    params: tuple[tuple[str, Param], ...] = ()
    """Values for the texts, sorted by name."""

    @property
    def message(self) -> str:
        """What is the case, in English."""
        return self._render("message")

    @property
    def hint(self) -> str:
        """The way out, in English; may be empty."""
        return self._render("hint")

    def param(self, name: str) -> Param | None:
        """Return one parameter, or None."""
        return dict(self.params).get(name)

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data: code, severity, message, hint, subject and params."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "hint": self.hint,
            "subject": self.subject,
            "params": {name: _plain(value) for name, value in self.params},
        }

    def _render(self, field: str) -> str:
        from sellxed_sdk.findings._registry import describe

        code = describe(self.code)
        if code is None:
            return self.code if field == "message" else ""
        counted = self.param(code.plural_by) if code.plural_by else None
        template = code.template(counted) if field == "message" else code.hint
        return template.format_map(_Params((n, str(_plain(v))) for n, v in self.params))


def _plain(value: Param) -> str | int:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    return value.isoformat() if isinstance(value, date) else value


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Order findings gravest first; equal ones keep their order."""
    return tuple(sorted(findings, key=lambda finding: -finding.severity.rank))


def gravest(findings: Iterable[Finding]) -> Finding | None:
    """Return the first of the gravest findings, or None."""
    ordered = sort_findings(findings)
    return ordered[0] if ordered else None


def raise_for(findings: Iterable[Finding]) -> None:
    """Raise a `StatusError` for the gravest of these findings.

    Raises:
        StatusError: Always, unless ``findings`` is empty.
    """
    worst = gravest(findings)
    if worst is not None:
        raise StatusError(
            worst.message, code=worst.code, hint=worst.hint, subject=worst.subject or None
        )
