"""What the caller knows about plugins: which of them run, in which version and order.

The SDK never takes credentials from a shop's configuration to ask its database; who
may ask it gives the answer here, and what is given wins over what files tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.errors import InventoryError
from sellxed_sdk.findings.codes import compatibility as codes

__all__ = ["NO_EVIDENCE", "Evidence", "Stated", "read_evidence"]

MAX_BYTES = 4_000_000
_STATES = {
    "active": PluginState.ACTIVE,
    "active-network": PluginState.ACTIVE,
    "must-use": PluginState.ACTIVE,
    "dropin": PluginState.ACTIVE,
    "inactive": PluginState.INACTIVE,
}


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


def read_evidence(path: Path) -> Evidence:
    """Read what ``wp plugin list --format=json`` printed.

    Args:
        path: A file with a list of objects with ``name`` and ``status``, and ``file``
            where it was asked for; UTF-8.

    Raises:
        InventoryError: It cannot be read, or is something else.
    """
    try:
        with path.open("rb") as file:
            rows = json.loads(file.read(MAX_BYTES).decode("utf-8-sig"))
    except OSError as error:
        raise _refuse(path, (error.strerror or "it cannot be read").lower()) from None
    except (ValueError, RecursionError):
        raise _refuse(path, "it is not JSON") from None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict)
        and isinstance(row.get("name"), str)
        and isinstance(row.get("status"), str)
        for row in rows
    ):
        raise _refuse(path, "it is not a list of plugins with name and status")
    return Evidence(entries=tuple(_read_rows(rows)))


def _read_rows(rows: Iterable[dict[str, object]]) -> Iterable[Stated]:
    for row in rows:
        names = [name for name in (row["name"], row.get("file")) if isinstance(name, str)]
        version = row.get("version")
        yield Stated(
            names=tuple(names),
            state=_STATES.get(str(row["status"]), PluginState.UNKNOWN),
            version=version if isinstance(version, str) and version else None,
        )


def _refuse(path: Path, detail: str) -> InventoryError:
    return codes.PLATFORM_UNREADABLE.error(InventoryError, path=str(path), detail=detail)
