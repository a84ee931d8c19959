"""Small Shopware 5 shops, made file by file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sellxed_sdk.compatibility import Claim, ShopInventory
from sellxed_sdk.shops import read_inventory

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
def shop(write: Write, tmp_path: Path) -> Path:
    write("engine/Shopware/Kernel.php", "<?php class Kernel { $a = ['version' => '5.7.19']; }")
    write("themes/Frontend/Bare/frontend/checkout/confirm.tpl", '{block name="a"}{/block}')
    write("themes/Backend/ExtJs/backend/order/app.js")
    return tmp_path


@pytest.fixture
def plugin(write: Write, shop: Path) -> Callable[..., None]:
    """Write a plugin, with files below its directory."""

    def make(name: str, files: dict[str, str] | None = None, *, xml: str = "") -> None:
        base = f"custom/plugins/{name}"
        write(f"{base}/{name}.php", f"<?php namespace {name}; class {name} {{}}")
        write(
            f"{base}/plugin.xml",
            f'<plugin><label lang="de">{name} de</label><label>The {name}</label>\n'
            f"<version>1.2.3</version>\n{xml}</plugin>",
        )
        for path, text in (files or {}).items():
            write(f"{base}/{path}", text)

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[[], ShopInventory]:
    return lambda: read_inventory(tmp_path)


@pytest.fixture
def claims(read: Callable[[], ShopInventory]) -> Callable[..., list[Claim]]:
    """Return the claims of a plugin of one kind."""

    def find(name: str, kind: str) -> list[Claim]:
        found = read().find(f"shopware5:{name}")
        assert found is not None
        return [claim for claim in found.claims if claim.kind == kind]

    return find
