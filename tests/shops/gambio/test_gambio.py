from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import PluginState, ShopInventory, match_overlaps
from sellxed_sdk.shops import evidence_from_rows, read_inventory

HANDS_ON = "public function proceed() { $this->mine(); parent::proceed(); }"
CUTS = "public function proceed() { $this->mine(); }"
MARKS = {
    "release_info.php": "<?php return $gx_version = Application::VERSION;",
    "GambioCore/Application/Application.php": "<?php class Application {"
    " public const VERSION = 'v4.8.0.3'; }",
    "system/core/MainFactory.inc.php": "<?php class MainFactory {}",
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def put(path: str, text: str = "") -> Path:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    for name, text in MARKS.items():
        put(name, text)
    return put


@pytest.fixture
def overload(write: Callable[..., Path]) -> Callable[..., None]:
    """Write a class of a chain: where, above which class, its name, and its members."""

    def make(base: str, target: str, name: str, members: str, *, parent: str = "") -> None:
        write(
            f"{base}/{target}/{name}.inc.php",
            f"<?php\nclass {name} extends {parent or name + '_parent'}\n{{\n    {members}\n}}\n",
        )

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[[], ShopInventory]:
    return lambda: read_inventory(tmp_path)


class TestShop:
    @pytest.mark.parametrize(
        ("text", "version"),
        [
            ("$gx_version = 'v2.0.12.2 r8426';", "2.0.12.2"),
            ("$gx_version = 'v3.13.1.0';", "3.13.1.0"),
            ("return $gx_version = Other::VERSION;", None),
        ],
    )
    def test_version_before_gx4(self, write, read, tmp_path, text, version):
        (tmp_path / "GambioCore/Application/Application.php").unlink()
        write("release_info.php", f"<?php {text}")
        inventory = read()
        assert inventory.platform_version == version
        assert len(inventory.unread) == (version is None)

    def test_version_of_gx4(self, write, read):
        inventory = read()
        assert (inventory.platform, inventory.platform_version) == ("gambio", "4.8.0.3")


class TestModules:
    def test_are_two_levels_deep(self, write, read):
        write("GXModules/Acme/Pay/Shop/index.html")
        write("GXModules/index.html")
        write("GXModules/Acme/index.html")
        write("GXModules/Gambio/Hub/Shop/index.html")
        found = {plugin.uid: plugin.kind for plugin in read().plugins}
        assert found == {"gambio:Acme/Pay": "module", "gambio:Gambio/Hub": "core"}

    def test_without_a_manifest_always_run(self, write, read):
        write("GXModules/Acme/Pay/Shop/index.html")
        (plugin,) = read().plugins
        assert (plugin.state, plugin.evidence) == (PluginState.ACTIVE, "GXModules/Acme/Pay")

    @pytest.mark.parametrize(
        ("text", "state", "evidence"),
        [
            ('{"title": "a.b"}', PluginState.UNKNOWN, ""),
            ('{"forceIncludingFiles": false}', PluginState.UNKNOWN, ""),
            (
                '{"forceIncludingFiles": true}',
                PluginState.ACTIVE,
                "GXModules/Acme/Pay/GXModule.json",
            ),
            ("{", PluginState.UNKNOWN, ""),
        ],
    )
    def test_with_a_manifest_can_be_switched_off(self, write, read, text, state, evidence):
        write("GXModules/Acme/Pay/GXModule.json", text)
        (plugin,) = read().plugins
        assert (plugin.state, plugin.evidence) == (state, evidence)

    def test_have_the_version_of_composer(self, write, read):
        write("GXModules/Acme/Pay/composer.json", '{"name": "acme/pay", "version": "3.0.22"}')
        (plugin,) = read().plugins
        assert (plugin.version, plugin.package) == ("3.0.22", "acme/pay")

    def test_of_the_old_kind(self, write, read):
        write(
            "includes/modules/payment/acme_card.php",
            "<?php class acme_card_ORIGIN { const VERSION = '1.1.2'; }",
        )
        write("includes/modules/payment/acme/client.php", "<?php class Client {}")
        write("includes/modules/shipping/flat.php", "<?php class flat { var $version = '2.0'; }")
        assert [(p.uid, p.version, p.state) for p in read().plugins] == [
            ("gambio:payment/acme_card", "1.1.2", PluginState.UNKNOWN),
            ("gambio:shipping/flat", "2.0", PluginState.UNKNOWN),
        ]

    def test_evidence_wins(self, write, tmp_path):
        write("GXModules/Acme/Pay/Shop/index.html")
        write("includes/modules/payment/acme.php", "<?php class acme {}")
        rows = [{"key": "Acme/Pay", "on": 0}, {"key": "acme.php", "on": 1}]
        given = evidence_from_rows(rows, name="key", active="on")
        found = {p.uid: p.state for p in read_inventory(tmp_path, evidence=given).plugins}
        assert found == {
            "gambio:Acme/Pay": PluginState.INACTIVE,
            "gambio:payment/acme": PluginState.ACTIVE,
        }


class TestChains:
    def claims(self, read: Callable[[], ShopInventory], uid: str):
        plugin = read().find(uid)
        assert plugin is not None
        return [claim for claim in plugin.claims if claim.kind == "gx.overload"]

    def test_claims_have_their_method_and_line(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "OrderExtender", "AcmeExtender", HANDS_ON)
        (claim,) = self.claims(read, "gambio:Acme/Pay")
        assert (claim.target, claim.member) == ("OrderExtender", "proceed")
        assert (claim.mode.value, claim.cooperative) == ("extend", True)
        assert claim.path.endswith("Overloads/OrderExtender/AcmeExtender.inc.php")
        assert claim.line == 4

    def test_private_methods_are_none(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "A", "X", "private function mine() {}")
        assert self.claims(read, "gambio:Acme/Pay") == []

    def test_the_order_is_that_of_paths(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "A", "Acme", HANDS_ON)
        overload("GXModules/Beta/Ship/Admin/Overloads", "A", "Beta", HANDS_ON)
        overload("system/overloads", "A", "Zeta", HANDS_ON)
        ranks = {
            uid: self.claims(read, uid)[0].rank
            for uid in ("gambio:system/overloads", "gambio:Acme/Pay", "gambio:Beta/Ship")
        }
        assert list(ranks.values()) == [(1,), (2,), (3,)]
        assert match_overlaps(read()) == ()

    def test_what_does_not_hand_on_is_told(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "A", "Acme", HANDS_ON)
        overload("GXModules/Beta/Ship/Shop/Overloads", "A", "Beta", CUTS)
        (found,) = match_overlaps(read())
        assert (found.code, found.target) == ("OVERLAP_CHAIN_BROKEN", "A::proceed")
        assert (found.winner, found.lost) == ("gambio:Beta/Ship", ("gambio:Acme/Pay",))

    def test_the_innermost_need_not_hand_on(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "A", "Acme", CUTS)
        overload("GXModules/Beta/Ship/Shop/Overloads", "A", "Beta", HANDS_ON)
        assert match_overlaps(read()) == ()

    def test_other_methods_of_one_class_are_none(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "A", "Acme", "function one() {}")
        overload("GXModules/Beta/Ship/Shop/Overloads", "A", "Beta", "function two() {}")
        assert match_overlaps(read()) == ()

    def test_a_class_beside_the_chain_cuts_it_off(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "A", "Acme", HANDS_ON)
        overload("GXModules/Beta/Ship/Shop/Overloads", "A", "Beta", HANDS_ON, parent="A")
        (found,) = match_overlaps(read())
        assert found.lost == ("gambio:Acme/Pay",)

    def test_shop_and_administration_have_a_class_order_each(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "order", "Acme", CUTS)
        overload("GXModules/Beta/Ship/Admin/Overloads", "Admin-order", "Beta", CUTS)
        assert [c.area for c in self.claims(read, "gambio:Beta/Ship")] == ["admin"]
        assert match_overlaps(read()) == ()

    def test_two_classes_of_one_name_stop_the_shop(self, overload, read):
        overload("GXModules/Acme/Pay/Shop/Overloads", "A", "Extender", "function a() {}")
        overload("GXModules/Beta/Ship/Shop/Overloads", "B", "Extender", "function b() {}")
        (found,) = match_overlaps(read())
        assert (found.code, found.target) == ("OVERLAP_CLASH", "Extender")

    def test_where_the_platform_does_not_look(self, overload, read):
        overload("GXModules/Acme/Pay/Overloads", "A", "One", CUTS)
        overload("GXModules/Acme/Pay/Components/Overloads", "A", "Two", CUTS)
        overload("GXModules/Acme/Pay/Shop/Overloads/deep", "A", "Three", CUTS)
        overload("system/overloads", "_samples", "Four", CUTS)
        assert self.claims(read, "gambio:Acme/Pay") == []

    def test_what_somebody_wrote_by_hand(self, overload, read):
        overload("user_classes/overloads", "A", "Mine", CUTS)
        plugin = read().find("gambio:user_classes/overloads")
        assert (plugin.kind, plugin.state) == ("override", PluginState.ACTIVE)

    def test_an_encoded_class_is_told(self, write, read):
        write(
            "GXModules/Acme/Pay/Shop/Overloads/A/X.inc.php",
            "<?php //00551 if(!extension_loaded('ionCube Loader')){die('x');} ?>\nHR+cPx",
        )
        (plugin,) = read().plugins
        assert [claim.kind for claim in plugin.claims] == ["opaque"]


NAMES = (
    "release_info.php",
    "GXModules/A/B/GXModule.json",
    "GXModules/A/B/composer.json",
    "GXModules/A/B/Shop/Overloads/C/X.inc.php",
    "GXModules/A/D/Admin/overloads/C/X.inc.php",
    "system/overloads/C/Y.inc.php",
    "user_classes/overloads/C/Z.inc.php",
    "includes/modules/payment/p.php",
)
TEXTS = (
    b"<?php class X extends X_parent { public function a() { parent::a(); } static function",
    b"<?php namespace N; class x extends \\N\\X_parent { function A() {} private $b; }",
    b"<?php class Y { abstract function a(); } class Z extends Z_parent { function a() {} }",
    b"<?php $gx_version = 'v'; $this->version = 5.1; const VERSION = [1];",
    b'{"forceIncludingFiles": 1, "name": [], "version": 7, "conflict": {"a/b": "*"}}',
    b"<?php //00551 ionCube",
    b"\xff\xfe\x00",
    b"",
)


@pytest.mark.property
@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    marks = {name: text.encode() for name, text in MARKS.items()}
    try:
        for path, text in {**marks, **tree}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert inventory.platform == "gambio"
        inventory.to_dict()
        match_overlaps(inventory)
    finally:
        shutil.rmtree(root)
