import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility._remedy._cover import select_cover

COSTS = st.lists(st.sampled_from([1, 1, 3, 3, 10_000]), min_size=1, max_size=7)


@st.composite
def problems(draw):
    costs = draw(COSTS)
    number = st.integers(0, len(costs) - 1)
    needs = draw(st.lists(st.frozensets(number, min_size=1, max_size=4), max_size=9))
    return needs, costs


@pytest.mark.property
@given(problems())
def test_no_other_set_is_cheaper(problem):
    needs, costs = problem
    chosen, is_proven = select_cover(needs, costs=costs)
    cheapest = min(
        sum(cost for number, cost in enumerate(costs) if mask >> number & 1)
        for mask in range(1 << len(costs))
        if all(any(mask >> number & 1 for number in need) for need in needs)
    )

    assert is_proven
    assert all(need & chosen for need in needs)
    assert sum(costs[number] for number in chosen) == cheapest


def test_a_large_ring_is_solved_exactly():
    needs = [frozenset({n, (n + 1) % 301}) for n in range(301)]
    chosen, is_proven = select_cover(needs, costs=[3] * 301)

    assert len(chosen) == 151
    assert is_proven


def test_what_is_too_much_gets_a_good_set_and_says_so():
    needs = [frozenset({a, b}) for a in range(60) for b in range(a)]
    before = time.monotonic()
    chosen, is_proven = select_cover(needs, costs=[1] * 60)

    assert all(need & chosen for need in needs)
    assert len(chosen) == 59
    assert not is_proven
    assert time.monotonic() - before < 10


def test_nothing_is_needed():
    assert select_cover([], costs=[1, 2]) == (frozenset(), True)
