"""The scheduled job: asks the channels, looks at files and plugins, shares what it found."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.errors import InvalidDocumentError, SellxedError
from sellxed_sdk.findings import Finding, finding_of
from sellxed_sdk.findings.codes import hosting as codes
from sellxed_sdk.hosting._modules import Channel, Modules
from sellxed_sdk.hosting._records import (
    HEAD,
    INVENTORY,
    Head,
    Lease,
    content_record,
    dump_integrity,
    looked_record,
)
from sellxed_sdk.hosting._store import RecordStore
from sellxed_sdk.hosting._writing import save_content
from sellxed_sdk.module import open_channel
from sellxed_sdk.updates import (
    ChannelStatus,
    PackedState,
    RefreshOutcome,
    RefreshResult,
    pack_state,
    unpack_state,
)

__all__ = ["Job"]

LEASE = "lease"
# Longer than any check takes; whoever died is not waited for longer.
LEASE_TIME = timedelta(minutes=10)


@attrs.frozen(kw_only=True)
class Job:
    """One run of the scheduled job."""

    store: RecordStore
    """The host's records."""
    modules: Modules
    """The modules of the panel."""
    inventory: Callable[[], ShopInventory | None]
    """Lists what is installed in the host."""
    languages: tuple[str, ...]
    """Languages whose changelogs are brought."""
    now: datetime
    """The current time."""

    def run(self, *, force: bool) -> tuple[RefreshResult, ...]:
        """Do it, unless another process is at it.

        Args:
            force: Ask also where the last check is young.

        Returns:
            How it ended, for each channel.

        Raises:
            Exception: Whatever the host's storage raises.
        """
        channels = self.modules.channels()
        with self._lease() as is_ours:
            if not is_ours:
                finding = codes.HOST_BUSY.finding()
                return tuple(self.without(c, RefreshOutcome.BUSY, finding) for c in channels)
            results = tuple(self._refresh(channel, force=force) for channel in channels)
            self._look()
            return results

    def _refresh(self, channel: Channel, *, force: bool) -> RefreshResult:
        first = channel.modules[0].module
        with TemporaryDirectory(prefix="sellxed-") as name:
            directory = Path(name)
            try:
                client = open_channel(
                    first.trust,
                    products=channel.products,
                    languages=self.languages,
                    state_dir=directory,
                    now=self.now,
                )
                self._unpack(channel, directory)
                result = client.refresh(force=force)
            except SellxedError as error:
                return self.without(channel, RefreshOutcome.NOT_CONFIGURED, finding_of(error))
            save_content(self.store, channel.record, pack_state(directory))
        return result

    def _unpack(self, channel: Channel, directory: Path) -> None:
        digest = self._head().digest(channel.record)
        if digest is None:
            return
        name = content_record(channel.record, digest)
        data = self.store.read([name]).get(name)
        if data is None:
            return
        try:
            unpack_state(PackedState.parse(data), directory)
        except InvalidDocumentError:
            return  # damaged: it is built anew from the module's own root

    def _look(self) -> None:
        for product, installed in self.modules.by_product().items():
            report = installed.module.check_integrity()
            save_content(self.store, looked_record(product), dump_integrity(report))
        inventory = self.inventory()
        if inventory is not None:
            data = json.dumps(inventory.to_dict()).encode()
            save_content(self.store, INVENTORY, data)

    def _head(self) -> Head:
        data = self.store.read([HEAD]).get(HEAD)
        try:
            return Head() if data is None else Head.parse(data)
        except InvalidDocumentError:
            return Head()

    @contextmanager
    def _lease(self) -> Iterator[bool]:
        own = Lease(owner=secrets.token_hex(8), until_at=self.now + LEASE_TIME).dump()
        before = self.store.read([LEASE]).get(LEASE)
        if _is_held(before, self.now) or not self.store.replace(LEASE, own, expected=before):
            yield False
            return
        try:
            yield True
        finally:
            self.store.replace(LEASE, None, expected=own)

    def without(self, channel: Channel, outcome: RefreshOutcome, finding: Finding) -> RefreshResult:
        """Return the result for a channel that was not asked."""
        status = _status(channel, self.now)
        return RefreshResult(
            outcome=outcome,
            findings=(finding,),
            last_success_at=status.last_success_at if status else None,
            last_attempt_at=status.last_attempt_at if status else None,
            retry_at=status.retry_at if status else None,
            expires_at=status.expires_at if status else None,
            stale=status.stale if status else True,
            targets=status.targets if status else (),
        )


def _is_held(data: bytes | None, now: datetime) -> bool:
    if data is None:
        return False
    try:
        until_at = Lease.parse(data).until_at
    except InvalidDocumentError:
        return False
    # A clock that was set back must not lock the job out for years.
    return now < until_at <= now + LEASE_TIME


def _status(channel: Channel, now: datetime) -> ChannelStatus | None:
    try:
        return channel.modules[0].module.status(now=now)
    except SellxedError:
        return None
