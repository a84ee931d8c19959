"""Real servers on loopback: a WSGI app in a thread, or a command of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

START_SECONDS = 30.0


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Served:
    """A running server.

    Args:
        url: Its address, without a slash at the end.
        log: What a command wrote, where it is one.
    """

    def __init__(self, url: str, log: Path | None = None) -> None:
        self.url = url
        self._log = log

    @property
    def log(self) -> str:
        """What the command wrote so far."""
        return "" if self._log is None else self._log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def serve_app(app: Callable) -> tuple[Served, Callable[[], None]]:
    server = make_server("127.0.0.1", 0, app, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return Served(f"http://127.0.0.1:{server.server_port}"), stop


def serve_command(
    command: list[str], log: Path, *, env: dict[str, str], cwd: Path | None, path: str
) -> tuple[Served, Callable[[], None]]:
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(word).replace("{port}", str(port)) for word in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **env},
            cwd=cwd,
        )

    def stop() -> None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    served = Served(f"http://127.0.0.1:{port}", log)
    try:
        _wait_for(served, process, path)
    except BaseException:
        stop()
        raise
    return served, stop


def _wait_for(served: Served, process: subprocess.Popen, path: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback: no proxy
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        assert process.poll() is None, f"the server ended:\n{served.log}"
        try:
            with opener.open(f"{served.url}{path}", timeout=5):
                return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the server did not answer:\n{served.log}")
