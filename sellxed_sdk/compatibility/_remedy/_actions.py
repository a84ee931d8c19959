"""Actions and what they cost: an update keeps everything working, a deactivation does not."""

from __future__ import annotations

import re

import attrs

from sellxed_sdk.compatibility._inventory import Plugin

__all__ = ["Action", "Costs", "find_role", "sort_key"]

# What takes the money matters most. By name, as no manifest says it: it decides between
# deactivations only, and the caller can set the costs.
_PAYMENT = re.compile(
    r"(?<![a-z])pay|payment|checkout|adyen|braintree|datatrans|klarna|mollie|postfinance"
    r"|saferpay|stripe|twint|unzer|wallee"
)
_FIXED_KINDS = frozenset({"core", "library"})


@attrs.frozen(kw_only=True)
class Action:
    """One thing to do."""

    kind: str
    """``update``, ``configure``, ``reorder``, ``replace`` or ``disable``."""
    plugin: str
    """The plugin that it is done to."""
    to: str | None = None
    """Range to update to."""
    cost: int
    """Lower is better."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {"action": self.kind, "plugin": self.plugin, "to": self.to, "cost": self.cost}


@attrs.frozen(kw_only=True)
class Costs:
    """What actions cost a shop, in comparison; each at least 1."""

    update: int = 1
    """A newer version, which keeps everything working."""
    configure: int = 1
    """Other settings."""
    reorder: int = 2
    """Another place in the order in which plugins are called."""
    replace: int = 8
    """Another plugin for the same purpose."""
    utility: int = 3
    """Deactivating something that the shop can do without for a while."""
    theme: int = 6
    """Deactivating what customers see."""
    payment: int = 12
    """Deactivating something by which customers pay or check out."""
    ours: int | None = None
    """Deactivating a plugin of ours; None: never."""

    def of_deactivating(self, plugin: Plugin, *, ours: frozenset[str]) -> int | None:
        """Return what it costs to deactivate a plugin; None where that is no way out.

        Args:
            plugin: The plugin. Parts of the shop system and libraries cannot be deactivated.
            ours: Uids of our own plugins.
        """
        if plugin.kind in _FIXED_KINDS:
            return None
        if plugin.uid in ours:
            return self.ours
        costs = {"payment": self.payment, "theme": self.theme, "utility": self.utility}
        return costs[find_role(plugin)]


def find_role(plugin: Plugin) -> str:
    """Return what a plugin is to a shop: ``payment``, ``theme`` or ``utility``."""
    if plugin.kind == "theme":
        return "theme"
    identifier = plugin.uid.partition(":")[2]
    words = f"{identifier} {plugin.name} {plugin.package}".lower()
    return "payment" if _PAYMENT.search(words) else "utility"


def sort_key(action: Action) -> tuple[int, str, str, str]:
    """Order actions: the cheapest first."""
    return action.cost, action.plugin, action.kind, action.to or ""
