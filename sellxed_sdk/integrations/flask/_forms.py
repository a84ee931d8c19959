"""Tells the panel's own forms from forged ones (CSRF)."""

from __future__ import annotations

import hmac
import importlib
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import cast

from flask import current_app, session, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from sellxed_sdk.integrations.flask._state import State
from sellxed_sdk.notices import HostForm

__all__ = ["host_form", "is_ours"]

_log = logging.getLogger(__name__)

FIELD = "slx_token"
SALT = "sellxed_sdk.integrations.flask.form"
IN_SESSION = "_sellxed"
LIFETIME_SECONDS = 12 * 3600


def host_form(state: State, user: str) -> HostForm | None:
    """Return where forms go, with the fields that prove them ours.

    Args:
        state: Of the app.
        user: Who is shown the form.

    Returns:
        None where nothing can prove it: then there are no forms.
    """
    if not current_app.secret_key:
        return None
    fields = {FIELD: _token(user), **_foreign_fields(state)}
    return HostForm(action=url_for("sellxed.answer"), fields=tuple(fields.items()))


def is_ours(form: Mapping[str, str], *, user: str) -> bool:
    """Tell whether a form was made by `host_form` for this session and user.

    Args:
        form: The posted fields.
        user: Who posts it.
    """
    known = session.get(IN_SESSION)
    if not current_app.secret_key or not isinstance(known, str):
        return False
    try:
        said = _serializer().loads(form.get(FIELD, ""), max_age=LIFETIME_SECONDS)
    except BadData:
        return False
    # dumps made it, so it is a list of two texts.
    return hmac.compare_digest(said[0], known) and said[1] == user and _is_wtf_content(form)


def _token(user: str) -> str:
    known = session.get(IN_SESSION)
    if not isinstance(known, str):
        known = session[IN_SESSION] = secrets.token_urlsafe(24)
    token = _serializer().dumps([known, user])
    return token if isinstance(token, str) else token.decode("ascii")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=SALT)


def _foreign_fields(state: State) -> Mapping[str, str]:
    """Return what the host's own protection wants besides."""
    fields = dict(state.form_fields()) if state.form_fields is not None else {}
    if "csrf" in current_app.extensions:  # Flask-WTF's CSRFProtect, which looks at every POST
        module = importlib.import_module("flask_wtf.csrf")
        fields[_wtf_field()] = cast("Callable[[], str]", module.generate_csrf)()
    return fields


def _is_wtf_content(form: Mapping[str, str]) -> bool:
    """Ask Flask-WTF itself, also where the host has switched its look at every POST off."""
    if "csrf" not in current_app.extensions:
        return True
    module = importlib.import_module("flask_wtf.csrf")
    try:
        cast("Callable[[str], None]", module.validate_csrf)(form.get(_wtf_field(), ""))
    except ValueError:  # wtforms.ValidationError is one
        return False
    return True


def _wtf_field() -> str:
    return str(current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token"))
