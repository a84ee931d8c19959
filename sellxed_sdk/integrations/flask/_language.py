"""The language of a request: the host's choice, else the reader's."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from typing import cast

from flask import current_app, request

from sellxed_sdk.notices import negotiate_language

__all__ = ["request_language"]

_log = logging.getLogger(__name__)


def request_language() -> str:
    """Return a language tag: Flask-Babel's where the host uses it, else Accept-Language."""
    if "babel" in current_app.extensions:
        try:
            module = importlib.import_module("flask_babel")
            locale = cast("Callable[[], object]", module.get_locale)()
        except Exception:  # noqa: BLE001 - the host's selector may raise anything
            _log.warning("the shop's choice of language failed", exc_info=True)
        else:
            if locale is not None:
                return str(locale)
    return negotiate_language(request.headers.get("Accept-Language", ""))
