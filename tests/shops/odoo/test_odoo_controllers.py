from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import Mode, match_overlaps

IMPORT = "from odoo.addons.website_sale.controllers.main import WebsiteSale\n"
PAGE = "\n\nclass Sale({}):\n    @route()\n    def cart(self, **post):\n        return {}\n"


class TestWhichClasses:
    @pytest.mark.parametrize(
        ("imported", "base", "expected"),
        [
            (IMPORT, "WebsiteSale", "website_sale.WebsiteSale"),
            (IMPORT, "http.Controller, WebsiteSale", "website_sale.WebsiteSale"),
            (
                "from odoo.addons.website_sale.controllers.main import WebsiteSale as Base",
                "Base",
                "website_sale.WebsiteSale",
            ),
            (
                "from odoo.addons.website_sale.controllers import main",
                "main.WebsiteSale",
                "website_sale.WebsiteSale",
            ),
            (
                "from odoo.addons.website_sale import controllers",
                "controllers.main.WebsiteSale",
                "website_sale.WebsiteSale",
            ),
            (
                "from openerp.addons.website_sale.controllers.main import website_sale",
                "website_sale",
                "website_sale.website_sale",
            ),
            ("from odoo import http", "http.Controller", None),
            ("from .other.controllers import Own", "Own", None),
            ("from odoo.addons.website_sale.tools.main import Tool", "Tool", None),
            ("from odoo.addons import website_sale", "website_sale.x()", None),
            (IMPORT, "other.WebsiteSale", None),
        ],
    )
    def test_extend_a_page(self, core, module, find, imported, base, expected):
        module("pay", "# odoo.addons.\n" + imported + PAGE.format(base, "1"))
        found = [(c.kind, c.target, c.member) for c in find("pay").claims]
        assert found == ([("odoo.controller", expected, "cart")] if expected else [])


class TestChains:
    def test_handing_on(self, core, module, claims):
        module("pay", IMPORT + PAGE.format("WebsiteSale", "super().cart(**post)"))
        claim = claims("pay")["cart"]
        assert (claim.mode, claim.cooperative, claim.line) == (Mode.EXTEND, True, 6)
        assert claim.path == "pay/models/model.py"

    def test_whole(self, core, module, read):
        for name in "ab":
            text = f"super().cart(x={name!r})"
            module(name, IMPORT + PAGE.format("WebsiteSale", text), depends=("sale",))
        assert match_overlaps(read()) == ()

    def test_broken(self, core, module, read):
        texts = {"a": "super().cart(**post)", "b": "request.render('x')"}
        for name, text in texts.items():
            module(name, IMPORT + PAGE.format("WebsiteSale", text), depends=("sale",))
        (found,) = match_overlaps(read())
        assert (found.code, found.target) == (
            "OVERLAP_CHAIN_BROKEN",
            "website_sale.WebsiteSale::cart",
        )
        assert (found.winner, found.lost) == ("odoo:b", ("odoo:a",))
