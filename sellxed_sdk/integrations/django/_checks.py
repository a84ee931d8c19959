"""System checks: faults of the configuration, and never what an admin has to do."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.hosting import InstalledModule
from sellxed_sdk.integrations.django._panel import registered
from sellxed_sdk.integrations.django._settings import EXPECTED, Settings, is_map, texts

__all__ = ["check_project", "register_checks"]

# A cache of one process would hide what the others write.
_NOT_SHARED = ("locmem.LocMemCache", "dummy.DummyCache")


def register_checks() -> None:
    """Enter the checks, for ``manage.py check`` and its ``--tag sellxed``."""
    register(check_project, "sellxed")


def check_project(
    app_configs: Sequence[AppConfig] | None = None, **_: object
) -> list[CheckMessage]:
    """Return what is wrong with how the project is set up."""
    del app_configs
    found = Settings()
    if not is_map(found.raw):
        hint = 'Write SELLXED = {"HOSTS": ["https://shop.example.ch"]}.'
        return [Error("SELLXED is not a dictionary.", hint=hint, id="sellxed.E001")]
    names = [str(name) for name in found.raw]
    messages: list[CheckMessage] = [_unknown(name) for name in names if name not in EXPECTED]
    messages += [
        Error(
            f"SELLXED[{name!r}] has to be {expected}.",
            hint="Correct it, or leave it out; it counts as not set.",
            id="sellxed.E002",
        )
        for name, expected in EXPECTED.items()
        if name in names and not _fits(name, found.raw.get(name))
    ]
    return [*messages, *_check_cache(found), *_check_order(), *_check_modules()]


def _unknown(name: str) -> CheckMessage:
    near = difflib.get_close_matches(name.upper(), EXPECTED, n=1, cutoff=0)[0]
    return Warning(
        f"SELLXED[{name!r}] does nothing: there is no such setting.",
        hint=f"The most similar one is {near}.",
        id="sellxed.W001",
    )


def _fits(name: str, value: object) -> bool:
    if name in ("KEYS", "PLATFORMS"):
        return is_map(value)
    if name in ("HOSTS", "LANGUAGES"):
        return bool(texts(value))
    if name == "NOTICES":
        return isinstance(value, bool)
    return isinstance(value, str)


def _check_cache(found: Settings) -> list[CheckMessage]:
    if found.cache is None:
        return []
    caches: object = getattr(settings, "CACHES", {})
    entry = caches.get(found.cache) if is_map(caches) else None
    if not is_map(entry):
        return [
            Error(
                f"There is no cache {found.cache!r} in CACHES.",
                hint="Name one of them in SELLXED['CACHE'], or leave it out.",
                id="sellxed.E003",
            )
        ]
    if str(entry.get("BACKEND", "")).endswith(_NOT_SHARED):
        return [
            Warning(
                f"The cache {found.cache!r} belongs to one process: others see changes late.",
                hint="Name a cache that all processes share, or leave SELLXED['CACHE'] out.",
                id="sellxed.W002",
            )
        ]
    return []


def _check_order() -> list[CheckMessage]:
    labels = [config.name for config in apps.get_app_configs()]
    ours, theirs = "sellxed_sdk.integrations.django", "django.contrib.admin"
    if theirs not in labels or labels.index(ours) < labels.index(theirs):
        return []
    return [
        Warning(
            "Notices are not on the admin's pages: its templates come first.",
            hint=f"Put {ours} before {theirs} in INSTALLED_APPS, or write "
            "{% load sellxed %}{% sellxed_admin_notices %} into your own admin/base_site.html.",
            id="sellxed.W003",
        )
    ]


def _check_modules() -> list[CheckMessage]:
    return [message for installed in registered() for message in _check_module(installed)]


def _check_module(installed: InstalledModule) -> list[CheckMessage]:
    try:
        installed.module.load()
    except SellxedError as error:
        name = installed.name or installed.module.product
        text = f"The files of {name} are incomplete: {error}"
        return [Warning(text, hint=error.hint or None, id="sellxed.W004")]
    return []
