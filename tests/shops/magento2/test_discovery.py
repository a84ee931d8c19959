import json

import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops import Evidence, Stated

MODULE = '<config><module name="{}"/></config>'
REGISTER = "<?php\n\\Magento\\Framework\\Component\\ComponentRegistrar::register({});"


def names(inventory):
    return {plugin.name for plugin in inventory.plugins}


def install(tree, *packages):
    tree.write("vendor/composer/installed.json", json.dumps({"packages": list(packages)}))


def package(name, kind="magento2-module", scripts=("registration.php",), **more):
    return {
        "name": name,
        "version": "1.2.3",
        "type": kind,
        "install-path": f"../{name}",
        "autoload": {"files": list(scripts)},
        **more,
    }


class TestDepth:
    def test_app_code_two_directories_deep_and_no_deeper(self, tree):
        tree.module("Acme_Pay")
        for path in ("Acme", "Acme/Pay/Deep", "Acme/Pay/Test/Deep"):
            tree.write(
                f"app/code/{path}/registration.php", REGISTER.format("'module', 'A_B', __DIR__")
            )
            tree.write(f"app/code/{path}/etc/module.xml", MODULE.format("Too_Deep"))

        assert names(tree.read()) == {"Acme_Pay"}

    def test_packages_that_composer_did_not_install_are_none(self, tree):
        install(tree)
        tree.write("vendor/acme/pay/registration.php", REGISTER.format("'module', 'A_B', __DIR__"))
        tree.write("vendor/acme/pay/etc/module.xml", MODULE.format("A_B"))

        assert names(tree.read()) == set()

    def test_without_a_script_it_is_not_registered(self, tree):
        tree.write("app/code/Acme/Pay/etc/module.xml", MODULE.format("Acme_Pay"))
        plugin = tree.read().find("magento2:Acme_Pay")

        assert (plugin.state, plugin.evidence) == (
            PluginState.INACTIVE,
            "it has no registration.php",
        )


class TestRegistration:
    @pytest.mark.parametrize(
        ("arguments", "below"),
        [
            ("ComponentRegistrar::MODULE, 'Acme_Pay', __DIR__", ""),
            ("'module', 'Acme_Pay', dirname(__FILE__)", ""),
            ("ComponentRegistrar::MODULE, 'Acme_Pay', __DIR__ . '/src/module'", "/src/module"),
            ('ComponentRegistrar::MODULE, "Acme_Pay", __DIR__."/src"', "/src"),
            ("type: 'module', componentName: 'Acme_Pay', path: __DIR__ . '/src'", "/src"),
        ],
    )
    def test_where_a_package_says_that_its_module_is(self, tree, arguments, below):
        install(tree, package("acme/pay", kind="magento2-component"))
        tree.write("vendor/acme/pay/registration.php", REGISTER.format(arguments))
        tree.write(f"vendor/acme/pay{below}/etc/module.xml", MODULE.format("Acme_Pay"))
        plugin = tree.read().find("magento2:Acme_Pay")

        assert (plugin.path, plugin.package) == (f"vendor/acme/pay{below}", "acme/pay")
        assert plugin.version == "1.2.3"

    def test_several_in_one_script(self, tree):
        install(tree, package("acme/suite"))
        calls = ",".join(
            f"ComponentRegistrar::register('module', 'X', __DIR__ . '/{x}')" for x in "ab"
        )
        tree.write("vendor/acme/suite/registration.php", f"<?php [{calls}];")
        for name in "ab":
            tree.write(f"vendor/acme/suite/{name}/etc/module.xml", MODULE.format(f"Acme_{name}"))

        assert names(tree.read()) == {"Acme_a", "Acme_b"}

    @pytest.mark.parametrize("kind", ["ComponentRegistrar::THEME", "'language'", "'library'"])
    def test_other_components_are_no_modules(self, tree, kind):
        install(tree, package("acme/theme", kind="magento2-theme"))
        script = REGISTER.format(f"{kind}, 'frontend/Acme/theme', __DIR__")
        tree.write("vendor/acme/theme/registration.php", script)

        inventory = tree.read()
        assert names(inventory) == set()

    def test_a_computed_place_is_noted(self, tree):
        install(tree, package("acme/pay"))
        script = REGISTER.format("ComponentRegistrar::MODULE, 'Acme_Pay', $path")
        tree.write("vendor/acme/pay/registration.php", script)
        tree.write("vendor/acme/pay/etc/module.xml", MODULE.format("Acme_Pay"))
        inventory = tree.read()

        assert names(inventory) == {"Acme_Pay"}
        assert "it computes where a module is" in {entry.reason for entry in inventory.unread}

    def test_an_encoded_script_of_a_module_is_where_it_is(self, tree):
        install(tree, package("acme/pay"))
        tree.write("vendor/acme/pay/registration.php", "<?php //0046a register")
        tree.write("vendor/acme/pay/etc/module.xml", MODULE.format("Acme_Pay"))

        assert names(tree.read()) == {"Acme_Pay"}

    def test_one_module_twice_counts_once(self, tree):
        tree.module("Acme_Pay")
        install(tree, package("acme/pay"))
        tree.write("vendor/acme/pay/registration.php", REGISTER.format("'module', 'x', __DIR__"))
        tree.write("vendor/acme/pay/etc/module.xml", MODULE.format("Acme_Pay"))
        inventory = tree.read()

        assert inventory.find("magento2:Acme_Pay").path == "app/code/Acme/Pay"
        assert "Acme_Pay is there twice, and counts once" in {e.reason for e in inventory.unread}


class TestKindsAndRequirements:
    @pytest.mark.parametrize(
        ("name", "manifest", "kind"),
        [
            ("Magento_Catalog", {"name": "magento/module-catalog"}, "core"),
            ("Magento_Catalog", None, "core"),
            ("MageOS_AsyncEvents", {"name": "mage-os/module-async-events"}, "core"),
            ("Magento_Braintree", {"name": "paypal/module-braintree"}, "module"),
            ("Acme_Pay", {"name": "acme/pay"}, "module"),
        ],
    )
    def test_kind(self, tree, name, manifest, kind):
        tree.module(name, manifest=manifest)

        assert tree.read().find(f"magento2:{name}").kind == kind

    def test_what_is_loaded_before_is_required(self, tree):
        tree.module("Acme_Base", manifest={"name": "acme/base"})
        tree.module(
            "Acme_Pay",
            sequence=["Magento_Sales", "Acme_Pay"],
            manifest={"name": "acme/pay", "require": {"acme/base": "*", "x/y": "*"}},
        )
        plugin = tree.read().find("magento2:Acme_Pay")

        assert plugin.requires == ("magento2:Acme_Base", "magento2:Magento_Sales")


class TestStates:
    @pytest.mark.parametrize(
        ("value", "state"),
        [
            ("1", PluginState.ACTIVE),
            ("true", PluginState.ACTIVE),
            ("'1'", PluginState.ACTIVE),
            ("2", PluginState.ACTIVE),
            ("0", PluginState.INACTIVE),
            ("'0'", PluginState.INACTIVE),
            ("''", PluginState.INACTIVE),
            ("false", PluginState.INACTIVE),
        ],
    )
    def test_values_of_the_list(self, tree, value, state):
        tree.module("Acme_Pay", on=value)

        assert tree.read().find("magento2:Acme_Pay").state is state

    def test_what_is_not_literal_is_noted(self, tree):
        tree.module("Acme_Pay", on="getenv('ON')")
        inventory = tree.read()

        assert [(e.path, e.reason) for e in inventory.unread if "config" in e.path] == [
            ("app/etc/config.php", "some of its list of modules is not literal")
        ]

    def test_what_the_console_says_wins(self, tree):
        tree.module("Acme_Pay", on=0)
        evidence = Evidence(
            source="bin/magento module:status",
            entries=(Stated(names=("Acme_Pay",), state=PluginState.ACTIVE),),
        )
        plugin = tree.read(evidence=evidence).find("magento2:Acme_Pay")

        assert plugin.state is PluginState.ACTIVE
        assert plugin.evidence == "bin/magento module:status"


class TestVersion:
    @pytest.mark.parametrize(
        "name",
        [
            "magento/product-community-edition",
            "magento/product-enterprise-edition",
            "mage-os/product-community-edition",
        ],
    )
    def test_of_the_product(self, tree, name):
        tree.write("composer.json", '{"name": "magento/magento2ce", "version": "2.4.0"}')
        tree.write(
            "composer.lock", json.dumps({"packages": [{"name": name, "version": "2.4.7-p3"}]})
        )

        assert tree.read().platform_version == "2.4.7-p3"

    @pytest.mark.parametrize("name", ["magento/magento2ce", "magento/magento2ee"])
    def test_of_the_repository(self, tree, name):
        tree.write("composer.lock", '{"packages": []}')
        tree.write("composer.json", json.dumps({"name": name, "version": "2.3.5-p1"}))

        assert tree.read().platform_version == "2.3.5-p1"

    def test_a_project_is_not_the_product(self, tree):
        tree.write("composer.json", '{"name": "acme/shop", "version": "9.9.9"}')

        assert tree.read().platform_version is None
