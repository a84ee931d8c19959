import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.shops import read_inventory
from sellxed_sdk.shops._magento1._declared import MAX_SORTED, Declared, sort_by_depends

DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c">]><config>&b;</config>'


def reasons(inventory):
    return {entry.path: entry.reason for entry in inventory.unread}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (DOCTYPE, "it declares a document type"),
        ("<config><modules>", "it is not well-formed XML"),
        (b"\xff\xfe<", "it is not well-formed XML"),
        ("", "it is not well-formed XML"),
    ],
)
@pytest.mark.parametrize(
    "path", ["app/etc/modules/Zzz_Broken.xml", "app/code/community/Acme/Pay/etc/config.xml"]
)
def test_broken_files(tree, path, text, reason):
    tree.module("Acme_Pay")
    tree.write(path, text)
    inventory = tree.read()

    assert inventory.find("magento1:Acme_Pay") is not None
    assert reasons(inventory)[path] == reason


@pytest.mark.parametrize("value", ["../../secret", "A__B", "_", "Ä_Ö", "a.b", "A\\B", "x" * 4000])
def test_names_that_are_no_classes(tree, value):
    entry = f"<global><models><a><rewrite><b>{value}</b></rewrite></a></models></global>"
    tree.module("Acme_Pay", entry)

    assert [claim.parents for claim in tree.claims("Acme_Pay")] == [()]


def test_links_in_circles(tree):
    tree.module("Acme_Pay", pool="local")
    for pool in ("local", "community", "core"):
        place = tree.root / "app/code" / pool / "Mage"
        place.mkdir(parents=True)
        (place / "Deep").symlink_to(place)
    inventory = tree.read()

    assert [plugin.name for plugin in inventory.plugins] == ["Acme_Pay"]


def test_thousands_of_modules_are_not_compared_with_each_other(tmp_path):
    declared = {f"A_M{i}": Declared(f"A_M{i}", tmp_path) for i in range(MAX_SORTED + 1)}

    assert sort_by_depends(declared) == list(declared)


_PIECES = """
<config>|</config>|<modules>|</modules>|<Acme_Pay>|</Acme_Pay>|<active>true</active>|<codePool>local
</codePool>|<depends><Acme_Pay/></depends>|<global><models><core><rewrite><email>A_B</email>
</rewrite></core></models></global>|<?php |class A_B extends |A_B {|}|'major' => '1',|function
getVersionInfo() { return array(|const MAGE_MODULES = [|'Acme_Pay' => |0|]|;|é|'|/*
"""
_WORDS = st.sampled_from([*_PIECES.replace("\n", "|").split("|"), "\n"])
_TEXTS = st.one_of(
    st.lists(_WORDS, max_size=30).map("".join).map(str.encode), st.binary(max_size=60)
)
_FILES = st.sampled_from(
    [
        "app/Mage.php",
        "app/etc/local.xml",
        "app/etc/modules/Acme_Pay.xml",
        "app/etc/modules/Mage_All.xml",
        "app/code/local/Acme/Pay/etc/config.xml",
        "app/code/local/A/B.php",
        "app/code/core/A/B.php",
        "app/code/core/Mage/Core/Model/Config.php",
    ]
)


@pytest.mark.property
@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_FILES, _TEXTS, max_size=6))
def test_any_tree_ends_in_an_inventory(tmp_path_factory, files):
    root = tmp_path_factory.mktemp("shop")
    for path, data in {"app/Mage.php": b"<?php", **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)

    assert isinstance(read_inventory(root).to_dict(), dict)
