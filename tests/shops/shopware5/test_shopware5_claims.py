from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import Mode
from sellxed_sdk.compatibility._overlaps._find import match_overlaps

CONFIRM = "frontend/checkout/confirm.tpl"
EXTENDS = f'{{extends file="parent:{CONFIRM}"}}\n'


def _subscriber(events: str, methods: str = "", use: str = "") -> dict[str, str]:
    text = (
        f"<?php\nnamespace Pay;\n{use}\nclass Sub implements SubscriberInterface {{\n"
        f"public static function getSubscribedEvents() {{ return [\n{events}\n]; }}\n"
        f"{methods}\n}}"
    )
    return {"Subscriber/Sub.php": text}


def _seen(claims):
    return [(c.target, c.member, c.mode, c.cooperative, c.rank, c.line) for c in claims]


def _found(inventory):
    return {
        (c.severity.value, c.target, c.winner, tuple(uid.partition(":")[2] for uid in c.lost))
        for c in match_overlaps(inventory)
    }


class TestHooks:
    def test_all_ways_of_writing_them(self, plugin, claims):
        events = (
            "'sOrder::save::after' => 'afterSave',\n"
            "'sOrder::load::before' => ['beforeLoad', 5],\n"
            "'sOrder::send::after' => array(array('one'), array('two', -1, 7)),\n"
            "Basket::class . '::add::after' => 'afterAdd',\n"
            "'Enlight_Controller_Front_DispatchLoopStartup' => 'onStart',\n"
            "'no::hook::here' => 'x', 'sOrder::log::AFTER' => 'y',"
        )
        plugin("Pay", _subscriber(events, use="use Shopware\\Models\\Cart as Basket;"))
        found = claims("Pay", "sw5.hook")
        assert [(c.target, c.member, c.value, c.rank) for c in found] == [
            ("Shopware\\Models\\Cart", "add::after", "Pay::afterAdd", None),
            ("sOrder", "load::before", "Pay::beforeLoad", (-5,)),
            ("sOrder", "save::after", "Pay::afterSave", None),
            ("sOrder", "send::after", "Pay::one", None),
            ("sOrder", "send::after", "Pay::two", (-7,)),
        ]
        assert {(c.mode, c.cooperative) for c in found} == {(Mode.EXTEND, True)}

    def test_calls_of_the_kind_before_5_2(self, shop, write, claims):
        write(
            "engine/Shopware/Plugins/Local/Core/Old/Bootstrap.php",
            "<?php class A {\nfunction install() {\n"
            "$this->subscribeEvent('sAdmin::sLogin::replace', 'onLogin', 20); }\n"
            "function onLogin($args) { return 1; } }",
        )
        assert _seen(claims("Old", "sw5.hook")) == [
            ("sAdmin", "sLogin::replace", Mode.REPLACE, False, (-20,), 4)
        ]

    @pytest.mark.parametrize(
        ("methods", "mode", "cooperative"),
        [
            ("public function on($a) { return 1; }", Mode.REPLACE, False),
            (
                "public function on($a) { $a->getSubject()->executeParent('b', []); }",
                Mode.WRAP,
                True,
            ),
            (
                (
                    "public function on($a) { $this->up($a); }\n"
                    "private function up($a) { return $a->getSubject()->executeParent('b'); }"
                ),
                Mode.WRAP,
                True,
            ),
            (
                "// executeParent\npublic function on($a) { /* executeParent */ }",
                Mode.REPLACE,
                False,
            ),
            ("", Mode.WRAP, None),
        ],
    )
    def test_what_replaces_hands_on_or_not(self, plugin, claims, methods, mode, cooperative):
        plugin("Pay", _subscriber("'sOrder::b::replace' => 'on',", methods))
        found = claims("Pay", "sw5.hook")
        assert [(c.mode, c.cooperative) for c in found] == [(mode, cooperative)]

    def test_the_first_position_is_the_outermost(self, plugin, read):
        alone = "public function on($a) { return 1; }"
        good = "public function on($a) { return $a->getSubject()->executeParent('b'); }"
        plugin("Alone", _subscriber("'sOrder::b::replace' => ['on', 5],", alone))
        plugin("Good", _subscriber("'sOrder::b::replace' => ['on', 9],", good))
        plugin("After", _subscriber("'sOrder::b::after' => ['on', 1],", alone))
        assert _found(read()) == {("warning", "sOrder::b::replace", "shopware5:Alone", ("Good",))}
        plugin("Good", _subscriber("'sOrder::b::replace' => ['on', 1],", good))
        assert _found(read()) == set()

    def test_two_that_do_not_hand_on(self, plugin, read):
        for name in ("One", "Two"):
            plugin(name, _subscriber("'sOrder::b::replace' => 'on',", "function on() {}"))
        assert _found(read()) == {("error", "sOrder::b::replace", None, ("One", "Two"))}

    def test_tests_and_libraries_are_left_out(self, plugin, claims):
        text = _subscriber("'sOrder::b::replace' => 'on',")["Subscriber/Sub.php"]
        plugin("Pay", {"Tests/A.php": text, "vendor/a/A.php": text})
        assert claims("Pay", "sw5.hook") == []

    def test_encoded_files(self, plugin, claims, read):
        plugin("Pay", {"Sub.php": "<?php //0046a\nloader 'a::b::replace'"})
        claim = claims("Pay", "opaque")[0]
        assert (claim.target, claim.cooperative) == ("custom/plugins/Pay/Sub.php", None)
        assert "ionCube" in read().unread[0].reason


class TestServices:
    def _services(self, body, more=""):
        return {"Resources/services.xml": f"<a>{more}<services>\n{body}\n</services></a>"}

    def test_decorators(self, plugin, claims):
        body = (
            '<service id="pay.list" class="\\Pay\\List" decorates="list" decoration-priority="7">\n'
            '<argument type="service" id="pay.list.inner"/></service>\n'
            '<service id="pay.own" class="Pay\\Own" decorates="own"/>\n'
            '<service id="pay.auto" class="Pay\\Auto" decorates="auto" autowire="true"/>\n'
            '<service id="pay.more" class="Pay\\More"/>'
        )
        plugin("Pay", self._services(body))
        found = [
            (c.target, c.mode, c.cooperative, c.rank, c.value, c.line)
            for c in claims("Pay", "sw5.decorate")
        ]
        assert found == [
            ("auto", Mode.WRAP, None, (0,), "Pay\\Auto", 5),
            ("list", Mode.WRAP, True, (-7,), "Pay\\List", 2),
            ("own", Mode.REPLACE, False, (0,), "Pay\\Own", 4),
        ]

    def test_imports_and_parts(self, plugin, claims):
        part = '<container><services><service id="{0}" decorates="{0}"/></services></container>'
        imports = (
            '<imports><import resource="di/a.xml"/><import resource="services.xml"/></imports>'
        )
        files = self._services("", imports)
        files |= {
            "Resources/di/a.xml": part.format("a"),
            "Resources/services/b.xml": part.format("b"),
        }
        plugin("Pay", files)
        assert [c.target for c in claims("Pay", "sw5.decorate")] == ["a", "b"]

    def test_one_that_does_not_take_what_it_decorates(self, plugin, read):
        inner = '<argument type="service" id="{0}.inner"/>'
        for name, body in {"Outer": "", "Inner": inner.format("x")}.items():
            plugin(
                name,
                self._services(f'<service id="x" class="{name}" decorates="list">{body}</service>'),
            )
        assert _found(read()) == {("warning", "list", "shopware5:Outer", ("Inner",))}


class TestBlocks:
    def test_of_pages(self, plugin, claims):
        text = EXTENDS + (
            '{block name="a" append}x{/block}\n'
            "{block name='b'}x{$smarty.block.parent}{block name='inner'}{/block}{/block}\n"
            '{* {block name="no"}{/block} *}\n'
            '{block "c"}{* $smarty.block.parent *}{/block}'
        )
        plugin("Pay", {f"Resources/views/{CONFIRM}": text})
        assert _seen(claims("Pay", "sw5.block")) == [
            (CONFIRM, "a", Mode.EXTEND, True, None, 2),
            (CONFIRM, "b", Mode.EXTEND, True, None, 3),
            (CONFIRM, "c", Mode.REPLACE, False, None, 5),
        ]

    def test_a_page_that_is_not_derived_from_the_shops(self, plugin, claims):
        plugin(
            "Pay",
            {
                f"Resources/views/{CONFIRM}": "<b>mine</b>",
                "Resources/views/frontend/own.tpl": '{extends file="x.tpl"}{block "a"}{/block}',
            },
        )
        assert _seen(claims("Pay", "sw5.block")) == [(CONFIRM, "", Mode.REPLACE, False, None, 1)]

    def test_of_the_back_end(self, plugin, claims):
        text = (
            '// {block name="backend/order/view/list"}\n// {$smarty.block.parent}\n// {/block}\n'
            '// {block name="backend/order/view/detail"}mine{/block}\n'
            '// {block name="backend/pay/own"}{/block}'
        )
        plugin(
            "Pay", {"Resources/views/backend/pay/x.js": text, "Resources/views/frontend/x.js": text}
        )
        assert _seen(claims("Pay", "sw5.block")) == [
            ("backend", "backend/order/view/detail", Mode.REPLACE, False, None, 4),
            ("backend", "backend/order/view/list", Mode.EXTEND, True, None, 1),
        ]

    def test_one_that_drops_what_the_others_add(self, plugin, read):
        plugin("Drops", {f"Resources/views/{CONFIRM}": EXTENDS + '{block name="a"}x{/block}'})
        plugin(
            "Adds", {f"Resources/views/{CONFIRM}": EXTENDS + '{block name="a" prepend}x{/block}'}
        )
        plugin("Else", {f"Resources/views/{CONFIRM}": EXTENDS + '{block name="b"}x{/block}'})
        assert _found(read()) == {("warning", f"{CONFIRM}::a", "shopware5:Drops", ("Adds",))}


def test_bundled_libraries(plugin, claims):
    plugin(
        "Pay",
        {
            "vendor/psr/log/src/Log.php": "<?php",
            "vendor/composer/autoload_real.php": "<?php class ComposerAutoloaderInitabc1 { }",
            "vendor/composer/autoload_psr4.php": (
                "<?php $vendorDir = dirname(__DIR__);\n"
                "return array('Psr\\\\Log\\\\' => array($vendorDir . '/psr/log/src'));"
            ),
        },
    )
    assert [claim.member for claim in claims("Pay", "php.library")] == ["psr/log"]
