from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.shops import read_inventory

CORE = "vendor/oxid-esales/oxideshop-ce/source/Core/ShopVersion.php"
NAMES = (
    "source/modules/a/metadata.php",
    "source/modules/a/composer.json",
    "source/modules/a/src/Order.php",
    "source/modules/a/dependencies.yaml",
    "source/modules/a/views/b.tpl",
    "source/modules/v/vendormetadata.php",
    "source/modules/v/b/metadata.php",
    "source/modules/v/b/views/twig/extensions/themes/default/x.html.twig",
    "vendor/composer/installed.json",
    "vendor/oxid-esales/oxideshop-ce/source/Core/Autoload/BackwardsCompatibilityClassMap.php",
    "vendor/oxid-esales/oxideshop-ce/source/Application/Model/Order.php",
    "var/configuration/shops/1.yaml",
    "var/configuration/shops/2/modules/a.yaml",
    "var/configuration/shops/2/class_extension_chain.yaml",
    "var/configuration/shops/2/template_extension_chain.yaml",
)
TEXTS = (
    b"<?php $aModule = ['id' => 'a', 'extend' => ['oxorder' => 'A\\\\Order', 'x' => 'a/Order'],",
    (
        b"<?php $aModule = ['id' => 'a', 'extend' => ['oxorder' => 'A\\\\Order'],"
        b" 'blocks' => [['template'"
        b" => 't', 'block' => 'b', 'file' => '/views/b.tpl']]];"
    ),
    b"<?php namespace A; class Order extends Order_parent { use B; function save() { parent::save",
    b"<?php class Order extends Order { use Order; function save() { $this->save(); } }",
    b"<?php return ['oxorder' => 'A\\\\Order', 1 => 2];",
    b'{"name": "a/a", "autoload": {"psr-4": {"A\\\\": ["src/", 5, "../../.."]}}}',
    b'{"packages": [{"name": "a", "type": "oxideshop-module", "install-path": "../../.."}, 5]}',
    b"modules:\n  a:\n    path: a\n    configured: true\nmoduleChains:\n  classExtensions: {  }\n",
    b"id: a\nmoduleSource: source/modules/a\nactivated: true\n",
    b"oxorder:\n  - A\\Order\n",
    b"{% block a %}{% block b %}{{ parent(",
    b"\xff\xfe\x00\x00",
    b"[" * 3_000,
    b"",
)


@pytest.fixture
def root(write, tmp_path):
    write(CORE, "<?php return '6.5.0';")
    return tmp_path


def _reasons(root):
    return {entry.path: entry.reason for entry in read_inventory(root).unread}


class TestBrokenFiles:
    @pytest.mark.parametrize(
        "text", [b"<?php $aModule = [", b"", b"\xff\xfe", b"<?php $aModule = f();"]
    )
    def test_metadata(self, root, write, text):
        write("source/modules/a/metadata.php", text)
        assert [plugin.uid for plugin in read_inventory(root).plugins] == ["oxid:a"]

    def test_metadata_that_is_encoded(self, root, write):
        write("source/modules/a/metadata.php", "<?php //0046a\nloader")
        inventory = read_inventory(root)
        assert [plugin.uid for plugin in inventory.plugins] == ["oxid:a"]
        assert "ionCube" in inventory.unread[0].reason
        assert [claim.kind for claim in inventory.plugins[0].claims] == ["opaque"]

    def test_lists_of_packages(self, root, write):
        write("vendor/composer/installed.json", "[" * 100_000)
        assert _reasons(root) == {"vendor/composer/installed.json": "it is not JSON"}

    def test_too_large(self, root, write):
        write("var/configuration/shops/1.yaml", "# " + "x" * 5_000_000)
        assert "bytes" in _reasons(root)["var/configuration/shops/1.yaml"]


class TestLinks:
    def test_out_of_the_shop(self, root, tmp_path_factory):
        outside = tmp_path_factory.mktemp("outside")
        (outside / "metadata.php").write_text("<?php $aModule = ['id' => 'secret'];")
        (root / "source/modules").mkdir(parents=True)
        (root / "source/modules/a").symlink_to(outside)
        inventory = read_inventory(root)
        assert "secret" not in str(inventory.to_dict())
        assert {entry.reason for entry in inventory.unread} == {"it is a link out of the shop"}

    def test_loops(self, root, write):
        write("source/modules/v/vendormetadata.php")
        (root / "source/modules/v/again").symlink_to(root / "source/modules/v")
        (root / "source/modules/self").symlink_to(root / "source/modules/self")
        assert read_inventory(root).plugins == ()


def test_many_modules_take_little_time(root, write):
    for number in range(60):
        place = f"source/modules/m{number}"
        write(
            f"{place}/metadata.php",
            f"<?php $aModule = ['id' => 'm{number}', 'extend' => ['oxorder' => 'm{number}/a']];",
        )
        methods = "".join(f"function f{n}() {{ return {n}; }}\n" for n in range(50))
        write(f"{place}/a.php", f"<?php class a extends a_parent {{\n{methods}}}")
    begin = time.perf_counter()
    inventory = read_inventory(root)
    assert len(inventory.plugins) == 60
    assert time.perf_counter() - begin < 10


@pytest.mark.property
@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    try:
        for path, text in {CORE: b"<?php return '6.5.0';", **tree}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert isinstance(inventory, ShopInventory)
        assert list(inventory.plugins) == sorted(inventory.plugins, key=lambda p: p.uid)
        inventory.to_dict()
    finally:
        shutil.rmtree(root)
