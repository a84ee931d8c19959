"""No failure raises out of `refresh`: what each one returns, for a shop that had facts before.

After every failure the facts stay readable, `status` tells the same, the next check has its
time, and it succeeds once the cause is gone.

Elsewhere: refused connections, addresses that are none, drips and a server that says nothing
(test_faults.TestTransport, test_attacks.TestSlowRetrieval), libraries that cannot be loaded
(test_client.TestLibraries), a first refresh on a full disk (test_client.TestStore), junk in
every local file (test_state).
"""

import contextlib
import gzip
import hashlib
import shutil
import struct
import sys
from datetime import datetime, timedelta
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET

import pytest

from sellxed_sdk.updates import RefreshOutcome, Timeouts

RELEASES = "alpenpay/releases.json"
RULES = "compatibility/rules.jws"
OLD = b'{"releases": ["2.4.0"]}'
NEW = b'{"releases": ["2.5.0"]}'
LONGEST = timedelta(hours=24)
PAGE = b"<html><title>Maintenance</title></html>"
PACKED = gzip.compress(NEW * 100)

CODES_OF = {
    "CHANNEL_HASH_MISMATCH": RefreshOutcome.TAMPERED,
    "CHANNEL_DAMAGED": RefreshOutcome.TAMPERED,
}


def answer(body=b"", *headers, status=b"200 OK", length=None):
    """The bytes of an answer; ``length`` is what it says of itself."""
    size = len(body) if length is None else length
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % size, *headers, b"", body]
    return b"\r\n".join(lines)


def chunked(body):
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body


GZIP = b"Content-Encoding: gzip"
UNREACHABLE = ("CHANNEL_UNREACHABLE", "CHANNEL_UNREACHABLE")
STATUS = ("CHANNEL_HTTP_STATUS", "CHANNEL_HTTP_STATUS")
PORTAL = ("CHANNEL_NOT_METADATA", "CHANNEL_NOT_METADATA")
OTHER = ("CHANNEL_NOT_METADATA", "CHANNEL_HASH_MISMATCH")

# What goes over the wire, and the code where metadata and where a fact was asked for.
ANSWERS = {
    "closed without a word": (b"", UNREACHABLE),
    "closed in the headers": (b"HTTP/1.1 200 OK\r\nContent-Le", OTHER),
    "closed in the body": (answer(b'{"signatures', length=1_000), UNREACHABLE),
    "no HTTP at all": (b"220 mail.example ESMTP\r\n", UNREACHABLE),
    "a header line without an end": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, UNREACHABLE),
    "a length that is none": (answer(b"{}", length=-5), OTHER),
    "chunks that are none": (chunked(b"zz\r\nxx\r\n"), UNREACHABLE),
    "chunks without an end": (chunked(b'5\r\n{"si\r\n'), UNREACHABLE),
    "nothing": (answer(), OTHER),
    "no content": (answer(status=b"204 No Content"), OTHER),
    "junk for gzip": (answer(b"junk", GZIP), UNREACHABLE),
    "gzip cut off": (answer(PACKED[:30], GZIP), OTHER),
    "gzip with a wrong checksum": (answer(PACKED[:-8] + b"\0" * 8, GZIP), UNREACHABLE),
    "a coding that nobody knows": (answer(b"junk", b"Content-Encoding: rot13"), OTHER),
    "a portal": (answer(PAGE), PORTAL),
    "a portal that calls itself JSON": (answer(PAGE, b"Content-Type: application/json"), PORTAL),
    "a portal in another alphabet": (answer(PAGE.decode().encode("utf-16")), OTHER),
    "status 304 unasked": (answer(status=b"304 Not Modified"), STATUS),
    "status 401": (answer(PAGE, status=b"401 Unauthorized"), STATUS),
    "status 407": (answer(PAGE, status=b"407 Proxy Authentication Required"), STATUS),
    "status 429": (answer(b"", b"Retry-After: 7200", status=b"429 Too Many"), STATUS),
    "status 500": (answer(PAGE, status=b"500 Fault"), STATUS),
    "status 503": (answer(PAGE, b"Retry-After: junk", status=b"503 Busy"), STATUS),
    "status 999": (answer(PAGE, status=b"999 Denied"), STATUS),
}


def playing(data, *, reset=False):
    def play(connection):
        if reset:  # the last packet is RST instead of FIN
            connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            connection.sendall(data)
        connection.close()

    return play


@pytest.fixture
def shop(scene):
    """A client that has verified the first state, before the vendor's next release."""
    client = scene.client()
    assert client.refresh()
    scene.release(NEW)
    return client


def address_of(scene, asked):
    if asked == "metadata":
        return "/metadata/timestamp.json"
    return f"/targets/alpenpay/{hashlib.sha256(NEW).hexdigest()}.releases.json"


def assert_told(client, result, outcome, code):
    """What is true after every failure."""
    status = client.status()

    assert not result
    assert result.outcome is outcome
    assert [finding.code for finding in result.findings] == [code]
    assert status.outcome is outcome
    assert [finding.code for finding in status.findings] == [code]
    assert result.last_attempt_at < result.retry_at <= result.last_attempt_at + LONGEST
    assert client.read_target(RELEASES) == OLD
    assert client.read_target(RULES) == b"rules"
    assert client.refresh().outcome is outcome, "not asked again at once"


def assert_heals(client):
    assert client.refresh(force=True).outcome is RefreshOutcome.UPDATED
    assert client.read_target(RELEASES) == NEW


class TestServer:
    @pytest.mark.parametrize("asked", ["metadata", "fact"])
    @pytest.mark.parametrize("name", ANSWERS)
    def test_what_an_answer_returns(self, scene, shop, hostile, name, asked):
        data, codes = ANSWERS[name]
        code = codes[asked == "fact"]
        client = scene.client(**hostile({address_of(scene, asked): playing(data)}))
        result = client.refresh(force=True)

        assert_told(client, result, CODES_OF.get(code, RefreshOutcome.UNREACHABLE), code)
        if name == "status 429":
            assert result.retry_at - result.last_attempt_at >= timedelta(hours=2)
        assert_heals(shop)

    @pytest.mark.parametrize("asked", ["metadata", "fact"])
    @pytest.mark.parametrize(
        "data", [b"", b"HTTP/1.1 200", answer(b'{"signatures', length=900)], ids=len
    )
    def test_a_reset(self, scene, shop, hostile, data, asked):
        plays = {address_of(scene, asked): playing(data, reset=True)}
        client = scene.client(**hostile(plays))
        result = client.refresh(force=True)

        assert_told(client, result, RefreshOutcome.UNREACHABLE, "CHANNEL_UNREACHABLE")
        assert_heals(shop)

    @pytest.mark.parametrize("asked", ["metadata", "fact"])
    def test_no_answer_in_time(self, scene, shop, asked):
        scene.answer(address_of(scene, asked), delay_seconds=5)
        timeouts = Timeouts(connect=10.0, read=0.2, total=30.0, lock=0.1)
        client = scene.client(timeouts=timeouts)
        result = client.refresh(force=True)

        assert_told(client, result, RefreshOutcome.UNREACHABLE, "CHANNEL_TIMEOUT")
        scene.server.responses.clear()
        assert_heals(shop)

    def test_a_redirect_to_a_portal(self, scene, shop):
        (scene.server.directory / "login.html").write_bytes(PAGE)
        scene.answer("*", status=302, headers=(("Location", "/login.html"),))
        scene.answer("/login.html")
        result = shop.refresh(force=True)

        assert_told(shop, result, RefreshOutcome.UNREACHABLE, "CHANNEL_NOT_METADATA")
        scene.server.responses.clear()
        assert_heals(shop)


class TestDisk:
    def test_a_full_disk(self, scene, shop):
        """Files of this process may not grow beyond a size while it refreshes."""
        resource = pytest.importorskip("resource")
        scene.repository.put_target(RULES, b"rules" * 20_000)
        scene.repository.publish(now=scene.now)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        results = []
        for size in (0, 10, 400, 2_000, 50_000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
            try:
                results.append(shop.refresh(force=True))
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            assert shop.read_target(RELEASES) in (OLD, NEW)
            assert shop.read_target(RULES) == b"rules"

        for result in results:
            assert result.outcome is RefreshOutcome.STORE_FAILED
            assert {f.code for f in result.findings} == {"CHANNEL_STATE_UNWRITABLE"}
        assert shop.refresh(force=True)
        assert shop.read_target(RULES) == b"rules" * 20_000

    @pytest.mark.skipif(sys.platform != "linux", reason="needs a directory that nobody writes")
    def test_a_directory_that_nobody_may_write(self, scene):
        """Not even root."""
        result = scene.client(state_dir=Path("/sys/sellxed")).refresh()

        assert result.outcome is RefreshOutcome.STORE_FAILED
        assert [finding.code for finding in result.findings] == ["CHANNEL_STATE_UNWRITABLE"]
        assert scene.served() == []

    @pytest.mark.parametrize(
        ("name", "outcome", "code"),
        [
            ("lock", RefreshOutcome.STORE_FAILED, "CHANNEL_STATE_UNWRITABLE"),
            ("metadata", RefreshOutcome.STORE_FAILED, "CHANNEL_STATE_UNWRITABLE"),
            ("targets", RefreshOutcome.STORE_FAILED, "CHANNEL_STATE_UNWRITABLE"),
            ("channel.json", RefreshOutcome.UPDATED, "CHANNEL_STATE_DAMAGED"),
        ],
    )
    def test_a_path_that_cannot_be_used(self, scene, shop, name, outcome, code):
        """A link to itself can be neither read nor written, also not by root."""
        path = scene.state_dir / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        path.symlink_to(path.name)
        result = shop.refresh(force=True)

        assert result.outcome is outcome
        assert {finding.code for finding in result.findings} == {code}
        assert shop.status().targets == (RELEASES, RULES)
        if name != "targets":
            assert shop.read_target(RULES) == b"rules"
        if path.is_symlink():
            path.unlink()
        assert shop.refresh(force=True)
        assert shop.read_target(RELEASES) == NEW


class TestClock:
    @pytest.mark.parametrize("years", [2, 50, 1_000])
    def test_years_ahead(self, scene, shop, years):
        """Everything looks expired: told, the facts stay, and a right clock ends it."""
        right = scene.now
        scene.now = right.replace(year=right.year + years)
        result = shop.refresh(force=True)

        assert_told(shop, result, RefreshOutcome.STALE, "CHANNEL_STALE")
        assert result.findings[0].param("role") == "root"
        scene.now = right
        assert shop.refresh().outcome is RefreshOutcome.UPDATED, "asked without being forced"
        assert shop.read_target(RELEASES) == NEW

    @pytest.mark.parametrize("years", [1, 56, 1_000])
    def test_years_behind(self, scene, shop, years):
        """Nothing looks expired, so that it goes on; that costs the protection from a freeze."""
        right = scene.now
        scene.now = right.replace(year=right.year - years)

        assert_heals(shop)
        scene.now = right
        assert shop.refresh().outcome is RefreshOutcome.UNCHANGED, "asked without being forced"

    @pytest.mark.parametrize("now", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
    def test_at_the_ends_of_time(self, scene, shop, now):
        scene.now = datetime.fromisoformat(now)
        for force in (True, False):
            result = shop.refresh(force=force)
            assert result or result.findings
            shop.status()
        assert shop.read_target(RELEASES) in (OLD, NEW)

    def test_without_a_zone(self, scene):
        """Taken for local time, and no reason to fail."""
        client = scene.client(now=lambda: datetime(2026, 11, 23, 8))  # noqa: DTZ001 - on purpose

        assert client.refresh()
