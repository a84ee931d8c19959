"""What the commands print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sellxed_sdk.findings import Finding, describe
from sellxed_sdk.updates import RefreshOutcome, RefreshResult

__all__ = ["codes_of", "is_done", "needs_action", "sentences", "words_of"]


def words_of(product: str, facts: Mapping[str, object]) -> str:
    """Return one line: names and values as the JSON has them."""
    named = {
        **{name: facts[name] for name in ("installed", "licence", "offered", "last_success_at")},
        "notices": " ".join(codes_of(facts)),
    }
    pairs = (f"{name} {value or '-'}" for name, value in named.items())
    return f"{product}: {', '.join(pairs)}"


def codes_of(facts: Mapping[str, object]) -> Sequence[str]:
    """Return the codes of a module's notices."""
    return cast("Sequence[str]", facts["notices"])


def sentences(findings: Iterable[Finding]) -> Iterable[str]:
    """Return what is the case and the way out, a line each."""
    return [f"{f.message} {f.hint}".strip() + f" [{f.code}]" for f in findings]


def needs_action(code: str) -> bool:
    """Whether somebody has to do something about it."""
    known = describe(code)
    return known is not None and known.severity.needs_action


def is_done(result: RefreshResult) -> bool:
    """Whether a channel was asked, if by another process."""
    return bool(result) or result.outcome is RefreshOutcome.BUSY
