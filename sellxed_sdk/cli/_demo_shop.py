"""The shop's half of the demo: licence, channel, inventory, conflicts, files."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path

import attrs

from sellxed_sdk.cli._demo_vendor import HOST, PRODUCT
from sellxed_sdk.compatibility import CompatibilityReport, ShopInventory
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.module import Module, open_channel
from sellxed_sdk.releases import UpdateReport
from sellxed_sdk.shops import read_inventory, read_python_environment
from sellxed_sdk.testing import write_wordpress_shop
from sellxed_sdk.updates import RefreshResult

__all__ = ["DemoShop", "ShopReports"]

PLUGINS = (
    ("woocommerce", "WooCommerce", "10.3.4"),
    ("checkout-turbo", "Checkout Turbo", "2.3.0"),
    ("newsletter-lite", "Newsletter Lite", "5.1.2"),
)


@attrs.frozen(kw_only=True)
class ShopReports:
    """Everything that the shop's half found out."""

    licence: LicenceReport
    """What the licence allows."""
    updates: UpdateReport
    """Which update is covered."""
    compatibility: CompatibilityReport
    """What does not go together."""
    integrity: IntegrityReport
    """Whether the module's files are the vendor's."""
    inventories: tuple[ShopInventory, ...]
    """The shop, and this Python."""


@attrs.frozen(kw_only=True)
class DemoShop:
    """A shop with the sample module."""

    tree: Path
    """The root of the shop that is looked at."""
    module_directory: Path
    """Where the sample module is installed."""
    state_directory: Path
    """State of the channel client."""
    evidence: Path | None
    """Which plugins run, as the shop itself would list them."""
    now: datetime
    """The time of the demo."""

    @classmethod
    def create(cls, directory: Path, *, shop: Path | None, now: datetime) -> DemoShop:
        """Write the demo's shop tree, or look at a real shop without touching it."""
        tree = directory / "shop"
        write_wordpress_shop(tree, version="6.8.3", plugins=PLUGINS)
        # What `wp plugin list --format=json` prints: files alone do not tell what runs.
        running = [{"name": name, "status": "active"} for name, *_ in PLUGINS]
        running.append({"name": PRODUCT, "status": "active"})
        evidence = directory / "plugins.json"
        evidence.write_text(json.dumps(running), encoding="utf-8")
        return cls(
            tree=shop or tree,
            module_directory=tree / "wp-content" / "plugins" / PRODUCT,
            state_directory=directory / "state",
            evidence=evidence if shop is None else None,
            now=now,
        )

    def install(self, version: str, *, trust: Path) -> Path:
        """Download one release from the channel, verified, and unpack it into the shop."""
        client = open_channel(
            trust, products=(PRODUCT,), state_dir=self.state_directory, now=self.now
        )
        client.refresh(force=True)
        name = f"{PRODUCT}-{version}.zip"
        self.state_directory.mkdir(parents=True, exist_ok=True)
        archive = client.download_target(f"{PRODUCT}/{name}", self.state_directory / name)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(self.module_directory.parent)
        return self.module_directory

    @property
    def module(self) -> Module:
        """The module, as its author declares it."""
        return Module(self.module_directory, state_dir=self.state_directory)

    def check_licence(self, key: str) -> LicenceReport:
        """Offline, as on a web request."""
        return self.module.check_licence(key, hosts=[HOST], now=self.now)

    def check_updates(self, licence: LicenceReport, inventory: ShopInventory) -> UpdateReport:
        """What the last refresh means for this shop."""
        return self.module.check_updates(licence, platforms=inventory.versions(), now=self.now)

    def refresh(self) -> RefreshResult:
        """Ask the channel, as a scheduled job does."""
        return self.module.refresh(languages=("en", "de"), force=True, now=self.now)

    def read_inventories(self) -> tuple[ShopInventory, ShopInventory]:
        """List what is really installed, in the shop and in this Python."""
        return read_inventory(self.tree, evidence=self.evidence), read_python_environment()

    def check_compatibility(self, inventory: ShopInventory) -> CompatibilityReport:
        """Match the shop with the rules that the channel brought."""
        ours = (f"{inventory.platform}:{PRODUCT}",)
        return self.module.check_compatibility(inventory, ours=ours, now=self.now)
