"""The setting ``SELLXED`` of a project, read when it is needed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeGuard

import django
from django.conf import settings

from sellxed_sdk.notices import LANGUAGES

__all__ = ["EXPECTED", "Settings", "environment_name"]

EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "CACHE": "the name of a cache in CACHES",
        "HOSTS": "an address or a list of them",
        "KEYS": "a mapping of products to licence keys",
        "LANGUAGES": "a list of languages",
        "NOTICES": "True or False",
        "PLATFORMS": "a mapping of names to versions",
    }
)


def environment_name(product: str) -> str:
    """Return the environment variable that may hold a product's key."""
    return f"SELLXED_LICENCE_KEY_{product.upper().replace('-', '_')}"


class Settings:
    """Typed views of ``settings.SELLXED``. A value of another type counts as not set."""

    @property
    def raw(self) -> object:
        """As the project wrote it."""
        found: object = getattr(settings, "SELLXED", {})
        return found

    @property
    def cache(self) -> str | None:
        """Name of the cache in front of the database."""
        value = self._read("CACHE")
        return value if isinstance(value, str) and value else None

    @property
    def hosts(self) -> tuple[str, ...]:
        """The shop's addresses; the current site's where there are none."""
        return texts(self._read("HOSTS")) or _sites()

    @property
    def platforms(self) -> Mapping[str, str]:
        """What runs here, with versions."""
        own = self._read("PLATFORMS")
        known = {str(name): str(value) for name, value in own.items()} if is_map(own) else {}
        return {"django": django.get_version(), **known}

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages whose changelogs are brought."""
        return texts(self._read("LANGUAGES")) or LANGUAGES

    @property
    def has_notices(self) -> bool:
        """Whether pages other than the panel's own show notices."""
        return self._read("NOTICES") is not False

    def key(self, product: str) -> str | None:
        """Return the licence key that the environment or the settings give."""
        keys = self._read("KEYS")
        named = keys.get(product) if is_map(keys) else None
        for key in (named, os.environ.get(environment_name(product))):
            if isinstance(key, str) and key.strip():
                return key
        return None

    def _read(self, name: str) -> object:
        raw = self.raw
        return raw.get(name) if is_map(raw) else None


def is_map(value: object) -> TypeGuard[Mapping[object, object]]:
    """Whether it is a mapping."""
    return isinstance(value, Mapping)


def texts(value: object) -> tuple[str, ...]:
    """Return a text or texts; none of another type."""
    if isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, Iterable) or isinstance(value, (bytes, Mapping)):
        return ()
    found = tuple(value)
    return found if all(isinstance(text, str) and text for text in found) else ()


def _sites() -> tuple[str, ...]:
    from django.apps import apps

    number = getattr(settings, "SITE_ID", None)
    if number is None or not apps.is_installed("django.contrib.sites"):
        return ()  # never the Host header, which a visitor writes
    from django.contrib.sites.models import Site

    return (Site.objects.get_current().domain,)
