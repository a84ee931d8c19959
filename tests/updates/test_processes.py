"""Several processes on one state directory, and processes that are killed in the middle.

The processes are real: one interpreter imports everything and forks them.
"""

import json
import os
import random
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RELEASES = "alpenpay/releases.json"
RULES = "compatibility/rules.jws"
PROCESSES = 8
REFRESHES = 50
KILLS = 100
SEED = 20261123

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

LAUNCHER = '''
import json, os, signal, sys, tempfile, time
from datetime import datetime
from pathlib import Path
from sellxed_sdk.updates import Timeouts, UpdateClient

settings = json.loads(sys.argv[1])
now = datetime.fromisoformat(settings["now"])

def client(state_dir):
    return UpdateClient(
        root=bytes.fromhex(settings["root"]),
        metadata_url=settings["url"] + "/metadata",
        targets_url=settings["url"] + "/targets",
        state_dir=Path(state_dir),
        targets=tuple(settings["targets"]),
        now=lambda: now,  # the same for all, so that none takes the answer of another
        timeouts=Timeouts(connect=10.0, read=10.0, total=60.0, lock=10.0),
    )

def fork(work):
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    return pid, reading

def collect(pid, reading):
    said = b"".join(iter(lambda: os.read(reading, 65536), b""))
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    return json.loads(said) if said else {"killed": os.WIFSIGNALED(status)}

def refresh_often(count):
    shop, seen = client(settings["state_dir"]), []
    for _ in range(count):
        result = shop.refresh(force=True)
        facts = {path: shop.read_target(path) for path in settings["targets"]}
        seen.append({
            "outcome": result.outcome.value,
            "codes": [f.code for f in (*result.findings, *shop.status().findings)],
            "facts": {path: data and data.decode() for path, data in facts.items()},
        })
    return {"seen": seen}

def refresh_until(stop):
    """Counts what touches files and sockets; at the end that `stop` says, kills itself."""
    shop, events = client(settings["state_dir"]), [0]
    written = [False]

    def listen(event, args):
        watched = ("open", "os.", "socket.", "shutil.", "tempfile.")
        if event == "os.kill" or not event.startswith(watched):
            return
        events[0] += 1
        if events[0] == stop.get("event") or written[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        if event == "os.rename" and str(args[1]).endswith(stop.get("before", "/")):
            os.kill(os.getpid(), signal.SIGKILL)
        written[0] = event == "os.rename" and str(args[1]).endswith(stop.get("after", "/"))

    sys.addaudithook(listen)
    begun = time.monotonic()
    shop.refresh(force=True)
    return {"killed": False, "events": events[0], "seconds": time.monotonic() - begun}

with tempfile.TemporaryDirectory() as scratch:
    client(scratch).refresh()  # imports everything

for line in sys.stdin:
    asked = json.loads(line)
    if "processes" in asked:
        running = [fork(lambda: refresh_often(asked["count"])) for _ in range(asked["processes"])]
        answer = [collect(*child) for child in running]
    else:
        pid, reading = fork(lambda: refresh_until(asked))
        if "seconds" in asked:
            time.sleep(asked["seconds"])
            os.kill(pid, signal.SIGKILL)
        answer = collect(pid, reading)
    print(json.dumps(answer), flush=True)
'''


class Launcher:
    """Asks the interpreter that forks."""

    def __init__(self, scene):
        settings = {
            "now": scene.now.isoformat(),
            "root": scene.root.hex(),
            "url": scene.server.url,
            "state_dir": str(scene.state_dir),
            "targets": [RELEASES, RULES],
        }
        self._process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, **asked):
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()

    def is_done(self, seconds):
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def answer(self):
        return json.loads(self._process.stdout.readline())

    def ask(self, **asked):
        self.begin(**asked)
        return self.answer()

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=30)


@pytest.fixture
def launcher(scene):
    launcher = Launcher(scene)
    yield launcher
    launcher.close()


def facts(number):
    """Long enough that a torn file would be seen."""
    return json.dumps({"number": number, "text": f"{number} " * 3_000}).encode()


def versions(state_dir):
    """The verified metadata, by role; every file must be whole."""
    return {
        path.stem: json.loads(path.read_bytes())["signed"]["version"]
        for path in (state_dir / "metadata").glob("*.json")
    }


def leftovers(state_dir):
    return [
        path.name
        for path in state_dir.rglob("*")
        if path.name.startswith((".new-", "tmp")) and path.is_file()
    ]


def test_many_processes_on_one_directory_while_the_vendor_publishes(scene, launcher):
    """None fails, none reads half a file, and all end with the same facts."""
    published = {facts(0).decode()}
    scene.release(facts(0))
    assert scene.client().refresh()
    launcher.begin(processes=PROCESSES, count=REFRESHES)
    number = 0
    while not launcher.is_done(0.2):
        number += 1
        published.add(facts(number).decode())
        scene.release(facts(number))
        scene.repository.resign(now=scene.now)
    seen = [one for process in launcher.answer() for one in process["seen"]]

    assert len(seen) == PROCESSES * REFRESHES
    assert {one["outcome"] for one in seen} <= {"updated", "unchanged", "busy"}, seen
    assert {code for one in seen for code in one["codes"]} <= {
        "CHANNEL_BUSY",
        "CHANNEL_UNFINISHED",
    }
    assert {one["facts"][RELEASES] for one in seen} <= published
    assert {one["facts"][RULES] for one in seen} == {"rules"}
    assert number > 5, "the vendor was at it all the time"
    last = launcher.ask(processes=PROCESSES, count=1)
    assert {one["seen"][0]["facts"][RELEASES] for one in last} == {facts(number).decode()}
    assert leftovers(scene.state_dir) == []


def test_killed_anywhere_the_next_refresh_heals(scene, launcher):
    """Half by the clock, half at an event of the file system or a socket; seeded.

    Every tenth is the first refresh of a shop.
    """
    chance = random.Random(SEED)  # noqa: S311 - chooses where to kill
    client = scene.client()
    scene.release(facts(0))
    whole = launcher.ask()
    assert whole["events"] > 20
    killed = 0
    for number in range(1, KILLS + 1):
        if number % 10 == 0:
            shutil.rmtree(scene.state_dir)
        before = versions(scene.state_dir)
        scene.repository.put_target(RULES, f"rules {number // 3}".encode())
        scene.release(facts(number))
        if number % 2:
            stop = {"event": chance.randint(1, whole["events"])}
        else:
            stop = {"seconds": chance.uniform(0, whole["seconds"])}
        killed += launcher.ask(**stop)["killed"]

        assert_nothing_is_lost(scene.state_dir, before)
        assert "CHANNEL_STATE_DAMAGED" not in {f.code for f in client.status().findings}
        before = None if number % 10 == 0 else facts(number - 1)
        assert client.read_target(RELEASES) in (before, facts(number))
        assert client.refresh(force=True), stop
        assert client.read_target(RELEASES) == facts(number)
        assert client.read_target(RULES) == f"rules {number // 3}".encode()
        assert client.status().outcome.is_success
    assert killed > KILLS // 2


def assert_nothing_is_lost(state_dir, before):
    """No role was taken back, so that a rollback would be recognised as before."""
    after = versions(state_dir)
    for role, version in before.items():
        if role != "root":  # a link that is renewed; the embedded root is the anchor
            assert after[role] >= version


@pytest.mark.parametrize("path", [RELEASES, RULES])
def test_killed_between_fact_and_state_the_facts_stay_readable(scene, launcher, path):
    client = scene.client()
    client.refresh()
    old = client.read_target(path)
    scene.repository.put_target(RULES, b"new rules")
    scene.release(b"new releases")
    assert launcher.ask(after=Path(path).name)["killed"]

    assert client.read_target(path) in (old, b"new releases", b"new rules")


@pytest.mark.parametrize("name", ["timestamp.json", "snapshot.json", "releases.json"])
def test_what_a_killed_process_left_behind_is_removed(scene, launcher, name):
    client = scene.client()
    client.refresh()
    scene.release(b"new")
    assert launcher.ask(before=name)["killed"]
    assert leftovers(scene.state_dir)

    assert client.refresh(force=True)
    assert leftovers(scene.state_dir) == []
