from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import Evidence, Stated

LEGACY = """<jtlshop3plugin><Name>Old</Name><PluginID>old</PluginID>
<Shop4Version>405</Shop4Version>
<Install><Version nr="100"/><Version nr="101"/>
<Hooks><Hook id="140" priority="2">140.php</Hook>
<Hook id="999">999.php</Hook></Hooks></Install></jtlshop3plugin>"""


class TestPlatform:
    @pytest.mark.parametrize(
        ("line", "version"),
        [
            ("const APPLICATION_VERSION         = '5.3.2';", "5.3.2"),
            ("define('APPLICATION_VERSION', '5.0.1');", "5.0.1"),
            ("define('JTL_VERSION', 406);", "4.06"),
            ('define("JTL_VERSION", 320);', "3.20"),
        ],
    )
    def test_version(self, shop, write, read, line, version):
        write("includes/defines_inc.php", f"<?php\n{line}\n")
        inventory = read()
        assert (inventory.platform, inventory.platform_version) == ("jtl5", version)
        assert inventory.unread == ()

    def test_what_is_no_shop(self, write, read):
        write("includes/defines_inc.php", "<?php define('OTHER_VERSION', '5');")
        with pytest.raises(UnknownPlatformError):
            read()

    def test_a_version_that_is_computed(self, shop, write, read):
        write("includes/defines_inc.php", "<?php define('JTL_VERSION', x());")
        inventory = read()
        assert inventory.platform_version is None
        assert inventory.unread[0].reason == "its version was not found"


class TestPlugins:
    def test_what_is_found_and_nothing_deeper(self, plugin, write, read):
        plugin("pay")
        write("plugins/deep/down/info.xml", "<jtlshopplugin/>")
        write("plugins/none/readme.txt")
        write("includes/plugins/old/info.xml", LEGACY)
        write("includes/plugins/old/version/101/adminmenu/a.php")
        found = {p.uid: (p.name, p.version, p.path) for p in read().plugins}
        assert found == {
            "jtl5:pay": ("The pay", "1.2.3", "plugins/pay"),
            "jtl5:old": ("Old", "101", "includes/plugins/old"),
        }

    def test_the_newer_kind_of_a_plugin_counts(self, plugin, write, read):
        plugin("old")
        write("includes/plugins/old/info.xml", LEGACY)
        write("includes/plugins/old/version/101/a.php")
        assert [p.path for p in read().plugins] == ["plugins/old"]

    def test_two_of_one_id(self, plugin, write, read):
        plugin("a")
        write("plugins/b/info.xml", "<jtlshopplugin><PluginID>a</PluginID></jtlshopplugin>")
        inventory = read()
        assert [p.path for p in inventory.plugins] == ["plugins/a"]
        assert "another plugin has the id a" in {u.reason for u in inventory.unread}

    def test_a_plugin_in_the_wrong_place(self, shop, write, read):
        write("plugins/old/info.xml", LEGACY)
        inventory = read()
        assert inventory.plugins[0].version is None
        assert inventory.unread[0].reason == "its root is not jtlshopplugin"

    def test_a_legacy_plugin_without_its_directory(self, shop, write, read):
        write("includes/plugins/old/info.xml", LEGACY)
        assert read().unread[0].reason == "the directory of its version is not there"

    def test_states(self, plugin, read):
        plugin("pay")
        assert read().plugins[0].state is PluginState.UNKNOWN
        stated = Stated(names=("pay",), state=PluginState.INACTIVE, version="1.0")
        found = read(evidence=Evidence(source="list", entries=(stated,))).plugins[0]
        assert (found.state, found.version, found.evidence) == (
            PluginState.INACTIVE,
            "1.0",
            "list",
        )


class TestDeclared:
    def test_versions_of_the_shop(self, plugin, read):
        plugin(
            "pay",
            xml="<MinShopVersion>5.2.0</MinShopVersion><ShopVersion>5.0.0</ShopVersion>"
            "<MaxShopVersion>5.3.9</MaxShopVersion>",
        )
        found = [(d.relation, d.target, d.versions, d.source) for d in read().plugins[0].declares]
        assert found == [
            ("requires", "jtl5", ">=5.2.0", "info.xml MinShopVersion"),
            ("requires", "jtl5", "<=5.3.9", "info.xml MaxShopVersion"),
        ]

    def test_any(self, plugin, read):
        plugin("pay", xml="<ShopVersion>0.0.0</ShopVersion>")
        assert read().plugins[0].declares == ()

    def test_what_cannot_be_ordered(self, plugin, read):
        plugin("pay", xml="<ShopVersion>five</ShopVersion>")
        inventory = read()
        assert inventory.plugins[0].declares == ()
        assert inventory.unread[0].reason == "the version five cannot be ordered"

    def test_of_a_legacy_plugin(self, shop, write, read):
        write("includes/plugins/old/info.xml", LEGACY)
        declared = read().plugins[0].declares
        assert [(d.versions, d.written, d.line) for d in declared] == [(">=4.05", "405", 2)]

    def test_composer(self, plugin, read):
        plugin("pay", {"composer.json": '{"name": "a/pay", "require": {"php": ">=8.1"}}'})
        found = read().plugins[0]
        assert found.package == "a/pay"
        assert [(d.target, d.versions) for d in found.declares] == [("php", ">=8.1")]


class TestLegacyHooks:
    def test_hooks(self, shop, write, claims):
        write("includes/plugins/old/info.xml", LEGACY)
        write("includes/plugins/old/version/101/a.php")
        found = claims("old", "jtl.hook")
        assert [(c.target, c.rank, c.value, c.line) for c in found] == [
            ("999", (5,), "999.php", 5),
            ("HOOK_SMARTY_OUTPUTFILTER", (2,), "140.php", 4),
        ]
