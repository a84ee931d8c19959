"""From what modules say in ``di.xml`` to claims."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento2._classes import Classes
from sellxed_sdk.shops._magento2._di import Interceptor, Wiring, find_texts
from sellxed_sdk.shops._magento2._merge import Placed, merge_interceptors
from sellxed_sdk.shops._magento2._module import Module, is_default
from sellxed_sdk.shops._magento2._plugged import PluggedClasses
from sellxed_sdk.shops._magento2._preferences import find_preferences

__all__ = ["find_claims"]

MAX_STEPS = 20
# Of one module. Real ones have a few hundred; what one file says could be very many.
MAX_CLAIMS = 20_000


def find_claims(
    files: ShopFiles, modules: Iterable[Module], classes: Classes
) -> dict[str, tuple[Claim, ...]]:
    """Return the claims of all modules by their names, sorted.

    Args:
        files: The shop.
        modules: In the order in which they are loaded.
        classes: Where classes are.
    """
    wirings = _read_wirings(files, list(modules))
    found: dict[str, set[Claim]] = {}
    full: set[str] = set()
    interceptors = _Interceptors(files, wirings, classes)
    for module, claim in chain(
        find_preferences(files, wirings, classes, _virtual_types(wirings)),
        interceptors.claims(full),
        _opaque(files, wirings, classes),
    ):
        claims = found.setdefault(module.name, set())
        if len(claims) < MAX_CLAIMS:
            claims.add(claim)
        elif module.name not in full:
            full.add(module.name)
            files.note(module.directory, f"it changes more than {MAX_CLAIMS} places")
    return {name: tuple(sorted(claims, key=_order)) for name, claims in found.items()}


def _order(claim: Claim) -> tuple[str, str, str, str, int, str, str]:
    place = claim.kind, claim.target, claim.member, claim.path, claim.line
    return *place, claim.area, claim.label


def _read_wirings(files: ShopFiles, modules: list[Module]) -> list[Wiring]:
    """Read what modules say; of the core, which is large, only what others meet with.

    And what replaces classes of other modules, as the former ``Magento_Braintree`` did.
    """
    wirings = {
        module: [text.read(files) for text in find_texts(files, module)]
        for module in modules
        if not module.is_core
    }
    others = [wiring for found in wirings.values() for wiring in found]
    targets = {node.target.lower() for wiring in others for node in wiring.preferences}
    names = {node.value for wiring in others for node in wiring.preferences}
    names |= {node.value for wiring in others for node in wiring.interceptors}
    texts = [text for m in modules if m.is_core for text in find_texts(files, m)]
    for text in texts:
        wanted = text.targets()
        is_met = not targets.isdisjoint(wanted) or not names.isdisjoint(text.virtual_types())
        if is_met or not all(is_default(text.module, target) for target in wanted):
            wirings.setdefault(text.module, []).append(text.read(files))
    return [wiring for module in modules for wiring in wirings.get(module, ())]


def _virtual_types(wirings: Iterable[Wiring]) -> dict[str, str]:
    """Return what virtual types are made of, by their names in lower case."""
    return {name.lower(): value for wiring in wirings for name, value in wiring.virtual_types}


class _Interceptors:
    """Claims of interceptors."""

    def __init__(self, files: ShopFiles, wirings: list[Wiring], classes: Classes) -> None:
        self._files = files
        self._classes = classes
        self._plugged = PluggedClasses(classes)
        self._virtual = _virtual_types(wirings)
        # Others do not see what a module says that does not run.
        self._running = [w for w in wirings if w.source.module.is_active is not False]
        self._resting: dict[str, list[Wiring]] = {}
        for wiring in wirings:
            if wiring.source.module.is_active is False:
                self._resting.setdefault(wiring.source.module.name, []).append(wiring)

    def claims(self, full: Collection[str]) -> Iterator[tuple[Module, Claim]]:
        """Yield them with their modules; the core's are not told.

        Args:
            full: Modules that have enough of them.
        """
        for wirings in (self._running, *self._resting.values()):
            for placed in merge_interceptors(wirings):
                module = placed.owner.source.module
                if not module.is_core and module.name not in full:
                    for claim in self._methods(placed):
                        yield module, claim
                yield from self._names(placed)

    def _methods(self, placed: Placed) -> Iterator[Claim]:
        plugged = self._plugged.find(_real(placed.value, self._virtual))
        if plugged is None:
            yield self._unresolved(placed)
        for entry in plugged or ():
            yield Claim(
                kind="m2.plugin",
                target=placed.target,
                member=entry.member,
                area=placed.area,
                mode=entry.mode,
                cooperative=entry.cooperative,
                value=placed.value,
                label=placed.name,
                rank=placed.rank,
                path=self._files.relative(entry.path),
                line=entry.line,
            )

    def _unresolved(self, placed: Placed) -> Claim:
        return Claim(
            kind="m2.plugin",
            target=placed.target,
            area=placed.area,
            mode=Mode.EXTEND,
            cooperative=None,
            value=placed.value,
            label=placed.name,
            rank=placed.rank,
            path=self._files.relative(placed.owner.source.path),
            line=placed.line,
        )

    def _names(self, placed: Placed) -> Iterator[tuple[Module, Claim]]:
        """Yield the claims on a name that modules give to different interceptors."""
        if placed.rivals:
            owner = placed.owner.source.module
            node = Interceptor(
                target=placed.target,
                name=placed.name,
                value=placed.value,
                sort_order=None,
                is_disabled=None,
                line=placed.line,
            )
            for wiring, rival in ((placed.owner, node), *placed.rivals):
                module = wiring.source.module
                if not module.is_core and (wiring is placed.owner or module is not owner):
                    yield module, self._name(wiring, rival, placed.area)

    def _name(self, wiring: Wiring, node: Interceptor, area: str) -> Claim:
        position = wiring.source.module.position
        return Claim(
            kind="m2.plugin_name",
            target=node.target,
            member=node.name,
            area=area,
            mode=Mode.REPLACE,
            value=node.value,
            parents=self._classes.ancestors(_real(node.value, self._virtual)),
            label=node.name,
            rank=None if position is None else (int(bool(wiring.source.area)), position),
            path=self._files.relative(wiring.source.path),
            line=node.line,
        )


def _real(name: str, virtual_types: Mapping[str, str]) -> str:
    """Return the class that a virtual type is made of, over any number of steps."""
    for _ in range(MAX_STEPS):
        if name.lower() not in virtual_types:
            break
        name = virtual_types[name.lower()]
    return name


def _opaque(
    files: ShopFiles, wirings: Iterable[Wiring], classes: Classes
) -> Iterator[tuple[Module, Claim]]:
    """Yield the files that were looked into, and that nobody can read."""
    modules = {wiring.source.module for wiring in wirings}
    for path in classes.encoded:
        for module in modules:
            if path.is_relative_to(module.directory) and not module.is_core:
                file = files.relative(path)
                yield (
                    module,
                    Claim(
                        kind="opaque",
                        target=file,
                        mode=Mode.OBSERVE,
                        cooperative=None,
                        path=file,
                    ),
                )
                break
