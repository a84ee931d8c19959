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
    "admin/includes/version.php",
    "admin/includes/modules/system/x.php",
    "admin/includes/extra/footer/1_.php",
    "includes/modules/payment/x.php",
    "includes/modules/payment/.php",
    "includes/extra/functions/x.php",
    "includes/extra/functions/y.php",
    "includes/extra/functions/00000000000000000000000000000000000001_y.php",
    "includes/extra/x.php",
    "includes/external/x/vendor/composer/autoload_real.php",
)
TEXTS = (
    b"<?php define('PROJECT_MAJOR_VERSION', '",
    b"<?php define('PROJECT_MAJOR_VERSION', 'x'); define('PROJECT_REVISION', '-');",
    b"<?php class x { function a() { $this->version = ['1']; ",
    b"<?php class x { const VERSION = self::X; } function y() {} class x {}",
    b"<?php interface {} function () {} class ; trait",
    b"\xff\xfe\x00class",
    b"",
)
TOP = "includes/application_top.php"


class TestBroken:
    def test_links(self, shop, write, read, tmp_path_factory):
        write("includes/extra/functions/acme.php")
        outside = tmp_path_factory.mktemp("outside")
        (outside / "out.php").write_text("<?php class Out {}")
        (shop / "includes/modules").mkdir(parents=True)
        (shop / "includes/modules/payment").symlink_to(outside)
        (shop / "includes/extra/loop").symlink_to(shop / "includes")
        (shop / "includes/extra/self").symlink_to(shop / "includes/extra/self")
        inventory = read()
        assert [plugin.uid for plugin in inventory.plugins] == ["modified:acme"]
        assert "it is a link out of the shop" in {entry.reason for entry in inventory.unread}

    def test_latin(self, shop, write, read):
        write("includes/modules/payment/acme.php", "<?php class acme {} // Grün".encode("latin-1"))
        assert read().unread == ()


@pytest.mark.property
@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    try:
        for path, text in {TOP: b"<?php define('PROJECT_VERSION', 'xtcModified", **tree}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert isinstance(inventory, ShopInventory)
        inventory.to_dict()
    finally:
        shutil.rmtree(root)
