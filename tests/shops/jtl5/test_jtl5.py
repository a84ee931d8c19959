from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import Claim, PluginState, ShopInventory, match_overlaps
from sellxed_sdk.shops import evidence_from_rows, read_inventory

MARKS = {
    "jtl.php": "<?php",
    "includes/defines_inc.php": "<?php\nconst APPLICATION_VERSION         = '5.4.0';",
    "includes/hooks_inc.php": "<?php\nconst HOOK_BESTELLVORGANG_PAGE = 19;\n"
    "define('HOOK_SMARTY_OUTPUTFILTER', 140);",
    "templates/NOVA/template.xml": "<Template><Name>NOVA</Name><Version>1.4.0</Version>"
    "<MinShopVersion>5.4.0</MinShopVersion></Template>",
    "templates/NOVA/checkout/step.tpl": "{block name='pay'}{/block}{block name='ship'}{/block}",
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def put(path: str, text: str | bytes = "") -> Path:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    for name, text in MARKS.items():
        put(name, text)
    return put


@pytest.fixture
def plugin(write: Callable[..., Path]) -> Callable[..., None]:
    """Write a plugin, with files below its directory, and what its constructor runs."""

    def make(
        name: str, files: dict[str, str] | None = None, *, xml: str = "", boot: str = ""
    ) -> None:
        write(
            f"plugins/{name}/info.xml",
            f"<?xml version='1.0'?>\n<jtlshopplugin><Name>The {name}</Name>\n"
            f"<PluginID>{name}</PluginID><Version>1.2.3</Version>\n{xml}</jtlshopplugin>",
        )
        if boot:
            write(
                f"plugins/{name}/Bootstrap.php",
                f"<?php\nnamespace Plugin\\{name};\nclass Bootstrap extends Bootstrapper {{\n"
                f"public function boot(Dispatcher $dispatcher) {{\n{boot}\n}} }}",
            )
        for path, text in (files or {}).items():
            write(f"plugins/{name}/{path}", text)

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[[], ShopInventory]:
    return lambda: read_inventory(tmp_path)


@pytest.fixture
def claims(read: Callable[[], ShopInventory]) -> Callable[..., list[Claim]]:
    def find(name: str, kind: str = "jtl.hook") -> list[Claim]:
        found = read().find(f"jtl5:{name}")
        assert found is not None
        return [claim for claim in found.claims if claim.kind == kind]

    return find


class TestShop:
    @pytest.mark.parametrize(
        ("text", "version"),
        [
            ("const APPLICATION_VERSION = '5.3.2';", "5.3.2"),
            ("define('APPLICATION_VERSION', '5.0.1');", "5.0.1"),
            ("define('JTL_VERSION', 406);", "4.06"),
        ],
    )
    def test_version(self, write, read, text, version):
        write("includes/defines_inc.php", f"<?php {text}")
        inventory = read()
        assert (inventory.platform, inventory.platform_version) == ("jtl5", version)
        assert inventory.unread == ()

    def test_without_a_version(self, write, read):
        write("includes/defines_inc.php")
        inventory = read()
        assert inventory.platform_version is None
        assert inventory.unread[0].path == "includes/defines_inc.php"

    def test_templates_are_themes(self, write, read):
        write(
            "templates/Child/template.xml",
            "<Template><Name>My child</Name><Parent>NOVA</Parent><Version>2.0</Version></Template>",
        )
        child, nova = read().plugins
        assert (child.uid, child.kind, child.name) == ("jtl5:templates/Child", "theme", "My child")
        assert child.requires == (nova.uid,)
        assert nova.declares[0].versions == ">=5.4.0"


class TestPlugins:
    def test_are_directories_with_a_manifest(self, plugin, write, read):
        plugin("acme_pay")
        write("plugins/empty/Bootstrap.php")
        write("plugins/acme_pay/sub/info.xml", "<jtlshopplugin/>")
        found = read().find("jtl5:acme_pay")
        assert (found.name, found.version) == ("The acme_pay", "1.2.3")
        assert (found.state, found.kind) == (PluginState.UNKNOWN, "plugin")
        assert found.path == "plugins/acme_pay"
        assert len(read().plugins) == 2

    @pytest.mark.parametrize(
        ("xml", "versions"),
        [
            ("<ShopVersion>5.0.0</ShopVersion>", ">=5.0.0"),
            (
                "<MinShopVersion>5.1.2</MinShopVersion><MaxShopVersion>5.3.99</MaxShopVersion>",
                ">=5.1.2,<=5.3.99",
            ),
            ("<MaxShopVersion>0.0.0</MaxShopVersion>", None),
            ("<MinShopVersion>any</MinShopVersion>", None),
        ],
    )
    def test_versions_of_the_shop(self, plugin, read, xml, versions):
        plugin("acme_pay", xml=xml)
        declared = read().find("jtl5:acme_pay").declares
        assert [entry.versions for entry in declared] == ([versions] if versions else [])
        assert all((e.target, e.line) == ("jtl5", 4) for e in declared)

    def test_of_version_4(self, write, read, claims):
        write(
            "includes/plugins/old/info.xml",
            "<?xml version='1.0' encoding='ISO-8859-1'?><jtlshop3plugin><Name>H\u00e4ndler</Name>"
            "<PluginID>old_pay</PluginID><Shop4Version>406</Shop4Version><Install>"
            "<Version nr='100'/><Version nr='102'/><Hooks>\n<Hook id='19'>pay.php</Hook>"
            "</Hooks></Install></jtlshop3plugin>".encode("latin-1"),
        )
        write(
            "includes/plugins/old/version/102/bootstrap.php",
            "<?php class Bootstrap { function boot($d) { $d->listen('shop.hook.140', $x, 1); } }",
        )
        found = read().find("jtl5:old_pay")
        assert (found.name, found.version) == ("H\u00e4ndler", "102")
        assert found.declares[0].versions == ">=4.06"
        assert [(c.target, c.rank, c.path) for c in claims("old_pay")] == [
            ("HOOK_BESTELLVORGANG_PAGE", (5,), "includes/plugins/old/info.xml"),
            (
                "HOOK_SMARTY_OUTPUTFILTER",
                (1,),
                "includes/plugins/old/version/102/bootstrap.php",
            ),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "<jtlshop3plugin><PluginID>x</PluginID></jtlshop3plugin>",
            "<jtlshopplugin><Name>No id</Name></jtlshopplugin>",
            "<jtlshopplugin>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><jtlshopplugin/>",
            "",
        ],
    )
    def test_manifests_that_the_shop_does_not_take(self, write, read, text):
        write("plugins/broken/info.xml", text)
        inventory = read()
        assert [p.uid for p in inventory.plugins] == ["jtl5:templates/NOVA"]
        assert [entry.path for entry in inventory.unread] == ["plugins/broken/info.xml"]

    def test_an_id_that_is_taken(self, plugin, write, read):
        plugin("acme_pay")
        write(
            "plugins/copy/info.xml",
            "<jtlshopplugin><PluginID>acme_pay</PluginID><Version>2.0</Version></jtlshopplugin>",
        )
        inventory = read()
        assert inventory.find("jtl5:acme_pay").path == "plugins/acme_pay"
        assert inventory.unread[0].reason == "its PluginID is taken"

    def test_evidence_wins(self, plugin, tmp_path):
        plugin("acme_pay")
        rows = [{"cPluginID": "acme_pay", "nStatus": "active", "nVersion": "9"}]
        given = evidence_from_rows(rows, name="cPluginID", active="nStatus", version="nVersion")
        found = read_inventory(tmp_path, evidence=given).find("jtl5:acme_pay")
        assert (found.state, found.version) == (PluginState.ACTIVE, "9")


class TestHooks:
    @pytest.mark.parametrize(
        ("code", "target", "rank"),
        [
            ("$dispatcher->listen('shop.hook.' . \\HOOK_X, $f);", "HOOK_X", (5,)),
            ("$dispatcher->listen('shop.hook.' . HOOK_X, [$this, 'x'], 10);", "HOOK_X", (10,)),
            ("$dispatcher->hookInto(\\HOOK_X, $f, priority: 1);", "HOOK_X", (1,)),
            ("$dispatcher->hookInto(19, $f);", "HOOK_BESTELLVORGANG_PAGE", (5,)),
            ("$dispatcher->listen('shop.hook.7777', $f, $late);", "7777", None),
            ("$this->listen(HOOK_X, [Queue::class, 'run']);", "HOOK_X", (5,)),
            ("$dispatcher->listen('backend.notification', $f);", "backend.notification", (5,)),
        ],
    )
    def test_are_observed(self, plugin, claims, code, target, rank):
        plugin("acme_pay", boot=code)
        (claim,) = claims("acme_pay")
        assert (claim.target, claim.rank, claim.mode.value) == (target, rank, "observe")
        assert (claim.path, claim.line) == ("plugins/acme_pay/Bootstrap.php", 5)

    @pytest.mark.parametrize("code", ["$dispatcher->listen($event, $f);", "// listen(HOOK_X, $f);"])
    def test_that_the_text_does_not_tell(self, plugin, claims, code):
        plugin("acme_pay", boot=code)
        assert claims("acme_pay") == []

    def test_of_the_manifest(self, plugin, claims):
        xml = "<Install><Hooks>\n<Hook id='140' priority='9'>a.php</Hook></Hooks></Install>"
        plugin("acme_pay", xml=xml)
        (claim,) = claims("acme_pay")
        assert (claim.target, claim.rank, claim.line) == ("HOOK_SMARTY_OUTPUTFILTER", (9,), 5)

    def test_an_encoded_file_is_told(self, plugin, write, claims):
        plugin("acme_pay")
        write(
            "plugins/acme_pay/Bootstrap.php",
            "<?php //00551 if(!extension_loaded('ionCube Loader')){die('x');} ?>\nHR+cPx",
        )
        assert len(claims("acme_pay", "opaque")) == 1

    def test_many_are_no_conflict(self, plugin, read):
        for name in ("a", "b"):
            plugin(name, boot="$dispatcher->hookInto(19, $f, 5);")
        assert match_overlaps(read()) == ()


class TestBlocks:
    PLACE = "frontend/template/checkout/step.tpl"

    def test_that_add_and_that_replace(self, plugin, claims):
        plugin(
            "acme_pay",
            {
                self.PLACE: "{* {block name='no'} *}\n{block name='pay' append}x{/block}\n"
                "{block name='ship'}{$smarty.block.parent}{block name='in'}{/block}{/block}\n"
                '{block name="bill"}x{/block}'
            },
        )
        assert [
            (c.member, c.mode.value, c.cooperative, c.line) for c in claims("acme_pay", "jtl.block")
        ] == [
            ("bill", "replace", False, 4),
            ("pay", "extend", True, 2),
            ("ship", "extend", True, 3),
        ]

    def test_pages_of_its_own_are_none(self, plugin, claims):
        plugin("acme_pay", {"frontend/template/webhook.tpl": "{block name='pay'}x{/block}"})
        assert claims("acme_pay", "jtl.block") == []

    def test_two_that_replace_one(self, plugin, read):
        plugin("a", {self.PLACE: "{block name='pay'}a{/block}{block name='ship'}a{/block}"})
        plugin("b", {self.PLACE: "{block name='pay'}b{/block}"})
        (found,) = match_overlaps(read())
        assert (found.code, found.target) == ("OVERLAP_CONTESTED", "checkout/step.tpl::pay")

    def test_one_that_replaces_what_the_other_adds_to(self, plugin, read):
        plugin("a", {self.PLACE: "{block name='pay'}a{/block}"})
        plugin("b", {self.PLACE: "{block name='pay' append}b{/block}"})
        (found,) = match_overlaps(read())
        assert (found.code, found.lost) == ("OVERLAP_CHAIN_BROKEN", ("jtl5:b",))

    def test_two_that_add(self, plugin, read):
        for name in ("a", "b"):
            plugin(name, {self.PLACE: "{block name='pay' prepend}x{/block}"})
        assert match_overlaps(read()) == ()

    @pytest.mark.parametrize("text", ["{block a", '{block name="', "{*", "{block" + " " * 99])
    def test_long_templates_take_no_time(self, plugin, claims, text):
        plugin("a", {self.PLACE: text * (300_000 // len(text))})
        assert claims("a", "jtl.block") == []

    def test_links(self, plugin, tmp_path, read, tmp_path_factory):
        outside = tmp_path_factory.mktemp("outside")
        (outside / "step.tpl").write_text("{block name='far'}{/block}")
        plugin("a", {self.PLACE: "{block name='pay'}a{/block}"})
        (tmp_path / "plugins/a/frontend/template/loop").symlink_to(tmp_path / "plugins")
        (tmp_path / "plugins/far").symlink_to(outside)
        assert "far'" not in str(read().to_dict())


NAMES = (
    "plugins/a/info.xml",
    "plugins/a/Bootstrap.php",
    "plugins/a/composer.json",
    "plugins/a/frontend/template/checkout/step.tpl",
    "plugins/b/info.xml",
    "includes/plugins/c/info.xml",
    "includes/plugins/c/version/1/bootstrap.php",
    "includes/hooks_inc.php",
    "templates/T/template.xml",
)
TEXTS = (
    (
        b"<jtlshopplugin><PluginID>a</PluginID><Version/><Install><Hooks><Hook id='x'/><Hook"
        b" id='19' priority='99999999999'/></Hooks></Install><MinShopVersion>a b</MinShopVersion>"
        b"</jtlshopplugin>"
    ),
    (
        b"<jtlshop3plugin><PluginID>A</PluginID><Install><Version nr='../..'/></Install>"
        b"</jtlshop3plugin>"
    ),
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><jtlshopplugin>&b;</jtlshopplugin>",
    b"<Template><Parent>../x</Parent><Version>",
    b"<?php $d->listen('shop.hook.' . HOOK_, ); $d->listen(); $d->hookInto([], 1, []); listen(",
    b"{block name='a'}{block}{/block}{/block}{/block}{block name=",
    b"<?php const HOOK_A = 1; const HOOK_A = x;",
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
        assert inventory.platform == "jtl5"
        inventory.to_dict()
        match_overlaps(inventory)
    finally:
        shutil.rmtree(root)
