"""The words by which shop systems say whether a plugin runs."""

from __future__ import annotations

from sellxed_sdk.compatibility import PluginState

__all__ = ["read_state", "read_word"]

MAX_CHARACTERS = 500
_ACTIVE = frozenset(
    {
        *("1", "true", "t", "yes", "y", "on"),
        *("active", "enabled", "activated", "installed", "running"),
        # WordPress: for the network; what always runs; the theme that the active one builds on.
        *("active-network", "must-use", "dropin", "parent"),
        # Odoo: they run until the update or the removal takes place.
        *("to upgrade", "to remove"),
    }
)
_INACTIVE = frozenset(
    {
        *("0", "false", "f", "no", "n", "off"),
        *("inactive", "not active", "disabled", "deactivated", "not installed", "uninstalled"),
        # Odoo: not before the installation takes place; and what cannot be installed.
        *("to install", "uninstallable"),
    }
)
# JTL-Shop numbers the states of its plugins; all but one keep them from running.
_NUMBERED = {"1": PluginState.INACTIVE, "2": PluginState.ACTIVE} | dict.fromkeys(
    ("3", "4", "5", "6", "7", "8"), PluginState.INACTIVE
)


def read_word(value: object) -> str | None:
    """Return a name or a version as text; None where it is neither text nor a whole number.

    Args:
        value: As JSON or a database driver gives it; some give bytes for text.
    """
    if isinstance(value, (bytes, bytearray, memoryview)):
        value = bytes(value).decode("utf-8", "replace")
    if isinstance(value, int) and not isinstance(value, bool):
        # What has more digits is no id, and Python refuses to write very long ones.
        value = str(value) if abs(value) < 10**18 else None
    if not isinstance(value, str):
        return None
    return value.strip()[:MAX_CHARACTERS] or None


def read_state(value: object, *, is_numbered: bool = False) -> PluginState:
    """Return whether a plugin runs; unknown for every word that is not documented.

    Args:
        value: As JSON, a table or a database driver gives it.
        is_numbered: Whether it is a state number of JTL-Shop, of which 2 is active.
    """
    if isinstance(value, bool):
        return PluginState.ACTIVE if value else PluginState.INACTIVE
    if value in (b"\0", b"\1"):  # BIT(1) of MySQL
        return PluginState.ACTIVE if value == b"\1" else PluginState.INACTIVE
    word = (read_word(value) or "").lower()
    if is_numbered:
        return _NUMBERED.get(word, PluginState.UNKNOWN)
    if word in _ACTIVE:
        return PluginState.ACTIVE
    return PluginState.INACTIVE if word in _INACTIVE else PluginState.UNKNOWN
