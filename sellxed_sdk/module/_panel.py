"""Puts all reports of a module together: readiness, notices, panel."""

from __future__ import annotations

from datetime import datetime

from sellxed_sdk.compatibility import CompatibilityReport, ShopInventory
from sellxed_sdk.errors import SellxedError
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.licence import LicenceReport
from sellxed_sdk.module._module import Module
from sellxed_sdk.notices import Panel, build_notices
from sellxed_sdk.releases import UpdateReport
from sellxed_sdk.support import SupportDesk, check_readiness, parse_desk
from sellxed_sdk.updates import ChannelStatus

__all__ = ["build_panel", "read_desk"]


def read_desk(module: Module) -> SupportDesk:
    """Return the vendor's support desk from the module's trust bundle; never raises."""
    try:
        return parse_desk(module.trust.section("support"))
    except SellxedError:
        return SupportDesk()


def build_panel(
    module: Module,
    *,
    licence: LicenceReport,
    updates: UpdateReport,
    compatibility: CompatibilityReport | None = None,
    integrity: IntegrityReport | None = None,
    inventories: tuple[ShopInventory, ...] = (),
    name: str | None = None,
    language: str = "en",
    now: datetime,
) -> Panel:
    """Return everything that the panel page and the terminal report show.

    Args:
        module: The module.
        licence: What `Module.check_licence` said.
        updates: What `Module.check_updates` said.
        compatibility: What `Module.check_compatibility` said, where checked.
        integrity: What `Module.check_integrity` said, where checked.
        inventories: What is installed, a section each.
        name: As the module is sold; its product where None.
        language: Of the changelog.
        now: When the reports were made.
    """
    desk = read_desk(module)
    channel = _read_status(module, now)
    offered = updates.offered
    return Panel(
        product=module.product,
        name=name or module.product,
        generated_at=now,
        licence=licence,
        updates=updates,
        channel=channel,
        changes=module.changes(offered=offered.version, language=language, now=now)
        if offered
        else (),
        compatibility=compatibility,
        integrity=integrity,
        readiness=check_readiness(
            product=module.product,
            licence=licence,
            updates=updates,
            integrity=integrity,
            compatibility=compatibility,
            desk=desk,
            now=now,
        ),
        desk=desk,
        notices=build_notices(
            product=module.product,
            licence=licence,
            updates=updates,
            compatibility=compatibility,
            integrity=integrity,
            channel=channel,
            desk=desk,
            now=now,
        ),
        inventories=inventories,
    )


def _read_status(module: Module, now: datetime) -> ChannelStatus | None:
    try:
        return module.status(now=now)
    except SellxedError:
        return None  # the licence report names what is wrong with the trust bundle
