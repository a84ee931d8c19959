"""modified eCommerce: which shop it is, its plugins, and what they change."""

from __future__ import annotations

from collections.abc import Iterable

from sellxed_sdk.compatibility import Claim, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._modified._claims import Content, find_claims, read_pieces
from sellxed_sdk.shops._modified._layout import (
    find_admin,
    find_pieces,
    is_modified,
    read_versions,
)
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["MODIFIED"]

SYSTEM = "modified"
REVISION = "modified-revision"
EXTERNAL = "includes/external"


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    admin = find_admin(files)
    version, revision = read_versions(files, admin)
    contents = list(read_pieces(files, find_pieces(files, admin)))
    claims = find_claims(files, contents)
    for entry in files.children(files.root / EXTERNAL):
        if entry.name.lower() in claims and files.is_directory(entry):
            claims[entry.name.lower()] += find_libraries(files, entry)
    by_code: dict[str, list[Content]] = {}
    for content in contents:
        by_code.setdefault(content.piece.code, []).append(content)
    plugins = [
        _plugin(files, code, entries, claims[code], evidence)
        for code, entries in sorted(by_code.items())
    ]
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version,
        platforms=((REVISION, revision),) if revision else (),
        plugins=tuple(sorted(plugins, key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _plugin(
    files: ShopFiles,
    code: str,
    contents: list[Content],
    claims: Iterable[Claim],
    evidence: Evidence,
) -> Plugin:
    modules = [content for content in contents if content.piece.kind]
    first = (modules or contents)[0].piece
    path = files.relative(first.path)
    # What is included at a point runs because it is there; modules are installed.
    state = PluginState.UNKNOWN if modules else PluginState.ACTIVE
    given = evidence.find(code, first.path.name)
    version = next((content.version for content in modules if content.version), None)
    return Plugin(
        uid=f"{SYSTEM}:{code}",
        name=code,
        version=(given.version if given and given.version else None) or version,
        state=given.state if given else state,
        evidence=evidence.source if given else "" if modules else path,
        kind="module",
        path=path,
        claims=tuple(
            sorted(
                dict.fromkeys(claims),
                key=lambda c: (c.kind, c.target, c.member, c.path, c.line),
            )
        ),
    )


MODIFIED = ShopSystem(
    platform=SYSTEM, title="modified eCommerce", recognise=is_modified, read=_read
)
