"""Magento 1 and OpenMage, read from their files."""

from sellxed_sdk.shops._magento1._shop import MAGENTO1

__all__ = ["MAGENTO1"]
