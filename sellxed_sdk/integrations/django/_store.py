"""Records in the database, with Django's cache in front of it where the host wants that."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db import IntegrityError, connections, router, transaction

from sellxed_sdk.hosting import RecordStore

if TYPE_CHECKING:
    from django.core.cache.backends.base import BaseCache

__all__ = ["CachedStore", "ModelStore"]

CACHE_PREFIX = "sellxed:"
CACHE_SECONDS = 300
# What a cache keeps of a record that is not there: None means that it knows nothing.
_ABSENT = b""


class ModelStore:
    """Records in the table of `Record`, in the database that is written to.

    Before ``migrate`` made the table, there are no records: asking for them would break the
    host's transaction.
    """

    def __init__(self) -> None:
        self._has_table = False

    def read(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return the records that exist, in one query."""
        from sellxed_sdk.integrations.django.models import Record

        alias = _alias()
        if not self._is_ready(alias):
            return {}
        rows = Record.objects.using(alias).filter(name__in=list(names))
        return {name: bytes(data) for name, data in rows.values_list("name", "data")}

    def replace(self, name: str, data: bytes | None, *, expected: bytes | None) -> bool:
        """Write one record if it is as expected, in one statement."""
        from django.utils.timezone import now

        from sellxed_sdk.integrations.django.models import Record

        alias = _alias()
        records = Record.objects.using(alias)
        if expected is None:
            if data is None:
                return not records.filter(name=name).exists()
            try:
                with transaction.atomic(using=alias):
                    records.create(name=name, data=data, digest=_digest(data))
            except IntegrityError:
                return False
            return True
        row = records.filter(name=name, digest=_digest(expected))
        if data is None:
            return row.delete()[0] == 1
        return row.update(data=data, digest=_digest(data), changed_at=now()) == 1

    def _is_ready(self, alias: str) -> bool:
        if not self._has_table:
            from sellxed_sdk.integrations.django.models import Record

            tables = connections[alias].introspection.table_names()
            self._has_table = Record._meta.db_table in tables  # noqa: SLF001 - Django's public name
        return self._has_table


class CachedStore:
    """A cache that all processes share, in front of a store that loses nothing.

    Args:
        store: What counts.
        alias: Name of the cache in the setting CACHES.
    """

    def __init__(self, store: RecordStore, alias: str) -> None:
        self._store = store
        self._cache: BaseCache = caches[alias]

    def read(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return the records that exist, from the cache where it has all of them."""
        if _is_in_transaction():
            # What this transaction wrote is nobody else's yet.
            return self._store.read(names)
        keys = {f"{CACHE_PREFIX}{name}": name for name in names}
        found = {keys[key]: value for key, value in self._cache.get_many(list(keys)).items()}
        missing = [name for name in names if name not in found]
        if missing:
            stored = self._store.read(missing)
            for name in missing:
                found[name] = stored.get(name, _ABSENT)
                # Not set: what another process has put there meanwhile is newer.
                self._cache.add(f"{CACHE_PREFIX}{name}", found[name], CACHE_SECONDS)
        return {name: value for name, value in found.items() if value != _ABSENT}

    def replace(self, name: str, data: bytes | None, *, expected: bytes | None) -> bool:
        """Write one record, and let the cache forget it when that is final."""
        try:
            return self._store.replace(name, data, expected=expected)
        finally:
            # Also where it failed: then the cache may hold what is no longer there.
            self._cache.delete(f"{CACHE_PREFIX}{name}")
            transaction.on_commit(
                lambda: self._cache.delete(f"{CACHE_PREFIX}{name}"), using=_alias()
            )


def _alias() -> str:
    from sellxed_sdk.integrations.django.models import Record

    # Also for reading: a replica that lags behind would make every change fail.
    return router.db_for_write(Record)


def _is_in_transaction() -> bool:
    return connections[_alias()].in_atomic_block


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
