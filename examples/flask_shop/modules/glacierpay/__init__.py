"""GlacierPay: a second payment module of the same vendor, in the same shop."""

from decimal import Decimal
from pathlib import Path

from flask import Flask

from sellxed_sdk import Module
from sellxed_sdk.hosting import InstalledModule
from sellxed_sdk.integrations.flask import add_module, current_panel

__version__ = "{{version}}"

MODULE = Module(Path(__file__).parent)


def init_app(app: Flask) -> None:
    """Offer the payment method, and enter the module in the shop's panel."""
    add_module(app, InstalledModule(module=MODULE, name="GlacierPay"))
    app.extensions.setdefault("payments", {})["glacierpay"] = pay


def pay(amount: Decimal) -> str:
    """Take a payment, whatever the licence says."""
    current_panel().check_licence("glacierpay")
    return f"GP-{int(amount * 100)}"
