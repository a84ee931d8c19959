"""Small modified shops, made file by file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sellxed_sdk.compatibility import Claim, ShopInventory
from sellxed_sdk.shops import read_inventory

Write = Callable[..., Path]
VERSION = """<?php
define('PROJECT_MAJOR_VERSION', '3');
define('PROJECT_MINOR_VERSION', '3.0');
define('PROJECT_REVISION', '16825'); // a comment
define('PROJECT_VERSION', 'modified v' . PROJECT_MAJOR_VERSION);
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(path: str, text: str | bytes = "<?php\n") -> Path:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    return put


@pytest.fixture
def shop(write: Write, tmp_path: Path) -> Path:
    write("admin/includes/version.php", VERSION)
    return tmp_path


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ShopInventory]:
    return lambda **given: read_inventory(tmp_path, **given)


@pytest.fixture
def claims(read: Callable[..., ShopInventory]) -> Callable[..., list[Claim]]:
    """Return the claims of a plugin of one kind."""

    def find(name: str, kind: str) -> list[Claim]:
        found = read().find(f"modified:{name}")
        assert found is not None
        return [claim for claim in found.claims if claim.kind == kind]

    return find
