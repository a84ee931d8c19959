"""JTL-Shop 4 and 5: which shop it is, its plugins and templates, and what they change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._composer import declare, read_manifest
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._jtl5._hooks import (
    BOOTSTRAP,
    OLD_BOOTSTRAP,
    find_hook_claims,
    read_hook_names,
)
from sellxed_sdk.shops._jtl5._plugins import (
    INFO,
    SYSTEM,
    PluginInfo,
    find_plugins,
    read_declarations,
    read_info,
    spell_version,
)
from sellxed_sdk.shops._jtl5._templates import find_block_claims
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._sources import find_encoded
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["JTL5"]

MAX_SOURCE_BYTES = 200_000
DEFINES = Path("includes/defines_inc.php")
MARKS = (DEFINES, Path("jtl.php"))
_NAME = re.compile(r"[\w.-]{1,64}")
_VERSION = re.compile(
    r"(?:const\s+|define\s*\(\s*['\"])(?:APPLICATION_VERSION|JTL_VERSION)['\"]?"
    r"\s*[=,]\s*['\"]?(\d[\w.+-]{0,40})"
)


def _recognise(root: Path) -> bool:
    return all((root / mark).is_file() for mark in MARKS)


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    version = _version(files)
    names = read_hook_names(files)
    themes = tuple(
        directory
        for directory in files.children(files.root / "templates")
        if _NAME.fullmatch(directory.name) and files.is_file(directory / "template.xml")
    )
    plugins = [_plugin(files, info, names, themes, evidence) for info in find_plugins(files)]
    plugins += (plugin for path in themes for plugin in _theme(files, path, evidence))
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version,
        plugins=tuple(sorted(plugins, key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _version(files: ShopFiles) -> str | None:
    text = files.head(files.root / DEFINES, max_bytes=MAX_SOURCE_BYTES) or ""
    match = _VERSION.search(text)
    if match is None:
        files.note(files.root / DEFINES, "it has no version")
        return None
    return spell_version(match[1])


def _plugin(
    files: ShopFiles,
    info: PluginInfo,
    names: Mapping[str, str],
    themes: tuple[Path, ...],
    evidence: Evidence,
) -> Plugin:
    composer = read_manifest(files, info.directory)
    bootstrap = info.home / (OLD_BOOTSTRAP if info.is_legacy else BOOTSTRAP)
    claims = {
        *find_hook_claims(files, info, names),
        *find_block_claims(files, info, themes),
        *find_libraries(files, info.home),
        *find_encoded(files, info.home, known=(bootstrap,)),
    }
    given = evidence.find(info.id, info.directory.name)
    return Plugin(
        uid=f"{SYSTEM}:{info.id}",
        name=info.name,
        version=(given.version if given and given.version else None) or info.version,
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        path=files.relative(info.directory),
        package=composer.name,
        declares=(
            *read_declarations(files, info.directory / INFO, info.root),
            *declare(files, composer, platforms={}),
        ),
        claims=tuple(
            sorted(claims, key=lambda c: (c.kind, c.target, c.member, c.path, c.line, c.value))
        ),
    )


def _theme(files: ShopFiles, directory: Path, evidence: Evidence) -> Iterator[Plugin]:
    path = directory / "template.xml"
    root = read_info(files, path)
    if root is None:
        return
    parent = root.words("Parent")
    given = evidence.find(f"templates/{directory.name}", directory.name)
    yield Plugin(
        uid=f"{SYSTEM}:templates/{directory.name}",
        name=root.words("Name")[:200] or directory.name,
        version=root.words("Version")[:64] or None,
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        kind="theme",
        path=files.relative(directory),
        requires=(f"{SYSTEM}:templates/{parent}",) if _NAME.fullmatch(parent) else (),
        declares=tuple(read_declarations(files, path, root)),
    )


JTL5 = ShopSystem(platform=SYSTEM, title="JTL-Shop", recognise=_recognise, read=_read)
