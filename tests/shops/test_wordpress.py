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
    def test_hostile_lines_come_to_an_end(self, text):
        """A hundred of them: what grows with the square would not, within a test's limit."""
        assert {read_header(text, "Version") for _ in range(100)} <= {None, ""}

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (HEADER.format("Zürich", "1").encode("latin-1"), "Z\ufffdrich"),
            (b"\xef\xbb\xbf" + HEADER.format("Bom", "1").encode(), "Bom"),
            (HEADER.format("Nul\0l", "1").encode(), "Nul\0l"),
            (HEADER.format("Huge", "1").encode() + b"x" * 3_000_000, "Huge"),
        ],
    )
    def test_encodings_and_sizes(self, shop, plugins, data, name):
        write(plugins / "odd" / "odd.php", data)

        assert read_inventory(shop).find("wordpress:odd").name == name

    def test_a_header_behind_what_wordpress_reads_is_none(self, shop, plugins):
        write(plugins / "late" / "late.php", "<?php\n" + " " * 8_192 + HEADER.format("Late", "1"))

        assert read_inventory(shop).find("wordpress:late") is None


class TestEvidence:
    def test_states_by_name_and_by_file(self, shop, plugins, tmp_path):
        for name in ("a", "b"):
            write(plugins / "suite" / f"{name}.php", HEADER.format(name, "1"))
        rows = [
            {"name": "woocommerce", "status": "active", "version": "10.3.4"},
            {"name": "suite", "status": "active-network", "file": "suite/a.php"},
            {"name": "suite", "status": "inactive", "file": "suite/b.php"},
        ]
        write(tmp_path / "list.json", json.dumps(rows))
        inventory = read_inventory(shop, evidence=tmp_path / "list.json")
        states = {
            uid: plugin.state.value
            for uid, plugin in zip(uids(inventory), inventory.plugins, strict=True)
        }

        assert states["woocommerce"] == states["suite"] == "active"
        assert states["suite/b"] == "inactive"
        assert inventory.find("wordpress:woocommerce").evidence == "given list"

    def test_one_name_with_two_answers_says_nothing(self, tmp_path):
        rows = [{"name": "s", "status": "active"}, {"name": "s", "status": "inactive"}]
        write(tmp_path / "list.json", "\ufeff" + json.dumps(rows))

        assert read_evidence(tmp_path / "list.json").find("s").state is PluginState.UNKNOWN

    @pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"name": 1}]', "[" * 100_000, b"\xff"])
    def test_anything_else_is_refused(self, shop, tmp_path, text):
        write(tmp_path / "list.json", text)
        with pytest.raises(InventoryError) as caught:
            read_inventory(shop, evidence=tmp_path / "list.json")
        assert caught.value.path == str(tmp_path / "list.json")

    def test_a_missing_file(self, shop, tmp_path):
        with pytest.raises(InventoryError):
            read_inventory(shop, evidence=tmp_path / "gone.json")


class TestRefusals:
    def test_no_shop(self, tmp_path):
        with pytest.raises(UnknownPlatformError) as caught:
            read_inventory(tmp_path)
        assert "WordPress" in caught.value.hint
        assert "Magento 2" in caught.value.hint

    def test_no_directory(self, tmp_path):
        (tmp_path / "file").touch()
        for path in (tmp_path / "gone", tmp_path / "file", tmp_path / ("x" * 300), Path("a\0b")):
            with pytest.raises(InventoryError) as caught:
                read_inventory(path)
            assert caught.value.code == "PLATFORM_UNREADABLE"


class TestHostileTrees:
    def test_links_out_of_the_shop_are_not_followed(self, shop, plugins, tmp_path):
        write(tmp_path / "outside" / "secret.php", HEADER.format("Secret", "1"))
        (plugins / "linked").symlink_to(tmp_path / "outside")
        (plugins / "file.php").symlink_to(tmp_path / "outside" / "secret.php")
        (plugins / "inside").symlink_to(plugins / "woocommerce")
        inventory = read_inventory(shop)

        assert uids(inventory) == ["inside", "themes/plain", "woocommerce"]
        assert reasons(inventory) == dict.fromkeys(
            ("wp-content/plugins/linked", "wp-content/plugins/file.php"),
            "it is a link out of the shop",
        )

    def test_loops_pipes_and_directories_that_look_like_files(self, shop, plugins):
        (plugins / "loop").symlink_to(plugins / "loop")
        (plugins / "self").symlink_to(plugins)
        (plugins / "x.php").mkdir()
        os.mkfifo(plugins / "pipe.php")
        (shop / "wp-content" / "db.php").mkdir()
        inventory = read_inventory(shop)

        assert uids(inventory) == ["themes/plain", "woocommerce"]
        assert "wp-content/plugins/pipe.php" in reasons(inventory)
        assert "wp-content/plugins/loop" in reasons(inventory)

    def test_the_number_of_files_is_bounded(self, shop, plugins, monkeypatch):
        monkeypatch.setattr("sellxed_sdk.shops._files.MAX_STEPS", 50)
        monkeypatch.setattr("sellxed_sdk.shops._files.MAX_ENTRIES", 30)
        for number in range(40):
            write(plugins / f"p{number:02}.php", HEADER.format("P", "1"))
        inventory = read_inventory(shop)

        assert reasons(inventory) == {
            "wp-content/plugins": "it has more than 30 entries",
            ".": "it has more than 50 files to look at",
        }

    @pytest.mark.property
    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    "wp-includes/version.php",
                    "wp-content/plugins/a.php",
                    "wp-content/plugins/b/b.php",
                    "wp-content/plugins/b",
                    "wp-content/mu-plugins/x.php",
                    "wp-content/themes/t/style.css",
                    "wp-content/db.php",
                ]
            ),
            st.none() | st.binary(max_size=200).map(lambda tail: b"<?php\nPlugin Name: " + tail),
        )
    )
    def test_any_tree_gives_an_inventory(self, tmp_path_factory, tree):
        root = tmp_path_factory.mktemp("tree")
        for name, data in tree.items():
            path = root / name
            if path.exists() or any(parent.is_file() for parent in path.parents):
                continue
            if data is None:
                path.mkdir(parents=True)
            else:
                write(path, data)

        with suppress(UnknownPlatformError):  # without a version file it is no shop
            json.dumps(read_inventory(root).to_dict())
