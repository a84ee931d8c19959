"""What is installed in a shop, as far as it could be read."""

from __future__ import annotations

import enum

import attrs

from sellxed_sdk.compatibility._claims import Claim

__all__ = ["Declaration", "Plugin", "PluginState", "ShopInventory", "Unread"]


class PluginState(enum.Enum):
    """Whether a plugin runs. What files cannot tell is unknown, never guessed."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Declaration:
    """What a plugin itself says about others, in the platform's own manifest."""

    relation: str
    """``conflicts``: not together with these versions. ``requires``: only with these."""
    target: str
    """A plugin's uid, ``composer:<package>``, or a platform by name, as ``php``."""
    versions: str | None = None
    """A range in the grammar of rules; any version where None."""
    written: str = ""
    """As it is written there, as ``^2.1``."""
    source: str = ""
    """The manifest's own word for it, as ``composer.json conflict``."""
    path: str = ""
    """The file, relative to the shop, with ``/``."""
    line: int = 0
    """From 1; 0 where it is not known."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return attrs.asdict(self)


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
    """``plugin``, ``must-use``, ``drop-in``, ``theme``, ``app``, ``module``, ``library``."""
    path: str = ""
    """Relative to the shop, with ``/``."""
    requires: tuple[str, ...] = ()
    """Uids of what it says that it cannot do without, installed or not."""
    package: str = ""
    """Name of its Composer package, as ``vendor/payment``; empty where it has none."""
    declares: tuple[Declaration, ...] = ()
    """What it says about others and the platform, with versions."""
    claims: tuple[Claim, ...] = attrs.field(default=(), repr=False)
    """The places of the shop that it changes, sorted by kind, target and member."""

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
            "package": self.package,
            "declares": [entry.to_dict() for entry in self.declares],
            "claims": [claim.to_dict() for claim in self.claims],
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
