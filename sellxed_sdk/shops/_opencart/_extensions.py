"""Extensions: payment methods, modules, themes and so on, where the platform lists them.

Up to version 3 an extension is a type and a code: ``payment`` and ``cod`` are the file
``payment/cod.php`` of the admin's controllers. From version 4 on it is a directory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode, Plugin, PluginState
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._opencart._names import SYSTEM, slug, unique
from sellxed_sdk.shops._opencart._platform import Platform
from sellxed_sdk.shops._opencart._shipped import SHIPPED
from sellxed_sdk.shops._php import find_encoder

__all__ = ["read_extensions"]

MAX_MANIFEST = 200_000
HEAD_BYTES = 8_192
# Where versions before 2.3 keep them; 2.3 looks in both places, 3 in the new one alone.
_OLD_TYPES = (
    "analytics",
    "captcha",
    "feed",
    "fraud",
    "module",
    "payment",
    "shipping",
    "theme",
    "total",
)
_NEW_TYPES = tuple(sorted((*_OLD_TYPES, "advertise", "currency", "dashboard", "menu", "report")))
_THEMES = frozenset({"theme"})


def read_extensions(files: ShopFiles, platform: Platform, evidence: Evidence) -> tuple[Plugin, ...]:
    """Return the extensions of a shop, sorted by uid."""
    taken: set[str] = set()
    if platform.major[0] >= 4:
        found = list(_directories(files, evidence, taken))
    else:
        found = list(_controllers(files, platform, evidence, taken))
    found += _storage(files, platform)
    return tuple(sorted(found, key=lambda plugin: plugin.uid))


def _controllers(
    files: ShopFiles, platform: Platform, evidence: Evidence, taken: set[str]
) -> Iterator[Plugin]:
    base = files.root / platform.admin / "controller"
    places = [(kind, base / "extension" / kind) for kind in _NEW_TYPES]
    if platform.major[0] < 3:
        places += [(kind, base / kind) for kind in _OLD_TYPES]
    for kind, directory in places:
        if not files.is_directory(directory):
            continue
        for path in files.children(directory):
            name = f"{kind}/{slug(path.stem)}"
            is_new = f"{SYSTEM}:{name}" not in taken and not path.name.startswith(".")
            if path.suffix == ".php" and is_new and files.is_file(path):
                taken.add(f"{SYSTEM}:{name}")
                yield _by_file(files, platform, evidence, path, kind)


def _by_file(
    files: ShopFiles, platform: Platform, evidence: Evidence, path: Path, kind: str
) -> Plugin:
    code = path.stem
    is_core = code in SHIPPED.get(kind, ())
    given = evidence.find(f"{kind}/{code}", f"{kind}_{code}")
    claims: tuple[Claim, ...] = ()
    if not is_core:
        ours = path.relative_to(files.root / platform.admin)
        claims = tuple(_encoded(files, (path, files.root / "catalog" / ours)))
    return Plugin(
        uid=f"{SYSTEM}:{kind}/{slug(code)}",
        name=code,
        version=given.version if given else None,
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        kind="core" if is_core else "theme" if kind in _THEMES else "plugin",
        path=files.relative(path),
        claims=claims,
    )


def _encoded(files: ShopFiles, paths: tuple[Path, ...]) -> Iterator[Claim]:
    for path in paths:
        text = files.head(path, max_bytes=HEAD_BYTES) if files.is_file(path) else None
        encoder = find_encoder(text) if text else ""
        if encoder:
            files.note(path, encoder)
            yield Claim(
                kind="opaque",
                target=files.relative(path),
                mode=Mode.OBSERVE,
                cooperative=None,
                path=files.relative(path),
            )


def _directories(files: ShopFiles, evidence: Evidence, taken: set[str]) -> Iterator[Plugin]:
    for directory in files.children(files.root / "extension"):
        code = directory.name
        if code == "ocmod" or code.startswith(".") or not files.is_directory(directory):
            continue
        manifest = directory / "install.json"
        is_listed = files.is_file(manifest) or _has_controllers(files, directory)
        if not is_listed or not slug(code):
            continue
        says = files.mapping(manifest, max_bytes=MAX_MANIFEST)
        given = evidence.find(code)
        version = _text(says.get("version"))
        yield Plugin(
            uid=unique(slug(code), taken),
            name=_text(says.get("name")) or code,
            version=(given.version if given else None) or version,
            state=given.state if given else PluginState.UNKNOWN,
            evidence=evidence.source if given else "",
            kind="core" if code == "opencart" else "plugin",
            path=files.relative(manifest if says else directory),
            claims=_libraries(files, directory),
        )


def _has_controllers(files: ShopFiles, directory: Path) -> bool:
    controllers = directory / "admin" / "controller"
    return any(
        path.suffix == ".php"
        for kind in (files.children(controllers) if files.is_directory(controllers) else ())
        if files.is_directory(kind)
        for path in files.children(kind)
    )


def _libraries(files: ShopFiles, directory: Path) -> tuple[Claim, ...]:
    return (*find_libraries(files, directory), *find_libraries(files, directory / "system"))


def _storage(files: ShopFiles, platform: Platform) -> Iterator[Plugin]:
    """Yield what Composer installed for the whole shop: the libraries that OpenCart loads."""
    for directory in (files.root / "system" / "storage", files.root / "system"):
        if not files.is_directory(directory / "vendor"):
            continue
        claims = find_libraries(files, directory)
        if claims:
            yield Plugin(
                uid=f"{SYSTEM}:{slug('-'.join(directory.relative_to(files.root).parts))}-vendor",
                name=f"{files.relative(directory)}/vendor",
                version=platform.version,
                state=PluginState.ACTIVE,
                evidence="OpenCart loads it",
                kind="core",
                path=files.relative(directory / "vendor"),
                claims=claims,
            )


def _text(value: object) -> str | None:
    return value.strip()[:200] or None if isinstance(value, str) else None
