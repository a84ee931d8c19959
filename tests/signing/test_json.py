import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.signing import dump_json, parse_json

ROOM = 10_000

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


class TestParseJson:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('{"a":1,"a":2}', "not acceptable: a name stands twice in one object.$"),
            ('{"a":1.0}', "not acceptable: numbers must be whole.$"),
            ('{"a":1e3}', "not acceptable: numbers must be whole.$"),
            ('{"a":NaN}', "not acceptable: NaN is not JSON.$"),
            ('{"a":Infinity}', "not acceptable: Infinity is not JSON.$"),
            ('{"a":-Infinity}', "Infinity"),
            ('{"a":9007199254740993}', "not acceptable: a number is too large.$"),
            ('{"a":' + "9" * 5_000 + "}", "too large"),
            ('{"a":"\\ud800"}', "UTF-8"),
            ('{"\\ud800":1}', "UTF-8"),
            ("[1]", "object"),
            ("1", "not acceptable: an object is expected.$"),
            ('{"a":1} x', "not acceptable: Extra data at character 8.$"),
            ("", "not acceptable: Expecting value at character 0.$"),
            ("x", "not acceptable: Expecting value at character 0.$"),
            ('{"a":' * 20 + "1" + "}" * 20, "not acceptable: it is nested too deeply.$"),
            # Which of the two is Python's choice.
            ("[" * 9_000, r"acceptable: it is nested too deeply\.$|character \d+\.$"),
        ],
    )
    def test_refuses_what_two_readers_could_understand_differently(self, text, reason):
        with pytest.raises(InvalidDocumentError, match=reason) as caught:
            parse_json(text, max_bytes=ROOM)

        assert caught.value.reason == "json"

    @pytest.mark.parametrize("space", [" ", "\n", " \t\r\n"])
    def test_white_space_around_it_is_no_matter(self, space):
        for text in (space + '{"a":1}', '{"a":1}' + space, space + '{"a":1}' + space):
            assert parse_json(text, max_bytes=ROOM) == {"a": 1}
            assert parse_json(text.encode(), max_bytes=ROOM) == {"a": 1}

    def test_refuses_before_parsing_what_is_too_large(self):
        with pytest.raises(InvalidDocumentError) as caught:
            parse_json(b"{" + b" " * 100 + b"}", max_bytes=100)

        assert (caught.value.code, caught.value.reason) == ("DOCUMENT_TOO_LARGE", "size")
        assert "102" in caught.value.message
        assert "100 " in caught.value.message

    def test_refuses_bytes_that_are_not_utf_8(self):
        with pytest.raises(InvalidDocumentError, match=r"acceptable: it is not UTF-8 text\.$"):
            parse_json(b'{"a":"\xff"}', max_bytes=ROOM)

    def test_writes_what_is_signed_in_one_way(self):
        value = {"b": [1, {"ü": None}], "a": True}

        assert dump_json(value) == '{"b":[1,{"ü":null}],"a":true}'
        assert dump_json({"a": ["ü"]}, indent=1) == '{\n "a": [\n  "ü"\n ]\n}'

    @pytest.mark.property
    @given(st.dictionaries(st.text(), values, max_size=4))
    def test_reads_back_what_was_dumped(self, value):
        assert parse_json(dump_json(value), max_bytes=10**6) == value

    @pytest.mark.property
    @given(st.binary() | st.text().map(str.encode))
    def test_random_bytes_give_our_error_or_an_object(self, data):
        try:
            assert isinstance(parse_json(data, max_bytes=ROOM), dict)
        except InvalidDocumentError:
            return

    @pytest.mark.property
    @given(st.recursive(st.floats() | st.integers(), st.lists, max_leaves=4))
    def test_any_json_of_the_standard_library_gives_our_error_or_an_object(self, value):
        try:
            parse_json(json.dumps({"a": value}), max_bytes=10**6)
        except InvalidDocumentError:
            return
