"""Encoded files anywhere in a plugin are told: nobody can look into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sellxed_sdk.compatibility import Declaration
from sellxed_sdk.shops import read_inventory

ENCODED = "<?php //0046a\nif(!extension_loaded('ionCube Loader')){exit;}"
JTL = {
    "jtl.php": "<?php",
    "includes/defines_inc.php": "<?php const APPLICATION_VERSION = '5.4.0';",
    "plugins/acme/info.xml": "<jtlshopplugin><PluginID>acme</PluginID><Version>1</Version>\n"
    "<ShopVersion>5.0.0</ShopVersion>\n<MinShopVersion>5.2.0</MinShopVersion></jtlshopplugin>",
}
GAMBIO = {
    "release_info.php": "<?php $gx_version = 'v3.10.0.0';",
    "system/core/MainFactory.inc.php": "<?php",
}


def _read(root: Path, files: dict[str, str]) -> tuple[list[str], list[str], list[Declaration]]:
    """Return targets of opaque claims, what is unread, and what the one plugin declares."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    inventory = read_inventory(root)
    (plugin,) = (p for p in inventory.plugins if "acme" in p.uid)
    opaque = [claim.target for claim in plugin.claims if claim.kind == "opaque"]
    return opaque, [entry.path for entry in inventory.unread], list(plugin.declares)


@pytest.mark.parametrize("place", ["Bootstrap.php", "src/Deep/Licence.php"])
def test_of_jtl(tmp_path, place):
    path = f"plugins/acme/{place}"
    assert _read(tmp_path, {**JTL, path: ENCODED})[:2] == ([path], [path])


@pytest.mark.parametrize(
    "place", ["Shop/Overloads/order/Acme.inc.php", "Shop/Classes/Licence.inc.php", "a.php"]
)
def test_of_gambio(tmp_path, place):
    path = f"GXModules/acme/Pay/{place}"
    assert _read(tmp_path, {**GAMBIO, path: ENCODED})[:2] == ([path], [path])


@pytest.mark.parametrize("place", ["vendor/a/b.php", "tests/b.php", "node_modules/b.php"])
def test_libraries_and_tests_are_not_looked_into(tmp_path, place):
    assert _read(tmp_path, {**JTL, f"plugins/acme/{place}": ENCODED})[:2] == ([], [])


def test_the_least_version_of_jtl_counts_wherever_it_stands(tmp_path):
    declared = _read(tmp_path, JTL)[2]
    assert [(entry.versions, entry.line) for entry in declared] == [(">=5.2.0", 3)]
