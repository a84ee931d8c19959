"""The one panel of a process, made when it is first needed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from sellxed_sdk.hosting import AdminPanel, InstalledModule

__all__ = ["current_panel", "follow_settings", "register", "registered"]

_lock = threading.Lock()
_modules: list[InstalledModule] = []
_panel: AdminPanel | None = None


def register(installed: InstalledModule) -> None:
    """Take in a module; for its ``AppConfig.ready()``. Does no I/O.

    Args:
        installed: The module. Without a key of its own it takes the one of the settings or
            the environment. The same product again takes the place of the one before.
    """
    if installed.key is None:

        def key() -> str | None:
            from sellxed_sdk.integrations.django._settings import Settings

            return Settings().key(installed.module.product)

        installed = attrs.evolve(installed, key=key)
    with _lock:
        _modules.append(installed)
        if _panel is not None:
            _panel.add(installed)


def registered() -> tuple[InstalledModule, ...]:
    """Return what was registered, in order."""
    return tuple(_modules)


def current_panel() -> AdminPanel:
    """Return the panel of this process, with all registered modules."""
    global _panel  # noqa: PLW0603 - one for each process, as the apps registry
    with _lock:
        if _panel is None:
            _panel = _make_panel()
        return _panel


def follow_settings() -> None:
    """Make the panel anew when a test changes the settings."""
    from django.core.signals import setting_changed

    setting_changed.connect(_forget, dispatch_uid="sellxed_sdk.settings")


def _forget(*, setting: str, **_: object) -> None:
    global _panel  # noqa: PLW0603 - as above
    if setting in ("SELLXED", "CACHES", "DATABASES", "SITE_ID"):
        with _lock:
            _panel = None


def _make_panel() -> AdminPanel:
    from sellxed_sdk.hosting import AdminPanel, RecordStore
    from sellxed_sdk.integrations.django._settings import Settings
    from sellxed_sdk.integrations.django._store import CachedStore, ModelStore

    found = Settings()
    store: RecordStore = ModelStore()
    if found.cache is not None:
        store = CachedStore(store, found.cache)
    panel = AdminPanel(
        store,
        hosts=lambda: found.hosts,
        platforms=lambda: found.platforms,
        languages=found.languages,
    )
    for installed in _modules:
        panel.add(installed)
    return panel
