"""Merging interceptors of all modules: one name on one type is one interceptor.

As Magento's DOM merger does within an area, and PluginListGenerator over areas: what is
given later counts, attribute by attribute; ``disabled`` removes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from sellxed_sdk.shops._magento2._di import AREAS, Interceptor, Wiring
from sellxed_sdk.shops._magento2._module import Module

__all__ = ["Placed", "merge_interceptors"]

_Key = tuple[str, str]


@attrs.frozen(kw_only=True, eq=False)
class Placed:
    """An interceptor as the shop has it."""

    target: str
    """The class or virtual type around it."""
    name: str
    """Its name."""
    area: str
    """Where it counts; everywhere where empty."""
    value: str
    """The class."""
    owner: Wiring
    """The file that gives the class."""
    line: int
    """Where it does so."""
    rank: tuple[int, ...] | None
    """Its place in the chain: the greatest is the outermost. None without an order."""
    rivals: tuple[tuple[Wiring, Interceptor], ...] = ()
    """Under the same name in other modules, and no longer there."""


@attrs.define(eq=False)
class _Slot:
    """What is known of one interceptor in one area so far."""

    position: tuple[int, ...] | None
    sort_order: int = 0
    is_disabled: bool | None = None
    given: tuple[Wiring, Interceptor] | None = None
    rivals: tuple[tuple[Wiring, Interceptor], ...] = ()

    def change(self, wiring: Wiring, node: Interceptor) -> None:
        """Take over what an element says."""
        if node.sort_order is not None:
            self.sort_order = node.sort_order
        if node.is_disabled is not None:
            self.is_disabled = node.is_disabled
        self.give(wiring, node)

    def give(self, wiring: Wiring, node: Interceptor) -> None:
        """Take over the class that an element gives."""
        if not node.value or (self.given and self.given[1].value.lower() == node.value.lower()):
            return
        if self.given and self.given[0].source.module is not wiring.source.module:
            self.rivals = (*self.rivals, self.given)
        self.given = (wiring, node)

    def over(self, below: _Slot | None) -> _Slot:
        """Return this one of an area on top of the one that counts everywhere."""
        if below is None:
            return self
        whole = _Slot(below.position, self.sort_order, below.is_disabled, below.given, below.rivals)
        if self.is_disabled is not None:
            whole.is_disabled = self.is_disabled
        if self.given is not None:
            whole.give(*self.given)
        return whole


def merge_interceptors(wirings: Iterable[Wiring]) -> Iterator[Placed]:
    """Yield the interceptors that are in effect.

    Args:
        wirings: All files of the modules that run, in the order in which they are merged.
    """
    by_area: dict[str, dict[_Key, _Slot]] = {area: {} for area in ("", *AREAS)}
    for wiring in wirings:
        slots = by_area[wiring.source.area]
        for index, node in enumerate(wiring.interceptors):
            key = node.target.lower(), node.name
            position = _position(wiring.source.module, wiring.source.area, index)
            slot = slots.setdefault(key, _Slot(position))
            slot.change(wiring, node)
    everywhere = by_area.pop("")
    for key, slot in everywhere.items():
        if not any(key in slots for slots in by_area.values()):
            yield from _placed(slot, "")
    for area, slots in by_area.items():
        for key in {**everywhere, **slots}:
            if any(key in others for others in by_area.values()):
                below = everywhere.get(key)
                own = slots.get(key)
                yield from _placed(own.over(below) if own is not None else below, area)


def _position(module: Module, area: str, index: int) -> tuple[int, ...] | None:
    return None if module.position is None else (int(bool(area)), module.position, index)


def _placed(slot: _Slot | None, area: str) -> Iterator[Placed]:
    if slot is None or slot.given is None or slot.is_disabled:
        return
    wiring, node = slot.given
    rank = None
    if slot.position is not None:
        # What is sorted first is the outermost, and what is declared first among equals.
        rank = tuple(-number for number in (slot.sort_order, *slot.position))
    yield Placed(
        target=node.target,
        name=node.name,
        area=area,
        value=node.value,
        owner=wiring,
        line=node.line,
        rank=rank,
        rivals=slot.rivals,
    )
