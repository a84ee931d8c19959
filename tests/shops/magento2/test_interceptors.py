import pytest

from sellxed_sdk.compatibility import Mode

AROUND = """    public function aroundSave($subject, callable $proceed, ...$rest)
    {
        %s
    }"""


def plug(name, value="", target="X\\Y", **attributes):
    given = "".join(f' {key}="{text}"' for key, text in attributes.items())
    kind = f' type="{value}"' if value else ""
    return f'<type name="{target}"><plugin name="{name}"{kind}{given}/></type>'


def around(tree, name, body="return $proceed(...$rest);", **given):
    space = name.replace("_", "\\")
    di = plug(name.lower(), f"{space}\\Wrap", **given)
    return tree.module(name, di=di, classes={"Wrap": AROUND % body})


class TestMethods:
    def test_each_with_its_mode_file_and_line(self, tree):
        body = (
            "    public function beforeLoad($s) {}\n"
            "    public function afterLoad($s, $r) { return $r; }\n"
            "    public function aroundSave($s, $go) { return $go(); }\n"
            "    public function afterGetURL($s, $r) { return $r; }\n"
            "    public function before($s) {}\n"
            "    protected function afterHidden($s) {}\n"
            "    private function aroundSecret($s) {}\n"
            "    public function helper() {}"
        )
        tree.module("Acme_Pay", di=plug("acme", "\\Acme\\Pay\\P"), classes={"P": body})
        found = {
            claim.member: (claim.mode, claim.line, claim.path) for claim in tree.claims("Acme_Pay")
        }

        path = "app/code/Acme/Pay/P.php"
        assert found == {
            "load": (Mode.EXTEND, 6, path),
            "save": (Mode.WRAP, 8, path),
            "getURL": (Mode.EXTEND, 9, path),
        }

    def test_label_value_and_target(self, tree):
        around(tree, "Acme_Pay", target="\\X\\Y\\Interceptor")
        [claim] = tree.claims("Acme_Pay")

        assert (claim.label, claim.value) == ("acme_pay", "Acme\\Pay\\Wrap")
        assert claim.target == "X\\Y\\Interceptor"

    def test_of_a_parent_and_of_a_trait(self, tree):
        tree.module("Acme_Base", classes={"Base": AROUND % ""})
        tree.write(
            "app/code/Acme/Base/T.php",
            "<?php namespace Acme\\Base; trait T { public function beforeLoad($s) {} }",
        )
        tree.module("Acme_Pay", di=plug("acme", "Acme\\Pay\\P"))
        tree.php("Acme_Pay", "P", "use \\Acme\\Base\\T;", extends="\\Acme\\Base\\Base")

        assert {claim.member for claim in tree.claims("Acme_Pay")} == {"load", "save"}

    def test_a_virtual_type_has_the_methods_of_its_class(self, tree):
        virtual = '<virtualType name="acmePlugin" type="Acme\\Pay\\Wrap"/>'
        body = AROUND % "return $proceed();"
        tree.module("Acme_Pay", di=virtual + plug("a", "acmePlugin"), classes={"Wrap": body})
        [claim] = tree.claims("Acme_Pay")

        assert (claim.member, claim.value) == ("save", "acmePlugin")

    def test_a_class_that_is_not_there(self, tree):
        tree.module("Acme_Pay", di=plug("acme", "Acme\\Pay\\Gone"))
        [claim] = tree.claims("Acme_Pay")

        assert (claim.member, claim.cooperative) == ("", None)
        assert (claim.path, claim.line) == ("app/code/Acme/Pay/etc/di.xml", 2)

    def test_a_class_without_such_methods_claims_nothing(self, tree):
        tree.module("Acme_Pay", di=plug("acme", "Acme\\Pay\\P"), classes={"P": ""})

        assert tree.claims("Acme_Pay") == []

    def test_an_encoded_class_is_told(self, tree):
        tree.module("Acme_Pay", di=plug("acme", "Acme\\Pay\\P"))
        tree.write("app/code/Acme/Pay/P.php", "<?php //0046a\nif(!extension_loaded('ionCube')){}")
        opaque, unresolved = sorted(
            tree.claims("Acme_Pay"), key=lambda claim: claim.kind != "opaque"
        )

        assert (opaque.kind, opaque.mode, opaque.cooperative) == ("opaque", Mode.OBSERVE, None)
        assert opaque.target == "app/code/Acme/Pay/P.php"
        assert unresolved.member == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return $proceed(...$rest);", True),
        ("if ($this->off) { return null; } return $proceed();", True),
        ("return $proceed->__invoke();", True),
        ("return call_user_func_array($proceed, $rest);", True),
        ("return \\call_user_func($proceed);", True),
        ("return $this->run(function () use ($proceed) { return $proceed(); });", True),
        ("return fn() => $proceed();", True),
        ("return true;", False),
        ("", False),
        ("// return $proceed();\n return '$proceed()';", False),
        ("$f = function () use ($subject, $proceed) { return 1; };", False),
        ("return $this->run($proceed);", None),
        ("$go = $proceed; return $go();", None),
        ("return parent::aroundSave($subject, $proceed);", None),
        ("return func_get_args()[1]();", None),
    ],
)
def test_whether_it_goes_on(tree, body, expected):
    around(tree, "Acme_Pay", body)
    [claim] = tree.claims("Acme_Pay")

    assert claim.cooperative is expected


def test_without_a_second_parameter_it_cannot_go_on(tree):
    body = "    public function aroundSave($subject) { return $this->closure(); }"
    tree.module("Acme_Pay", di=plug("acme", "Acme\\Pay\\P"), classes={"P": body})

    assert [claim.cooperative for claim in tree.claims("Acme_Pay")] == [False]


class TestOrder:
    def ranks(self, tree, *names):
        inventory = tree.read()
        ranks = {name: inventory.find(f"magento2:{name}").claims[0].rank for name in names}
        return sorted(ranks, key=ranks.get, reverse=True)

    def test_what_is_sorted_first_is_the_outermost(self, tree):
        around(tree, "Acme_Last", sortOrder="100")
        around(tree, "Acme_None")
        around(tree, "Acme_First", sortOrder="-5")

        assert self.ranks(tree, "Acme_Last", "Acme_None", "Acme_First") == [
            "Acme_First",
            "Acme_None",
            "Acme_Last",
        ]

    def test_of_equals_what_is_loaded_first_is_the_outermost(self, tree):
        for name in ("Zeta_A", "Beta_B", "Mu_C"):
            around(tree, name, sortOrder="10")

        assert self.ranks(tree, "Beta_B", "Mu_C", "Zeta_A") == ["Zeta_A", "Beta_B", "Mu_C"]

    def test_numbers_as_php_reads_them(self, tree):
        around(tree, "Acme_Text", sortOrder="first")
        around(tree, "Acme_Ten", sortOrder="10th")
        around(tree, "Acme_Five", sortOrder=" 5")

        assert self.ranks(tree, "Acme_Text", "Acme_Ten", "Acme_Five") == [
            "Acme_Text",
            "Acme_Five",
            "Acme_Ten",
        ]

    def test_without_the_list_of_modules_there_is_none(self, tree):
        around(tree, "Acme_Pay")
        (tree.root / "app/etc/config.php").unlink()

        assert [claim.rank for claim in tree.claims("Acme_Pay")] == [None]


class TestMerging:
    @pytest.mark.parametrize("first", ["Acme_Pay", "Other_Off"])
    def test_disabled_by_another_module_it_is_gone(self, tree, first):
        # Smile's elasticsuite switches off outOfStockSorting so.
        off = plug("acme_pay", disabled="true")
        if first == "Other_Off":
            tree.module("Other_Off", di=off)
        around(tree, "Acme_Pay")
        if first == "Acme_Pay":
            tree.module("Other_Off", di=off)

        assert tree.claims("Acme_Pay") == []
        assert tree.claims("Other_Off") == []

    def test_in_one_area_it_stays_in_the_others(self, tree):
        around(tree, "Acme_Pay")
        tree.module("Other_Off", areas={"frontend": plug("acme_pay", disabled="1")})
        areas = {claim.area for claim in tree.claims("Acme_Pay")}

        assert areas == {"adminhtml", "crontab", "graphql", "webapi_rest", "webapi_soap"}

    def test_switched_on_again_in_an_area(self, tree):
        around(tree, "Acme_Pay", disabled="true")
        tree.module("Other_On", areas={"adminhtml": plug("acme_pay", disabled="false")})

        assert {claim.area for claim in tree.claims("Acme_Pay")} == {"adminhtml"}

    def test_a_module_that_does_not_run_switches_nothing_off(self, tree):
        around(tree, "Acme_Pay")
        tree.module("Other_Off", di=plug("acme_pay", disabled="true"), on=0)

        assert len(tree.claims("Acme_Pay")) == 1

    def test_what_does_not_run_is_told_nevertheless(self, tree):
        body = AROUND % "return $proceed();"
        di = plug("acme", "Acme\\Pay\\Wrap")
        tree.module("Acme_Pay", di=di, classes={"Wrap": body}, on=0)

        assert len(tree.claims("Acme_Pay")) == 1

    def test_another_place_in_the_order(self, tree):
        around(tree, "Acme_Pay")
        [before] = tree.claims("Acme_Pay")
        tree.module("Other_Sort", di=plug("acme_pay", sortOrder="50"))
        [claim] = tree.claims("Acme_Pay")

        assert claim.rank < before.rank

    def test_one_name_for_two_classes(self, tree):
        for name in ("Acme_Pay", "Other_Pay"):
            space = name.replace("_", "\\")
            body = AROUND % "return $proceed();"
            tree.module(name, di=plug("checkout", f"{space}\\W"), classes={"W": body})
        lost, won = tree.claims("Acme_Pay"), tree.claims("Other_Pay")

        assert [claim.kind for claim in lost] == ["m2.plugin_name"]
        assert [claim.kind for claim in won] == ["m2.plugin", "m2.plugin_name"]
        assert (lost[0].target, lost[0].member, lost[0].mode) == ("X\\Y", "checkout", Mode.REPLACE)
        assert lost[0].rank < won[1].rank

    def test_one_name_on_two_types_are_two(self, tree):
        around(tree, "Acme_Pay")
        tree.module("Other_Off", di=plug("acme_pay", target="X\\Z", disabled="true"))

        assert len(tree.claims("Acme_Pay")) == 1
