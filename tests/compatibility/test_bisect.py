"""The search for an unknown conflict: few probes, the right plugins, no answer lost."""

import json
import math
import pickle
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import (
    Bisection,
    Outcome,
    ProbePurpose,
    bisect_conflict,
    forget_outcome,
    next_probe,
    parse_bisection,
    record_outcome,
    render_bisection,
    report_bisection,
    start_bisection,
)
from sellxed_sdk.errors import ConfigurationError, InvalidDocumentError

OK, FAIL, UNRESOLVED = Outcome.OK, Outcome.FAIL, Outcome.UNRESOLVED


def names(count):
    return [f"p{number:03}" for number in range(count)]


def dice(seed):
    return random.Random(seed)  # noqa: S311 - the same in every run


def bound(n, k):
    return k * math.ceil(math.log2(n)) + k + 1


class Shop:
    """Shows the fault where all plugins of one of its causes are on; counts and remembers."""

    def __init__(self, *causes):
        self.causes = [frozenset(cause) for cause in causes]
        self.probes = []

    def __call__(self, on):
        self.probes.append(on)
        return FAIL if any(cause <= on for cause in self.causes) else OK


def codes(report):
    return [finding.code for finding in report.findings]


def found(report):
    return [set(cause.plugins) for cause in report.causes]


def random_cases(seed, count):
    chance = dice(seed)
    for _ in range(count):
        n = chance.randint(1, 160)
        k = min(n, chance.choice([1, 1, 2, 2, 3, 4, 6]))
        plugins = names(n)
        suspects = chance.sample(plugins, min(n, chance.choice([0, 0, 1, 5])))
        yield plugins, frozenset(chance.sample(plugins, k)), suspects


class TestFewestProbes:
    def test_two_thousand_random_cases_stay_within_the_bound(self):
        for plugins, cause, suspects in random_cases(1, 2_000):
            shop = Shop(cause)
            report = bisect_conflict(
                plugins, probe=shop, suspects=suspects, confirmations=0, max_causes=1
            )

            assert found(report) == [cause]
            assert len(shop.probes) == report.probes <= bound(len(plugins), len(cause))
            assert report.finished

    def test_with_confirmation_it_is_exact_and_a_few_more(self):
        for plugins, cause, suspects in random_cases(2, 500):
            shop = Shop(cause)
            report = bisect_conflict(plugins, probe=shop, suspects=suspects)
            n, k = len(plugins), len(cause)

            assert found(report) == [cause]
            assert report.confirmed
            # What is not control and confirmation is the search, and one look at the rest.
            assert report.probes - report.extra_probes <= bound(n, k) + 1
            assert len(shop.probes) == report.probes <= bound(n, k) + 1 + (k + 1) + 1

    @pytest.mark.parametrize(
        ("n", "k", "most"), [(20, 1, 7), (40, 2, 15), (80, 2, 17), (80, 3, 25)]
    )
    def test_sizes_that_shops_have(self, n, k, most):
        chance = dice(n)
        for _ in range(60):
            shop = Shop(chance.sample(names(n), k))
            bisect_conflict(names(n), probe=shop, confirmations=0, max_causes=1)
            assert len(shop.probes) <= most

    def test_suspects_are_asked_about_first_and_found_sooner(self):
        cause = {"p070", "p079"}
        plain, helped = Shop(cause), Shop(cause)
        bisect_conflict(names(80), probe=plain, confirmations=0, max_causes=1)
        bisect_conflict(
            names(80), probe=helped, suspects=sorted(cause), confirmations=0, max_causes=1
        )

        assert len(helped.probes) < len(plain.probes)
        assert len(helped.probes) <= 9

    def test_all_at_once_needed(self):
        shop = Shop(names(9))
        report = bisect_conflict(names(9), probe=shop)

        assert found(report) == [set(names(9))]
        assert report.confirmed


class TestFirstProbes:
    def test_everything_then_nothing(self):
        shop = Shop({"p003"})
        bisect_conflict(names(8), probe=shop, always_on=["ours"])

        assert shop.probes[0] == {*names(8), "ours"}
        assert shop.probes[1] == {"ours"}
        assert all("ours" in on for on in shop.probes)

    def test_a_fault_that_does_not_show_ends_it_at_once(self):
        report = bisect_conflict(names(8), probe=Shop())

        assert (report.probes, report.causes) == (1, ())
        assert codes(report) == ["BISECTION_NOT_REPRODUCED"]

    @pytest.mark.parametrize("confirmations", [0, 1])
    def test_a_fault_without_plugins_is_not_blamed_on_one(self, confirmations):
        report = bisect_conflict(names(8), probe=Shop(()), confirmations=confirmations)

        assert report.causes == ()
        assert codes(report) == ["BISECTION_NOT_PLUGINS"]
        assert report.probes <= (2 if confirmations else 5)

    def test_what_cannot_be_judged_at_all(self):
        report = bisect_conflict(names(8), probe=lambda _: UNRESOLVED)

        assert (report.probes, codes(report)) == (1, ["BISECTION_ALL_UNTESTED"])

    def test_no_plugins(self):
        assert codes(bisect_conflict([], probe=Shop(()))) == ["BISECTION_NOT_PLUGINS"]
        assert codes(bisect_conflict([], probe=Shop())) == ["BISECTION_NOT_REPRODUCED"]

    def test_one_plugin(self):
        report = bisect_conflict(["a"], probe=Shop({"a"}), confirmations=0, max_causes=1)

        assert (found(report), report.probes) == ([{"a"}], 2)


def closed(on, requires):
    return all(set(requires.get(name, ())) <= on for name in on)


@st.composite
def dependent_cases(draw):
    n = draw(st.integers(1, 14))
    plugins = names(n)
    requires = draw(
        st.dictionaries(
            st.sampled_from(plugins), st.lists(st.sampled_from(plugins), max_size=3), max_size=n
        )
    )
    cause = draw(st.sets(st.sampled_from(plugins), min_size=1, max_size=4))
    return plugins, requires, cause


class TestDependencies:
    def test_what_is_required_is_on_with_it(self):
        requires = {"addon": ["shop"], "theme-kit": ["addon"], "shop": ["lib", "php"]}
        shop = Shop({"addon", "z"})
        report = bisect_conflict(
            ["addon", "theme-kit", "shop", "lib", *names(12), "z"], probe=shop, requires=requires
        )

        assert all(closed(on - {"php"}, {**requires, "shop": ["lib"]}) for on in shop.probes)
        assert found(report) == [{"addon", "z"}]
        assert set(report.causes[0].required) == {"shop", "lib"}
        assert report.confirmed

    def test_what_ours_requires_stays_on(self):
        shop = Shop({"p001"})
        report = bisect_conflict(
            names(4), probe=shop, always_on=["ours"], requires={"ours": ["p002"], "p002": ["p003"]}
        )

        assert all({"ours", "p002", "p003"} <= on for on in shop.probes)
        assert found(report) == [{"p001"}]

    def test_those_that_require_each_other_are_one(self):
        shop = Shop({"p002"})
        report = bisect_conflict(
            names(8), probe=shop, requires={"p002": ["p006"], "p006": ["p002"]}
        )

        assert found(report) == [{"p002", "p006"}]

    def test_a_long_chain(self):
        plugins = names(400)
        requires = {name: [plugins[number + 1]] for number, name in enumerate(plugins[:-1])}
        report = bisect_conflict(plugins, probe=Shop({"p170"}), requires=requires)

        assert found(report) == [{"p170"}]
        assert report.confirmed

    @pytest.mark.property
    @given(dependent_cases())
    def test_the_smallest_set_in_any_net(self, case):
        plugins, requires, cause = case
        shop = Shop(cause)
        report = bisect_conflict(plugins, probe=shop, requires=requires, max_causes=1)
        blamed = report.causes[0]

        assert all(closed(on, requires) for on in shop.probes)
        assert cause <= {*blamed.plugins, *blamed.required}
        assert report.confirmed
        # Whoever switches off one of them, and what requires it, is rid of the fault.
        for name in blamed.plugins:
            off = {name}
            while more := {p for p in plugins if set(requires.get(p, ())) & off} - off:
                off |= more
            assert cause & off
        assert (
            len(shop.probes) <= bound(len(plugins), len(blamed.plugins)) + len(blamed.plugins) + 2
        )


class TestIndependentCauses:
    def test_each_is_found(self):
        shop = Shop({"p003"}, {"p010", "p030"}, {"p020", "p031"})
        report = bisect_conflict(names(40), probe=shop)

        assert sorted(map(sorted, found(report))) == [
            ["p003"],
            ["p010", "p030"],
            ["p020", "p031"],
        ]
        assert report.confirmed
        assert codes(report) == ["BISECTION_CAUSE_FOUND"] * 3

    def test_what_is_known_is_not_asked_again(self):
        shop = Shop({"p003"}, {"p035"})
        bisect_conflict(names(40), probe=shop, confirmations=0)

        assert len(set(shop.probes)) == len(shop.probes)
        # The second one is in what was not known to be well: 36 of 40.
        assert len(shop.probes) <= bound(40, 1) + bound(36, 1) + 1

    def test_only_as_many_as_asked_for(self):
        causes = [{"p003"}, {"p010"}, {"p020"}]
        one = bisect_conflict(names(40), probe=Shop(*causes), max_causes=1)
        two = bisect_conflict(names(40), probe=Shop(*causes), max_causes=2)

        assert len(one.causes) == 1
        assert len(two.causes) == 2
        assert codes(two).count("BISECTION_MORE_CAUSES") == 1

    def test_those_that_require_a_cause_go_with_it(self):
        shop = Shop({"base"}, {"p004"})
        report = bisect_conflict(
            ["addon", "base", *names(6)], probe=shop, requires={"addon": ["base"]}
        )

        assert found(report) == [{"base"}, {"p004"}] or found(report) == [{"p004"}, {"base"}]

    @pytest.mark.property
    @given(
        st.integers(1, 40),
        st.lists(st.sets(st.integers(0, 39), min_size=1, max_size=3), min_size=1, max_size=4),
    )
    def test_what_is_left_is_well(self, n, causes):
        plugins = names(n)
        shop = Shop(*({plugins[number % n] for number in cause} for cause in causes))
        report = bisect_conflict(plugins, probe=shop, max_causes=n)
        blamed = set().union(*found(report))

        assert report.confirmed
        assert shop(frozenset(plugins) - blamed) is OK
        for cause in found(report):
            assert shop(frozenset(cause)) is FAIL
            assert all(shop(frozenset(cause - {name})) is OK for name in cause)


class TestUnresolved:
    def test_a_plugin_without_which_nothing_works(self):
        """Nobody said that all plugins require p001, so that most probes tell nothing."""
        shop = Shop({"p010", "p017"})

        def probe(on):
            return shop(on) if "p001" in on or not on else UNRESOLVED

        report = bisect_conflict(names(20), probe=probe)

        assert {"p010", "p017"} <= {*report.causes[0].plugins, *report.causes[0].undecided}
        assert set(report.causes[0].undecided) <= {"p001"}
        assert report.unresolved
        assert report.probes < 40

    def test_a_few_in_the_middle_are_gone_around(self):
        shop = Shop({"p010"})

        def probe(on):
            return UNRESOLVED if len(on) in (7, 8, 9) else shop(on)

        report = bisect_conflict(names(16), probe=probe)

        assert found(report) == [{"p010"}]
        assert report.confirmed

    def test_what_cannot_be_told_apart_is_said(self):
        shop = Shop({"p004", "p020"})

        def probe(on):
            pair = {"p004", "p005"} & on
            return UNRESOLVED if len(pair) == 1 else shop(on)

        report = bisect_conflict(names(30), probe=probe)
        (cause,) = report.causes

        assert (set(cause.plugins), set(cause.undecided)) == ({"p020"}, {"p004", "p005"})
        assert not cause.confirmed
        assert codes(report) == ["BISECTION_CAUSE_UNCONFIRMED", "BISECTION_UNDECIDED"]

    def test_nothing_but_everything_can_be_tried(self):
        report = bisect_conflict(names(60), probe=lambda on: FAIL if len(on) == 60 else UNRESOLVED)

        assert report.finished
        assert report.probes < 60
        assert set(report.causes[0].undecided) == set(names(60))
        assert "BISECTION_CONTROL_UNTESTED" in codes(report)

    def test_the_control_cannot_be_tried(self):
        shop = Shop({"p000"})
        report = bisect_conflict(names(8), probe=lambda on: shop(on) if on else UNRESOLVED)

        assert found(report) == [{"p000"}]
        assert not report.confirmed
        assert "BISECTION_CONTROL_UNTESTED" in codes(report)

    def test_the_rest_cannot_be_tried(self):
        shop = Shop({"p000"})
        report = bisect_conflict(
            names(8), probe=lambda on: UNRESOLVED if len(on) == 7 and "p000" not in on else shop(on)
        )

        assert report.confirmed
        assert codes(report) == ["BISECTION_CAUSE_FOUND", "BISECTION_REST_UNTESTED"]

    @pytest.mark.property
    @settings(max_examples=200)
    @given(st.integers(1, 24), st.sets(st.integers(0, 23), min_size=1, max_size=3), st.data())
    def test_no_plugin_of_the_cause_gets_lost(self, n, numbers, data):
        plugins = names(n)
        cause = {plugins[number % n] for number in numbers}
        shop = Shop(cause)
        chance = dice(data.draw(st.integers(0, 2**32)))
        share = data.draw(st.sampled_from([0.1, 0.3, 0.6, 0.9]))
        dark = {}

        def probe(on):
            is_dark = dark.setdefault(on, len(on) < n and chance.random() < share)
            return UNRESOLVED if is_dark else shop(on)

        report = bisect_conflict(plugins, probe=probe, max_causes=1)
        (blamed,) = report.causes

        assert cause <= {*blamed.plugins, *blamed.undecided}
        assert set(blamed.plugins) <= cause
        assert report.probes <= 80


class TestFlaky:
    def test_a_fault_that_is_not_seen_again(self):
        shop = Shop({"p005"})

        def probe(on):
            return OK if on == {"p005"} and on in shop.probes else shop(on)

        report = bisect_conflict(names(8), probe=probe)

        assert not report.confirmed
        assert codes(report) == ["BISECTION_CAUSE_UNCONFIRMED", "BISECTION_ANSWERS_CONTRADICT"]

    def test_a_fault_that_was_overlooked_once(self):
        """The search goes astray, and the confirmation brings it back."""
        shop = Shop({"p001"})

        def probe(on):
            outcome = shop(on)
            return OK if len(shop.probes) == 3 else outcome

        report = bisect_conflict(names(8), probe=probe, max_causes=1)

        assert found(report) == [{"p001"}]
        assert report.confirmed
        assert "BISECTION_ANSWERS_CONTRADICT" in codes(report)

    def test_a_plugin_that_prevents_the_fault(self):
        """More plugins without the fault than with it: told, and still the smallest set."""
        report = bisect_conflict(
            names(16),
            probe=lambda on: FAIL if "p002" in on and ("p003" not in on or "p012" in on) else OK,
            max_causes=1,
        )

        assert found(report) == [{"p002"}]
        assert "BISECTION_ANSWERS_CONTRADICT" in codes(report)

    def test_more_confirmations_see_more(self):
        shop = Shop({"p005"})

        def probe(on):
            outcome = shop(on)
            return OK if shop.probes.count(frozenset({"p005"})) == 3 else outcome

        assert bisect_conflict(names(8), probe=probe).confirmed
        shop.probes.clear()
        assert not bisect_conflict(names(8), probe=probe, confirmations=2).confirmed

    @pytest.mark.property
    @settings(max_examples=300)
    @given(st.integers(0, 40), st.integers(0, 2**32), st.integers(0, 3), st.integers(1, 4))
    def test_answers_by_chance_come_to_an_end(self, n, seed, confirmations, max_causes):
        chance = dice(seed)
        seen = []

        def probe(on):
            seen.append((on, chance.choice([OK, FAIL, FAIL, UNRESOLVED])))
            return seen[-1][1]

        report = bisect_conflict(
            names(n),
            probe=probe,
            confirmations=confirmations,
            max_causes=max_causes,
            max_probes=2_000,
        )

        assert report.finished
        assert report.probes == len(seen) < 500
        for cause in report.causes:
            if cause.confirmed:
                again = [outcome for on, outcome in seen if on == set(cause.plugins)]
                assert again.count(FAIL) > confirmations
                assert OK not in again

    def test_the_limit_is_told(self):
        shop = Shop({"p005"})
        report = bisect_conflict(names(80), probe=shop, max_probes=4)

        assert (report.finished, len(shop.probes), report.causes) == (True, 4, ())
        assert codes(report) == ["BISECTION_LIMIT_REACHED"]
        assert "4" in report.findings[0].message


def answer_all(bisection, probe, *, between=lambda bisection: bisection):
    while (asked := next_probe(bisection)) is not None:
        bisection = between(record_outcome(bisection, probe(frozenset(asked.enabled))))
    return bisection


class TestResuming:
    @pytest.mark.property
    @settings(max_examples=60, deadline=None)
    @given(dependent_cases(), st.integers(0, 2), st.integers(1, 3), st.integers(0, 2**32))
    def test_through_a_file_after_every_step_is_the_same(self, case, confirmations, most, seed):
        plugins, requires, cause = case
        share = dice(seed).choice([0, 0.2])

        def probe_with(chance):
            shop = Shop(cause)
            return lambda on: UNRESOLVED if chance.random() < share else shop(on)

        kinds = {"requires": requires, "confirmations": confirmations, "max_causes": most}
        begun = start_bisection(plugins, **kinds)
        report = bisect_conflict(plugins, probe=probe_with(dice(seed)), **kinds)
        straight = answer_all(begun, probe_with(dice(seed)))
        resumed = answer_all(
            begun,
            probe_with(dice(seed)),
            between=lambda bisection: parse_bisection(render_bisection(bisection)),
        )

        assert resumed == straight
        assert report_bisection(resumed) == report

    def test_the_same_question_until_it_is_answered(self):
        begun = start_bisection(names(8), context={"host": "localhost"})
        first = next_probe(begun)

        assert first == next_probe(parse_bisection(render_bisection(begun)))
        assert (first.number, first.purpose) == (1, ProbePurpose.ALL)
        assert set(first.enabled) == set(names(8))
        assert first.disabled == ()
        assert dict(begun.context) == {"host": "localhost"}

    def test_what_requires_is_switched_off_first_and_on_last(self):
        begun = start_bisection(["a", "b", "c"], requires={"a": ["b"], "b": ["c"]})
        first = next_probe(begun)
        second = next_probe(record_outcome(begun, FAIL))

        assert first.enabled == ("c", "b", "a")
        assert second.disabled == ("a", "b", "c")

    def test_an_answer_can_be_taken_back(self):
        begun = record_outcome(start_bisection(names(8)), FAIL)

        assert forget_outcome(record_outcome(begun, OK)) == begun
        with pytest.raises(ConfigurationError) as caught:
            forget_outcome(start_bisection(names(8)))
        assert caught.value.code == "BISECTION_NO_QUESTION"

    def test_an_answer_that_nobody_asked_for(self):
        finished = record_outcome(start_bisection(names(8)), OK)

        assert next_probe(finished) is None
        with pytest.raises(ConfigurationError) as caught:
            record_outcome(finished, OK)
        assert caught.value.code == "BISECTION_NO_QUESTION"

    def test_a_report_in_between(self):
        begun = start_bisection(names(8))
        report = report_bisection(begun)

        assert (report.finished, report.probes, report.causes, report.findings) == (
            False,
            0,
            (),
            (),
        )
        assert report.to_dict()["finished"] is False
        assert not report.confirmed

    def test_values_travel(self):
        begun = record_outcome(start_bisection(names(8)), FAIL)

        assert pickle.loads(pickle.dumps(begun)) == begun  # noqa: S301  ours
        assert hash(begun) == hash(parse_bisection(render_bisection(begun)))
        json.dumps(next_probe(begun).to_dict())
        report = bisect_conflict(names(8), probe=Shop({"p001"}))
        assert json.loads(json.dumps(report.to_dict()))["causes"][0]["plugins"] == ["p001"]

    def test_names_that_stand_twice_count_once(self):
        begun = start_bisection(
            ["a", "b", "a", "c"],
            suspects=["c", "c", "x", "b"],
            always_on=["b", "b"],
            requires={"a": ["c", "c", "x"], "x": ["a"]},
            confirmations=-1,
            max_causes=0,
            max_probes=0,
        )

        assert (begun.plugins, begun.suspects, begun.always_on) == (("c", "a"), 1, ("b",))
        assert begun.requires == (("a", ("c",)),)
        assert (begun.confirmations, begun.max_causes, begun.max_probes) == (0, 1, 1)


GOOD = {"schema": 1, "plugins": ["a", "b"], "answers": [{"enabled": ["a"], "outcome": "ok"}]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


class TestParsing:
    def test_what_is_missing_has_a_usual_value(self):
        bisection = parse_bisection(json.dumps({"schema": 1, "plugins": ["a"]}))

        assert bisection == Bisection(plugins=("a",))
        assert bisection == start_bisection(["a"])

    @pytest.mark.parametrize(
        "change",
        [
            {"schema": 2},
            {"schema": "1"},
            {"plugins": ["a", "a"]},
            {"plugins": "a"},
            {"plugins": [""]},
            {"plugins": [1]},
            {"plugins": [str(n) for n in range(2_001)]},
            {"suspects": 3},
            {"suspects": -1},
            {"requires": {"c": ["a"]}},
            {"requires": {"a": ["c"]}},
            {"requires": {"a": "b"}},
            {"always_on": ["x", "x"]},
            {"confirmations": -1},
            {"confirmations": True},
            {"max_causes": 0},
            {"max_probes": 10**9},
            {"context": {"a": 1}},
            {"context": []},
            {"answers": [{"enabled": ["c"], "outcome": "ok"}]},
            {"answers": [{"enabled": ["a", "a"], "outcome": "ok"}]},
            {"answers": [{"enabled": ["a"], "outcome": "yes"}]},
            {"answers": [{"enabled": ["a"]}]},
            {"answers": ["ok"]},
        ],
        ids=str,
    )
    def test_a_field_that_is_impossible_is_named(self, change):
        with pytest.raises(InvalidDocumentError) as caught:
            parse_bisection(json.dumps({**GOOD, **change}))

        assert caught.value.code == "DOCUMENT_FIELD_INVALID"
        assert caught.value.path

    def test_answers_to_other_questions_do_no_harm(self):
        bisection = parse_bisection(json.dumps(GOOD))

        assert next_probe(bisection).purpose is ProbePurpose.ALL
        done = answer_all(bisection, Shop({"b"}))
        assert found(report_bisection(done)) == [{"b"}]

    @pytest.mark.property
    @given(st.binary(max_size=200) | st.text(max_size=200))
    def test_any_bytes(self, data):
        with pytest.raises(InvalidDocumentError):
            parse_bisection(data)

    @pytest.mark.property
    @settings(max_examples=300)
    @given(st.dictionaries(st.sampled_from([*start_bisection([]).__slots__, "schema"]), JSON))
    def test_any_json(self, change):
        try:
            bisection = parse_bisection(json.dumps({**GOOD, **change}))
        except InvalidDocumentError:
            return
        report_bisection(bisection)
        next_probe(bisection)

    @pytest.mark.property
    @settings(max_examples=200)
    @given(
        st.lists(
            st.tuples(st.sets(st.sampled_from(names(5))), st.sampled_from(["ok", "fail"])),
            max_size=12,
        )
    )
    def test_any_answers_lead_to_an_end(self, answers):
        """A file that was edited by hand, or written by another version."""
        data = {
            "schema": 1,
            "plugins": names(5),
            "requires": {"p001": ["p003"]},
            "answers": [{"enabled": sorted(on), "outcome": seen} for on, seen in answers],
        }
        done = answer_all(parse_bisection(json.dumps(data)), Shop({"p001"}))

        assert report_bisection(done).finished
        assert len(done.answers) < 60
