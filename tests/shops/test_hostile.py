"""Damaged shops of every system give an inventory, with what could not be read."""

import json
import os
import random
import re
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import check_compatibility
from sellxed_sdk.errors import InventoryError
from sellxed_sdk.shops import read_inventory
from sellxed_sdk.shops._detect import _SYSTEMS
from sellxed_sdk.shops._files import ShopFiles

NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
SW6 = "custom/plugins/Acme"
SITE = ".venv/lib/python3.11/site-packages"
XML = "<?xml version='1.0'?>\n"


def manifest(name, kind, **more):
    return json.dumps(
        {"name": f"acme/{name}", "type": kind, "version": "1.0.0", "conflict": {"b/b": "<2"}} | more
    )


TREES = {
    "wordpress": {
        "wp-includes/version.php": "<?php\n$wp_version = '6.8.3';\n",
        "wp-config.php": "<?php",
        "wp-load.php": "<?php",
        "wp-settings.php": "<?php",
        "wp-content/plugins/acme/acme.php": "<?php\n/*\nPlugin Name: Acme\nVersion: 1.0\n*/\n"
        "add_filter('woocommerce_get_price', 'acme_price'); function acme_price() {}",
        "wp-content/plugins/acme/composer.json": manifest("acme", "wordpress-plugin"),
        "wp-content/themes/shop/style.css": "/*\nTheme Name: Shop\nVersion: 1.0\n*/",
    },
    "magento2": {
        "bin/magento": "",
        "app/etc/di.xml": "<config/>",
        "composer.lock": '{"packages": [{"name": "magento/product-community-edition",'
        ' "version": "2.4.7"}]}',
        "app/etc/config.php": "<?php\nreturn ['modules' => ['Acme_Pay' => 1]];\n",
        "app/code/Acme/Pay/registration.php": "<?php\nuse Magento\\Framework\\Component\\"
        "ComponentRegistrar;\nComponentRegistrar::register(ComponentRegistrar::MODULE,"
        " 'Acme_Pay', __DIR__);",
        "app/code/Acme/Pay/etc/module.xml": '<config><module name="Acme_Pay"/></config>',
        "app/code/Acme/Pay/etc/di.xml": '<config><preference for="Magento\\A" type="Acme\\A"/>'
        "</config>",
        "app/code/Acme/Pay/composer.json": manifest("pay", "magento2-module"),
    },
    "magento1": {
        "app/Mage.php": "<?php final class Mage { public static function getVersionInfo() {"
        " return array('major' => '1', 'minor' => '9', 'revision' => '4', 'patch' => '5'); } }",
        "app/etc/modules/Acme_Pay.xml": "<config><modules><Acme_Pay><active>true</active>"
        "<codePool>community</codePool></Acme_Pay></modules></config>",
        "app/code/community/Acme/Pay/etc/config.xml": "<config><modules><Acme_Pay><version>1.0"
        "</version></Acme_Pay></modules><global><models><sales><rewrite><order>Acme_Pay_Order"
        "</order></rewrite></sales></models></global></config>",
        "app/code/community/Acme/Pay/Order.php": "<?php class Acme_Pay_Order {}",
    },
    "oxid": {
        "vendor/oxid-esales/oxideshop-ce/source/Core/ShopVersion.php": "<?php class A {"
        " function f() { return '6.5.4'; } }",
        "source/oxseo.php": "",
        "source/modules/acme/metadata.php": "<?php\n$sMetadataVersion = '2.1';\n$aModule = ['id' =>"
        " 'acme', 'version' => '1.0', 'extend' => ['oxorder' => 'Acme\\\\Order']];",
        "source/modules/acme/composer.json": manifest(
            "acme", "oxideshop-module", autoload={"psr-4": {"Acme\\": "src/"}}
        ),
        "source/modules/acme/src/Order.php": "<?php\nnamespace Acme;\nclass Order extends"
        " Order_parent { function finalizeOrder() {} }",
    },
    "shopware5": {
        "engine/Shopware/Kernel.php": "<?php class Kernel { $a = ['version' => '5.7.19']; }",
        "custom/plugins/Acme/Acme.php": "<?php namespace Acme; class Acme {}",
        "custom/plugins/Acme/plugin.xml": "<plugin><label>A</label><version>1.0</version></plugin>",
        "custom/plugins/Acme/Resources/services.xml": "<container><services><service id='a'"
        " decorates='b'/></services></container>",
        "custom/plugins/Acme/Resources/views/a.tpl": '{block name="a"}{/block}',
    },
    "shopware6": {
        "bin/console": "",
        "composer.lock": '{"packages": [{"name": "shopware/core", "version": "v6.6.7.0"}]}',
        "vendor/composer/installed.json": '{"packages": [{"name": "acme/b", "version": "1.0",'
        ' "type": "shopware-platform-plugin", "install-path": "../acme/b"}]}',
        f"{SW6}/composer.json": manifest(
            "acme",
            "shopware-platform-plugin",
            extra={"shopware-plugin-class": "Acme\\Acme"},
            autoload={"psr-4": {"Acme\\": "src/"}},
        ),
        f"{SW6}/src/Acme.php": "<?php namespace Acme; class Acme {}",
        f"{SW6}/src/Resources/config/services.xml": "<container><services><service id='Acme\\R'"
        " decorates='Core\\R'/></services></container>",
        f"{SW6}/src/Resources/config/services.yaml": "services:\n  Acme\\R:\n    decorates: C\n",
        f"{SW6}/src/Resources/views/storefront/a.html.twig": "{% sw_extends 'a' %}\n"
        "{% block a %}{% endblock %}",
        "custom/apps/App/manifest.xml": "<manifest><meta><name>App</name></meta></manifest>",
    },
    "opencart": {
        "index.php": "<?php\n// Version\ndefine('VERSION', '3.0.3.8');\n",
        "admin/index.php": "<?php\n// Version\ndefine('VERSION', '3.0.3.8');\n",
        "admin/controller/common/header.php": "<?php\n",
        "system/startup.php": "<?php\n",
        "system/engine/loader.php": "<?php\n",
        "catalog/controller/common/header.php": "<?php\n",
        "catalog/model/a.php": "<?php\nclass A {\n}\n",
        "system/acme.ocmod.xml": "<modification><name>A</name><code>a</code><file"
        ' path="catalog/model/a.php"><operation><search>class A</search><add position="after">x'
        "</add></operation></file></modification>",
    },
    "prestashop": {
        "config/defines.inc.php": "<?php",
        "config/settings.inc.php": "<?php define('_PS_VERSION_', '1.6.1.24');",
        "classes/module/Module.php": "<?php class ModuleCore {}",
        "modules/acme/acme.php": "<?php\nclass Acme extends Module { function __construct() {"
        " $this->name = 'acme'; $this->version = '1.0'; } }",
        "modules/acme/override/classes/Cart.php": "<?php\nclass Cart extends CartCore {"
        " function add() {} }",
        "override/classes/Cart.php": "<?php\nclass Cart extends CartCore { function add() {} }",
    },
    "gambio": {
        "release_info.php": "<?php $gx_version = 'v4.8.0.3';",
        "system/core/MainFactory.inc.php": "<?php class MainFactory {}",
        "GXModules/Acme/Pay/GXModule.json": '{"title": "Pay", "version": "1.0"}',
        "GXModules/Acme/Pay/Shop/Overloads/Checkout/Acme.inc.php": "<?php class Acme extends"
        " Acme_parent { function proceed() {} }",
    },
    "modified": {
        "inc/auto_include.inc.php": "<?php",
        "admin/includes/version.php": "<?php define('PROJECT_MAJOR_VERSION', '3');\n"
        "define('PROJECT_MINOR_VERSION', '1.5');",
        "admin/includes/modules/system/audit.php": "<?php class audit {}",
        "includes/modules/payment/acme.php": "<?php class acme { var $code = 'acme'; }",
        "includes/extra/application_top/acme.php": "<?php",
    },
    "jtl5": {
        "jtl.php": "<?php",
        "includes/defines_inc.php": "<?php\nconst APPLICATION_VERSION = '5.4.0';",
        "includes/hooks_inc.php": "<?php\nconst HOOK_BESTELLVORGANG_PAGE = 19;",
        "templates/NOVA/template.xml": "<Template><Name>NOVA</Name><Version>1</Version></Template>",
        "plugins/acme/info.xml": XML + "<jtlshopplugin><Name>A</Name><PluginID>acme</PluginID>"
        "<Version>1.0</Version></jtlshopplugin>",
        "plugins/acme/Bootstrap.php": "<?php\nnamespace Plugin\\acme;\nclass Bootstrap extends"
        " Bootstrapper { function boot($d) { $d->listen('shop.hook.19', [$this, 'a']); } }",
    },
    "odoo": {
        "odoo/release.py": "version_info = (17, 0, 0, 'final', 0, '')\n",
        "odoo/models.py": "class BaseModel:\n    pass\n",
        "odoo/addons/base/__manifest__.py": "{'name': 'Base', 'version': '1.1'}",
        "addons/acme/__manifest__.py": "{'version': '17.0.1.0.0', 'depends': ['base']}",
        "addons/acme/__init__.py": "from . import models\n",
        "addons/acme/models.py": "class A(models.Model):\n    _inherit = 'x'\n"
        "    def write(self, v):\n        pass\n",
    },
    "django": {
        "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        "shop/settings.py": "INSTALLED_APPS = ['acme']\nMIDDLEWARE = []\n",
        ".venv/pyvenv.cfg": "",
        f"{SITE}/acme-1.0.dist-info/METADATA": "Name: acme\nVersion: 1.0\n",
        f"{SITE}/acme/__init__.py": "",
        f"{SITE}/acme/apps.py": "class C(AppConfig):\n    name = 'acme'\n",
    },
}
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;"><!ENTITY d "&c;&c;">]><a>&d;</a>'
DAMAGE = {
    "empty": b"",
    "a NUL": b"<?php \0 class \0 {",
    "random": random.Random(7).randbytes(4000),  # noqa: S311
    "no UTF-8": b"\xff\xfe\x00<?php \xc3\x28 'x\xe9' => \xed\xa0\x80",
    "one character": b"(" * 5_000_000,
    "PHP arrays": b"<?php return " + b"[" * 50_000,
    "XML elements": b"<a>" * 50_000,
    "JSON lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "YAML indents": "".join(f"{' ' * n}a:\n" for n in range(1500)).encode(),
    "Python brackets": b"x = " + b"(" * 50_000,
    "entities": BOMB.encode(),
    "a file elsewhere": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    "numbers": b'{"version": ' + b"9" * 6000 + b"}",
    "JSON of other types": b'{"name": 1, "type": [], "version": {}, "require": [1], "conflict": 2,'
    b' "extra": "x", "autoload": {"psr-4": [3]}, "packages": {"a": [null]}}',
    "JSON names": b'{"name": "a/\\ud800", "version": "\\u0000", "packages": [{"name": "a/b",'
    b' "version": "1", "type": "shopware-platform-plugin", "install-path": "../\\ud800\\u0000"}],'
    b' "autoload": {"psr-4": {"A\\\\": "\\u0000", "B\\\\": "\\ud800"}}}',
}
CASES = [(name, path) for name, tree in TREES.items() for path in tree]


@pytest.fixture
def grow(tmp_path):
    def grow(name):
        return plant(tmp_path / name, name)

    return grow


def plant(root, name):
    for path, text in TREES[name].items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def survive(root):
    """Read a shop; None where the damage leaves no shop system to recognise."""
    try:
        inventory = read_inventory(root)
    except InventoryError:
        return None
    json.dumps(inventory.to_dict()).encode("utf-8")
    check_compatibility(inventory, rules=None, now=NOW)
    return inventory


def test_every_system_has_a_tree_that_it_reads(grow):
    assert {system.platform for system in _SYSTEMS} == set(TREES)
    for name in TREES:
        inventory = survive(grow(name))
        assert inventory is not None, name
        assert inventory.platform == name
        assert any("acme" in plugin.uid.lower() or plugin.claims for plugin in inventory.plugins), (
            name
        )


class TestContents:
    @pytest.mark.parametrize(("name", "path"), CASES)
    def test_any_content(self, grow, name, path):
        root = grow(name)
        for data in DAMAGE.values():
            (root / path).write_bytes(data)
            survive(root)

    @pytest.mark.parametrize(("name", "path"), CASES)
    def test_names_that_lead_nowhere(self, grow, name, path):
        root, text = grow(name), TREES[name][path]
        for word in sorted(set(re.findall(r"[A-Za-z0-9_/.-]{3,}", text))):
            for other in ("\\u0000", "\\ud800", "\0", "../" * 30 + "etc", "/etc/", "x" * 5000):
                (root / path).write_text(text.replace(word, other))
                survive(root)

    @pytest.mark.parametrize("name", TREES)
    def test_truncated(self, grow, name):
        root, chance = grow(name), random.Random(11)  # noqa: S311
        for path, text in TREES[name].items():
            for _ in range(5):
                (root / path).write_text(text[: chance.randint(0, len(text))])
                survive(root)
            (root / path).write_text(text)

    @pytest.mark.property
    @settings(max_examples=60, deadline=None)
    @given(case=st.sampled_from(CASES), data=st.data())
    def test_pieces_in_another_order(self, case, data):
        name, path = case
        text = TREES[name][path].encode()
        cut = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.binary(max_size=9))
        with tempfile.TemporaryDirectory() as place:
            root = plant(Path(place), name)
            first, second, other = data.draw(cut)
            (root / path).write_bytes(text[:first] + other + text[second:])
            survive(root)


class TestPlaces:
    @pytest.mark.parametrize("name", TREES)
    def test_no_file_where_one_belongs(self, grow, tmp_path, name):
        root = grow(name)
        (tmp_path / "secret").write_text("<?php // OUTSIDE-THE-SHOP")
        for path, text in TREES[name].items():
            file = root / path
            for put in (
                Path.mkdir,
                os.mkfifo,
                lambda file: file.symlink_to(file.name),
                lambda file: file.symlink_to(tmp_path / "secret"),
            ):
                file.unlink()
                put(file)
                found = survive(root)
                assert found is None or "OUTSIDE" not in json.dumps(found.to_dict())
                file.rmdir() if file.is_dir() and not file.is_symlink() else file.unlink()
                file.write_text(text)

    @pytest.mark.parametrize("name", TREES)
    def test_strange_entries(self, grow, name):
        root = grow(name)
        for place in {(root / path).parent for path in TREES[name]}:
            for entry in ("a\nb.php", "\udcff.xml", "x" * 250, "composer.json\n"):
                (place / entry).write_text("<?php class A {}")
            (place / "loop").symlink_to(place)
            (place / "\udcfe").mkdir()
        deep = next(iter(sorted((root / path).parent for path in TREES[name])))
        for _ in range(40):
            deep /= "d"
        deep.mkdir(parents=True)
        assert survive(root) is not None

    @pytest.mark.parametrize("name", TREES)
    def test_work_grows_with_entries_and_no_faster(self, grow, count_calls, name):
        root = grow(name)
        places = sorted({(root / path).parent.parent for path in TREES[name]} - {root.parent})

        def fill(start, end):
            for place in places:
                for number in range(start, end):
                    (place / f"d{number}").mkdir()
            return count_calls(read_inventory, root)

        first = fill(0, 100)
        assert fill(100, 400) < 6 * first

    @pytest.mark.parametrize("name", ["a\0b", "a\ud800b", "x" * 5000])
    def test_names_that_no_file_can_have(self, tmp_path, name):
        files = ShopFiles(tmp_path)
        place = tmp_path / name
        assert files.head(place, max_bytes=9) is None
        assert files.source(place) is None
        assert list(files.children(place)) == []
        assert list(files.php_files(place)) == []
        assert not files.is_file(place)
        assert not files.is_directory(place)
        json.dumps([entry.path for entry in files.unread]).encode()
