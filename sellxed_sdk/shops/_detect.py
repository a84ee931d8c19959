"""Which shop system is it?"""

from __future__ import annotations

from pathlib import Path

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.errors import InventoryError, UnknownPlatformError
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.shops._evidence import read_states
from sellxed_sdk.shops._magento2 import is_magento2, read_magento2
from sellxed_sdk.shops._wordpress import is_wordpress, read_wordpress

__all__ = ["SYSTEMS", "read_inventory"]

SYSTEMS: tuple[str, ...] = ("WordPress with WooCommerce", "Magento 2")
"""Systems that can be read from disk; Python environments have a function of their own."""


def read_inventory(path: Path, *, evidence: Path | None = None) -> ShopInventory:
    """Take inventory of the shop in a directory. Executes nothing, asks nobody.

    Args:
        path: The root directory of the shop.
        evidence: For WordPress, a file that says which plugins run, as ``wp plugin list
            --format=json`` prints it. Magento 2 needs none.

    Raises:
        UnknownPlatformError: No shop system is recognised.
        InventoryError: The path or the evidence cannot be read.
    """
    try:
        if not path.is_dir():
            detail = "it is no directory" if path.exists() else "it does not exist"
            raise codes.PLATFORM_UNREADABLE.error(InventoryError, path=str(path), detail=detail)
        next(path.iterdir(), None)  # may it be read?
        found = "wordpress" if is_wordpress(path) else "magento2" if is_magento2(path) else ""
    except (OSError, ValueError) as error:
        detail = (getattr(error, "strerror", None) or str(error)).lower()
        raise codes.PLATFORM_UNREADABLE.error(
            InventoryError, path=str(path), detail=detail
        ) from None
    states = read_states(evidence) if evidence is not None else {}
    if found == "wordpress":
        return read_wordpress(path, states=states)
    if found == "magento2":
        return read_magento2(path)
    raise codes.PLATFORM_UNKNOWN.error(
        UnknownPlatformError, path=str(path), systems=", ".join(SYSTEMS)
    )
