from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import ShopInventory, match_overlaps
from sellxed_sdk.shops import read_inventory

NAMES = (
    "config/settings.inc.php",
    "src/Core/Version.php",
    "modules/a/a.php",
    "modules/a/config.xml",
    "modules/a/composer.json",
    "modules/a/override/classes/Cart.php",
    "modules/a/override/modules/b/b.php",
    "modules/b/b.php",
    "modules/b/override/classes/Cart.php",
    "override/classes/Cart.php",
    "override/modules/b/b.php",
    "themes/t/config/theme.yml",
    "themes/t/config.xml",
    "themes/t/modules/a/x.tpl",
)
TEXTS = (
    b"<?php class Cart extends CartCore { public function a() { parent::a(); } public $b; const C",
    b"<?php class Cart { /*\n * module: a\n * date: x\n * version: 1\n */ function a() {} }",
    b"/*\n * module: a\n * date:\n * version:\n */\n/* module: */ <?php class cart {",
    b"<?php class A { function b() { $this->ps_versions_compliancy = ['min' => 5, 'max' => []]; }",
    b"<?php class A { function b() { $this->version = '1.0'; $this->dependencies = 5; } }",
    b"<?php class A { public $ps_versions_compliancy = ['min' => '']; public $version = [1]; }",
    b"<?php define('_PS_VERSION_', '8",
    b"<?php const VERSION = '9.0'; const VERSION = 'x';",
    b"<module><version>1</version><name/>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><module>&b;</module>",
    b"name: 'a\nversion: [1]\nparent: ../x\nmeta:\n  compatibility:\n    from: '1.7\n    to: x y\n",
    b'{"name": 5, "require": {"php": 7}, "conflict": [1]}',
    b"<?php //00551 ionCube",
    b"\xff\xfe\x00",
    b"",
)
MARKS = {"config/defines.inc.php": b"", "classes/module/Module.php": b""}


def test_links(module, shop, read, tmp_path_factory):
    module("pay", {"Cart": "public function a() {}"})
    outside = tmp_path_factory.mktemp("outside")
    (outside / "Mail.php").write_text("<?php class Mail { public function out() {} }")
    (shop / "override/far").symlink_to(outside)
    (shop / "override/classes/loop").symlink_to(shop / "override")
    (shop / "modules/pay/override/self").symlink_to(shop / "modules/pay/override/self")
    (shop / "modules/far").symlink_to(outside)
    inventory = read()
    assert "out()" not in str(inventory.to_dict())
    assert inventory.find("prestashop:pay") is not None


def test_a_module_that_cannot_be_read_is_still_there(module, write, read):
    module("pay")
    write("modules/pay/pay.php", "<?php class Pay extends Module { function __construct() { $this")
    assert [(p.uid, p.version) for p in read().plugins] == [("prestashop:pay", None)]


def test_an_encoded_module(module, write, read):
    module("pay")
    write("modules/pay/pay.php", "<?php //00551 if(!extension_loaded('ionCube Loader')){} ?>\nHR+")
    inventory = read()
    assert [claim.kind for claim in inventory.plugins[0].claims] == ["opaque"]
    assert inventory.unread[0].path == "modules/pay/pay.php"


@pytest.mark.parametrize(
    "text",
    [
        "<?php class Cart { /*" + " " * 400_000 + "module: a",
        "<?php class Cart { /* module: a\n* date:" + " " * 400_000 + "\n",
        "<?php class Cart { " + "/*" * 200_000,
    ],
)
def test_long_comments_take_no_time(shop, write, read, text):
    write("override/classes/Cart.php", text)
    assert read().platform == "prestashop"


@pytest.mark.parametrize("text", ["name:", "name: x\nmeta:\n compatibility:\n  from:"])
def test_long_lines_take_no_time(shop, write, read, text):
    write("themes/long/config/theme.yml", text + " " * 90_000 + "x" + " " * 90_000 + "x\n")
    assert [plugin.uid for plugin in read().plugins] == ["prestashop:themes/long"]


@pytest.mark.property
@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    try:
        for path, text in {**MARKS, **tree}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert isinstance(inventory, ShopInventory)
        inventory.to_dict()
        match_overlaps(inventory)
    finally:
        shutil.rmtree(root)
