"""OXID eShop, from 4.6 to 8."""

from sellxed_sdk.shops._oxid._read import OXID

__all__ = ["OXID"]
