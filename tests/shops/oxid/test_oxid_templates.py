from __future__ import annotations

import json

import pytest

from sellxed_sdk.compatibility import Mode
from sellxed_sdk.compatibility._overlaps._find import match_overlaps

BLOCK = "['template' => 'page/order.tpl', 'block' => 'shipping', 'file' => '{}'{}]"


def _metadata(*blocks):
    return "'blocks' => [" + ", ".join(blocks) + "],"


def _seen(claims):
    return [(c.target, c.member, c.mode, c.cooperative, c.area, c.rank) for c in claims]


class TestSmarty:
    def test_blocks_with_and_without_their_parent(self, shop, module, write, claims):
        shop("6.1.0")
        blocks = [
            BLOCK.format("/views/blocks/a.tpl", ""),
            BLOCK.format("views/b.tpl", ", 'position' => '5'"),
        ]
        module("one", metadata=_metadata(*blocks))
        write("source/modules/one/views/blocks/a.tpl", "x [{ $smarty.block.parent }] y")
        write("source/modules/one/views/b.tpl", "no parent")
        found = claims("one", kind="ox.block")
        assert _seen(found) == [
            ("page/order.tpl", "shipping", Mode.REPLACE, False, "", (5,)),
            ("page/order.tpl", "shipping", Mode.EXTEND, True, "", None),
        ]
        assert {claim.path for claim in found} == {
            "source/modules/one/views/blocks/a.tpl",
            "source/modules/one/views/b.tpl",
        }

    def test_the_old_place_and_a_theme(self, shop, module, write, claims):
        shop("6.1.0")
        module("one", metadata=_metadata(BLOCK.format("old_block", ", 'theme' => 'flow'")))
        write("source/modules/one/out/blocks/old_block.tpl", "[{$smarty.block.parent}]")
        assert _seen(claims("one", kind="ox.block")) == [
            ("page/order.tpl", "shipping", Mode.EXTEND, True, "flow", None)
        ]

    @pytest.mark.parametrize("file", ["views/gone.tpl", "../../../config.inc.php"])
    def test_a_file_that_is_not_there_makes_no_claim(self, shop, module, claims, read, file):
        shop("6.1.0")
        module("one", metadata=_metadata(BLOCK.format(file, "")))
        assert claims("one", kind="ox.block") == []
        assert f"the template {file} of a block was not found" in [u.reason for u in read().unread]

    @pytest.mark.parametrize(
        ("positions", "winner"),
        [((5, 1), "oxid:one"), ((1, 5), None), ((None, None), "oxid:one"), ((3, 3), "oxid:one")],
    )
    def test_the_last_position_is_the_outermost(self, shop, module, write, read, positions, winner):
        shop("6.1.0")
        texts = {"one": "mine", "two": "[{$smarty.block.parent}]"}
        for (name, text), position in zip(texts.items(), positions, strict=True):
            more = "" if position is None else f", 'position' => {position}"
            module(name, metadata=_metadata(BLOCK.format("/views/b.tpl", more)))
            write(f"source/modules/{name}/views/b.tpl", text)
        assert [c.winner for c in match_overlaps(read())] == ([winner] if winner else [])


class TestTwig:
    def _seven(self, write, module, texts, *, file="page/order.html.twig", theme="default"):
        for name, text in texts.items():
            module(name, place=f"dev/{name}")
            write(
                f"var/configuration/shops/1/modules/{name}.yaml",
                f"id: {name}\nmoduleSource: dev/{name}\nactivated: true\n",
            )
            write(f"dev/{name}/views/twig/extensions/themes/{theme}/{file}", text)

    def test_blocks_with_and_without_their_parent(self, shop, module, write, claims):
        shop("7.1.0")
        text = (
            "{% extends 'page/order.html.twig' %}\n{% block a %}x{{ parent() }}{% endblock %}\n"
            "{%- block b -%}{# parent() #}{% block inner %}{% endblock %}{% endblock b %}\n"
            "{% block title 'short' %}{% block c %}open"
        )
        self._seven(write, module, {"one": text})
        found = claims("one", kind="ox.block")
        assert [(c.member, c.mode, c.cooperative, c.line) for c in found] == [
            ("a", Mode.EXTEND, True, 2),
            ("b", Mode.REPLACE, False, 3),
            ("c", Mode.REPLACE, False, 4),
            ("title", Mode.REPLACE, False, 4),
        ]
        assert {claim.target for claim in found} == {"page/order.html.twig"}

    def test_themes_and_templates_of_modules(self, shop, module, write, claims):
        shop("7.1.0")
        self._seven(write, module, {"one": "{% block a %}{% endblock %}"}, theme="apex")
        write(
            "dev/one/views/twig/extensions/modules/two/x/y.html.twig", "{% block b %}{% endblock %}"
        )
        assert [(c.target, c.area) for c in claims("one", kind="ox.block")] == [
            ("@two/x/y.html.twig", ""),
            ("page/order.html.twig", "apex"),
        ]

    def test_the_first_of_the_list_is_the_outermost(self, shop, module, write, claims, read):
        shop("7.1.0")
        block = "{{% block a %}}{}{{% endblock %}}"
        texts = {"cuts": block.format(""), "more": block.format("{{ parent() }}")}
        self._seven(write, module, texts)
        # Without a list, the order of the ids counts, and the first one is the outermost.
        assert [c.rank for c in claims("cuts", kind="ox.block")] == [(0, 0)]
        assert [c.winner for c in match_overlaps(read())] == ["oxid:cuts"]
        chain = "var/configuration/shops/1/template_extension_chain.yaml"
        write(chain, "page/order.html.twig:\n  - more\n  - cuts\n")
        assert [c.rank for c in claims("cuts", kind="ox.block")] == [(1, -1)]
        assert match_overlaps(read()) == ()
        write(chain, "page/order.html.twig:\n  - cuts\n")
        assert [c.winner for c in match_overlaps(read())] == ["oxid:cuts"]


class TestEngines:
    @pytest.mark.parametrize(
        ("installed", "targets"),
        [
            ([], ["page/order.html.twig", "page/order.tpl"]),
            (["smarty"], ["page/order.tpl"]),
            (["twig"], ["page/order.html.twig"]),
        ],
    )
    def test_only_what_the_shop_uses(self, shop, module, write, claims, installed, targets):
        shop("7.1.0")
        module("one", place="dev/one", metadata=_metadata(BLOCK.format("/b.tpl", "")))
        write("dev/one/b.tpl", "x")
        place = "dev/one/views/twig/extensions/themes/default/page/order.html.twig"
        write(place, "{% block shipping %}{% endblock %}")
        write(
            "var/configuration/shops/1/modules/one.yaml", "moduleSource: dev/one\nactivated: true"
        )
        packages = [{"name": f"oxid-esales/{name}-component"} for name in installed]
        write("vendor/composer/installed.json", json.dumps({"packages": packages}))
        assert [claim.target for claim in claims("one", kind="ox.block")] == targets


class TestNames:
    def test_templates_and_pages(self, shop, module, claims, read):
        shop("6.1.0")
        metadata = (
            "'templates' => ['pay.tpl' => 'acme/pay.tpl'],\n"
            "'controllers' => ['Pay_Page' => \\Acme\\PayPage::class],"
        )
        module("one", metadata=metadata)
        template = claims("one", kind="ox.template")[0]
        assert (template.target, template.mode, template.value) == (
            "pay.tpl",
            Mode.REPLACE,
            "acme/pay.tpl",
        )
        page = claims("one", kind="ox.controller")[0]
        assert (page.target, page.mode, page.line) == ("pay_page", Mode.EXCLUSIVE, 10)
        module("two", metadata=metadata)
        assert {(c.severity.value, c.target) for c in match_overlaps(read())} == {
            ("error", "pay_page")
        }

    def test_computed_lists_are_told(self, shop, module, read):
        shop("6.1.0")
        metadata = (
            "'blocks' => blocks(), 'templates' => [name() => 'x'], 'controllers' => ['a' => b()],"
        )
        module("one", metadata=metadata)
        reasons = [entry.reason for entry in read().unread]
        assert reasons == [
            "part of its list controllers is computed",
            "part of its list templates is computed",
            "its list blocks is computed",
        ]
        assert json.dumps(read().to_dict())
