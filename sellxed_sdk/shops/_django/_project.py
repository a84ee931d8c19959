"""Django projects: what is installed, which apps run, and what they claim."""

from __future__ import annotations

from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._django._apps import App, find_app, label_claim, template_claims
from sellxed_sdk.shops._django._distributions import Distribution, find_distributions
from sellxed_sdk.shops._django._settings import (
    InstalledApps,
    find_settings,
    read_installed_apps,
)
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["DJANGO"]

SYSTEM = "django"
MANAGE = "manage.py"
MAX_MANAGE_BYTES = 100_000
_PLATFORMS = ("django-oscar", "pretix")


def _is_django(root: Path) -> bool:
    path = root / MANAGE
    if not path.is_file():
        return False
    with path.open("rb") as file:
        module = find_settings(file.read(MAX_MANAGE_BYTES).decode("utf-8", "replace"))
    if module is None:
        return False
    base = root.joinpath(*module.split("."))
    return base.with_suffix(".py").is_file() or (base / "__init__.py").is_file()


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    text = files.head(files.root / MANAGE, max_bytes=MAX_MANAGE_BYTES) or ""
    installed = read_installed_apps(files, find_settings(text) or "settings")
    distributions = list(find_distributions(files))
    homes = [files.root, *dict.fromkeys(found.home for found in distributions)]
    owners = {package: found for found in distributions for package in found.packages}
    apps: dict[str, list[App]] = {}
    own: list[App] = []
    for position, entry in enumerate(installed.names):
        app = find_app(files, entry, homes=homes, position=position)
        if app is None:
            continue
        owner = owners.get(entry.partition(".")[0])
        if owner is not None and app.directory.is_relative_to(owner.home):
            apps.setdefault(owner.uid, []).append(app)
        elif not any(app.directory.is_relative_to(home) for home in homes[1:]):
            own.append(app)
    uids = {found.uid for found in distributions}
    plugins = [
        *(_distribution(files, found, apps.get(found.uid, []), uids) for found in distributions),
        *(_own_app(files, app, installed) for app in own),
    ]
    versions = {found.uid: found.version for found in distributions}
    return ShopInventory(
        platform=SYSTEM,
        platform_version=versions.get("python:django"),
        platforms=tuple(
            (name, version)
            for name in _PLATFORMS
            if (version := versions.get(f"python:{name}")) is not None
        ),
        plugins=tuple(sorted((_given(p, evidence) for p in plugins), key=lambda p: p.uid)),
        unread=tuple(files.unread),
    )


def _distribution(files: ShopFiles, found: Distribution, apps: list[App], uids: set[str]) -> Plugin:
    is_core = found.uid == "python:django"
    claims = [claim for app in apps for claim in _claims(files, app, is_own=False)]
    return Plugin(
        uid=found.uid,
        name=found.name,
        version=found.version,
        # An app runs where it is installed in the project; anything else where it is imported.
        state=PluginState.ACTIVE,
        evidence="installed in the environment of the project",
        kind="core" if is_core else "app" if apps else "library",
        path=files.relative(found.path),
        requires=tuple(uid for name in found.requires if (uid := f"python:{name}") in uids),
        claims=_sorted(claims),
    )


def _own_app(files: ShopFiles, app: App, installed: InstalledApps) -> Plugin:
    return Plugin(
        uid=f"{SYSTEM}:{app.name}",
        name=app.name,
        state=PluginState.ACTIVE,
        evidence=installed.evidence,
        kind="app",
        path=files.relative(app.directory),
        claims=_sorted(list(_claims(files, app, is_own=True))),
    )


def _claims(files: ShopFiles, app: App, *, is_own: bool) -> list[Claim]:
    return [label_claim(files, app), *template_claims(files, app, is_own=is_own)]


def _sorted(claims: list[Claim]) -> tuple[Claim, ...]:
    order = sorted(claims, key=lambda c: (c.kind, c.target, c.member, c.path, c.line))
    return tuple(dict.fromkeys(order))


def _given(plugin: Plugin, evidence: Evidence) -> Plugin:
    given = evidence.find(plugin.uid.partition(":")[2])
    if given is None:
        return plugin
    return attrs.evolve(plugin, state=given.state, evidence=evidence.source)


DJANGO = ShopSystem(
    platform=SYSTEM, title="Django with django-oscar", recognise=_is_django, read=_read
)
