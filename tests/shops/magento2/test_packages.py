import json

import pytest

SCRIPT = "<?php ComponentRegistrar::register('module', 'x', __DIR__ . '/{}');"


class TestDeclarations:
    def test_conflicts_and_requirements_with_their_lines(self, tree):
        tree.module("Acme_Pay")
        tree.write(
            "app/code/Acme/Pay/composer.json",
            """{
  "name": "acme/pay",
  "require": {
    "php": "~8.2.0||~8.3.0",
    "ext-json": "*",
    "acme/lib": "^1",
    "magento/framework": ">=103.0.4",
    "magento/product-community-edition": "^2.4"
  },
  "conflict": {"zeta/other": "<2.1.3", "zeta/branch": "dev-main", "zeta/any": "*"}
}""",
        )
        inventory = tree.read()
        path = "app/code/Acme/Pay/composer.json"
        found = [
            (entry.relation, entry.target, entry.versions, entry.source, entry.line)
            for entry in inventory.find("magento2:Acme_Pay").declares
        ]

        assert found == [
            ("conflicts", "composer:zeta/other", "<2.1.3", "composer.json conflict", 10),
            ("conflicts", "composer:zeta/any", None, "composer.json conflict", 10),
            ("requires", "php", ">=8.2.0,<8.3|>=8.3.0,<8.4", "composer.json require", 4),
            ("requires", "composer:magento/framework", ">=103.0.4", "composer.json require", 7),
            ("requires", "magento2", ">=2.4,<3", "composer.json require", 8),
        ]
        assert (path, "what it says of zeta/branch is no range of versions") in {
            (entry.path, entry.reason) for entry in inventory.unread
        }

    def test_of_a_package_with_several_modules_one_says_it(self, tree):
        manifest = {"name": "acme/suite", "conflict": {"zeta/other": "*"}}
        package = {**manifest, "install-path": "../acme/suite", "type": "magento2-module"}
        scripts = [f"{name}/registration.php" for name in "ab"]
        package["autoload"] = {"files": scripts}
        tree.write("vendor/composer/installed.json", json.dumps([package]))
        tree.write("vendor/acme/suite/composer.json", json.dumps(manifest))
        for name in "ab":
            home = f"vendor/acme/suite/{name}"
            tree.write(f"{home}/registration.php", SCRIPT.format(""))
            tree.write(f"{home}/etc/module.xml", f'<config><module name="Acme_{name}"/></config>')
        tree.order += ["'Acme_a' => 0,", "'Acme_b' => 1,"]
        tree.config()
        inventory = tree.read()

        assert inventory.find("magento2:Acme_a").declares == ()
        [entry] = inventory.find("magento2:Acme_b").declares
        assert (entry.path, entry.line) == ("vendor/acme/suite/composer.json", 1)

    def test_the_core_says_nothing(self, tree):
        core = {"name": "magento/module-sales", "conflict": {"zeta/other": "*"}}
        tree.module("Magento_Sales", manifest=core)

        assert tree.read().find("magento2:Magento_Sales").declares == ()

    @pytest.mark.parametrize(
        "text", ["{", "[]", '{"conflict": []}', '{"conflict": {"a": 5, "": "*", "../x": "*"}}']
    )
    def test_what_is_no_manifest(self, tree, text):
        tree.module("Acme_Pay")
        tree.write("app/code/Acme/Pay/composer.json", text)

        assert tree.read().find("magento2:Acme_Pay").declares == ()


def test_the_list_of_the_first_composer(tree):
    package = {"name": "acme/pay", "version": "1.0.0", "autoload": {"files": ["registration.php"]}}
    tree.write("vendor/composer/installed.json", json.dumps([package, 5]))
    tree.write("vendor/acme/pay/registration.php", SCRIPT.format("src"))
    tree.write("vendor/acme/pay/src/etc/module.xml", '<config><module name="Acme_Pay"/></config>')

    assert tree.read().find("magento2:Acme_Pay").path == "vendor/acme/pay/src"
