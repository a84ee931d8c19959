"""Shopware 6: which plugins there are, which run, and what they change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._composer import declare, read_packages
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._shopware6._bundles import SYSTEM, Bundle, find_bundles
from sellxed_sdk.shops._shopware6._classes import Twins, read_code
from sellxed_sdk.shops._shopware6._services import find_decorators
from sellxed_sdk.shops._shopware6._views import find_view_claims
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["SHOPWARE6"]

CORE = ("shopware/core", "shopware/platform", "shopware/shopware")
MAX_CLASS_BYTES = 500_000
_PLATFORMS = dict.fromkeys(CORE, SYSTEM)


def _is_shopware6(root: Path) -> bool:
    if not (root / "bin" / "console").is_file() and not (root / "public" / "index.php").is_file():
        return False
    lock, package = root / "composer.lock", root / "vendor" / "shopware" / "core"
    if package.is_dir() or (root / "vendor" / "shopware" / "platform").is_dir():
        return True
    if not lock.is_file():
        return False
    with lock.open("rb") as file:
        return b'"shopware/core"' in file.read(20_000_000)


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    packages = read_packages(files)
    version = packages.version(*CORE)
    if version is None:
        files.note(files.root / "composer.lock", "it does not name shopware/core and its version")
    bundles = list(find_bundles(files, packages))
    twins = Twins(files, dict(_core_sources(files)))
    by_package = {b.manifest.name: b.name for b in bundles if b.manifest and b.manifest.name}
    plugins = [
        _plugin(files, bundle, evidence, twins=twins, by_package=by_package) for bundle in bundles
    ]
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version.removeprefix("v") if version else None,
        plugins=tuple(sorted(plugins, key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _core_sources(files: ShopFiles) -> Iterator[tuple[str, Path]]:
    home = files.root / "vendor" / "shopware"
    for name, parts in (("Core", "core"), ("Storefront", "storefront")):
        for place in (home / parts, home / "platform" / "src" / name, files.root / "src" / name):
            if files.is_directory(place):
                yield f"Shopware\\{name}", place
                break


def _plugin(
    files: ShopFiles,
    bundle: Bundle,
    evidence: Evidence,
    *,
    twins: Twins,
    by_package: dict[str, str],
) -> Plugin:
    given = evidence.find(bundle.name)
    manifest = bundle.manifest
    required = manifest.data.get("require") if manifest is not None else None
    return Plugin(
        uid=f"{SYSTEM}:{bundle.name}",
        name=bundle.title,
        version=bundle.version,
        state=given.state if given else PluginState.UNKNOWN,
        evidence=evidence.source if given else "",
        kind=bundle.kind,
        path=files.relative(bundle.directory),
        requires=tuple(
            f"{SYSTEM}:{by_package[name]}"
            for name in (required if isinstance(required, dict) else ())
            if name in by_package and by_package[name] != bundle.name
        ),
        package=manifest.name if manifest is not None else "",
        declares=declare(files, manifest, platforms=_PLATFORMS) if manifest is not None else (),
        claims=_claims(files, bundle, twins) if bundle.kind != "core" else (),
    )


def _claims(files: ShopFiles, bundle: Bundle, twins: Twins) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    if bundle.kind == "plugin":
        claims += find_libraries(files, bundle.directory)
        code = read_code(files, bundle.sources, twins)
        decorators = list(code.decorators)
        for source in bundle.sources[:1]:
            decorators += find_decorators(files, source / "Resources")
        for decorator in decorators:
            hands_on = decorator.hands_on
            if hands_on is not False:
                # The class tells more than what it is given.
                known = code.hands_on.get(decorator.value.lower())
                hands_on = hands_on if known is None else known
            claims.append(decorator.claim(hands_on=hands_on))
        claims += code.claims
    priority = _template_priority(files, bundle)
    # Among equals the order of installing counts, which no file tells.
    rank = (-priority,) if priority is not None else None
    for source in bundle.sources[:1]:
        views = source / "Resources" / "views"
        claims += find_view_claims(files, views, own=bundle.name, rank=rank)
    order = sorted(claims, key=lambda c: (c.kind, c.target, c.member, c.path, c.line))
    return tuple(dict.fromkeys(order))


def _template_priority(files: ShopFiles, bundle: Bundle) -> int | None:
    """Return what ``getTemplatePriority`` gives; 0 without one, None where it is computed."""
    short = bundle.base_class.rpartition("\\")[2]
    path = bundle.sources[0] / f"{short}.php" if bundle.sources and short else None
    if path is None or not files.is_file(path):
        return 0
    text = files.whole(path, max_bytes=MAX_CLASS_BYTES) or ""
    _, found, rest = text.partition("getTemplatePriority")
    if not found:
        return 0
    _, _, value = rest.partition("return")
    number = value.partition(";")[0].strip()
    return int(number) if number.removeprefix("-").isdecimal() and len(number) < 10 else None


SHOPWARE6 = ShopSystem(platform=SYSTEM, title="Shopware 6", recognise=_is_shopware6, read=_read)
