import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sellxed_sdk.compatibility import ShopInventory
from sellxed_sdk.shops import read_inventory

DI = '<type name="X\\Y"><plugin name="a" type="Acme\\Pay\\P"/></type>'
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c">]><config>&b;</config>'


def reasons(inventory):
    return {entry.path: entry.reason for entry in inventory.unread}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<config><preference", "it is not well-formed XML"),
        (DOCTYPE + "<preference/>", "it declares a document type"),
        (b"<config><preference for='\xff\xfe'>", "it is not well-formed XML"),
    ],
)
def test_broken_wiring_leaves_the_module(tree, text, reason):
    tree.module("Acme_Pay")
    tree.write("app/code/Acme/Pay/etc/di.xml", text)
    inventory = tree.read()

    assert inventory.find("magento2:Acme_Pay").claims == ()
    assert reasons(inventory)["app/code/Acme/Pay/etc/di.xml"] == reason


@pytest.mark.parametrize(
    "text", ["<?php class P {", "<?php function (", "", b"\xff\xfe", "<?php class Other {}", "\0"]
)
def test_broken_classes_are_unresolved(tree, text):
    tree.module("Acme_Pay", di=DI)
    tree.write("app/code/Acme/Pay/P.php", text)

    assert [claim.cooperative for claim in tree.claims("Acme_Pay")] in ([None], [])


def test_a_cut_method_is_unknown(tree):
    tree.module("Acme_Pay", di=DI)
    tree.write(
        "app/code/Acme/Pay/P.php",
        "<?php namespace Acme\\Pay; class P { function aroundX($s, $p) { return $p",
    )

    assert [claim.cooperative for claim in tree.claims("Acme_Pay")] in ([None], [False])


def test_links_in_circles_and_out_of_the_shop(tree, tmp_path):
    tree.module("Acme_Pay", di=DI)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "P.php").write_text("<?php namespace Acme\\Pay; class P {}")
    home = tree.root / "app/code/Acme/Pay"
    (home / "P.php").symlink_to(outside / "P.php")
    (tree.root / "app/code/Loop").symlink_to(tree.root / "app/code")
    inventory = tree.read()

    assert reasons(inventory)["app/code/Acme/Pay/P.php"] == "it is a link out of the shop"
    assert [claim.cooperative for claim in inventory.find("magento2:Acme_Pay").claims] == [None]


@pytest.mark.parametrize(
    "name", ["..\\..\\secret", "A/../../B", "Acme\\Pay\\\0", "\\\\", "A" * 5000]
)
def test_names_that_are_no_classes(tree, name):
    safe = name.replace("\0", "")
    tree.module(
        "Acme_Pay", di=f'<preference for="X\\Y" type="{safe}"/>' + DI.replace("Acme\\Pay\\P", safe)
    )

    assert isinstance(tree.read(), ShopInventory)


_PIECES = """
<config>|</config>|<type name='X'>|</type>|<plugin name='a' type='Acme\\Pay\\P'/>
<plugin name='a' disabled='true'/>|<preference for='A' type='B'/>|<virtualType name='B' type='B'/>
<?php |return ['modules' => [|'Acme_Pay' => 1,|]];|namespace Acme\\Pay;|class P {
function aroundX($s, $p) {|$p();|}|use ($p)|'|"|/*|<<<A|{|(|é|ComponentRegistrar::register(
"""
_WORDS = st.sampled_from([*_PIECES.replace("\n", "|").split("|"), "\n"])
_TEXTS = st.one_of(
    st.lists(_WORDS, max_size=30).map("".join).map(str.encode), st.binary(max_size=60)
)
_FILES = st.sampled_from(
    [
        "app/etc/config.php",
        "app/code/Acme/Pay/registration.php",
        "app/code/Acme/Pay/etc/module.xml",
        "app/code/Acme/Pay/etc/di.xml",
        "app/code/Acme/Pay/etc/frontend/di.xml",
        "app/code/Acme/Pay/P.php",
        "app/code/Acme/Pay/composer.json",
        "composer.json",
        "composer.lock",
        "vendor/composer/installed.json",
    ]
)


@pytest.mark.property
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.dictionaries(_FILES, _TEXTS, max_size=5))
def test_any_tree_ends_in_an_inventory(tmp_path_factory, files):
    root = tmp_path_factory.mktemp("shop")
    base = {
        "bin/magento": b"",
        "app/code/Acme/Pay/registration.php": b"<?php",
        "app/code/Acme/Pay/etc/module.xml": b"<config><module name='Acme_Pay'/></config>",
        "app/code/Acme/Pay/etc/di.xml": f"<config>{DI}</config>".encode(),
    }
    for path, data in {**base, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)

    assert isinstance(read_inventory(root).to_dict(), dict)


class TestSize:
    def test_a_class_with_many_methods_under_many_names(self, tree, steps):
        def shop(count):
            names = "".join(f'<plugin name="p{i}" type="Acme\\Pay\\P"/>' for i in range(count))
            tree.module("Acme_Pay", di=f'<type name="X\\Y">{names}</type>', on=None)
            body = "".join(f"function around{i}($s, $p) {{ return $p(); }}\n" for i in range(count))
            tree.php("Acme_Pay", "P", body)
            return steps(tree.read)

        small, large = shop(100), shop(400)

        # Claims are the product of both, up to a limit; what is read is not.
        assert large < 16 * small

    def test_there_is_a_limit_for_the_claims_of_a_module(self, tree):
        names = "".join(f'<plugin name="p{i}" type="Acme\\Pay\\P"/>' for i in range(300))
        body = "".join(f"function after{i}($s) {{}}\n" for i in range(100))
        tree.module("Acme_Pay", di=f'<type name="X\\Y">{names}</type>', classes={"P": body})
        inventory = tree.read()

        assert len(inventory.find("magento2:Acme_Pay").claims) == 20_000
        assert reasons(inventory)["app/code/Acme/Pay"] == "it changes more than 20000 places"
