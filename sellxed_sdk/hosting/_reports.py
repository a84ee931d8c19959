"""What is known of one module, joined into notices; made anew only when something changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from sellxed_sdk.compatibility import CompatibilityReport, ShopInventory
from sellxed_sdk.errors import SellxedError
from sellxed_sdk.hosting._values import InstalledModule
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.module import read_desk
from sellxed_sdk.notices import Notice, build_notices
from sellxed_sdk.releases import UpdateReport
from sellxed_sdk.updates import ChannelStatus

__all__ = ["ModuleReports", "Shop", "describe_module", "make_reports"]


@attrs.frozen(kw_only=True)
class Shop:
    """What the host tells of itself."""

    hosts: tuple[str, ...] | None
    """Configured addresses."""
    platforms: Mapping[str, str]
    """What runs there, with versions."""


@attrs.frozen(kw_only=True)
class ModuleReports:
    """Everything that is known of one module."""

    licence: LicenceReport
    """What its licence allows."""
    updates: UpdateReport
    """Which update it may have."""
    compatibility: CompatibilityReport | None
    """What it does not go together with."""
    integrity: IntegrityReport | None
    """Whether its files are the vendor's."""
    notices: tuple[Notice, ...]
    """What an admin should know."""


def make_reports(
    installed: InstalledModule,
    *,
    key: str | None,
    shop: Shop,
    inventory: ShopInventory | None,
    integrity: IntegrityReport | None,
    now: datetime,
) -> ModuleReports:
    """Check a module. No network and no disk: everything is in memory by now.

    Args:
        installed: The module.
        key: Its licence key, if there is one.
        shop: What the host tells.
        inventory: What is installed beside it, where known.
        integrity: What was found in its files, where looked at.
        now: The current time.
    """
    module = installed.module
    licence = module.check_licence(key, hosts=shop.hosts, now=now)
    updates = module.check_updates(licence, platforms=shop.platforms, now=now)
    compatibility = None
    if inventory is not None:
        ours = installed.plugins or (f"python:{module.product}",)
        compatibility = module.check_compatibility(inventory, ours=ours, now=now)
    return ModuleReports(
        licence=licence,
        updates=updates,
        compatibility=compatibility,
        integrity=integrity,
        notices=build_notices(
            product=module.product,
            licence=licence,
            updates=updates,
            compatibility=compatibility,
            integrity=integrity,
            channel=_status(installed, now),
            desk=read_desk(module),
            now=now,
        ),
    )


def _status(installed: InstalledModule, now: datetime) -> ChannelStatus | None:
    try:
        return installed.module.status(now=now)
    except SellxedError:
        return None  # the licence report names what is wrong with the trust bundle


def describe_module(name: str, reports: ModuleReports) -> dict[str, object]:
    """Return what monitoring may know of a module: no key, no host, no customer."""
    offered, checked_at = reports.updates.offered, reports.updates.last_success_at
    return {
        "name": name,
        "installed": reports.updates.installed_version,
        "licence": reports.licence.status.value,
        "may_run": reports.licence.may_run,
        "may_update": reports.licence.may_update,
        "may_get_support": reports.licence.may_get_support,
        "offered": offered.version if offered else None,
        "last_success_at": checked_at.isoformat() if checked_at else None,
        "notices": [notice.code for notice in reports.notices],
    }
