from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops import evidence_from_rows, read_inventory


class TestVersion:
    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("config/settings.inc.php", 'define("_PS_VERSION_", "1.5.6.3");'),
            ("app/AppKernel.php", "class AppKernel extends Kernel { const VERSION = '1.7.8.11'; }"),
            ("src/Core/Version.php", "final class Version { public const VERSION = '9.0.1'; }"),
            ("src/Core/Version.php", "class Version { const VERSION = '8.0.0-beta.1'; }"),
            ("config/autoload.php", "define('_PS_VERSION_', '1.7.2.4');"),
            ("install-dev/install_version.php", "define('_PS_INSTALL_VERSION_', '1.6.1.7');"),
        ],
    )
    def test_of_each_generation(self, shop, write, read, path, text):
        (shop / "config/settings.inc.php").unlink()
        write(path, f"<?php\n{text}")
        inventory = read()
        assert inventory.platform == "prestashop"
        assert inventory.platform_version is not None
        assert inventory.platform_version in text
        assert inventory.unread == ()

    def test_the_newest_file_counts(self, shop, write, read):
        write("src/Core/Version.php", "<?php class Version { const VERSION = '8.1.1'; }")
        assert read().platform_version == "8.1.1"

    def test_a_version_that_refers_to_another_file_is_not_taken(self, shop, write, read):
        write("config/settings.inc.php", "<?php define('_PS_VERSION_', AppKernel::VERSION);")
        inventory = read()
        assert inventory.platform_version is None
        assert [entry.path for entry in inventory.unread] == ["config"]

    def test_thirty_bees_has_both(self, shop, write, read):
        write(
            "config/settings.inc.php",
            "<?php define('_PS_VERSION_', '1.6.1.999'); define('_TB_VERSION_', '1.5.1');",
        )
        inventory = read()
        assert inventory.platform_version == "1.6.1.999"
        assert inventory.platforms == (("thirtybees", "1.5.1"),)


class TestModules:
    def test_are_found_at_the_depth_of_the_platform(self, module, write, read):
        module("pay")
        write("modules/other/main.php", "<?php class Other extends Module {}")
        write("modules/index.php", "<?php")
        write("modules/pay/sub/sub.php", "<?php class Sub extends Module {}")
        write("modules/not a name/not a name.php", "<?php")
        assert [plugin.uid for plugin in read().plugins] == ["prestashop:pay"]

    def test_say_what_they_are(self, module, read):
        module(
            "pay",
            fields=(
                "$this->displayName = $this->l('Pay\\'s checkout');\n"
                "$this->dependencies = array('blockcart', $other);"
            ),
        )
        (plugin,) = read().plugins
        assert (plugin.name, plugin.version, plugin.kind) == ("Pay's checkout", "1.2.3.4", "module")
        assert plugin.requires == ("prestashop:blockcart",)
        assert (plugin.state, plugin.evidence) == (PluginState.UNKNOWN, "")
        assert plugin.path == "modules/pay"

    @pytest.mark.parametrize("placeholder", ["@version@", "{{version}}", "%VERSION%"])
    def test_placeholders_are_no_versions(self, module, write, read, placeholder):
        module("pay")
        write(
            "modules/pay/pay.php",
            "<?php class Pay extends Module { function __construct() {"
            f" $this->version = '{placeholder}'; }} }}",
        )
        inventory = read()
        assert inventory.plugins[0].version is None
        assert "placeholder" in inventory.unread[0].reason

    def test_the_copy_in_xml_is_asked_last(self, module, write, read):
        module("pay")
        write("modules/pay/config.xml", "<module><version><![CDATA[9.9]]></version></module>")
        assert read().plugins[0].version == "1.2.3.4"
        write(
            "modules/pay/pay.php",
            "<?php class Pay extends Module { function __construct() {"
            " $this->version = Config::VERSION; } }",
        )
        assert read().plugins[0].version == "9.9"

    def test_constants_of_the_class_are_known(self, module, write, read):
        module("pay")
        write(
            "modules/pay/pay.php",
            "<?php class Pay extends Module { const VERSION = '4.5.6'; function __construct() {"
            " $this->version = self::VERSION; } }",
        )
        assert read().plugins[0].version == "4.5.6"

    def test_defaults_of_properties_are_known(self, module, write, read):
        module("pay")
        write("modules/pay/pay.php", "<?php class Pay extends Module { public $version = '2.0'; }")
        assert read().plugins[0].version == "2.0"

    def test_evidence_wins(self, module, installed, shop):
        module("pay", {"Cart": "public function a() {}"})
        installed("Cart", ("pay", "public function a() {}"))
        rows = [{"name": "pay", "active": 0, "version": "1.0"}]
        given = evidence_from_rows(rows, name="name", active="active", version="version")
        plugin = read_inventory(shop, evidence=given).find("prestashop:pay")
        assert (plugin.state, plugin.evidence) == (PluginState.INACTIVE, "database")
        assert plugin.version == "1.0"


class TestCompliancy:
    @pytest.mark.parametrize(
        ("written", "versions"),
        [
            ("array('min' => '1.5.6', 'max' => '1.6.1.24')", ">=1.5.6,<=1.6.1.24"),
            ("['min' => '1.7', 'max' => '1.7']", ">=1.7.0.0,<=1.7.999.999"),
            ("['min' => '1.7.6.0', 'max' => _PS_VERSION_]", ">=1.7.6.0"),
            ("['max' => '8.99.99']", "<=8.99.99"),
        ],
    )
    def test_becomes_a_range(self, module, read, written, versions):
        module("pay", fields=f"$this->ps_versions_compliancy = {written};")
        (declared,) = read().plugins[0].declares
        assert (declared.relation, declared.target) == ("requires", "prestashop")
        assert declared.versions == versions
        assert (declared.path, declared.line) == ("modules/pay/pay.php", 8)

    def test_is_read_key_by_key(self, module, read):
        module(
            "pay",
            fields=(
                "$this->ps_versions_compliancy['min'] = '1.5';\n"
                "$this->ps_versions_compliancy['max'] = '1.6';"
            ),
        )
        assert read().plugins[0].declares[0].versions == ">=1.5.0.0,<=1.6.999.999"

    @pytest.mark.parametrize("written", ["['min' => $x, 'max' => _PS_VERSION_]", "$all", "[]"])
    def test_that_says_nothing_is_left_out(self, module, read, written):
        module("pay", fields=f"$this->ps_versions_compliancy = {written};")
        assert read().plugins[0].declares == ()

    def test_that_cannot_be_ordered_is_noted(self, module, read):
        module("pay", fields="$this->ps_versions_compliancy = ['min' => 'any, or'];")
        inventory = read()
        assert inventory.plugins[0].declares == ()
        assert inventory.unread[0].reason == "the version any, or cannot be ordered"

    def test_of_composer(self, module, write, read):
        module("pay")
        write(
            "modules/pay/composer.json",
            '{"name": "acme/pay", "require": {"php": ">=7.2"}, "conflict": {"acme/old": "<2"}}',
        )
        (plugin,) = read().plugins
        assert plugin.package == "acme/pay"
        assert {(d.relation, d.target, d.versions) for d in plugin.declares} == {
            ("conflicts", "composer:acme/old", "<2"),
            ("requires", "php", ">=7.2"),
        }


class TestThemes:
    def test_from_1_7(self, shop, write, read):
        write(
            "themes/child/config/theme.yml",
            "parent: classic\nname: child\ndisplay_name: 'The ''child'''\nversion: 1.2.0 # new\n"
            "meta:\n  compatibility:\n      from: 1.7.0.0\n      to: ~\n  name: inner\n",
        )
        write("themes/_core/x.js")
        (theme,) = read().plugins
        assert (theme.uid, theme.kind) == ("prestashop:themes/child", "theme")
        assert (theme.name, theme.version) == ("The 'child'", "1.2.0")
        assert theme.requires == ("prestashop:themes/classic",)
        assert theme.declares[0].versions == ">=1.7.0.0"
        assert theme.declares[0].line == 6

    def test_before(self, shop, write, read):
        write("themes/old/header.tpl")
        write("themes/other/config.xml", '<theme name="Other one" version="1.1"/>')
        assert [(t.name, t.version) for t in read().plugins] == [
            ("old", None),
            ("Other one", "1.1"),
        ]

    def test_templates_of_modules_are_observed(self, shop, module, write, claims, conflicts):
        module("pay")
        for name in ("one", "two"):
            write(f"themes/{name}/header.tpl")
            write(f"themes/{name}/modules/pay/views/form.tpl", "{* mine *}")
            write(f"themes/{name}/modules/gone/views/form.tpl", "{* of no module *}")
        (claim,) = claims("themes/one", "ps.template")
        assert (claim.target, claim.mode.value) == ("modules/pay/views/form.tpl", "observe")
        assert claim.path == "themes/one/modules/pay/views/form.tpl"
        assert conflicts() == ()
