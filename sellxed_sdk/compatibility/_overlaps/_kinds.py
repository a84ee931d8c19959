"""Kinds of places that plugins claim (docs/formats/inventory.md#claims)."""

from __future__ import annotations

from types import MappingProxyType

import attrs

__all__ = ["KINDS", "ClaimKind", "find_kind"]


@attrs.frozen
class ClaimKind:
    """A kind of place."""

    name: str
    """As in `Claim.kind`."""
    family: str
    """Kinds of one family claim the same places."""
    is_folded: bool = False
    """Whether upper and lower case are one, as in names of PHP's classes and methods."""
    is_reorderable: bool = False
    """Whether a shop's administrator can change the order."""
    is_demand: bool = False
    """Whether it takes nothing, and needs the place as the shop has it."""
    is_mild: bool = False
    """Whether a place that two replace still works mostly, so that it is a warning."""


_ALL = (
    ClaimKind("dj.label", "dj.label"),
    ClaimKind("dj.template", "dj.template", is_mild=True),
    ClaimKind("gx.overload", "gx.overload", is_folded=True),
    ClaimKind("jtl.block", "jtl.block"),
    ClaimKind("jtl.hook", "jtl.hook"),
    ClaimKind("m1.rewrite", "m1.rewrite"),
    ClaimKind("m1.shadow", "m1.shadow"),
    ClaimKind("m2.plugin", "m2.plugin", is_folded=True),
    ClaimKind("m2.plugin_name", "m2.plugin_name", is_folded=True),
    ClaimKind("m2.preference", "m2.preference", is_folded=True),
    ClaimKind("mod.hook", "mod.hook"),
    ClaimKind("oc.notfound", "oc.notfound"),
    ClaimKind("oc.ocmod", "oc.file", is_reorderable=True),
    ClaimKind("oc.vqmod", "oc.file"),
    ClaimKind("odoo.controller", "odoo.controller", is_mild=True),
    ClaimKind("odoo.field", "odoo.member", is_mild=True),
    ClaimKind("odoo.method", "odoo.member", is_mild=True),
    ClaimKind("odoo.model", "odoo.model"),
    ClaimKind("opaque", "opaque"),
    ClaimKind("ox.block", "ox.block", is_reorderable=True, is_mild=True),
    ClaimKind("ox.controller", "ox.controller", is_folded=True),
    # Methods that two modules add to one class are mostly near copies of each other.
    ClaimKind("ox.extend", "ox.extend", is_folded=True, is_reorderable=True, is_mild=True),
    ClaimKind("ox.template", "ox.template"),
    ClaimKind("php.autoload_suffix", "php.symbol", is_folded=True),
    ClaimKind("php.library", "php.library", is_folded=True),
    ClaimKind("php.symbol", "php.symbol", is_folded=True),
    ClaimKind("ps.override", "ps.override", is_folded=True),
    ClaimKind("ps.template", "ps.template"),
    ClaimKind("sw.concrete", "sw.service", is_folded=True, is_demand=True),
    ClaimKind("sw.decorate", "sw.service", is_folded=True),
    ClaimKind("sw.twig", "sw.twig", is_mild=True),
    ClaimKind("sw5.block", "sw5.block", is_mild=True),
    ClaimKind("sw5.decorate", "sw5.decorate"),
    ClaimKind("sw5.hook", "sw5.hook", is_folded=True),
    ClaimKind("wp.dropin", "wp.dropin"),
    ClaimKind("wp.feature", "wp.feature"),
    ClaimKind("wp.hook", "wp.hook"),
    ClaimKind("wp.remove", "wp.hook"),
)
KINDS = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind by its name."""


def find_kind(name: str) -> ClaimKind:
    """Return a kind; one that is not known is a family of its own."""
    return KINDS.get(name) or ClaimKind(name, name)
