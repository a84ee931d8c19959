"""`check_licences`: very many keys, on all cores, in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from itertools import chain, islice

from sellxed_sdk.licence import LicenceReport, PartnerCertificates, RevocationList
from sellxed_sdk.module._inputs import (
    Trust,
    read_day,
    read_hosts,
    read_now,
    read_revocations,
    read_situation,
    read_trust,
)
from sellxed_sdk.module._licence import Mode
from sellxed_sdk.module._workers import Question, Workers, answer

__all__ = ["check_licences"]

# So many keys take some 10 ms: much longer than to send them, and short enough to show progress.
CHUNK = 100
# A process takes some 200 ms to start, in which one core checks so many.
WORTH_A_PROCESS = 2_000
AHEAD = 4


def check_licences(  # noqa: PLR0913 - as `check_licence`, and how to go about it
    keys: Iterable[object],
    *,
    trust: Trust,
    product: str | None = None,
    release_date: date | str | None = None,
    hosts: Iterable[str] | str | None = None,
    now: datetime | None = None,
    revocations: RevocationList | str | os.PathLike[str] | None = None,
    certificates: PartnerCertificates | None = None,
    mode: Mode = "live",
    workers: int | None = None,
    progress: Callable[[int], object] | None = None,
) -> Iterator[LicenceReport]:
    """Check many licence keys as `check_licence` does, on all cores.

    For partners and support. Unlike `check_licence` this raises where its own arguments
    cannot be used: an answer about thousands of customers must not rest on a wrong path.

    Args:
        keys: What was stored: any texts, even None. Read as they are needed.
        trust: The trust bundle, or the path of ``sellxed-trust.json``.
        product: The product; licences of any product where None.
        release_date: Publishing day of the release in question, if there is one.
        hosts: Addresses that all of them have to fit, if there are any.
        now: The time to check at; the clock of the machine where None.
        revocations: The newest revocation list, or the path of its signed form.
        certificates: Partner certificates, for keys that do not carry theirs.
        mode: ``test`` accepts the published test keys, too.
        workers: How many processes; one for each core where None, and none where the
            keys are too few to be worth it.
        progress: Called with the number of reports made so far.

    Returns:
        The reports, in the order of the keys, as they are made. Close the iterator to
        stop early.

    Raises:
        ConfigurationError: The trust bundle cannot be used.
        SellxedError: The revocation list is damaged or not genuine.
        OSError: The revocation list cannot be read.
    """
    keyring = read_trust(trust).keyring
    question = Question(
        situation=read_situation(
            product, read_day(release_date), free_security=False, hosts=read_hosts(hosts)
        ),
        now=read_now(now),
        keyring=keyring,
        revocations=read_revocations(revocations, keyring=keyring),
        certificates=certificates,
        test_mode=mode == "test",
    )
    count = workers if workers is not None else os.cpu_count() or 1
    return _check_all(iter(keys), question, workers=count, progress=progress or _silent)


def _silent(_: int) -> None:
    return None


def _check_all(
    keys: Iterator[object],
    question: Question,
    *,
    workers: int,
    progress: Callable[[int], object],
) -> Iterator[LicenceReport]:
    chunks = iter(lambda: list(islice(keys, CHUNK)), [])
    # So many are read ahead, to see whether processes are worth it.
    head = list(islice(chunks, WORTH_A_PROCESS // CHUNK))
    enough = len(head) * CHUNK >= WORTH_A_PROCESS
    ask = _ask_processes if enough and workers > 1 else _ask_here
    done = 0
    for reports in ask(chain(head, chunks), question, workers):
        yield from reports
        done += len(reports)
        progress(done)


def _ask_here(
    chunks: Iterator[list[object]], question: Question, _: int
) -> Iterator[list[LicenceReport]]:
    for chunk in chunks:
        yield answer(question, chunk)


def _ask_processes(
    chunks: Iterator[list[object]], question: Question, workers: int
) -> Iterator[list[LicenceReport]]:
    pending: deque[Future[list[LicenceReport]]] = deque()
    with (
        closing(Workers(question)) as processes,
        ThreadPoolExecutor(workers) as threads,
    ):
        try:
            for chunk in chunks:
                pending.append(threads.submit(processes.check, chunk))
                # A few for each: more would only hold keys and reports in memory.
                if len(pending) > workers * AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            # Stopped early: what has not begun is not worth waiting for.
            threads.shutdown(wait=True, cancel_futures=True)
