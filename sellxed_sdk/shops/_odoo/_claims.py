"""What add-ons change in models and pages of others, and which models they make."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._odoo._controllers import find_controllers
from sellxed_sdk.shops._odoo._layout import ModulePlace, Source
from sellxed_sdk.shops._odoo._models import Field, Method, Model, find_extensions, find_models
from sellxed_sdk.shops._odoo._order import find_closure, find_order
from sellxed_sdk.shops._odoo._sources import find_sources
from sellxed_sdk.shops._odoo._standard import find_declared

__all__ = ["find_claims"]

Place = tuple[str, str]
_Taken = tuple[Mode, bool | None, str]
KINDS = ("odoo.controller", "odoo.field", "odoo.method", "odoo.model")


@attrs.frozen
class _Entry:
    """A method or a field of a class that extends a model, or one that makes a model."""

    module: str
    path: str
    part: Method | Field | Model


_Tables = dict[str, dict[Place, list[_Entry]]]


def find_claims(
    files: ShopFiles,
    places: Mapping[str, ModulePlace],
    *,
    core: Mapping[str, ModulePlace],
    depends: Mapping[str, Sequence[str]],
    source: Source | None,
) -> dict[str, tuple[Claim, ...]]:
    """Return the claims of add-ons by their names, sorted.

    Args:
        files: The shop.
        places: The add-ons that make claims, by name.
        core: Those that come with Odoo, by name.
        depends: What every add-on needs, by name.
        source: Odoo itself.
    """
    tables: _Tables = {kind: {} for kind in KINDS}
    for name, place in places.items():
        for path, tree in find_sources(files, place.directory):
            relative = files.relative(path)
            for kind, key, part in _parts(tree):
                tables[kind].setdefault(key, []).append(_Entry(name, relative, part))
    judge = _Judge(files, core, depends, source)
    judge.introduced = judge.find_introduced(tables["odoo.method"])
    claims: dict[str, list[Claim]] = {name: [] for name in places}
    for kind, table in tables.items():
        for target, entries in table.items():
            for entry, claim in zip(entries, judge.claims(kind, target, entries), strict=True):
                claims[entry.module].append(claim)
    return {
        name: tuple(sorted(found, key=lambda c: (c.kind, c.target, c.member, c.path, c.line)))
        for name, found in claims.items()
    }


def _parts(tree: ast.Module) -> Iterator[tuple[str, Place, Method | Field | Model]]:
    """Yield what a file has, with its kind and place."""
    for found in find_extensions(tree):
        for method in found.methods:
            yield "odoo.method", (found.model, method.name), method
        for field in found.fields:
            yield "odoo.field", (found.model, field.name), field
    for model in find_models(tree):
        yield "odoo.model", (model.name, ""), model
    for page in find_controllers(tree):
        for method in page.methods:
            yield "odoo.controller", (page.model, method.name), method


class _Judge:
    """How much of a place each add-on takes."""

    def __init__(
        self,
        files: ShopFiles,
        core: Mapping[str, ModulePlace],
        depends: Mapping[str, Sequence[str]],
        source: Source | None,
    ) -> None:
        self._files = files
        self._core = core
        self._depends = depends
        self._source = source
        self._order = find_order(depends)
        self._closures: dict[str, frozenset[str]] = {}
        self.introduced: frozenset[Place] = frozenset()

    def claims(self, kind: str, place: Place, entries: Sequence[_Entry]) -> Iterator[Claim]:
        """Yield what is done at one place, a claim for each entry."""
        if kind == "odoo.field":
            taken = _fields(entries)
        elif kind == "odoo.model":
            taken = _models(place, entries)
        else:
            is_new = kind == "odoo.method" and place in self.introduced
            taken = self._methods(place, entries, is_new=is_new)
        for entry, (mode, cooperative, value) in zip(entries, taken, strict=True):
            position = self._order.get(entry.module)
            yield Claim(
                kind=kind,
                target=place[0],
                member=place[1],
                mode=mode,
                cooperative=cooperative,
                value=value,
                rank=None if position is None else (position,),
                path=entry.path,
                line=entry.part.line,
            )

    def _methods(
        self, place: Place, entries: Sequence[_Entry], *, is_new: bool
    ) -> Iterator[_Taken]:
        are_copies, joined = _are_copies(entries), self._joined(entries)
        values: dict[str, str] = {}
        for entry in entries:
            hands_on = entry.part.hands_on if isinstance(entry.part, Method) else None
            if hands_on is not False:
                yield Mode.EXTEND, hands_on, ""
            elif are_copies:
                yield Mode.EXTEND, True, ""
            elif entry.module in joined:
                yield Mode.EXTEND, None, ""
            elif is_new:
                # The same text has the same value, whoever has it.
                value = values.setdefault(_text(entry), f"{entry.module}/{place[0]}.{place[1]}")
                yield Mode.REPLACE, False, value
            else:
                yield Mode.EXTEND, False, ""

    def _joined(self, entries: Sequence[_Entry]) -> frozenset[str]:
        """Return the add-ons that another one needs together, and has the last word there."""
        modules = frozenset(entry.module for entry in entries)
        found: set[str] = set()
        for module in modules if len(modules) > 2 else ():
            needed = modules & self._closure(module)
            found |= needed if len(needed) > 1 else frozenset()
        return frozenset(found)

    def _closure(self, name: str) -> frozenset[str]:
        if name not in self._closures:
            self._closures[name] = find_closure(name, self._depends)
        return self._closures[name]

    def find_introduced(self, methods: Mapping[Place, Sequence[_Entry]]) -> frozenset[Place]:
        """Return the methods that several add-ons bring, and nothing that they build on has."""
        wanted = {place: entries for place, entries in methods.items() if _may_be_new(entries)}
        if self._source is None or not wanted:
            return frozenset()
        modules = {entry.module for entries in wanted.values() for entry in entries}
        needed = {"base"}.union(*(self._closure(module) for module in modules))
        places = [self._core[name].directory for name in sorted(needed & self._core.keys())]
        names = frozenset(name for _, name in wanted)
        declared = find_declared(self._files, places, self._source, names=names)
        return frozenset(
            place
            for place, entries in wanted.items()
            # What is not there may have it.
            if place[1] not in declared
            and all(self._closure(entry.module) <= self._depends.keys() for entry in entries)
        )


def _fields(entries: Sequence[_Entry]) -> Iterator[_Taken]:
    types = {e.part.type.lower() for e in entries if isinstance(e.part, Field)}
    for entry in entries:
        source = entry.part.source if isinstance(entry.part, Field) else ""
        if len(types) > 1:
            # A definition of another type takes nothing over from the ones before.
            yield Mode.EXTEND, False, source
        elif source:
            yield Mode.REPLACE, True, source
        else:
            yield Mode.EXTEND, True, ""


def _models(place: Place, entries: Sequence[_Entry]) -> Iterator[_Taken]:
    values: dict[str, str] = {}
    for entry in entries:
        yield Mode.REPLACE, False, values.setdefault(_text(entry), f"{entry.module}/{place[0]}")


def _may_be_new(entries: Sequence[_Entry]) -> bool:
    several = len({entry.module for entry in entries}) > 1
    parts = [entry.part for entry in entries]
    return several and all(isinstance(p, Method) and p.hands_on is False for p in parts)


def _are_copies(entries: Sequence[_Entry]) -> bool:
    texts = {_text(entry) for entry in entries}
    return len({e.module for e in entries}) > 1 and len(texts) == 1 and "" not in texts


def _text(entry: _Entry) -> str:
    return "" if isinstance(entry.part, Field) else entry.part.text
