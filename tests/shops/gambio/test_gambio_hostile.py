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
    "GXModules/A/B/GXModule.json",
    "GXModules/A/B/composer.json",
    "GXModules/A/B/Shop/Overloads/order/X.inc.php",
    "GXModules/A/B/Shop/Overloads/order",
    "GXModules/A/B/X.php",
    "GXUserComponents/overloads/order/X.php",
    "user_classes/overloads/X/X.php",
    "user_classes/overloads/Admin-order/X.inc.php",
    "includes/modules/payment/x.php",
    "GambioCore/Application/Application.php",
)
TEXTS = (
    b'{"title": [], "version": {}, "forceIncludingFiles": 1}',
    b'{"forceIncludingFiles": true, "title":',
    b"[]",
    b"<?php class X extends X_parent { function a() { parent::a(",
    b"<?php class X extends X { abstract function a(); private function b() {} use T; }",
    b"<?php interface X {} class X extends X_parent",
    b"<?php const VERSION = '",
    b"\xff\xfe\x00",
    b"",
)
RELEASE = "release_info.php"


class TestBroken:
    def test_a_manifest(self, module, write, read):
        module("Acme", "")
        write("GXModules/Acme/Pay/GXModule.json", '{"title":')
        inventory = read()
        assert [(p.name, p.state.value) for p in inventory.plugins] == [("Pay", "unknown")]
        assert inventory.unread[0].reason == "it is not JSON"

    def test_links(self, module, shop, read, tmp_path_factory):
        module("Acme", "")
        outside = tmp_path_factory.mktemp("outside")
        (outside / "Out/Shop/Overloads/order").mkdir(parents=True)
        (outside / "Out/Shop/Overloads/order/X.php").write_text("<?php class X {}")
        (shop / "GXModules/Linked").symlink_to(outside)
        (shop / "GXModules/Acme/loop").symlink_to(shop / "GXModules")
        (shop / "GXModules/Acme/self").symlink_to(shop / "GXModules/Acme/self")
        inventory = read()
        assert "gambio:Linked/Out" not in {plugin.uid for plugin in inventory.plugins}
        assert "it is a link out of the shop" in {entry.reason for entry in inventory.unread}


@pytest.mark.property
@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    try:
        for path, text in {RELEASE: b"<?php $gx_version = '", **tree}.items():
            target = root / path
            if target.is_dir() or any(parent.is_file() for parent in target.parents):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert isinstance(inventory, ShopInventory)
        inventory.to_dict()
    finally:
        shutil.rmtree(root)
