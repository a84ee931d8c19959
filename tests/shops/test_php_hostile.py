import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sellxed_sdk.shops._php import PhpFile, read_php

CALLS = ("a", "add_action", "->a", "::a")
ASSIGNMENTS = ("$a", "$this->a")
PIECES = [
    *("<?php ", "?>", "\n", " ", "$a", "$this", "->", "?->", "::", "[", "]", "{", "}", "(", ")"),
    *(
        '"',
        "'",
        "\\",
        "a",
        "A",
        "add_action(",
        "<<<A\n",
        "\nA;\n",
        "/*",
        "*/",
        "//",
        "#[",
        "=>",
        "=",
    ),
    *(";", ",", ".", "...", "&", "|", "?", ":", "1", "class ", "interface ", "trait ", "enum "),
    *("function ", "fn ", "use ", "namespace ", "return ", "const ", "define(", "extends "),
    *("implements ", "public ", "static ", "abstract ", "private(set) ", "case ", "if ", "else "),
    *("endif", "parent", "self", "new ", "as ", "eval(", "array(", "switch ", "__CLASS__ "),
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=80).map("".join)


def read(source):
    return read_php(source, calls=CALLS, assignments=ASSIGNMENTS)


class TestWork:
    @pytest.mark.parametrize(
        "piece",
        [
            *("[", "(", "{", "function ", "function a(", "function a():", "function a() use ("),
            *("class ", "class a ", "class a extends ", "class a extends b,", "class a { ", "a("),
            *("new class { function a() { parent::a(); ", "new class { ", "enum a ", "enum a: b "),
            *("return ", "return [", "return a.", "const ", "const a", "const a=", "const a=1,"),
            *(
                "use ",
                "use a,",
                "use a\\{",
                "use a as ",
                "namespace ",
                "namespace a; ",
                "namespace {",
            ),
            *("define(", "define('a',", "define('a', 1);", "#[", "#[a]", "#[a] class ", "final "),
            *("$a[", "$a=", "$a=[", "$a = $a = ", "$this->a = ", "$a->a(", "a::a(", "add_action(["),
            *("if (", "if (a): ", "else ", "endif; ", "static ", "static fn() => ", "fn() => ["),
            *("class a { function ", "class a { public ", "class a { const ", "class a { use "),
            *("class a {} ", "function a() {} ", "class a { function a() {} } ", "private(set) "),
            *("<<<A\n", "<<<'A'\n", '"$a', '"{$a', "'", "/*", "?>", "?> <?php ", "<? ", "eval("),
            *("array(", "1=>", "...", "&", "-", "1.", "a=>", "[a=>", "(a)", "A::", "parent::"),
        ],
    )
    def test_grows_with_the_length(self, piece, count_calls):
        source = "<?php class a extends b { function c() { " * (piece == "parent::") + "<?php "
        small = count_calls(read, source + piece * (2_000 // len(piece)))
        large = count_calls(read, source + piece * (16_000 // len(piece)))

        assert large < 8 * 1.5 * small + 1_000

    @pytest.mark.parametrize("piece", ["[", "return ", "$a=", "class a { function "])
    def test_a_megabyte_comes_to_an_end(self, piece):
        """What would grow with the square would not, within the limit of a test."""
        assert isinstance(read("<?php " + piece * (1_000_000 // len(piece) - 10)), PhpFile)

    def test_what_would_take_too_long_is_unread(self):
        found = read("<?php " + "return " * 3_000)

        assert found.unread == "it is built in a way that takes too long to read"
        assert found.returns == ()


class TestDepth:
    @pytest.mark.parametrize(
        ("opener", "closer"),
        [("[", "]"), ("array(", ")"), ("(", ")"), ("['a' => ", "]"), ("[[] => ", "]")],
    )
    def test_values_are_followed_to_a_bound(self, opener, closer):
        flat = read(f"<?php return {opener * 40}1{closer * 40};").returns[0]
        deep = read(f"<?php return {opener * 5_000}1{closer * 5_000};").returns[0]

        assert "it is nested too deeply" not in repr(flat)
        assert "it is nested too deeply" in repr(deep)
        assert len(repr(deep)) < 100_000

    def test_chains_of_constants_are_followed_to_a_bound(self):
        code = "".join(f"const A{number} = A{number + 1};" for number in range(3_000))

        assert read(f"<?php {code} const A3000 = 1;").constants[-1].value == 1

    def test_joined_texts_may_be_many(self):
        assert read("<?php return 'a'" + " . 'b'" * 20_000 + ";").returns[0] == "a" + "b" * 20_000

    def test_strings_in_strings(self):
        assert read("<?php " + '"{$a[' * 20_000).unread == ""


class TestSize:
    def test_values_are_counted(self):
        found = read("<?php return [" + "1," * 210_000 + "];").returns[0]

        assert len(found.items) <= 200_001
        assert not found.is_whole()

    def test_memory_stays_in_proportion(self):
        source = "<?php return [" + "['a', 1]," * 5_000 + "];"
        tracemalloc.start()
        read(source)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert peak < 500 * len(source)


@pytest.mark.property
class TestAnything:
    @given(st.one_of(st.text(max_size=200), SOUP))
    @example("class a extends b { function c() { parent::")
    @example("$a[$a[")
    @example("use a\\{b as")
    @example("#[a(")
    @example("const a = self::")
    @example("<<<A\n")
    def test_gives_a_file_and_raises_nothing(self, text):
        found = read("<?php " + text)

        assert isinstance(found, PhpFile)
        hash(found)
        for entry in found.classes:
            for method in entry.methods:
                entry.reaches_parent(method.name)

    @given(st.binary(max_size=300))
    def test_bytes_of_any_encoding(self, data):
        assert isinstance(read(data), PhpFile)
        assert isinstance(read(b"<?php " + data), PhpFile)

    @given(SOUP, SOUP)
    def test_what_comes_behind_a_class_does_not_change_its_members(self, before, after):
        code = "class Known { const A = 'b'; function c() { parent::c(); } }"
        alone = read(f"<?php {code}").classes[0]
        found = read(f"<?php {code}\nclass Other {{ {before} }} {after}").classes

        if found:
            assert found[0] == alone
