"""A million shops do not ask in the same minute, and each keeps its own turn."""

import hashlib
import json
from collections import Counter
from datetime import datetime, timedelta, timezone

import attrs
import pytest

from sellxed_sdk.updates import RefreshOutcome
from sellxed_sdk.updates._spread import make_installation, prolong, shorten
from sellxed_sdk.updates._state import State

NOW = datetime(2026, 11, 23, 8, tzinfo=timezone.utc)
DAY = timedelta(days=1)
NAMES = [hashlib.sha256(b"%d" % number).hexdigest()[:32] for number in range(1000)]


def next_check(installation):
    """The first minute in which a shop asks again that asked at NOW."""
    state = State(installation=installation, last_success_at=NOW)
    young, old = 0, 24 * 60
    while old - young > 1:
        middle = (young + old) // 2
        fresh = state.is_fresh(NOW + timedelta(minutes=middle), max_age_seconds=86_400, targets=())
        young, old = (middle, old) if fresh else (young, middle)
    return old


def assert_even(minutes, *, first, last):
    """A thousand fall into ten equal parts with about a hundred each (five sigma: 47)."""
    width = (last - first) / 10
    parts = Counter(min(9, int((minute - first) / width)) for minute in minutes)

    assert min(minutes) >= first
    assert max(minutes) <= last
    assert len(parts) == 10
    assert all(53 <= count <= 147 for count in parts.values()), parts


class TestSpread:
    def test_a_thousand_installations_ask_evenly_over_a_quarter_of_a_day(self):
        minutes = [next_check(name) for name in NAMES]

        assert_even(minutes, first=18 * 60, last=24 * 60)
        assert max(Counter(minutes).values()) < 15, "2.8 shops a minute, and no crowd"

    def test_a_thousand_installations_come_back_evenly_after_a_failure(self):
        minutes = []
        for name in NAMES:
            state = State().begun(NOW, installation=name)
            state = state.failed(NOW, RefreshOutcome.UNREACHABLE, ())
            minutes.append((state.retry_at - NOW) / timedelta(minutes=1))

        assert_even(minutes, first=45, last=60)

    def test_nor_do_they_come_back_at_once_when_all_are_told_the_same_time(self):
        minutes = []
        for name in NAMES:
            state = State().begun(NOW, installation=name)
            state = state.failed(NOW, RefreshOutcome.UNREACHABLE, (), retry_after_seconds=36_000)
            minutes.append((state.retry_at - NOW) / timedelta(minutes=1))

        assert_even(minutes, first=600, last=750)

    @pytest.mark.parametrize("seconds", [0, 86_400, 10**9])
    def test_never_later_than_a_day(self, seconds):
        for name in NAMES[:50]:
            state = attrs.evolve(State(), failures=30).begun(NOW, installation=name)
            state = state.failed(NOW, RefreshOutcome.UNREACHABLE, (), retry_after_seconds=seconds)

            assert state.retry_at <= NOW + DAY
            assert state.waits(NOW)

    def test_purposes_have_shares_of_their_own(self):
        spans = {shorten(DAY, installation=NAMES[0], purpose=f"retry {n}") for n in range(20)}

        assert len(spans) == 20

    def test_without_a_name_nothing_is_spread(self):
        assert shorten(DAY, installation="", purpose="check") == DAY
        assert prolong(DAY, installation="", purpose="check") == DAY

    def test_names_are_random(self):
        assert len({make_installation() for _ in range(100)}) == 100


class TestName:
    def test_is_made_once_and_kept(self, scene):
        def name():
            return json.loads((scene.state_dir / "channel.json").read_bytes())["content"][
                "installation"
            ]

        scene.answer("*", status=500)
        scene.client().refresh()
        made = name()
        scene.server.responses.clear()
        scene.client().refresh(force=True)

        assert name() == made
        assert len(made) == 32

    def test_is_never_sent_nor_told(self, scene):
        result = scene.client().refresh()
        name = scene.client()._store.read()[0].installation
        sent = [f"{request.path} {request.headers}" for request in scene.server.requests]

        assert sent
        assert name not in " ".join(sent)
        assert name not in str(result.to_dict()) + repr(result)

    def test_decides_when_the_next_process_asks(self, scene):
        scene.client().refresh()
        name = scene.client()._store.read()[0].installation
        turn = shorten(DAY, installation=name, purpose="check")
        scene.now = NOW + turn - timedelta(seconds=2)
        early = scene.client().refresh()
        scene.served()
        forced = scene.client().refresh(force=True)
        scene.later(seconds=turn.total_seconds() + 2)
        due = scene.client().refresh()

        assert early.outcome is RefreshOutcome.FRESH
        assert forced.outcome is RefreshOutcome.UNCHANGED
        assert due.outcome is RefreshOutcome.UNCHANGED

    def test_a_state_of_before_has_none_and_gets_one(self, scene):
        scene.client().refresh()
        store = scene.client()._store
        store.save(attrs.evolve(store.read()[0], installation=""))
        scene.later(hours=23)
        assert scene.client().refresh().outcome is RefreshOutcome.FRESH
        scene.later(hours=1)
        scene.client().refresh()

        assert store.read()[0].installation
