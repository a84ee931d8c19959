"""Small Gambio shops, made file by file."""

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
    write("release_info.php", "<?php\n$gx_version = 'v4.8.0.2';\n")
    return tmp_path


@pytest.fixture
def module(write: Write, shop: Path) -> Callable[..., None]:
    """Write a module with one overload of the shop's payment."""

    def make(vendor: str, body: str, *, at: str = "Shop/Overloads/payment") -> None:
        text = f"<?php\nclass {vendor}Pay extends {vendor}Pay_parent\n{{\n{body}\n}}\n"
        write(f"GXModules/{vendor}/Pay/{at}/{vendor}Pay.inc.php", text)

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ShopInventory]:
    return lambda **given: read_inventory(tmp_path, **given)


@pytest.fixture
def claims(read: Callable[..., ShopInventory]) -> Callable[..., list[Claim]]:
    """Return the claims of a plugin of one kind."""

    def find(name: str, kind: str) -> list[Claim]:
        found = read().find(f"gambio:{name}")
        assert found is not None
        return [claim for claim in found.claims if claim.kind == kind]

    return find
