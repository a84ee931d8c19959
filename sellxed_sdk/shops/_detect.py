"""Which shop system is it?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.errors import InventoryError, UnknownPlatformError
from sellxed_sdk.findings.codes import compatibility as codes
from sellxed_sdk.shops._django import DJANGO
from sellxed_sdk.shops._evidence import NO_EVIDENCE, Evidence, read_evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._gambio import GAMBIO
from sellxed_sdk.shops._jtl5 import JTL5
from sellxed_sdk.shops._magento1 import MAGENTO1
from sellxed_sdk.shops._magento2 import MAGENTO2
from sellxed_sdk.shops._modified import MODIFIED
from sellxed_sdk.shops._odoo import ODOO
from sellxed_sdk.shops._opencart import OPENCART
from sellxed_sdk.shops._oxid import OXID
from sellxed_sdk.shops._prestashop import PRESTASHOP
from sellxed_sdk.shops._shopware5 import SHOPWARE5
from sellxed_sdk.shops._shopware6 import SHOPWARE6
from sellxed_sdk.shops._system import ShopSystem
from sellxed_sdk.shops._wordpress import WORDPRESS

__all__ = ["SYSTEMS", "read_inventory"]

# In the order in which they are asked for: what is most easily mistaken comes last.
_SYSTEMS: tuple[ShopSystem, ...] = (
    WORDPRESS,
    MAGENTO2,
    MAGENTO1,
    OXID,
    SHOPWARE5,
    SHOPWARE6,
    OPENCART,
    PRESTASHOP,
    GAMBIO,
    MODIFIED,
    JTL5,
    ODOO,
    DJANGO,
)
SYSTEMS: tuple[str, ...] = tuple(system.title for system in _SYSTEMS)
"""Systems that can be read from disk; Python environments have a function of their own."""


def read_inventory(
    path: Path,
    *,
    evidence: Evidence | Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> ShopInventory:
    """Take inventory of the shop in a directory. Executes nothing, asks nobody.

    Args:
        path: The root directory of the shop.
        evidence: What is known about plugins, or a file with what the shop's own command
            printed (docs/formats/evidence.md).
        progress: Is told now and then how many files and entries were looked at.

    Raises:
        UnknownPlatformError: No shop system is recognised.
        InventoryError: The path or the evidence cannot be read.
    """
    try:
        if not path.is_dir():
            detail = "it is no directory" if path.exists() else "it does not exist"
            raise codes.PLATFORM_UNREADABLE.error(InventoryError, path=str(path), detail=detail)
        next(path.iterdir(), None)  # may it be read?
        found = next((system for system in _SYSTEMS if system.recognise(path)), None)
    except (OSError, ValueError) as error:
        detail = (getattr(error, "strerror", None) or str(error)).lower()
        raise codes.PLATFORM_UNREADABLE.error(
            InventoryError, path=str(path), detail=detail
        ) from None
    if found is None:
        raise codes.PLATFORM_UNKNOWN.error(
            UnknownPlatformError, path=str(path), systems=", ".join(SYSTEMS)
        )
    known = read_evidence(evidence) if isinstance(evidence, Path) else evidence
    return found.read(ShopFiles(path, progress=progress), known or NO_EVIDENCE)
