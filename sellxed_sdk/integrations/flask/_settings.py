"""Settings ``SELLXED_*`` of a Flask app, read when they are needed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TypeGuard

import attrs
from flask import Flask

from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import flask as codes
from sellxed_sdk.notices import LANGUAGES

__all__ = ["PREFIX", "Settings"]

PREFIX = "SELLXED_"
_EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "SELLXED_HOSTS": "an address or a list of them",
        "SELLXED_KEYS": "a mapping of products to licence keys",
        "SELLXED_LANGUAGES": "a list of languages",
        "SELLXED_LAYOUT": "the name of a template",
        "SELLXED_NOTICES": "true or false",
        "SELLXED_PLATFORMS": "a mapping of names to versions",
        "SELLXED_STATE_DIR": "a path",
        "SELLXED_URL_PREFIX": "a path that begins with a slash",
    }
)


@attrs.frozen
class Settings:
    """The settings of one app. A value of another type counts as not set, and is reported."""

    app: Flask
    """Whose configuration is read."""

    def check(self) -> tuple[Finding, ...]:
        """Return what is wrong with them."""
        findings = []
        for name in sorted(self.app.config):
            if name.startswith(PREFIX) and name not in _EXPECTED:
                near = difflib.get_close_matches(name, _EXPECTED, n=1, cutoff=0)
                findings.append(codes.FLASK_SETTING_UNKNOWN.finding(setting=name, similar=near[0]))
        unusable = [
            codes.FLASK_SETTING_UNUSABLE.finding(setting=name, expected=expected)
            for name, expected in _EXPECTED.items()
            if self.app.config.get(name) is not None and self._read(name) is None
        ]
        return (*findings, *unusable)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The shop's addresses; Flask's own SERVER_NAME where there are none."""
        hosts = _texts(self._read("SELLXED_HOSTS"))
        name = self.app.config.get("SERVER_NAME")
        return hosts or ((name,) if isinstance(name, str) and name else ())

    @property
    def platforms(self) -> Mapping[str, str]:
        """What runs here, with versions."""
        own = self._read("SELLXED_PLATFORMS")
        known = {str(name): str(value) for name, value in own.items()} if _is_map(own) else {}
        return {"flask": version("flask"), **known}

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages whose changelogs are brought."""
        return _texts(self._read("SELLXED_LANGUAGES")) or LANGUAGES

    @property
    def layout(self) -> str:
        """The template that the pages extend."""
        return str(self._read("SELLXED_LAYOUT") or "sellxed/layout.html")

    @property
    def has_notices(self) -> bool:
        """Whether pages other than the panel's own show notices."""
        return self._read("SELLXED_NOTICES") is not False

    @property
    def state_directory(self) -> Path:
        """Where records are kept, if the host brings no store."""
        named = self._read("SELLXED_STATE_DIR")
        return Path(str(named)) if named else Path(self.app.instance_path) / "sellxed"

    @property
    def url_prefix(self) -> str:
        """Below it are the panel's pages."""
        return str(self._read("SELLXED_URL_PREFIX") or "/sellxed")

    def key(self, product: str) -> str | None:
        """Return the licence key that the configuration gives for a product."""
        keys = self._read("SELLXED_KEYS")
        key = keys.get(product) if _is_map(keys) else None
        return key if isinstance(key, str) and key.strip() else None

    def _read(self, name: str) -> object:
        value: object = self.app.config.get(name)
        return value if _fits(name, value) else None


def _fits(name: str, value: object) -> bool:
    if name in ("SELLXED_KEYS", "SELLXED_PLATFORMS"):
        return _is_map(value)
    if name in ("SELLXED_HOSTS", "SELLXED_LANGUAGES"):
        return bool(_texts(value))
    if name == "SELLXED_NOTICES":
        return isinstance(value, bool)
    if name == "SELLXED_STATE_DIR":
        return isinstance(value, (str, Path))
    if name == "SELLXED_URL_PREFIX":
        return isinstance(value, str) and value.startswith("/")
    return isinstance(value, str)


def _is_map(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, Mapping)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, Iterable) or isinstance(value, (bytes, Mapping)):
        return ()
    texts = tuple(value)
    return texts if all(isinstance(text, str) and text for text in texts) else ()
