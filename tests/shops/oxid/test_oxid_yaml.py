from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.shops._oxid._yaml import read_yaml


class TestWhatOxidWrites:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("", None),
            ("# nothing\n\n", None),
            ("{  }", {}),
            ("--- \na: b\n", {"a": "b"}),
            (
                "a: 1\nb: 1.5\nc: true\nd: null\ne: ~\nf: -3",
                {"a": 1, "b": 1.5, "c": True, "d": None, "e": None, "f": -3},
            ),
            ("a:\n  - x\n  - 'it''s'\n  - \"t\\tn\\u00e4\"\n", {"a": ["x", "it's", "t\tnä"]}),
            ("a:\n- x\n- y\nb: z", {"a": ["x", "y"], "b": "z"}),
            (
                "OxidEsales\\Eshop\\Core\\Email:\n  - Acme\\Mail",
                {"OxidEsales\\Eshop\\Core\\Email": ["Acme\\Mail"]},
            ),
            ("'@acme/a.html.twig':\n  - one", {"@acme/a.html.twig": ["one"]}),
            (
                "s:\n  -\n    group: main\n    v: {  }\n  -\n    group: b",
                {"s": [{"group": "main", "v": {}}, {"group": "b"}]},
            ),
            ("s:\n  - group: main\n    v: []\n  - - q", {"s": [{"group": "main", "v": []}, ["q"]]}),
            ("a: 'http://x: y' # why\nb: c # d", {"a": "http://x: y", "b": "c"}),
            (
                "modules: [a, 'b, c', { d: e, f: [1] }]",
                {"modules": ["a", "b, c", {"d": "e", "f": [1]}]},
            ),
            ("a:\nb:\n  c:\n", {"a": None, "b": {"c": None}}),
            ("\ufeffa: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
            ("a: b#c", {"a": "b#c"}),
            ("2: x", {"2": "x"}),
        ],
    )
    def test_is_read(self, text, value):
        assert read_yaml(text) == value


class TestWhatOxidDoesNotWrite:
    @pytest.mark.parametrize(
        "text",
        [
            "a: &anchor b",
            "a: *alias",
            "a: !!php/object b",
            "a: |\n  long",
            "a: >\n  long",
            "a: b\n  goes on",
            "a: b: c",
            "a: b\na: c",
            "a: 'b' c",
            "a: 'b",
            'a: "\\q"',
            "%YAML 1.2",
            "a: b\n---\nc: d",
            "a: [b",
            "a: {b",
            "a: [b]]",
            "\ta: b",
            "a:\n    b: c\n  d: e",
            "? a\n: b",
            "just words\nand more",
        ],
    )
    def test_is_refused_with_its_line(self, text):
        with pytest.raises(ValueError, match="plain YAML"):
            read_yaml(text)

    def test_depth_is_bounded(self):
        with pytest.raises(ValueError, match="nested"):
            read_yaml("\n".join("  " * n + "a:" for n in range(100)) + " b")
        with pytest.raises(ValueError, match="plain YAML"):
            read_yaml("a: " + "[" * 5_000)

    def test_length_is_bounded(self):
        with pytest.raises(ValueError, match="lines"):
            read_yaml("\n" * 200_000)


@pytest.mark.property
@given(st.text(st.sampled_from("ab:-#'\"[]{},&*|> \n\t\\x01"), max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        value = read_yaml(text)
    except ValueError:
        return
    assert value is None or isinstance(value, (dict, list, str, int, float))
