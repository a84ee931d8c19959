"""The order in which Odoo loads add-ons: what is loaded later stands in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["find_closure", "find_order"]

_BASE = "base"


def find_order(depends: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the places of add-ons in the order in which they are loaded, from 0.

    By their distance from ``base`` along the longest way, and by name. An add-on that needs
    one that is not there, or itself, is left out: its distance is not known.

    Args:
        depends: What each needs, by name.
    """
    depths: dict[str, int | None] = {}
    for start in depends:
        _measure(start, depends, depths)
    known = sorted((depth, name) for name, depth in depths.items() if depth is not None)
    return {name: place for place, (_, name) in enumerate(known)}


def _measure(
    start: str, depends: Mapping[str, Sequence[str]], depths: dict[str, int | None]
) -> None:
    waiting, open_names = [start], set[str]()
    while waiting:
        name = waiting[-1]
        if name in depths:
            waiting.pop()
        elif name not in depends:
            depths[name] = None
        elif name in open_names:  # all that it needs is known, but for a circle
            below = [depths.get(other) for other in _needed(name, depends)]
            known = [depth for depth in below if depth is not None]
            depths[name] = max(known, default=-1) + 1 if len(known) == len(below) else None
        else:
            open_names.add(name)
            waiting += [
                other
                for other in _needed(name, depends)
                if other not in depths and other not in open_names
            ]


def _needed(name: str, depends: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if name == _BASE:
        return ()
    return depends[name] or ((_BASE,) if _BASE in depends else ())


def find_closure(name: str, depends: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return everything that an add-on needs, and what that needs, without itself."""
    seen: set[str] = set()
    waiting = list(depends.get(name, ()))
    while waiting:
        other = waiting.pop()
        if other not in seen:
            seen.add(other)
            waiting += depends.get(other, ())
    return frozenset(seen - {name})
