"""How long the client waits."""

from __future__ import annotations

import attrs

__all__ = ["Timeouts"]


@attrs.frozen(kw_only=True)
class Timeouts:
    """How long the client waits, in seconds."""

    connect: float = 3.0
    """For a connection to be made."""
    read: float = 10.0
    """For the next bytes of an answer."""
    total: float = 60.0
    """For all requests of one refresh together; downloads of archives are not bounded by it."""
    lock: float = 5.0
    """For another process to finish with the state directory."""
