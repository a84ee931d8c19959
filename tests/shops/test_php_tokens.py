import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.shops._php import _tokens, tokenise

VECTORS = Path(__file__).parent / "vectors" / "php_tokens.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
PIECES = [
    *("<?php ", "<?=", "?>", "\n", "\r\n", "\r", " ", "$a", "->", "?->", "::", "[", "]", "{", "}"),
    *("(", ")", "{$", "${", '"', "'", "`", "\\", "\\n", "foo", "A\\B", "\\X", "yield from", "0x1F"),
    *("1_000", ".5", "1.", "<<<A\n", "<<<'B'\r\n", '<<<"C"\n', "\nA;\n", "\n  B", "\nC", "A", "B"),
    *("/*", "*/", "/**", "//", "#", "#[", "(int)", "=>", "...", "??=", "?", "<", ">", "\0", "é"),
    *("class ", "function ", "use ", "namespace ", "return ", "const ", "define(", "extends "),
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def listed(source):
    tokens = tokenise(source)
    return [
        [kind, tokens.line(index), text]
        for index, (kind, text) in enumerate(zip(tokens.kinds, tokens.texts, strict=True))
    ]


class TestAgainstPhp:
    @pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
    def test_kinds_lines_and_texts_are_those_of_php(self, case):
        assert listed(case["source"]) == case["tokens"]

    def test_the_vectors_say_how_they_were_made(self):
        vectors = json.loads(VECTORS.read_text(encoding="utf-8"))

        assert "php_tokens.php" in vectors["made"]
        assert vectors["php"].startswith("8.")
        assert len({case["name"] for case in CASES}) == len(CASES) > 190

    @pytest.mark.skipif(shutil.which("php") is None, reason="PHP is not installed")
    def test_the_php_that_is_here_answers_the_same(self):
        script = VECTORS.with_suffix(".php")
        command = [shutil.which("php"), "-n", "-d", "extension=tokenizer", "-d", "short_open_tag=0"]
        with VECTORS.open("rb") as file:
            done = subprocess.run(
                [*command, str(script)], stdin=file, capture_output=True, check=False, timeout=30
            )
        if done.returncode or b"PhpToken" in done.stdout[:400]:
            pytest.skip("this PHP has no tokenizer")

        assert json.loads(done.stdout)["cases"] == CASES


class TestPlaces:
    def test_lines_end_with_any_of_three_ends(self):
        tokens = tokenise("<?php\r\n$a\r$b\n\r$c\n\n$d")

        assert [tokens.line(index) for index in range(len(tokens))] == [1, 2, 3, 5, 7]
        assert tokens.line(99) == 7

    def test_what_lies_between_is_white_space_and_comments(self):
        tokens = tokenise("<?php /* a */\n// b\n$c # d\n;")

        assert [tokens.gap(index) for index in range(3)] == ["", "/* a */\n// b\n", " # d\n"]

    def test_kinds_can_be_found(self):
        tokens = tokenise("a<?php $b; ?>c<?php $d;")

        assert [tokens.texts[index] for index in tokens.find_kind("html")] == ["a", "c"]

    def test_a_name_before_a_string_does_not_belong_to_it(self):
        assert listed("<?php ab'c'")[1:] == [["name", 1, "ab"], ["string", 1, "'c'"]]


class TestBounds:
    def test_stops_after_too_many_tokens(self, monkeypatch):
        monkeypatch.setattr(_tokens, "MAX_TOKENS", 10)

        assert tokenise("<?php " + "[" * 9).is_cut is False
        cut = tokenise("<?php " + "[" * 10)
        assert cut.is_cut
        assert len(cut) == 10
        assert tokenise("<?php " + '"$a" ' * 10).is_cut
        assert tokenise("<?php ?>" * 10).is_cut
        assert tokenise("<?php " + "/**/" * 20).is_cut

    def test_data_behind_the_compiler_does_not_count(self, monkeypatch):
        monkeypatch.setattr(_tokens, "MAX_TOKENS", 30)

        tokens = tokenise("<?php __halt_compiler();" + "[" * 100)

        assert (tokens.is_cut, tokens.kinds[-1]) == (False, "html")

    @pytest.mark.parametrize(
        "piece",
        [
            *("[", "{", "(", '"', "'", "`", "\\", "$", "a", " ", "\n", "\0", "<", "?", "#", "/"),
            *(
                "<<<A\n",
                "<<<A ",
                "<<<'A'\n",
                "<<<",
                "<?php ",
                "?>",
                "/*",
                "/**/",
                "//\n",
                "//",
                "#[",
            ),
            *('"$', '"{$', '"${', '"$a[', '"$a->', "\\a", '"\\a', '"\\a$a', "'\\", "\nA", "\n A"),
            *(
                "(int",
                "( ",
                "yield ",
                "yield\n",
                "1_",
                "1.",
                "0x",
                "a\\",
                "\\a",
                "é",
                "/* *",
                "a b",
            ),
            *("<<<A\n$a", "<<<A\n{$b ", '"{$a}"', "{$", "__halt_compiler", "$a ?->", "<?", "<?x"),
        ],
    )
    def test_the_work_grows_with_the_length(self, piece, count_calls):
        def work(size):
            tokenise("<?php " + piece * (size // len(piece)))
            tokenise('<?php "$a ' + piece * (size // len(piece)))

        assert count_calls(work, 64_000) < 8 * 1.5 * count_calls(work, 8_000) + 1_000

    def test_a_megabyte_of_anything_comes_to_an_end(self):
        """Also where a pattern alone would do too much, which no count of calls shows."""
        chance = random.Random(3)  # noqa: S311 - the same text in every run
        for source in (
            "[" * 1_000_000,
            "<<<A\n" * 200_000,
            "".join(chance.choices(PIECES, k=200_000)),
        ):
            assert tokenise("<?php " + source)


@pytest.mark.property
class TestAnything:
    @given(st.one_of(st.text(max_size=300), SOUP))
    def test_the_tokens_are_the_text_in_order(self, text):
        tokens = tokenise("<?php " + text)

        end = 0
        for index, start in enumerate(tokens.starts):
            assert start >= end
            assert tokens.source.startswith(tokens.texts[index], start)
            assert tokens.texts[index]
            end = start + len(tokens.texts[index])
        assert end <= len(tokens.source)

    @given(st.binary(max_size=300))
    def test_bytes_of_any_encoding(self, data):
        plain = tokenise("<?php " + data.decode("latin-1"))
        replaced = tokenise("<?php " + data.decode("utf-8", "surrogateescape"))

        assert plain.kinds == replaced.kinds or "\\" in plain.source
