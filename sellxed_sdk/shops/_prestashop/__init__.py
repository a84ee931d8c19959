"""PrestaShop from 1.5 on, and thirty bees."""

from sellxed_sdk.shops._prestashop._shop import PRESTASHOP

__all__ = ["PRESTASHOP"]
