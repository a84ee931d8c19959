from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import Mode, match_overlaps

BOOTSTRAP = r"""<?php
namespace Plugin\pay;
class Bootstrap extends Bootstrapper {
    public function boot(Dispatcher $dispatcher) {
        $dispatcher->listen('shop.hook.' . \HOOK_SMARTY_OUTPUTFILTER, [$this, 'a'], 10);
        $dispatcher->hookInto(HOOK_CART, $this->b(...));
        $dispatcher->hookInto(140, $this->b(...), priority: -1);
        $this->listen(HOOK_OTHER, [X::class, 'c'], $this->first());
        $dispatcher->listen('shop.hook.140', $f);
        $dispatcher->listen('shop.hook.' . $computed, $f);
        $dispatcher->listen(Event::MAP_CRONJOB_TYPE, $f);
    }
}
"""


class TestHooks:
    def test_listeners(self, plugin, claims):
        plugin("pay", {"Bootstrap.php": BOOTSTRAP})
        found = claims("pay", "jtl.hook")
        assert {c.mode for c in found} == {Mode.OBSERVE}
        assert {c.path for c in found} == {"plugins/pay/Bootstrap.php"}
        assert [(c.target, c.rank, c.line) for c in found] == [
            ("HOOK_CART", (5,), 6),
            ("HOOK_OTHER", None, 8),
            ("HOOK_SMARTY_OUTPUTFILTER", (10,), 5),
            ("HOOK_SMARTY_OUTPUTFILTER", (-1,), 7),
            ("HOOK_SMARTY_OUTPUTFILTER", (5,), 9),
        ]

    def test_two_listeners_are_no_conflict(self, plugin, read):
        plugin("pay", {"Bootstrap.php": BOOTSTRAP})
        plugin("ship", {"Bootstrap.php": BOOTSTRAP})
        assert match_overlaps(read()) == ()

    @pytest.mark.parametrize("place", ["vendor/a/b.php", "tests/b.php"])
    def test_what_does_not_run(self, plugin, claims, place):
        plugin("pay", {place: BOOTSTRAP})
        assert claims("pay", "jtl.hook") == []

    def test_other_versions_of_a_legacy_plugin(self, shop, write, claims):
        write(
            "includes/plugins/old/info.xml",
            '<jtlshop3plugin><PluginID>old</PluginID><Install><Version nr="100"/>'
            '<Version nr="101"/></Install></jtlshop3plugin>',
        )
        write("includes/plugins/old/version/100/bootstrap.php", BOOTSTRAP)
        write("includes/plugins/old/version/101/bootstrap.php", "<?php")
        assert claims("old", "jtl.hook") == []


class TestTemplates:
    OWN = "{block name='basket-index'}mine{/block}"
    MORE = "{* {block name='x'} *}\n{block name='basket-index' append}mine{/block}"
    PLACE = "frontend/template/basket/index.tpl"

    def test_blocks(self, plugin, claims):
        plugin("pay", {self.PLACE: self.OWN})
        plugin("ship", {self.PLACE: self.MORE, "frontend/template/own.tpl": self.OWN})
        pay, ship = claims("pay", "jtl.block"), claims("ship", "jtl.block")
        assert [(c.target, c.member, c.mode, c.line) for c in pay] == [
            ("basket/index.tpl", "basket-index", Mode.REPLACE, 1)
        ]
        assert [(c.mode, c.cooperative, c.line) for c in ship] == [(Mode.EXTEND, True, 2)]

    def test_parent(self, plugin, claims):
        text = "{block name='basket-index'}{$smarty.block.parent} more{/block}"
        plugin("pay", {self.PLACE: text})
        assert claims("pay", "jtl.block")[0].mode is Mode.EXTEND

    def test_two_that_replace_are_a_conflict(self, plugin, read):
        plugin("pay", {self.PLACE: self.OWN})
        plugin("ship", {self.PLACE: self.OWN})
        assert len(match_overlaps(read())) == 1

    def test_two_that_add_are_none(self, plugin, read):
        plugin("pay", {self.PLACE: self.MORE})
        plugin("ship", {self.PLACE: self.MORE})
        assert match_overlaps(read()) == ()


class TestOpaque:
    def test_encoded(self, plugin, claims):
        plugin("pay", {"a.php": "<?php //0046a\nif(!extension_loaded('ionCube Loader')){exit;}"})
        found = claims("pay", "opaque")
        assert [(c.target, c.cooperative) for c in found] == [("plugins/pay/a.php", None)]
