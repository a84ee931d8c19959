import pytest

from sellxed_sdk.compatibility import Mode, match_overlaps
from sellxed_sdk.findings import Severity


def rewrite(*entries, area="global", kind="models"):
    groups = "".join(
        f"<{group}><rewrite>\n<{alias}>{value}</{alias}></rewrite></{group}>"
        for group, alias, value in entries
    )
    return f"<{area}><{kind}>{groups}</{kind}></{area}>"


class TestRewrites:
    @pytest.mark.parametrize("kind", ["models", "blocks", "helpers"])
    def test_target_value_file_and_line(self, tree, kind):
        tree.module("Acme_Pay", rewrite(("sales", "order", " Acme_Pay_Model_Order "), kind=kind))
        [claim] = tree.claims("Acme_Pay")

        assert (claim.kind, claim.mode, claim.area) == ("m1.rewrite", Mode.REPLACE, "")
        assert (claim.target, claim.value) == (f"{kind}/sales/order", "Acme_Pay_Model_Order")
        assert (claim.path, claim.line) == ("app/code/community/Acme/Pay/etc/config.xml", 4)

    @pytest.mark.parametrize("area", ["frontend", "adminhtml"])
    def test_in_an_area_it_has_no_effect(self, tree, area):
        tree.module("Acme_Pay", rewrite(("sales", "order", "Acme_Order"), area=area))
        [claim] = tree.claims("Acme_Pay")

        assert (claim.area, claim.mode) == (area, Mode.OBSERVE)

    def test_what_is_loaded_last_has_the_greatest_rank(self, tree):
        entry = rewrite(("sales", "order", "X"))
        tree.module("Acme_A", entry, depends=["Zeta_B"])
        tree.module("Zeta_B", entry)
        ranks = [tree.claims(name)[0].rank for name in ("Zeta_B", "Acme_A")]

        assert ranks == sorted(ranks)
        assert ranks[0] != ranks[1]

    def test_parents_through_the_pools(self, tree):
        tree.module("Acme_Pay", rewrite(("sales", "order", "Acme_Pay_Model_Order")))
        tree.php("Acme_Pay_Model_Order", "Mage_Sales_Model_Order", pool="community")
        tree.php("Mage_Sales_Model_Order", "Other_Base", pool="local")
        tree.php("Mage_Sales_Model_Order", "Mage_Core_Model_Abstract", pool="core")
        tree.write("lib/Other/Base.php", "<?php class Other_Base extends Varien_Object {}")
        [claim] = tree.claims("Acme_Pay")

        assert claim.parents == ("Mage_Sales_Model_Order", "Other_Base", "Varien_Object")

    def test_without_the_local_pool(self, tree):
        tree.module("Acme_Pay", rewrite(("sales", "order", "Acme_Pay_Model_Order")))
        tree.php("Acme_Pay_Model_Order", "Local_Parent", pool="local")
        tree.php("Acme_Pay_Model_Order", "Community_Parent")
        tree.write(
            "app/etc/local.xml",
            "<config><global><disable_local_modules>1</disable_local_modules></global></config>",
        )
        [claim] = tree.claims("Acme_Pay")

        assert claim.parents == ("Community_Parent",)

    def test_classes_in_a_circle(self, tree):
        tree.module("Acme_Pay", rewrite(("sales", "order", "A_B")))
        tree.php("A_B", "A_C")
        tree.php("A_C", "A_B")

        assert tree.claims("Acme_Pay")[0].parents == ("A_C",)

    def test_a_group_by_its_old_name(self, tree):
        renamed = "<global><models><sales_resource><deprecatedNode>sales_mysql4</deprecatedNode>"
        tree.module("Mage_Sales", renamed + "</sales_resource></models></global>", pool="core")
        tree.module("Zeta_Old", rewrite(("sales_mysql4", "order", "Zeta_Old_Order")))
        tree.module("Acme_New", rewrite(("sales_resource", "order", "Acme_New_Order")))
        [conflict] = match_overlaps(tree.read())

        assert conflict.target == "models/sales_resource/order"
        assert conflict.winner == "magento1:Acme_New"

    def test_an_encoded_class_is_told(self, tree):
        tree.module("Acme_Pay", rewrite(("sales", "order", "Acme_Pay_Model_Order")))
        path = "app/code/community/Acme/Pay/Model/Order.php"
        tree.write(path, "<?php //0046a\nif(!extension_loaded('ionCube Loader')){}")
        opaque = [claim for claim in tree.claims("Acme_Pay") if claim.kind == "opaque"]

        assert [(c.target, c.mode, c.cooperative) for c in opaque] == [(path, Mode.OBSERVE, None)]

    def test_what_does_not_run_is_told_nevertheless(self, tree):
        tree.module("Acme_Pay", rewrite(("sales", "order", "X")), on="false")

        assert len(tree.claims("Acme_Pay")) == 1


class TestShadows:
    def test_a_file_before_the_core_is_a_plugin_of_its_own(self, tree):
        tree.php("Mage_Sales_Model_Order", pool="core")
        tree.php("Mage_Sales_Model_Order", pool="local")
        tree.php("Mage_Sales_Model_Other", pool="local")
        plugin = tree.read().find("magento1:local/Mage_Sales")
        [claim] = plugin.claims

        assert (plugin.kind, plugin.path) == ("override", "app/code/local/Mage/Sales")
        assert (claim.kind, claim.mode) == ("m1.shadow", Mode.REPLACE)
        assert claim.target == "Mage_Sales_Model_Order"
        assert claim.value == "app/code/local/Mage/Sales/Model/Order.php"

    def test_a_file_before_the_library(self, tree):
        tree.write("lib/Varien/Object.php", "<?php class Varien_Object {}")
        tree.php("Varien_Object", pool="community")

        assert tree.claims("community/Varien_Object")[0].target == "Varien_Object"

    def test_of_a_declared_module_it_is_its_own(self, tree):
        tree.module("Acme_Pay", pool="local")
        tree.php("Acme_Pay_Model_A", pool="local")
        tree.php("Acme_Pay_Model_A", pool="community")

        assert [claim.kind for claim in tree.claims("Acme_Pay")] == ["m1.shadow"]

    def test_of_two_the_local_one_counts(self, tree):
        for pool in ("core", "community", "local"):
            tree.php("Mage_Sales_Model_Order", pool=pool)
        [conflict] = match_overlaps(tree.read())

        assert conflict.winner == "magento1:local/Mage_Sales"
        assert conflict.lost == ("magento1:community/Mage_Sales",)

    def test_what_is_not_found_by_the_name_of_a_class(self, tree):
        for place in ("controllers/IndexController", "sql/a/install", "etc/x"):
            for pool in ("core", "local"):
                tree.write(f"app/code/{pool}/Mage/Sales/{place}.php", "<?php")

        assert tree.read().plugins == ()


class TestCases:
    def email(self, name, extends="Mage_Core_Model_Email_Template"):
        return rewrite(
            ("core", "email_template", f"{name}_Model_Email_Template"),
            ("core", "email_queue", f"{name}_Model_Email_Queue"),
        )

    def test_smtppro_and_mailchimp(self, tree):
        tree.module("Aschroder_SMTPPro", self.email("Aschroder_SMTPPro"), pool="local")
        tree.module("Ebizmarts_MailChimp", self.email("Ebizmarts_MailChimp"))
        for name, pool in (("Aschroder_SMTPPro", "local"), ("Ebizmarts_MailChimp", "community")):
            for kind in ("Template", "Queue"):
                tree.php(f"{name}_Model_Email_{kind}", f"Mage_Core_Model_Email_{kind}", pool)
        conflicts = match_overlaps(tree.read())

        assert {conflict.target for conflict in conflicts} == {
            "models/core/email_template",
            "models/core/email_queue",
        }
        for conflict in conflicts:
            assert conflict.severity is Severity.ERROR
            assert conflict.winner == "magento1:Ebizmarts_MailChimp"
            assert conflict.lost == ("magento1:Aschroder_SMTPPro",)

    def test_magesetup_switches_germansetup_off(self, tree):
        entry = rewrite(("tax", "config", "X"), ("checkout", "agreements", "Y"))
        tree.module("FireGento_GermanSetup", entry.replace("X", "G_X").replace("Y", "G_Y"))
        tree.module("FireGento_MageSetup", entry)
        on = "<active>true</active><codePool>community</codePool>"
        off = "<active>false</active>"
        tree.declare("FireGento_MageSetup", FireGento_MageSetup=on, FireGento_GermanSetup=off)

        assert match_overlaps(tree.read()) == ()

    def test_one_that_builds_on_the_other(self, tree):
        tree.module("Acme_A", rewrite(("core", "email", "Acme_A_Model_Email")))
        tree.module("Zeta_B", rewrite(("core", "email", "Zeta_B_Model_Email")))
        tree.php("Zeta_B_Model_Email", "Acme_A_Model_Email")

        assert match_overlaps(tree.read()) == ()

    def test_one_that_depends_on_the_other(self, tree):
        tree.module("Acme_A", rewrite(("core", "email", "A")))
        tree.module("Zeta_B", rewrite(("core", "email", "B")), depends=["Acme_A"])

        assert match_overlaps(tree.read()) == ()
