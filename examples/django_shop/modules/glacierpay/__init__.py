"""GlacierPay: a sample payment module for Django, as its author ships it."""

from decimal import Decimal

from sellxed_sdk.integrations.django import check_licence

__version__ = "{{version}}"


def pay(amount: Decimal) -> str:
    """Take a payment. It works in every state of the licence: a shop never stops selling."""
    report = check_licence("glacierpay")  # from memory: no network, no disk
    reference = f"GP-{int(amount * 100)}"
    # What the vendor grants on top may depend on the licence; the payment itself does not.
    return f"{reference}-P" if report.may_get_support else reference
