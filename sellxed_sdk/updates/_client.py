"""The update client: when to ask, what to keep, what to tell.

Nothing here loads tuf or requests before a request is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.errors import StoreLockedError
from sellxed_sdk.findings import Finding, finding_of
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.updates._addresses import join_url
from sellxed_sdk.updates._outcomes import local_error, outcome_of
from sellxed_sdk.updates._packed import PackedState, PackedStore
from sellxed_sdk.updates._paths import check_target_path
from sellxed_sdk.updates._report import build_result, build_status
from sellxed_sdk.updates._result import ChannelStatus, RefreshOutcome, RefreshResult
from sellxed_sdk.updates._spread import make_installation
from sellxed_sdk.updates._state import State
from sellxed_sdk.updates._store import Store
from sellxed_sdk.updates._timeouts import Timeouts
from sellxed_sdk.updates._validator import Watched

if TYPE_CHECKING:
    from sellxed_sdk.updates._channel import Channel
    from sellxed_sdk.updates._credentials import Credential
    from sellxed_sdk.updates._download import Progress
    from sellxed_sdk.updates._fetcher import Fetcher, Session

__all__ = ["UpdateClient"]


class UpdateClient:
    """One channel, one state directory. Making one does no I/O.

    Args:
        root: The bytes of the embedded TUF root: the anchor, whatever the disk says.
        metadata_url: Base address of the metadata.
        targets_url: Base address of the facts and archives.
        state_dir: Where state lies; made when needed, rebuilt when damaged. A `PackedState`
            can be read, and not refreshed.
        targets: Paths of the facts that a refresh brings; one that is missing is told.
        optional: Paths of facts that are brought where the channel has them.
        session: A ``requests.Session`` with proxies or credentials; a plain one by default.
        now: The clock, which decides about expiry too; aware. The system's by default.
        max_age_seconds: For how long a successful check suffices at most; by installation
            up to a quarter less, so that shops do not ask all at once.
        timeouts: How long to wait.

    Raises:
        ConfigurationError: A target's path has another form than ``alpenpay/releases.json``.
    """

    def __init__(
        self,
        *,
        root: bytes,
        metadata_url: str,
        targets_url: str,
        state_dir: Path | PackedState,
        targets: tuple[str, ...] = (),
        optional: tuple[str, ...] = (),
        session: Session | None = None,
        now: Callable[[], datetime] | None = None,
        max_age_seconds: int = 86_400,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._root = root
        self._metadata_url = metadata_url
        self._targets_url = targets_url
        self._store = (
            PackedStore(state_dir) if isinstance(state_dir, PackedState) else Store(state_dir)
        )
        self._required = tuple(check_target_path(path) for path in targets)
        self._targets = (*self._required, *(check_target_path(path) for path in optional))
        self._session = session
        self._clock = now if now is not None else _system_now
        self._max_age_seconds = max_age_seconds
        self._timeouts = timeouts if timeouts is not None else Timeouts()

    def refresh(self, *, force: bool = False) -> RefreshResult:
        """Ask the server for what is new, and keep what is genuine. Never raises.

        Args:
            force: Ask also where the last check is young or a failure is being waited out.

        Returns:
            How it ended, with findings. Whatever happened, facts that were verified
            before stay readable.
        """
        now = self._now()
        try:
            return self._refresh(now, force=force)
        except Exception as error:  # noqa: BLE001 - a check for updates must not stop a shop
            typed = local_error(error, directory=self._store.directory)
            state, _ = self._store.read()
            return build_result(state, outcome_of(typed), (finding_of(typed),), now=now)

    def status(self) -> ChannelStatus:
        """Return what is known, from one local file; no network, never raises."""
        state, damage = self._store.read()
        return build_status(state, (damage,) if damage else (), now=self._now())

    def read_target(self, path: str) -> bytes | None:
        """Return a fact that a refresh brought.

        Args:
            path: As given in ``targets``.

        Returns:
            The bytes that were verified, or None where they are absent or damaged.
        """
        fact = self._store.read()[0].fact(path)
        return None if fact is None else self._store.read_fact(fact)

    def download_target(
        self,
        path: str,
        destination: Path,
        *,
        progress: Progress | None = None,
        credential: Credential | None = None,
    ) -> Path:
        """Download a signed file, as an archive; asks the server for current metadata first.

        Args:
            path: In the channel, as ``alpenpay/2.4.0.zip``.
            destination: Where it shall be; replaced in one step once it is verified. Its
                directory must exist. A partial file beside it is resumed by the next call.
            progress: Called with the bytes that are there and the bytes there will be.
            credential: Opens the customer account. Goes with the request for this file only,
                and not to another host that it redirects to.

        Returns:
            The destination.

        Raises:
            ConfigurationError: The path is malformed, or the credential would be sent
                unprotected.
            ChannelError: Metadata or file are not genuine; `ExpiredMetadataError` where the
                vendor no longer vouches for them; ``CHANNEL_TARGET_MISSING`` where no role
                lists the file.
            TransportError: The network failed; `HTTPStatusError` where the server refused,
                with codes of its own for 401/403, 402 and 404.
            StoreError: State directory or destination cannot be used, or are in use.
        """
        check_target_path(path)
        if credential is not None:
            credential.check_for(self._targets_url)
        with (
            self._fetching(self._store.read()[0]) as fetcher,
            self._store.lock(name="download.lock", seconds=self._timeouts.lock),
        ):
            from sellxed_sdk.updates._download import download_archive
            from sellxed_sdk.updates._faults import to_error

            try:
                with self._store.lock(seconds=self._timeouts.lock):
                    channel = self._open(fetcher, self._now())
                    target = channel.get(path)
                url = channel.url_of(target)
            except Exception as error:
                typed = to_error(error, answer=fetcher.answer, directory=self._store.directory)
                if typed is error:
                    raise
                raise typed from error
            download_archive(
                fetcher,
                url=url,
                target=target,
                destination=destination,
                progress=progress,
                credential=credential,
            )
        return destination

    def _refresh(self, now: datetime, *, force: bool) -> RefreshResult:
        known, _ = self._store.read()
        if not force and (skipped := self._skip(known, now)) is not None:
            return skipped
        try:
            with self._store.lock(seconds=self._timeouts.lock):
                state, damage = self._store.read()
                if state.last_attempt_at != known.last_attempt_at:
                    return _by_another(state, now)
                return self._check(state, (damage,) if damage else (), now)
        except StoreLockedError:
            return build_result(
                known, RefreshOutcome.BUSY, (codes.CHANNEL_BUSY.finding(),), now=now
            )

    def _skip(self, state: State, now: datetime) -> RefreshResult | None:
        if state.waits(now) and state.outcome is not None:
            return build_result(state, state.outcome, state.findings, now=now)
        fresh = state.is_fresh(now, max_age_seconds=self._max_age_seconds, targets=self._targets)
        if not fresh or any(self._store.read_fact(fact) is None for fact in state.facts):
            return None
        return build_result(state, RefreshOutcome.FRESH, state.findings, now=now)

    def _check(self, state: State, damage: tuple[Finding, ...], now: datetime) -> RefreshResult:
        from sellxed_sdk.updates._check import check_channel

        begun = state.begun(now, installation=make_installation())
        # Before the first request: a check that hangs is not repeated at once, and a
        # directory that cannot be written does not make a request at every call.
        self._store.save(begun)
        with self._fetching(begun) as fetcher:
            after = check_channel(
                begun,
                targets=self._targets,
                required=self._required,
                store=self._store,
                fetcher=fetcher,
                open_channel=lambda: self._open(fetcher, now),
                now=now,
            )
        self._store.save(after)
        # What the state before named stays once more: another process may be reading it.
        self._store.sweep(begun, after)
        outcome = after.outcome if after.outcome is not None else RefreshOutcome.UNREACHABLE
        return build_result(after, outcome, (*after.findings, *damage), now=now)

    def _open(self, fetcher: Fetcher, now: datetime) -> Channel:
        from sellxed_sdk.updates._channel import open_channel

        return open_channel(
            root=self._root,
            metadata_dir=self._store.metadata_dir,
            metadata_url=self._metadata_url,
            targets_url=self._targets_url,
            fetcher=fetcher,
            now=now,
        )

    @contextmanager
    def _fetching(self, state: State) -> Iterator[Fetcher]:
        from sellxed_sdk.updates._fetcher import Fetcher

        watched = Watched(
            join_url(self._metadata_url, "timestamp.json"),
            known=state.validator,
            body=self._store.read_timestamp(),
        )
        fetcher = Fetcher(session=self._session, timeouts=self._timeouts, watched=watched)
        try:
            yield fetcher
        finally:
            fetcher.close()

    def _now(self) -> datetime:
        # Whole seconds, as the state file keeps them.
        return self._clock().astimezone(timezone.utc).replace(microsecond=0)


def _by_another(state: State, now: datetime) -> RefreshResult:
    # Another process asked while this one waited for the lock: its answer is ours.
    outcome = state.outcome if state.outcome is not None else RefreshOutcome.BUSY
    if outcome.is_success:
        outcome = RefreshOutcome.FRESH
    return build_result(state, outcome, state.findings, now=now)


def _system_now() -> datetime:
    return datetime.now(timezone.utc)
