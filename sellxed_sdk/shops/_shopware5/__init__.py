"""Shopware 4 and 5."""

from sellxed_sdk.shops._shopware5._read import SHOPWARE5

__all__ = ["SHOPWARE5"]
