from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import Mode, match_overlaps

POINT = "includes/extra/application_top/application_top_end"
CLASS = "<?php\nclass AcmeTools {}\nfunction acme_tool() {}\n"


class TestHooks:
    def test_points(self, shop, write, claims):
        write(f"{POINT}/10_acme.php")
        write("admin/includes/extra/footer/acme.php")
        found = claims("acme", "mod.hook")
        assert [(c.target, c.area, c.mode, c.line) for c in found] == [
            ("application_top/application_top_end", "shop", Mode.OBSERVE, 1),
            ("footer", "admin", Mode.OBSERVE, 1),
        ]

    def test_order_is_that_of_numbers(self, shop, write, read):
        for name in ("10_B.php", "9_a.php", "100_c.php", "z.php"):
            write(f"{POINT}/{name}")
        found = {p.uid: p.claims[0].rank for p in read().plugins}
        assert found == {
            "modified:a": (0,),
            "modified:b": (1,),
            "modified:c": (2,),
            "modified:z": (3,),
        }

    def test_two_at_one_point_are_no_conflict(self, shop, write, read):
        write(f"{POINT}/a.php")
        write(f"{POINT}/b.php")
        assert match_overlaps(read()) == ()


class TestSymbols:
    def test_two_that_are_included_together(self, shop, write, read, claims):
        write(f"{POINT}/a.php", CLASS)
        write(f"{POINT}/b.php", CLASS.replace("AcmeTools", "acmetools"))
        assert [(c.target, c.mode, c.line) for c in claims("a", "php.symbol")] == [
            ("AcmeTools", Mode.EXCLUSIVE, 2),
            ("acme_tool()", Mode.EXCLUSIVE, 3),
        ]
        assert len(match_overlaps(read())) == 2

    def test_one_alone_claims_nothing(self, shop, write, claims):
        write(f"{POINT}/a.php", CLASS)
        assert claims("a", "php.symbol") == []

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (f"{POINT}/a.php", "includes/extra/application_bottom/b.php"),
            ("includes/extra/captcha/a.php", "includes/extra/captcha/b.php"),
            (f"{POINT}/a.php", f"{POINT}/10_a.php"),
            ("includes/modules/payment/a.php", "includes/modules/shipping/b.php"),
        ],
    )
    def test_what_is_not_included_together(self, shop, write, read, one, other):
        write(one, CLASS)
        write(other, CLASS)
        assert match_overlaps(read()) == ()

    @pytest.mark.parametrize(
        "text",
        [
            "<?php if (!class_exists('AcmeTools')) { class AcmeTools {} }",
            "<?php if (class_exists('AcmeTools')) return;\nclass AcmeTools {}",
            "<?php namespace Other;\nclass AcmeTools {}",
        ],
    )
    def test_what_takes_care(self, shop, write, read, text):
        write(f"{POINT}/a.php", CLASS)
        write(f"{POINT}/b.php", text)
        assert match_overlaps(read()) == ()

    def test_modules_of_one_kind(self, shop, write, read):
        write("includes/modules/payment/a.php", CLASS)
        write("includes/modules/payment/b.php", CLASS)
        assert len(match_overlaps(read())) == 2


class TestOpaque:
    def test_encoded(self, shop, write, read, claims):
        write(f"{POINT}/a.php", "<?php //0046a\nif(!extension_loaded('ionCube Loader')){exit;}")
        assert [(c.target, c.cooperative) for c in claims("a", "opaque")] == [
            (f"{POINT}/a.php", None)
        ]
        assert read().unread[0].path == f"{POINT}/a.php"
