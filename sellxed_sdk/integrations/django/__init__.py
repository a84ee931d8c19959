"""The panel in a Django project: ``sellxed_sdk.integrations.django`` in INSTALLED_APPS.

What this decides: nothing. It brings Django's database, users, permissions, admin, forms and
commands to `sellxed_sdk.hosting`. A module registers itself in its ``AppConfig.ready()``:

    from sellxed_sdk.integrations.django import register
    register(InstalledModule(module=MODULE, name="AlpenPay"))

and asks `check_licence` on a checkout. Everything else is for admins with the permission
``sellxed.manage_modules``: pages in Django's admin, and the template tag ``sellxed_notices``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sellxed_sdk.integrations.django._panel import current_panel, register

if TYPE_CHECKING:
    from sellxed_sdk.licence import LicenceReport

__all__ = ["PERMISSION", "check_licence", "current_panel", "register"]

PERMISSION = "sellxed.manage_modules"


def check_licence(product: str) -> LicenceReport:
    """Decide what the licence of a registered module allows, on a request of the storefront.

    From memory: the database is asked once a minute at most. Never raises.

    Args:
        product: The module.
    """
    return current_panel().check_licence(product)
