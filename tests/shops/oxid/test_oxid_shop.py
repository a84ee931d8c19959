from __future__ import annotations

import json

import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import Evidence, Stated, read_inventory

ORDER = "OxidEsales\\Eshop\\Application\\Model\\Order"


def _uids(inventory):
    return [plugin.uid for plugin in inventory.plugins]


def _reasons(inventory):
    return [f"{entry.path}: {entry.reason}" for entry in inventory.unread]


class TestWhichShopItIs:
    def test_version_of_a_composed_shop(self, shop, read):
        shop("7.1.1")
        inventory = read()
        assert inventory.platform == "oxid"
        assert inventory.platform_version == "7.1.1"
        assert _reasons(inventory) == []

    def test_version_of_a_checkout_and_of_its_source(self, write, read, tmp_path):
        write("source/Core/ShopVersion.php", '<?php // return\nreturn  "6.0.1";')
        assert read().platform_version == "6.0.1"
        assert read_inventory(tmp_path / "source").platform_version == "6.0.1"

    def test_version_of_the_4_series(self, write, read):
        write("core/oxconfig.php", "<?php class oxConfig {}")
        inventory = read()
        assert inventory.platform_version is None
        assert _reasons(inventory) == [".: no file says the version: it is in the database"]
        write("pkg.info", "OXID eShop CE\nversion 4.9.8\nrevision 1a2b")
        assert read().platform_version == "4.9.8"

    def test_version_of_the_compilation(self, shop, write, read):
        shop("6")
        write(
            "vendor/oxid-esales/oxideshop-ce/source/Core/ShopVersion.php", "<?php return VERSION;"
        )
        packages = [{"name": "oxid-esales/oxideshop-metapackage-ce", "version": "v6.5.4"}]
        write("vendor/composer/installed.json", json.dumps(packages))  # as Composer 1 wrote it
        assert read().platform_version == "6.5.4"

    def test_anything_else_is_none(self, write, read):
        write("source/index.php")
        with pytest.raises(UnknownPlatformError):
            read()


class TestWhichModulesThereAre:
    def test_old_rule_with_directories_of_vendors(self, shop, write, module, read):
        shop("6.1.0")
        module("one")
        write("source/modules/acme/vendormetadata.php")
        module("two", place="source/modules/acme/two")
        module("deep", place="source/modules/plain/deep")  # without the mark
        module("inner", place="source/modules/one/inner")
        write("source/modules/functions.php")
        assert _uids(read()) == ["oxid:one", "oxid:two"]

    def test_copies_of_packages(self, shop, write, module, read):
        shop("6.5.4")
        module("pay", place="source/modules/acme/pay")
        module("late", place="vendor/acme/late")  # not copied yet
        extra = {"oxideshop": {"target-directory": "acme/pay"}}
        packages = [
            {"name": "acme/pay", "type": "oxideshop-module", "extra": extra},
            {"name": "acme/late", "type": "oxideshop-module"},
            {"name": "acme/library", "type": "library"},
        ]
        write("vendor/composer/installed.json", json.dumps({"packages": packages}))
        inventory = read()
        assert _uids(inventory) == ["oxid:pay"]
        assert inventory.plugins[0].package == "acme/pay"
        assert inventory.plugins[0].path == "source/modules/acme/pay"

    def test_packages_where_they_are(self, shop, write, module, read):
        shop("7.2.0")
        module("pay", place="vendor/acme/pay")
        module("old", place="source/modules/old")  # nobody looks there any more
        packages = [{"name": "acme/pay", "type": "oxideshop-module", "install-path": "../acme/pay"}]
        write("vendor/composer/installed.json", json.dumps({"packages": packages}))
        assert [(p.uid, p.path) for p in read().plugins] == [("oxid:pay", "vendor/acme/pay")]

    def test_what_the_configuration_names(self, shop, write, module, read):
        shop("7.2.0")
        module("pay", place="dev/pay")
        write("var/configuration/shops/1/modules/pay.yaml", "id: pay\nmoduleSource: dev/pay\n")
        gone = "id: gone\nmoduleSource: gone\nversion: '2.0'\nactivated: true\ntitle:\n  en: Gone"
        write("var/configuration/shops/1/modules/gone.yaml", gone)
        write("var/configuration/shops/1/modules/out.yaml", "id: out\nmoduleSource: ../../out\n")
        gone, out, pay = read().plugins
        assert (gone.uid, gone.name, gone.version, gone.path) == ("oxid:gone", "Gone", "2.0", "")
        assert gone.state is PluginState.ACTIVE
        assert (out.uid, out.path) == ("oxid:out", "")
        assert (pay.uid, pay.path) == ("oxid:pay", "dev/pay")

    def test_names_and_versions(self, shop, write, module, read):
        shop("6.1.0")
        module("one")
        plugin = read().plugins[0]
        assert (plugin.name, plugin.version, plugin.kind) == ("The one", "1.2.3", "module")
        assert (plugin.state, plugin.evidence) == (PluginState.UNKNOWN, "")

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("'Pay f&uuml;r <b>alle</b>\n'", "Pay für alle"),
            ("['fr' => 'Payer', 'de' => 'Zahlen']", "Zahlen"),
            ("['fr' => 'Payer', 'en' => '']", "Payer"),
            ("title()", "one"),
        ],
    )
    def test_a_name_is_text(self, shop, write, read, title, name):
        shop("6.1.0")
        text = f"<?php $aModule = ['id' => 'one', 'title' => {title}];"
        write("source/modules/one/metadata.php", text)
        assert read().plugins[0].name == name

    @pytest.mark.parametrize("version", ["%%VERSION%%", "@version@", "dev"])
    def test_a_placeholder_is_no_version(self, shop, write, read, version):
        shop("6.1.0")
        text = f"<?php $aModule = ['id' => 'one', 'version' => '{version}'];"
        write("source/modules/one/metadata.php", text)
        inventory = read()
        assert inventory.plugins[0].version is None
        assert _reasons(inventory) == [
            f"source/modules/one/metadata.php: its version is the placeholder {version}"
        ]

    def test_constants_of_the_module(self, shop, write, module, read):
        shop("6.1.0")
        module("one")
        write(
            "source/modules/one/metadata.php",
            "<?php use One\\Module as M;\n$aModule = ['id' => M::ID, 'version' => M::VERSION,\n"
            "'title' => 'T', 'extend' => []];\n$aModule['version'] = 'v' . phpversion();",
        )
        write(
            "source/modules/one/src/Module.php",
            "<?php namespace One;\nclass Module { const ID = 'uno'; }",
        )
        inventory = read()
        assert [(p.uid, p.version) for p in inventory.plugins] == [("oxid:uno", None)]
        assert _reasons(inventory) == ["source/modules/one/metadata.php: its version is computed"]

    def test_an_id_that_is_computed_is_the_directory_or_the_configured_one(self, shop, write, read):
        shop("6.4.0")
        for name in ("one", "two"):
            write(
                f"source/modules/{name}/metadata.php", "<?php $aModule = ['id' => strtolower(A)];"
            )
        write(
            "var/configuration/shops/1.yaml",
            "modules:\n  uno:\n    path: one\n    version: '3.1'\n    configured: true\n",
        )
        assert [(p.uid, p.version) for p in read().plugins] == [
            ("oxid:two", None),
            ("oxid:uno", "3.1"),
        ]

    def test_one_id_twice(self, shop, module, read):
        shop("6.1.0")
        module("one")
        module("one", place="source/modules/other")
        inventory = read()
        assert _uids(inventory) == ["oxid:one"]
        assert _reasons(inventory) == [
            "source/modules/other/metadata.php: another module has the id one"
        ]

    def test_dependencies(self, shop, module, write, read):
        shop("6.1.0")
        module("one")
        write("source/modules/one/dependencies.yaml", "modules:\n  - base\n  - one\n  - other\n")
        assert read().plugins[0].requires == ("oxid:base", "oxid:other")


class TestWhichRun:
    def _seven(self, write, states, number=1):
        for name, state in states.items():
            text = f"id: {name}\nmoduleSource: dev/{name}\nactivated: {state}\n"
            write(f"var/configuration/shops/{number}/modules/{name}.yaml", text)

    def test_from_version_7(self, shop, write, module, read):
        shop("7.1.0")
        for name in ("on", "off"):
            module(name, place=f"dev/{name}")
        self._seven(write, {"on": "true", "off": "false"})
        off, on = read().plugins
        assert (on.state, on.evidence) == (
            PluginState.ACTIVE,
            "var/configuration/shops/1/modules/on.yaml",
        )
        assert off.state is PluginState.INACTIVE

    def test_up_to_version_6(self, shop, write, module, read):
        shop("6.5.0")
        for name in ("on", "off", "new"):
            module(name)
        write(
            "var/configuration/shops/1.yaml",
            "modules:\n  on:\n    path: on\n    configured: true\n"
            "  off:\n    path: off\n    configured: false\nmoduleChains: {  }\n",
        )
        new, off, on = read().plugins
        assert (on.state, on.evidence) == (PluginState.ACTIVE, "var/configuration/shops/1.yaml")
        assert off.state is PluginState.INACTIVE
        assert (new.state, new.evidence) == (
            PluginState.INACTIVE,
            "not in var/configuration/shops",
        )

    def test_several_shops(self, shop, write, module, claims, read):
        shop("7.1.0")
        for name in ("one", "two", "three"):
            module(name, "public function save() { parent::save(); }", place=f"dev/{name}")
        self._seven(write, {"one": "true", "two": "false", "three": "false"}, number=1)
        self._seven(write, {"one": "true", "two": "true", "three": "false"}, number=2)
        self._seven(write, {"one": "true", "two": "true", "three": "false"}, number=10)
        states = {plugin.uid: plugin.state for plugin in read().plugins}
        assert states["oxid:two"] is PluginState.ACTIVE
        assert states["oxid:three"] is PluginState.INACTIVE
        assert [claim.area for claim in claims("one", "save")] == ["1", "2"]  # 10 is as 2
        assert [claim.area for claim in claims("two", "save")] == ["2"]
        assert claims("three", "save") == []

    def test_what_is_given_wins(self, shop, write, module, tmp_path):
        shop("7.1.0")
        module("on", place="dev/on")
        self._seven(write, {"on": "true"})
        stated = Stated(names=("on",), state=PluginState.INACTIVE, version="9")
        inventory = read_inventory(tmp_path, evidence=Evidence(entries=(stated,)))
        plugin = inventory.plugins[0]
        assert (plugin.state, plugin.evidence) == (PluginState.INACTIVE, "given list")
        assert plugin.version == "9"

    def test_a_broken_configuration_tells_nothing(self, shop, write, module, read):
        shop("6.5.0")
        module("on")
        write("var/configuration/shops/1.yaml", "modules: &a\n  on:\n")
        inventory = read()
        assert inventory.plugins[0].state is PluginState.UNKNOWN
        assert _reasons(inventory) == [
            "var/configuration/shops/1.yaml: line 1 is more than the plain YAML that OXID writes"
        ]

    def test_a_broken_file_of_one_module(self, shop, write, module, read):
        shop("7.1.0")
        self._seven(write, {"on": "true"})
        write("var/configuration/shops/1/modules/odd.yaml", "id: |\n odd\n")
        odd, on = read().plugins
        assert (odd.uid, odd.state) == ("oxid:odd", PluginState.UNKNOWN)
        assert on.state is PluginState.ACTIVE
