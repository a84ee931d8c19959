"""Small trees of Odoo, made file by file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sellxed_sdk.compatibility import Claim, Plugin, ShopInventory
from sellxed_sdk.shops import read_inventory

Write = Callable[..., Path]

RELEASE = """# -*- coding: utf-8 -*-
RELEASE_LEVELS = [ALPHA, BETA, RELEASE_CANDIDATE, FINAL] = ['alpha', 'beta', 'candidate', 'final']
version_info = ({}, FINAL, 0, '')
version = '.'.join(str(s) for s in version_info[:2])
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(path: str, text: str | bytes = "") -> Path:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    return put


@pytest.fixture
def module(write: Write) -> Callable[..., None]:
    """Write an add-on, with the text of its models."""

    def make(path: str, models: str = "", *, depends: tuple[str, ...] = (), **more: object) -> None:
        name = path.rpartition("/")[2]
        manifest = {
            "name": f"The {name}",
            "version": "17.0.1.0.0",
            "author": "Example",
            "depends": list(depends),
            **more,
        }
        entries = "".join(f"    {key!r}: {value!r},\n" for key, value in manifest.items())
        write(f"{path}/__manifest__.py", f"# Copyright\n{{\n{entries}}}\n")
        write(f"{path}/__init__.py", "from . import models\n")
        write(f"{path}/models/__init__.py", "from . import model\n")
        write(f"{path}/models/model.py", models)

    return make


@pytest.fixture
def core(write: Write, module: Callable[..., None]) -> None:
    """Odoo 17.0 with a handful of its add-ons."""
    write("odoo/release.py", RELEASE.format("17, 0, 0"))
    write("odoo/models.py", "class BaseModel:\n    def write(self, vals):\n        pass\n")
    for name, depends in {"base": (), "sale": ("base",), "stock": ("base",)}.items():
        place = "odoo/addons" if name == "base" else "addons"
        text = "class Order(models.Model):\n    _name = 'x'\n    def action_confirm(self): pass\n"
        module(f"{place}/{name}", text, depends=depends, version="1.1", author="Odoo S.A.")


@pytest.fixture
def read(tmp_path: Path) -> Callable[[], ShopInventory]:
    return lambda: read_inventory(tmp_path)


@pytest.fixture
def find(read: Callable[[], ShopInventory]) -> Callable[[str], Plugin]:
    def one(name: str) -> Plugin:
        found = read().find(f"odoo:{name}")
        assert found is not None
        return found

    return one


@pytest.fixture
def claims(find: Callable[[str], Plugin]) -> Callable[[str], dict[str, Claim]]:
    """Return the claims of an add-on by their members."""
    return lambda name: {claim.member: claim for claim in find(name).claims}
