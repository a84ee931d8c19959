"""Whatever is in the tree: an inventory, with what could not be read, in bounded work."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.shops import read_inventory
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._modification import (
    DIALECTS,
    Outcome,
    Step,
    apply_ocmod,
    apply_vqmod,
    match_segment,
    match_vqmod_path,
    parse_modification,
)
from sellxed_sdk.shops._modification._regex import compile_regex

DIALECT = DIALECTS[-1]


def _run(text, body, *, engine="ocmod"):
    document = parse_modification(body, keeps_blanks=engine == "vqmod")
    steps = [Step(key="a", operations=edit.operations) for edit in document.files]
    if engine == "vqmod":
        return apply_vqmod([("m", steps)], {"a": text})
    return apply_ocmod([("m", steps)], {"a": text}, dialect=DIALECT)


def _document(search, add, of_search="", of_add=""):
    return (
        '<modification><name>m</name><file path="catalog/a.php" name="a"><operation>'
        f"<search{of_search}><![CDATA[{search}]]></search><add{of_add}><![CDATA[{add}]]></add>"
        "</operation></file></modification>"
    )


class TestDocuments:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("<modification><name>", "it is not well-formed XML"),
            ("<x/>", "it is no modification"),
            ("", "it is not well-formed XML"),
            (
                '<!DOCTYPE a [<!ENTITY b "c">]><modification>&b;</modification>',
                "it declares a document type",
            ),
            ("<modification>" * 200, "it is nested too deeply"),
            (
                "<modification><file>" + "<operation/>" * 6_000 + "</file></modification>",
                "it has more than 5000 operations",
            ),
        ],
    )
    def test_are_refused_with_half_a_sentence(self, tree, text, reason):
        tree.write("system/a.ocmod.xml", text)
        found = tree.read()
        assert found.plugins == ()
        assert [(entry.path, entry.reason) for entry in found.unread] == [
            ("system/a.ocmod.xml", reason)
        ]

    def test_in_another_encoding_are_found_and_not_followed(self, tree, operation, modification):
        text = modification("Mod", operation("return", "ä" * 10))
        tree.write("system/a.ocmod.xml", text.encode("latin-1"))
        found = tree.read()
        assert found.find("opencart:mod").claims == ()
        assert "it is not UTF-8" in found.unread[0].reason

    def test_too_large_ones_are_noted(self, tree):
        tree.write("system/a.ocmod.xml", "<modification>" + " " * 4_000_001)
        assert tree.read().unread[0].reason == "it has more than 4000000 bytes"


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        ["catalog/../../secret.php", "catalog/../config.php", "admin/*/../../*", "../secret.php"],
    )
    def test_never_lead_out_of_the_shop(self, make_tree, operation, path):
        tree = make_tree()
        (tree.root.parent / "secret.php").write_text("return 1;")
        tree.write("config.php", "return 1;")
        tree.modification("system/a.ocmod.xml", "A", operation("return", "x"), file=path)
        tree.vqmod()
        tree.write(
            "vqmod/xml/v.xml",
            f'<modification><id>v</id><file name="{path}">{operation("return", "x")}</file>'
            "</modification>",
        )
        found = tree.read()
        assert found.find("opencart:a").claims == found.find("opencart:v").claims == ()

    def test_links_out_of_the_shop_are_not_followed(self, make_tree, operation):
        tree = make_tree()
        (tree.root.parent / "secret.php").write_text("return 1;")
        (tree.root / "catalog" / "model" / "s.php").symlink_to(tree.root.parent / "secret.php")
        (tree.root / "catalog" / "loop").symlink_to(tree.root / "catalog")
        tree.modification(
            "system/a.ocmod.xml", "A", operation("return", "x"), file="catalog/*/s.php"
        )
        found = tree.read()
        assert found.find("opencart:a").claims == ()
        assert ("catalog/model/s.php", "it is a link out of the shop") in {
            (entry.path, entry.reason) for entry in found.unread
        }

    def test_too_many_are_noted(self, tree, operation):
        braces = "{a,b}" * 30
        tree.modification("system/a.ocmod.xml", "A", operation("x", "y"), file=f"catalog/{braces}")
        assert tree.read().unread[0].reason == "its path stands for too many"

    def test_many_stars_take_bounded_work(self, count_calls):
        name = "a" * 2_000
        assert count_calls(match_segment, "*a" * 200 + "b", name) < 5_000
        assert count_calls(match_vqmod_path, "*a" * 30 + "b", name) < 5_000


class TestExpressions:
    @pytest.mark.parametrize(
        "source",
        [
            "~(a+)+$~",
            "~(a|aa)*b~",
            "~(a*)*~",
            "~(?R)~",
            "~a~e",
            "~(?<n>a)(?P=n)~",
            "~[[:alpha:]]~",
            "~\\p{L}~u",
            "~a++~",
            "~(?>a)~",
            "a",
            "~a",
            "",
            "~(~",
            "~[~",
            "~*~",
            "~a{3,1}~",
            "~" + "(" * 100 + ")" * 100 + "~",
            "~(?<=a+)b~",
        ],
    )
    def test_that_are_not_followed_are_said(self, source):
        run = _run("aaaa\n", _document(source, "x", ' regex="true"'))
        assert [result.outcome for result in run.results] == [Outcome.UNKNOWN]
        assert run.results[0].detail
        assert run.text("a") == "aaaa\n"

    def test_that_are_slow_on_this_text_are_not_tried(self):
        pattern = compile_regex("~a.*b.*c.*d.*e~s")
        assert pattern.places("a b c d e") == (0,)
        with pytest.raises(ValueError, match="too long"):
            pattern.places("a b c d " * 2_000)

    @pytest.mark.property
    @given(st.text("()[]{}|*+?.^$\\ab-:=!<>0", max_size=12), st.text("ab\n0-", max_size=30))
    @settings(max_examples=300, deadline=None)
    def test_any_is_followed_or_refused(self, body, text):
        with contextlib.suppress(ValueError):
            pattern = compile_regex(f"~{body}~")
            pattern.places(text)
            pattern.replace(text, "$1\\2")


class TestGrowth:
    @pytest.mark.parametrize("engine", ["ocmod", "vqmod"])
    @pytest.mark.parametrize("position", ["before", "after", "replace", "iafter"])
    def test_what_would_be_too_large_is_not_made(self, engine, position):
        given = f' position="{position}"'
        run = _run("x\n" * 3_000, _document("x", "x" * 5_000, "", given), engine=engine)
        assert [result.outcome for result in run.results] == [Outcome.UNKNOWN]

    def test_numbers_that_php_versions_read_differently_are_not_followed(self):
        for attribute in (' index="a"', ' index="0,,1"'):
            run = _run("x", _document("x", "y", attribute))
            assert run.results[0].outcome is Outcome.UNKNOWN


NAMES = st.sampled_from(
    [
        "index.php",
        "admin/index.php",
        "config.php",
        "system/a.ocmod.xml",
        "system/modification.xml",
        "vqmod/xml/a.xml",
        "vqmod/vqmod.php",
        "extension/x/install.json",
        "extension/x/ocmod/a.ocmod.xml",
        "ocmod/a.xml",
        "install.xml",
        "admin/controller/extension/payment/p.php",
        "catalog/model/b.php",
        "system/storage/modification/catalog/model/a.php",
        "system/storage/vendor/composer/installed.json",
    ]
)
CONTENT = st.one_of(
    st.binary(max_size=80),
    st.sampled_from(
        [
            b"<?php define('VERSION', '4.1.0.4'); // vqmod",
            b"<?php define('VERSION', '99999999999999.2.2');",
            b"<?php define('DIR_STORAGE', DIR_X . '../../');",
            b'{"name": 1, "version": []}',
            b"[]",
            _document("class", "x").encode(),
            _document("~c~", "$0", ' regex="true"').encode(),
            b"\xff\xfe<\x00",
        ]
    ),
)


@pytest.mark.property
@given(st.dictionaries(NAMES, CONTENT, max_size=10))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_tree_gives_an_inventory(tmp_path_factory, contents):
    root = tmp_path_factory.mktemp("shop")
    for name in ("system/startup.php", "system/engine/x.php", "catalog/controller/x.php"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"<?php\n")
    for path, data in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    found = read_inventory(root)
    assert isinstance(found, ShopInventory)
    assert found.to_dict()


@pytest.mark.property
@given(st.text(max_size=200))
def test_any_text_is_a_modification_or_refused(text):
    for keeps_blanks in (True, False):
        for document in (f"<modification>{text}", text):
            with contextlib.suppress(ValueError):
                parse_modification(document, keeps_blanks=keeps_blanks)


def test_a_large_shop_is_read_in_bounded_work(make_tree, operation, modification):
    tree = make_tree()
    for number in range(40):
        tree.write(f"catalog/model/m{number}.php", "line\n" * 300 + f"anchor{number}\n")
    for number in range(20):
        tree.write(
            f"system/{number:02}.ocmod.xml",
            modification(
                f"M{number}",
                *(operation(f"anchor{place}", f"added{number}") for place in range(40)),
                file="catalog/model/*.php",
            ).replace("<operation>", '<operation error="skip">'),
        )
    found = tree.read()
    assert len(found.plugins) == 20
    assert not ShopFiles(tree.root).unread
