import copy
import json
import pickle
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import (
    Action,
    Costs,
    Plugin,
    PluginState,
    ShopInventory,
    Unread,
    apply_plan,
    check_compatibility,
    match_rules,
    parse_rules,
)
from sellxed_sdk.errors import StatusError
from sellxed_sdk.findings import Severity

UPDATE = {"action": "update", "plugin": "wordpress:turbo", "to": ">=2.4.1"}
UNKNOWN, INACTIVE = PluginState.UNKNOWN, PluginState.INACTIVE


@pytest.fixture
def check(make, now):
    def check(plugins, *rules, ours=(), version="6.8.3", **options):
        return check_compatibility(
            make.shop(*plugins, version=version),
            rules=make.feed(*rules),
            ours=frozenset(ours),
            now=now,
            **options,
        )

    return check


def codes(report):
    return [finding.code for finding in report.findings]


def actions(report):
    return [(a.kind, a.plugin.partition(":")[2], a.to) for a in report.plan.actions]


class TestConflicts:
    def test_both_are_there_in_their_ranges(self, check, make):
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0")]
        report = check(plugins, make.rule(references=["https://vendor.example/1"]))
        (conflict,) = report.conflicts

        assert conflict.certain
        assert codes(report) == ["CONFLICT_FOUND"]
        assert report.findings[0].severity is Severity.ERROR
        assert [(m.name, m.version, m.range) for m in conflict.members] == [
            ("Alpenpay", "1.0.0", None),
            ("Turbo", "2.3.0", ">=2.0,<2.4.1"),
        ]
        assert conflict.text("de_CH") == "Bestellungen bleiben unbezahlt."
        assert conflict.text("fr") == "Orders stay unpaid."
        assert "Alpenpay 1.0.0 + Turbo 2.3.0" in report.findings[0].message
        assert not report
        with pytest.raises(StatusError) as caught:
            report.raise_for_status()
        assert caught.value.code == "CONFLICT_FOUND"

    @pytest.mark.parametrize(("version", "count"), [("1.9", 0), ("2.0", 1), ("2.4.1", 0)])
    def test_ranges(self, check, make, version, count):
        report = check([make.plugin("alpenpay"), make.plugin("turbo", version)], make.rule())

        assert len(report.conflicts) == count
        assert bool(report) is not bool(count)

    def test_an_inactive_plugin_does_not_conflict(self, check, make):
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0", INACTIVE)]

        assert check(plugins, make.rule()).conflicts == ()

    def test_unless_it_is_enough_to_be_installed(self, check, make):
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0", INACTIVE)]
        conditions = [{"plugin": "wordpress:alpenpay"}]
        conditions.append({"plugin": "wordpress:turbo", "state": "installed"})
        report = check(plugins, make.rule(all=conditions))

        assert report.conflicts
        assert actions(report) == [("disable", "alpenpay", None)]

    @pytest.mark.parametrize(
        ("version", "state", "doubts", "severity"),
        [
            ("2.3.0", UNKNOWN, ("state",), Severity.ERROR),
            (None, PluginState.ACTIVE, ("version",), Severity.WARNING),
            ("@version@", PluginState.ACTIVE, ("version",), Severity.WARNING),
            (None, UNKNOWN, ("state", "version"), Severity.WARNING),
        ],
    )
    def test_what_is_unknown_is_possible_never_silent(
        self, check, make, version, state, doubts, severity
    ):
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", version, state)]
        report = check(plugins, make.rule(blocks_support=True))

        assert codes(report) == ["CONFLICT_POSSIBLE"]
        assert report.conflicts[0].doubts == doubts
        assert not report.conflicts[0].certain
        assert report.findings[0].severity is severity
        assert report.blocks_support is (doubts == ("state",))

    def test_a_suspicion_is_never_an_error(self, check, make):
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0")]
        report = check(plugins, make.rule(confidence="suspected", severity="critical"))

        assert report.findings[0].severity is Severity.WARNING

    def test_information_needs_no_action_and_no_plan(self, check, make):
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0")]
        report = check(plugins, make.rule(severity="info"))

        assert report
        assert report.conflicts
        assert report.plan.actions == ()
        report.raise_for_status()

    def test_any_two_of_a_kind(self, check, make):
        caches = ["wordpress:a", "wordpress:b", "wordpress:c"]
        rule = make.rule(all=[{"plugin": caches}, {"plugin": caches}])

        assert check([make.plugin("a")], rule).conflicts == ()
        report = check([make.plugin("a"), make.plugin("b"), make.plugin("c")], rule)
        assert len(report.conflicts[0].members) == 3
        assert len(report.plan.actions) == 2
        assert report.plan.remaining == ()

    def test_choices_are_told_apart_from_partners(self, check, make):
        rule = make.rule(
            all=[{"plugin": "wordpress:x"}, {"plugin": ["wordpress:a", "wordpress:b"]}]
        )
        report = check([make.plugin("a"), make.plugin("b"), make.plugin("x")], rule)

        assert "X 1.0.0 + A 1.0.0 / B 1.0.0" in report.findings[0].message


class TestPlatformAndExceptions:
    @pytest.mark.parametrize(
        ("platform", "version", "doubts"),
        [
            ({"wordpress": ">=6.0"}, "6.8.3", ()),
            ({"wordpress": ">=6.0"}, "5.9", None),
            ({"wordpress": ">=6.0"}, None, ("platform",)),
            ({"magento2": ">=2.4"}, "6.8.3", None),
            ({"woocommerce": ">=9.0"}, "6.8.3", None),
        ],
    )
    def test_platform(self, check, make, platform, version, doubts):
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0")]
        report = check(plugins, make.rule(platform=platform), version=version)

        assert [conflict.doubts for conflict in report.conflicts] == (
            [] if doubts is None else [doubts]
        )

    def test_an_add_on_that_does_not_say_its_version(self, check, make):
        plugins = [
            make.plugin("alpenpay"),
            make.plugin("turbo", "2.3.0"),
            make.plugin("woocommerce", None),
        ]
        report = check(plugins, make.rule(platform={"woocommerce": ">=9.0"}))

        assert report.conflicts[0].doubts == ("platform",)

    @pytest.mark.parametrize(
        ("version", "state", "doubts"),
        [
            ("2.0", PluginState.ACTIVE, None),
            ("1.0", PluginState.ACTIVE, ()),
            ("2.0", INACTIVE, ()),
            ("2.0", UNKNOWN, ("exception",)),
            (None, PluginState.ACTIVE, ("exception",)),
        ],
    )
    def test_unless(self, check, make, version, state, doubts):
        plugins = [
            make.plugin("alpenpay"),
            make.plugin("turbo", "2.3.0"),
            make.plugin("bridge", version, state),
        ]
        unless = [{"plugin": "wordpress:bridge", "versions": ">=2.0"}]
        report = check(plugins, make.rule(unless=unless))

        assert [conflict.doubts for conflict in report.conflicts] == (
            [] if doubts is None else [doubts]
        )


class TestPlan:
    def test_an_update_is_cheaper_than_a_deactivation(self, check, make):
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0")]
        report = check(plugins, make.rule(remedies=[UPDATE]), ours=["wordpress:alpenpay"])

        assert actions(report) == [("update", "turbo", ">=2.4.1")]
        assert report.plan.optimal
        assert report.plan.remaining == ()
        assert [a.plugin for a in report.plan.alternatives] == ["wordpress:turbo"]
        assert "Turbo (>=2.4.1)" in report.findings[0].hint
        assert report.plugins_to_change == "Turbo (>=2.4.1)"

    def test_ours_is_never_deactivated_unless_somebody_asks(self, check, make):
        others = [f"wordpress:p{n}" for n in range(40)]
        rules = [
            make.rule(f"R-{n}", all=[{"plugin": "wordpress:alpenpay"}, {"plugin": uid}])
            for n, uid in enumerate(others)
        ]
        plugins = [make.plugin("alpenpay"), *(make.plugin(f"p{n}") for n in range(40))]

        assert len(actions(check(plugins, *rules, ours=["wordpress:alpenpay"]))) == 40
        assert actions(check(plugins, *rules)) == [("disable", "alpenpay", None)]
        alone = make.rule("R-X", all=[{"plugin": "wordpress:alpenpay"}])
        report = check([make.plugin("alpenpay")], alone, ours=["wordpress:alpenpay"])
        assert actions(report) == []
        assert report.plan.remaining == ("R-X",)
        asked = Costs(ours=100)
        report = check([make.plugin("alpenpay")], alone, ours=["wordpress:alpenpay"], costs=asked)
        assert actions(report) == [("disable", "alpenpay", None)]

    def test_one_update_for_two_rules(self, check, make):
        newer = {**UPDATE, "to": ">=3.0"}
        conditions = [{"plugin": "wordpress:b"}, {"plugin": "wordpress:turbo", "versions": "<3.0"}]
        report = check(
            [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0"), make.plugin("b")],
            make.rule("R-1", remedies=[UPDATE]),
            make.rule("R-2", all=conditions, remedies=[newer]),
        )

        assert actions(report) == [("update", "turbo", ">=3.0")]
        assert report.plan.cost == 1

    def test_an_update_that_leads_into_another_conflict_is_avoided(self, check, make):
        conditions = [{"plugin": "wordpress:b"}, {"plugin": "wordpress:turbo", "versions": ">=2.4"}]
        report = check(
            [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0"), make.plugin("b")],
            make.rule("R-1", remedies=[UPDATE]),
            make.rule("R-2", all=conditions),
        )

        assert [action[0] for action in actions(report)] == ["disable"]
        assert report.plan.remaining == ()

    def test_remedies_for_what_is_not_there_or_done_are_no_way_out(self, check, make):
        remedies = [
            {"action": "update", "plugin": "wordpress:gone", "to": ">=9.0"},
            {"action": "update", "plugin": "wordpress:turbo", "to": ">=2.1"},
            {"action": "wait", "plugin": "wordpress:turbo"},
        ]
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0")]
        report = check(plugins, make.rule(remedies=remedies))

        assert {action[0] for action in actions(report)} == {"disable"}

    def test_a_configuration_is_taken_at_the_vendors_word(self, check, make):
        remedies = [{"action": "configure", "plugin": "wordpress:turbo"}]
        plugins = [make.plugin("alpenpay"), make.plugin("turbo", "2.3.0")]
        report = check(plugins, make.rule(remedies=remedies))

        assert actions(report) == [("configure", "turbo", None)]
        assert report.plan.remaining == ()

    def test_what_nothing_clears_remains(self, check, make):
        rule = make.rule(all=[{"plugin": "wordpress:a", "state": "installed"}])
        report = check([make.plugin("a")], rule)

        assert report.plan.actions == ()
        assert report.plan.remaining == ("R-1",)

    @pytest.mark.property
    @given(st.lists(st.sets(st.integers(0, 5), min_size=1, max_size=3), max_size=6))
    def test_the_plan_is_the_cheapest_that_clears_all(self, make, now, groups):
        rules = [
            make.rule(f"R-{n}", all=[{"plugin": f"wordpress:p{uid}"} for uid in sorted(group)])
            for n, group in enumerate(groups)
        ]
        shop = make.shop(*(make.plugin(f"p{n}") for n in range(6)))
        feed = make.feed(*rules)
        plan = check_compatibility(shop, rules=feed, now=now).plan

        def is_clear(uids):
            offs = [Action(kind="disable", plugin=f"wordpress:p{n}", cost=3) for n in uids]
            return not match_rules(apply_plan(shop, offs), rules=feed.rules)

        least = next(n for n in range(7) if any(map(is_clear, combinations(range(6), n))))
        assert plan.optimal
        assert plan.remaining == ()
        assert plan.cost == 3 * least


class TestReport:
    def test_without_rules(self, make, now):
        report = check_compatibility(make.shop(), rules=None, now=now)

        assert report
        assert codes(report) == ["RULES_MISSING"]

    def test_stale_rules_still_count(self, make, now):
        shop = make.shop(make.plugin("alpenpay"), make.plugin("turbo", "2.3.0"))
        later = now + timedelta(days=900)
        report = check_compatibility(shop, rules=make.feed(make.rule()), now=later)

        assert codes(report) == ["CONFLICT_FOUND", "RULES_STALE"]

    def test_what_was_skipped_or_not_read_is_said(self, make, now):
        shop = ShopInventory(platform="wordpress", unread=(Unread(path="x.php", reason="no"),))
        report = check_compatibility(shop, rules=make.feed(make.rule(any=1)), now=now)

        assert report
        assert sorted(codes(report)) == ["INVENTORY_INCOMPLETE", "RULE_SKIPPED"]

    def test_only_what_is_about_ours(self, check, make):
        other = make.rule("R-2", all=[{"plugin": "wordpress:a"}, {"plugin": "wordpress:b"}])
        report = check(
            [make.plugin(n, "2.3.0") for n in ("a", "alpenpay", "b", "turbo")],
            make.rule(),
            other,
            about=frozenset({"wordpress:alpenpay"}),
        )

        assert [conflict.rule_id for conflict in report.conflicts] == ["R-1"]
        assert [finding.subject for finding in report.findings] == ["R-1"]
        assert {action.plugin for action in report.plan.actions} <= {
            "wordpress:alpenpay",
            "wordpress:turbo",
        }

    def test_is_a_value(self, check, make):
        report = check([make.plugin("alpenpay"), make.plugin("turbo", None)], make.rule())

        assert pickle.loads(pickle.dumps(report)) == copy.deepcopy(report) == report  # noqa: S301 - ours
        assert hash(report) == hash(copy.deepcopy(report))
        data = json.loads(json.dumps(report.to_dict()))
        assert data["conflicts"][0]["doubts"] == ["version"]
        assert data["plan"]["optimal"] is True


@pytest.mark.property
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["alpenpay", "turbo", "a"]),
            st.none() | st.text(max_size=12),
            st.sampled_from(PluginState),
        ),
        max_size=4,
    ),
    st.none() | st.text(max_size=8),
)
def test_any_inventory_gives_a_report(make, now, plugins, version):
    feed = parse_rules(
        make.feed_text(
            make.rule(remedies=[UPDATE], platform={"wordpress": ">=6.0"}),
            make.rule("R-2", all=[{"plugin": ["wordpress:a", "wordpress:turbo"]}] * 2),
        )
    )
    shop = ShopInventory(
        platform="wordpress",
        platform_version=version,
        plugins=tuple(
            Plugin(uid=f"wordpress:{name}", name=name, version=text, state=state)
            for name, text, state in plugins
        ),
    )
    report = check_compatibility(shop, rules=feed, now=now)

    assert bool(report) is not any(f.severity.needs_action for f in report.findings)
    json.dumps(report.to_dict())
