"""What a shop sees of the channel when nothing is wrong, and when to ask."""

import pickle
import shutil
import subprocess
import sys
import textwrap
from datetime import datetime, timedelta, timezone

import pytest

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.testing._server import serve_directory
from sellxed_sdk.updates import RefreshOutcome, Timeouts, default_state_dir
from sellxed_sdk.vendor._repository import Repository

RELEASES = "alpenpay/releases.json"
RULES = "compatibility/rules.jws"


def codes(answer):
    return [finding.code for finding in answer.findings]


class TestRefresh:
    def test_first_refresh_brings_every_fact(self, scene):
        """Also those of a delegated product, and keeps python-tuf's files as served."""
        client = scene.client()
        result = client.refresh()

        assert result.outcome is RefreshOutcome.UPDATED
        assert result
        assert result.findings == ()
        assert result.targets == (RELEASES, RULES)
        assert result.last_success_at == scene.now
        assert result.expires_at == scene.now + timedelta(days=7)
        assert client.read_target(RELEASES) == b'{"releases": ["2.4.0"]}'
        assert client.read_target(RULES) == b"rules"
        for name, served in (("alpenpay", "2.alpenpay"), ("timestamp", "timestamp")):
            local = scene.state_dir / "metadata" / f"{name}.json"
            remote = scene.server.directory / "metadata" / f"{served}.json"
            assert local.read_bytes() == remote.read_bytes()

    def test_unchanged_costs_two_requests_and_less_than_500_bytes(self, scene):
        scene.client().refresh()
        scene.served()
        result = scene.client().refresh(force=True)
        bodies = sum(request.body_bytes for request in scene.server.requests)

        assert result.outcome is RefreshOutcome.UNCHANGED
        assert scene.served() == ["/metadata/2.root.json", "/metadata/timestamp.json"]
        assert bodies < 500

    def test_resigned_timestamp_is_no_news(self, scene):
        scene.client().refresh()
        scene.later(days=5)
        scene.repository.resign(now=scene.now)
        result = scene.client().refresh()

        assert result.outcome is RefreshOutcome.UNCHANGED
        assert result.expires_at == scene.now + timedelta(days=7)

    def test_new_release_arrives(self, scene):
        client = scene.client()
        client.refresh()
        scene.release(b"new")

        assert client.refresh(force=True).outcome is RefreshOutcome.UPDATED
        assert client.read_target(RELEASES) == b"new"

    def test_missing_target_is_a_finding_and_no_failure(self, scene):
        targets = (RELEASES, "alpenpay/notes.rm.json", "nosuch/releases.json")
        client = scene.client(targets=targets)
        result = client.refresh()

        assert result
        assert codes(result) == ["CHANNEL_TARGET_MISSING"] * 2
        assert {f.subject for f in result.findings} == set(targets[1:])
        assert client.read_target(targets[1]) is None
        assert client.refresh().outcome is RefreshOutcome.FRESH

    def test_what_not_every_channel_has_is_not_told(self, scene):
        client = scene.client(targets=(RELEASES,), optional=(RULES, "alpenpay/notes.rm.json"))
        result = client.refresh()

        assert result.findings == ()
        assert client.read_target(RULES) == b"rules"
        assert client.refresh().outcome is RefreshOutcome.FRESH

    def test_removed_target_can_no_longer_be_read(self, scene):
        client = scene.client()
        client.refresh()
        del scene.repository._roles["targets"].signed.targets[RULES]
        scene.repository._changed.add("targets")
        scene.repository.publish(now=scene.now)
        result = client.refresh(force=True)

        assert result.outcome is RefreshOutcome.UPDATED
        assert client.read_target(RULES) is None
        client.refresh(force=True)
        assert list((scene.state_dir / "targets" / "compatibility").iterdir()) == []

    def test_two_modules_share_a_directory(self, scene):
        """One check serves all products that were ever asked for."""
        scene.client(targets=(RELEASES,)).refresh()
        other = scene.client(targets=(RULES,))
        other.refresh()
        scene.release(b"new")
        other.refresh(force=True)

        assert scene.client(targets=(RELEASES,)).refresh().outcome is RefreshOutcome.FRESH
        assert other.read_target(RELEASES) == b"new"

    def test_values_are_plain(self, scene):
        result = scene.client().refresh()

        assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 - our own bytes
        assert hash(result) == hash(pickle.loads(pickle.dumps(result)))  # noqa: S301
        assert result.to_dict()["outcome"] == "updated"
        assert result.to_dict()["last_success_at"] == "2026-11-23T08:00:00Z"


class TestWhenToAsk:
    def test_fresh_makes_no_request(self, scene):
        scene.client().refresh()
        scene.served()
        scene.later(hours=17, minutes=59)

        assert scene.client().refresh().outcome is RefreshOutcome.FRESH
        assert scene.served() == []

    def test_older_than_a_day_asks_again(self, scene):
        scene.client().refresh()
        scene.later(hours=24)

        assert scene.client().refresh().outcome is RefreshOutcome.UNCHANGED

    def test_clock_set_back_asks_again(self, scene):
        scene.client().refresh()
        scene.later(days=-1)

        assert scene.client().refresh().outcome is RefreshOutcome.UNCHANGED

    def test_newly_configured_target_asks_again(self, scene):
        scene.client(targets=(RELEASES,)).refresh()

        assert scene.client().refresh().outcome is RefreshOutcome.UPDATED

    def test_damaged_fact_asks_again(self, scene):
        client = scene.client()
        client.refresh()
        (kept,) = (scene.state_dir / "targets" / "compatibility").iterdir()
        kept.write_bytes(b"RULES")

        assert client.read_target(RULES) is None
        assert client.refresh()
        assert client.read_target(RULES) == b"rules"

    def test_failures_back_off_from_one_hour_to_a_day(self, scene):
        scene.answer("*", status=500)
        waits = []
        for _ in range(7):
            result = scene.client().refresh(force=True)
            waits.append((result.retry_at - scene.now) / timedelta(hours=1))

        for wait, longest in zip(waits, [1, 2, 4, 8, 16, 24, 24], strict=True):
            assert longest * 0.749 < wait <= longest
        scene.served()
        scene.later(hours=17, minutes=59)
        again = scene.client().refresh()
        assert again.outcome is RefreshOutcome.UNREACHABLE
        assert codes(again) == ["CHANNEL_HTTP_STATUS"]
        assert scene.served() == []

    def test_success_ends_the_back_off(self, scene):
        scene.answer("*", status=500)
        scene.client().refresh()
        scene.server.responses.clear()
        scene.later(hours=1)
        result = scene.client().refresh()

        assert result.outcome is RefreshOutcome.UPDATED
        assert result.retry_at is None

    @pytest.mark.parametrize("value", ["7200", "Mon, 01 Jan 2125 00:00:00 GMT"])
    def test_retry_after_is_honoured_up_to_a_day(self, scene, value):
        scene.answer("*", status=503, headers=(("Retry-After", value),))
        result = scene.client().refresh()

        hours = (2, 2.5) if value == "7200" else (24, 24)
        assert hours[0] <= (result.retry_at - scene.now) / timedelta(hours=1) <= hours[1]

    def test_retry_in_the_far_future_is_not_believed(self, scene):
        """A clock that was wrong once must not silence the client for years."""
        scene.later(days=3000)
        scene.answer("*", status=500)
        scene.client().refresh()
        scene.server.responses.clear()
        scene.later(days=-3000)

        assert scene.client().refresh()


class TestClock:
    def test_the_given_clock_decides_about_expiry(self, scene):
        scene.later(days=8)

        assert scene.client().refresh().outcome is RefreshOutcome.STALE

    def test_the_machines_clock_does_not(self, tmp_path):
        """Notices when python-tuf keeps its time elsewhere: this channel expired in 2001."""
        then = datetime(2001, 2, 3, tzinfo=timezone.utc)
        channel = tmp_path / "channel"
        repository = Repository.create(channel, keys_dir=tmp_path / "keys", now=then)
        repository.put_target(RULES, b"rules")
        repository.publish(now=then)
        with serve_directory(channel) as server:
            from sellxed_sdk.updates import UpdateClient

            client = UpdateClient(
                root=repository.root_bytes,
                metadata_url=f"{server.url}/metadata",
                targets_url=f"{server.url}/targets",
                state_dir=tmp_path / "state",
                targets=(RULES,),
                now=lambda: then,
            )

            assert client.refresh().outcome is RefreshOutcome.UPDATED


class TestLibraries:
    def test_a_shop_that_pins_an_older_library(self, scene):
        """As urllib3 1.26, with which tuf cannot be imported: told, not raised."""
        script = f"""
            import sys
            from pathlib import Path
            from sellxed_sdk.updates import UpdateClient
            sys.modules["tuf.ngclient.fetcher"] = None
            client = UpdateClient(root=b"", metadata_url="http://x", targets_url="http://x",
                                  state_dir=Path({str(scene.state_dir)!r}))
            for force in (True, False):
                result = client.refresh(force=force)
                print(result.outcome.value, *(f.code for f in result.findings))
        """

        assert _python(script).splitlines() == ["unreachable CHANNEL_LIBRARY_UNUSABLE"] * 2


class TestStatus:
    def test_never_checked(self, scene):
        status = scene.client().status()

        assert codes(status) == ["CHANNEL_NEVER_CHECKED"]
        assert not status
        assert status.to_dict()["outcome"] is None
        assert not scene.state_dir.exists()

    def test_after_success(self, scene):
        scene.client().refresh()
        status = scene.client().status()

        assert status
        assert status.outcome is RefreshOutcome.UPDATED
        assert status.targets == (RELEASES, RULES)

    def test_expiry_is_noticed_without_asking(self, scene):
        scene.client().refresh()
        scene.later(days=8)
        scene.served()
        status = scene.client().status()

        assert status.stale
        assert not status
        assert codes(status) == ["CHANNEL_STALE"]
        assert scene.served() == []

    def test_loads_neither_tuf_nor_requests(self, scene):
        scene.client().refresh()
        script = f"""
            import sys
            from pathlib import Path
            from sellxed_sdk.updates import UpdateClient
            client = UpdateClient(root=b"", metadata_url="http://x", targets_url="http://x",
                                  state_dir=Path({str(scene.state_dir)!r}))
            assert client.status().targets, client.status()
            assert client.read_target({RULES!r}) == b"rules"
            print([m for m in ("tuf", "requests", "urllib3", "filelock") if m in sys.modules])
        """
        assert _python(script).strip() == "[]"


class TestProcesses:
    def test_busy_when_another_process_holds_the_lock(self, scene):
        client = scene.client()
        client.refresh()
        with client._store.lock(seconds=0):
            result = scene.client().refresh(force=True)

        assert result.outcome is RefreshOutcome.BUSY
        assert codes(result) == ["CHANNEL_BUSY"]
        assert result.targets == (RELEASES, RULES)

    def test_the_answer_of_another_process_is_taken(self, scene):
        """Who waited for the lock does not ask again what was asked meanwhile."""
        client = scene.client()
        client.refresh()
        scene.later(hours=25)
        stale_read = client._store.read()
        scene.client().refresh()
        scene.served()
        reads = iter([stale_read])
        real = client._store.read
        client._store.read = lambda: next(reads, None) or real()

        assert client.refresh(force=True).outcome is RefreshOutcome.FRESH
        assert scene.served() == []

    def test_four_processes_on_one_directory(self, scene):
        script = f"""
            from datetime import datetime, timezone
            from pathlib import Path
            from sellxed_sdk.updates import UpdateClient
            client = UpdateClient(
                root=Path({str(scene.server.directory)!r}, "metadata/1.root.json").read_bytes(),
                metadata_url={scene.server.url + "/metadata"!r},
                targets_url={scene.server.url + "/targets"!r},
                state_dir=Path({str(scene.state_dir)!r}),
                targets=({RELEASES!r}, {RULES!r}),
                now=lambda: datetime(2026, 11, 23, 8, tzinfo=timezone.utc))
            for _ in range(15):
                result = client.refresh(force=True)
                assert result, result
                assert client.read_target({RULES!r}) == b"rules"
        """
        processes = [_start(script) for _ in range(4)]
        for process in processes:
            output, _ = process.communicate(timeout=60)
            assert process.returncode == 0, output


class TestStore:
    def test_a_file_in_place_of_the_directory(self, scene):
        scene.state_dir.write_text("no directory")
        result = scene.client().refresh()

        assert result.outcome is RefreshOutcome.STORE_FAILED
        assert codes(result) == ["CHANNEL_STATE_UNWRITABLE"]
        assert scene.served() == []

    def test_a_full_disk(self, scene):
        """Files of this process may not grow: every write fails, and nothing is raised."""
        pytest.importorskip("resource")
        script = f"""
            import resource
            from pathlib import Path
            from datetime import datetime, timezone
            from sellxed_sdk.updates import UpdateClient
            root = Path({str(scene.server.directory)!r}, "metadata/1.root.json").read_bytes()
            client = UpdateClient(
                root=root,
                metadata_url={scene.server.url + "/metadata"!r},
                targets_url={scene.server.url + "/targets"!r},
                state_dir=Path({str(scene.state_dir)!r}),
                targets=({RELEASES!r},),
                now=lambda: datetime(2026, 11, 23, 8, tzinfo=timezone.utc))
            for limit in (0, 100, 600, 700, 2000, 100_000):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
                print(client.refresh(force=True).outcome.value, flush=True)
        """
        outcomes = _python(script).split()

        assert outcomes[:2] == ["store_failed", "store_failed"]
        assert outcomes[-1] == "unchanged"
        assert set(outcomes) == {"store_failed", "updated", "unchanged"}

    def test_deleted_state_is_rebuilt(self, scene):
        client = scene.client()
        client.refresh()
        shutil.rmtree(scene.state_dir)

        assert client.refresh().outcome is RefreshOutcome.UPDATED

    def test_default_directory(self, monkeypatch, tmp_path):
        monkeypatch.setenv("SELLXED_STATE_DIR", str(tmp_path))
        assert default_state_dir() == tmp_path
        assert default_state_dir("sellxed.com/..") == tmp_path / "sellxed-com-"
        monkeypatch.delenv("SELLXED_STATE_DIR")
        assert default_state_dir().name == "sellxed"

    @pytest.mark.parametrize(
        "path", ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/.b", "C:\\x", "a?b", "a/b\n"]
    )
    def test_harmful_paths_are_refused(self, scene, path):
        with pytest.raises(ConfigurationError) as caught:
            scene.client(targets=(path,))

        assert caught.value.code == "CHANNEL_TARGET_PATH_INVALID"
        assert scene.client().read_target(path) is None


def _start(script: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _python(script: str) -> str:
    process = _start(script)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    return output


def test_timeouts_have_modest_defaults():
    assert Timeouts() == Timeouts(connect=3.0, read=10.0, total=60.0, lock=5.0)
