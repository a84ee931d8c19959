import time
from datetime import date, datetime, timedelta, timezone

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

    @pytest.mark.parametrize(
        ("method", "value", "told"),
        [
            ("text", 1, "a text is expected, not a number"),
            ("text", None, "a text is expected, not null"),
            ("text", True, "a text is expected, not true or false"),
            ("text", [], "a text is expected, not a list"),
            ("text", "", "it is empty"),
            ("text", "x" * 1_001, "it has 1001 characters; at most 1000 are read"),
            ("optional_text", {}, "a text is expected, not an object"),
            ("integer", "3", "a whole number is expected, not a text"),
            ("integer", -1, f"it must lie between 0 and {2**53 - 1}"),
            ("integer", True, "a whole number is expected, not true or false"),
            ("boolean", 1, "true or false is expected"),
            ("texts", "abc", "a list is expected, not a text"),
            ("texts", ["x"] * 1_001, "it has 1001 items; at most 1000 are read"),
            ("section", [], "an object is expected, not a list"),
            ("sections", {}, "a list is expected, not an object"),
            ("day", 1, "a text is expected, not a number"),
            ("day", "2026-02-30", "a day is written as 2026-11-23"),
            ("instant", "2026-11-23", "an instant is written as 2026-11-23T05:00:00Z"),
            ("optional_instant", "x" * 20, "an instant is written as 2026-11-23T05:00:00Z"),
            ("instant", "x" * 21, "it has 21 characters; at most 20 are read"),
            ("numeric_date", 253_402_300_800, "it must lie between 0 and 253402300799"),
        ],
    )
    def test_says_what_is_wrong(self, method, value, told):
        with pytest.raises(InvalidDocumentError) as caught:
            read(method, value)

        assert caught.value.message == f"The field top.a is not acceptable: {told}."
        assert caught.value.reason == "field"

    @pytest.mark.parametrize(
        ("method", "value", "told"),
        [
            ("texts", ["x", 1], "a text is expected, not a number"),
            ("texts", ["x", ""], "it is empty"),
            ("texts", ["x", "y" * 1_001], "it has 1001 characters; at most 1000 are read"),
            ("sections", [{}, "x"], "an object is expected, not a text"),
        ],
    )
    def test_says_which_item_is_wrong(self, method, value, told):
        with pytest.raises(InvalidDocumentError) as caught:
            read(method, value)

        assert caught.value.message == f"The field top.a[1] is not acceptable: {told}."

    @pytest.mark.parametrize(
        ("method", "value"), [("text", "x y"), ("optional_text", "x y"), ("texts", ["x y"])]
    )
    def test_patterns_are_matched_as_a_whole(self, method, value):
        told = "it has characters or a form that are not allowed"
        with pytest.raises(InvalidDocumentError, match=told):
            read(method, value, pattern="[a-z]", max_chars=3)

    def test_texts_are_never_empty_whatever_the_pattern(self):
        with pytest.raises(InvalidDocumentError, match="it is empty"):
            read("texts", [""], pattern=".*")

    def test_limits_are_inside(self):
        assert read("text", "xyz", max_chars=3) == "xyz"
        assert read("texts", ["xyz"], max_chars=3, max_items=1) == ("xyz",)
        assert read("integer", 3, minimum=3, maximum=3) == 3
        assert len(read("sections", [{}], max_items=1)) == 1

    def test_optional_fields_are_read_where_they_are(self):
        at = datetime(2026, 11, 23, 5, tzinfo=timezone.utc)

        assert read("optional_instant", "2026-11-23T05:00:00Z") == at
        assert read("optional_numeric_date", 1_795_410_000) == at
        assert read("optional_text", "x") == "x"

    def test_a_missing_field_is_named(self):
        for method in ("text", "integer", "day", "instant", "numeric_date", "section"):
            with pytest.raises(InvalidDocumentError) as caught:
                getattr(Fields({}), method)("kid")
            assert caught.value.message == "The field kid is not acceptable: it is missing."

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
        data = {"a": {"b": [{"c": 1}]}}
        inner = Fields(data, path="x").section("a").sections("b")[0]

        assert Fields(data).section("a").path == "a"

        assert inner.path == "x.a.b[0]"
        assert list(inner) == ["c"]
        assert str(inner.error("d", "it is missing")).startswith("The field x.a.b[0].d ")

    def test_the_input_is_not_changed(self):
        data = {"a": ["x"], "b": {"c": 1}}
        Fields(data).texts("a")
        Fields(data).section("b").integer("c")

        assert data == {"a": ["x"], "b": {"c": 1}}


class TestInstants:
    def test_are_written_in_utc_wherever_they_come_from(self):
        zurich = timezone(timedelta(hours=1))

        assert format_instant(datetime(2026, 1, 1, 0, 30, tzinfo=zurich)) == "2025-12-31T23:30:00Z"

    @pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process is for POSIX")
    def test_the_zone_of_the_machine_is_no_matter(self, monkeypatch):
        monkeypatch.setenv("TZ", "Pacific/Kiritimati")
        time.tzset()
        try:
            shown = format_instant(datetime(2026, 1, 1, tzinfo=timezone.utc))
        finally:
            monkeypatch.undo()
            time.tzset()

        assert shown == "2026-01-01T00:00:00Z"

    def test_one_form_is_read(self):
        told = r"^an instant is written as 2026-11-23T05:00:00Z$"
        for text in (
            "2026-11-23T05:00:00z",
            "2026-02-30T05:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T05:00:60Z",
            "2026-11-23T05:00:00Z\n",
            "0000-01-01T00:00:00Z",
        ):
            with pytest.raises(ValueError, match=told):
                parse_instant(text)

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
