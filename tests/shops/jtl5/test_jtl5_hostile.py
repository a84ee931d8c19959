from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.shops import read_inventory

NAMES = (
    "plugins/a/info.xml",
    "plugins/a/Bootstrap.php",
    "plugins/a/composer.json",
    "plugins/a/frontend/template/x.tpl",
    "plugins/b/info.xml",
    "includes/plugins/a/info.xml",
    "includes/plugins/a/version/100/bootstrap.php",
    "includes/hooks_inc.php",
    "templates/NOVA/x.tpl",
)
TEXTS = (
    b"<jtlshopplugin><PluginID>a</PluginID><Version/><ShopVersion>x</ShopVersion></jtlshopplugin>",
    b"<jtlshopplugin><Install><Hooks><Hook id='1' priority='x'/></Hooks></Install>",
    b"<jtlshop3plugin><Install><Version nr='../..'/><Version nr='100'/></Install></jtlshop3plugin>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><jtlshopplugin>&b;</jtlshopplugin>",
    b"<?php $d->listen('shop.hook.' . HOOK_A, 'x', [); $d->hookInto(",
    b"<?php $d->listen(['shop.hook.1', HOOK_B], fn() => 1, true);",
    b"<?php const HOOK_A = 1; define('HOOK_B', '../x');",
    b"{block name='a'}{block name={/block}{/block}{/block}{block",
    b'{"name": 5, "require": {"php": 7}}',
    b"\xff\xfe\x00",
    b"",
)
DEFINES = "includes/defines_inc.php"


class TestBroken:
    @pytest.mark.parametrize("text", ["<jtlshopplugin>", "", "<!DOCTYPE a []><jtlshopplugin/>"])
    def test_manifests(self, plugin, write, read, text):
        plugin("pay")
        write("plugins/pay/info.xml", text)
        inventory = read()
        assert [(p.name, p.version) for p in inventory.plugins] == [("pay", None)]
        assert inventory.unread[0].path == "plugins/pay/info.xml"

    def test_latin(self, plugin, write, read):
        write(
            "plugins/pay/info.xml",
            "<?xml version='1.0' encoding='ISO-8859-1'?><jtlshopplugin><Name>Grün</Name>"
            "<Version>1</Version></jtlshopplugin>".encode("latin-1"),
        )
        write(DEFINES, "<?php define('JTL_VERSION', 406);")
        assert read().plugins[0].version == "1"

    def test_links(self, plugin, shop, read, tmp_path_factory):
        plugin("pay")
        outside = tmp_path_factory.mktemp("outside")
        (outside / "info.xml").write_text("<jtlshopplugin><Name>Out</Name></jtlshopplugin>")
        (shop / "plugins/out").symlink_to(outside)
        (shop / "plugins/pay/loop").symlink_to(shop / "plugins/pay")
        (shop / "plugins/pay/self").symlink_to(shop / "plugins/pay/self")
        inventory = read()
        assert "Out" not in {plugin.name for plugin in inventory.plugins}
        assert "it is a link out of the shop" in {entry.reason for entry in inventory.unread}


@pytest.mark.property
@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    try:
        for path, text in {DEFINES: b"<?php define('JTL_VERSION', 406);", **tree}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert isinstance(inventory, ShopInventory)
        inventory.to_dict()
    finally:
        shutil.rmtree(root)
