"""What is installed in a shop, as far as it could be read."""

from __future__ import annotations

import enum

import attrs

__all__ = ["Plugin", "PluginState", "ShopInventory", "Unread"]


class PluginState(enum.Enum):
    """Whether a plugin runs. What files cannot tell is unknown, never guessed."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Plugin:
    """One installed plugin, theme, module or library."""

    uid: str
    """``<platform>:<id>``, as ``wordpress:woocommerce`` or ``python:requests``."""
    name: str
    """As it calls itself."""
    version: str | None = None
    """As it says; None where it does not."""
    state: PluginState = PluginState.UNKNOWN
    """Whether it runs."""
    evidence: str = ""
    """What the state was read from; empty where it is unknown."""
    kind: str = "plugin"
    """``plugin``, ``must-use``, ``drop-in``, ``theme``, ``module``, ``library``."""
    path: str = ""
    """Relative to the shop, with ``/``."""
    requires: tuple[str, ...] = ()
    """Uids of what it says that it cannot do without, installed or not."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "uid": self.uid,
            "name": self.name,
            "version": self.version,
            "state": self.state.value,
            "evidence": self.evidence,
            "kind": self.kind,
            "path": self.path,
            "requires": list(self.requires),
        }


@attrs.frozen(kw_only=True)
class Unread:
    """Something that could not be read, and why."""

    path: str
    """Relative to the shop, with ``/``."""
    reason: str
    """Half a sentence."""


@attrs.frozen(kw_only=True)
class ShopInventory:
    """What is installed in a shop."""

    platform: str
    """The shop system, as ``wordpress``; ``python`` for an environment."""
    platform_version: str | None = None
    """Its version; None where it could not be read."""
    platforms: tuple[tuple[str, str], ...] = ()
    """More that requirements may name, as ``("woocommerce", "10.3.4")``."""
    plugins: tuple[Plugin, ...] = ()
    """Everything that was found, sorted by uid."""
    unread: tuple[Unread, ...] = ()
    """What could not be read: conflicts with it cannot be found."""

    def find(self, uid: str) -> Plugin | None:
        """Return the plugin of that uid, or None."""
        return next((plugin for plugin in self.plugins if plugin.uid == uid), None)

    def versions(self) -> dict[str, str]:
        """Return the versions that requirements are compared with, by platform name."""
        found = dict(self.platforms)
        if self.platform_version is not None:
            found[self.platform] = self.platform_version
        return found

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data (docs/formats/inventory.md)."""
        return {
            "platform": self.platform,
            "platform_version": self.platform_version,
            "platforms": dict(self.platforms),
            "plugins": [plugin.to_dict() for plugin in self.plugins],
            "unread": [{"path": entry.path, "reason": entry.reason} for entry in self.unread],
        }
