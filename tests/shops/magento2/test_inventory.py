import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops import read_inventory
from sellxed_sdk.shops._xml import read_xml
from sellxed_sdk.testing._shops import write_magento2_shop

MODULE = '<config><module name="{}"/></config>'
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<config><module name="&b;"/></config>'
)


@pytest.fixture
def shop(tmp_path):
    return write_magento2_shop(
        tmp_path / "shop", modules=[("Alpen_Pay", "2.0.1", True), ("Acme_Turbo", "1.4.0", False)]
    )


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def states(inventory):
    return {plugin.name: plugin.state for plugin in inventory.plugins}


def reasons(inventory):
    return {entry.path: entry.reason for entry in inventory.unread}


class TestInventory:
    def test_modules_with_versions_and_states(self, shop):
        inventory = read_inventory(shop)
        module = inventory.find("magento2:Alpen_Pay")

        assert (inventory.platform, inventory.platform_version) == ("magento2", "2.4.8")
        assert (module.version, module.state) == ("2.0.1", PluginState.ACTIVE)
        assert (module.kind, module.path) == ("module", "app/code/Alpen/Pay")
        assert inventory.find("magento2:Acme_Turbo").state is PluginState.INACTIVE
        assert inventory.unread == ()

    def test_packages_of_composer(self, shop):
        package = {
            "name": "acme/suite",
            "version": "3.1.0-p2",
            "type": "magento2-module",
            "install-path": "../acme/suite",
            "autoload": {"files": ["a/registration.php", "b/registration.php", "other.php", 5]},
        }
        other = {"name": "x/y", "type": "library", "autoload": {"files": ["registration.php"]}}
        write(
            shop / "vendor" / "composer" / "installed.json",
            json.dumps({"packages": [package, other, 7]}),
        )
        for name in "ab":
            path = shop / "vendor" / "acme" / "suite" / name / "etc" / "module.xml"
            write(path, MODULE.format(f"Acme_{name.upper()}"))
        inventory = read_inventory(shop)

        assert inventory.find("magento2:Acme_A").path == "vendor/acme/suite/a"
        assert inventory.find("magento2:Acme_B").version == "3.1.0-p2"
        assert states(inventory)["Acme_A"] is PluginState.INACTIVE  # it is not listed

    @pytest.mark.parametrize(
        "text",
        [
            "<?php\nreturn array(\n 'modules' => array('A_B' => 1, \"C_D\" => '0'),\n);",
            """<?php // 'modules' => ['X_Y' => 1]
            return ['modules' => [ 'A_B' => true, # 'E_F' => 1,
            /* 'G_H' => 1, */ 'C_D' => false]];""",
            r"""<?php return ['system' => ['a' => '/*', 'b' => 'it\'s # x'], 'modules' => [
            'A_B' => 1, 'C_D' => 0,], 'more' => ['I_J' => 1]];""",
        ],
    )
    def test_the_list_is_read_and_not_run(self, shop, text):
        write(shop / "app" / "etc" / "config.php", text)
        found = states(read_inventory(shop))

        assert found.pop("A_B") is PluginState.ACTIVE
        assert found.pop("C_D") is PluginState.INACTIVE
        assert set(found) == {"Alpen_Pay", "Acme_Turbo"}

    def test_what_modules_require(self, shop):
        turbo = {"name": "acme/turbo", "require": {"alpen/pay": "*", "php": ">=8", "": "1"}}
        pay = {"name": "alpen/pay", "require": ["acme/turbo"]}
        write(shop / "app" / "code" / "Acme" / "Turbo" / "composer.json", json.dumps(turbo))
        write(shop / "app" / "code" / "Alpen" / "Pay" / "composer.json", json.dumps(pay))
        write(shop / "app" / "code" / "X" / "Y" / "etc" / "module.xml", MODULE.format("X_Y"))
        inventory = read_inventory(shop)

        assert inventory.find("magento2:Acme_Turbo").requires == ("magento2:Alpen_Pay",)
        assert inventory.find("magento2:Alpen_Pay").requires == ()
        assert inventory.find("magento2:X_Y").requires == ()

    def test_without_a_list_states_are_unknown(self, shop):
        write(shop / "app" / "etc" / "config.php", "<?php return [];")
        inventory = read_inventory(shop)

        assert set(states(inventory).values()) == {PluginState.UNKNOWN}
        assert reasons(inventory) == {"app/etc/config.php": "it has no list of modules"}

    def test_without_a_lock_the_version_is_unknown(self, shop):
        (shop / "composer.lock").unlink()
        inventory = read_inventory(shop)

        assert inventory.platform_version is None
        assert "composer.lock" in reasons(inventory)


class TestHostileTrees:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (BOMB, "document type"),
            ("<config><module name='x'>", "well-formed"),
            ("<a>" * 200 + "</a>" * 200, "deeply"),
            ("", "well-formed"),
            ("<config/>", "does not name"),
            ("<?xml version='1.0' encoding='utf-16'?>" + BOMB, "document type"),
            ("<config>" + " " * 300_000 + "</config>", "more than"),
        ],
    )
    def test_module_files(self, shop, text, reason):
        write(shop / "app" / "code" / "Alpen" / "Pay" / "etc" / "module.xml", text)
        inventory = read_inventory(shop)

        assert reason in reasons(inventory)["app/code/Alpen/Pay/etc/module.xml"]
        assert states(inventory)["Alpen_Pay"] is PluginState.ACTIVE  # the list knows it

    @pytest.mark.parametrize("text", ["[" * 200_000, "{", "[]", '{"packages": 5}', "9" * 5_000])
    def test_lists_of_composer(self, shop, text):
        write(shop / "composer.lock", text)

        assert read_inventory(shop).platform_version is None

    def test_paths_that_lead_out(self, shop, tmp_path):
        write(tmp_path / "outside" / "etc" / "module.xml", MODULE.format("Out_Side"))
        package = {
            "type": "magento2-module",
            "install-path": "../../../outside",
            "autoload": {"files": ["registration.php"]},
        }
        write(shop / "vendor" / "composer" / "installed.json", json.dumps({"packages": [package]}))
        inventory = read_inventory(shop)

        assert "Out_Side" not in states(inventory)
        assert "it is a link out of the shop" in reasons(inventory).values()

    @pytest.mark.parametrize(
        "unit", ["/*", "'", '"', "\n", "'modules' =>", "//", "\\'", "'A_B' => 1", "array ("]
    )
    def test_hostile_lists_take_no_time(self, shop, unit, steps):
        path = shop / "app" / "etc" / "config.php"
        counts = []
        for length in (20_000, 40_000, 80_000):
            write(path, "<?php return [" + unit * (length // len(unit)))
            counts.append(steps(lambda: read_inventory(shop)))

        # Twice the text takes twice the steps, and not four times as many.
        assert counts[2] - counts[1] < 3 * (counts[1] - counts[0]) + 10_000

    @pytest.mark.property
    @given(st.text(max_size=60))
    def test_any_text(self, text):
        try:
            read_xml(f"<config><module name='{text}'/></config>")
        except ValueError as error:
            assert str(error).startswith("it is")  # noqa: PT017 - all others are fine
