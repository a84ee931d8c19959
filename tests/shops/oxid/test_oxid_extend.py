from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import Mode
from sellxed_sdk.compatibility._overlaps._find import match_overlaps

ORDER = "OxidEsales\\Eshop\\Application\\Model\\Order"
EMAIL = "OxidEsales\\Eshop\\Core\\Email"


def _metadata(name, extended, extension):
    """Return a metadata.php with one extension."""
    extended, extension = (text.replace("\\", "\\\\") for text in (extended, extension))
    return f"<?php $aModule = ['id' => '{name}', 'extend' => ['{extended}' => '{extension}']];"


def _seen(claim):
    return claim.mode, claim.cooperative


def _found(inventory):
    return {(c.severity.value, c.target, c.winner, c.lost) for c in match_overlaps(inventory)}


class TestWhatAMethodDoes:
    def test_file_and_line_and_the_names_of_the_core(self, shop, module, claims):
        shop("6.1.0")
        module("one", "\npublic function FinalizeOrder() { return parent::finalizeOrder(); }")
        claim = claims("one", "finalizeOrder")[0]
        assert _seen(claim) == (Mode.EXTEND, True)
        assert (claim.target, claim.value) == (ORDER, "One\\Model\\Order")
        assert (claim.path, claim.line) == ("source/modules/one/src/Model/Order.php", 6)

    @pytest.mark.parametrize(
        ("body", "cooperative"),
        [
            ("public function finalizeOrder() { return 1; }", False),
            ("public function finalizeOrder() { return parent::save(); }", False),
            # The house style of several vendors: a method that only hands on.
            (
                (
                    "public function finalizeOrder() { return $this->_Order_final_parent(); }"
                    "protected function _Order_final_parent() { return parent::finalizeOrder(); }"
                ),
                True,
            ),
            # One that is called from elsewhere: a service of the module may do so.
            (
                (
                    "public function finalizeOrder() { return service()->run($this); }"
                    "public function finalizeParent() { return parent::finalizeOrder(); }"
                ),
                None,
            ),
            (
                (
                    "public function finalizeOrder() { return $this->up('finalizeOrder'); }"
                    "private function up($name) { return parent::$name(); }"
                ),
                True,
            ),
            (
                (
                    "public function finalizeOrder() { return $this->up($this->name()); }"
                    "private function up($name) { return parent::$name(); }"
                ),
                None,
            ),
            (
                "public function finalizeOrder() { return call('parent::finalizeOrder'); }",
                None,
            ),
        ],
    )
    def test_it_cuts_off_the_chain_or_not(self, shop, module, claims, body, cooperative):
        shop("6.1.0")
        module("one", body)
        assert _seen(claims("one", "finalizeOrder")[0]) == (Mode.EXTEND, cooperative)

    def test_inherited_methods_of_the_core_are_known(self, shop, module, claims):
        shop("6.1.0")
        module(
            "one", "public function __construct() {}\npublic function save() { parent::save(); }"
        )
        assert _seen(claims("one", "__construct")[0]) == (Mode.EXTEND, False)
        assert _seen(claims("one", "save")[0]) == (Mode.EXTEND, True)

    def test_new_methods(self, shop, module, claims):
        shop("6.1.0")
        module("one", "public function getPayload() { return 1; }\nprivate function hidden() {}")
        assert [_seen(claim) for claim in claims("one", "getPayload")] == [(Mode.REPLACE, False)]
        assert claims("one", "hidden") == []

    def test_traits_and_own_classes_above(self, shop, module, write, claims):
        shop("6.1.0")
        module(
            "one",
            "use Sends;\npublic function finalizeOrder() { return parent::finalizeOrder(); }",
            extends="Above",
        )
        write(
            "source/modules/one/src/Model/Above.php",
            "<?php namespace One\\Model;\nclass Above extends Order_parent {\n"
            "public function finalizeOrder() { return $this->up(); }\n"
            "private function up() { return parent::finalizeOrder(); }\n"
            "public function save() { } }",
        )
        write(
            "source/modules/one/src/Model/Sends.php",
            "<?php namespace One\\Model;\ntrait Sends {\nprotected function sendMail() {} }",
        )
        assert _seen(claims("one", "finalizeOrder")[0]) == (Mode.EXTEND, True)
        assert _seen(claims("one", "save")[0]) == (Mode.EXTEND, False)
        sends = claims("one", "sendMail")[0]
        assert _seen(sends) == (Mode.EXTEND, False)
        assert (sends.path, sends.line) == ("source/modules/one/src/Model/Sends.php", 3)
        assert claims("one", "")[0].parents == ("One\\Model\\Above",)

    def test_an_own_class_above_that_does_not_hand_on(self, shop, module, write, claims):
        shop("6.1.0")
        module("one", "public function save() { return parent::save(); }", extends="Above")
        write(
            "source/modules/one/src/Model/Above.php",
            "<?php namespace One\\Model;\nclass Above extends Order_parent { function save() {} }",
        )
        assert _seen(claims("one", "save")[0]) == (Mode.EXTEND, False)

    def test_a_trait_that_is_not_there_tells_nothing(self, shop, module, claims):
        shop("6.1.0")
        module("one", "use \\Other\\Thing;\npublic function save() { $this->unknown(); }")
        assert _seen(claims("one", "save")[0]) == (Mode.EXTEND, None)

    def test_without_the_class_of_the_shop(self, shop, module, write, claims):
        shop("6.1.0")
        for name in ("one", "two"):
            module(
                name, f"public function a() {{ {name}(); }}\npublic function b() {{ parent::b(); }}"
            )
            write(
                f"source/modules/{name}/metadata.php",
                _metadata(name, EMAIL, f"{name}\\Model\\Order"),
            )
        module("alone", "public function c() {}")
        write("source/modules/alone/metadata.php", _metadata("alone", EMAIL, "Alone\\Model\\Order"))
        assert _seen(claims("one", "a")[0]) == (Mode.REPLACE, False)
        assert _seen(claims("one", "b")[0]) == (Mode.EXTEND, True)
        assert _seen(claims("alone", "c")[0]) == (Mode.EXTEND, None)

    def test_a_class_that_passes_the_chain_by(self, shop, module, claims, read):
        shop("6.1.0")
        module("good", "public function save() { return parent::save(); }")
        module("bad", "", extends="\\OxidEsales\\Eshop\\Application\\Model\\Order")
        # An import of that name is the same: PHP takes it for the alias of the chain.
        module("worse", "", extends="Order_parent")
        assert claims("good", "")[0].cooperative is True
        assert claims("bad", "")[0].cooperative is False
        assert _found(read()) == {("warning", ORDER, "oxid:bad", ("oxid:good", "oxid:worse"))}

    @pytest.mark.parametrize(
        ("extends", "cooperative"),
        [("\\oxOrder", False), ("\\Oxid\\Library\\Thing", None), ("\\Base", None)],
    )
    def test_a_class_above_that_is_not_there(self, shop, module, claims, extends, cooperative):
        shop("6.1.0")
        module("one", "public function save() { parent::save(); }", extends=extends)
        assert claims("one", "")[0].cooperative is cooperative
        assert claims("one", "save")[0].cooperative is (None if cooperative is None else True)

    def test_an_import_under_the_name_of_the_chain(self, shop, module, write, claims):
        shop("6.1.0")
        module("one")
        write(
            "source/modules/one/src/Model/Order.php",
            f"<?php namespace One\\Model;\nuse {ORDER} as Order_parent;\n"
            "class Order extends Order_parent { function save() { parent::save(); } }",
        )
        assert claims("one", "")[0].cooperative is False
        assert claims("one", "save")[0].cooperative is True


class TestNamesOfClasses:
    def test_old_names_and_editions(self, shop, module, write, claims):
        shop("6.1.0")
        module("one", "public function save() { parent::save(); }")
        for written in (
            "oxOrder",
            "\\OxidEsales\\EshopCommunity\\Application\\Model\\Order",
        ):
            write(
                "source/modules/one/metadata.php",
                _metadata("one", written, "One\\Model\\Order"),
            )
            assert claims("one", "save")[0].target == ORDER

    def test_paths_below_modules(self, shop, write, claims):
        shop("6.1.0")
        write("source/modules/acme/vendormetadata.php")
        write(
            "source/modules/acme/pay/metadata.php",
            _metadata("pay", "oxorder", "acme/pay/core/payorder") + "\n"
            "if (class_exists('x')) { $aModule['extend']['oxuser'] = 'acme/pay/core/payuser'; }",
        )
        for name in ("payorder", "payuser"):
            body = "function save() { parent::save(); }"
            text = f"<?php class {name} extends {name}_parent {{ {body} }}"
            write(f"source/modules/acme/pay/core/{name}.php", text)
        assert {claim.target for claim in claims("pay", "save")} == {ORDER, "oxuser"}

    def test_the_4_series(self, write, claims):
        write("core/oxconfig.php", "<?php class oxConfig {}")
        write("core/oxbase.php", "<?php class oxBase { function save() {} }")
        write(
            "application/models/oxorder.php",
            "<?php class oxOrder extends oxBase { function a() {} }",
        )
        write(
            "modules/pay/metadata.php",
            "<?php $aModule = array('id'=>'pay', 'extend' => array('oxOrder' => 'pay/payorder'));",
        )
        write(
            "modules/pay/payorder.php",
            "<?php class payOrder extends payOrder_parent { function SAVE() {} function b() {} }",
        )
        found = {claim.member: _seen(claim) for claim in claims("pay")}
        assert found == {
            "": (Mode.EXTEND, True),
            "save": (Mode.EXTEND, False),
            "b": (Mode.REPLACE, False),
        }
        assert {claim.target for claim in claims("pay")} == {"oxorder"}

    def test_a_prefix_that_points_from_vendor_to_the_copy(self, shop, module, claims):
        shop("6.1.0")
        paths = {"psr-4": {"One\\": "../../../source/modules/one/src"}}
        module("one", "public function save() { parent::save(); }", manifest={"autoload": paths})
        assert claims("one", "save")

    def test_what_no_prefix_names_is_looked_for_by_its_name(self, shop, module, claims):
        shop("6.1.0")
        module("one", "public function save() { parent::save(); }", manifest={"autoload": {}})
        assert claims("one", "save")

    def test_what_is_not_there(self, shop, module, write, claims, read, tmp_path):
        shop("6.1.0")
        module("one")
        (tmp_path / "source/modules/one/src/Model/Order.php").unlink()
        assert claims("one") == []
        assert [entry.reason for entry in read().unread] == [
            "the class One\\Model\\Order was not found"
        ]


class TestOrder:
    def _two(self, module, place="source/modules"):
        module("first", "public function save() { parent::save(); }", place=f"{place}/first")
        module("last", "public function save() { return 1; }", place=f"{place}/last")

    def test_the_last_of_the_list_is_the_outermost(self, shop, module, write, claims, read):
        shop("7.1.0")
        self._two(module, "dev")
        for name in ("first", "last"):
            text = f"id: {name}\nmoduleSource: dev/{name}\nactivated: true"
            write(f"var/configuration/shops/1/modules/{name}.yaml", text)
        chain = "var/configuration/shops/1/class_extension_chain.yaml"
        write(chain, f"{ORDER}:\n  - First\\Model\\Order\n  - Last\\Model\\Order\n")
        assert claims("first", "save")[0].rank == (0,)
        assert claims("last", "save")[0].rank == (1,)
        assert _found(read()) == {("warning", f"{ORDER}::save", "oxid:last", ("oxid:first",))}
        write(chain, f"{ORDER}:\n  - Last\\Model\\Order\n  - First\\Model\\Order\n")
        assert claims("last", "save")[0].rank == (0,)
        assert _found(read()) == set()

    def test_up_to_version_6(self, shop, module, write, claims):
        shop("6.5.0")
        self._two(module)
        write(
            "var/configuration/shops/1.yaml",
            "modules:\n  first:\n    path: first\n    configured: true\n"
            "  last:\n    path: last\n    configured: true\n"
            "moduleChains:\n  classExtensions:\n    oxOrder:\n      - Last\\Model\\Order\n"
            f"    {ORDER}:\n      - First\\Model\\Order\n",
        )
        # What stands under the old name comes after what stands under the new one.
        assert claims("first", "save")[0].rank == (0,)
        assert claims("last", "save")[0].rank == (1,)

    def test_what_the_list_does_not_have_is_not_in_the_chain(self, shop, module, write, claims):
        shop("6.5.0")
        self._two(module)
        write(
            "var/configuration/shops/1.yaml",
            "modules:\n  first:\n    path: first\n    configured: true\n"
            "  last:\n    path: last\n    configured: true\n"
            f"moduleChains:\n  classExtensions:\n    {ORDER}:\n      - First\\Model\\Order\n",
        )
        assert claims("first", "save")
        assert claims("last") == []

    def test_without_a_list_it_is_not_known(self, shop, module, claims, read):
        shop("6.1.0")
        self._two(module)
        assert claims("last", "save")[0].rank is None
        assert _found(read()) == {("warning", f"{ORDER}::save", "oxid:last", ("oxid:first",))}


class TestConflicts:
    def test_two_add_one_method(self, shop, module, read):
        shop("6.1.0")
        module("one", "public function getPayload() { return 1; }")
        module("two", "public function getPayload() { return 2; }")
        assert {entry[:2] for entry in _found(read())} == {("warning", f"{ORDER}::getPayload")}

    def test_two_add_the_same_text(self, shop, module, read):
        shop("6.1.0")
        module("one", "protected function get($name) { return box()->get($name); }")
        module(
            "two", "/** Again. */\nprotected function get($name)\n{\n  return box()->get($name);\n}"
        )
        assert _found(read()) == set()

    def test_wrappers_stay_silent(self, shop, module, read):
        shop("6.1.0")
        body = (
            "public function finalizeOrder() {{ $a = $this->{0}(); return $a; }}\n"
            "public function {0}() {{ return parent::finalizeOrder(); }}"
        )
        module("wallet", body.format("_Order_finalizeOrder_parent"))
        module("instalments", body.format("tckl_finalizeOrderParent"))
        assert _found(read()) == set()

    def test_modules_that_need_each_other_stay_silent(self, shop, module, write, read):
        shop("6.1.0")
        module("one", "public function save() { return 1; }")
        module("two", "public function save() { return parent::save(); }")
        assert _found(read())
        write("source/modules/two/dependencies.yaml", "modules: [one]")
        assert _found(read()) == set()

    def test_the_mail_on_shipping_is_lost(self, shop, module, write, read):
        """Facts 3.3, case 5: one module's page of an order never calls its parent."""
        shop("6.4.0")
        place = "vendor/oxid-esales/oxideshop-ce/source/Application/Controller/Admin/OrderMain.php"
        space = "OxidEsales\\EshopCommunity\\Application\\Controller\\Admin"
        write(
            place,
            f"<?php namespace {space};\nclass OrderMain {{\npublic function sendOrder() {{}}\n"
            "protected function onOrderSend() {} }",
        )
        main = "OxidEsales\\Eshop\\Application\\Controller\\Admin\\OrderMain"
        bodies = {
            "osc-unzer": "$this->send();",
            "osc_paypal": "parent::onOrderSend();",
            "stripe": "$this->onSend(); parent::onOrderSend();",
        }
        for name, body in bodies.items():
            space = "S" + name[-4:]
            write(
                f"source/modules/{name}/metadata.php",
                _metadata(name, main, f"{space}\\OrderMain"),
            )
            write(
                f"source/modules/{name}/OrderMain.php",
                f"<?php namespace {space};\nclass OrderMain extends OrderMain_parent {{\n"
                f"protected function onOrderSend() {{ {body} }} }}",
            )
        target = "OxidEsales\\Eshop\\Application\\Controller\\Admin\\OrderMain::onOrderSend"
        assert _found(read()) == {
            ("warning", target, "oxid:osc-unzer", ("oxid:osc_paypal", "oxid:stripe"))
        }


class TestWhatNobodyCanRead:
    def test_an_encoded_class(self, shop, module, write, claims, read):
        shop("6.1.0")
        module("one")
        path = "source/modules/one/src/Model/Order.php"
        write(path, "<?php //0046a\nif(!extension_loaded('ionCube Loader')){die;}")
        claim = claims("one", kind="opaque")[0]
        assert (claim.target, claim.mode, claim.cooperative) == (path, Mode.OBSERVE, None)
        assert claims("one") == []
        assert [(u.path, u.reason) for u in read().unread] == [(path, "it is encoded with ionCube")]


def test_bundled_libraries(shop, module, write, claims):
    shop("6.1.0")
    module("one")
    base = "source/modules/one/vendor/composer"
    write("source/modules/one/vendor/guzzlehttp/guzzle/src/Client.php")
    write(f"{base}/autoload_real.php", "<?php class ComposerAutoloaderInitabc1 { }")
    write(
        f"{base}/autoload_psr4.php",
        "<?php $vendorDir = dirname(__DIR__);\n"
        "return array('GuzzleHttp\\\\' => array($vendorDir . '/guzzlehttp/guzzle/src'));",
    )
    assert [claim.member for claim in claims("one", kind="php.library")] == ["guzzlehttp/guzzle"]
