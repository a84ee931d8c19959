import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.versions import (
    Scheme,
    check_range,
    compare_php,
    compare_versions,
    is_version,
    normalise_composer,
    parse_range,
    scheme_for,
)

# Versions as people write them. Of texts that end in a dot, PHP itself says that they
# come before themselves.
ORDINARY = st.from_regex(
    r"[0-9]{1,4}(\.[0-9a-z]{1,4}){0,4}(-(alpha|beta|rc|RC|p|dev)[0-9]{0,2})?", fullmatch=True
)
VECTORS = Path(__file__).parents[1] / "vectors" / "versions"


def rows(name):
    with (VECTORS / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class TestRealPrograms:
    def test_php_orders_the_same(self):
        wrong = [row for row in rows("compare.jsonl") if compare_php(row[0], row[1]) != row[2]]

        assert wrong == []

    def test_php_orders_odd_versions_the_same(self):
        found = rows("compare_odd.jsonl")

        assert [row for row in found if compare_php(row[0], row[1]) != row[2]] == []
        assert len(found) > 2_500

    def test_composer_orders_the_same(self):
        def order(a, b):
            x, y = normalise_composer(a), normalise_composer(b)
            return None if x is None or y is None else compare_php(x, y)

        wrong = [row for row in rows("compare.jsonl") if order(row[0], row[1]) != row[3]]

        assert wrong == []

    def test_composer_normalises_the_same(self):
        found = rows("composer_normalise.jsonl")

        assert [row for row in found if normalise_composer(row[0]) != row[1]] == []
        assert len(found) > 3_000

    def test_composer_decides_ranges_the_same(self):
        wrong = [
            row
            for row in rows("composer_satisfies.jsonl")
            if check_range(row[1], version=row[0], scheme=Scheme.COMPOSER) is not row[2]
        ]

        assert wrong == []


class TestRanges:
    @pytest.mark.parametrize(
        ("text", "version", "scheme", "expected"),
        [
            (">=2.0,<2.4.1", "2.3.9", Scheme.PHP, True),
            (">=2.0,<2.4.1", "2.4.1", Scheme.PHP, False),
            ("<1.0 | >=3.0", "3.1", Scheme.PHP, True),
            ("<1.0 || >=3.0", "2.0", Scheme.PHP, False),
            ("=2.4.7-p3", "2.4.7-p3", Scheme.COMPOSER, True),
            (">=3.10", "3.11.7", Scheme.PEP440, True),
            ("==4.*", "4.1", Scheme.PEP440, None),
            ("!=4.2", "4.2.0", Scheme.PEP440, False),
            (">=1.0", "@version@", Scheme.PHP, None),
            (">=1.0", "__VERSION__", Scheme.COMPOSER, None),
            (">=1.0", "not a version", Scheme.PEP440, None),
            (">=1.0", "", Scheme.PHP, None),
            ("<1.0 | >=1.0", "unknown", Scheme.PEP440, None),
        ],
    )
    def test_membership(self, text, version, scheme, expected):
        assert check_range(text, version=version, scheme=scheme) is expected

    @pytest.mark.parametrize(
        "text", ["", "2.0", "^2.0", "~2.0", "2.*", ">=", ">= 1 2", ",", "|", "x" * 2_000]
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(ValueError, match=r"comparison|characters"):
            parse_range(text)

    @pytest.mark.property
    @given(st.text(), st.text(), st.sampled_from(Scheme))
    def test_any_text_gives_an_answer(self, text, version, scheme):
        assert check_range(text, version=version, scheme=scheme) in (True, False, None)
        assert check_range(">=1.0", version=version, scheme=scheme) in (True, False, None)

    @pytest.mark.property
    @given(ORDINARY, st.sampled_from(Scheme))
    def test_a_version_equals_itself_or_is_unknown(self, version, scheme):
        order = compare_versions(version, version, scheme=scheme)

        assert order == 0 if is_version(version, scheme=scheme) else order is None

    @pytest.mark.property
    @given(ORDINARY, ORDINARY)
    def test_phps_order_is_antisymmetric(self, left, right):
        assert compare_php(left, right) == -compare_php(right, left)

    @pytest.mark.property
    @given(st.text(max_size=20), st.text(max_size=20))
    def test_phps_order_has_an_answer_for_any_text(self, left, right):
        assert compare_php(left, right) in (-1, 0, 1)


class TestForAuthors:
    """What the check of rules asks, before they are published."""

    @pytest.mark.parametrize(
        ("text", "scheme", "is_empty"),
        [
            (">=2.0,<1.0", Scheme.PHP, True),
            (">=2.0,<2.0", Scheme.PHP, True),
            (">=2.0,<=2.0", Scheme.PHP, False),
            (">=2.10,<2.9", Scheme.PHP, True),
            (">=1.0,<2.0 | >3.0,<3.0", Scheme.PEP440, True),
            ("=1.0,<1.0", Scheme.COMPOSER, True),
            ("=1.0,!=2.0", Scheme.COMPOSER, False),
            (">=2.0-beta,<2.0", Scheme.COMPOSER, False),
            ("!=1.0", Scheme.PHP, False),
            (">=2.0-turbo,<1.0", Scheme.PEP440, False),
        ],
    )
    def test_ranges_that_hold_nothing(self, text, scheme, is_empty):
        assert parse_range(text).is_empty(scheme=scheme) is is_empty

    def test_versions_that_a_scheme_cannot_read(self):
        found = parse_range(">=1.0-turbo,<2.0 | =nightly")

        assert found.unreadable(scheme=Scheme.PEP440) == ("1.0-turbo", "nightly")
        assert found.unreadable(scheme=Scheme.PHP) == ("nightly",)


class TestHostile:
    TEXTS = (
        "1.0beta" + "1" * 248 + "x",  # exponential for Composer's own pattern
        "1.0-" + "1.-" * 84,
        "9" * 256,
        "1+" * 128,
        "1" + " as " * 60,
        "." * 256,
    )

    @pytest.mark.parametrize("scheme", Scheme)
    @pytest.mark.parametrize("text", TEXTS)
    def test_comes_to_an_end(self, text, scheme):
        """A hundred of them: what grows with the square would not, within a test's limit."""
        for _ in range(100):
            answers = (
                check_range(">=1.0-beta" + "1" * 200, version=text, scheme=scheme),
                check_range(f">={text[:240]}z", version=text, scheme=scheme),
            )
            assert set(answers) <= {True, False, None}

    def test_long_texts(self):
        assert normalise_composer("1" * 1_000_000) is None
        assert compare_php("9" * 100_000, "9" * 99_999) == 0  # PHP's numbers end at 2**63 - 1
        assert is_version("1" * 257, scheme=Scheme.PHP) is False


def test_schemes_of_platforms():
    assert scheme_for("wordpress") is Scheme.PHP
    assert scheme_for("ext-soap") is Scheme.PHP
    assert scheme_for("magento2") is Scheme.COMPOSER
    assert scheme_for("django-oscar") is Scheme.PEP440
