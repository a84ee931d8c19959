"""Small JTL shops, made file by file."""

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
    write("includes/defines_inc.php", "<?php\nconst APPLICATION_VERSION         = '5.3.2';\n")
    write("includes/hooks_inc.php", "<?php\nconst HOOK_SMARTY_OUTPUTFILTER = 140;\n")
    write("templates/NOVA/basket/index.tpl", "{block name='basket-index'}{/block}")
    return tmp_path


@pytest.fixture
def plugin(write: Write, shop: Path) -> Callable[..., None]:
    """Write a plugin for version 5, with files below its directory."""

    def make(name: str, files: dict[str, str] | None = None, *, xml: str = "") -> None:
        write(
            f"plugins/{name}/info.xml",
            f"<jtlshopplugin><Name>The {name}</Name><PluginID>{name}</PluginID>\n"
            f"<Version>1.2.3</Version>\n{xml}</jtlshopplugin>",
        )
        for path, text in (files or {}).items():
            write(f"plugins/{name}/{path}", text)

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ShopInventory]:
    return lambda **given: read_inventory(tmp_path, **given)


@pytest.fixture
def claims(read: Callable[..., ShopInventory]) -> Callable[..., list[Claim]]:
    """Return the claims of a plugin of one kind."""

    def find(name: str, kind: str) -> list[Claim]:
        found = read().find(f"jtl5:{name}")
        assert found is not None
        return [claim for claim in found.claims if claim.kind == kind]

    return find
