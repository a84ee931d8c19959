from __future__ import annotations

from sellxed_sdk.compatibility import Mode, PluginState

PLAIN = "public function getOrderTotal($a = 1)\n    {\n        return 5;\n    }"
CALLS = "public function getOrderTotal($a = 1)\n    {\n        return $this->up($a);\n    }"
UP = "protected function up($a)\n    {\n        return parent::getOrderTotal($a);\n    }"


class TestMembers:
    def test_of_every_kind_with_their_lines(self, module, claims):
        module("pay", {"Cart": f"const LIMIT = 5;\n    public $fee = 1;\n    {PLAIN}"})
        assert [(c.target, c.member, c.line) for c in claims("pay")] == [
            ("Cart", "$fee", 5),
            ("Cart", "LIMIT", 4),
            ("Cart", "getOrderTotal()", 6),
        ]
        claim = claims("pay")[-1]
        assert claim.mode is Mode.REPLACE
        assert claim.path == "modules/pay/override/classes/Cart.php"
        assert claim.rank == (0,)

    def test_that_call_their_parent(self, module, claims):
        module("pay", {"Cart": f"{CALLS}\n    {UP}"})
        found = {claim.member: claim.cooperative for claim in claims("pay")}
        assert found["getOrderTotal()"] is True

    def test_that_do_not(self, module, claims):
        module("pay", {"Cart": PLAIN})
        assert claims("pay")[0].cooperative is False

    def test_that_the_text_does_not_tell(self, module, claims):
        module(
            "pay",
            {"Cart": "function a() { return call_user_func_array('parent::a', func_get_args()); }"},
        )
        assert claims("pay")[0].cooperative is None

    def test_of_controllers_and_of_modules(self, module, write, claims):
        module("pay")
        write(
            "modules/pay/override/controllers/front/OrderController.php",
            "<?php class OrderController extends OrderControllerCore { public function init() {} }",
        )
        write(
            "modules/pay/override/modules/blockcart/blockcart.php",
            "<?php class BlockCartOverride extends BlockCart { public function hookTop() {} }",
        )
        write(
            "modules/pay/override/modules/blockcart/controllers/front/ajax.php",
            "<?php class BlockCartAjaxModuleFrontControllerOverride extends"
            " BlockCartAjaxModuleFrontController { public function run() {} }",
        )
        assert [(c.target, c.member) for c in claims("pay")] == [
            ("BlockCart", "hookTop()"),
            ("BlockCartAjaxModuleFrontController", "run()"),
            ("OrderController", "init()"),
        ]

    def test_a_class_of_another_name_overrides_nothing(self, module, write, read, claims):
        module("pay")
        write("modules/pay/override/classes/Cart.php", "<?php class Basket { function a() {} }")
        assert claims("pay") == []
        assert read().unread[0].reason == "it has no class Cart, so that it overrides none"

    def test_an_encoded_file_is_told(self, module, write, read, claims):
        module("pay")
        write(
            "modules/pay/override/classes/Cart.php",
            "<?php //00551 if(!extension_loaded('ionCube Loader')){die('x');} ?>\nHR+cPx",
        )
        (claim,) = claims("pay", "opaque")
        assert claim.target == "modules/pay/override/classes/Cart.php"
        assert claim.cooperative is None
        assert read().unread[0].path == "modules/pay/override/classes/Cart.php"


class TestInEffect:
    def test_proves_that_the_module_is_installed(self, module, installed, read, claims):
        module("pay", {"Cart": PLAIN})
        installed("Cart", ("pay", PLAIN))
        plugin = read().find("prestashop:pay")
        assert (plugin.state, plugin.evidence) == (PluginState.ACTIVE, "override/classes/Cart.php")
        (claim,) = claims("pay")
        assert (claim.path, claim.line, claim.rank) == ("override/classes/Cart.php", 9, (1,))
        assert claim.label == "pay 1.2.3 2024-03-04 12:00:00"

    def test_each_member_has_its_own_module(self, module, installed, read):
        module("pay", {"Cart": PLAIN})
        module("ship", {"Cart": "public $weight = 0;"})
        installed("Cart", ("ship", "public $weight = 0;"), ("pay", PLAIN))
        states = {plugin.uid: plugin.state for plugin in read().plugins}
        assert set(states.values()) == {PluginState.ACTIVE}
        assert "prestashop:override" not in states

    def test_tags_that_were_edited(self, module, write, read):
        module("pay", {"Cart": PLAIN})
        write(
            "override/classes/Cart.php",
            "<?php class Cart extends CartCore {\r\n\r\n/*\r\n  * module: pay\r\n* date: \r\n"
            f"   * version: 2.0.0-beta\r\n*/\r\n\r\n// hands off\r\n\r\n{PLAIN}\r\n}}",
        )
        assert read().find("prestashop:pay").state is PluginState.ACTIVE

    def test_without_a_tag_the_same_text_tells(self, module, installed, read):
        module("pay", {"Cart": PLAIN})
        installed("Cart", (None, PLAIN.replace("    ", "\t").replace("return", "/* x */ return")))
        inventory = read()
        assert inventory.find("prestashop:pay").state is PluginState.ACTIVE
        assert inventory.find("prestashop:override") is None

    def test_what_was_written_by_hand(self, module, installed, claims, read):
        module("pay", {"Cart": PLAIN})
        installed("Cart", (None, CALLS))
        by_hand = read().find("prestashop:override")
        assert (by_hand.kind, by_hand.state) == ("override", PluginState.ACTIVE)
        assert [(c.member, c.rank) for c in claims("override")] == [("getOrderTotal()", (1,))]
        assert read().find("prestashop:pay").state is PluginState.UNKNOWN

    def test_of_a_module_that_is_gone(self, installed, read):
        installed("Cart", ("gone", PLAIN))
        (plugin,) = read().plugins
        assert (plugin.uid, plugin.version) == ("prestashop:gone", "1.2.3")
        assert (plugin.kind, plugin.state) == ("override", PluginState.ACTIVE)

    def test_a_shop_without_any(self, module, read):
        module("pay")
        assert [plugin.uid for plugin in read().plugins] == ["prestashop:pay"]


class TestConflicts:
    """Installing a second override of one member is refused, so one of them is not in effect."""

    SHIPPING = "public function getPackageShippingCost($id_carrier = null)\n    {}"
    PARENT = (
        "public function getPackageShippingCost($id_carrier = null)\n    {\n"
        "        return parent::getPackageShippingCost($id_carrier);\n    }"
    )

    def triple(self, module):
        module("effectconnect_marketplaces", {"Cart": self.PARENT, "Mail": "public $a;"})
        module("avalaratax", {"Cart": f"{self.SHIPPING}\n    {PLAIN}"})
        module("gointerpay", {"Cart": f"{self.SHIPPING}\n    public $b;"})

    def test_the_triple(self, module, conflicts):
        self.triple(module)
        (found,) = conflicts()
        assert found.target == "Cart::getPackageShippingCost()"
        assert (found.code, found.winner, len(found.lost)) == ("OVERLAP_CONTESTED", None, 3)
        assert found.severity.value == "error"

    def test_the_one_in_the_tree_of_the_shop_wins(self, module, installed, conflicts):
        self.triple(module)
        installed("Cart", ("avalaratax", self.SHIPPING))
        (found,) = conflicts()
        assert (found.code, found.winner) == ("OVERLAP_REPLACED", "prestashop:avalaratax")
        assert found.lost == (
            "prestashop:effectconnect_marketplaces",
            "prestashop:gointerpay",
        )

    def test_tax_rules(self, module, conflicts):
        member = "public static function getIdTaxRulesGroupByIdProduct($id) {}"
        module("vatchecker", {"Product": member})
        module("pseagerloading", {"Product": member.replace("getId", "GETID")})
        (found,) = conflicts()
        assert found.target.lower() == "product::getidtaxrulesgroupbyidproduct()"

    def test_other_members_of_one_class_are_none(self, module, conflicts):
        module("pay", {"Cart": PLAIN})
        module(
            "ship", {"Cart": f"{self.SHIPPING}\n    public $getOrderTotal;\n    const LIMIT = 1;"}
        )
        assert conflicts() == ()

    def test_of_modules_that_need_each_other_are_none(self, module, conflicts):
        module("pay", {"Cart": PLAIN}, fields="$this->dependencies = ['ship'];")
        module("ship", {"Cart": CALLS})
        assert conflicts() == ()

    def test_with_what_was_written_by_hand(self, module, installed, conflicts):
        module("pay", {"Cart": PLAIN})
        installed("Cart", (None, CALLS))
        (found,) = conflicts()
        assert (found.winner, found.lost) == ("prestashop:override", ("prestashop:pay",))
