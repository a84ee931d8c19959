from __future__ import annotations

import pytest

from sellxed_sdk.compatibility import Mode, match_overlaps

HANDS_ON = "function proceed() { return parent::proceed(); }"
WRAPPED = "function proceed() { $this->run(); }\nprivate function run() { parent::proceed(); }"
LOST = "function proceed() { return null; }"


class TestMembers:
    @pytest.mark.parametrize(
        ("body", "cooperative"),
        [
            (HANDS_ON, True),
            (WRAPPED, True),
            (LOST, False),
            ("function proceed() { $m = 'parent::proceed'; $m(); }", None),
        ],
    )
    def test_whether_it_hands_on(self, module, claims, body, cooperative):
        module("Acme", body)
        found = [c for c in claims("Acme/Pay", "gx.overload") if c.member == "proceed"]
        assert [(c.target, c.area, c.mode, c.cooperative, c.line) for c in found] == [
            ("payment", "shop", Mode.EXTEND, cooperative, 4)
        ]
        assert found[0].path == "GXModules/Acme/Pay/Shop/Overloads/payment/AcmePay.inc.php"
        assert found[0].value == "AcmePay"
        assert found[0].rank is None

    def test_private_methods_are_its_own(self, module, claims):
        module("Acme", WRAPPED)
        assert [c.member for c in claims("Acme/Pay", "gx.overload")] == ["", "proceed"]

    def test_one_that_leaves_the_chain(self, shop, write, claims):
        write(
            "GXModules/Acme/Pay/Shop/Overloads/payment/AcmePay.inc.php",
            f"<?php class AcmePay extends payment {{ {HANDS_ON} }}",
        )
        assert [c.cooperative for c in claims("Acme/Pay", "gx.overload")] == [False, False]

    @pytest.mark.parametrize(
        ("at", "area"),
        [
            ("Admin/Overloads/payment", "admin"),
            ("All/Overloads/payment", ""),
            ("Shop/overloads/payment", "shop"),
        ],
    )
    def test_areas(self, module, claims, at, area):
        module("Acme", HANDS_ON, at=at)
        assert {c.area for c in claims("Acme/Pay", "gx.overload")} == {area}

    @pytest.mark.parametrize(
        "at", ["Shop/Classes/payment", "Shop/Overloads", "Shop/Overloads/a/b", "vendor/Overloads/a"]
    )
    def test_what_is_none(self, module, claims, at):
        module("Acme", HANDS_ON, at=at)
        assert claims("Acme/Pay", "gx.overload") == []

    def test_a_file_without_its_class(self, shop, write, read):
        write("GXModules/Acme/Pay/Shop/Overloads/payment/Other.inc.php", "<?php class X {}")
        inventory = read()
        assert inventory.plugins[0].claims == ()
        assert inventory.unread[0].reason == "the class Other is not in it"

    def test_encoded(self, shop, write, claims):
        write(
            "GXModules/Acme/Pay/a.php",
            "<?php //0046a\nif(!extension_loaded('ionCube Loader')){exit;}",
        )
        found = claims("Acme/Pay", "opaque")
        assert [(c.target, c.cooperative) for c in found] == [("GXModules/Acme/Pay/a.php", None)]


class TestLoose:
    def test_by_path(self, shop, write, read):
        for base, name in (
            ("user_classes/overloads/order", "ZFirst"),
            ("GXUserComponents/overloads/order", "Second"),
            ("user_classes/overloads/Admin-order", "Third"),
            ("user_classes/overloads/_samples/order", "Sample"),
        ):
            text = f"<?php class {name} extends {name}_parent {{ {HANDS_ON} }}"
            write(f"{base}/{name}.inc.php", text)
        found = {p.uid: p.claims for p in read().plugins}
        assert {uid: (c[0].target, c[0].area, c[0].rank) for uid, c in found.items()} == {
            "gambio:overloads/Second": ("order", "", (0,)),
            "gambio:overloads/Third": ("order", "admin", (1,)),
            "gambio:overloads/ZFirst": ("order", "", (2,)),
        }


class TestConflicts:
    def test_one_that_does_not_hand_on(self, module, read):
        module("Acme", LOST)
        module("Other", HANDS_ON)
        found = match_overlaps(read())
        assert len(found) == 1
        assert {"gambio:Acme/Pay", "gambio:Other/Pay"} <= {
            uid for uid in ("gambio:Acme/Pay", "gambio:Other/Pay") if uid in str(found[0])
        }

    @pytest.mark.parametrize("body", [HANDS_ON, WRAPPED])
    def test_two_that_hand_on(self, module, read, body):
        module("Acme", body)
        module("Other", HANDS_ON)
        assert match_overlaps(read()) == ()

    def test_other_areas(self, module, read):
        module("Acme", LOST)
        module("Other", HANDS_ON, at="Admin/Overloads/payment")
        assert match_overlaps(read()) == ()
