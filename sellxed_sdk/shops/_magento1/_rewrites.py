"""Rewrites: classes that modules give instead of others, in their ``config.xml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento1._pools import Pools
from sellxed_sdk.shops._xml import XmlElement

__all__ = ["ModuleConfig", "find_rewrites", "renamed_groups"]

_AREAS = ("global", "frontend", "adminhtml")
_TYPES = ("models", "blocks", "helpers")


@attrs.frozen(kw_only=True, eq=False)
class ModuleConfig:
    """The ``config.xml`` of a module."""

    module: str
    """Its name."""
    path: Path
    """The file."""
    root: XmlElement
    """What is in it."""
    position: int
    """Its place in the order in which modules are loaded."""


def renamed_groups(configs: Iterable[ModuleConfig]) -> dict[str, str]:
    """Return the groups of models that have a new name, by the old one, as ``sales_mysql4``.

    Rewrites under the old name count where there is none under the new one.
    """
    return {
        group.words("deprecatedNode"): group.name
        for config in configs
        for group in config.root.all("global", "models", "*")
        if group.words("deprecatedNode")
    }


def find_rewrites(
    files: ShopFiles, config: ModuleConfig, pools: Pools, renamed: Mapping[str, str]
) -> Iterator[Claim]:
    """Yield the claims of a module's rewrites, and of encoded classes that it gives.

    Magento looks for rewrites in ``global`` alone; in an area they have no effect.

    Args:
        files: The shop.
        config: Its configuration.
        pools: Where classes are.
        renamed: Groups by their old names.
    """
    for area in _AREAS:
        for kind in _TYPES:
            for group in config.root.all(area, kind, "*"):
                for element in group.all("rewrite", "*"):
                    yield from _claims(
                        files, config, pools, (area, kind), group.name, element, renamed
                    )


def _claims(
    files: ShopFiles,
    config: ModuleConfig,
    pools: Pools,
    place: tuple[str, str],
    group: str,
    element: XmlElement,
    renamed: Mapping[str, str],
) -> Iterator[Claim]:
    area, kind = place
    value = element.text.strip()
    if not value:
        return
    target = f"{kind}/{renamed.get(group, group) if kind == 'models' else group}/{element.name}"
    yield Claim(
        kind="m1.rewrite",
        target=target,
        area="" if area == "global" else area,
        mode=Mode.REPLACE if area == "global" else Mode.OBSERVE,
        value=value,
        parents=pools.ancestors(value),
        rank=(int(group not in renamed), config.position),
        path=files.relative(config.path),
        line=element.line,
    )
    encoded = pools.encoded.get(value.lower())
    if encoded is not None:
        file = files.relative(encoded)
        yield Claim(kind="opaque", target=file, mode=Mode.OBSERVE, cooperative=None, path=file)
