"""A vendor with a real TUF repository, a real web server, and a shop's state directory."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from ssl import SSLContext

import pytest

from sellxed_sdk.testing._server import DirectoryServer, ScriptedResponse, serve_directory
from sellxed_sdk.updates import Timeouts, UpdateClient
from sellxed_sdk.vendor._repository import Repository

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
RELEASES = "alpenpay/releases.json"
RULES = "compatibility/rules.jws"
ARCHIVE = "alpenpay/2.4.0.zip"
ARCHIVE_BYTES = bytes(range(256)) * 2_000


class Scene:
    """One vendor, one server, one shop, one clock."""

    def __init__(self, directory: Path, server: DirectoryServer, repository: Repository) -> None:
        self.directory = directory
        self.server = server
        self.repository = repository
        self.root = repository.root_bytes
        self.state_dir = directory / "state"
        self.now = NOW

    def client(self, **settings) -> UpdateClient:
        return UpdateClient(
            **{
                "root": self.root,
                "metadata_url": f"{self.server.url}/metadata",
                "targets_url": f"{self.server.url}/targets/",
                "state_dir": self.state_dir,
                "targets": (RELEASES, RULES),
                "now": lambda: self.now,
                # Generous: a busy machine is no fault. Tests of slowness say how short.
                "timeouts": Timeouts(connect=10.0, read=10.0, total=30.0, lock=0.1),
                **settings,
            }
        )

    def release(self, data: bytes = b'{"releases": ["2.5.0"]}') -> None:
        self.repository.put_target(RELEASES, data)
        self.repository.publish(now=self.now)

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def answer(self, path: str, **response) -> None:
        self.server.responses[path] = ScriptedResponse(**response)

    def served(self) -> list[str]:
        """What was asked for since the last call."""
        paths = [request.path for request in self.server.requests]
        self.server.requests.clear()
        return paths

    def published(self) -> list[Path]:
        """The files that a client reads now: newest metadata and the current targets."""
        metadata = self.server.directory / "metadata"
        roles = ("snapshot", "targets", "alpenpay")
        return [
            metadata / "timestamp.json",
            *(max(metadata.glob(f"*.{role}.json"), key=_version) for role in roles),
            *(self.server.directory / "targets").rglob("*.*"),
        ]


def _version(path: Path) -> int:
    return int(path.name.split(".")[0])


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    repository = Repository.create(
        tmp_path / "channel", keys_dir=tmp_path / "keys", products=("alpenpay",), now=NOW
    )
    repository.put_target(RELEASES, b'{"releases": ["2.4.0"]}')
    repository.put_target(RULES, b"rules")
    repository.put_target(ARCHIVE, ARCHIVE_BYTES)
    repository.publish(now=NOW)
    with serve_directory(tmp_path / "channel") as server:
        yield Scene(tmp_path, server, repository)


class HostileServer:
    """Serves a directory, but for some paths plays on the bare connection what no host would."""

    def __init__(
        self,
        directory: Path,
        plays: dict[str, Callable[[socket], None]],
        tls: SSLContext | None = None,
    ) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                if (play := plays.get(self.path)) is not None:
                    self.close_connection = True
                    play(self.connection)
                    return
                file = directory / self.path.lstrip("/")
                body = file.read_bytes() if file.is_file() else b""
                self.send_response(200 if file.is_file() else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
                """Say nothing."""

        class Http(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: object, client_address: object) -> None:
                """Say nothing: a client that hangs up is what is wanted."""

        self._http = Http(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def hostile(scene: Scene) -> Iterator[Callable[..., dict[str, str]]]:
    """Starts a hostile server for the scene's channel and gives a client's addresses of it."""
    servers: list[HostileServer] = []

    def start(
        plays: dict[str, Callable[[socket], None]], *, tls: SSLContext | None = None
    ) -> dict[str, str]:
        server = HostileServer(scene.server.directory, plays, tls)
        servers.append(server)
        return {
            "metadata_url": f"{server.url}/metadata",
            "targets_url": f"{server.url}/targets",
        }

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def archive(scene):
    """The address of release 2.4.0 on the server."""
    path = next(scene.server.directory.rglob("*.2.4.0.zip"))
    return f"/{path.relative_to(scene.server.directory).as_posix()}"


@pytest.fixture
def destination(tmp_path):
    return tmp_path / "release.zip"
