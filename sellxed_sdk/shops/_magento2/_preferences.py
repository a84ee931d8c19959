"""Claims of preferences: one class given for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._classes import Classes
from sellxed_sdk.shops._magento2._di import Preference, Wiring
from sellxed_sdk.shops._magento2._module import SYSTEM, Module, is_default

__all__ = ["find_preferences"]

MAX_STEPS = 20
_Said = tuple[Wiring, int, Preference]


def find_preferences(
    files: ShopFiles,
    wirings: list[Wiring],
    classes: Classes,
    virtual_types: Mapping[str, str],
) -> Iterator[tuple[Module, Claim]]:
    """Yield the claims of preferences with their modules.

    What a module gives for its own interface, and the shop system for any, is a default:
    it takes nothing from anybody, and is told where another module replaces it.

    Args:
        files: The shop.
        wirings: All files, in the order in which modules are loaded.
        classes: Where classes are.
        virtual_types: What they are made of, by name in lower case.
    """
    by_target: dict[str, list[_Said]] = {}
    for wiring in wirings:
        for index, node in enumerate(wiring.preferences):
            by_target.setdefault(node.target.lower(), []).append((wiring, index, node))
    for said in by_target.values():
        defaults: list[_Said] = []
        taken: list[_Said] = []
        for entry in said:
            is_taken = not is_default(entry[0].source.module, entry[2].target)
            (taken if is_taken else defaults).append(entry)
        last = _last_defaults(defaults)
        for entry in taken:
            parents = _parents(entry[2].value, classes, virtual_types)
            undone_by = tuple(sorted(_later(entry, last)))
            yield (
                entry[0].source.module,
                _claim(files, entry, Mode.REPLACE, parents, undone_by),
            )
        for entry in defaults if taken else ():
            yield entry[0].source.module, _claim(files, entry, Mode.OBSERVE, (), ())


def _parents(value: str, classes: Classes, virtual_types: Mapping[str, str]) -> tuple[str, ...]:
    steps: list[str] = []
    name = value
    while name.lower() in virtual_types and len(steps) < MAX_STEPS:
        name = virtual_types[name.lower()]
        steps.append(name)
    return (*steps, *classes.ancestors(name))


def _last_defaults(defaults: list[_Said]) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the place of the last default by module and area."""
    last: dict[tuple[str, str], tuple[int, ...]] = {}
    for entry in defaults:
        rank = _rank(entry)
        source = entry[0].source
        if rank is not None:
            key = source.module.name, source.area
            last[key] = max(rank, last.get(key, rank))
    return last


def _later(entry: _Said, last: Mapping[tuple[str, str], tuple[int, ...]]) -> Iterator[str]:
    """Yield the modules whose default is loaded after it, so that it has no effect."""
    rank = _rank(entry)
    for (name, area), other in last.items():
        if area == entry[0].source.area and rank is not None and other > rank:
            yield f"{SYSTEM}:{name}"


def _rank(entry: _Said) -> tuple[int, ...] | None:
    wiring, index, _ = entry
    position = wiring.source.module.position
    return None if position is None else (int(bool(wiring.source.area)), position, index)


def _claim(
    files: ShopFiles,
    entry: _Said,
    mode: Mode,
    parents: tuple[str, ...],
    undone_by: tuple[str, ...],
) -> Claim:
    wiring, _, node = entry
    return Claim(
        kind="m2.preference",
        target=node.target,
        area=wiring.source.area,
        mode=mode,
        value=node.value,
        parents=parents,
        rank=_rank(entry),
        undone_by=undone_by,
        path=files.relative(wiring.source.path),
        line=node.line,
    )
