"""A real web server on the loopback interface, for tests and demonstrations.

It serves a directory as a static host would, with ranges and entity tags, and plays
faults that a test scripts: a status, another body, a delay, a connection that breaks off.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import attrs

__all__ = ["DirectoryServer", "ScriptedResponse", "ServedRequest", "serve_directory"]

_TYPES = {".json": "application/json", ".zip": "application/zip", ".html": "text/html"}


@attrs.frozen(kw_only=True)
class ScriptedResponse:
    """What is answered for a path in place of the file."""

    status: int | None = None
    """HTTP status; None serves the file, if there is one."""
    body: bytes | None = None
    """Body; None takes the file's where ``status`` is None, else an empty one."""
    headers: tuple[tuple[str, str], ...] = ()
    """More headers, by name."""
    delay_seconds: float = 0.0
    """How long to wait before answering."""
    drip_seconds: float = 0.0
    """How long to wait after each byte of the body."""
    cut_after: int | None = None
    """Break the connection off after so many bytes of the body."""


@attrs.frozen(kw_only=True)
class ServedRequest:
    """One request, as it was answered."""

    method: str
    """As ``GET``."""
    path: str
    """With a leading slash, as it was asked for."""
    status: int
    """HTTP status of the answer."""
    body_bytes: int
    """Length of the answer's body."""
    headers: tuple[tuple[str, str], ...]
    """Headers of the request."""


class DirectoryServer:
    """A running server.

    Args:
        directory: What it serves.
        port: On 127.0.0.1; 0 takes a free one.
    """

    def __init__(self, directory: Path, *, port: int = 0) -> None:
        self.directory = directory.resolve()
        self.responses: dict[str, ScriptedResponse] = {}
        """By path, as ``/metadata/timestamp.json``; ``*`` is every other path."""
        self.requests: list[ServedRequest] = []
        """Every request so far."""
        self._stopping = threading.Event()
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def close(self) -> None:
        """Stop serving; connections that wait are given up."""
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def wait(self, seconds: float) -> None:
        """Wait, unless the server is being closed."""
        self._stopping.wait(seconds)

    def read(self, path: str) -> bytes | None:
        """Return the file of a path, or None where there is none in the directory."""
        file = (self.directory / path.lstrip("/")).resolve()
        if not file.is_relative_to(self.directory) or not file.is_file():
            return None
        return file.read_bytes()


@contextlib.contextmanager
def serve_directory(directory: Path, *, port: int = 0) -> Iterator[DirectoryServer]:
    """Serve a directory on 127.0.0.1 while the block runs.

    Args:
        directory: What is served; files may come and go meanwhile.
        port: 0 takes a free one.

    Yields:
        The server, with its ``url``, the ``requests`` so far, and ``responses`` to script.
    """
    server = DirectoryServer(directory, port=port)
    try:
        yield server
    finally:
        server.close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: DirectoryServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement
    server: _Http

    def do_GET(self) -> None:
        owner = self.server.owner
        path = unquote(urlsplit(self.path).path)
        scripted = owner.responses.get(path) or owner.responses.get("*", ScriptedResponse())
        owner.wait(scripted.delay_seconds)
        status, body, headers = self._answer(scripted, owner.read(path))
        headers.setdefault(
            "Content-Type", _TYPES.get(Path(path).suffix, "application/octet-stream")
        )
        headers.update(scripted.headers)
        asked = tuple(self.headers.items())
        owner.requests.append(
            ServedRequest(
                method=self.command, path=path, status=status, body_bytes=len(body), headers=asked
            )
        )
        self._send(status, body, headers, scripted)

    do_HEAD = do_GET  # noqa: N815 - likewise

    def _answer(
        self, scripted: ScriptedResponse, file: bytes | None
    ) -> tuple[int, bytes, dict[str, str]]:
        if scripted.status is not None:
            return scripted.status, scripted.body or b"", {}
        body = scripted.body if scripted.body is not None else file
        if body is None:
            return 404, b"", {}
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        # RFC 9110, section 13.1.2: a list, or "*"; weak tags count like strong ones here.
        known = re.findall(r'"[^"]*"|[*]', self.headers.get("If-None-Match", ""))
        if tag in known or "*" in known:
            return 304, b"", {"ETag": tag}
        asked = re.fullmatch(r"bytes=([0-9]{1,15})-", self.headers.get("Range", ""))
        if asked is None:
            return 200, body, {"Accept-Ranges": "bytes", "ETag": tag}
        start = int(asked[1])
        if start >= len(body):
            return 416, b"", {"Content-Range": f"bytes */{len(body)}"}
        shown = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return 206, body[start:], {"Content-Range": shown, "ETag": tag}

    def _send(
        self, status: int, body: bytes, headers: dict[str, str], scripted: ScriptedResponse
    ) -> None:
        self.send_response(status)
        if status != 304:
            headers = {**headers, "Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if scripted.cut_after is not None:
            body = body[: scripted.cut_after]
            self.close_connection = True
        if not scripted.drip_seconds:
            self.wfile.write(body)
            return
        for index in range(len(body)):
            self.wfile.write(body[index : index + 1])
            self.server.owner.wait(scripted.drip_seconds)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Say nothing: tests read ``requests``."""
