"""The update channel: status and refresh against python-tuf alone, on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from tuf.ngclient.updater import Updater

from benchmarks._measure import Case, Timing, measure
from benchmarks._tables import Table
from benchmarks._vendor import PRODUCT, install_module, make_vendor
from sellxed_sdk.signing import ChannelAnchor
from sellxed_sdk.testing import serve_directory
from sellxed_sdk.testing._server import DirectoryServer
from sellxed_sdk.updates import RefreshOutcome, Timeouts, UpdateClient
from sellxed_sdk.updates._fetcher import Fetcher
from sellxed_sdk.vendor import REVOCATIONS_TARGET, RULES_TARGET, publish_rules

__all__ = ["run"]

_TARGETS = (f"{PRODUCT}/releases.json", RULES_TARGET, REVOCATIONS_TARGET)
_BARE_FIRST = "python-tuf, first refresh"
_BARE_AGAIN = "python-tuf, unchanged refresh"


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure a first refresh, an unchanged one, and the status."""
    with TemporaryDirectory() as name:
        work = Path(name)
        with serve_directory(work / "vendor" / "repository") as server:
            return [_measure(work, server, rounds=8 if quick else 30)]


def _measure(work: Path, server: DirectoryServer, *, rounds: int) -> Table:
    now = datetime.now(timezone.utc)
    vendor = make_vendor(work / "vendor", url=server.url, now=now)
    install_module(vendor, work=work / "module", now=now, publish=True)
    publish_rules(vendor, _rules(now), now=now)
    anchor = vendor.trust().channel
    if anchor is None:
        raise RuntimeError("the vendor has no channel")
    ours, bare = _Ours(anchor, work / "ours"), _Bare(anchor, work / "bare")
    traffic: dict[str, tuple[int, int]] = {}
    cases = [
        _counted(_BARE_FIRST, bare.first, server, traffic),
        _counted(_BARE_AGAIN, bare.again, server, traffic),
        _counted("sellxed_sdk, first refresh", ours.first, server, traffic),
        _counted("sellxed_sdk, unchanged refresh", ours.again, server, traffic),
        _counted("sellxed_sdk, refresh too early to ask", ours.early, server, traffic),
        _counted("sellxed_sdk, status", ours.status, server, traffic),
    ]
    for case in cases:
        case.work(-1)  # so that the first round finds every module imported
    return _table(measure(cases, rounds=rounds), traffic)


def _counted(
    name: str,
    work: Callable[[int], object],
    server: DirectoryServer,
    traffic: dict[str, tuple[int, int]],
) -> Case:
    def counted(number: int) -> None:
        server.requests.clear()
        work(number)
        # Two assignments a round, beside milliseconds of work.
        traffic[name] = (len(server.requests), sum(r.body_bytes for r in server.requests))

    return Case(name=name, work=counted)


class _Ours:
    def __init__(self, anchor: ChannelAnchor, directory: Path) -> None:
        self._anchor, self._directory = anchor, directory
        self._known = self._client(directory / "known")
        self._known.refresh(force=True)

    def _client(self, state_dir: Path) -> UpdateClient:
        return UpdateClient(
            root=self._anchor.root,
            metadata_url=self._anchor.metadata_url,
            targets_url=self._anchor.targets_url,
            state_dir=state_dir,
            targets=_TARGETS,
        )

    def first(self, number: int) -> None:
        result = self._client(self._directory / f"new-{number}").refresh(force=True)
        _expect(result.outcome, RefreshOutcome.UPDATED)

    def again(self, _: int) -> None:
        _expect(self._known.refresh(force=True).outcome, RefreshOutcome.UNCHANGED)

    def early(self, _: int) -> None:
        _expect(self._known.refresh().outcome, RefreshOutcome.FRESH)

    def status(self, _: int) -> None:
        self._known.status()


class _Bare:
    """What an application of python-tuf does for the same facts, with the same fetcher."""

    def __init__(self, anchor: ChannelAnchor, directory: Path) -> None:
        self._anchor, self._directory = anchor, directory
        self._refresh("known")

    def first(self, number: int) -> None:
        self._refresh(f"new-{number}")

    def again(self, _: int) -> None:
        self._refresh("known")

    def _refresh(self, name: str) -> None:
        metadata, targets = self._directory / name / "metadata", self._directory / name / "targets"
        metadata.mkdir(parents=True, exist_ok=True)
        targets.mkdir(exist_ok=True)
        fetcher = Fetcher(session=None, timeouts=Timeouts())
        try:
            updater = Updater(
                str(metadata),
                self._anchor.metadata_url,
                str(targets),
                self._anchor.targets_url,
                fetcher=fetcher,
                bootstrap=self._anchor.root,
            )
            updater.refresh()
            for path in _TARGETS:
                info = updater.get_targetinfo(path)
                if info is None:
                    raise RuntimeError(f"{path} is missing")
                if updater.find_cached_target(info) is None:
                    updater.download_target(info)
        finally:
            fetcher.close()


def _expect(outcome: RefreshOutcome, wanted: RefreshOutcome) -> None:
    if outcome is not wanted:
        raise RuntimeError(f"the refresh ended as {outcome.value} instead of {wanted.value}")


def _rules(now: datetime) -> bytes:
    instant = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    rule = {
        "all": [{"plugin": "wordpress:alpenpay"}, {"plugin": "wordpress:other"}],
        "severity": "warning",
        "confidence": "reproduced",
        "message": "both",
    }
    feed = {
        "schema": 1,
        "feed_id": "vendor.example",
        "sequence": 1,
        "issued": instant,
        "expires": instant.replace(str(now.year), str(now.year + 1)),
        "messages": {"both": {"en": "Both change the checkout."}},
        "rules": [{"id": f"SXC-{number:04}", **rule} for number in range(100)],
    }
    return json.dumps(feed).encode()


def _table(found: dict[str, Timing], traffic: dict[str, tuple[int, int]]) -> Table:
    rows = []
    for name, timing in found.items():
        base = found[_BARE_FIRST if "first" in name else _BARE_AGAIN].best
        requests, size = traffic[name]
        rows.append(
            (
                name,
                f"{timing.best * 1e3:.3f}",
                f"{timing.median * 1e3:.3f}",
                f"{timing.best / base:.3f}",
                f"{requests}",
                f"{size}",
            )
        )
    return Table(
        title=f"The update channel on loopback, {len(_TARGETS)} facts, the same fetcher",
        columns=(
            "",
            "ms (fastest)",
            "ms (median)",
            "ratio to python-tuf",
            "requests",
            "body bytes",
        ),
        rows=tuple(rows),
        notes=(
            (
                "First refreshes are compared with python-tuf's first, all others with its "
                "unchanged one. The server runs in the same process."
            ),
        ),
    )
