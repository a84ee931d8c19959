"""The update channel: status and refresh against python-tuf alone, on loopback."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from tuf.ngclient.updater import Updater

from benchmarks._measure import Case, Timing, measure
from benchmarks._tables import Table
from benchmarks._vendor import (
    PRODUCT,
    install_module,
    make_large_channel,
    make_rules,
    make_vendor,
    put_releases,
)
from sellxed_sdk.signing import ChannelAnchor
from sellxed_sdk.testing import serve_directory
from sellxed_sdk.testing._server import DirectoryServer
from sellxed_sdk.updates import RefreshOutcome, Timeouts, UpdateClient
from sellxed_sdk.updates._fetcher import Fetcher
from sellxed_sdk.vendor import REVOCATIONS_TARGET, RULES_TARGET, publish_rules
from sellxed_sdk.vendor._repository import Repository

__all__ = ["run"]

_TARGETS = (f"{PRODUCT}/releases.json", RULES_TARGET, REVOCATIONS_TARGET)
_COLUMNS = ("", "ms (fastest)", "ms (median)", "ratio to python-tuf", "requests", "body bytes")
_BARE_FIRST = "python-tuf, first refresh"
_BARE_AGAIN = "python-tuf, unchanged refresh"


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure first and unchanged refreshes, status, and publishing, small and large."""
    with TemporaryDirectory() as name:
        work = Path(name)
        rounds = 8 if quick else 30
        with serve_directory(work / "vendor" / "repository") as server:
            small = _measure_small(work, server, rounds=rounds)
        with serve_directory(work / "large") as server:
            products, releases = (40, 5) if quick else (400, 50)
            large = _measure_large(
                work, server, products=products, releases=releases, rounds=rounds
            )
        return [small, *large]


def _measure_small(work: Path, server: DirectoryServer, *, rounds: int) -> Table:
    now = datetime.now(timezone.utc)
    vendor = make_vendor(work / "vendor", url=server.url, now=now)
    install_module(vendor, work=work / "module", now=now, publish=True)
    publish_rules(vendor, make_rules(now), now=now)
    anchor = vendor.trust().channel
    if anchor is None:
        raise RuntimeError("the vendor has no channel")
    found, traffic = _compare(work / "shops", server, anchor, _TARGETS, rounds=rounds)
    return _table(f"The update channel on loopback, {len(_TARGETS)} facts", found, traffic)


def _measure_large(
    work: Path, server: DirectoryServer, *, products: int, releases: int, rounds: int
) -> list[Table]:
    now = datetime.now(timezone.utc)
    names = tuple(f"product-{number:03}" for number in range(products))
    repository = make_large_channel(
        work / "large", keys_dir=work / "keys", products=names, releases=releases, now=now
    )
    anchor = ChannelAnchor(
        metadata_url=f"{server.url}/metadata",
        targets_url=f"{server.url}/targets",
        root=repository.root_bytes,
    )
    targets = tuple(f"{name}/releases.json" for name in names[:3])
    title = f"A vendor with {products} products and {products * releases} releases"
    found, traffic = _compare(work / "large-shops", server, anchor, targets, rounds=rounds)
    shops = (
        _Ours(anchor, work / "release" / "ours", targets),
        _Bare(anchor, work / "release" / "bare", targets),
    )
    return [
        _table(f"{title}; a shop with {len(targets)} of them", found, traffic),
        _release_table(
            f"{title}; one more release of one of the shop's",
            lambda: Repository.open(work / "large", keys_dir=work / "keys"),
            server,
            shops,
            releases=range(releases + 1, releases + 1 + rounds),
        ),
    ]


def _compare(
    work: Path,
    server: DirectoryServer,
    anchor: ChannelAnchor,
    targets: tuple[str, ...],
    *,
    rounds: int,
) -> tuple[dict[str, Timing], dict[str, tuple[int, int]]]:
    ours, bare = _Ours(anchor, work / "ours", targets), _Bare(anchor, work / "bare", targets)
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
    return measure(cases, rounds=rounds), traffic


def _release_table(
    title: str,
    opened: Callable[[], Repository],
    server: DirectoryServer,
    shops: tuple[_Ours, _Bare],
    *,
    releases: range,
) -> Table:
    """Publish, and refresh both shops in turns: each release is news to each of them once."""
    ours, bare = shops
    parts: list[tuple[str, Callable[[], object]]] = [
        ("python-tuf, refresh", lambda: bare.again(0)),
        ("sellxed_sdk, refresh", ours.updated),
    ]
    seconds: dict[str, list[float]] = {}
    traffic: dict[str, tuple[int, int]] = {}
    for number in releases:
        now = datetime.now(timezone.utc)
        before = _published(server)
        begun = time.perf_counter()
        repository = opened()
        seconds.setdefault("vendor, open", []).append(time.perf_counter() - begun)
        begun = time.perf_counter()
        put_releases(repository, repository.products[0], first=number, last=number, now=now)
        repository.publish(now=now)
        seconds.setdefault("vendor, publish", []).append(time.perf_counter() - begun)
        new = [size for key, size in _published(server).items() if before.get(key) != size]
        traffic["vendor, publish"] = (len(new), sum(new))
        parts.reverse()
        for name, work in parts:
            server.requests.clear()
            begun = time.perf_counter()
            work()
            seconds.setdefault(name, []).append(time.perf_counter() - begun)
            traffic[name] = (len(server.requests), sum(r.body_bytes for r in server.requests))
    base = min(seconds["python-tuf, refresh"])
    return Table(
        title=title,
        columns=("", *_COLUMNS[1:4], "requests or files", "bytes"),
        rows=tuple(
            (
                name,
                f"{min(values) * 1e3:.3f}",
                f"{statistics.median(values) * 1e3:.3f}",
                "" if name.startswith("vendor") else f"{min(values) / base:.3f}",
                *map(str, traffic.get(name, (0, 0))),
            )
            for name, values in sorted(seconds.items())
        ),
        notes=("Publishing signs, and brings each file that it writes to the disk.",),
    )


def _published(server: DirectoryServer) -> dict[tuple[str, int], int]:
    """Every published file and when it was written, with its size."""
    found = {}
    for path in server.directory.rglob("*.*"):
        about = path.stat()
        found[(path.name, about.st_mtime_ns)] = about.st_size
    return found


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
    def __init__(self, anchor: ChannelAnchor, directory: Path, targets: tuple[str, ...]) -> None:
        self._anchor, self._directory, self._targets = anchor, directory, targets
        self._known = self._client(directory / "known")
        self._known.refresh(force=True)

    def _client(self, state_dir: Path) -> UpdateClient:
        return UpdateClient(
            root=self._anchor.root,
            metadata_url=self._anchor.metadata_url,
            targets_url=self._anchor.targets_url,
            state_dir=state_dir,
            targets=self._targets,
        )

    def first(self, number: int) -> None:
        result = self._client(self._directory / f"new-{number}").refresh(force=True)
        _expect(result.outcome, RefreshOutcome.UPDATED)

    def again(self, _: int) -> None:
        _expect(self._known.refresh(force=True).outcome, RefreshOutcome.UNCHANGED)

    def updated(self) -> None:
        _expect(self._known.refresh(force=True).outcome, RefreshOutcome.UPDATED)

    def early(self, _: int) -> None:
        _expect(self._known.refresh().outcome, RefreshOutcome.FRESH)

    def status(self, _: int) -> None:
        self._known.status()


class _Bare:
    """What an application of python-tuf does for the same facts, with the same fetcher."""

    def __init__(self, anchor: ChannelAnchor, directory: Path, targets: tuple[str, ...]) -> None:
        self._anchor, self._directory, self._targets = anchor, directory, targets
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
            for path in self._targets:
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


def _table(title: str, found: dict[str, Timing], traffic: dict[str, tuple[int, int]]) -> Table:
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
        title=title,
        columns=_COLUMNS,
        rows=tuple(rows),
        notes=(
            (
                "First refreshes are compared with python-tuf's first, all others with its "
                "unchanged one; both use the same fetcher. The server runs in the same process."
            ),
        ),
    )
