import json

import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops import Evidence, Stated

EXTENSION = "<?php\nclass ControllerPayment {}\n"


class TestPlatform:
    @pytest.mark.parametrize("version", ["1.5.6.4", "2.3.0.2", "3.0.3.8", "4.1.0.4"])
    def test_the_version_is_in_index_php(self, make_tree, version):
        found = make_tree(version=version).read()
        assert (found.platform, found.platform_version) == ("opencart", version)
        assert found.unread == ()

    def test_the_admin_directory_may_have_another_name(self, make_tree):
        tree = make_tree(admin="backoffice")
        tree.write("index.php", "<?php\n")
        tree.write("backoffice/controller/extension/payment/pay.php", EXTENSION)
        found = tree.read()
        assert found.platform_version == "3.0.3.8"
        plugin = found.find("opencart:payment/pay")
        assert plugin.path == "backoffice/controller/extension/payment/pay.php"

    def test_a_shop_without_a_version_is_read_and_says_so(self, tree):
        tree.write("index.php", "<?php\n")
        tree.write("admin/index.php", "<?php\n")
        found = tree.read()
        assert found.platform_version is None
        assert [entry.reason for entry in found.unread] == ["it does not say the version"]

    def test_of_the_configuration_only_paths_are_read(self, tree):
        tree.write(
            "config.php",
            "<?php\ndefine('DIR_SYSTEM', '/srv/shop/system/');\n"
            "define('DIR_STORAGE', '/srv/storage/');\ndefine('DB_PASSWORD', 's3cret');\n",
        )
        found = tree.read()
        assert [entry.reason for entry in found.unread] == [
            "it keeps modified files outside of the shop"
        ]
        assert "s3cret" not in json.dumps(found.to_dict())


class TestExtensions:
    def test_of_version_3_are_below_extension_alone(self, tree):
        tree.write("admin/controller/extension/payment/pay.php", EXTENSION)
        tree.write("admin/controller/extension/payment/pay/deep.php", EXTENSION)
        tree.write("admin/controller/payment/old.php", EXTENSION)
        tree.write("admin/controller/extension/extension/payment.php", EXTENSION)
        assert [plugin.uid for plugin in tree.read().plugins] == ["opencart:payment/pay"]

    def test_of_version_2_3_are_in_both_places_and_count_once(self, make_tree):
        tree = make_tree(version="2.3.0.2")
        tree.write("admin/controller/extension/payment/pay.php", EXTENSION)
        tree.write("admin/controller/payment/pay.php", EXTENSION)
        tree.write("admin/controller/payment/old.php", EXTENSION)
        uids = [plugin.uid for plugin in tree.read().plugins]
        assert uids == ["opencart:payment/old", "opencart:payment/pay"]

    def test_of_version_1_5_are_in_the_old_place(self, make_tree):
        tree = make_tree(version="1.5.6.4")
        tree.write("admin/controller/module/slides.php", EXTENSION)
        tree.write("admin/controller/sale/order.php", EXTENSION)
        assert [plugin.uid for plugin in tree.read().plugins] == ["opencart:module/slides"]

    def test_what_the_platform_ships_is_core_by_type_and_code(self, tree):
        for name in ("payment/cod", "module/cod", "theme/mine"):
            tree.write(f"admin/controller/extension/{name}.php", EXTENSION)
        kinds = {plugin.uid: plugin.kind for plugin in tree.read().plugins}
        assert kinds == {
            "opencart:payment/cod": "core",
            "opencart:module/cod": "plugin",
            "opencart:theme/mine": "theme",
        }

    def test_of_version_4_are_directories(self, make_tree):
        tree = make_tree(version="4.0.2.3")
        manifest = {"name": "Pay", "version": "2.1", "code": "pay"}
        tree.write("extension/pay/install.json", json.dumps(manifest))
        tree.write("extension/bare/admin/controller/payment/bare.php", EXTENSION)
        tree.write("extension/opencart/install.json", '{"name": "OpenCart"}')
        tree.write("extension/nothing/readme.txt", "")
        tree.write("extension/ocmod/admin/controller/x.php", EXTENSION)
        found = {plugin.uid: plugin for plugin in tree.read().plugins}
        assert sorted(found) == ["opencart:bare", "opencart:opencart", "opencart:pay"]
        assert found["opencart:opencart"].kind == "core"
        pay = found["opencart:pay"]
        assert (pay.name, pay.version, pay.state) == ("Pay", "2.1", PluginState.UNKNOWN)
        assert pay.path == "extension/pay/install.json"

    def test_evidence_tells_the_state_by_type_and_code(self, tree):
        for name in ("pay", "other"):
            tree.write(f"admin/controller/extension/payment/{name}.php", EXTENSION)
        stated = Stated(names=("payment/pay",), state=PluginState.ACTIVE, version="1.1")
        found = tree.read(evidence=Evidence(source="rows", entries=(stated,)))
        pay = found.find("opencart:payment/pay")
        assert (pay.state, pay.evidence, pay.version) == (PluginState.ACTIVE, "rows", "1.1")
        assert found.find("opencart:payment/other").state is PluginState.UNKNOWN

    def test_encoded_files_are_opaque(self, tree):
        tree.write(
            "catalog/controller/extension/payment/pay.php",
            "<?php //0046a\nif(!extension_loaded('ionCube Loader')){die('x');}\n?>\nHR+cPabc",
        )
        tree.write("admin/controller/extension/payment/pay.php", EXTENSION)
        found = tree.read()
        claim = found.find("opencart:payment/pay").claims[0]
        assert (claim.kind, claim.cooperative) == ("opaque", None)
        assert claim.target == "catalog/controller/extension/payment/pay.php"
        assert [entry.path for entry in found.unread] == [claim.target]


class TestModifications:
    def test_files_in_system_are_always_applied_in_the_order_of_their_names(self, tree, operation):
        for name in ("b", "a"):
            tree.modification(f"system/{name}.ocmod.xml", f"Mod {name}", operation("x", "y"))
        tree.modification("system/off.ocmod.xml_", "Off", operation("x", "y"))
        found = {plugin.uid: plugin for plugin in tree.read().plugins}
        assert sorted(found) == ["opencart:mod-a", "opencart:mod-b"]
        plugin = found["opencart:mod-a"]
        assert (plugin.name, plugin.version, plugin.state) == (
            "Mod a",
            "1.2",
            PluginState.ACTIVE,
        )
        assert plugin.evidence == "system/*.ocmod.xml is always applied"

    def test_version_4_0_applies_none(self, make_tree, operation):
        tree = make_tree(version="4.0.2.3")
        tree.modification("system/a.ocmod.xml", "A", operation("return", "y"))
        plugin = tree.read().find("opencart:a")
        assert (plugin.state, plugin.claims) == (PluginState.INACTIVE, ())

    def test_exported_rows_are_unknown_without_evidence(self, tree, operation):
        tree.modification("ocmod/one/install.xml", "One", operation("return", "$one = 1;"))
        tree.modification("ocmod/two.xml", "Two", operation("return", "$two = 2;"))
        stated = Stated(names=("two",), state=PluginState.INACTIVE)
        found = tree.read(evidence=Evidence(source="rows", entries=(stated,)))
        assert found.find("opencart:one").state is PluginState.UNKNOWN
        two = found.find("opencart:two")
        assert (two.state, two.evidence) == (PluginState.INACTIVE, "rows")

    def test_files_that_the_platform_made_tell_what_was_applied(self, tree, operation):
        tree.modification("ocmod/one.xml", "One", operation("return", "$first = 'one';"))
        tree.modification("ocmod/two.xml", "Two", operation("return", "$second = 'two';"))
        tree.write("system/storage/modification/catalog/model/a.php", "$first = 'one';")
        found = tree.read()
        one, two = found.find("opencart:one"), found.find("opencart:two")
        assert (one.state, one.evidence) == (
            PluginState.ACTIVE,
            "its edits are in storage/modification",
        )
        assert (two.state, two.evidence) == (
            PluginState.INACTIVE,
            "nothing of it is in storage/modification",
        )

    def test_vqmod_runs_where_index_php_loads_it(self, tree, operation):
        text = (
            "<modification><id>Fast Pay</id><version>3</version>"
            f'<file name="catalog/model/a.php">{operation("return", "x")}</file></modification>'
        )
        tree.write("vqmod/xml/fast.xml", text)
        tree.write("vqmod/xml/off.xml_", text)
        plugin = tree.read().find("opencart:fast-pay")
        assert (plugin.state, plugin.version) == (PluginState.INACTIVE, "3")
        tree.vqmod()
        plugin = tree.read().find("opencart:fast-pay")
        assert (plugin.state, plugin.evidence) == (PluginState.ACTIVE, "vqmod/xml")
        assert [claim.kind for claim in plugin.claims] == ["oc.vqmod"]

    def test_two_of_one_code_are_two(self, tree, operation):
        tree.modification("system/a.ocmod.xml", "Pay", operation("x", "y"))
        tree.modification("system/b.ocmod.xml", "Pay", operation("x", "y"))
        uids = [plugin.uid for plugin in tree.read().plugins]
        assert uids == ["opencart:pay", "opencart:pay~2"]

    def test_the_one_of_an_extension_requires_it(self, make_tree, operation):
        tree = make_tree(version="4.1.0.4")
        tree.write("extension/pay/install.json", '{"name": "Pay"}')
        tree.modification("extension/pay/ocmod/more.ocmod.xml", "More", operation("x", "y"))
        assert tree.read().find("opencart:more").requires == ("opencart:pay",)
