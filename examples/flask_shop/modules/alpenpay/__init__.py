"""AlpenPay: the sample payment module, as its author ships it."""

from decimal import Decimal
from pathlib import Path

from flask import Flask

from sellxed_sdk import Module
from sellxed_sdk.hosting import InstalledModule
from sellxed_sdk.integrations.flask import add_module, current_panel

__version__ = "{{version}}"

# Manifest and trust bundle stand beside this file; nothing is read before the first check.
MODULE = Module(Path(__file__).parent)


def init_app(app: Flask) -> None:
    """Offer the payment method, and enter the module in the shop's panel."""
    add_module(app, InstalledModule(module=MODULE, name="AlpenPay"))
    app.extensions.setdefault("payments", {})["alpenpay"] = pay


def pay(amount: Decimal) -> str:
    """Take a payment. It works in every state of the licence: a shop never stops selling."""
    report = current_panel().check_licence("alpenpay")  # memory only: no network, no disk
    reference = f"AP-{int(amount * 100)}"
    # What the vendor grants on top may depend on the licence; the payment itself does not.
    return f"{reference}-P" if report.may_get_support else reference
