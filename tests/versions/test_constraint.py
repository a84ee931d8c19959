"""Composer's constraints in our grammar of ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.versions import Scheme, check_range, convert_constraint, parse_range


class TestConstraints:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("*", ""),
            ("x", ""),
            ("^1.2 || *", ""),
            ("1.2.3", "=1.2.3"),
            ("v1.2", "=1.2"),
            ("^1.2", ">=1.2,<2"),
            ("^0.3.1", ">=0.3.1,<0.4"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^0", ">=0,<1"),
            ("~1", ">=1,<2"),
            ("~1.2", ">=1.2,<2"),
            ("~1.2.3", ">=1.2.3,<1.3"),
            ("~2.4.6-p1", ">=2.4.6-patch1,<2.5"),
            ("101.*", ">=101,<102"),
            ("1.2.x", ">=1.2,<1.3"),
            (">= 1.2 < 2", ">=1.2,<2"),
            (">=101.0.8 <102 || >=102.0.1", ">=101.0.8,<102|>=102.0.1"),
            ("~8.2.0||~8.3.0", ">=8.2.0,<8.3|>=8.3.0,<8.4"),
            (">1.0,!=1.5,<>1.6", ">1.0,!=1.5,!=1.6"),
            ("1.0 - 2.0", ">=1.0,<2.1"),
            ("1.0.0 - 2.1.0", ">=1.0.0,<=2.1.0"),
            ("^2.0@beta", ">=2.0,<3"),
            ("1.0 as 2.0", "=1.0"),
            ("^1.0-RC2", ">=1.0-RC2,<2"),
            ("dev-master", None),
            ("2.x-dev", None),
            ("^1.0 || dev-main", None),
            ("self.version", None),
            ("nonsense", None),
            ("1" * 600, None),
        ],
    )
    def test_as_composer_means_it(self, written, expected):
        assert convert_constraint(written) == expected

    @pytest.mark.parametrize(
        ("written", "version", "expected"),
        [
            ("^1.2", "1.2.0-beta1", True),
            ("^1.2", "2.0.0-RC1", False),
            ("~2.4.6", "2.4.7-p3", True),
            ("<2.0", "2.0.0-alpha", False),
            ("101.*", "101.2.4-p1", True),
        ],
    )
    def test_pre_releases(self, written, version, expected):
        versions = convert_constraint(written)

        assert check_range(versions, version=version, scheme=Scheme.COMPOSER) is expected

    @pytest.mark.property
    @given(st.one_of(st.text(max_size=40), st.from_regex(r"[\^~<>=!0-9.x*| ,@v-]{1,30}")))
    def test_anything_is_a_range_or_none(self, text):
        versions = convert_constraint(text)

        assert not versions or parse_range(versions)
