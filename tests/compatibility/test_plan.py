"""Plans over rules and overlaps together: dependants, roles, orders, reasons."""

import random
from itertools import combinations

import attrs
import pytest

from sellxed_sdk.compatibility import (
    Action,
    Claim,
    Costs,
    Mode,
    PluginState,
    ShopInventory,
    apply_plan,
    check_compatibility,
    match_overlaps,
    match_rules,
)

CHAIN = Claim(kind="ox.extend", target="Order", member="save", mode=Mode.EXTEND, path="o.php")
CLASS = Claim(kind="m2.preference", target="Order", mode=Mode.REPLACE, path="di.xml", line=7)


@pytest.fixture
def plan(make, now):
    def plan(*plugins, rules=(), ours=(), **options):
        shop = ShopInventory(platform="wordpress", platform_version="6.8.3", plugins=plugins)
        own = frozenset(f"wordpress:{name}" for name in ours)
        feed = make.feed(*rules)
        return check_compatibility(shop, rules=feed, ours=own, now=now, **options).plan

    return plan


@pytest.fixture
def plugin(make):
    def plugin(name, version="1.0.0", **fields):
        return attrs.evolve(make.plugin(name, version), **fields)

    return plugin


def done(plan):
    return [(s.action.kind, s.action.plugin.partition(":")[2]) for s in plan.steps]


def pair(make, left, right, identifier="R-1", **fields):
    conditions = [{"plugin": f"wordpress:{name}"} for name in (left, right)]
    return make.rule(identifier, all=conditions, **fields)


class TestRoles:
    @pytest.mark.parametrize(
        ("left", "right", "goes"),
        [
            ("mollie-for-shops", "nice-slider", "nice-slider"),
            ("nice-slider", "fast-checkout", "nice-slider"),
            ("display-posts", "paypal", "display-posts"),
        ],
    )
    def test_what_takes_the_money_stays(self, plan, plugin, make, left, right, goes):
        found = plan(plugin(left), plugin(right), rules=[pair(make, left, right)])
        assert done(found) == [("disable", goes)]

    def test_a_theme_stays_before_a_utility(self, plan, plugin, make):
        themes = plugin("themes/plain", kind="theme")
        found = plan(themes, plugin("seo"), rules=[pair(make, "themes/plain", "seo")])
        assert done(found) == [("disable", "seo")]

    def test_the_shops_own_parts_and_libraries_stay(self, plan, plugin, make):
        core, library = plugin("core", kind="core"), plugin("lib", kind="library")
        found = plan(core, library, rules=[pair(make, "core", "lib")])
        assert (found.actions, found.remaining) == ((), ("R-1",))

    def test_costs_can_be_said(self, plan, plugin, make):
        costs = Costs(payment=1)
        names = ("seo", "paypal")
        found = plan(*map(plugin, names), rules=[pair(make, *names)], costs=costs)
        assert done(found) == [("disable", "paypal")]


class TestDependants:
    def test_what_cannot_do_without_it_goes_first(self, plan, plugin, make):
        suite = plugin("suite")
        addon = plugin("addon", requires=("wordpress:suite",))
        extra = plugin("extra", requires=("wordpress:addon",))
        rule = pair(make, "suite", "paypal")
        found = plan(suite, addon, extra, plugin("paypal"), rules=[rule])

        assert done(found) == [("disable", "extra"), ("disable", "addon"), ("disable", "suite")]
        assert [step.because_of for step in found.steps] == [
            ("wordpress:addon", "wordpress:suite"),
            ("wordpress:suite",),
            (),
        ]
        assert (found.cost, found.lower_bound, found.optimal) == (9, 9, True)

    def test_too_many_dependants_tip_the_scales(self, plan, plugin, make):
        addons = [plugin(f"a{n}", requires=("wordpress:suite",)) for n in range(5)]
        found = plan(
            plugin("suite"), *addons, plugin("paypal"), rules=[pair(make, "suite", "paypal")]
        )
        assert done(found) == [("disable", "paypal")]

    def test_what_ours_needs_stays(self, plan, plugin, make):
        ours = plugin("alpenpay", requires=("wordpress:woocommerce",))
        names = ("woocommerce", "paypal")
        found = plan(ours, *map(plugin, names), rules=[pair(make, *names)], ours=["alpenpay"])
        assert done(found) == [("disable", "paypal")]

    def test_an_inactive_dependant_is_none(self, plan, plugin, make):
        addon = plugin("addon", requires=("wordpress:suite",), state=PluginState.INACTIVE)
        found = plan(
            plugin("suite"), addon, plugin("paypal"), rules=[pair(make, "suite", "paypal")]
        )
        assert done(found) == [("disable", "suite")]


class TestOverlaps:
    def test_one_of_them_is_deactivated(self, plan, plugin):
        found = plan(plugin("seo", claims=(CLASS,)), plugin("paypal", claims=(CLASS,)))

        assert done(found) == [("disable", "seo")]
        assert found.remaining == ()
        assert [action.plugin for action in found.alternatives] == ["wordpress:paypal"]
        (step,) = found.steps
        assert len(step.clears) == 1
        assert [action.plugin for action in step.instead] == ["wordpress:paypal"]

    def test_a_place_in_the_order_is_enough(self, plan, plugin):
        outer = attrs.evolve(CHAIN, cooperative=False, rank=(2,))
        inner = attrs.evolve(CHAIN, rank=(1,))
        found = plan(plugin("greedy", claims=(outer,)), plugin("polite", claims=(inner,)))

        assert done(found) == [("reorder", "greedy")]
        assert found.remaining == ()

    def test_two_that_do_not_hand_on_cannot_both_come_first(self, plan, plugin):
        claims = [attrs.evolve(CHAIN, cooperative=False, rank=(n,)) for n in (2, 1)]
        found = plan(plugin("a", claims=claims[:1]), plugin("b", claims=claims[1:]))

        assert [kind for kind, _ in done(found)] == ["disable"]
        assert found.remaining == ()

    def test_the_update_that_a_rule_names_is_the_way_out(self, plan, plugin, make):
        """The rule and the files tell of one and the same thing."""
        remedy = {"action": "update", "plugin": "wordpress:turbo", "to": ">=2.4.1"}
        found = plan(
            plugin("alpenpay", claims=(CLASS,)),
            plugin("turbo", "2.3.0", claims=(CLASS,)),
            rules=[make.rule(remedies=[remedy])],
        )

        assert done(found) == [("update", "turbo")]
        assert (found.cost, found.remaining) == (1, ())
        assert found.steps[0].clears == ("R-1",)

    def test_information_asks_for_nothing(self, plan, plugin):
        claim = attrs.evolve(CLASS, mode=Mode.WRAP)
        found = plan(plugin("a", claims=(claim,)), plugin("b", claims=(claim,)))
        assert (found.actions, found.steps) == ((), ())


class TestSteps:
    def test_updates_come_before_deactivations(self, plan, plugin, make):
        remedy = {"action": "update", "plugin": "wordpress:turbo", "to": ">=2.4.1"}
        found = plan(
            *map(plugin, ("alpenpay", "a", "paypal")),
            plugin("turbo", "2.3.0"),
            rules=[make.rule(remedies=[remedy]), pair(make, "a", "paypal", "R-2")],
        )

        assert done(found) == [("update", "turbo"), ("disable", "a")]
        assert [step.number for step in found.steps] == [1, 2]
        assert [step.clears for step in found.steps] == [("R-1",), ("R-2",)]


def test_a_thousand_random_shops_equal_brute_force(make, now):
    """Rules, overlaps and dependants at once, against every set of deactivations."""
    rng = random.Random(11)  # noqa: S311  no secret
    for _ in range(1_000):
        size = rng.randint(2, 6)
        names = [f"{'pay' if rng.random() < 0.3 else 'p'}-{n}" for n in range(size)]
        plugins = []
        for number, name in enumerate(names):
            needs = [f"wordpress:{other}" for other in names[:number] if rng.random() < 0.2]
            claims = [
                attrs.evolve(CLASS, target=target)
                for target in ("A", "B", "C")
                if rng.random() < 0.25
            ]
            plugins.append(
                attrs.evolve(make.plugin(name), requires=tuple(needs), claims=tuple(claims))
            )
        rules = [
            pair(make, *rng.sample(names, 2), identifier=f"R-{n}") for n in range(rng.randint(0, 4))
        ]
        shop = ShopInventory(platform="wordpress", plugins=tuple(plugins))
        feed = make.feed(*rules)
        plan = check_compatibility(shop, rules=feed, now=now).plan
        assert plan.remaining == ()
        assert plan.optimal
        assert plan.cost == _cheapest(shop, feed.rules)


def _cheapest(shop, rules):
    costs = Costs()
    best = None
    for count in range(len(shop.plugins) + 1):
        for gone in combinations(shop.plugins, count):
            uids = {plugin.uid for plugin in gone}
            left = [plugin for plugin in shop.plugins if plugin.uid not in uids]
            if any(uids.intersection(plugin.requires) for plugin in left):
                continue
            cost = sum(costs.of_deactivating(p, ours=frozenset()) for p in gone)
            if best is not None and cost >= best:
                continue
            actions = [Action(kind="disable", plugin=uid, cost=1) for uid in uids]
            after = apply_plan(shop, actions)
            if not match_rules(after, rules=rules) and not match_overlaps(after):
                best = cost
    return best
