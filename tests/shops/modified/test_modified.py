from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import PluginState, ShopInventory, match_overlaps
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import evidence_from_rows, read_inventory

VERSION = "<?php define('PROJECT_MAJOR_VERSION', '3');\ndefine('PROJECT_MINOR_VERSION', '1.5');"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def put(path: str, text: str = "<?php") -> Path:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    return put


@pytest.fixture
def shop(write: Callable[..., Path], tmp_path: Path) -> Path:
    write("inc/auto_include.inc.php")
    write("admin/includes/version.php", VERSION)
    (tmp_path / "includes/modules/payment").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def read(tmp_path: Path) -> Callable[[], ShopInventory]:
    return lambda: read_inventory(tmp_path)


def _uids(inventory: ShopInventory) -> list[str]:
    return [plugin.uid for plugin in inventory.plugins]


class TestShop:
    def test_version(self, shop, read):
        inventory = read()
        assert (inventory.platform, inventory.platform_version) == ("modified", "3.1.5")
        assert inventory.unread == ()

    @pytest.mark.parametrize("name", ["admin_8f2", "verwaltung"])
    def test_directory_of_the_administration_is_renamed(self, shop, write, read, name):
        write("_installer/includes/version.php", VERSION.replace("3", "9"))
        write("admin/includes/application_top.php")
        (shop / "admin/includes/application_top.php").unlink()
        (shop / "admin").rename(shop / name)
        write(f"{name}/includes/application_top.php")
        write(f"{name}/includes/modules/system/audit.php", "<?php class audit {}")
        inventory = read()
        assert inventory.platform_version == "3.1.5"
        assert _uids(inventory) == ["modified:system/audit"]

    def test_before_2_0(self, shop, write, read):
        (shop / "inc/auto_include.inc.php").unlink()
        (shop / "admin/includes/version.php").unlink()
        write("inc/xtc_db_query.inc.php")
        write(
            "admin/includes/application_top.php",
            "<?php define('PROJECT_VERSION', 'xtcModified v1.05 SP1 dated: 2010-07-18');",
        )
        assert read().platform_version == "1.05 SP1"

    def test_another_shop_of_the_family_is_not_one(self, shop, write, read):
        (shop / "inc/auto_include.inc.php").unlink()
        write("inc/xtc_db_query.inc.php")
        write("admin/includes/application_top.php", "<?php // xt:Commerce")
        with pytest.raises(UnknownPlatformError):
            read()

    def test_without_a_version(self, shop, read):
        (shop / "admin/includes/version.php").unlink()
        inventory = read()
        assert inventory.platform_version is None
        assert [entry.path for entry in inventory.unread] == ["admin"]


class TestModules:
    def test_of_every_kind(self, shop, write, read):
        write("includes/modules/payment/acme.php", "<?php class acme { var $version = '1.4'; }")
        write("includes/modules/payment/acme/client.php")
        write("includes/modules/shipping/dp.php")
        write("includes/modules/downloads.php")
        write("admin/includes/modules/system/audit.php")
        assert [(p.uid, p.version, p.state) for p in read().plugins] == [
            ("modified:payment/acme", "1.4", PluginState.UNKNOWN),
            ("modified:shipping/dp", None, PluginState.UNKNOWN),
            ("modified:system/audit", None, PluginState.UNKNOWN),
        ]

    def test_evidence_wins(self, shop, write):
        write("includes/modules/payment/acme.php")
        rows = [("acme.php", 1)]
        given = evidence_from_rows(rows, name=0, active=1)
        (plugin,) = read_inventory(shop, evidence=given).plugins
        assert (plugin.state, plugin.evidence) == (PluginState.ACTIVE, "database")


class TestIncluded:
    def test_belongs_to_the_module_of_its_name(self, shop, write, read):
        write("includes/modules/payment/acme.php")
        write("includes/extra/checkout/checkout_process_end/10_acme.php")
        write("includes/extra/ajax/acme_status.php")
        write("admin/includes/extra/modules/orders/orders_update/acme.php")
        (plugin,) = read().plugins
        assert (plugin.uid, plugin.state) == ("modified:payment/acme", PluginState.UNKNOWN)
        assert [(c.target, c.area) for c in plugin.claims if c.kind == "mod.hook"] == [
            ("admin/includes/extra/modules/orders/orders_update", "admin"),
            ("includes/extra/ajax", ""),
            ("includes/extra/checkout/checkout_process_end", ""),
        ]

    def test_else_it_is_one_with_all_of_its_name(self, shop, write, read):
        write("includes/extra/header/header_body/10_tracker.php")
        write("includes/extra/application_bottom/999-Tracker.php")
        (plugin,) = read().plugins
        assert (plugin.uid, plugin.kind) == ("modified:extra/tracker", "extra")
        assert plugin.state is PluginState.ACTIVE
        assert plugin.evidence == "includes/extra/application_bottom/999-Tracker.php"

    def test_other_files_are_none(self, shop, write, read):
        write("includes/extra/ajax/index.html")
        write("includes/extra/ajax/tracker.php.bak")
        assert read().plugins == ()

    def test_the_order_is_that_of_people(self, shop, write, read):
        for name in ("100_c.php", "20_b.php", "9_A.php", "z.php"):
            write(f"includes/extra/ajax/{name}")
        ranks = {p.name: p.claims[0].rank for p in read().plugins}
        assert ranks == {"a": (1,), "b": (2,), "c": (3,), "z": (4,)}

    def test_many_in_one_place_are_no_conflict(self, shop, write, read):
        write("includes/extra/ajax/a.php")
        write("includes/extra/ajax/b.php")
        assert match_overlaps(read()) == ()

    def test_names_that_php_knows_once(self, shop, write, read):
        write("includes/extra/functions/a.php", "<?php\nfunction format_price() {}")
        write("includes/extra/functions/b.php", "<?php\n\nfunction Format_Price() {}")
        (found,) = match_overlaps(read())
        assert found.code == "OVERLAP_CLASH"
        assert found.target.lower() == "format_price()"
        assert [c.line for m in found.members for c in m.claims] == [2, 3]

    def test_names_that_are_asked_for_first(self, shop, write, read):
        text = "<?php if (!function_exists('f')) { function f() {} }"
        write("includes/extra/functions/a.php", text)
        write("includes/extra/functions/b.php", text)
        assert match_overlaps(read()) == ()

    def test_an_encoded_file_is_told(self, shop, write, read):
        write(
            "includes/extra/ajax/a.php",
            "<?php //00551 if(!extension_loaded('ionCube Loader')){die('x');} ?>\nHR+cPx",
        )
        (plugin,) = read().plugins
        assert [claim.kind for claim in plugin.claims] == ["mod.hook", "opaque"]

    def test_links(self, shop, write, read, tmp_path_factory):
        outside = tmp_path_factory.mktemp("outside")
        (outside / "far.php").write_text("<?php function far() {}")
        write("includes/extra/ajax/a.php")
        (shop / "includes/extra/far").symlink_to(outside)
        (shop / "includes/extra/ajax/loop").symlink_to(shop / "includes/extra")
        assert _uids(read()) == ["modified:extra/a"]


NAMES = (
    "admin/includes/version.php",
    "admin/includes/application_top.php",
    "admin/includes/extra/a/b.php",
    "admin/includes/modules/system/s.php",
    "includes/extra/functions/10_p.php",
    "includes/extra/a/b/c/d.php",
    "includes/modules/payment/p.php",
    "includes/modules/order_total/p.php",
)
TEXTS = (
    b"<?php define('PROJECT_MAJOR_VERSION', ''); define('PROJECT_MINOR_VERSION', '",
    b"<?php define('PROJECT_VERSION', 'modified v');",
    b"<?php class p { var $version = array(1); function __construct() { $this->version .= 'x'; ",
    b"<?php function a() {} function &b() {} if (1) { function c() {} } class",
    b"<?php //00551 ionCube",
    b"\xff\xfe\x00",
    b"",
)


@pytest.mark.property
@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    try:
        (root / "includes/modules/payment").mkdir(parents=True)
        for path, text in {"inc/auto_include.inc.php": b"", **tree}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert inventory.platform == "modified"
        inventory.to_dict()
        match_overlaps(inventory)
    finally:
        shutil.rmtree(root)
