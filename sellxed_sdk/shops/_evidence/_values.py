"""Evidence: what somebody states about the plugins of a shop."""

from __future__ import annotations

import attrs

from sellxed_sdk.compatibility import PluginState

__all__ = ["NO_EVIDENCE", "Evidence", "Stated"]


@attrs.frozen(kw_only=True)
class Stated:
    """What is known about one plugin."""

    names: tuple[str, ...]
    """What it is called there: its id, and its file where that is known."""
    state: PluginState = PluginState.UNKNOWN
    """Whether it runs."""
    version: str | None = None
    """What is installed, where it is told."""


@attrs.frozen(kw_only=True)
class Evidence:
    """What a caller knows about the plugins of a shop; in the order in which they are loaded."""

    source: str = "given list"
    """Where it comes from, for `Plugin.evidence`."""
    entries: tuple[Stated, ...] = ()
    """One for each plugin."""

    def find(self, *names: str) -> Stated | None:
        """Return what is known under the first of some names that is there, or None.

        Where several entries have that name, only what they agree on.
        """
        for name in names:
            found = [entry for entry in self.entries if name in entry.names]
            if found:
                states, versions = {e.state for e in found}, {e.version for e in found}
                return Stated(
                    names=found[0].names,
                    state=found[0].state if len(states) == 1 else PluginState.UNKNOWN,
                    version=found[0].version if len(versions) == 1 else None,
                )
        return None


NO_EVIDENCE = Evidence()
