"""Small PrestaShops, made file by file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sellxed_sdk.compatibility import Claim, Conflict, ShopInventory, match_overlaps
from sellxed_sdk.shops import read_inventory

Write = Callable[..., Path]

TAG = "/*\n    * module: {}\n    * date: 2024-03-04 12:00:00\n    * version: {}\n    */\n    "


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
    write("config/defines.inc.php", "<?php")
    write("config/settings.inc.php", "<?php define('_PS_VERSION_', '1.6.1.24');")
    write("classes/module/Module.php", "<?php class ModuleCore {}")
    write("override/classes/index.php", "<?php header('Location: ../');")
    return tmp_path


@pytest.fixture
def module(write: Write, shop: Path) -> Callable[..., None]:
    """Write a module; overrides are members of classes of the shop."""

    def make(name: str, overrides: dict[str, str] | None = None, *, fields: str = "") -> None:
        write(
            f"modules/{name}/{name}.php",
            f"<?php\nclass {name.title()} extends PaymentModule\n{{\n"
            "    public function __construct()\n    {\n"
            f"        $this->name = '{name}';\n        $this->version = '1.2.3.4';\n"
            f"        {fields}\n        parent::__construct();\n    }}\n}}\n",
        )
        for target, members in (overrides or {}).items():
            write(
                f"modules/{name}/override/classes/{target}.php",
                f"<?php\nclass {target} extends {target}Core\n{{\n    {members}\n}}\n",
            )

    return make


@pytest.fixture
def installed(write: Write, shop: Path) -> Callable[..., None]:
    """Write an override in the shop's own tree: pairs of a module, or none, and members."""

    def make(target: str, *members: tuple[str | None, str]) -> None:
        text = "\n    ".join(
            (TAG.format(name, "1.2.3") if name else "") + member for name, member in members
        )
        write(
            f"override/classes/{target}.php",
            f"<?php\nclass {target} extends {target}Core\n{{\n    {text}\n}}\n",
        )

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[[], ShopInventory]:
    return lambda: read_inventory(tmp_path)


@pytest.fixture
def claims(read: Callable[[], ShopInventory]) -> Callable[..., list[Claim]]:
    """Return the claims of a module of one kind."""

    def find(name: str, kind: str = "ps.override") -> list[Claim]:
        found = read().find(f"prestashop:{name}")
        assert found is not None
        return [claim for claim in found.claims if claim.kind == kind]

    return find


@pytest.fixture
def conflicts(read: Callable[[], ShopInventory]) -> Callable[[], tuple[Conflict, ...]]:
    return lambda: match_overlaps(read())
