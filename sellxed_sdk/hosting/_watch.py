"""What one process knows of its shop and modules, and when it looks again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.findings import Code, Finding, finding_of
from sellxed_sdk.findings.codes import hosting as codes
from sellxed_sdk.hosting._memory import Memory
from sellxed_sdk.hosting._modules import Modules
from sellxed_sdk.hosting._records import HEAD, Marks, user_record
from sellxed_sdk.hosting._reports import ModuleReports, Shop, make_reports
from sellxed_sdk.hosting._store import RecordStore
from sellxed_sdk.hosting._values import InstalledModule

__all__ = ["Watch", "finding_about"]

T = TypeVar("T")

_log = logging.getLogger(__name__)
# A storefront's process hears of a new key after so many seconds at most.
LOOK_AGAIN_SECONDS = 60.0
# Days left, and what is overdue, are counted again after so many seconds.
COUNT_AGAIN_SECONDS = 900
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Watch:
    """Reads records when they are asked for, and makes reports when something changed.

    Args:
        store: The host's records.
        modules: The modules of the panel.
        hosts: Gives the configured addresses of the shop.
        platforms: Gives what runs there.
    """

    def __init__(
        self,
        store: RecordStore,
        modules: Modules,
        *,
        hosts: Callable[[], Iterable[str]] | None,
        platforms: Callable[[], Mapping[str, str]] | None,
    ) -> None:
        self._store = store
        self._modules = modules
        self._hosts = hosts
        self._platforms = platforms
        self._looked: float | None = None
        self._told: float | None = None
        self._shop = Shop(hosts=None, platforms=_NOTHING)
        self._reports: dict[str, tuple[object, ModuleReports]] = {}
        self.memory = Memory(store, modules)
        self.failure: Finding | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the records."""
        failure = () if self.failure is None else (self.failure,)
        return (*failure, *self.memory.findings)

    def look(self, *names: str) -> Mapping[str, bytes]:
        """Read the head and these records now; what was known stays where that fails."""
        self._looked = time.monotonic()
        try:
            found = self._store.read([HEAD, *names])
            self.memory.take(found.get(HEAD))
        except Exception as error:  # noqa: BLE001 - the host's storage may raise anything
            self.failure = finding_about(error, codes.HOST_RECORDS_UNREADABLE)
            return {}
        self.failure = None
        return found

    def look_sometimes(self) -> None:
        """Read the head if that was not done within a minute."""
        if self._looked is None or time.monotonic() - self._looked > LOOK_AGAIN_SECONDS:
            self.look()

    def look_next_time(self) -> None:
        """Read the head at the next question."""
        self._looked = None

    def marks(self, user: str) -> Mapping[str, datetime]:
        """Read what a user put away, and the head, in one look-up."""
        if not user:
            self.look()
            return {}
        name = user_record(user)
        data = self.look(name).get(name)
        try:
            return dict(Marks.parse(data).dismissed) if data is not None else {}
        except SellxedError:
            return {}  # what was put away comes back once

    def shop(self) -> Shop:
        """Return what the host tells of itself; asked again after a minute."""
        if self._told is None or time.monotonic() - self._told > LOOK_AGAIN_SECONDS:
            self._told = time.monotonic()
            self._shop = Shop(
                hosts=tuple(_ask(self._hosts, ())) or None,
                platforms=_ask(self._platforms, _NOTHING),
            )
        return self._shop

    def configured(self, installed: InstalledModule) -> str | None:
        """Return the key of the host's own configuration, if there is one."""
        return _ask(installed.key, None) or None

    def key(self, product: str, installed: InstalledModule) -> str | None:
        """Return the key that counts."""
        return self.configured(installed) or self.memory.head.key(product)

    def report(self, product: str, installed: InstalledModule, *, now: datetime) -> ModuleReports:
        """Return what is known of a module; made again when a record, key or quarter changed."""
        key, shop = self.key(product, installed), self.shop()
        quarter = int(now.timestamp()) // COUNT_AGAIN_SECONDS
        identity = (self.memory.generation, quarter, key, shop)
        known = self._reports.get(product)
        if known is None or known[0] != identity:
            reports = make_reports(
                installed,
                key=key,
                shop=shop,
                inventory=self.memory.inventory,
                integrity=self.memory.integrity(product),
                now=now,
            )
            known = self._reports[product] = (identity, reports)
        return known[1]


def _ask(question: Callable[[], T] | None, otherwise: T) -> T:
    if question is None:
        return otherwise
    try:
        return question()
    except Exception:  # noqa: BLE001 - a setting that cannot be read must not stop a shop
        _log.warning("a host's setting cannot be read", exc_info=True)
        return otherwise


def finding_about(error: Exception, code: Code) -> Finding:
    """Return the finding for whatever a host's storage raised."""
    if isinstance(error, SellxedError):
        return finding_of(error)
    _log.warning("the host's records failed", exc_info=error)
    first = str(error).partition("\n")[0][:200]
    return code.finding(
        detail=f"{type(error).__name__}: {first}" if first else type(error).__name__
    )
