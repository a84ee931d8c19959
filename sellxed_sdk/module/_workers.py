"""Processes that check licences, for those who check very many at once.

Not `multiprocessing`: its start methods either fork a process that may have threads,
or run the caller's main module once more, which a library must not ask for.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple, cast

from sellxed_sdk.licence import (
    LicenceReport,
    PartnerCertificates,
    RevocationList,
    Situation,
    check_licence,
)
from sellxed_sdk.signing import Keyring

__all__ = ["Question", "Workers", "answer", "serve"]

_PROGRAM = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from sellxed_sdk.module._workers import serve; serve(sys.stdin.buffer, sys.stdout.buffer)"
)


class Question(NamedTuple):
    """What is asked about every key."""

    situation: Situation
    """Product, release and hosts."""
    now: datetime
    """The time that all of them are checked at."""
    keyring: Keyring
    """The vendor's public keys."""
    revocations: RevocationList | None
    """The newest revocation list."""
    certificates: PartnerCertificates | None
    """Partner certificates that the update channel brought."""
    test_mode: bool
    """Whether published test keys count, too."""


def answer(question: Question, keys: list[object]) -> list[LicenceReport]:
    """Check some keys, here and now."""
    situation, now, keyring, revocations, certificates, test_mode = question
    return [
        check_licence(
            key,
            situation=situation,
            now=now,
            keyring=keyring,
            revocations=revocations,
            certificates=certificates,
            test_mode=test_mode,
        )
        for key in keys
    ]


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer in a process of one's own, until the source ends.

    Only the process that started this one writes to the source: pickles are safe here.
    """
    gc.disable()  # reports hold no cycles, and looking for some costs a twentieth
    question: Question = pickle.load(source)  # noqa: S301
    while True:
        try:
            keys: list[object] = pickle.load(source)  # noqa: S301
        except EOFError:
            return
        pickle.dump(answer(question, keys), sink, protocol=5)
        sink.flush()


class Workers:
    """A process for each thread that asks, started when it first does.

    Args:
        question: What is asked about every key.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._processes: list[subprocess.Popen[bytes]] = []
        self._own = threading.local()

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            for stream in (process.stdin, process.stdout):
                _quietly(cast("IO[bytes]", stream).close)
            process.kill()
            process.wait()

    def check(self, keys: list[object]) -> list[LicenceReport]:
        """Check some keys in the process of this thread; here, if there can be none."""
        plain = [_plain(key) for key in keys]
        try:
            process = self._process()
            source, sink = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            source.write(pickle.dumps(plain, protocol=5))
            source.flush()
            reports: list[LicenceReport] = pickle.load(sink)  # noqa: S301 - our own process
        except (OSError, EOFError, ValueError, pickle.PickleError):
            # It could not be started, or was killed: nothing is lost but time.
            return answer(self._question, plain)
        return reports

    def _process(self) -> subprocess.Popen[bytes]:
        known: subprocess.Popen[bytes] | None = getattr(self._own, "process", None)
        if known is not None:
            return known
        # Inside of a web server it may be the server's own program.
        if not Path(sys.executable or "").name.startswith(("python", "pypy")):
            raise FileNotFoundError(sys.executable)
        process = subprocess.Popen(  # noqa: S603 - the running interpreter, on a text of ours
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._own.process = process
        self._processes.append(process)
        source = cast("IO[bytes]", process.stdin)
        pickle.dump(sys.path, source, protocol=5)
        pickle.dump(self._question, source, protocol=5)
        return process


def _plain(key: object) -> object:
    """Return what any process can read: a class of the caller's may not be known there."""
    if isinstance(key, str):
        return str.__str__(key)
    if isinstance(key, (bytes, bytearray)):
        return bytes(key)
    return None if key is None else False  # whatever else it is, it is no key


def _quietly(close: Callable[[], None]) -> None:
    try:
        close()
    except OSError:  # what was still to be sent goes nowhere: the process is gone
        return
