import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.shops._magento2._constraints import read_constraint
from sellxed_sdk.versions import Scheme, check_range, parse_range

SCRIPT = "<?php ComponentRegistrar::register('module', 'x', __DIR__ . '/{}');"


class TestConstraints:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("*", ""),
            ("x", ""),
            ("^1.2 || *", ""),
            ("1.2.3", "=1.2.3"),
            ("v1.2", "=1.2"),
            ("^1.2", ">=1.2,<2"),
            ("^0.3.1", ">=0.3.1,<0.4"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^0", ">=0,<1"),
            ("~1", ">=1,<2"),
            ("~1.2", ">=1.2,<2"),
            ("~1.2.3", ">=1.2.3,<1.3"),
            ("~2.4.6-p1", ">=2.4.6-patch1,<2.5"),
            ("101.*", ">=101,<102"),
            ("1.2.x", ">=1.2,<1.3"),
            (">= 1.2 < 2", ">=1.2,<2"),
            (">=101.0.8 <102 || >=102.0.1", ">=101.0.8,<102|>=102.0.1"),
            ("~8.2.0||~8.3.0", ">=8.2.0,<8.3|>=8.3.0,<8.4"),
            (">1.0,!=1.5,<>1.6", ">1.0,!=1.5,!=1.6"),
            ("1.0 - 2.0", ">=1.0,<2.1"),
            ("1.0.0 - 2.1.0", ">=1.0.0,<=2.1.0"),
            ("^2.0@beta", ">=2.0,<3"),
            ("1.0 as 2.0", "=1.0"),
            ("^1.0-RC2", ">=1.0-RC2,<2"),
            ("dev-master", None),
            ("2.x-dev", None),
            ("^1.0 || dev-main", None),
            ("self.version", None),
            ("nonsense", None),
            ("1" * 600, None),
        ],
    )
    def test_as_composer_means_it(self, written, expected):
        assert read_constraint(written) == expected

    @pytest.mark.parametrize(
        ("written", "version", "expected"),
        [
            ("^1.2", "1.2.0-beta1", True),
            ("^1.2", "2.0.0-RC1", False),
            ("~2.4.6", "2.4.7-p3", True),
            ("<2.0", "2.0.0-alpha", False),
            ("101.*", "101.2.4-p1", True),
        ],
    )
    def test_pre_releases(self, written, version, expected):
        versions = read_constraint(written)

        assert check_range(versions, version=version, scheme=Scheme.COMPOSER) is expected

    @pytest.mark.property
    @given(st.one_of(st.text(max_size=40), st.from_regex(r"[\^~<>=!0-9.x*| ,@v-]{1,30}")))
    def test_anything_is_a_range_or_none(self, text):
        versions = read_constraint(text)

        assert not versions or parse_range(versions)


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
