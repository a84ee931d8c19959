"""Small OXID shops, made file by file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sellxed_sdk.compatibility import Claim, ShopInventory
from sellxed_sdk.shops import read_inventory

CORE = "vendor/oxid-esales/oxideshop-ce/source"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(path: str, text: str | bytes = "") -> Path:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    return put


@pytest.fixture
def shop(write: Write, tmp_path: Path) -> Callable[[str], Path]:
    """Write the core of a shop: an order, its base class and the map of old names."""

    def make(version: str) -> Path:
        write(
            f"{CORE}/Core/ShopVersion.php",
            f"<?php class A {{ function f() {{ return '{version}'; }} }}",
        )
        write(
            f"{CORE}/Core/Autoload/BackwardsCompatibilityClassMap.php",
            "<?php return ['oxorder' => 'OxidEsales\\\\Eshop\\\\Application\\\\Model\\\\Order'];",
        )
        write(
            f"{CORE}/Application/Model/Order.php",
            "<?php namespace OxidEsales\\EshopCommunity\\Application\\Model;\n"
            "class Order extends \\OxidEsales\\Eshop\\Core\\Model\\BaseModel {\n"
            "public function finalizeOrder() {}\nprotected function sendMail() {} }",
        )
        write(
            f"{CORE}/Core/Model/BaseModel.php",
            "<?php namespace OxidEsales\\EshopCommunity\\Core\\Model;\n"
            "class BaseModel { public function __construct() {} public function save() {} }",
        )
        write("source/oxseo.php")
        return tmp_path

    return make


@pytest.fixture
def module(write: Write) -> Callable[..., None]:
    """Write a module that extends the order."""

    def make(
        name: str,
        body: str = "",
        *,
        place: str | None = None,
        extends: str = "Order_parent",
        metadata: str = "",
        manifest: dict[str, object] | None = None,
    ) -> None:
        place = place or f"source/modules/{name}"
        space = name.title()
        write(
            f"{place}/metadata.php",
            f"<?php\n$sMetadataVersion = '2.1';\n$aModule = [\n'id' => '{name}',\n"
            f"'title' => ['de' => '{name} de', 'en' => 'The {name}'],\n'version' => '1.2.3',\n"
            f"'extend' => [\\OxidEsales\\Eshop\\Application\\Model\\Order::class\n"
            f"=> \\{space}\\Model\\Order::class],\n{metadata}];",
        )
        autoload = {"psr-4": {f"{space}\\": "src/"}}
        data = {"name": f"acme/{name}", "type": "oxideshop-module", "autoload": autoload}
        write(f"{place}/composer.json", json.dumps(data | (manifest or {})))
        write(
            f"{place}/src/Model/Order.php",
            f"<?php\nnamespace {space}\\Model;\nclass Order extends {extends}\n{{\n{body}\n}}\n",
        )

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[[], ShopInventory]:
    return lambda: read_inventory(tmp_path)


@pytest.fixture
def claims(read: Callable[[], ShopInventory]) -> Callable[..., list[Claim]]:
    """Return the claims of a module on one method of the order, or of one kind."""

    def find(name: str, member: str | None = None, *, kind: str = "ox.extend") -> list[Claim]:
        plugin = read().find(f"oxid:{name}")
        assert plugin is not None
        return [
            claim
            for claim in plugin.claims
            if claim.kind == kind and (member is None or claim.member == member)
        ]

    return find
