"""Odoo, and OpenERP before it."""

from sellxed_sdk.shops._odoo._read import ODOO

__all__ = ["ODOO"]
