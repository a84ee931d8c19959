"""Gambio: which shop it is, its plugins, and what they change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._composer import declare, read_manifest
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._gambio._layout import (
    find_loose,
    find_modules,
    find_old,
    is_gambio,
    read_version,
)
from sellxed_sdk.shops._gambio._overloads import find_file_claims, find_module_claims
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["GAMBIO"]

SYSTEM = "gambio"
MAX_BYTES = 500_000
MAX_TEXT = 200
# The vendor's own modules come with the shop system.
_OWN = "gambio"
_PHRASE = re.compile(r"\w+\.\w+")


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    version = read_version(files)
    plugins = [
        *(_module(files, directory, evidence) for directory in find_modules(files)),
        *_loose(files, evidence),
        *(_old(files, path, evidence) for path in find_old(files)),
    ]
    found: dict[str, Plugin] = {}
    for plugin in plugins:
        if plugin.uid in found:
            files.note(files.root / plugin.path, f"there is another {plugin.uid}")
        found.setdefault(plugin.uid, plugin)
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version,
        plugins=tuple(sorted(found.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _module(files: ShopFiles, directory: Path, evidence: Evidence) -> Plugin:
    vendor, name = directory.parent.name, directory.name
    path = directory / "GXModule.json"
    has_file = files.is_file(path)
    data = files.mapping(path, max_bytes=MAX_BYTES)
    composer = read_manifest(files, directory)
    state, source = PluginState.UNKNOWN, ""
    if data.get("forceIncludingFiles") is True:
        state, source = PluginState.ACTIVE, files.relative(path)
    elif not has_file:  # nothing to be installed: what is there is loaded
        state, source = PluginState.ACTIVE, files.relative(directory)
    given = evidence.find(f"{vendor}/{name}", f"{vendor}{name}")
    title, version = data.get("title"), data.get("version")
    is_title = isinstance(title, str) and title and not _PHRASE.fullmatch(title)
    written = version if isinstance(version, str) and version else composer.version
    claims = [*find_module_claims(files, directory), *find_libraries(files, directory)]
    return Plugin(
        uid=f"{SYSTEM}:{vendor}/{name}",
        name=str(title)[:MAX_TEXT] if is_title else name,
        version=(given.version if given and given.version else None)
        or (written or "")[:64]
        or None,
        state=given.state if given else state,
        evidence=evidence.source if given else source,
        kind="core" if vendor.lower() == _OWN else "module",
        path=files.relative(directory),
        package=composer.name,
        declares=declare(files, composer, platforms={}),
        claims=_sorted(claims),
    )


def _loose(files: ShopFiles, evidence: Evidence) -> Iterator[Plugin]:
    """Yield the classes in directories of overloads: whose they are, nothing tells."""
    paths = sorted(find_loose(files), key=files.relative)
    by_name: dict[str, list[tuple[int, Path]]] = {}
    for place, path in enumerate(paths):
        by_name.setdefault(path.name.partition(".")[0], []).append((place, path))
    for name, entries in by_name.items():
        found = [
            claim for place, path in entries for claim in find_file_claims(files, path, place=place)
        ]
        first = files.relative(entries[0][1])
        given = evidence.find(name)
        yield Plugin(
            uid=f"{SYSTEM}:overloads/{name}",
            name=name,
            state=given.state if given else PluginState.ACTIVE,
            evidence=evidence.source if given else first,
            kind="module",
            path=first,
            claims=_sorted(found),
        )


def _old(files: ShopFiles, path: Path, evidence: Evidence) -> Plugin:
    kind, code = path.parent.name, path.name.partition(".")[0]
    given = evidence.find(f"{kind}/{code}", code)
    return Plugin(
        uid=f"{SYSTEM}:{kind}/{code}",
        name=code,
        version=given.version if given else None,
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        kind="module",
        path=files.relative(path),
    )


def _sorted(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(
        sorted(
            dict.fromkeys(claims),
            key=lambda c: (c.kind, c.target, c.member, c.path, c.line, c.area),
        )
    )


GAMBIO = ShopSystem(platform=SYSTEM, title="Gambio", recognise=is_gambio, read=_read)
