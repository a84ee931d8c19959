from __future__ import annotations

from datetime import datetime, timezone

import pytest

from sellxed_sdk.compatibility import Mode, check_compatibility, match_overlaps

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
SUPER = "return super().action_confirm()"


def extend(body, *, name="action_confirm", model="sale.order"):
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    return (
        "from odoo import fields, models\n\n\nclass SaleOrder(models.Model):\n"
        f"    _inherit = {model!r}\n\n    def {name}(self):\n{lines}\n"
    )


def field(text, *, model="sale.order"):
    return f"class SaleOrder(models.Model):\n    _inherit = {model!r}\n    note = {text}\n"


@pytest.fixture
def conflicts(read):
    """Return the conflicts of the tree: code, place, and who wins."""

    def find():
        found = check_compatibility(read(), rules=None, now=NOW).conflicts
        return [
            (c.code, c.severity.value, c.target, (c.winner or "").removeprefix("odoo:"))
            for c in found
        ]

    return find


class TestWhichClasses:
    @pytest.mark.parametrize(
        ("head", "expected"),
        [
            ("_inherit = 'sale.order'", "sale.order"),
            ("_inherit = ['sale.order']", "sale.order"),
            ("_inherit = ('sale.order',)", "sale.order"),
            ("_inherit: str = 'sale.order'", "sale.order"),
            ("_name = 'sale.order'\n    _inherit = 'sale.order'", "sale.order"),
            ("_name = 'sale.order'\n    _inherit = ['sale.order', 'mail.thread']", "sale.order"),
            ("_name = 'sale.order'\n    _inherit = _name", "sale.order"),
            ("_name = 'my.order'\n    _inherit = 'sale.order'", None),
            ("_name = 'my.order'\n    _inherit = ['mail.thread', 'sale.order']", None),
            ("_inherit = ['mail.thread', 'sale.order']", None),
            ("_inherits = {'sale.order': 'order_id'}", None),
            ("_name = 'my.order'", None),
            ("_inherit = MODEL", None),
            ("pass", None),
        ],
    )
    def test_extend_a_model(self, core, module, find, head, expected):
        text = f"class A(models.Model):\n    {head}\n\n    def a(self):\n        pass\n"
        module("pay", text)
        found = [claim.target for claim in find("pay").claims if claim.kind == "odoo.method"]
        assert found == ([expected] if expected else [])

    def test_below_a_condition(self, core, module, claims):
        body = extend(SUPER).replace("\n", "\n    ")
        module("pay", f"try:\n    import x\n    {body}\nexcept ImportError:\n    pass\n")
        assert claims("pay").keys() == {"action_confirm"}

    def test_of_files_that_are_loaded(self, core, module, write, find):
        module("pay", extend(SUPER))
        write("pay/__init__.py", "from . import models, lib\nimport old\nfrom .wizard import *\n")
        write("pay/lib.py", "from odoo.addons.pay.tools import more\nfrom .other.deep import A\n")
        write("pay/old.py", extend(SUPER))
        write("pay/wizard/__init__.py", "from .. import report\n")
        write("pay/report/__init__.py", extend(SUPER))
        write("pay/tools/more.py", extend(SUPER))
        write("pay/other/deep.py", extend(SUPER))
        write("pay/tests/__init__.py", "from . import test_pay\n")
        write("pay/tests/test_pay.py", extend(SUPER))
        write("pay/models/dead.py", extend(SUPER))
        write("outside.py", extend(SUPER))
        assert {claim.path for claim in find("pay").claims} == {
            "pay/models/model.py",
            "pay/old.py",
            "pay/report/__init__.py",
            "pay/tools/more.py",
            "pay/other/deep.py",
        }


class TestMethods:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (SUPER, True),
            ("return super(SaleOrder, self).action_confirm()", True),
            ("if self.note:\n    return super().action_confirm()\nreturn False", True),
            ("for one in self:\n    super(SaleOrder, one).action_confirm()", True),
            ("do = super().action_confirm\nreturn do()", True),
            ("parent = super()\nreturn parent.action_confirm()", True),
            ("return self._original()", True),
            ("return self._twice()", True),
            ("return True", False),
            ("return self._write()", None),
            ("return super().write({})", None),
            ("return models.Model.action_confirm(self)", False),
            ("raise UserError(super)", False),
        ],
    )
    def test_hand_on(self, core, module, claims, body, expected):
        own = (
            "    def _original(self):\n        return super().action_confirm()\n"
            "    def _twice(self):\n        return self._twice() or self._original()\n"
            "    def _write(self):\n        return super().write({})\n"
        )
        module("pay", extend(body) + own)
        claim = claims("pay")["action_confirm"]
        assert (claim.mode, claim.cooperative) == (Mode.EXTEND, expected)
        assert (claim.kind, claim.target, claim.line) == ("odoo.method", "sale.order", 7)
        assert claim.path == "pay/models/model.py"

    def test_that_are_no_part_of_a_chain(self, core, module, claims):
        text = extend(SUPER) + "    def __own(self): pass\n    def init(self): pass\n"
        module("pay", text)
        assert claims("pay").keys() == {"action_confirm"}

    def test_none_of_odoo_itself(self, core, module, find):
        module("addons/sale_stock", extend("pass"), author="Odoo S.A.", version="1.0")
        assert find("sale_stock").claims == ()


class TestChains:
    def test_that_are_whole(self, core, module, conflicts):
        module("a", extend(SUPER), depends=("sale",))
        module("b", extend(f"x = 1\n{SUPER}"), depends=("sale",))
        assert conflicts() == []

    def test_broken_by_the_one_in_front(self, core, module, conflicts):
        module("a", extend(SUPER), depends=("sale",))
        module("b", extend("return True"), depends=("sale",))
        assert conflicts() == [
            ("OVERLAP_CHAIN_BROKEN", "warning", "sale.order::action_confirm", "b")
        ]

    def test_not_broken_by_the_first(self, core, module, conflicts):
        module("a", extend("return True"), depends=("sale",))
        module("b", extend(SUPER), depends=("sale",))
        assert conflicts() == []

    def test_that_is_told_by_depth_before_names(self, core, module, conflicts):
        module("z", extend(SUPER), depends=("sale",))
        module("middle", depends=("stock",))
        module("a", extend("return True"), depends=("middle",))
        assert conflicts() == [
            ("OVERLAP_CHAIN_BROKEN", "warning", "sale.order::action_confirm", "a")
        ]

    def test_of_add_ons_that_know_each_other(self, core, module, conflicts):
        module("a", extend(SUPER), depends=("sale",))
        module("b", depends=("a",))
        module("c", extend("return True"), depends=("b",))
        assert conflicts() == []

    def test_of_copies(self, core, module, conflicts):
        module("a", extend("'''One.'''\nreturn 1"), depends=("sale",))
        module("b", extend("return 1  # one"), depends=("sale",))
        assert conflicts() == []

    def test_that_an_add_on_joins(self, core, module, conflicts):
        module("a", extend("return 1"), depends=("sale",))
        module("b", extend("return 2"), depends=("sale",))
        module("a_b", extend("return 3"), depends=("a", "b"))
        assert [found[:2] for found in conflicts()] == [("OVERLAP_UNCLEAR", "info")]

    def test_of_which_one_does_not_run(self, core, module, conflicts):
        module("a", extend(SUPER), depends=("sale",))
        module("b", extend("return True"), depends=("sale",), installable=False)
        assert conflicts() == []

    def test_of_methods_that_are_new(self, core, module, conflicts, claims):
        module("a", extend("return 1", name="_extra"), depends=("sale",))
        module("b", extend("return 2", name="_extra"), depends=("sale",))
        assert claims("a")["_extra"].mode is Mode.REPLACE
        assert conflicts() == [("OVERLAP_REPLACED", "warning", "sale.order::_extra", "b")]

    def test_of_methods_of_the_base_class(self, core, module, claims):
        module("a", extend("return 1", name="write"), depends=("sale",))
        module("b", extend("return 2", name="write"), depends=("sale",))
        assert claims("a")["write"].mode is Mode.EXTEND

    def test_whose_order_is_not_known(self, module, claims, conflicts):
        module("a", extend("return 1"), depends=("sale",))
        module("b", extend("return 2"), depends=("sale",))
        assert claims("a")["action_confirm"].rank is None
        assert conflicts() == [
            ("OVERLAP_CHAIN_BROKEN", "warning", "sale.order::action_confirm", "")
        ]


class TestFields:
    def test_that_are_extended(self, core, module, claims, conflicts):
        module("a", field("fields.Char(string='A')"), depends=("sale",))
        module("b", field("fields.Char(tracking=True)"), depends=("sale",))
        claim = claims("a")["note"]
        assert (claim.kind, claim.mode, claim.line) == ("odoo.field", Mode.EXTEND, 3)
        assert conflicts() == []

    def test_that_two_compute(self, core, module, claims, conflicts):
        module("a", field("fields.Char(compute='_compute_a')"), depends=("sale",))
        module("b", field("fields.Char(related='partner_id.note')"), depends=("sale",))
        assert claims("a")["note"].value == "compute _compute_a"
        assert conflicts() == [("OVERLAP_REPLACED", "warning", "sale.order::note", "b")]

    def test_that_one_computes(self, core, module, conflicts):
        module("a", field("fields.Char(compute='_compute_a', string='A')"), depends=("sale",))
        module("b", field("fields.Char(string='B')"), depends=("sale",))
        module("c", field("fields.Char(compute='_compute_a')"), depends=("sale",))
        assert conflicts() == []

    def test_of_two_types(self, core, module, conflicts):
        module("a", field("fields.Char()"), depends=("sale",))
        module("b", field("fields.Many2one('res.partner')"), depends=("sale",))
        assert conflicts() == [("OVERLAP_CHAIN_BROKEN", "warning", "sale.order::note", "b")]

    def test_of_old_versions(self, core, module, claims):
        text = (
            "class sale_order(osv.osv):\n    _inherit = 'sale.order'\n"
            "    _columns = {'a': fields.char('A'), 'b': fields.function(_b), 'c': 5}\n"
        )
        module("pay", text)
        found = {name: (claim.mode, claim.value) for name, claim in claims("pay").items()}
        assert found == {"a": (Mode.EXTEND, ""), "b": (Mode.REPLACE, "function _b")}

    def test_nothing_else(self, core, module, find):
        module("pay", field("models.Constraint('x')") + "    _order = fields\n    b = Char()\n")
        assert find("pay").claims == ()


class TestModels:
    MODEL = "class A(models.Model):\n    _name = 'pay.token'\n    {}\n"

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ("code = fields.Char()", ["pay.token"]),
            ("_inherit = 'mail.thread'", ["pay.token"]),
            ("_inherit = ['mail.thread', 'pay.token']", []),
            ("_register = False", []),
        ],
    )
    def test_that_are_made(self, core, module, find, more, expected):
        module("pay", self.MODEL.format(more))
        found = [c for c in find("pay").claims if c.kind == "odoo.model"]
        assert [claim.target for claim in found] == expected
        assert all((c.mode, c.line, c.member) == (Mode.REPLACE, 1, "") for c in found)

    def test_of_one_name(self, core, module, conflicts):
        module("a", self.MODEL.format("code = fields.Char()"), depends=("sale",))
        module("b", self.MODEL.format("number = fields.Char()"), depends=("sale",))
        assert conflicts() == [("OVERLAP_REPLACED", "error", "pay.token", "b")]

    def test_of_one_text(self, core, module, conflicts):
        for name in "ab":
            module(name, self.MODEL.format("code = fields.Char()"), depends=("sale",))
        assert conflicts() == []


class TestKnownCase:
    """`stock_picking_to_batch_group_fields` and `stock_picking_batch_extended`."""

    def test_is_declared_and_found(self, core, module, conflicts, read):
        batch = {"model": "stock.picking.to.batch", "name": "load_store_fields"}
        names = "stock_picking_to_batch_group_fields", "stock_picking_batch_extended"
        module(f"oca/{names[0]}", extend("a = 1", **batch), depends=("stock",), excludes=names[1:])
        module(f"oca/{names[1]}", extend("b = 1", **batch), depends=("stock",))
        # What its authors declare and what the files show is one conflict.
        assert conflicts() == [
            ("DECLARED_CONFLICT", "error", "odoo:stock_picking_batch_extended", "")
        ]
        (found,) = match_overlaps(read())
        assert found.target == "stock.picking.to.batch::load_store_fields"
