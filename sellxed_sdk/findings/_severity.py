"""How grave a finding is."""

from __future__ import annotations

import enum

__all__ = ["Severity"]


class Severity(enum.Enum):
    """Four steps, from "good to know" to "act today".

    ``WARNING`` and above need action: the command line ends with status 1.
    """

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for ``INFO`` up to 3 for ``CRITICAL``, for sorting and comparing."""
        return _RANKS[self]

    @property
    def needs_action(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.rank >= _RANKS[Severity.WARNING]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
