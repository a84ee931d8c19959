"""What the caller knows about plugins: which of them run.

The SDK never takes credentials from a shop's configuration to ask its database; who
may ask it gives the answer here.
"""

from __future__ import annotations

import json
from pathlib import Path

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.errors import InventoryError
from sellxed_sdk.findings.codes import compatibility as codes

__all__ = ["read_states"]

MAX_BYTES = 4_000_000
_STATES = {
    "active": PluginState.ACTIVE,
    "active-network": PluginState.ACTIVE,
    "must-use": PluginState.ACTIVE,
    "dropin": PluginState.ACTIVE,
    "inactive": PluginState.INACTIVE,
}


def read_states(path: Path) -> dict[str, PluginState]:
    """Read what ``wp plugin list --format=json`` printed.

    Args:
        path: A file with a list of objects with ``name`` and ``status``, and ``file``
            where it was asked for; UTF-8.

    Returns:
        States by plugin file and by name.

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
    states: dict[str, PluginState] = {}
    for row in rows:
        state = _STATES.get(row["status"], PluginState.UNKNOWN)
        file = row.get("file")
        if isinstance(file, str):
            states[file] = state
        # Plugins that share a directory share the name: where they differ, it says nothing.
        known = states.setdefault(row["name"], state)
        states[row["name"]] = state if known is state else PluginState.UNKNOWN
    return states


def _refuse(path: Path, detail: str) -> InventoryError:
    return codes.PLATFORM_UNREADABLE.error(InventoryError, path=str(path), detail=detail)
