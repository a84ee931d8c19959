"""Odoo: which version it is, its add-ons, and what they change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from sellxed_sdk.compatibility import Claim, Declaration, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._odoo._claims import find_claims
from sellxed_sdk.shops._odoo._layout import (
    ModulePlace,
    Source,
    find_modules,
    find_source,
    is_odoo,
)
from sellxed_sdk.shops._odoo._manifest import (
    Manifest,
    adapt_version,
    find_series,
    is_for_other_series,
    read_manifest,
)
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["ODOO"]

SYSTEM = "odoo"


@attrs.frozen(kw_only=True)
class _Module:
    place: ModulePlace
    manifest: Manifest

    @property
    def is_core(self) -> bool:
        """Whether it comes with Odoo, and was not put among what does."""
        is_foreign = self.manifest.series is not None and not self.manifest.is_own
        return self.place.is_shipped and not is_foreign


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    source = find_source(files)
    modules = _modules(files, source)
    series = source.series if source else find_series(m.manifest for m in modules.values())
    core = {name: module.place for name, module in modules.items() if module.is_core}
    claims = find_claims(
        files,
        {name: module.place for name, module in modules.items() if name not in core},
        core=core,
        depends={name: module.manifest.depends for name, module in modules.items()},
        source=source,
    )
    reader = _Reader(files, evidence, source, series, frozenset(modules))
    found = [reader.plugin(module, claims.get(name, ())) for name, module in modules.items()]
    return ShopInventory(
        platform=SYSTEM,
        platform_version=source.version if source else series,
        plugins=tuple(sorted(found, key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _modules(files: ShopFiles, source: Source | None) -> Mapping[str, _Module]:
    found: dict[str, _Module] = {}
    for place in find_modules(files, source):
        known = found.get(place.name)
        if known is None:
            found[place.name] = _Module(place=place, manifest=read_manifest(files, place))
        elif not _is_same(known.place, place):
            files.note(place.manifest, f"another add-on has the name {place.name}")
    return found


def _is_same(left: ModulePlace, right: ModulePlace) -> bool:
    try:
        return left.manifest.samefile(right.manifest)
    except OSError:
        return False


class _Reader:
    def __init__(
        self,
        files: ShopFiles,
        evidence: Evidence,
        source: Source | None,
        series: str | None,
        names: frozenset[str],
    ) -> None:
        self._files = files
        self._evidence = evidence
        self._source = source
        self._series = series
        self._names = names

    def plugin(self, module: _Module, claims: tuple[Claim, ...]) -> Plugin:
        """Return an add-on with what is known of it."""
        place, manifest = module.place, module.manifest
        given = self._evidence.find(place.name)
        state, told_by = self._state(place, manifest)
        if given is not None:
            state, told_by = given.state, self._evidence.source
        version = given.version if given is not None else None
        missing = self._missing(module) if state is PluginState.ACTIVE else ()
        return Plugin(
            uid=f"{SYSTEM}:{place.name}",
            name=manifest.label or place.name,
            version=version or adapt_version(manifest, self._series),
            state=state,
            evidence=told_by,
            kind="core" if module.is_core else "module",
            path=self._files.relative(place.directory),
            requires=tuple(f"{SYSTEM}:{name}" for name in manifest.depends),
            declares=(*manifest.excludes, *missing),
            claims=claims,
        )

    def _state(self, place: ModulePlace, manifest: Manifest) -> tuple[PluginState, str]:
        is_refused = is_for_other_series(manifest, self._series)
        if is_refused:
            self._files.note(
                place.manifest, f"its version {manifest.written} is not one for {self._series}"
            )
        if is_refused or not manifest.is_installable:
            return PluginState.INACTIVE, self._files.relative(place.manifest)
        return PluginState.UNKNOWN, ""

    def _missing(self, module: _Module) -> Iterator[Declaration]:
        """Yield what an add-on that runs needs and is not there, where all of Odoo is."""
        path = self._files.relative(module.place.manifest)
        for name, line in module.manifest.needed if self._source is not None else ():
            if name not in self._names:
                yield Declaration(
                    relation="requires",
                    target=f"{SYSTEM}:{name}",
                    written=name,
                    source=f"{module.place.manifest.name} depends",
                    path=path,
                    line=line,
                )


ODOO = ShopSystem(platform=SYSTEM, title="Odoo", recognise=is_odoo, read=_read)
