"""The scheduled job: one of many processes asks, all of them know."""

from datetime import timedelta
from threading import Thread

import pytest

from sellxed_sdk.hosting import FileStore, InstalledModule
from sellxed_sdk.hosting._job import LEASE, Job
from sellxed_sdk.hosting._records import HEAD, Head, Lease
from sellxed_sdk.module import Module
from sellxed_sdk.testing._server import ScriptedResponse


def outcomes(results):
    return [result.outcome.value for result in results]


def test_is_needed_once_for_all_processes(scene, open_panel, store):
    scene.release("1.1.0", days_ago=10)
    processes = [open_panel() for _ in range(3)]
    assert outcomes(processes[0].refresh()) == ["updated"]
    asked = len(scene.server.requests)
    assert outcomes(processes[1].refresh()) == ["fresh"]
    assert outcomes(processes[2].refresh()) == ["fresh"]
    for process in processes:
        assert process.page("alpenpay").channel.last_success_at == scene.now
        process.look("1")
        process.check_licence("alpenpay")
    assert len(scene.server.requests) == asked


def test_asks_shortly_when_nothing_changed(scene, panel, open_panel, clock):
    scene.release("1.1.0", days_ago=10)
    panel.refresh()
    clock.go(days=1, hours=1)
    before = len(scene.server.requests)
    # Another machine, whose own disk knows nothing.
    assert outcomes(open_panel().refresh()) == ["unchanged"]
    assert len(scene.server.requests) - before <= 2


def test_leaves_what_was_known_where_the_server_fails(scene, panel, clock):
    scene.release("1.1.0", days_ago=10)
    panel.enter_key("alpenpay", scene.issue())
    panel.refresh()
    scene.server.responses["*"] = ScriptedResponse(status=500)
    clock.go(days=1, hours=1)
    assert outcomes(panel.refresh()) == ["unreachable"]
    page = panel.page("alpenpay")
    assert page.updates.offered.version == "1.1.0"
    assert page.channel.last_attempt_at > page.channel.last_success_at
    # A failure is waited out by all processes.
    before = len(scene.server.requests)
    panel.refresh()
    assert len(scene.server.requests) == before


def test_check_now_asks_although_it_is_early(scene, panel):
    panel.refresh()
    scene.release("1.1.0", days_ago=10)
    form = {"slx_action": "check", "slx_product": "alpenpay"}
    answer = panel.answer(form, user="1")
    assert (answer.ok, answer.outcome.value) == (True, "updated")
    assert panel.answer(form, user="1").outcome.value == "unchanged"
    assert not panel.answer({**form, "slx_product": "nothing"}, user="1").ok


def test_two_at_once_are_one(scene, panel, store, clock, now):
    held = Lease(owner="another", until_at=now + timedelta(minutes=9)).dump()
    assert store.replace(LEASE, held, expected=None)
    assert outcomes(panel.refresh()) == ["busy"]
    assert scene.server.requests == []
    assert panel.check_now("alpenpay").findings[0].code == "HOST_BUSY"
    clock.go(minutes=10)  # who held it has died
    assert outcomes(panel.refresh()) == ["updated"]
    assert store.read([LEASE]) == {}


@pytest.mark.parametrize("lease", [b"junk", b"{}", b'{"schema": 2}'])
def test_a_damaged_lease_holds_nobody_up(panel, store, lease):
    store.replace(LEASE, lease, expected=None)
    assert outcomes(panel.refresh()) == ["updated"]


def test_a_clock_that_was_set_back_does_not_lock_it_out(panel, store, now):
    late = Lease(owner="another", until_at=now + timedelta(days=400)).dump()
    store.replace(LEASE, late, expected=None)
    assert outcomes(panel.refresh()) == ["updated"]


def test_records_that_cannot_be_written_are_told(panel, store):
    store.fails = PermissionError("read-only file system")
    (result,) = panel.refresh()
    assert result.outcome.value == "store_failed"
    assert result.findings[0].code == "HOST_RECORDS_UNWRITABLE"


def test_a_damaged_state_is_built_anew(scene, panel, open_panel, store, clock):
    panel.refresh()
    name = next(n for n in store._records if n.startswith("state."))
    store._records[name] = b"PK damaged"
    fresh = open_panel()
    assert fresh.look("1").notices
    clock.go(days=1, hours=1)
    assert outcomes(fresh.refresh()) == ["updated"]
    assert fresh.page("alpenpay").channel.last_success_at == clock.at


def test_a_damaged_head_is_kept_aside_and_said(scene, panel, open_panel, store):
    panel.enter_key("alpenpay", scene.issue())
    assert panel.check_licence("alpenpay").may_run
    damaged = store._records[HEAD][:-5]
    store._records[HEAD] = damaged
    panel._watch.look_next_time()
    assert panel.check_licence("alpenpay").may_run, "what this process knew, it still knows"
    fresh = open_panel()
    assert "HOST_RECORDS_DAMAGED" in [f.code for f in fresh.look("1").findings]
    fresh.refresh()
    assert store._records["head.damaged"] == damaged
    assert fresh.enter_key("alpenpay", scene.issue()).ok
    assert fresh.look("1").findings == ()


def test_what_is_no_longer_named_is_removed(scene, panel, store, clock):
    for day in range(3):
        scene.release(f"1.{day + 1}.0", days_ago=3 - day)
        panel.refresh(force=True)
        clock.go(hours=1)
    assert len([name for name in store._records if name.startswith("state.")]) == 1


def test_a_process_with_an_older_head_finds_the_newer(scene, panel, open_panel, store):
    slow = open_panel()
    panel.refresh()
    old = store._records[HEAD]
    scene.release("1.1.0", days_ago=10)
    panel.refresh(force=True)
    slow._watch.memory.take(old)  # read before the other replaced it
    assert slow._watch.memory.head == Head.parse(store._records[HEAD])
    assert slow._watch.memory.generation > 0


def test_a_module_without_trust_does_not_hide_the_others(scene, panel, tmp_path):
    (tmp_path / "broken").mkdir()
    panel.add(InstalledModule(module=Module(tmp_path / "broken"), name="Broken"))
    assert sorted(outcomes(panel.refresh())) == ["not_configured", "updated"]


def test_modules_of_one_vendor_share_a_check(scene, panel, tmp_path):
    second = tmp_path / "matterpay"
    second.mkdir()
    (second / "sellxed-trust.json").write_bytes(
        (scene.directory / "sellxed-trust.json").read_bytes()
    )
    panel.add(InstalledModule(module=Module(second, product="matterpay")))
    assert outcomes(panel.refresh()) == ["updated"]
    timestamps = [r for r in scene.server.requests if r.path.endswith("timestamp.json")]
    assert len(timestamps) == 1


def test_whatever_an_inventory_raises_is_told(open_panel):
    def broken():
        raise RuntimeError("importlib is in pieces")

    (result,) = open_panel(inventory=broken).refresh()
    assert "importlib is in pieces" in result.findings[0].message


def test_threads_at_once_ask_once(scene, open_panel, tmp_path, clock):
    panels = [open_panel(records=FileStore(tmp_path / "records")) for _ in range(4)]
    results = []
    threads = [Thread(target=lambda p=panel: results.extend(p.refresh())) for panel in panels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(outcomes(results)) <= {"updated", "busy", "fresh"}
    timestamps = [r for r in scene.server.requests if r.path.endswith("timestamp.json")]
    assert len(timestamps) == 1


def test_leaves_nothing_behind(panel, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    panel.refresh()
    assert list((tmp_path / "t").iterdir()) == []
    assert Job.__doc__
