import json
import os
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.errors import InventoryError, UnknownPlatformError
from sellxed_sdk.shops import read_evidence, read_inventory
from sellxed_sdk.shops._wordpress._headers import read_header
from sellxed_sdk.testing import write_wordpress_shop

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "inventory.md"
HEADER = "<?php\n/*\nPlugin Name: {}\nVersion: {}\n*/\n"


@pytest.fixture
def shop(tmp_path):
    return write_wordpress_shop(
        tmp_path / "shop", plugins=[("woocommerce", "WooCommerce", "10.3.4")]
    )


@pytest.fixture
def plugins(shop):
    return shop / "wp-content" / "plugins"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def uids(inventory):
    return [plugin.uid.removeprefix("wordpress:") for plugin in inventory.plugins]


def reasons(inventory):
    return {entry.path: entry.reason for entry in inventory.unread}


class TestInventory:
    def test_platform_add_on_plugins_and_themes(self, shop):
        inventory = read_inventory(shop)

        assert (inventory.platform, inventory.platform_version) == ("wordpress", "6.8.3")
        assert inventory.platforms == (("woocommerce", "10.3.4"),)
        assert inventory.versions() == {"wordpress": "6.8.3", "woocommerce": "10.3.4"}
        assert uids(inventory) == ["themes/plain", "woocommerce"]
        assert inventory.find("wordpress:woocommerce").state is PluginState.UNKNOWN
        assert inventory.unread == ()

    def test_the_data_has_the_documented_members(self, shop):
        text = re.search(
            r"```json inventory\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
        )[1]
        example, real = json.loads(text), read_inventory(shop).to_dict()

        assert example.keys() == real.keys()
        assert example["plugins"][0] == next(
            plugin for plugin in real["plugins"] if plugin["uid"] == "wordpress:woocommerce"
        )

    def test_the_platforms_own_depth_is_followed(self, shop, plugins):
        write(plugins / "hello.php", HEADER.format("Hello", "1.7.2"))
        write(plugins / "deep" / "inner" / "deep.php", HEADER.format("Too Deep", "1"))
        write(plugins / "index.php", "<?php\n// Silence is golden.\n")
        write(plugins / ".hidden" / "x.php", HEADER.format("Hidden", "1"))
        write(plugins / "dir" / ".x.php", HEADER.format("Hidden", "1"))
        write(plugins / "dir" / "readme.txt", "Plugin Name: no")

        assert uids(read_inventory(shop)) == ["hello", "themes/plain", "woocommerce"]

    def test_several_plugins_of_one_directory(self, shop, plugins):
        write(plugins / "suite" / "addon.php", HEADER.format("Add-on", "2"))
        write(plugins / "suite" / "suite.php", HEADER.format("Suite", "3"))
        found = {plugin.uid: plugin.name for plugin in read_inventory(shop).plugins}

        assert found["wordpress:suite"] == "Suite"
        assert found["wordpress:suite/addon"] == "Add-on"

    @pytest.mark.parametrize(
        ("header", "requires"),
        [
            ("Requires Plugins: woocommerce, my-shop2 ,woocommerce", ["woocommerce", "my-shop2"]),
            ("Requires Plugins: ../x, A_B, addon, , a--b", []),
            ("WC requires at least: 9.0", ["woocommerce"]),
            ("WC tested up to: 10.1\n * Requires Plugins: other", ["other", "woocommerce"]),
            ("Requires Plugins:", []),
            ("Author: Somebody", []),
        ],
    )
    def test_what_a_plugin_requires(self, shop, plugins, header, requires):
        write(plugins / "addon" / "addon.php", f"<?php\n/*\n * Plugin Name: A\n * {header}\n */\n")
        addon = read_inventory(shop).find("wordpress:addon")

        assert addon.requires == tuple(f"wordpress:{slug}" for slug in requires)

    def test_must_use_plugins_and_drop_ins_always_run(self, shop):
        content = shop / "wp-content"
        write(content / "mu-plugins" / "loader.php", "<?php\n")
        write(content / "mu-plugins" / "index.php", "<?php // Silence is golden.")
        write(content / "object-cache.php", HEADER.format("Redis", "2.5"))
        write(content / "other.php", HEADER.format("No drop-in", "1"))
        inventory = read_inventory(shop)
        cache = inventory.find("wordpress:drop-ins/object-cache")

        assert uids(inventory)[:2] == ["drop-ins/object-cache", "mu-plugins/loader"]
        assert (cache.name, cache.version, cache.kind) == ("Redis", "2.5", "drop-in")
        assert cache.state is PluginState.ACTIVE
        assert cache.evidence

    def test_a_shop_without_the_directory_of_plugins(self, tmp_path):
        write(tmp_path / "wp-includes" / "version.php", "<?php\n$wp_version = '6.1';")

        assert reasons(read_inventory(tmp_path)) == {
            "wp-content/plugins": "there is no such directory"
        }

    def test_a_version_that_is_not_there(self, shop):
        write(shop / "wp-includes" / "version.php", "<?php\n# $wp_version = '1';\n$x = 1;")
        inventory = read_inventory(shop)

        assert inventory.platform_version is None
        assert "wp-includes/version.php" in reasons(inventory)


class TestHeader:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("<?php\n/*\nPlugin Name: A\n*/", "A"),
            ("<?php /* Plugin Name: A */", "A"),
            ("<?php\r/*\r * plugin name:   A  \r */", "A"),
            ("<?php // Plugin Name: A", "A"),
            (" <?php\n# @Plugin Name: A ?> x", "A"),
            ("<?php\n/* Plugin Name: A */ more", "A"),
            ("<?php\n$x = 'Plugin Name: A';", None),
            ("Plugin Name:\nPlugin Name: A", None),
            ("Plugin Name: " + "A" * 500, "A" * 200),
        ],
    )
    def test_as_wordpress_reads_it(self, text, expected):
        assert read_header(text, "Plugin Name") == expected

    @pytest.mark.parametrize(
        "text", [" " * 8_192, "/" * 8_192, "Version:" + " " * 8_000, "*/" * 4_096]
    )
