"""Shopware 6: plugins, apps, decorators, what asks for a concrete class, blocks of templates."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import Mode, PluginState, match_declared, match_overlaps
from sellxed_sdk.errors import UnknownPlatformError
from sellxed_sdk.findings import Severity
from sellxed_sdk.shops import Evidence, Stated, read_inventory

ROUTE = "Shopware\\Core\\Checkout\\Cart\\SalesChannel\\CartOrderRoute"
DECORATES = (
    '<service id="Vendor\\{0}\\Route" decorates="' + ROUTE + '" {1}>'
    '<argument type="service" id="{2}"/></service>'
)
CLASS = """<?php
namespace Vendor\\{name};

use Shopware\\Core\\Checkout\\Cart\\SalesChannel\\{wanted};

class PaypalPaymentService
{{
    public function __construct(private {wanted} $route) {{}}
}}
"""
CONFIRM = "storefront/page/checkout/confirm/index.html.twig"
VIEW = (
    "{{% sw_extends '@Storefront/{path}' %}}\n"
    "{{% block page_checkout_confirm %}}{text}{{% endblock %}}\n"
)
PAGE = "{% sw_extends '@S/storefront/a.html.twig' %}"


def around(name, *, options="", inner="Vendor\\{0}\\Route.inner"):
    return DECORATES.format(name, options, inner.format(name))


def uids(inventory):
    return [entry.uid.partition(":")[2] for entry in inventory.plugins]


def claims(inventory, name, kind):
    plugin = inventory.find(f"shopware6:{name}")
    return [claim for claim in plugin.claims if claim.kind == kind]


def told(inventory):
    return [(c.code, c.severity, c.lost) for c in match_overlaps(inventory)]


class TestShop:
    def test_version_and_plugins_where_shopware_finds_them(self, write, plugin, read):
        plugin("AlpenPay", version="2.1.0")
        plugin("Deep", home="custom/plugins/suite")
        plugin("Fixed", home="custom/static-plugins")
        write("custom/plugins/NoPlugin/composer.json", {"name": "a/b", "type": "library"})
        inventory = read()

        assert (inventory.platform, inventory.platform_version) == ("shopware6", "6.6.7.0")
        assert uids(inventory) == ["AlpenPay", "Fixed"]
        found = inventory.find("shopware6:AlpenPay")
        assert (found.name, found.version, found.kind) == ("AlpenPay EN", "2.1.0", "plugin")
        assert (found.package, found.path) == ("vendor/alpenpay", "custom/plugins/AlpenPay")
        assert found.state is PluginState.UNKNOWN

    def test_packages_of_composer(self, tmp_path, write, plugin, read):
        plugin("FromStore", home="vendor/vendor")
        manifest = json.loads(
            write("x", "")
            .with_name("vendor")
            .joinpath("vendor/FromStore/composer.json")
            .read_text()
        )
        library = {"name": "shopware/core", "version": "v6.5.8.2", "type": "library"}
        installed = [library, {**manifest, "install-path": "../vendor/FromStore"}]
        write("vendor/composer/installed.json", {"packages": installed})
        write("composer.lock", {"packages": []})
        inventory = read()

        assert (inventory.platform_version, uids(inventory)) == ("6.5.8.2", ["FromStore"])

    def test_apps(self, write, read):
        meta = "<meta><name>AlpenApp</name><label>Alpen</label><version>1.2.0</version></meta>"
        write("custom/apps/AlpenApp/manifest.xml", f"<manifest>{meta}</manifest>")
        write("custom/apps/Broken/manifest.xml", "<manifest>")
        inventory = read()

        found = inventory.find("shopware6:AlpenApp")
        assert (found.kind, found.name, found.version) == ("app", "Alpen", "1.2.0")
        assert [entry.path for entry in inventory.unread] == ["custom/apps/Broken/manifest.xml"]

    def test_what_the_database_says_is_given(self, plugin, read):
        plugin("AlpenPay")
        known = Evidence(
            source="plugin:list", entries=(Stated(names=("AlpenPay",), state=PluginState.ACTIVE),)
        )
        found = read(evidence=known).find("shopware6:AlpenPay")
        assert (found.state, found.evidence) == (PluginState.ACTIVE, "plugin:list")

    @pytest.mark.parametrize("extra", [{}, {"shopware-plugin-class": "../x"}, [], None])
    def test_a_plugin_without_a_class(self, plugin, read, extra):
        plugin("AlpenPay", extra=extra)
        inventory = read()
        assert inventory.plugins == ()
        assert inventory.unread[0].path == "custom/plugins/AlpenPay"

    def test_what_composer_is_told(self, plugin, read):
        """The makers of the mail archive exclude old tools themselves."""
        plugin(
            "FroshPlatformMailArchive",
            require={"shopware/core": "~6.6.0", "php": "^8.1"},
            conflict={"vendor/froshtools": "<2.1.3"},
        )
        plugin("FroshTools", version="2.1.2")
        (found,) = match_declared(read())
        assert found.rule_id == "declared.composer"
        plugin("FroshTools", version="2.1.3")
        assert match_declared(read()) == ()
        plugin("Future", require={"shopware/core": "~6.7.0"})
        (found,) = match_declared(read())
        assert found.rule_id == "declared.platform"


class TestDecorators:
    def test_a_decorator_with_its_place(self, plugin, read):
        plugin("A", around("A", options='decoration-priority="-1500"'))
        (found,) = claims(read(), "A", "sw.decorate")

        assert (found.target, found.value) == (ROUTE, "Vendor\\A\\Route")
        assert (found.mode, found.cooperative, found.rank) == (Mode.WRAP, True, (1500,))
        assert found.path == "custom/plugins/A/src/Resources/config/services.xml"
        assert found.line == 1

    def test_two_that_hand_on_are_for_information(self, plugin, read):
        for name in "AB":
            plugin(name, around(name))
        assert told(read()) == [("OVERLAP_WRAPPED", Severity.INFO, ())]

    def test_one_that_does_not_take_what_it_decorates(self, plugin, read):
        plugin("A", around("A", inner="other", options='decoration-priority="-1"'))
        plugin("B", around("B"))
        assert told(read()) == [
            ("OVERLAP_CHAIN_BROKEN", Severity.WARNING, ("shopware6:B",)),
        ]

    @pytest.mark.parametrize(
        ("body", "hands_on"),
        [
            ("return $this->decorated;", True),
            ("throw new DecorationPatternException(self::class);", False),
            ("return give();", None),
        ],
    )
    def test_attributes_with_what_the_class_says(self, write, plugin, read, body, hands_on):
        source = plugin("A")
        write(
            f"{source}/Route.php",
            "<?php namespace Vendor\\A;\n"
            "use Symfony\\Component\\DependencyInjection\\Attribute\\AsDecorator;\n"
            f"use {ROUTE};\n"
            "#[AsDecorator(decorates: CartOrderRoute::class, priority: 5)]\n"
            f"class Route {{ public function getDecorated() {{ {body} }} }}",
        )
        (found,) = claims(read(), "A", "sw.decorate")
        assert (found.target, found.rank, found.line) == (ROUTE, (-5,), 4)
        assert found.cooperative is hands_on

    def test_files_that_are_imported(self, write, plugin, read):
        source = plugin("A")
        config = f"{source}/Resources/config"
        write(
            f"{config}/services.xml",
            '<container><imports><import resource="services/*.xml"/></imports></container>',
        )
        body = around("A")
        write(f"{config}/services/a.xml", f"<container><services>{body}</services></container>")
        write(f"{config}/other/b.xml", f"<container><services>{body}</services></container>")
        write(
            f"{config}/services.php",
            "<?php $loader = new XmlFileLoader($c, new FileLocator(__DIR__ . '/other'));\n"
            "$loader->load('b.xml');\n$c->set('x')->decorate('mailer', null, 3);",
        )
        found = claims(read(), "A", "sw.decorate")
        assert sorted((c.target, c.path.rpartition("/")[2]) for c in found) == [
            (ROUTE, "a.xml"),
            (ROUTE, "b.xml"),
            ("mailer", "services.php"),
        ]

    def test_yaml_that_decorates_is_told(self, write, plugin, read):
        source = plugin("A")
        write(
            f"{source}/Resources/config/services.yaml",
            "services:\n    App\\X:\n        decorates: mailer\n",
        )
        assert [entry.reason for entry in read().unread] == [
            "services in YAML that decorate others are not read"
        ]


class TestConcreteClasses:
    def test_who_asks_for_the_concrete_route_fails_beside_a_decorator(self, write, plugin, read):
        """As PaypalPaymentService of Adyen did beside SwagPlatformSecurity 4.0.10."""
        source = plugin("AdyenPaymentShopware6")
        write(
            f"{source}/Service/PaypalPaymentService.php",
            CLASS.format(name="AdyenPaymentShopware6", wanted="CartOrderRoute"),
        )
        assert told(read()) == []
        plugin("SwagPlatformSecurity", around("SwagPlatformSecurity"))
        inventory = read()

        assert told(inventory) == [
            ("OVERLAP_NARROW", Severity.ERROR, ("shopware6:AdyenPaymentShopware6",)),
        ]
        (claim,) = claims(inventory, "AdyenPaymentShopware6", "sw.concrete")
        assert (claim.path.rpartition("/")[2], claim.line) == ("PaypalPaymentService.php", 8)
        (found,) = match_overlaps(inventory)
        assert found.text().startswith(f"AdyenPaymentShopware6 EN takes {ROUTE} only as the shop")

    @pytest.mark.parametrize("wanted", ["AbstractCartOrderRoute", "CartService"])
    def test_abstract_classes_and_services_are_fine(self, write, plugin, read, wanted):
        source = plugin("A")
        write(f"{source}/S.php", CLASS.format(name="A", wanted=wanted))
        plugin("B", around("B"))
        assert claims(read(), "A", "sw.concrete") == []

    def test_two_that_ask_for_it_do_not_hurt_each_other(self, write, plugin, read):
        for name in "AB":
            write(f"{plugin(name)}/S.php", CLASS.format(name=name, wanted="CartOrderRoute"))
        assert told(read()) == []

    def test_without_the_files_of_the_shop_a_route_is_known_by_its_name(
        self, tmp_path, write, plugin, read
    ):
        for file in (tmp_path / "vendor/shopware/core").rglob("*.php"):
            file.unlink()
        for directory in sorted((tmp_path / "vendor").rglob("*"), reverse=True):
            directory.rmdir()
        for name, wanted in (("A", "CartOrderRoute"), ("B", "CartService")):
            write(f"{plugin(name)}/S.php", CLASS.format(name=name, wanted=wanted))
        inventory = read()
        assert len(claims(inventory, "A", "sw.concrete")) == 1
        assert claims(inventory, "B", "sw.concrete") == []

    def test_an_encoded_class_cannot_be_inspected(self, write, plugin, read):
        source = plugin("A")
        write(f"{source}/S.php", "<?php //0046b\nif(!extension_loaded('ionCube Loader')){die();}")
        inventory = read()
        assert [claim.kind for claim in inventory.find("shopware6:A").claims] == ["opaque"]
        assert "ioncube" in inventory.unread[0].reason.lower()


class TestTemplates:
    def views(self, write, plugin, name, text, *, path=CONFIRM, base=""):
        source = plugin(name)
        write(f"{source}/Resources/views/{path}", VIEW.format(path=CONFIRM, text=text))
        if base:
            write(f"{source}/{name}.php", f"<?php class {name} {{ {base} }}")

    def test_a_block_that_prints_its_parent(self, write, plugin, read):
        self.views(write, plugin, "A", "<p>{{ parent() }}</p>")
        (found,) = claims(read(), "A", "sw.twig")
        assert (found.target, found.member) == (CONFIRM, "page_checkout_confirm")
        assert (found.mode, found.cooperative, found.line) == (Mode.EXTEND, True, 2)
        assert found.rank == (0,)

    def test_a_block_that_does_not_takes_what_others_print(self, write, plugin, read):
        priority = "public function getTemplatePriority(): int { return -5; }"
        self.views(write, plugin, "A", "mine", base=priority)
        self.views(write, plugin, "B", "{{ parent() }} more")
        assert told(read()) == [
            ("OVERLAP_CHAIN_BROKEN", Severity.WARNING, ("shopware6:B",)),
        ]

    def test_the_innermost_takes_nothing(self, write, plugin, read):
        priority = "public function getTemplatePriority(): int { return 5; }"
        self.views(write, plugin, "A", "mine", base=priority)
        self.views(write, plugin, "B", "{{ parent() }} more")
        assert told(read()) == []

    def test_a_nested_block_speaks_for_itself(self, write, plugin, read):
        inner = "{% block inner %}{{ parent() }}{% endblock %}{# {{ parent() }} #}"
        self.views(write, plugin, "A", inner)
        found = {c.member: c.cooperative for c in claims(read(), "A", "sw.twig")}
        assert found == {"page_checkout_confirm": False, "inner": True}

    def test_a_page_of_its_own_is_no_claim(self, write, plugin, read):
        self.views(write, plugin, "A", "mine", path="storefront/page/alpen/index.html.twig")
        assert claims(read(), "A", "sw.twig") == []


class TestHostileTrees:
    def test_no_shop(self, tmp_path):
        (tmp_path / "composer.lock").write_text("{}")
        with pytest.raises(UnknownPlatformError):
            read_inventory(tmp_path)

    @pytest.mark.property
    @given(
        st.sampled_from(
            [
                "composer.json",
                "src/Resources/config/services.xml",
                "src/Resources/config/services.php",
                "src/Resources/views/storefront/a.html.twig",
                "src/A.php",
            ]
        ),
        st.binary(max_size=120)
        | st.text(max_size=80).map(lambda t: f"<?php class A {{ {t}".encode("utf-8", "replace"))
        | st.text(max_size=80).map(
            lambda t: f"{{% sw_extends '@S/storefront/a.html.twig' %}}{t}".encode(
                "utf-8", "replace"
            )
        ),
    )
    def test_any_file(self, tmp_path_factory, name, data):
        root = tmp_path_factory.mktemp("shop")
        manifest = {
            "type": "shopware-platform-plugin",
            "extra": {"shopware-plugin-class": "A\\A"},
            "autoload": {"psr-4": {"A\\": "src/"}},
        }
        files = {
            "bin/console": b"",
            "composer.lock": b'{"packages": [{"name": "shopware/core", "version": "6.6.0.0"}]}',
            "custom/plugins/A/composer.json": json.dumps(manifest).encode(),
            f"custom/plugins/A/{name}": data,
        }
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        json.dumps(read_inventory(root).to_dict())
