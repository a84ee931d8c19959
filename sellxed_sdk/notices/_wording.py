"""Sentences that are put together: conflicts from their rules' texts, actions of a plan."""

from __future__ import annotations

import re

import attrs

from sellxed_sdk.compatibility import Action, Conflict
from sellxed_sdk.findings import Finding
from sellxed_sdk.notices._catalogue import Catalogue

__all__ = ["Wording"]

_FROM = re.compile(r">=\s*([0-9][0-9A-Za-z.+-]*)")
_PLATFORMS = {
    "django": "Django",
    "gambio": "Gambio",
    "jtl5": "JTL-Shop 5",
    "magento": "Magento",
    "magento1": "Magento 1",
    "magento2": "Magento 2",
    "modified": "modified",
    "odoo": "Odoo",
    "opencart": "OpenCart",
    "oxid": "OXID eShop",
    "php": "PHP",
    "prestashop": "PrestaShop",
    "python": "Python",
    "shopware": "Shopware",
    "shopware5": "Shopware 5",
    "shopware6": "Shopware 6",
    "woocommerce": "WooCommerce",
    "wordpress": "WordPress",
}
_ABOUT_PLATFORMS = frozenset(
    {"RELEASE_NEEDS_REQUIREMENT", "RELEASE_REQUIREMENT_UNKNOWN", "SUPPORT_SHOP_SYSTEM"}
)
_ACTIONS = frozenset({"update", "disable", "configure", "reorder", "replace"})


@attrs.frozen(kw_only=True)
class Wording:
    """A catalogue that also knows the conflicts at hand, and what the module is called."""

    catalogue: Catalogue
    """Texts of the SDK."""
    conflicts: tuple[Conflict, ...] = ()
    """Where the texts of conflicts come from."""
    product: str = ""
    """The product, as findings name it."""
    name: str = ""
    """As it is sold; the product where empty."""

    def message(self, finding: Finding) -> str:
        """Return what is the case; for a conflict in the words of its rule."""
        return self.catalogue.message(self._localise(finding))

    def hint(self, finding: Finding) -> str:
        """Return the way out."""
        return self.catalogue.hint(self._localise(finding))

    def conflict(self, conflict: Conflict) -> str:
        """Return what happens, from the rule's own texts or from the registry's."""
        if conflict.code:
            finding = Finding(
                code=conflict.code, severity=conflict.severity, params=conflict.details
            )
            return self.message(finding)
        text = conflict.text(self.catalogue.language)
        # What a rule says in German is read in Switzerland, too.
        return text.replace("ß", "ss") if self.catalogue.html_language == "de-CH" else text

    def is_about_conflict(self, finding: Finding) -> bool:
        """Whether a finding says what a conflict at hand says as well."""
        return any(conflict.key == finding.subject for conflict in self.conflicts)

    def members(self, conflict: Conflict) -> str:
        """Return the plugins of a conflict with their versions."""
        return " + ".join(f"{m.name} {m.version or '?'}" for m in conflict.members)

    def platform(self, name: str) -> str:
        """Return the name of a shop system or language as its makers write it."""
        return _PLATFORMS.get(name, name)

    def action(self, action: Action, *, name: str | None = None) -> str:
        """Return what to do, as one short imperative.

        Args:
            action: What to do.
            name: The plugin as people know it; from the conflicts at hand where None.
        """
        plugin = name or self._name(action.plugin)
        if action.kind == "update" and action.to is None:
            return self.catalogue.ui("plan_update_any", plugin=plugin)
        kind = action.kind if action.kind in _ACTIONS else "other"
        return self.catalogue.ui(
            f"plan_{kind}", plugin=plugin, version=self._range(action.to or "")
        )

    def _range(self, text: str) -> str:
        lower = _FROM.fullmatch(text)
        return self.catalogue.ui("from_version", version=lower[1]) if lower else text

    def _name(self, uid: str) -> str:
        members = (member for conflict in self.conflicts for member in conflict.members)
        return next((member.name for member in members if member.uid == uid), uid)

    def _localise(self, finding: Finding) -> Finding:
        params = dict(finding.params)
        if self.name and params.get("product") == self.product:
            params["product"] = self.name
        if finding.code == "DECLARED_PLATFORM":
            name, _, version = str(params.get("other", "?")).partition(" ")
            params["other"] = f"{self.platform(name)} {version}".strip()
        if finding.code in _ABOUT_PLATFORMS:
            params["name"] = self.platform(str(params.get("name", "?")))
        if finding.code.startswith("CONFLICT_"):
            found = (c for c in self.conflicts if c.rule_id == finding.subject)
            for conflict in found:
                params["text"] = self.conflict(conflict)
        return attrs.evolve(finding, params=tuple(sorted(params.items())))
