"""The answers of the update client, as values."""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from sellxed_sdk.findings import Finding
from sellxed_sdk.signing import format_instant

__all__ = ["ChannelStatus", "RefreshOutcome", "RefreshResult"]


class RefreshOutcome(enum.Enum):
    """How a refresh ended, in one word."""

    FRESH = "fresh"
    """Checked not long ago: no request was made."""
    UPDATED = "updated"
    """Checked, and at least one fact is new."""
    UNCHANGED = "unchanged"
    """Checked, and nothing is new."""
    STALE = "stale"
    """The vendor's signatures have expired: facts stay readable, downloads are refused."""
    UNREACHABLE = "unreachable"
    """The network or the server failed."""
    TAMPERED = "tampered"
    """The server offers something that the vendor did not sign this way."""
    BUSY = "busy"
    """Another process is at it."""
    STORE_FAILED = "store_failed"
    """The state directory cannot be used."""
    NOT_CONFIGURED = "not_configured"
    """The module's trust bundle is unusable or names no channel: nothing was asked."""

    @property
    def is_success(self) -> bool:
        """Whether the facts were found to be current."""
        return self in _SUCCESSES


_SUCCESSES = frozenset(
    {RefreshOutcome.FRESH, RefreshOutcome.UPDATED, RefreshOutcome.UNCHANGED},
)


@attrs.frozen(kw_only=True)
class _Known:
    findings: tuple[Finding, ...]
    """Everything there is to say, gravest first."""
    last_success_at: datetime | None
    """When the facts were last found to be current."""
    last_attempt_at: datetime | None
    """When the server was last asked."""
    retry_at: datetime | None
    """When it is asked again after a failure; None where the last check succeeded."""
    expires_at: datetime | None
    """Until when the vendor vouches for the facts being current."""
    stale: bool
    """Whether that time has passed: facts stay readable, downloads are refused."""
    targets: tuple[str, ...]
    """The facts that can be read, by path."""

    def _known(self) -> dict[str, object]:
        return {
            "findings": [finding.to_dict() for finding in self.findings],
            "last_success_at": _text(self.last_success_at),
            "last_attempt_at": _text(self.last_attempt_at),
            "retry_at": _text(self.retry_at),
            "expires_at": _text(self.expires_at),
            "stale": self.stale,
            "targets": list(self.targets),
        }


@attrs.frozen(kw_only=True)
class RefreshResult(_Known):
    """What a refresh brought. Its truth value: the facts are current."""

    outcome: RefreshOutcome
    """How it ended, in one word."""

    def __bool__(self) -> bool:
        return self.outcome.is_success

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {"outcome": self.outcome.value, **self._known()}


@attrs.frozen(kw_only=True)
class ChannelStatus(_Known):
    """What is known without asking. Its truth value: there are facts, and not expired ones."""

    outcome: RefreshOutcome | None
    """How the last check ended; None where there was none."""

    def __bool__(self) -> bool:
        return self.last_success_at is not None and not self.stale

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {"outcome": self.outcome.value if self.outcome else None, **self._known()}


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)
