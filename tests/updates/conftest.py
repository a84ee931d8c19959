"""A vendor with a real TUF repository, a real web server, and a shop's state directory."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

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
