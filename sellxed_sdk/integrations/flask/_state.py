"""What the integration keeps for one app, in ``app.extensions["sellxed"]``."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

import attrs
from flask import Flask, current_app, g

from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import flask as codes
from sellxed_sdk.hosting import AdminPanel, FileStore, InstalledModule, PanelView, RecordStore
from sellxed_sdk.integrations.flask._settings import Settings

__all__ = ["NAME", "State", "current_state"]

NAME = "sellxed"

_log = logging.getLogger(__name__)


class State:
    """Modules, panel, and what the host brought. Threads share it.

    Args:
        app: The app that it belongs to.
    """

    def __init__(self, app: Flask) -> None:
        self.settings = Settings(app)
        self.admin: Callable[[], str | None] | None = None
        self.form_fields: Callable[[], Mapping[str, str]] | None = None
        self.store: RecordStore | None = None
        self._app = app
        self._modules: list[InstalledModule] = []
        self._panel: AdminPanel | None = None
        self._lock = threading.Lock()

    @property
    def panel(self) -> AdminPanel:
        """The panel; made at the first use, when the configuration is complete."""
        with self._lock:
            if self._panel is None:
                self._panel = self._make_panel()
            return self._panel

    def add(self, installed: InstalledModule) -> None:
        """Take in a module; without a key of its own, it gets the one of SELLXED_KEYS."""
        if installed.key is None:

            def key() -> str | None:
                return self.settings.key(installed.module.product)

            installed = attrs.evolve(installed, key=key)
        with self._lock:
            self._modules.append(installed)
            if self._panel is not None:
                self._panel.add(installed)

    def version(self, product: str) -> str | None:
        """Return the installed release of a module, where known."""
        modules = (installed.module for installed in reversed(self._modules))
        return next((module.version for module in modules if module.product == product), None)

    def user(self) -> str:
        """Return who asks, if that user may update modules; else an empty text.

        Whatever goes wrong in the host's function, or is no identifier: nobody.
        """
        if self.admin is None:
            return ""
        try:
            found: object = self.admin()
        except Exception:  # noqa: BLE001 - a page must not break, and nothing must be shown
            _log.warning("the shop's function 'admin' failed: nothing is shown", exc_info=True)
            return ""
        if isinstance(found, bool) or not isinstance(found, (str, int, type(None))):
            _log.warning("the shop's function 'admin' gave %s, not an identifier", type(found))
            return ""
        return "" if found is None else str(found)

    def look(self, user: str) -> PanelView:
        """Return what this request's user is shown; looked up once a request."""
        known: tuple[str, PanelView] | None = g.get("_sellxed_view")
        if known is None or known[0] != user:
            known = (user, self.panel.look(user))
            g._sellxed_view = known  # noqa: SLF001 - our name on the request's own object
        return known[1]

    def check(self) -> tuple[Finding, ...]:
        """Return what is wrong with how the app is set up."""
        findings = list(self.settings.check())
        if self.admin is None:
            findings.append(codes.FLASK_ADMIN_MISSING.finding())
        if not self._app.secret_key:
            findings.append(codes.FLASK_FORMS_IMPOSSIBLE.finding())
        return tuple(findings)

    def _make_panel(self) -> AdminPanel:
        store = self.store
        if store is None:
            store = FileStore(self.settings.state_directory)
        panel = AdminPanel(
            store,
            hosts=lambda: self.settings.hosts,
            platforms=lambda: self.settings.platforms,
            languages=self.settings.languages,
        )
        for installed in self._modules:
            panel.add(installed)
        return panel


def current_state() -> State:
    """Return the state of the app that is running.

    Raises:
        KeyError: The extension was not initialised for it: a mistake of its author.
    """
    state: State = current_app.extensions[NAME]
    return state
