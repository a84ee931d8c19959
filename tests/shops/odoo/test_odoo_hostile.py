from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import ShopInventory, match_overlaps
from sellxed_sdk.shops import read_inventory

NAMES = (
    "odoo/release.py",
    "odoo/models.py",
    "odoo/addons/base/__manifest__.py",
    "a/__manifest__.py",
    "a/__init__.py",
    "a/models.py",
    "b/__manifest__.py",
    "b/__init__.py",
    "b/models/__init__.py",
    "repository/c/__openerp__.py",
    "repository/c/__init__.py",
)
TEXTS = (
    b"version_info = ('saas~12', 5, X, [], 0)\nversion = version_info[0]",
    b"version_info = (-1, 10 ** 9, 0xfffffffffffffffff)\nA = B = [C, D] = 1, 2, 3",
    b"{'name': 5, 'version': [], 'depends': {'a', 5}, 'excludes': 'b', 'author': {}}",
    b"{'name': 'A', 'depends': ['b', 'a'], 'excludes': ['a'], 'installable': 0, **x, 5: 6}",
    b"{'name': 'B', 'depends': ['a'], 'version': 1.5, 'author': ['x', 5]}",
    b"from . import models, a, b\nfrom .models import *\nimport models\nfrom ..... import x",
    b"from odoo.addons.a import models\nfrom odoo.addons.b.models import x\nimport os.path",
    b"class A(m):\n  _inherit = 'x'\n  def f(self): pass\n  def g(): super()\n  n = fields.Char()",
    b"class A(m):\n  _inherit = 'x'\n  def f(*a): super(A, a[0]).f()\n  n = fields.Text(**k)",
    b"class A(m):\n  _inherit = ['x', 'y']\n  _name = 'x'\n  _columns = {**a, 'n': fields.char()}",
    b"class A:\n  _inherit = _name\n  _name = _inherit\n  async def f(self): await super().f()",
    b"print 'old'\nexec 'x'",
    b"# -*- coding: no-such -*-\n{}",
    b"\xff\xfe\x00",
    b"",
)


class TestHostile:
    @pytest.mark.parametrize(
        "text",
        [
            "(" * 100_000,
            "-" * 100_000 + "1",
            "x" + ".x" * 100_000,
            "1" + "+1" * 100_000,
            "_inherit = " + "[" * 150 + "]" * 150,
            "class A(m):\n  _inherit = 'x'\n  def f(self):\n    return " + "self." * 50_000 + "x",
            "if a: pass\n" + "elif a: pass\n" * 20_000,
            "x = " + "9" * 100_000,
            "from . import " + ", ".join(f"n{i}" for i in range(20_000)),
        ],
        ids=range(9),
    )
    def test_sources(self, core, module, read, text):
        module("pay", text)
        inventory = read()
        assert inventory.find("odoo:pay") is not None
        json.dumps(inventory.to_dict())

    def test_manifests_in_a_circle(self, core, module, find):
        text = "class A(m):\n  _inherit = 'x'\n  def f(self): pass\n"
        module("a", text, depends=("b",))
        module("b", text, depends=("c",))
        module("c", text, depends=("a", "c"))
        module("d", text, depends=("c",))
        assert [claim.rank for name in "abcd" for claim in find(name).claims] == [None] * 4

    def test_a_long_way_to_base(self, core, module, find):
        for number in range(1_200):
            module(f"m{number}", depends=(f"m{number - 1}" if number else "base",))
        module("last", "class A(m):\n  _inherit = 'x'\n  def f(self): pass", depends=("m1199",))
        (claim,) = find("last").claims
        assert claim.rank == (1_203,)

    def test_links(self, core, module, tmp_path, tmp_path_factory, read):
        module("pay")
        outside = tmp_path_factory.mktemp("outside")
        (outside / "__manifest__.py").write_text("{'name': 'Secret'}")
        (tmp_path / "out").symlink_to(outside)
        (tmp_path / "pay/models/loop").symlink_to(tmp_path / "pay")
        (tmp_path / "self").symlink_to(tmp_path / "self")
        inventory = read()
        assert "Secret" not in str(inventory.to_dict())
        assert "it is a link out of the shop" in {entry.reason for entry in inventory.unread}

    def test_a_directory_for_a_file(self, core, write, read):
        write("pay/__manifest__.py", "{'name': 'Pay'}")
        write("pay/__init__.py/x.py")
        assert read().find("odoo:pay").claims == ()

    def test_many_files(self, core, module, write, read):
        module("pay")
        for number in range(2_100):
            write(f"pay/models/n{number}.py", f"from . import n{number + 1}\n")
        write("pay/models/__init__.py", "from . import n0\n")
        inventory = read()
        assert "it has more than 2000 files of Python" in {e.reason for e in inventory.unread}


@pytest.mark.property
@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS) | st.binary(max_size=80)))
def test_any_tree_gives_an_inventory(tree):
    root = Path(tempfile.mkdtemp())
    try:
        for path, text in {"odoo/release.py": b"", **tree}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        inventory = read_inventory(root)
        assert isinstance(inventory, ShopInventory)
        json.dumps(inventory.to_dict())
        match_overlaps(inventory)
    finally:
        shutil.rmtree(root)


def test_work_grows_with_the_number_of_add_ons(core, module, tmp_path, count_calls):
    text = "class A(m):\n  _inherit = 'x'\n  def f(self):\n    return {}\n"

    def build(start, end):
        for number in range(start, end):
            module(f"m{number:03}", text.format(number), depends=("sale",))
        return count_calls(read_inventory, tmp_path)

    few, many = build(0, 40), build(40, 160)
    assert many < 4.5 * few
