from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.signing import Fields, format_instant, parse_instant


def read(method, value, **options):
    return getattr(Fields({"a": value}, path="top"), method)("a", **options)


class TestFields:
    @pytest.mark.parametrize(
        ("method", "value", "expected"),
        [
            ("text", "x", "x"),
            ("integer", 3, 3),
            ("boolean", True, True),
            ("texts", ["x", "y"], ("x", "y")),
            ("day", "2026-11-23", date(2026, 11, 23)),
            ("instant", "2026-11-23T05:00:00Z", datetime(2026, 11, 23, 5, tzinfo=timezone.utc)),
            ("numeric_date", 0, datetime(1970, 1, 1, tzinfo=timezone.utc)),
        ],
    )
    def test_reads_what_fits(self, method, value, expected):
        assert read(method, value) == expected

    @pytest.mark.parametrize(
        ("method", "value"),
        [
            ("text", 1),
            ("text", ""),
            ("text", None),
            ("text", "x" * 2_000),
            ("integer", True),  # bool is an int to Python and is not one to JSON
            ("integer", "3"),
            ("integer", -1),
            ("boolean", 1),
            ("texts", "abc"),
            ("texts", ["x", 1]),
            ("texts", ["x"] * 2_000),
            ("section", []),
            ("sections", [{}, 1]),
            ("day", "2026-02-30"),
            ("day", "2026-1-1"),
            ("day", "20260101"),
            ("instant", "2026-11-23"),
            ("instant", "2026-11-23T05:00:00+01:00"),
            ("numeric_date", 10**15),
        ],
    )
    def test_names_the_path_of_what_does_not(self, method, value):
        with pytest.raises(InvalidDocumentError, match=r"top\.a") as caught:
            read(method, value)

        assert caught.value.path.startswith("top.a")
        assert caught.value.code == "DOCUMENT_FIELD_INVALID"

    def test_a_missing_field_is_named(self):
        with pytest.raises(InvalidDocumentError, match="missing"):
            Fields({}).text("kid")

    def test_optional_fields_may_be_absent_or_null(self):
        fields = Fields({"b": None})

        assert fields.optional_text("a") is None
        assert fields.optional_section("b") is None
        assert fields.optional_instant("b") is None
        assert fields.optional_numeric_date("a") is None
        assert fields.sections("a") == ()

    def test_the_path_grows_with_the_nesting(self):
        document = Fields({"keys": [{"kid": "a"}, {"kid": 1}]})

        with pytest.raises(InvalidDocumentError) as caught:
            document.sections("keys")[1].text("kid")

        assert caught.value.path == "keys[1].kid"

    def test_a_section_knows_its_place(self):
        inner = Fields({"a": {"b": [{"c": 1}]}}, path="x").section("a").sections("b")[0]

        assert inner.path == "x.a.b[0]"
        assert list(inner) == ["c"]
        assert str(inner.error("d", "it is missing")).startswith("The field x.a.b[0].d ")

    def test_the_input_is_not_changed(self):
        data = {"a": ["x"], "b": {"c": 1}}
        Fields(data).texts("a")
        Fields(data).section("b").integer("c")

        assert data == {"a": ["x"], "b": {"c": 1}}


class TestInstants:
    @pytest.mark.property
    @given(st.datetimes(timezones=st.just(timezone.utc)))
    def test_are_read_back_to_the_second(self, instant):
        assert parse_instant(format_instant(instant)) == instant.replace(microsecond=0)

    @pytest.mark.property
    @given(st.text(max_size=30))
    def test_any_other_text_is_refused(self, text):
        try:
            assert format_instant(parse_instant(text)) == text
        except ValueError:
            return
