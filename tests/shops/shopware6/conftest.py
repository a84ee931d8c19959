"""Miniature shops of Shopware 6."""

import json

import pytest

from sellxed_sdk.shops import read_inventory

CORE = "vendor/shopware/core/Checkout/Cart/SalesChannel"


@pytest.fixture
def write(tmp_path):
    def write(path, text):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            file.write_bytes(text)
        else:
            file.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return file

    write("bin/console", "")
    write("composer.lock", {"packages": [{"name": "shopware/core", "version": "v6.6.7.0"}]})
    route = "<?php namespace Shopware\\Core\\Checkout\\Cart\\SalesChannel; "
    write(f"{CORE}/CartOrderRoute.php", route + "class CartOrderRoute {}")
    write(
        f"{CORE}/AbstractCartOrderRoute.php",
        route + "abstract class AbstractCartOrderRoute { abstract function getDecorated(); }",
    )
    write(f"{CORE}/CartService.php", route + "class CartService {}")
    return write


@pytest.fixture
def plugin(write):
    """A function that writes a plugin, and returns where its files are."""

    def plugin(name, services="", *, home="custom/plugins", version="1.0.0", **manifest):
        directory = f"{home}/{name}"
        write(
            f"{directory}/composer.json",
            {
                "name": f"vendor/{name.lower()}",
                "type": "shopware-platform-plugin",
                "version": version,
                "extra": {
                    "shopware-plugin-class": f"Vendor\\{name}\\{name}",
                    "label": {"de-DE": f"{name} DE", "en-GB": f"{name} EN"},
                },
                "autoload": {"psr-4": {f"Vendor\\{name}\\": "src/"}},
                **manifest,
            },
        )
        if services:
            write(
                f"{directory}/src/Resources/config/services.xml",
                f"<container><services>{services}</services></container>",
            )
        return f"{directory}/src"

    return plugin


@pytest.fixture
def read(tmp_path, write):
    return lambda **options: read_inventory(tmp_path, **options)
