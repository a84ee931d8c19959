"""Versions of Odoo and its modules, against the answers of Odoo's own function."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.versions import Scheme, check_range, compare_versions, is_version, scheme_for

VECTOR = json.loads(
    (Path(__file__).parent / "vectors" / "odoo_pairs.json").read_text(encoding="utf-8")
)
VERSIONS = st.from_regex(
    r"(saas~)?[0-9]{1,9}([.~_+-]{1,2}([0-9]{1,3}|[a-z]{1,5}[0-9]?)){0,5}", fullmatch=True
)


def order(left, right):
    return compare_versions(left, right, scheme=Scheme.ODOO)


class TestOdooItself:
    def test_orders_the_same(self):
        assert [row for row in VECTOR["pairs"] if order(row[0], row[1]) != row[2]] == []
        assert len(VECTOR["pairs"]) == 2_500


class TestOrder:
    @pytest.mark.parametrize(
        ("smaller", "greater"),
        [
            ("12.0", "saas~12.5"),
            ("saas~12.5", "13.0"),
            ("16.0.9.9.9", "17.0.1.0.0"),
            ("17.0.1.9.0", "17.0.1.10.0"),
            ("18.0alpha1", "18.0rc1"),
            ("18.0rc1", "18.0"),
            ("17.0+e", "17.0"),
        ],
    )
    def test_pairs(self, smaller, greater):
        assert order(smaller, greater) == -1
        assert order(greater, smaller) == 1

    def test_zeros_at_the_end_say_nothing(self):
        assert order("17.0.1.0.0", "17.0.1") == 0

    def test_its_plugins_and_the_platform_go_by_it(self):
        assert scheme_for("odoo") is Scheme.ODOO


class TestUnknown:
    @pytest.mark.parametrize(
        "text",
        [
            "master",
            "",
            "@version@",
            "saas",
            "saas~",
            "v17.0",
            "17.0 ",
            "17,0",
            "\u017faas~1",
            "\u0661",
        ],
    )
    def test_is_no_answer(self, text):
        assert not is_version(text, scheme=Scheme.ODOO)
        assert order(text, "17.0") is None
        assert check_range(">=1.0", version=text, scheme=Scheme.ODOO) is None

    def test_too_long(self):
        assert order("1" * 257, "17.0") is None


class TestRanges:
    @pytest.mark.parametrize(
        ("text", "version", "expected"),
        [
            (">=16.0,<18.0", "17.0", True),
            (">=16.0,<18.0", "saas~17.4", True),
            (">=16.0,<18.0", "18.0", False),
            ("<saas~17.2", "17.0.1.0.0", True),
            (">=17.0.1.2,<17.0.2", "17.0.1.10.0", True),
            ("=17.0.1.0.0", "17.0.1", True),
        ],
    )
    def test_membership(self, text, version, expected):
        assert check_range(text, version=version, scheme=Scheme.ODOO) is expected


@pytest.mark.property
class TestProperties:
    @given(VERSIONS, VERSIONS)
    def test_is_antisymmetric(self, left, right):
        assert order(left, right) == -order(right, left)

    @given(VERSIONS, VERSIONS, VERSIONS)
    def test_is_transitive(self, a, b, c):
        if order(a, b) <= 0 and order(b, c) <= 0:
            assert order(a, c) <= 0

    @given(st.text(max_size=300))
    def test_any_text_is_answered(self, text):
        assert order(text, "17.0") in (-1, 0, 1, None)
