"""What one process knows of the records: read again only where the head says so."""

from __future__ import annotations

import threading

from sellxed_sdk.compatibility import ShopInventory, parse_inventory
from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import hosting as codes
from sellxed_sdk.hosting._modules import Modules
from sellxed_sdk.hosting._records import (
    HEAD,
    INVENTORY,
    Head,
    content_record,
    digest_of,
    looked_record,
    parse_integrity,
)
from sellxed_sdk.hosting._store import RecordStore
from sellxed_sdk.integrity import IntegrityReport
from sellxed_sdk.updates import PackedState

__all__ = ["Memory"]


class Memory:
    """The head and what it names, kept in memory.

    Args:
        store: The host's records.
        modules: Whose records are of interest.
    """

    def __init__(self, store: RecordStore, modules: Modules) -> None:
        self._store = store
        self._modules = modules
        self._lock = threading.RLock()
        self._raw: bytes | None = None
        self._known: dict[str, str] = {}
        self._integrity: dict[str, IntegrityReport] = {}
        self._findings: dict[str, Finding] = {}
        self.head = Head()
        self.inventory: ShopInventory | None = None
        self.generation = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with records."""
        return tuple(self._findings.values())

    def integrity(self, product: str) -> IntegrityReport | None:
        """Return what the last scheduled look at a module's files found."""
        return self._integrity.get(product)

    def forget(self) -> None:
        """Take everything in again at the next `take`."""
        with self._lock:
            self._raw = None
            self._known.clear()
            self.generation += 1

    def take(self, raw: bytes | None) -> None:
        """Take in a head that was just read; what it names anew is read once.

        Raises:
            Exception: Whatever the host's storage raises.
        """
        raw = raw if raw is not None else b""
        if raw == self._raw:
            return
        with self._lock:
            if raw == self._raw:
                return
            self.head = self._parse_head(raw)
            missing = self._load()
            if missing:
                # Another process has just replaced them: its head names the new ones.
                raw = self._store.read([HEAD]).get(HEAD, b"")
                self.head = self._parse_head(raw)
                self._load()
            self.generation += 1
            self._raw = raw

    def _parse_head(self, raw: bytes) -> Head:
        self._findings.pop(HEAD, None)
        if not raw:
            return Head()
        try:
            return Head.parse(raw)
        except InvalidDocumentError:
            self._findings[HEAD] = codes.HOST_RECORDS_DAMAGED.finding(subject=HEAD, record=HEAD)
            return self.head

    def _load(self) -> bool:
        """Read what is new; whether something that the head names is gone."""
        wanted = {}
        for base in self._bases():
            digest = self.head.digest(base)
            if digest is not None and self._known.get(base) != digest:
                wanted[base] = content_record(base, digest)
        found = self._store.read(list(wanted.values())) if wanted else {}
        for base, name in wanted.items():
            data = found.get(name)
            digest = self.head.digest(base)
            if data is not None and digest == digest_of(data):
                self._apply(base, data)
                self._known[base] = digest
        return any(name not in found for name in wanted.values())

    def _bases(self) -> tuple[str, ...]:
        looked = tuple(looked_record(product) for product in self._modules.by_product())
        return (INVENTORY, *(channel.record for channel in self._modules.channels()), *looked)

    def _apply(self, base: str, data: bytes) -> None:
        self._findings.pop(base, None)
        try:
            self._parse(base, data)
        except InvalidDocumentError:
            self._findings[base] = codes.HOST_RECORDS_DAMAGED.finding(subject=base, record=base)

    def _parse(self, base: str, data: bytes) -> None:
        if base == INVENTORY:
            self.inventory = parse_inventory(data)
            return
        for channel in self._modules.channels():
            if channel.record == base:
                packed = PackedState.parse(data)
                for installed in channel.modules:
                    installed.module.use_state(packed)
        for product, installed in self._modules.by_product().items():
            if looked_record(product) == base:
                report = parse_integrity(data, manifest=installed.module.manifest)
                self._keep(self._integrity, product, report)

    @staticmethod
    def _keep(
        reports: dict[str, IntegrityReport], product: str, report: IntegrityReport | None
    ) -> None:
        if report is None:
            reports.pop(product, None)
        else:
            reports[product] = report
