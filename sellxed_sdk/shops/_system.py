"""A shop system: how it is recognised, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles

__all__ = ["ShopSystem"]


@attrs.frozen(kw_only=True)
class ShopSystem:
    """One shop system."""

    platform: str
    """Its name before the colon of a uid, as ``magento2``."""
    title: str
    """As people know it."""
    recognise: Callable[[Path], bool]
    """Whether a directory is the root of one. May raise OSError."""
    read: Callable[[ShopFiles, Evidence], ShopInventory]
    """Take its inventory; what cannot be read is in it, with the reason. Never raises."""
