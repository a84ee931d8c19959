"""What modules say about Composer's packages."""

from __future__ import annotations

import re
from pathlib import Path

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops._composer import declare
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._module import SYSTEM, Module

__all__ = ["PRODUCT", "find_declarations"]

PRODUCT = re.compile(r"(?:magento|mage-os)/product-[a-z]+-edition")


def find_declarations(
    files: ShopFiles, modules: list[Module]
) -> dict[str, tuple[Declaration, ...]]:
    """Return what modules say about packages, by name.

    Of several modules of one package, the first that runs says it. The core's packages say
    nothing that Composer has not seen to.

    Args:
        files: The shop.
        modules: All modules.
    """
    speakers: dict[Path, Module] = {}
    for module in sorted(modules, key=lambda module: (module.is_active is False, module.name)):
        if not module.is_core and module.source.data:
            speakers.setdefault(module.source.home, module)
    return {module.name: _declarations(files, module) for module in speakers.values()}


def _declarations(files: ShopFiles, module: Module) -> tuple[Declaration, ...]:
    required = module.source.data.get("require")
    names = filter(PRODUCT.fullmatch, required if isinstance(required, dict) else ())
    return declare(
        files,
        module.source,
        platforms=dict.fromkeys(names, SYSTEM),
        is_told=lambda name: name.startswith(("magento/", "mage-os/")),
    )
