"""Claims of preferences: one class given for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._classes import Classes
from sellxed_sdk.shops._magento2._di import Preference, Wiring
from sellxed_sdk.shops._magento2._module import SYSTEM, owns

__all__ = ["find_preferences"]

MAX_STEPS = 20
_Said = tuple[Wiring, int, Preference]


def find_preferences(
    files: ShopFiles,
    wirings: list[Wiring],
    classes: Classes,
    virtual_types: Mapping[str, str],
) -> Iterator[tuple[str, Claim]]:
    """Yield the claims of preferences with the names of their modules.

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
        defaults = [entry for entry in said if _is_default(entry)]
        taken = [entry for entry in said if not _is_default(entry)]
        for entry in taken:
            parents = _parents(entry[2].value, classes, virtual_types)
            undone_by = tuple(sorted(set(_later(entry, defaults))))
            yield (
                entry[0].source.module.name,
                _claim(files, entry, Mode.REPLACE, parents, undone_by),
            )
        for entry in defaults if taken else ():
            yield entry[0].source.module.name, _claim(files, entry, Mode.OBSERVE, (), ())


def _is_default(entry: _Said) -> bool:
    wiring, _, node = entry
    module = wiring.source.module
    if owns(module, node.target):
        return True
    # Parts of the core serve each other's interfaces; a class of another module is replaced.
    is_interface = node.target.endswith("Interface") or node.target.startswith(
        "Magento\\Framework\\"
    )
    return module.is_core and is_interface


def _parents(value: str, classes: Classes, virtual_types: Mapping[str, str]) -> tuple[str, ...]:
    steps: list[str] = []
    name = value
    while name.lower() in virtual_types and len(steps) < MAX_STEPS:
        name = virtual_types[name.lower()]
        steps.append(name)
    return (*steps, *classes.ancestors(name))


def _later(entry: _Said, defaults: list[_Said]) -> Iterator[str]:
    """Yield the modules whose default is loaded after it, so that it has no effect."""
    wiring = entry[0]
    rank = _rank(entry)
    for other in defaults:
        is_same_area = other[0].source.area == wiring.source.area
        other_rank = _rank(other)
        if is_same_area and rank is not None and other_rank is not None and other_rank > rank:
            yield f"{SYSTEM}:{other[0].source.module.name}"


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
