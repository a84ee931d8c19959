import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops import Evidence, Stated
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._magento1._declared import read_declared, sort_by_depends

ON = "<active>true</active><codePool>community</codePool>"


def info(**parts):
    names = ("major", "minor", "revision", "patch", "stability", "number")
    return ", ".join(f"'{name}' => '{parts.get(name, '')}'" for name in names)


class TestVersion:
    @pytest.mark.parametrize(
        ("text", "version"),
        [
            ("public static function getVersion() { return '1.3.2.4'; }", "1.3.2.4"),
            (
                "static function getVersionInfo() { return array("
                + info(major=1, minor=4, revision=0, patch=0, stability="rc", number=1)
                + "); }",
                "1.4.0.0-rc1",
            ),
            (
                "static function getVersionInfo(): array { return ["
                + info(major=1, minor=9, revision=4)
                + "]; }",
                "1.9.4",
            ),
            ("static function getVersionInfo() { return self::$info; }", None),
            ("", None),
        ],
    )
    def test_of_magento(self, tree, text, version):
        tree.write("app/Mage.php", f"<?php final class Mage {{ {text} }}")
        inventory = tree.read()

        assert inventory.platform_version == version
        assert inventory.platforms == ()
        assert bool(inventory.unread) is (version is None)

    @pytest.mark.parametrize(("series", "version"), [(20, "20.18.0-rc.1"), (19, "19.5.3")])
    def test_of_openmage_by_its_series(self, tree, series, version):
        tree.write(
            "app/Mage.php",
            f"""<?php final class Mage {{
            public static function getVersionInfo() {{ return [{info(major=1, minor=9)}]; }}
            public static function getOpenMageVersionInfo(): array
            {{
                if (self::getOpenMageMajorVersion() === 20) {{
                    return ['major' => '20', 'minor' => '18', 'patch' => '0',
                        'stability' => 'rc', 'number' => '1'];
                }}
                return ['major' => '19', 'minor' => '5', 'patch' => '3', 'stability' => '',
                    'number' => ''];
            }}
            public static function getOpenMageMajorVersion(): int {{ return {series}; }} }}""",
        )
        inventory = tree.read()

        assert inventory.platform_version == "1.9"
        assert inventory.platforms == (("openmage", version),)


class TestModules:
    def test_version_kind_path_and_requirements(self, tree):
        tree.module("Mage_Core", pool="core", version="1.6.0.10")
        tree.module("Acme_Pay", depends=["Mage_Sales", "Mage_Core"], version="2.0.1")
        inventory = tree.read()
        core, pay = inventory.find("magento1:Mage_Core"), inventory.find("magento1:Acme_Pay")

        assert (core.kind, core.version, core.claims) == ("core", "1.6.0.10", ())
        assert (pay.kind, pay.version, pay.path) == (
            "module",
            "2.0.1",
            "app/code/community/Acme/Pay",
        )
        assert pay.requires == ("magento1:Mage_Core", "magento1:Mage_Sales")
        assert (pay.state, pay.evidence) == (PluginState.ACTIVE, "app/etc/modules/Acme_Pay.xml")

    def test_only_what_is_declared(self, tree):
        tree.write("app/code/local/Acme/Pay/etc/config.xml", "<config/>")
        tree.write(
            "app/etc/modules/deep/Acme_Pay.xml",
            f"<config><modules><A_B>{ON}</A_B></modules></config>",
        )
        tree.write("app/etc/modules/Acme_Pay.xml.bak", "<config/>")

        assert tree.read().plugins == ()

    def test_several_in_one_file(self, tree):
        tree.declare("Mage_All", Mage_Core=ON, Mage_Eav=ON)

        assert len(tree.read().plugins) == 2

    def test_declared_and_not_there(self, tree):
        tree.declare("Acme_Gone", Acme_Gone=ON)
        plugin = tree.read().find("magento1:Acme_Gone")

        assert (plugin.path, plugin.version, plugin.state) == ("", None, PluginState.ACTIVE)

    @pytest.mark.parametrize("pool", ["", "elsewhere", "../../.."])
    def test_a_pool_that_there_is_not(self, tree, pool):
        tree.declare("A_B", A_B=f"<active>true</active><codePool>{pool}</codePool>")
        inventory = tree.read()

        assert inventory.find("magento1:A_B").path == ""
        assert [entry.reason for entry in inventory.unread] == [
            "A_B has no code pool that there is"
        ]


class TestStates:
    @pytest.mark.parametrize(
        ("value", "state"),
        [
            ("true", PluginState.ACTIVE),
            ("1", PluginState.ACTIVE),
            ("TRUE", PluginState.ACTIVE),
            ("yes", PluginState.ACTIVE),
            ("false", PluginState.INACTIVE),
            ("False", PluginState.INACTIVE),
            ("0", PluginState.INACTIVE),
            ("off", PluginState.INACTIVE),
            ("", PluginState.INACTIVE),
        ],
    )
    def test_as_magento_reads_them(self, tree, value, state):
        tree.module("Acme_Pay", on=value)

        assert tree.read().find("magento1:Acme_Pay").state is state

    @pytest.mark.parametrize(
        ("file", "state"),
        [
            ("Zeta_Last", PluginState.INACTIVE),
            ("Aaa_First", PluginState.ACTIVE),
            ("Mage_Zzz", PluginState.ACTIVE),
        ],
    )
    def test_any_file_may_switch_it_off_and_the_last_word_counts(self, tree, file, state):
        tree.module("Acme_Pay")
        tree.declare(file, Acme_Pay="<active>false</active>")
        plugin = tree.read().find("magento1:Acme_Pay")

        assert plugin.state is state
        last = file if state is PluginState.INACTIVE else "Acme_Pay"
        assert plugin.evidence == f"app/etc/modules/{last}.xml"

    def test_the_local_pool_may_be_switched_off(self, tree):
        tree.module("Acme_Local", pool="local")
        tree.module("Acme_Pay")
        tree.write(
            "app/etc/local.xml",
            "<config><global><disable_local_modules>true</disable_local_modules><resources>"
            "<connection><password>geheim</password></connection></resources></global></config>",
        )
        inventory = tree.read()
        plugin = inventory.find("magento1:Acme_Local")

        assert (plugin.state, plugin.evidence) == (PluginState.INACTIVE, "app/etc/local.xml")
        assert inventory.find("magento1:Acme_Pay").state is PluginState.ACTIVE
        assert "geheim" not in repr(inventory)

    def test_evidence_wins(self, tree):
        tree.module("Acme_Pay", on="false")
        entry = Stated(names=("Acme_Pay",), state=PluginState.ACTIVE, version="3.0")
        plugin = tree.read(evidence=Evidence(source="n98", entries=(entry,))).find(
            "magento1:Acme_Pay"
        )

        assert (plugin.state, plugin.evidence, plugin.version) == (PluginState.ACTIVE, "n98", "3.0")


class TestOrder:
    def order(self, tree):
        return sort_by_depends(read_declared(ShopFiles(tree.root)))

    def test_files_of_magento_come_first(self, tree):
        for name in ("Zeta_A", "Mage_Core", "Acme_B", "Mage_All", "Mage_Adminhtml"):
            tree.module(name)

        assert self.order(tree) == ["Mage_All", "Mage_Adminhtml", "Mage_Core", "Acme_B", "Zeta_A"]

    def test_what_is_needed_is_loaded_before(self, tree):
        tree.module("Acme_A", depends=["Zeta_C"])
        tree.module("Beta_B")
        tree.module("Zeta_C", depends=["Zeta_D"])
        tree.module("Zeta_D")
        order = self.order(tree)

        assert order.index("Zeta_D") < order.index("Zeta_C") < order.index("Acme_A")

    def test_openmage_has_a_list_of_its_own(self, tree):
        for name in ("Mage_Admin", "Mage_Core", "Mage_Zzz", "Acme_B"):
            tree.module(name)
        tree.write(
            "app/code/core/Mage/Core/Model/Config.php",
            "<?php class Mage_Core_Model_Config { public const MAGE_MODULES = ["
            "'Mage_Core' => 0, 'Mage_Admin' => 4]; }",
        )

        assert self.order(tree) == ["Mage_Core", "Mage_Admin", "Acme_B", "Mage_Zzz"]

    def test_circles_end(self, tree):
        tree.module("Acme_A", depends=["Beta_B"])
        tree.module("Beta_B", depends=["Acme_A"])

        assert sorted(self.order(tree)) == ["Acme_A", "Beta_B"]
