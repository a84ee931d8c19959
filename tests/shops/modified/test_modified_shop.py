from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.shops import Evidence, Stated


class TestPlatform:
    def test_version(self, shop, read):
        inventory = read()
        assert (inventory.platform, inventory.platform_version) == ("modified", "3.3.0")
        assert inventory.versions()["modified-revision"] == "16825"
        assert inventory.unread == ()

    def test_an_administration_of_another_name(self, shop, write, read):
        (shop / "admin").rename(shop / "x7_admin")
        write("x7_admin/includes/modules/system/acme.php")
        inventory = read()
        assert inventory.platform_version == "3.3.0"
        assert [p.path for p in inventory.plugins] == ["x7_admin/includes/modules/system/acme.php"]

    def test_older_ones(self, write, read):
        write("includes/application_top.php", "<?php define('PROJECT_VERSION', 'xtcModified');")
        write(
            "admin/includes/application_top.php",
            "<?php define('PROJECT_VERSION', 'xtcModified v1.05 dated: 2010-07-18');",
        )
        inventory = read()
        assert (inventory.platform, inventory.platform_version) == ("modified", "1.05")
        assert inventory.platforms == ()

    def test_a_version_that_is_computed(self, shop, write, read):
        write("admin/includes/version.php", "<?php define('PROJECT_MAJOR_VERSION', x());")
        inventory = read()
        assert inventory.platform_version is None
        assert inventory.unread[0].reason == "its version was not found"

    def test_another_fork(self, write, read):
        write("admin/includes/version.php", "<?php define('VERSION', '1');")
        write("includes/application_top.php", "<?php define('PROJECT_VERSION', 'xt:Commerce');")
        write("includes/modules/payment/cod.php")
        with pytest.raises(UnknownPlatformError):
            read()

    def test_gambio_is_gambio(self, shop, write, read):
        write("release_info.php", "<?php $gx_version = 'v2.0.12.2 r8426';")
        assert read().platform == "gambio"


class TestPlugins:
    def test_files_of_one_code_are_one_plugin(self, shop, write, read):
        write("includes/modules/payment/acme.php")
        write("includes/extra/checkout/checkout_process_end/00_acme.php")
        write("includes/extra/header/header_head/acme.js.php")
        write("admin/includes/extra/modules/orders/orders_action/Acme.php")
        write("includes/extra/functions/acme_more.php")
        found = {p.uid: (p.state, p.evidence, p.path) for p in read().plugins}
        more = "includes/extra/functions/acme_more.php"
        assert found == {
            "modified:acme": (PluginState.UNKNOWN, "", "includes/modules/payment/acme.php"),
            "modified:acme_more": (PluginState.ACTIVE, more, more),
        }

    @pytest.mark.parametrize(
        "path",
        [
            "includes/modules/default.php",
            "includes/modules/payment/acme/deep.php",
            "includes/modules/unheard/acme.php",
            "includes/extra/acme.php",
            "includes/extra/ajax/acme.php",
            "includes/extra/header/readme.txt",
            "admin/includes/modules/payment/acme.php",
            "includes/modules/system/acme.php",
        ],
    )
    def test_what_is_none(self, shop, write, read, path):
        write(path)
        assert read().plugins == ()

    @pytest.mark.parametrize(
        "path",
        [
            *(
                f"includes/modules/{kind}/acme.php"
                for kind in ("shipping", "order_total", "checkout", "xtcPrice", "shopping_cart")
            ),
            *(f"admin/includes/modules/{kind}/acme.php" for kind in ("system", "export")),
        ],
    )
    def test_kinds_of_modules(self, shop, write, read, path):
        write(path)
        assert [p.uid for p in read().plugins] == ["modified:acme"]

    @pytest.mark.parametrize(
        ("text", "version"),
        [
            ("class acme { function __construct() { $this->version = '1.2.3'; } }", "1.2.3"),
            ("class acme { public $version = '1.3'; }", "1.3"),
            ("class acme { const VERSION = '1.4'; }", "1.4"),
            ("class acme { function __construct() { $this->version = x(); } }", None),
            ("class other { function __construct() { $this->version = '9'; } }", None),
            ("class acme {}", None),
        ],
    )
    def test_versions(self, shop, write, read, text, version):
        write("includes/modules/payment/acme.php", f"<?php {text}")
        assert read().plugins[0].version == version

    def test_given_states(self, shop, write, read):
        write("includes/modules/payment/acme.php")
        stated = Stated(names=("acme.php",), state=PluginState.ACTIVE, version="2.0")
        found = read(evidence=Evidence(source="list", entries=(stated,))).plugins[0]
        assert (found.state, found.version, found.evidence) == (PluginState.ACTIVE, "2.0", "list")
