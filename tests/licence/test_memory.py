"""An answer from memory is the answer that would be worked out."""

import threading
from datetime import date, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.licence import (
    LicenceStatus,
    PartnerCertificates,
    RevocationList,
    RevokedKeys,
    Situation,
    check_licence,
    hash_key,
)
from sellxed_sdk.licence import _check as module_under_test
from sellxed_sdk.licence._memory import Memory
from sellxed_sdk.signing import Keyring

DAY = timedelta(days=1)
SITUATION = Situation(product="alpenpay", released_on=date(2026, 6, 1), hosts=("shop.ch",))


@pytest.fixture
def worked_out(monkeypatch):
    """Count how often an answer is worked out and not remembered."""
    counted = []
    decide = module_under_test._decide

    def count(*args):
        counted.append(args[0])
        return decide(*args)

    monkeypatch.setattr(module_under_test, "_memory", Memory(8))
    monkeypatch.setattr(module_under_test, "_decide", count)
    return counted


@pytest.fixture
def ask(keyring, now):
    def ask(key, *, situation=SITUATION, at=now, keys=keyring, **more):
        return check_licence(key, situation=situation, now=at, keyring=keys, **more)

    return ask


class TestRepeatedChecks:
    def test_are_answered_from_memory_with_the_time_of_now(self, ask, issue, worked_out, now):
        key = issue()
        first, second = ask(key), ask(key, at=now + timedelta(hours=2))

        assert len(worked_out) == 1
        assert second == attrs.evolve(first, checked_at=now + timedelta(hours=2))

    def test_bad_keys_too(self, ask, worked_out, now):
        assert ask("eyJ").status is LicenceStatus.DAMAGED
        assert ask("eyJ", at=now + 900 * DAY).checked_at == now + 900 * DAY
        assert len(worked_out) == 1

    @pytest.mark.parametrize("key", [None, b"eyJ", 7, ["eyJ"], "A" * 20_000])
    def test_what_may_change_or_is_large_is_not_kept(self, ask, worked_out, key):
        assert ask(key) == ask(key)
        assert len(worked_out) == 2

    @pytest.mark.parametrize(("length", "asked"), [(16_384, 1), (16_385, 2)])
    def test_the_longest_text_that_is_kept(self, ask, worked_out, length, asked):
        assert ask("A" * length) == ask("A" * length)
        assert len(worked_out) == asked

    def test_another_key_situation_or_knowledge_is_another_question(
        self, ask, issue, keyring, worked_out, now
    ):
        key = issue(product="alpenpay")
        revoked = RevocationList(
            version=1,
            issued_at=now,
            next_at=now + DAY,
            keys=RevokedKeys.of([(hash_key(key), now.date())]),
        )

        def all_answers():
            return [
                ask(key).status,
                ask(key, situation=attrs.evolve(SITUATION, product="other")).status,
                ask(key, situation=attrs.evolve(SITUATION, hosts=("other.ch",))).status,
                ask(key, situation=attrs.evolve(SITUATION, released_on=date(2030, 1, 1))).status,
                ask(key, keys=Keyring()).status,
                ask(key, revocations=revoked).status,
                ask(key, certificates=PartnerCertificates()).status,
                ask(key, test_mode=True).status,
                ask(key + "A").status,
            ]

        expected = [
            LicenceStatus.VALID,
            LicenceStatus.WRONG_PRODUCT,
            LicenceStatus.WRONG_HOST,
            LicenceStatus.RELEASE_NOT_COVERED,
            LicenceStatus.UNKNOWN_SIGNER,
            LicenceStatus.REVOKED,
            LicenceStatus.VALID,
            LicenceStatus.VALID,
            LicenceStatus.DAMAGED,
        ]
        assert all_answers() == expected
        assert all_answers() == expected
        assert len(worked_out) > len(expected)

    def test_the_day_the_trial_and_the_list_end_answers(self, ask, issue, worked_out, now):
        noon = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
        key = issue(trial_days=10, at=noon - 10 * DAY)

        assert ask(key, at=noon - timedelta(seconds=1)).may_run
        assert ask(key, at=noon).status is LicenceStatus.TRIAL_ENDED
        assert ask(key, at=noon - timedelta(seconds=1)).may_run

        soon = issue(support_until_on=date(2026, 11, 30))
        assert ask(soon, at=noon).findings[0].param("days") == 7
        assert ask(soon, at=noon + DAY).findings[0].param("days") == 6

        listed = RevocationList(version=1, issued_at=noon - DAY, next_at=noon)
        codes = [
            [finding.code for finding in ask(issue(), at=at, revocations=listed).findings]
            for at in (noon, noon + timedelta(microseconds=1), noon)
        ]
        assert codes == [[], ["REVOCATIONS_STALE"], []]

    def test_a_clock_behind_a_signed_date_is_never_answered_from_memory(
        self, ask, issue, worked_out
    ):
        key, early = issue(), datetime(2020, 1, 1, tzinfo=timezone.utc)

        assert ask(key, at=early).findings[0].param("shown_at") == early
        assert ask(key, at=early + DAY).findings[0].param("shown_at") == early + DAY
        assert len(worked_out) == 2

    @pytest.mark.parametrize(("late", "asked"), [(timedelta(), 1), (-timedelta(seconds=1), 2)])
    def test_the_instant_of_the_newest_signed_date_is_not_behind_it(
        self, ask, issue, worked_out, now, late, asked
    ):
        key, situation = issue(), attrs.evolve(SITUATION, seen_at=now)

        for _ in range(2):
            assert ask(key, situation=situation, at=now + late).may_run
        assert len(worked_out) == asked

    def test_a_list_of_tomorrow_is_such_a_date(self, ask, issue):
        key, tomorrow = issue(), datetime(2026, 11, 24, 22, tzinfo=timezone.utc)
        listed = RevocationList(version=1, issued_at=tomorrow, next_at=tomorrow + 30 * DAY)
        codes = [
            [finding.code for finding in ask(key, at=at, revocations=listed).findings]
            for at in (tomorrow - timedelta(hours=23), tomorrow - timedelta(hours=26))
        ]

        assert codes == [[], ["CLOCK_BEHIND"]]

    def test_a_list_without_a_successor_is_none_to_wait_for(self, ask, issue, now):
        last = datetime.max.replace(tzinfo=timezone.utc)
        listed = RevocationList(version=1, issued_at=now - DAY, next_at=last)
        first, second = (ask(issue(), revocations=listed) for _ in range(2))

        assert first == second
        assert first.may_run

    @settings(max_examples=300)
    @pytest.mark.property
    @given(st.data())
    def test_are_what_would_be_worked_out_at_any_time(self, ask, issue, keyring, data):
        instants = st.datetimes(
            datetime(2025, 12, 1),  # noqa: DTZ001 - hypothesis takes naive bounds
            datetime(2027, 3, 1),  # noqa: DTZ001
            timezones=st.sampled_from(
                [timezone.utc, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))]
            ),
        )
        key = issue(trial_days=data.draw(st.none() | st.integers(1, 500)))
        revocations = data.draw(
            st.none()
            | st.builds(RevocationList, version=st.just(1), issued_at=instants, next_at=instants)
        )
        situation = attrs.evolve(SITUATION, seen_at=data.draw(st.none() | instants))
        for at in data.draw(st.lists(instants, min_size=2, max_size=6)):
            more = {"situation": situation, "at": at, "revocations": revocations}
            # Another value of the same keys: nothing can be remembered for it.
            assert ask(key, **more) == ask(key, keys=Keyring(keyring.keys), **more)


class TestMemory:
    def test_is_bounded_and_keeps_what_is_asked_for(self, ask, issue, worked_out):
        used = issue(id="used")
        ask(used)
        for number in range(100):
            ask(issue(id=f"L-{number}"))
            ask(used)

        assert worked_out.count(used) == 1
        assert len(module_under_test._memory) <= 16

    def test_two_generations_are_kept(self, ask, issue, keyring, now):
        memory, known, report = Memory(2), (keyring, None, None, False), ask(issue())
        for key in "abcd":
            memory.keep(key, SITUATION, known, report)

        assert len(memory) == 4
        assert memory.recall("a", SITUATION, known, now=now) == report
        memory.keep("e", SITUATION, known, report)
        assert len(memory) == 4
        assert memory.recall("b", SITUATION, known, now=now) is None

    def test_a_row_of_situations_is_bounded(self, ask, issue, keyring):
        memory, known, report = Memory(100), (keyring, None, None, False), ask(issue())
        lengths = []
        for number in range(20):
            memory.keep("a", attrs.evolve(SITUATION, hosts=(f"{number}.ch",)), known, report)
            entry, length = memory._young["a"], 0
            while entry is not None:
                entry, length = entry.next, length + 1
            lengths.append(length)

        assert lengths == [1, 2, 3, 4, 5, 6, 7, 8] * 2 + [1, 2, 3, 4]

    def test_a_row_begins_anew_with_its_generation(self, ask, issue, keyring, now):
        memory, known, report = Memory(10), (keyring, None, None, False), ask(issue())
        situations = [attrs.evolve(SITUATION, hosts=(f"{number}.ch",)) for number in range(9)]
        memory.keep("a", situations[0], known, report)
        for number in range(9):
            memory.keep(f"b-{number}", SITUATION, known, report)
        # The young generation is full: this is the first of the next one, and seven follow.
        for situation in situations[1:]:
            memory.keep("a", situation, known, report)

        assert memory.recall("a", situations[0], known, now=now) is None
        for situation in situations[1:]:
            assert memory.recall("a", situation, known, now=now) == report

    def test_an_equal_situation_is_the_same_question(self, ask, issue, keyring, now):
        memory, known, report = Memory(2), (keyring, None, None, False), ask(issue())
        memory.keep("a", SITUATION, known, report)
        equal = attrs.evolve(SITUATION)

        assert equal is not SITUATION
        assert memory.recall("a", equal, known, now=now) == report

    def test_how_long_an_answer_holds_is_worked_out_once(self, ask, issue, keyring, now):
        memory, known, report = Memory(2), (keyring, None, None, False), ask(issue())
        memory.keep("a", SITUATION, known, report)
        memory.recall("a", SITUATION, known, now=now)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)

        assert memory._young["a"].span == (midnight, midnight + DAY - timedelta(microseconds=1))
        assert memory.recall("a", SITUATION, known, now=midnight) == report.at(midnight)
        assert memory.recall("a", SITUATION, known, now=midnight + DAY) is None

    def test_many_threads_get_right_answers(self, ask, issue, worked_out):
        keys = [issue(id=f"L-{number}") for number in range(40)]
        wrong = []

        def run(offset):
            for number in range(400):
                at = (number * 7 + offset) % len(keys)
                if ask(keys[at]).licence.id != f"L-{at}":
                    wrong.append(at)

        threads = [threading.Thread(target=run, args=(offset,)) for offset in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert wrong == []

    def test_never_waits_for_another_thread(self, ask, issue, keyring, now):
        memory = Memory(4)
        known = (keyring, None, None, False)
        with memory._lock:
            memory.keep("key", SITUATION, known, ask(issue()))

        assert memory.recall("key", SITUATION, known, now=now) is None
        assert len(memory) == 0

    def test_several_situations_of_one_key_are_kept_side_by_side(self, ask, issue, worked_out):
        key = issue(hosts=("a.shop.ch", "b.shop.ch", "*.shop.li"))
        shops = [attrs.evolve(SITUATION, hosts=(f"{name}.shop.li",)) for name in "abcdefgh"]
        for _ in range(5):
            for shop in shops:
                assert ask(key, situation=shop).may_run

        # A generation holds eight; the ninth question of a key begins a new row.
        assert worked_out.count(key) <= 2 * len(shops)

    def test_equal_but_other_knowledge_does_not_fit(self, ask, issue, keyring, now):
        memory = Memory(4)
        known = (keyring, None, None, False)
        report = ask(issue())
        memory.keep("key", SITUATION, known, report)

        assert memory.recall("key", SITUATION, known, now=now) == report
        for other in (
            (Keyring(keyring.keys), None, None, False),
            (keyring, RevocationList(version=1, issued_at=now, next_at=now), None, False),
            (keyring, None, PartnerCertificates(), False),
            (keyring, None, None, True),
        ):
            assert memory.recall("key", SITUATION, other, now=now) is None
