import pytest

from sellxed_sdk.compatibility import Mode

ADAPTER = "Magento\\Payment\\Gateway\\Data\\Order\\OrderAdapter"


def prefer(target, value):
    return f'<preference for="{target}" type="{value}"/>'


def test_target_value_area_file_and_line(tree):
    tree.module("Acme_Pay", areas={"frontend": prefer("\\A\\B", " \\Acme\\Pay\\B ")})
    [claim] = tree.claims("Acme_Pay")

    assert (claim.kind, claim.mode) == ("m2.preference", Mode.REPLACE)
    assert (claim.target, claim.value, claim.area) == ("A\\B", "Acme\\Pay\\B", "frontend")
    assert (claim.path, claim.line) == ("app/code/Acme/Pay/etc/frontend/di.xml", 2)


def test_the_order_of_the_list_of_modules_counts_and_then_the_area(tree):
    for name in ("Zeta_One", "Acme_Two"):
        tree.module(name, di=prefer("X\\Y", f"{name}\\Y"), areas={"frontend": prefer("X\\Y", "F")})
    ranks = {
        (name, claim.area): claim.rank
        for name in ("Zeta_One", "Acme_Two")
        for claim in tree.claims(name)
    }

    assert sorted(ranks, key=ranks.get) == [
        ("Zeta_One", ""),
        ("Acme_Two", ""),
        ("Zeta_One", "frontend"),
        ("Acme_Two", "frontend"),
    ]


def test_without_the_list_there_is_no_order(tree):
    tree.module("Acme_Pay", di=prefer("X\\Y", "Acme\\Pay\\Y"), on=None)
    [claim] = tree.claims("Acme_Pay")

    assert claim.rank is None


def test_parents_over_modules_packages_and_virtual_types(tree):
    tree.module("Acme_Pay", classes={"Model/A": ""})
    tree.php("Acme_Pay", "Model/A", "", extends="\\Acme\\Lib\\Deep\\B")
    library = {
        "name": "acme/lib",
        "version": "1.0.0",
        "type": "library",
        "autoload": {"psr-4": {"Acme\\Lib\\": ["src/"]}},
        "install-path": "../acme/lib",
    }
    tree.write("vendor/composer/installed.json", __import__("json").dumps({"packages": [library]}))
    tree.write(
        "vendor/acme/lib/src/Deep/B.php",
        "<?php namespace Acme\\Lib\\Deep; use Magento\\Sales\\Model\\Order as Base;"
        "class B extends Base {}",
    )
    virtual = '<virtualType name="acmeOrder" type="\\Acme\\Pay\\Model\\A"/>'
    tree.module("Other_Pay", di=virtual + prefer("Magento\\Sales\\Model\\Order", "acmeOrder"))
    [claim] = tree.claims("Other_Pay")

    assert claim.parents == (
        "Acme\\Pay\\Model\\A",
        "Acme\\Lib\\Deep\\B",
        "Magento\\Sales\\Model\\Order",
    )


def test_classes_that_magento_generates_and_classes_in_a_circle(tree):
    tree.module("Acme_Pay", di=prefer("X\\Y", "Acme\\Pay\\A\\Proxy"))
    tree.php("Acme_Pay", "A", "", extends="B")
    tree.php("Acme_Pay", "B", "", extends="A")
    [claim] = tree.claims("Acme_Pay")

    assert claim.parents == ("Acme\\Pay\\A", "Acme\\Pay\\B")


class TestDefaults:
    def test_for_an_interface_of_its_own_is_not_told(self, tree):
        tree.module("Acme_Pay", di=prefer("Acme\\Pay\\Api\\XInterface", "Acme\\Pay\\X"))

        assert tree.claims("Acme_Pay") == []

    def test_where_another_module_replaces_it_it_takes_nothing(self, tree):
        own = prefer("Acme\\Pay\\Api\\XInterface", "Acme\\Pay\\X")
        tree.module("Acme_Pay", di=own)
        tree.module("Zeta_Change", di=prefer("Acme\\Pay\\Api\\XInterface", "Zeta\\Change\\X"))
        [default] = tree.claims("Acme_Pay")
        [claim] = tree.claims("Zeta_Change")

        assert (default.mode, claim.mode) == (Mode.OBSERVE, Mode.REPLACE)
        assert claim.undone_by == ()

    def test_loaded_later_it_undoes_the_replacement(self, tree):
        tree.module("Alfa_Change", di=prefer("Acme\\Pay\\Api\\XInterface", "Alfa\\Change\\X"))
        tree.module("Acme_Pay", di=prefer("Acme\\Pay\\Api\\XInterface", "Acme\\Pay\\X"))
        [claim] = tree.claims("Alfa_Change")

        assert claim.undone_by == ("magento2:Acme_Pay",)


class TestCore:
    def test_what_the_core_prefers_for_interfaces_takes_nothing(self, tree):
        target = "Magento\\Catalog\\Api\\XInterface"
        core = {"name": "magento/module-inventory-catalog"}
        tree.module("Magento_InventoryCatalog", di=prefer(target, "M\\X"), manifest=core)
        tree.module("Acme_Pay", di=prefer(target, "Acme\\Pay\\X"))
        inventory = tree.read()
        plugin = inventory.find("magento2:Magento_InventoryCatalog")

        assert plugin.kind == "core"
        assert [claim.mode for claim in plugin.claims] == [Mode.OBSERVE]

    def test_a_class_of_another_module_that_it_replaces_is_a_claim(self, tree):
        braintree = prefer(ADAPTER, "Magento\\Braintree\\Gateway\\Data\\Order\\OrderAdapter")
        core = {"name": "magento/module-braintree", "version": "100.3.0"}
        tree.module("Magento_Braintree", di=braintree, manifest=core)
        tree.module("Adyen_Payment", di=prefer(ADAPTER, "Adyen\\Payment\\OrderAdapter"))
        plugin = tree.read().find("magento2:Magento_Braintree")

        assert plugin.kind == "core"
        assert [(claim.target, claim.mode) for claim in plugin.claims] == [(ADAPTER, Mode.REPLACE)]

    def test_what_nobody_else_touches(self, tree):
        default = prefer("Magento\\Catalog\\Api\\XInterface", "Magento\\Braintree\\X")
        replaced = prefer(ADAPTER, "Magento\\Braintree\\OrderAdapter")
        tree.module("Magento_Braintree", di=default + replaced)

        assert [claim.target for claim in tree.claims("Magento_Braintree")] == [ADAPTER]


@pytest.mark.parametrize(
    "text",
    [
        "<preference/>",
        '<preference for="A"/>',
        '<preference for="" type="B"/>',
        '<type><preference for="A" type="B"/></type>',
        '<!-- <preference for="A" type="B"/> -->',
    ],
)
def test_what_is_no_preference(tree, text):
    tree.module("Acme_Pay", di=text)

    assert tree.claims("Acme_Pay") == []
