"""What plugins say themselves: conflicts, requirements, the platform."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import (
    Declaration,
    Plugin,
    PluginState,
    ShopInventory,
    check_compatibility,
    match_declared,
)
from sellxed_sdk.findings import Severity


def says(relation, target, versions=None, **fields):
    given = {"source": "composer.json", "written": versions or "*", "path": "x/composer.json"}
    return Declaration(
        relation=relation, target=target, versions=versions, line=9, **given | fields
    )


def plugin(name, version="1.0.0", *declares, **fields):
    given = {"state": PluginState.ACTIVE, "package": f"frosh/{name}"}
    return Plugin(
        uid=f"shopware6:{name}", name=name, version=version, declares=declares, **given | fields
    )


def match(*plugins, **fields):
    given = {"platform": "shopware6", "platform_version": "6.6.4.0"}
    return match_declared(ShopInventory(plugins=plugins, **given | fields))


TOOLS = says("conflicts", "composer:frosh/tools", "<2.1.3")


class TestConflicts:
    @pytest.mark.parametrize(("version", "count"), [("2.1.2", 1), ("2.1.3", 0), ("2.1.3-RC1", 0)])
    def test_of_packages(self, version, count):
        assert len(match(plugin("archive", "3.0", TOOLS), plugin("tools", version))) == count

    def test_everything_there_is_to_know(self):
        (found,) = match(plugin("archive", "3.0", TOOLS), plugin("tools", "2.1.2"))

        assert (found.rule_id, found.source) == ("declared.composer", "declared")
        assert (found.confidence, found.severity) == ("declared", Severity.ERROR)
        assert found.certain
        assert found.text() == (
            "archive 3.0 says itself that it does not go together with tools 2.1.2 "
            "(<2.1.3, x/composer.json:9)."
        )
        assert [(r.action, r.plugin, r.to) for r in found.remedies] == [
            ("update", "shopware6:tools", ">=2.1.3")
        ]
        assert [member.range for member in found.members] == [None, "<2.1.3"]

    def test_of_plugins_by_name(self):
        excludes = says("conflicts", "shopware6:b")
        (found,) = match(plugin("a", "1.0", excludes), plugin("b", None))
        assert (found.rule_id, found.certain, found.remedies) == ("declared.plugin", True, ())

    def test_an_unknown_version_is_a_doubt(self):
        (found,) = match(plugin("archive", "3.0", TOOLS), plugin("tools", None))
        assert (found.doubts, found.likely) == (("version",), False)

    def test_said_by_both_is_told_once_each_way(self):
        one = plugin("a", "1.0", says("conflicts", "shopware6:b"))
        other = plugin("b", "1.0", says("conflicts", "shopware6:a"))
        assert [c.target for c in match(one, other)] == ["shopware6:a", "shopware6:b"]

    def test_what_does_not_run_says_nothing_and_is_not_met(self):
        off = PluginState.INACTIVE
        assert match(plugin("archive", "3.0", TOOLS, state=off), plugin("tools", "2.1.2")) == ()
        assert match(plugin("archive", "3.0", TOOLS), plugin("tools", "2.1.2", state=off)) == ()

    def test_parts_of_the_shop_fit_each_other(self):
        assert match(plugin("archive", "3.0", TOOLS, kind="core"), plugin("tools", "2.1")) == ()

    def test_a_package_with_itself(self):
        suite = says("conflicts", "composer:frosh/suite", "<9")
        plugins = [plugin(name, "1.0", suite, package="frosh/suite") for name in ("a", "b")]
        assert match(*plugins) == ()

    def test_the_platform(self):
        black = says("conflicts", "shopware6", ">=6.6,<6.6.5")
        (found,) = match(plugin("a", "1.0", black))
        assert (found.rule_id, found.severity) == ("declared.platform", Severity.WARNING)
        assert match(plugin("a", "1.0", black), platform_version="6.6.5.0") == ()
        (found,) = match(plugin("a", "1.0", black), platform_version=None)
        assert found.doubts == ("platform",)

    def test_a_range_that_nobody_can_read_says_nothing(self):
        odd = says("conflicts", "composer:frosh/tools", "^2.1")
        assert match(plugin("archive", "3.0", odd), plugin("tools", "2.1.2")) == ()


class TestRequirements:
    def test_the_platform(self):
        needs = says("requires", "shopware6", ">=6.7")
        (found,) = match(plugin("a", "1.0", needs))
        assert found.text() == (
            "a 1.0 is not made for shopware6 6.6.4.0: its manifest asks for >=6.7 "
            "(x/composer.json:9)."
        )
        assert match(plugin("a", "1.0", needs), platform_version="6.7.0.0") == ()

    def test_what_is_not_known_is_taken_to_fit(self):
        """The shop runs, and PHP's version stands in no file."""
        needs = says("requires", "php", ">=8.4")
        assert match(plugin("a", "1.0", needs)) == ()
        assert (
            match(plugin("a", "1.0", says("requires", "shopware6", ">=6.7")), platform_version=None)
            == ()
        )

    def test_another_plugin(self):
        needs = says("requires", "shopware6:b", ">=2.0")
        (found,) = match(plugin("a", "1.0", needs), plugin("b", "1.9"))
        assert found.rule_id == "declared.requirement"
        assert [(r.plugin, r.to) for r in found.remedies] == [("shopware6:b", ">=2.0")]
        assert match(plugin("a", "1.0", needs), plugin("b", "2.0")) == ()
        assert match(plugin("a", "1.0", needs), plugin("b", None)) == ()

    def test_one_that_is_missing(self):
        (found,) = match(plugin("a", "1.0", says("requires", "shopware6:b")))
        assert found.rule_id == "declared.missing"
        assert found.text() == "a 1.0 requires b, which is not there (x/composer.json:9)."

    def test_libraries_are_composers_matter(self):
        assert match(plugin("a", "1.0", says("requires", "composer:guzzle/guzzle", "^7"))) == ()
        assert match(plugin("a", "1.0", says("requires", "python:lxml"))) == ()


def test_the_plan_updates_what_is_excluded(now):
    plugins = (plugin("archive", "3.0", TOOLS), plugin("tools", "2.1.2"))
    shop = ShopInventory(platform="shopware6", platform_version="6.6.4.0", plugins=plugins)
    report = check_compatibility(shop, rules=None, now=now)

    assert [(s.action.kind, s.action.plugin, s.action.to) for s in report.plan.steps] == [
        ("update", "shopware6:tools", ">=2.1.3")
    ]
    assert report.plan.remaining == ()
    assert not report
    newer = attrs.evolve(shop, plugins=(plugins[0], plugin("tools", "2.1.3")))
    assert check_compatibility(newer, rules=None, now=now)


DECLARATIONS = st.builds(
    Declaration,
    relation=st.sampled_from(["conflicts", "requires", "other"]),
    target=st.sampled_from(["shopware6", "php", "shopware6:a", "composer:frosh/b", ":", ""]),
    versions=st.none() | st.sampled_from(["<2", ">=1.0", "nonsense", "^1"]),
)


@pytest.mark.property
@given(
    st.lists(
        st.builds(
            lambda name, version, declares, state: plugin(name, version, *declares, state=state),
            st.sampled_from("abc"),
            st.sampled_from([None, "1.0", "@version@"]),
            st.lists(DECLARATIONS, max_size=3),
            st.sampled_from(PluginState),
        ),
        unique_by=lambda entry: entry.uid,
    )
)
def test_any_declarations_give_conflicts(plugins):
    for conflict in match(*plugins):
        assert conflict.text()
        assert set(conflict.uids) <= {entry.uid for entry in plugins}
