"""`odoo.method` and `odoo.field`: what add-ons change in models of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._odoo._layout import ModulePlace, Source
from sellxed_sdk.shops._odoo._models import Field, Method, find_extensions
from sellxed_sdk.shops._odoo._order import find_closure, find_order
from sellxed_sdk.shops._odoo._sources import find_sources
from sellxed_sdk.shops._odoo._standard import find_declared

__all__ = ["find_claims"]

Place = tuple[str, str]


@attrs.frozen
class _Entry:
    """One method or field of a class that extends a model."""

    module: str
    path: str
    part: Method | Field


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
    methods: dict[Place, list[_Entry]] = {}
    fields: dict[Place, list[_Entry]] = {}
    for name, place in places.items():
        for path, tree in find_sources(files, place.directory):
            relative = files.relative(path)
            for found in find_extensions(tree):
                for method in found.methods:
                    key = found.model, method.name
                    methods.setdefault(key, []).append(_Entry(name, relative, method))
                for field in found.fields:
                    key = found.model, field.name
                    fields.setdefault(key, []).append(_Entry(name, relative, field))
    judge = _Judge(files, core, depends, source)
    judge.introduced = judge.find_introduced(methods)
    claims: dict[str, list[Claim]] = {name: [] for name in places}
    for table in (methods, fields):
        for place_of, entries in table.items():
            for entry in entries:
                claims[entry.module].append(judge.claim(place_of, entry, entries))
    return {
        name: tuple(sorted(found, key=lambda c: (c.kind, c.target, c.member, c.path, c.line)))
        for name, found in claims.items()
    }


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

    def claim(self, place: Place, entry: _Entry, others: Sequence[_Entry]) -> Claim:
        """Return one method or field as a claim."""
        part = entry.part
        is_method = isinstance(part, Method)
        mode, cooperative, value = (
            self._method(place, entry, part, others)
            if isinstance(part, Method)
            else self._field(part, others)
        )
        position = self._order.get(entry.module)
        return Claim(
            kind="odoo.method" if is_method else "odoo.field",
            target=place[0],
            member=place[1],
            mode=mode,
            cooperative=cooperative,
            value=value,
            rank=None if position is None else (position,),
            path=entry.path,
            line=part.line,
        )

    def _method(
        self, place: Place, entry: _Entry, method: Method, others: Sequence[_Entry]
    ) -> tuple[Mode, bool | None, str]:
        if method.hands_on is not False or _are_copies(others):
            return Mode.EXTEND, True if method.hands_on is False else method.hands_on, ""
        if self._is_joined(entry, others):
            return Mode.EXTEND, None, ""
        if place in self.introduced:
            first = next(o for o in others if _text(o) == method.text)
            return Mode.REPLACE, False, f"{first.module}/{place[0]}.{place[1]}"
        return Mode.EXTEND, False, ""

    def _field(self, field: Field, others: Sequence[_Entry]) -> tuple[Mode, bool | None, str]:
        types = {o.part.type.lower() for o in others if isinstance(o.part, Field)}
        if len(types) > 1:
            # A definition of another type takes nothing over from the ones before.
            return Mode.EXTEND, False, field.type
        if field.source:
            return Mode.REPLACE, True, field.source
        return Mode.EXTEND, True, ""

    def _is_joined(self, entry: _Entry, others: Sequence[_Entry]) -> bool:
        """Whether an add-on that needs it and another one has the last word there."""
        for joining in {o.module for o in others} - {entry.module}:
            needed = self._closure(joining)
            if entry.module in needed and any(
                o.module in needed and o.module != entry.module for o in others
            ):
                return True
        return False

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
        needed = set().union(*(self._closure(module) for module in modules)) | {"base"}
        if not needed <= self._depends.keys():
            return frozenset()  # what is not there may have them
        places = [self._core[name].directory for name in sorted(needed & self._core.keys())]
        names = frozenset(name for _, name in wanted)
        declared = find_declared(self._files, places, self._source, names=names)
        return frozenset(place for place in wanted if place[1] not in declared)


def _may_be_new(entries: Sequence[_Entry]) -> bool:
    several = len({entry.module for entry in entries}) > 1
    parts = [entry.part for entry in entries]
    return several and all(isinstance(p, Method) and p.hands_on is False for p in parts)


def _are_copies(entries: Sequence[_Entry]) -> bool:
    texts = {_text(entry) for entry in entries}
    return len({e.module for e in entries}) > 1 and len(texts) == 1 and "" not in texts


def _text(entry: _Entry) -> str:
    return entry.part.text if isinstance(entry.part, Method) else ""
