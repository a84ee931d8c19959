import pytest

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops import read_inventory
from sellxed_sdk.testing._shops import write_magento2_shop, write_wordpress_shop


@pytest.mark.parametrize("write", [write_wordpress_shop, write_magento2_shop])
def test_an_empty_shop_is_one(write, tmp_path):
    inventory = read_inventory(write(tmp_path / "new" / "shop", version="7.1"))

    assert inventory.platform_version == "7.1"
    assert inventory.unread == ()


def test_wordpress(tmp_path):
    plugins = [("turbo", "Checkout Turbo", "2.3.0"), ("mu-plugins/loader", "Loader", "1.0")]
    inventory = read_inventory(write_wordpress_shop(tmp_path, plugins=iter(plugins)))

    assert inventory.find("wordpress:turbo").name == "Checkout Turbo"
    assert inventory.find("wordpress:mu-plugins/loader").state is PluginState.ACTIVE


def test_magento2(tmp_path):
    modules = [("Vendor_Payment", "1.2.0", True)]
    inventory = read_inventory(write_magento2_shop(tmp_path, modules=iter(modules)))
    module = inventory.find("magento2:Vendor_Payment")

    assert (module.version, module.state) == ("1.2.0", PluginState.ACTIVE)
