"""Magento 2, Adobe Commerce and Mage-OS, read from their files."""

from sellxed_sdk.shops._magento2._shop import MAGENTO2

__all__ = ["MAGENTO2"]
