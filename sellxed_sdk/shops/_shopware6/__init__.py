"""Shopware 6."""

from sellxed_sdk.shops._shopware6._shop import SHOPWARE6

__all__ = ["SHOPWARE6"]
