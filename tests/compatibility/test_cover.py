import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility._remedy import _cover
from sellxed_sdk.compatibility._remedy._cover import select_cover

COSTS = st.lists(st.sampled_from([1, 1, 3, 3, 12, 10_000]), min_size=1, max_size=7)


@st.composite
def problems(draw):
    costs = draw(COSTS)
    number = st.integers(0, len(costs) - 1)
    needs = draw(st.lists(st.frozensets(number, min_size=1, max_size=4), max_size=9))
    # Who needs whom has no circles that matter here: what is brought along is closed below.
    brings = draw(st.dictionaries(number, st.frozensets(number, max_size=3), max_size=5))
    return needs, costs, close(brings)


def close(brings):
    """Return everything that is brought along, over any number of steps."""
    along = {}
    for number in brings:
        seen, waiting = set(), [number]
        while waiting:
            for other in brings.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        if seen - {number}:
            along[number] = frozenset(seen - {number})
    return along


def cheapest(needs, costs, along):
    """Try every set there is."""
    best = sum(costs)
    for mask in range(1 << len(costs)):
        chosen = {number for number in range(len(costs)) if mask >> number & 1}
        chosen |= {other for number in chosen for other in along.get(number, ())}
        if all(need & chosen for need in needs):
            best = min(best, sum(costs[number] for number in chosen))
    return best


def check(needs, costs, along):
    found = select_cover(needs, costs=costs, along=along)
    assert all(need & found.chosen for need in needs)
    assert all(along.get(number, frozenset()) <= found.chosen for number in found.chosen)
    assert found.cost == sum(costs[number] for number in found.chosen)
    assert found.cost == found.lower_bound == cheapest(needs, costs, along)


@pytest.mark.property
@given(problems())
def test_no_other_set_is_cheaper(problem):
    check(*problem)


def test_a_thousand_random_cases_equal_brute_force():
    rng = random.Random(5)  # noqa: S311  no secret
    for _ in range(1_000):
        size = rng.randint(1, 9)
        costs = [rng.choice([1, 1, 2, 3, 6, 12]) for _ in range(size)]
        numbers = range(size)
        needs = [
            frozenset(rng.sample(numbers, rng.randint(1, min(4, size))))
            for _ in range(rng.randint(0, 10))
        ]
        brings = {
            number: frozenset(rng.sample(numbers, rng.randint(0, min(3, size))))
            for number in numbers
            if rng.random() < 0.4
        }
        check(needs, costs, close(brings))


def test_what_two_bring_along_is_paid_once():
    needs = [frozenset({0}), frozenset({1})]
    along = {0: frozenset({2}), 1: frozenset({2})}
    found = select_cover(needs, costs=[3, 3, 5], along=along)

    assert (found.chosen, found.cost) == ({0, 1, 2}, 11)


def test_who_brings_a_number_serves_its_needs():
    needs = [frozenset({1, 3}), frozenset({2, 3}), frozenset({0, 3})]
    found = select_cover(needs, costs=[1, 1, 1, 4], along={0: frozenset({1, 2})})

    assert (found.chosen, found.cost) == ({0, 1, 2}, 3)


def test_a_large_ring_is_solved_exactly():
    needs = [frozenset({n, (n + 1) % 301}) for n in range(301)]
    found = select_cover(needs, costs=[3] * 301)

    assert len(found.chosen) == 151
    assert found.lower_bound == found.cost


def test_what_is_too_much_gets_a_good_set_and_a_bound(monkeypatch):
    monkeypatch.setattr(_cover, "MAX_WORK", 40_000)
    needs = [frozenset({a, b}) for a in range(60) for b in range(a)]
    found = select_cover(needs, costs=[1] * 60)

    assert all(need & found.chosen for need in needs)
    assert len(found.chosen) == 59
    assert 30 <= found.lower_bound < 59


def test_nothing_is_needed():
    assert select_cover([], costs=[1, 2]).chosen == frozenset()
