"""The modules of a panel, by product, and the channels that they share."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.hosting._records import record_of
from sellxed_sdk.hosting._values import InstalledModule
from sellxed_sdk.updates import PackedState

__all__ = ["Channel", "Modules"]


@attrs.frozen(kw_only=True)
class Channel:
    """One update channel, and the modules that come by it."""

    record: str
    """Where its state is kept."""
    modules: tuple[InstalledModule, ...]
    """At least one."""

    @property
    def products(self) -> tuple[str, ...]:
        """The products of the modules."""
        return tuple(installed.module.product for installed in self.modules)


class Modules:
    """Installed modules in the order of their products. Reads their files when first asked."""

    def __init__(self) -> None:
        self._added: list[InstalledModule] = []
        self._by_product: Mapping[str, InstalledModule] | None = None

    def add(self, installed: InstalledModule) -> None:
        """Take in a module; another of the same product takes its place."""
        # From now on it reads what the panel shares, and never the disk.
        installed.module.use_state(PackedState(()))
        self._added.append(installed)
        self._by_product = None

    def by_product(self) -> Mapping[str, InstalledModule]:
        """Return the modules by their products."""
        found = self._by_product
        if found is None:
            pairs = {installed.module.product: installed for installed in tuple(self._added)}
            found = MappingProxyType(dict(sorted(pairs.items())))
            self._by_product = found
        return found

    def channels(self) -> tuple[Channel, ...]:
        """Return the channels; modules whose trust bundle is unusable have one of their own."""
        groups: dict[str, list[InstalledModule]] = {}
        for product, installed in self.by_product().items():
            groups.setdefault(_channel_record(installed, product), []).append(installed)
        return tuple(
            Channel(record=record, modules=tuple(members)) for record, members in groups.items()
        )


def _channel_record(installed: InstalledModule, product: str) -> str:
    try:
        trust = installed.module.trust
    except SellxedError:
        return record_of("state", "without trust", product)
    if trust.channel is None:
        return record_of("state", "without channel", product)
    # The anchor, too: two trust bundles that disagree about it must not share a state.
    root = trust.channel.root.decode("utf-8", "replace")
    return record_of("state", trust.vendor, trust.channel.metadata_url, root)
