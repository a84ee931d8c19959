"""Gambio GX2 to GX4: its modules, and the classes that they extend.

A class that the shop makes has a chain of classes above it: files in directories
``Overloads/<class>`` of modules, each ``class X extends X_parent``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._composer import declare, read_manifest
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._osc import find_osc_modules, find_symbols
from sellxed_sdk.shops._sources import find_encoded, read_source
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["GAMBIO"]

SYSTEM = "gambio"
MAX_SOURCE_BYTES = 200_000
MAX_MANIFEST_BYTES = 500_000
VENDOR = "Gambio"
KINDS = ("payment", "shipping", "order_total")
MARKS = (Path("release_info.php"), Path("system/core/MainFactory.inc.php"))
MODULES = "GXModules"
MANIFEST = "GXModule.json"
_VERSIONS = (
    ("GambioCore/Application/Application.php", r"const\s+VERSION\s*=\s*['\"]([^'\"]{1,60})"),
    ("release_info.php", r"\$gx_version\s*=\s*['\"]([^'\"]{1,60})"),
)
# Chains that are the shop's own, and those of somebody who wrote them by hand (GX2, GX3).
_OWN = (
    ("system/overloads", "core", 0),
    ("user_classes/overloads", "override", 1),
    ("GXUserComponents/overloads", "override", 1),
)
# Where the platform looks for files of modules (GXModulesCache).
_PARTS = ("Admin", "Classes", "Shop", "StyleEdit", "Build", "TextPhrases")
_OVERLOADS = "overloads"
# There are two classes of these names: one of the shop, one of its administration.
_TWICE = frozenset({"language", "messageStack", "order", "shoppingCart", "splitPageResults"})
_ADMIN = "Admin-"
_NAME = re.compile(r"[\w.-]{1,80}")


@attrs.frozen
class _Overload:
    owner: str
    target: str
    path: Path


def _recognise(root: Path) -> bool:
    return all((root / mark).is_file() for mark in MARKS)


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    overloads = list(_overloads(files))
    claims: dict[str, list[Claim]] = {}
    places: dict[str, int] = {}
    for entry in sorted(overloads, key=_order):
        # The chain is built in this order, so that the last one is the outermost.
        places[entry.target] = places.get(entry.target, 0) + 1
        claims.setdefault(entry.owner, []).extend(_claims(files, entry, places[entry.target]))
    plugins = [_own(name, kind, claims[name]) for name, kind, _ in _OWN if name in claims]
    for directory in _modules(files):
        own = claims.get(_id(directory), [])
        plugins.append(_module(files, directory, own, evidence))
    plugins += find_osc_modules(files, system=SYSTEM, kinds=KINDS, evidence=evidence)
    return ShopInventory(
        platform=SYSTEM,
        platform_version=_version(files),
        plugins=tuple(sorted(plugins, key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _version(files: ShopFiles) -> str | None:
    for name, pattern in _VERSIONS:
        path = files.root / name
        text = files.head(path, max_bytes=MAX_SOURCE_BYTES) if files.is_file(path) else None
        match = re.search(pattern, text or "")
        if match is not None:  # as "v2.0.12.2 r8426"
            return match[1].strip().lstrip("vV").partition(" ")[0] or None
    files.note(files.root / "release_info.php", "it has no version")
    return None


def _modules(files: ShopFiles) -> Iterator[Path]:
    for vendor in files.children(files.root / MODULES):
        if not _NAME.fullmatch(vendor.name) or not files.is_directory(vendor):
            continue
        for directory in files.children(vendor):
            if _NAME.fullmatch(directory.name) and files.is_directory(directory):
                yield directory


def _id(directory: Path) -> str:
    return f"{directory.parent.name}/{directory.name}"


def _overloads(files: ShopFiles) -> Iterator[_Overload]:
    for name, _, _ in _OWN:
        yield from _files(files, files.root / name, name)
    for directory in _modules(files):
        for part in _PARTS:
            for entry in files.children(directory / part):
                if entry.name.lower() == _OVERLOADS:
                    yield from _files(files, entry, _id(directory))


def _files(files: ShopFiles, base: Path, owner: str) -> Iterator[_Overload]:
    for directory in files.children(base):
        if directory.name.endswith("_samples") or not files.is_directory(directory):
            continue
        for path in files.children(directory):
            if path.suffix == ".php" and not path.name.startswith(".") and files.is_file(path):
                yield _Overload(owner, directory.name, path)


def _order(entry: _Overload) -> tuple[int, str]:
    """Return the platform's order: its own files first, then by the whole path."""
    own = next((number for name, _, number in _OWN if name == entry.owner), 2)
    return own, entry.path.as_posix()


def _claims(files: ShopFiles, entry: _Overload, place: int) -> Iterator[Claim]:
    found, opaque = read_source(files, entry.path)
    yield from opaque
    relative = files.relative(entry.path)
    name = entry.path.name.partition(".")[0]
    named = next(
        (c for c in found.classes if c.name.rpartition("\\")[2].lower() == name.lower()), None
    )
    if named is None:
        if found.classes:
            files.note(entry.path, f"it has no class {name}, so that it extends nothing")
        return
    yield from find_symbols(found, relative)
    target, area = entry.target.removeprefix(_ADMIN), ""
    if target in _TWICE:
        area = "admin" if entry.target.startswith(_ADMIN) else "shop"
    parent = named.extends[0].rpartition("\\")[2].lower() if named.extends else ""
    for method in named.methods:
        if method.visibility == "private" or method.is_abstract:
            continue
        yield Claim(
            kind="gx.overload",
            target=target,
            member=method.name,
            area=area,
            mode=Mode.EXTEND,
            # A class that is not derived from the chain cuts it off.
            cooperative=named.reaches_parent(method.name)
            if parent == f"{name.lower()}_parent"
            else False,
            value=named.name,
            rank=(place,),
            path=relative,
            line=method.line,
        )


def _own(name: str, kind: str, claims: list[Claim]) -> Plugin:
    return Plugin(
        uid=f"{SYSTEM}:{name}",
        name=name,
        state=PluginState.ACTIVE,
        evidence=name,
        kind=kind,
        path=name,
        claims=_sorted(claims),
    )


def _module(files: ShopFiles, directory: Path, claims: list[Claim], evidence: Evidence) -> Plugin:
    name = _id(directory)
    manifest = directory / MANIFEST
    is_asked = files.is_file(manifest)
    data = files.mapping(manifest, max_bytes=MAX_MANIFEST_BYTES)
    # Only what has a manifest can be switched off, and only where that does not forbid it.
    is_always = not is_asked or data.get("forceIncludingFiles") is True
    composer = read_manifest(files, directory)
    given = evidence.find(name, name.replace("/", ""), directory.name)
    state = PluginState.ACTIVE if is_always else PluginState.UNKNOWN
    proof = files.relative(manifest if is_asked else directory) if is_always else ""
    return Plugin(
        uid=f"{SYSTEM}:{name}",
        name=name,
        version=(given.version if given and given.version else None) or composer.version,
        state=given.state if given else state,
        evidence=evidence.source if given else proof,
        kind="core" if directory.parent.name == VENDOR else "module",
        path=files.relative(directory),
        package=composer.name,
        declares=declare(files, composer, platforms={}),
        claims=_sorted(
            chain(
                claims,
                find_libraries(files, directory),
                find_encoded(files, directory, leave_out=("Overloads", "overloads")),
            )
        ),
    )


def _sorted(claims: Iterator[Claim] | list[Claim] | chain[Claim]) -> tuple[Claim, ...]:
    return tuple(
        sorted(
            dict.fromkeys(claims),
            key=lambda claim: (claim.kind, claim.target, claim.member, claim.path, claim.line),
        )
    )


GAMBIO = ShopSystem(platform=SYSTEM, title="Gambio", recognise=_recognise, read=_read)
