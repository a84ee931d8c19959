"""Checking very many licences: all cores, against the bare signatures on all cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchmarks._measure import Case, measure
from benchmarks._tables import Table
from benchmarks._vendor import HOST, PRODUCT, issue_licences, make_vendor
from sellxed_sdk import check_licence, check_licences
from sellxed_sdk.signing import Purpose, parse_jws

__all__ = ["run"]

_CHUNK = 100


def run(quick: bool) -> list[Table]:  # noqa: FBT001 - all subjects are called alike
    """Measure bulk checks, and one core for comparison."""
    now = datetime.now(timezone.utc)
    cores = os.cpu_count() or 1
    with TemporaryDirectory() as work:
        vendor = make_vendor(Path(work) / "vendor", url="http://127.0.0.1:9", now=now)
        keys = issue_licences(vendor, count=500 if quick else 2_000).direct
        trust = vendor.trust()
        public = vendor.signer(Purpose.LICENCE).public_key
    many = keys * (2 if quick else 10)
    verify = Ed25519PublicKey.from_public_bytes(public).verify
    parsed = [(jws.signature, jws.signing_input) for jws in map(parse_jws, many)]

    def bare(signatures: Sequence[tuple[bytes, bytes]]) -> None:
        for signature, signed in signatures:
            verify(signature, signed)

    def bare_on_all(_: int) -> None:
        # Verification lets other threads run, so that threads do for it.
        chunks = (parsed[at : at + _CHUNK] for at in range(0, len(parsed), _CHUNK))
        with ThreadPoolExecutor(cores) as threads:
            deque(threads.map(bare, chunks), maxlen=0)

    def ours_on_all(_: int) -> None:
        reports = check_licences(many, trust=trust, product=PRODUCT, hosts=HOST, now=now)
        if sum(report.licence is not None for report in reports) != len(many):
            raise RuntimeError("a licence was refused")

    def ours_on_one(_: int) -> None:
        for key in keys:
            check_licence(key, trust=trust, product=PRODUCT, hosts=HOST, now=now)

    found = measure(
        [
            Case(name="bare on one core", work=lambda _: bare(parsed), count=len(parsed)),
            Case(name="check_licence on one core", work=ours_on_one, count=len(keys)),
            Case(name=f"bare on {cores} cores", work=bare_on_all, count=len(many)),
            Case(name=f"check_licences on {cores} cores", work=ours_on_all, count=len(many)),
        ],
        rounds=3 if quick else 5,
    )
    best = {name: timing.best for name, timing in found.items()}
    bare_one, bare_all = best["bare on one core"], best[f"bare on {cores} cores"]
    return [
        Table(
            title=f"{len(many)} licences at once",
            columns=("", "keys a second", "share of the bare rate of as many cores"),
            rows=tuple(
                (
                    name,
                    f"{1 / seconds:,.0f}",
                    f"{(bare_one if name.endswith('one core') else bare_all) / seconds:.2f}",
                )
                for name, seconds in best.items()
            ),
            notes=("The start of the processes is counted.",),
        )
    ]
