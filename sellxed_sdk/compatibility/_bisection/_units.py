"""What can be switched by itself, and in which order it is searched.

Sets of plugins are numbers here, one bit a plugin: a search compares very many of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import attrs

__all__ = ["Layout", "Unit", "lay_out"]


@attrs.frozen(kw_only=True)
class Unit:
    """Plugins that are only ever on together: one, or several that require each other."""

    own: int
    """Their bits."""
    closed: int
    """Their bits and those of everything that they require."""
    is_suspect: bool
    """Whether one of them is asked about before the others."""


@attrs.frozen(kw_only=True)
class Layout:
    """The plugins of a search, in units."""

    plugins: tuple[str, ...]
    """Their names; the position is the bit."""
    units: tuple[Unit, ...]
    """Suspects first, and what is required before what requires it.

    With this order everything up to any place is closed, so that the step from one place
    to the next switches exactly one unit.
    """

    @property
    def everything(self) -> int:
        """All bits."""
        return (1 << len(self.plugins)) - 1

    def without(self, units: Iterable[int], gone: Iterable[int]) -> tuple[int, ...]:
        """Return the units that are left where some go, and all that requires them with them."""
        bits = join(self.units[number].own for number in gone)
        return tuple(number for number in units if not self.units[number].closed & bits)

    def close(self, units: Iterable[int]) -> int:
        """Return the bits of units and of what they require."""
        return join(self.units[number].closed for number in units)

    def mask(self, names: Iterable[str]) -> int:
        """Return the bits of some plugins."""
        position = _positions(self.plugins)
        return join(1 << position[name] for name in names)

    def names(self, bits: int) -> tuple[str, ...]:
        """Return the plugins of some bits, what is required before what requires it."""
        return tuple(
            name
            for unit in self.units
            if unit.own & bits
            for name in _list_names(self.plugins, unit.own & bits)
        )


def join(masks: Iterable[int]) -> int:
    """Return all bits of some sets."""
    joined = 0
    for mask in masks:
        joined |= mask
    return joined


# A search is replayed for each of its steps.
@lru_cache(maxsize=8)
def lay_out(
    plugins: tuple[str, ...], requires: tuple[tuple[str, tuple[str, ...]], ...], suspects: int
) -> Layout:
    """Put plugins into units and into order.

    Args:
        plugins: All of them, the most suspicious first.
        requires: What each requires, of these plugins.
        suspects: How many of the first ones are suspects.
    """
    position = _positions(plugins)
    direct = [1 << number for number in range(len(plugins))]
    for name, needed in requires:
        direct[position[name]] |= join(1 << position[other] for other in needed)
    closed = [_close(direct, number) for number in range(len(plugins))]
    # Those that require each other require the same, and nobody else does.
    own: dict[int, int] = {}
    for number, bits in enumerate(closed):
        own[bits] = own.get(bits, 0) | 1 << number
    leading = (1 << suspects) - 1
    units: dict[int, Unit] = {}
    for bits in closed:
        # What is required closes over less than what requires it, so it comes first.
        below = {closed[number] for number in _numbers(bits)}
        for each in sorted(below, key=lambda each: (each.bit_count(), own[each])):
            if each not in units:
                is_suspect = bool(own[each] & leading)
                units[each] = Unit(own=own[each], closed=each, is_suspect=is_suspect)
    return Layout(plugins=plugins, units=tuple(units.values()))


def _close(direct: list[int], number: int) -> int:
    found, waiting = 0, 1 << number
    while waiting:
        found |= waiting
        waiting = join(direct[each] for each in _numbers(waiting)) & ~found
    return found


def _numbers(bits: int) -> list[int]:
    numbers = []
    while bits:
        lowest = bits & -bits
        numbers.append(lowest.bit_length() - 1)
        bits ^= lowest
    return numbers


def _list_names(plugins: tuple[str, ...], bits: int) -> list[str]:
    return [plugins[number] for number in _numbers(bits)]


@lru_cache(maxsize=8)
def _positions(plugins: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, name in enumerate(plugins)}
