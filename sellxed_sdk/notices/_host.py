"""What a host brings to a page: where its forms go, what became of the last one."""

from __future__ import annotations

import attrs

from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.updates import RefreshOutcome

__all__ = ["HostForm", "IndexEntry", "KeyField", "PanelReply"]

_MARKS = {"dismiss": "dismissed", "key": "saved", "check": "checked"}


@attrs.frozen(kw_only=True)
class HostForm:
    """The host's address for all forms; they post ``slx_action``, ``slx_product`` and more.

    ``slx_action`` is ``dismiss`` (with ``slx_fingerprint``), ``check``, or ``key`` (with
    ``slx_key``).
    """

    action: str
    """Address in the host that they post to."""
    fields: tuple[tuple[str, str], ...] = ()
    """Hidden fields, as the host's CSRF token."""


@attrs.frozen(kw_only=True)
class KeyField:
    """What may be shown of a module's key."""

    shown: str = ""
    """Its end, to recognise it by; of a longer text, no more than 6 characters are shown."""
    is_configured: bool = False
    """Whether the host's configuration gives it, so that it cannot be changed here."""
    entered: str = attrs.field(default="", repr=False)
    """A key that was refused, to be shown in its field again."""


@attrs.frozen(kw_only=True)
class PanelReply:
    """What became of a form, told in place."""

    action: str
    """``dismiss``, ``check`` or ``key``; anything else was not understood."""
    ok: bool
    """Whether it was done."""
    findings: tuple[Finding, ...] = ()
    """Why not, or what was found."""
    outcome: RefreshOutcome | None = None
    """How a check ended, where known."""

    @property
    def mark(self) -> str:
        """A word for the address that the host redirects to, as ``checked-updated``.

        Empty where the page has to tell more than an address can: answer without a redirect.
        """
        if self.action == "check" and self.outcome is not None:
            return f"checked-{self.outcome.value}"
        return _MARKS.get(self.action, "") if self.ok else ""

    @classmethod
    def from_mark(cls, mark: str) -> PanelReply | None:
        """Return what a word in an address tells; None for any other text.

        Args:
            mark: What `mark` gave before, or what somebody wrote.
        """
        for action, word in _MARKS.items():
            if mark == word:
                return cls(action=action, ok=True)
        for outcome in RefreshOutcome:
            if mark == f"checked-{outcome.value}":
                return cls(action="check", ok=outcome.is_success, outcome=outcome)
        return None


@attrs.frozen(kw_only=True)
class IndexEntry:
    """A module in the list of a host that has several."""

    name: str
    """As it is sold."""
    href: str
    """The host's address of its page."""
    count: int = 0
    """How many notices there are."""
    severity: Severity | None = None
    """Of the loudest one."""
    version: str | None = None
    """The installed release, where known."""
