"""The rules that come with the SDK: each one is about real releases, in four languages."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

import sellxed_sdk.module
from sellxed_sdk.compatibility import (
    Claim,
    Mode,
    Plugin,
    PluginState,
    ShopInventory,
    match_rules,
)
from sellxed_sdk.module import read_bundled_rules
from sellxed_sdk.vendor import lint_rules

FEED = Path(sellxed_sdk.module.__file__).parent / "feed" / "rules.json"
RULES = {rule.id: rule for rule in read_bundled_rules().rules}
PAGE = Path(__file__).parents[2] / "docs" / "rules-feed.md"

# A version before, in and after the range of each rule; None: the range is open there.
RELEASES = {
    "0101": ("7.9.2", "8.0.0", "8.0.1"),
    "0102": (None, "7.1.0", "7.2.0"),
    "0103": (None, "8.3.1", "8.4.0"),
    "0104": (None, "4.3.0", "4.3.1"),
    "0105": ("3.2.3", "4.0.1", "4.0.3"),
    "0106": ("1.9.4", "2.0.0", "2.0.1"),
    "0107": ("1.8.1", "1.9.2", "1.9.3"),
    "0108": ("1.9.4", "1.9.5", "2.0.1"),
    "0109": (None, "1.9.2", "1.9.3"),
    "0110": (None, "2.0.2", "2.0.3"),
    "0111": (None, "1.6.1", "1.6.2"),
    "0112": ("2.0.4", "2.1.0", "2.2.0"),
    "0113": ("2.7.0", "2.8.1", "2.9.1"),
    "0114": ("3.3.2", "3.4.0", "3.4.1"),
    "0115": ("7.0.2", "7.0.3", "7.0.4"),
    "0116": ("4.0.1", "4.0.2", "5.0.2"),
    "0117": ("5.11.0", "6.1.0", "6.2.0"),
    "0118": (None, "7.3.0", "7.3.1"),
    "0119": ("2.3.8", "2.4.3", "2.4.4"),
    "0120": ("2.3.8", "2.4.9", "2.5.1"),
    "0121": ("2.18.4", "2.20.8", "2.20.9"),
    "0122": ("1.3.4", "1.5.5", "1.6.0"),
    "0201": ("7.1.0", "9.20.10", "10.0.0"),
    "0202": ("8.22.2", "9.5.3", "9.18.0"),
    "0203": ("9.1.0", "9.2.0", "9.7.1"),
    "0204": (None, "1.0.9", "1.0.10"),
    "0205": (None, "3.5.0", "3.6.0"),
    "0206": (None, "1.33.0", "1.34.0"),
    "0301": (None, "2.0.7", None),
    "0302": (None, "1.0.0", None),
    "0303": ("4.6.3", "6.0.0", "6.0.1"),
    "0401": (None, "1.3.0", "2.0.0"),
    "0402": (None, "1.7.4", None),
    "0501": ("4.3.3", "4.4.1", "5.0.0"),
    "0502": ("3.2.0", "6.1.2", "6.2.0"),
    "0503": ("2.0.0", "3.0.2", "3.1.0"),
    "0601": ("1.3.0", "2.2.3", "2.3.0"),
    "0602": ("1.3.11", "2.4.0", "2.5.0"),
    "0603": ("1.3.1", "2.3.0", "2.3.1"),
    "0604": ("1.1.3", "2.1.0", "2.1.1"),
    "0701": (None, "1.0", "1.1"),
    "0801": (None, "16.0.1.0.4", None),
}
# Releases of the other plugin that lie in its range, where it has one.
OTHERS = {
    "0101": "2.7.1",
    "0103": "7.2.0",
    "0122": "1.4.0",
    "0301": "1.1.22",
    "0401": "4.0.9",
    "0501": "4.0.10",
}
# Which condition the releases are about, where it is not the first.
SECOND = {"0119": 1, "0303": 1, "0502": 1, "0701": 1}


def shop_of(identifier, version):
    """A shop with the plugins of a rule, the one that it is about in a version."""
    rule = RULES[f"SXC-2026-{identifier}"]
    about = SECOND.get(identifier, 0)
    claims = [
        Claim(kind=test.kind, target=test.target, mode=Mode.REPLACE, path="x")
        for test in rule.unless_claims
    ]
    plugins = tuple(
        Plugin(
            uid=condition.plugins[-1],
            name=condition.plugins[-1],
            version=version if number == about else OTHERS.get(identifier, "9.9.9"),
            state=PluginState.ACTIVE,
            claims=tuple(claims),
        )
        for number, condition in enumerate(rule.conditions)
    )
    platform = rule.conditions[0].plugins[0].partition(":")[0]
    return ShopInventory(platform=platform, plugins=plugins)


def found(shop):
    return [conflict.rule_id for conflict in match_rules(shop, rules=RULES.values())]


def test_it_lints_without_a_fault():
    assert [finding.message for finding in lint_rules(FEED.read_bytes())] == []


def test_it_is_written_as_the_tools_write_it():
    text = FEED.read_text(encoding="utf-8")

    assert json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n" == text


def test_there_are_enough_for_several_systems():
    systems = Counter(rule.conditions[0].plugins[0].partition(":")[0] for rule in RULES.values())

    assert len(RULES) >= 25
    assert len(systems) >= 8
    assert not read_bundled_rules().skipped


def test_every_rule_has_its_releases_here():
    assert {rule.removeprefix("SXC-2026-") for rule in RULES} == set(RELEASES)


@pytest.mark.parametrize("identifier", RELEASES)
def test_before_in_and_after(identifier):
    before, inside, after = RELEASES[identifier]
    name = f"SXC-2026-{identifier}"

    assert name in found(shop_of(identifier, inside))
    for version in (before, after):
        if version is not None:
            assert name not in found(shop_of(identifier, version))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_texts_references_and_remedies(rule):
    assert {language for language, _ in rule.texts} == {"en", "de", "fr", "it"}
    assert len({text for _, text in rule.texts}) == 4
    assert rule.references
    assert rule.remedies
    if rule.confidence == "suspected":
        assert not rule.severity.rank > 2 or rule.severity.value == "warning"


def test_a_patched_shop_is_left_in_peace():
    shop = shop_of("0201", "9.0.1")
    adyen, braintree = shop.plugins
    patched = ShopInventory(
        platform="magento2",
        plugins=(adyen, Plugin(uid=braintree.uid, name="x", state=PluginState.ACTIVE)),
    )

    assert found(shop) == ["SXC-2026-0201"]
    assert found(patched) == []


def test_the_page_has_every_rule_with_its_references():
    rows = re.findall(
        r"^\| (SXC-\d{4}-\d{4}) \|(.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert [name for name, _ in rows] == list(RULES)
    for name, row in rows:
        assert all(reference in row for reference in RULES[name].references), name
        assert RULES[name].confidence in row
