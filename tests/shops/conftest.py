"""Work is counted, not timed: a clock tells how busy the machine is."""

import sys

import pytest


@pytest.fixture
def count_calls():
    """A function that returns how many calls, of Python's and of C's functions, another makes."""

    def count(function, *args):
        calls = 0

        def observe(_frame, event, _argument):
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(observe)
        try:
            function(*args)
        finally:
            sys.setprofile(before)
        return calls

    return count
