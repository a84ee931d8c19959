from __future__ import annotations

import json

import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import Evidence, Stated, read_inventory


def _reasons(inventory):
    return {entry.path: entry.reason for entry in inventory.unread}


class TestVersion:
    def test_of_a_release(self, shop, read):
        inventory = read()
        assert (inventory.platform, inventory.platform_version) == ("shopware5", "5.7.19")
        assert inventory.unread == ()

    def test_before_5_3(self, write, read):
        write("engine/Shopware/Application.php", "<?php class A { const VERSION      = '5.2.0'; }")
        assert read().platform_version == "5.2.0"

    def test_of_an_unbuilt_checkout(self, shop, write, read):
        write("engine/Shopware/Kernel.php", "<?php $a = ['version' => '___VERSION___'];")
        assert read().platform_version is None
        assert _reasons(read()) == {
            "engine/Shopware/Kernel.php": "it has no version: it is an unbuilt checkout"
        }
        lock = {"packages": [5, {"name": "shopware/shopware", "version": "v5.6.9"}]}
        write("composer.lock", json.dumps(lock))
        assert read().platform_version == "5.6.9"

    def test_of_a_project_of_composer(self, write, read):
        write("vendor/shopware/shopware/engine/Shopware/Kernel.php", "'version' => '5.5.1',")
        write("Plugins/Local/Core/Old/Bootstrap.php", "<?php")
        inventory = read()
        assert inventory.platform_version == "5.5.1"
        assert [plugin.uid for plugin in inventory.plugins] == ["shopware5:Old"]

    def test_anything_else_is_none(self, write, read):
        write("custom/plugins/A/A.php")
        with pytest.raises(UnknownPlatformError):
            read()


class TestPlugins:
    def test_at_the_depth_of_the_platform(self, plugin, write, read):
        plugin("Pay", {"Deep/Deep.php": "<?php"})
        write("custom/project/Own/Own.php", "<?php")
        write("custom/plugins/.Hidden/.Hidden.php", "<?php")
        write("custom/plugins/NoPlugin/Other.php", "<?php")
        write("engine/Shopware/Plugins/Local/Frontend/Old/Bootstrap.php", "<?php")
        write("engine/Shopware/Plugins/Local/Frontend/Old/Deep/Bootstrap.php", "<?php")
        write("engine/Shopware/Plugins/Community/Other/No/Bootstrap.php", "<?php")
        write("engine/Shopware/Plugins/Default/Core/Cron/Bootstrap.php", "<?php")
        found = {p.uid.partition(":")[2]: (p.kind, p.path) for p in read().plugins}
        assert found == {
            "Pay": ("plugin", "custom/plugins/Pay"),
            "Own": ("plugin", "custom/project/Own"),
            "Old": ("plugin", "engine/Shopware/Plugins/Local/Frontend/Old"),
            "Cron": ("core", "engine/Shopware/Plugins/Default/Core/Cron"),
        }

    def test_what_it_says_of_itself(self, plugin, write, read):
        plugin("Pay")
        write("custom/plugins/Pay/composer.json", '{"name": "acme/pay"}')
        found = read().plugins[0]
        assert (found.name, found.version, found.package) == ("The Pay", "1.2.3", "acme/pay")
        assert (found.state, found.evidence) == (PluginState.UNKNOWN, "")

    @pytest.mark.parametrize(
        ("body", "listed", "version"),
        [
            ("public function getVersion() { return '2.0.1'; }", None, "2.0.1"),
            ("public function getVersion() { return $this->json(); }", "3.1", "3.1"),
            ("", "4.0", "4.0"),
            ("public function getVersion() { return $this->json(); }", None, None),
            ("", "%%VERSION%%", None),
        ],
    )
    def test_before_5_2(self, shop, write, read, body, listed, version):
        base = "engine/Shopware/Plugins/Community/Frontend/Old"
        write(f"{base}/Bootstrap.php", f"<?php class A {{ {body} }}")
        if listed:
            label = {"de": "Alt", "en": "Aged"}
            write(f"{base}/plugin.json", json.dumps({"currentVersion": listed, "label": label}))
        inventory = read()
        assert inventory.plugins[0].version == version
        assert inventory.plugins[0].name == ("Aged" if listed else "Old")
        assert bool(inventory.unread) == (version is None)

    def test_a_name_twice(self, plugin, write, read):
        plugin("Pay")
        write("custom/project/Pay/Pay.php", "<?php")
        inventory = read()
        assert [plugin.path for plugin in inventory.plugins] == ["custom/plugins/Pay"]
        assert _reasons(inventory) == {
            "custom/project/Pay/Pay.php": "another plugin has the name Pay"
        }

    def test_what_is_given_wins(self, plugin, tmp_path):
        plugin("Pay")
        stated = Stated(names=("Pay",), state=PluginState.ACTIVE)
        found = read_inventory(tmp_path, evidence=Evidence(entries=(stated,))).plugins[0]
        assert (found.state, found.evidence) == (PluginState.ACTIVE, "given list")


class TestDeclarations:
    def test_limits_and_blacklists(self, plugin, read):
        xml = (
            '<compatibility minVersion="5.2.0" maxVersion="5.6.99">\n'
            "<blacklist>5.5.2</blacklist><blacklist> </blacklist></compatibility>\n"
            '<requiredPlugins><requiredPlugin pluginName="Base" minVersion="2.0"/>'
            '<requiredPlugin pluginName="Free"><blacklist>1.1</blacklist></requiredPlugin>'
            "</requiredPlugins>"
        )
        plugin("Pay", xml=xml)
        found = read().plugins[0]
        assert found.requires == ("shopware5:Base", "shopware5:Free")
        assert [(d.relation, d.target, d.versions, d.written, d.line) for d in found.declares] == [
            ("requires", "shopware5", ">=5.2.0,<=5.6.99", "min 5.2.0 max 5.6.99", 3),
            ("conflicts", "shopware5", "=5.5.2", "5.5.2", 4),
            ("requires", "shopware5:Base", ">=2.0", "min 2.0", 5),
            ("conflicts", "shopware5:Free", "=1.1", "1.1", 5),
        ]
        assert {d.path for d in found.declares} == {"custom/plugins/Pay/plugin.xml"}

    def test_what_is_no_version(self, plugin, read):
        plugin("Pay", xml='<compatibility minVersion="@min@" maxVersion="5.*|6"/>')
        inventory = read()
        assert inventory.plugins[0].declares == ()
        assert len(inventory.unread) == 2
