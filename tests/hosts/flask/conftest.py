"""The Flask shop of the examples, with modules that were installed from a sample vendor."""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

SHOP = Path(__file__).parents[3] / "examples" / "flask_shop"
HOST = "shop.example.ch"
PASSWORD = "a long enough password"


@pytest.fixture(scope="session")
def shop_module():
    """The module `shop` of the example."""
    spec = importlib.util.spec_from_file_location("flask_shop_example", SHOP / "shop.py")
    module = sys.modules["flask_shop_example"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def open_scene(open_vendor, shop_module, monkeypatch, tmp_path):
    """Install modules and make the shop; returns vendor, app, panel and test client."""

    def open_scene(products=("alpenpay",), **config):
        for product in products:
            monkeypatch.delitem(sys.modules, product, raising=False)
        monkeypatch.setattr(sys, "path", list(sys.path))
        sources = {product: SHOP / "modules" / product for product in products}
        vendor = open_vendor(products, sources=sources)
        for product in products:
            vendor.install(tmp_path / "modules", product=product)
        settings = {
            "SECRET_KEY": "a secret of the tests",
            "ADMIN_PASSWORD": PASSWORD,
            "MODULES_DIR": tmp_path / "modules",
            "SELLXED_HOSTS": [f"https://{HOST}/"],
            "SELLXED_STATE_DIR": tmp_path / "state",
            "TESTING": True,
            **config,
        }
        app = shop_module.create_app(settings)
        return SimpleNamespace(
            vendor=vendor,
            app=app,
            settings=settings,
            panel=app.extensions["sellxed"].panel,
            client=app.test_client(),
            sellxed=lambda *words: app.test_cli_runner().invoke(args=["sellxed", *words]),
        )

    yield open_scene
    for product in ("alpenpay", "glacierpay"):
        sys.modules.pop(product, None)


@pytest.fixture
def scene(open_scene):
    """The shop with AlpenPay and its valid key."""
    scene = open_scene()
    assert scene.panel.enter_key("alpenpay", scene.vendor.key()).ok
    return scene


@pytest.fixture
def enter(browse, serve):
    """Sign in to a served shop; returns the page."""

    def enter(url, user="admin", **look):
        page = browse(**look)
        page.goto(f"{url}/login")
        page.get_by_label("Name").fill(user)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    return enter
