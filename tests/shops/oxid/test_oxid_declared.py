from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.shops._oxid._declared import read_constraint
from sellxed_sdk.versions import Scheme, check_range, parse_range


class TestConstraints:
    @pytest.mark.parametrize(
        ("written", "versions"),
        [
            ("^6.5", ">=6.5,<7"),
            ("^0.3.1", ">=0.3.1,<0.4"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^0", ">=0,<1"),
            ("~1.2", ">=1.2,<2"),
            ("~1.2.3", ">=1.2.3,<1.3"),
            ("~3", ">=3,<4"),
            ("<6.8 | ^7.0", "<6.8|>=7.0,<8"),
            (">=6.0.0 <7.0.0", ">=6.0.0,<7.0.0"),
            (">= 7.0 , != 7.1", ">=7.0,!=7.1"),
            ("v2.0.16", "=2.0.16"),
            ("14.*", ">=14,<15"),
            ("1.2.x", ">=1.2,<1.3"),
            ("1.0 - 2.0", ">=1.0,<2.1"),
            ("1.0 - 2.0.3", ">=1.0,<=2.0.3"),
            ("^2.0@beta", ">=2.0,<3"),
            (">=5.6.0-RC2", ">=5.6.0-RC2"),
            ("*", ""),
            ("^1.0 || *", ""),
            ("dev-master", None),
            ("", None),
            ("1.0 as 2.0", None),
            ("x" * 1_000, None),
        ],
    )
    def test_as_ranges(self, written, versions):
        assert read_constraint(written) == versions

    @pytest.mark.property
    @given(st.text(st.sampled_from("0123456789.^~*|,<>=!- vx@abdetr"), max_size=30))
    def test_what_comes_out_is_a_range(self, written):
        found = read_constraint(written)
        if found:
            parse_range(found)
            check_range(found, version="1.2.3", scheme=Scheme.COMPOSER)


def test_of_a_module(shop, module, write, read):
    shop("6.5.4")
    manifest = {
        "conflict": {"oxid-esales/oxideshop-ce": "<6.8 | ^7.0", "acme/odd": "dev-master"},
        "require": {"php": ">=7.4", "ext-json": "*", "acme/library": "^1.0", "x/y": 5},
    }
    module("one", manifest=manifest)
    packages = [{"name": "oxid-esales/oxideshop-ce", "version": "v6.14.2"}]
    write("vendor/composer/installed.json", json.dumps({"packages": packages}))
    inventory = read()
    assert inventory.versions() == {
        "oxid": "6.5.4",
        "composer:oxid-esales/oxideshop-ce": "v6.14.2",
    }
    found = inventory.plugins[0].declares
    assert [(d.relation, d.target, d.versions, d.source) for d in found] == [
        (
            "conflicts",
            "composer:oxid-esales/oxideshop-ce",
            "<6.8|>=7.0,<8",
            "composer.json conflict",
        ),
        ("requires", "php", ">=7.4", "composer.json require"),
        ("requires", "ext-json", None, "composer.json require"),
    ]
    assert {(d.path, d.line) for d in found} == {("source/modules/one/composer.json", 1)}
    assert [entry.reason for entry in inventory.unread] == [
        "the constraint dev-master cannot be told as a range"
    ]
