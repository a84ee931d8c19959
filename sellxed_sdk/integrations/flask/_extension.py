"""The extension: `Sellxed` for the host, `add_module` for modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask

from sellxed_sdk.hosting import AdminPanel, InstalledModule, RecordStore
from sellxed_sdk.integrations.flask._commands import add_commands
from sellxed_sdk.integrations.flask._state import NAME, State, current_state
from sellxed_sdk.integrations.flask._template import template_functions
from sellxed_sdk.integrations.flask._views import make_blueprint

__all__ = ["Sellxed", "add_module", "current_panel"]


class Sellxed:
    """The extension. The object holds nothing: what belongs to an app is in the app.

    Args:
        app: The app, where it exists already.
        admin: As for `init_app`.
        store: As for `init_app`.
        form_fields: As for `init_app`.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        admin: Callable[[], str | None] | None = None,
        store: RecordStore | None = None,
        form_fields: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        if app is not None:
            self.init_app(app, admin=admin, store=store, form_fields=form_fields)

    def init_app(
        self,
        app: Flask,
        *,
        admin: Callable[[], str | None] | None = None,
        store: RecordStore | None = None,
        form_fields: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        """Add pages, template functions and commands to an app. Does no I/O.

        Called again, it takes what is given and leaves the rest: the host and its modules may
        call it in any order.

        Args:
            app: The app.
            admin: Returns the identifier of the current user where that one may update
                modules, else None. Without it, nobody is shown anything.
            store: Where records are kept; files in SELLXED_STATE_DIR by default.
            form_fields: Returns hidden fields that the host's own protection against forged
                forms wants. Flask-WTF's is known.
        """
        state = _state_of(app)
        if admin is not None:
            state.admin = admin
        if store is not None:
            state.store = store
        if form_fields is not None:
            state.form_fields = form_fields


def add_module(app: Flask, installed: InstalledModule) -> None:
    """Register a module with the panel of an app; for a module's own ``init_app``.

    Args:
        app: The app; the extension is initialised for it if the host has not done so.
        installed: The module. The same product again takes the place of the one before.
    """
    _state_of(app).add(installed)


def current_panel() -> AdminPanel:
    """Return the panel of the app that is running, for `check_licence` on a checkout.

    Raises:
        KeyError: The extension was not initialised for it: a mistake of its author.
    """
    return current_state().panel


def _state_of(app: Flask) -> State:
    known = app.extensions.get(NAME)
    if isinstance(known, State):
        return known
    state = app.extensions[NAME] = State(app)
    blueprint = make_blueprint()
    add_commands(blueprint)
    app.register_blueprint(blueprint, url_prefix=state.settings.url_prefix)
    app.context_processor(template_functions)
    return state
