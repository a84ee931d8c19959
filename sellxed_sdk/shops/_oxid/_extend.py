"""`ox.extend`: which methods of the shop's classes a module changes, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._oxid._classes import ClassFinder
from sellxed_sdk.shops._oxid._cores import CoreClass, CoreClasses
from sellxed_sdk.shops._oxid._extensions import Extension, ExtensionMethod, read_extension
from sellxed_sdk.shops._oxid._metadata import Entry
from sellxed_sdk.shops._oxid._shops import Shop

__all__ = ["Extending", "Source", "find_extend_claims"]

KIND = "ox.extend"
_Slot = tuple[str, str]
"""A class and a method of it, in lower case."""


@attrs.frozen(kw_only=True)
class Source:
    """A module, as far as it extends classes."""

    id: str
    """Its id."""
    directory: Path
    """Where it is."""
    metadata: Path
    """Its ``metadata.php``."""
    extend: tuple[Entry, ...]
    """What it says there."""


@attrs.frozen(kw_only=True)
class Extending:
    """What one entry of a module's list comes to."""

    module: str
    """The module."""
    entry: Entry
    """The entry."""
    target: str
    """The class that is extended, by its one name."""
    path: Path
    """The file to name: of the extension, or the ``metadata.php``."""
    extension: Extension | None
    """None where its file is not there or cannot be read."""
    is_encoded: bool = False
    """Whether it needs a loader."""


def find_extend_claims(
    files: ShopFiles,
    sources: Iterable[Source],
    *,
    finder: ClassFinder,
    core: CoreClasses,
    shops: tuple[Shop, ...],
) -> dict[str, list[Claim]]:
    """Return the claims of modules on methods of classes, by the module's id."""
    extendings = [
        _read(files, source, entry, finder=finder, core=core)
        for source in sources
        for entry in source.extend
    ]
    judge = _Judge(files, finder, core, shops, extendings)
    found: dict[str, list[Claim]] = {}
    for extending in extendings:
        found.setdefault(extending.module, []).extend(judge.claims(extending))
    return found


def _read(
    files: ShopFiles, source: Source, entry: Entry, *, finder: ClassFinder, core: CoreClasses
) -> Extending:
    target = core.name(entry.key)
    found = finder.find(entry.value, near=source.directory)
    extension = read_extension(finder, found, near=source.directory) if found else None
    if found is None:
        files.note(source.metadata, f"the class {entry.value[:100]} was not found")
    return Extending(
        module=source.id,
        entry=entry,
        target=target,
        path=found.path if found is not None else source.metadata,
        extension=extension,
        is_encoded=found is not None and found.is_encoded,
    )


class _Judge:
    """Knows what all modules do to a class, which tells what is new there."""

    def __init__(
        self,
        files: ShopFiles,
        finder: ClassFinder,
        core: CoreClasses,
        shops: tuple[Shop, ...],
        extendings: list[Extending],
    ) -> None:
        self._files = files
        self._core = core
        self._shops = shops
        self._finder = finder
        # Who has a method without ever asking for the parent's.
        self._silent: dict[_Slot, dict[str, tuple[Path, int]]] = {}
        self._same: dict[_Slot, bool] = {}
        for extending in extendings:
            for method in extending.extension.methods if extending.extension else ():
                slot = extending.target.lower(), method.name.lower()
                if method.reaches_parent is False:
                    place = method.path, method.line
                    self._silent.setdefault(slot, {})[extending.module] = place

    def claims(self, extending: Extending) -> Iterator[Claim]:
        """Yield what an extension changes, shop by shop."""
        for claim in (*self._methods(extending), *self._opaque(extending)):
            for shop in self._shops:
                place = shop.classes.get(extending.target, {})
                index = place.get(extending.entry.value.lower())
                # The platform goes by its list alone: what a condition adds may not be there.
                is_left_out = index is None and bool(shop.classes) and claim.kind == KIND
                if shop.counts(extending.module) and not is_left_out:
                    rank = None if index is None or claim.kind != KIND else (index,)
                    yield attrs.evolve(claim, area=shop.area, rank=rank)

    def _methods(self, extending: Extending) -> Iterator[Claim]:
        extension = extending.extension
        if extension is None:
            return
        yield Claim(
            kind=KIND,
            target=extending.target,
            mode=Mode.EXTEND,
            # A class that is derived from the shop's own passes the whole chain by.
            cooperative=extension.is_chained,
            value=extending.entry.value,
            parents=extension.parents,
            path=self._files.relative(extension.path),
            line=extension.line,
        )
        known = self._core.describe(extending.target)
        for method in extension.methods:
            mode, cooperative = self._mode(extending.target, method, known)
            yield Claim(
                kind=KIND,
                target=extending.target,
                member=known.methods.get(method.name.lower(), method.name),
                mode=mode,
                cooperative=cooperative,
                value=extending.entry.value,
                parents=extension.parents,
                path=self._files.relative(method.path),
                line=method.line,
            )

    def _mode(
        self, target: str, method: ExtensionMethod, known: CoreClass
    ) -> tuple[Mode, bool | None]:
        name = method.name.lower()
        if name in known.methods or method.reaches_parent is True or method.names_parent:
            return Mode.EXTEND, method.reaches_parent
        slot = target.lower(), name
        if self._is_same(slot):
            return Mode.EXTEND, True
        if (known.is_found and known.is_whole) or len(self._silent.get(slot, ())) > 1:
            # New: what two modules add under one name, only the outermost of them has.
            return Mode.REPLACE, False if method.reaches_parent is False else None
        return Mode.EXTEND, None

    def _is_same(self, slot: _Slot) -> bool:
        """Whether all modules that add a method add the same text: nothing is lost then."""
        if slot not in self._same:
            places = self._silent.get(slot, {}).values()
            texts = {self._finder.body(*place, slot[1]) for place in places}
            self._same[slot] = len(places) > 1 and len(texts) == 1
        return self._same[slot]

    def _opaque(self, extending: Extending) -> Iterator[Claim]:
        if extending.is_encoded:
            path = self._files.relative(extending.path)
            yield Claim(kind="opaque", target=path, mode=Mode.OBSERVE, cooperative=None, path=path)
