"""The application, as INSTALLED_APPS loads it."""

from pathlib import Path

from django.apps import AppConfig

from sellxed_sdk import Module
from sellxed_sdk.hosting import InstalledModule
from sellxed_sdk.integrations.django import register

# Manifest and trust bundle stand beside this file; nothing is read before the first check.
MODULE = Module(Path(__file__).parent)


class AlpenPayConfig(AppConfig):
    """Enters the module in the shop's panel."""

    name = "alpenpay"

    def ready(self) -> None:
        """Register; does no I/O."""
        register(InstalledModule(module=MODULE, name="AlpenPay"))
