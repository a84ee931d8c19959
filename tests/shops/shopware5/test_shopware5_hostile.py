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
    "custom/plugins/A/A.php",
    "custom/plugins/A/plugin.xml",
    "custom/plugins/A/Sub.php",
    "custom/plugins/A/Resources/services.xml",
    "custom/plugins/A/Resources/views/frontend/x.tpl",
    "custom/plugins/A/Resources/views/backend/x.js",
    "themes/Frontend/Bare/frontend/x.tpl",
    "engine/Shopware/Plugins/Local/Core/B/Bootstrap.php",
    "engine/Shopware/Plugins/Local/Core/B/plugin.json",
    "composer.lock",
)
TEXTS = (
    b"<?php class A { function on() { 'a::b::replace' => [",
    b"<?php ['a::b::replace' => ['on', 5]]; function on() { executeParent(",
    b"<?php $x = A::class . '::b::after', 'c::d::before', ;",
    b"<?php function getVersion() { return '1'",
    b"<plugin><version>1</version><compatibility minVersion='x'><blacklist/></compatibility>",
    (
        b"<plugin><compatibility minVersion='1' maxVersion=''/><requiredPlugins><requiredPlugin/>"
        b"</requiredPlugins></plugin>"
    ),
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><plugin>&b;</plugin>",
    (
        b"<container><imports><import resource='services.xml'/></imports><services><service"
        b" decorates='a' decoration-priority='-'/></services></container>"
    ),
    b"{extends file='parent:frontend/x.tpl'}{block name='a'}{block name=",
    b"{block name='backend/'}{/block}{/block}{block}",
    b'{"packages": [5], "label": 5, "currentVersion": 5}',
    b"\xff\xfe\x00",
    b"",
)
KERNEL = "engine/Shopware/Kernel.php"


class TestBroken:
    @pytest.mark.parametrize("text", ["<plugin>", "", "<!DOCTYPE a []><plugin/>"])
    def test_manifests(self, plugin, write, read, text):
        plugin("Pay")
        write("custom/plugins/Pay/plugin.xml", text)
        inventory = read()
        assert [(p.name, p.version) for p in inventory.plugins] == [("Pay", None)]
        assert inventory.unread[0].path == "custom/plugins/Pay/plugin.xml"

    def test_services_with_a_document_type(self, plugin, read):
        plugin("Pay", {"Resources/services.xml": "<!DOCTYPE a><container decorates=''/>"})
        assert read().unread[0].reason == "it declares a document type"

    def test_links(self, plugin, shop, read, tmp_path_factory):
        plugin("Pay")
        outside = tmp_path_factory.mktemp("outside")
        (outside / "Out.php").write_text("<?php 'a::b::replace' => 'x'")
        (shop / "custom/plugins/Out").symlink_to(outside)
        (shop / "custom/plugins/Pay/loop").symlink_to(shop / "custom/plugins/Pay")
        (shop / "custom/plugins/Pay/self").symlink_to(shop / "custom/plugins/Pay/self")
        inventory = read()
        assert "a::b" not in str(inventory.to_dict())
        assert "it is a link out of the shop" in {entry.reason for entry in inventory.unread}


@pytest.mark.property
@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    try:
        for path, text in {KERNEL: b"<?php", **tree}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert isinstance(inventory, ShopInventory)
        inventory.to_dict()
    finally:
        shutil.rmtree(root)
