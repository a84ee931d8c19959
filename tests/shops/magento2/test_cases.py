"""Cases with a known outcome, in trees of a few lines with the real names."""

import pytest

from sellxed_sdk.compatibility import Mode, match_overlaps
from sellxed_sdk.findings import Severity

ADAPTER = "Magento\\Payment\\Gateway\\Data\\Order\\OrderAdapter"


def prefer(value):
    return f'<preference for="{ADAPTER}" type="{value}"/>'


def around(tree, name, sort, body):
    space = name.replace("_", "\\")
    code = f"public function aroundSave($s, $proceed) {{ {body} }}"
    di = f'<type name="X\\Y"><plugin name="{name}" type="{space}\\W" sortOrder="{sort}"/></type>'
    tree.module(name, di=di, classes={"W": code})


class TestAdyenAndBraintree:
    @pytest.fixture(params=["Magento_Braintree", "PayPal_Braintree"])
    def braintree(self, tree, request):
        package = "magento/module-braintree"
        manifest = {"name": package if "Magento" in request.param else "paypal/module-braintree"}
        value = request.param.replace("_", "\\") + "\\Gateway\\Data\\Order\\OrderAdapter"
        tree.module(request.param, di=prefer(value), manifest=manifest)
        return request.param

    @pytest.mark.parametrize("version", ["9.0.1", "9.20.10"])
    def test_both_replace_one_class(self, tree, braintree, version):
        value = "Adyen\\Payment\\Gateway\\Data\\Order\\OrderAdapter"
        manifest = {"name": "adyen/module-payment", "version": version}
        tree.module("Adyen_Payment", di=prefer(value), manifest=manifest)
        [conflict] = match_overlaps(tree.read())

        assert conflict.severity is Severity.ERROR
        assert conflict.target == ADAPTER
        assert conflict.winner == "magento2:Adyen_Payment"
        assert conflict.lost == (f"magento2:{braintree}",)

    @pytest.mark.parametrize("version", ["7.1.0", "10.0.0"])
    def test_releases_that_do_not(self, tree, braintree, version):
        manifest = {"name": "adyen/module-payment", "version": version}
        tree.module("Adyen_Payment", di='<type name="A\\B"/>', manifest=manifest)

        assert match_overlaps(tree.read()) == ()

    def test_one_that_builds_on_the_other(self, tree, braintree):
        tree.module("Zeta_Pay", di=prefer("Zeta\\Pay\\OrderAdapter"))
        base = "\\" + braintree.replace("_", "\\") + "\\Gateway\\Data\\Order\\OrderAdapter"
        tree.php("Zeta_Pay", "OrderAdapter", "", extends=base)

        assert match_overlaps(tree.read()) == ()

    def test_one_that_is_loaded_after_the_other_on_purpose(self, tree, braintree):
        tree.module("Zeta_Pay", di=prefer("Zeta\\Pay\\A"), sequence=[braintree])

        assert match_overlaps(tree.read()) == ()

    def test_one_that_does_not_run(self, tree, braintree):
        tree.module("Adyen_Payment", di=prefer("Adyen\\Payment\\A"), on=0)

        assert match_overlaps(tree.read()) == ()


def test_elasticsuite_switches_an_interceptor_of_others_off(tree):
    name = "outOfStockSorting"
    target = "Magento\\CatalogSearch\\Model\\ResourceModel\\Fulltext\\Collection"
    given = f'<plugin name="{name}" type="Acme\\Stock\\Sorting"/>'
    code = "public function beforeSetOrder($s) {}"
    tree.module("Acme_Stock", di=f'<type name="{target}">{given}</type>', classes={"Sorting": code})
    off = f'<plugin name="{name}" disabled="true"/>'
    tree.module(
        "Smile_ElasticsuiteCatalog", areas={"frontend": f'<type name="{target}">{off}</type>'}
    )
    inventory = tree.read()

    assert match_overlaps(inventory) == ()
    claims = inventory.find("magento2:Acme_Stock").claims
    assert claims
    assert "frontend" not in {claim.area for claim in claims}


class TestChains:
    def test_what_does_not_go_on_loses_those_inside(self, tree):
        around(tree, "Acme_Inner", 20, "return $proceed();")
        around(tree, "Zeta_Outer", 10, "return 1;")
        [conflict] = match_overlaps(tree.read())

        assert conflict.code == "OVERLAP_CHAIN_BROKEN"
        assert conflict.lost == ("magento2:Acme_Inner",)

    def test_what_is_outside_of_it_is_not_lost(self, tree):
        around(tree, "Acme_Outer", 5, "return $proceed();")
        around(tree, "Zeta_Inner", 10, "return 1;")
        [conflict] = match_overlaps(tree.read())

        assert (conflict.code, conflict.lost) == ("OVERLAP_WRAPPED", ())

    def test_two_that_go_on_are_worth_a_word(self, tree):
        # Mageplaza_Smtp and MagePal_GmailSmtpApp around TransportInterface::sendMessage.
        around(tree, "Acme_A", 0, "return $proceed();")
        around(tree, "Zeta_B", 0, "return $proceed();")
        [conflict] = match_overlaps(tree.read())

        assert (conflict.code, conflict.severity) == ("OVERLAP_WRAPPED", Severity.INFO)

    def test_two_interceptors_of_one_name(self, tree):
        for name in ("Acme_A", "Zeta_B"):
            space = name.replace("_", "\\")
            di = f'<type name="X\\Y"><plugin name="checkout" type="{space}\\W"/></type>'
            tree.module(name, di=di, classes={"W": "public function afterSave($s, $r) {}"})
        [conflict] = match_overlaps(tree.read())

        assert conflict.rule_id == "overlap.m2.plugin_name"
        assert conflict.winner == "magento2:Zeta_B"
        assert {claim.mode for m in conflict.members for claim in m.claims} == {Mode.REPLACE}
