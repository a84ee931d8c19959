"""Rules that ask what the code does, rules that were withdrawn, and the index of rules."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import (
    Claim,
    Mode,
    PluginState,
    RuleIndex,
    Unread,
    match_rules,
    parse_rules,
)
from sellxed_sdk.errors import InvalidDocumentError

PLACE = "Shop\\Payment\\OrderAdapter"


def preference(target=PLACE, member="", kind="m2.preference"):
    return Claim(kind=kind, target=target, member=member, mode=Mode.REPLACE, path="etc/di.xml")


def claiming(plugin, *claims, path=""):
    return attrs.evolve(plugin, claims=claims, path=path)


def condition(**changes):
    return {"claim": {"kind": "m2.preference", "target": PLACE, **changes}}


def doubts(make, *plugins, unread=(), **changes):
    """The doubts of the one conflict; None where there is none."""
    shop = attrs.evolve(make.shop(*plugins), unread=unread)
    found = match_rules(shop, rules=make.feed(make.rule(**changes)).rules)
    return found[0].doubts if found else None


@pytest.fixture
def both(make):
    return [
        claiming(make.plugin("alpenpay"), preference()),
        claiming(make.plugin("turbo", "2.1"), preference("\\" + PLACE.upper())),
    ]


class TestUnless:
    def test_the_rule_counts_while_both_claim_the_place(self, make, both):
        assert doubts(make, *both, unless=[condition(count="<2")]) == ()

    def test_it_disarms_itself_when_one_does_not_any_more(self, make, both):
        both[1] = claiming(make.plugin("turbo", "2.1"), preference("Shop\\Other"))

        assert doubts(make, *both, unless=[condition(count="<2")]) is None

    def test_inactive_plugins_do_not_count(self, make, both):
        other = claiming(make.plugin("third", state=PluginState.INACTIVE), preference())

        assert doubts(make, *both, other, unless=[condition(count=">2")]) == ()

    @pytest.mark.parametrize("state", [PluginState.UNKNOWN])
    def test_where_it_is_not_known_whether_one_runs(self, make, both, state):
        both[1] = attrs.evolve(both[1], state=state)

        assert doubts(make, *both, unless=[condition(count="<2")]) == ("exception", "state")

    def test_only_claims_of_the_named_plugins(self, make, both):
        named = condition(plugin="wordpress:third", count=">=1")

        assert doubts(make, *both, unless=[named]) == ()
        third = claiming(make.plugin("third"), preference())
        assert doubts(make, *both, third, unless=[named]) is None

    def test_members_are_compared_where_the_rule_names_one(self, make):
        plugins = [
            claiming(make.plugin("alpenpay"), preference(member="getId")),
            claiming(make.plugin("turbo", "2.1"), preference(member="getName")),
        ]

        assert doubts(make, *plugins, unless=[condition(member="GETID", count="<2")]) is None
        assert doubts(make, *plugins, unless=[condition(count="<2")]) == ()

    def test_the_case_counts_where_it_does_in_the_shop(self, make):
        plugins = [
            claiming(make.plugin("alpenpay"), preference("a/B", kind="m1.rewrite")),
            claiming(make.plugin("turbo", "2.1"), preference("a/b", kind="m1.rewrite")),
        ]
        unless = {"claim": {"kind": "m1.rewrite", "target": "a/b", "count": "<2"}}

        assert doubts(make, *plugins, unless=[unless]) is None


class TestWhatCouldNotBeRead:
    def test_a_file_of_the_plugin(self, make, both):
        both[1] = claiming(make.plugin("turbo", "2.1"), path="plugins/turbo/turbo.php")
        note = Unread(path="plugins/turbo/src/Pay.php", reason="it is encoded")

        found = doubts(make, *both, unread=(note,), unless=[condition(count="<2")])

        assert found == ("exception",)

    @pytest.mark.parametrize("path", ["plugins/turbo2/x.php", "plugins", ""])
    def test_files_of_others(self, make, both, path):
        both[1] = claiming(make.plugin("turbo", "2.1"), path="plugins/turbo/turbo.php")
        expected = ("exception",) if path == "plugins" else None

        found = doubts(
            make, *both, unread=(Unread(path=path, reason="x"),), unless=[condition(count="<2")]
        )

        assert found == expected

    def test_an_encoded_plugin(self, make, both):
        opaque = Claim(kind="opaque", target="x.php", mode=Mode.OBSERVE, cooperative=None)
        both[1] = claiming(make.plugin("turbo", "2.1"), opaque)

        assert doubts(make, *both, unless=[condition(count="<2")]) == ("exception",)

    def test_an_encoded_plugin_that_the_rule_is_not_about(self, make, both):
        opaque = Claim(kind="opaque", target="x.php", mode=Mode.OBSERVE, cooperative=None)
        other = claiming(make.plugin("third"), opaque)
        both[1] = claiming(make.plugin("turbo", "2.1"))

        assert doubts(make, *both, other, unless=[condition(count="<2")]) is None


class TestAll:
    def test_the_claim_has_to_be_there(self, make, both):
        everything = [*make.rule()["all"], condition(count=">=2")]

        assert doubts(make, *both, all=everything) == ()
        both[0] = make.plugin("alpenpay")
        assert doubts(make, *both, all=everything) is None

    def test_claims_alone_are_no_rule(self, make):
        feed = make.feed(make.rule(all=[condition()]))

        assert not feed.rules
        assert "at least one plugin" in feed.skipped[0].message

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"kind": "m9.new"}, "does not know it"),
            ({"count": "2"}, "comparison"),
            ({"count": "~2"}, "comparison"),
            ({"count": "<99999"}, "comparison"),
            ({"target": ""}, "empty"),
            ({"area": "frontend"}, "does not know it"),
            ({"plugin": []}, "at least one plugin"),
        ],
    )
    def test_what_is_not_understood_skips_the_rule(self, make, changes, words):
        feed = make.feed(make.rule(unless=[condition(**changes)]))

        assert not feed.rules
        assert words in feed.skipped[0].message

    def test_a_claim_beside_a_plugin_in_one_condition(self, make):
        feed = make.feed(make.rule(unless=[{**condition(), "plugin": "wordpress:a"}]))

        assert not feed.rules


class TestStates:
    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            (PluginState.ACTIVE, None),
            (PluginState.INACTIVE, ()),
            (PluginState.UNKNOWN, ("state",)),
        ],
    )
    def test_installed_and_not_running(self, make, state, expected):
        everything = [{"plugin": "wordpress:alpenpay", "state": "inactive"}]

        assert doubts(make, make.plugin("alpenpay", state=state), all=everything) == expected


class TestWithdrawn:
    def test_it_is_kept_with_its_reason_and_plugins(self, make):
        rule = make.rule(status="withdrawn", withdrawn_reason="It was the theme.")
        feed = make.feed(rule)

        (gone,) = feed.withdrawn
        assert (feed.rules, gone.id, gone.reason) == ((), "R-1", "It was the theme.")
        assert gone.conditions[1].plugins == ("wordpress:turbo",)

    def test_it_stays_withdrawn_whatever_else_cannot_be_read(self, make):
        rule = make.rule(status="withdrawn", all=7, references=["ftp://x"], new_member=1)
        feed = make.feed(rule)

        assert feed.withdrawn[0].reason == ""
        assert not feed.skipped

    def test_its_id_is_not_used_again(self, make):
        feed = make.feed(make.rule(status="withdrawn"), make.rule())

        assert not feed.rules
        assert "used twice" in feed.skipped[0].message


class TestRemedies:
    def test_another_plugin_and_side_effects(self, make):
        remedy = {
            "action": "replace",
            "plugin": "wordpress:turbo",
            "by": "wordpress:calm",
            "side_effects": "named",
        }
        rule = make.rule(remedies=[remedy], message="named", args={"other": "Turbo"})

        (found,) = make.feed(rule).rules[0].remedies
        assert (found.action, found.by) == ("replace", "wordpress:calm")
        assert dict(found.side_effects)["en"] == "Turbo replaces the form."

    def test_side_effects_without_a_text(self, make):
        remedy = {"action": "disable", "plugin": "wordpress:turbo", "side_effects": "gone"}

        assert "no English text" in make.feed(make.rule(remedies=[remedy])).skipped[0].message


class TestMinSdk:
    def test_it_is_kept(self, make):
        assert make.feed(min_sdk="1.4").min_sdk == "1.4"
        assert make.feed().min_sdk is None

    def test_it_is_a_version(self, make):
        with pytest.raises(InvalidDocumentError):
            parse_rules(make.feed_text(min_sdk="soon"))


class TestIndex:
    def test_it_finds_what_going_through_all_finds(self, make):
        rules = make.feed(
            make.rule("R-1"),
            make.rule("R-2", all=[{"plugin": ["wordpress:a", "wordpress:alpenpay"]}]),
            make.rule("R-3", all=[{"plugin": "wordpress:elsewhere"}]),
        ).rules
        shop = make.shop(make.plugin("alpenpay"), make.plugin("turbo", "2.1"))
        index = RuleIndex(rules)

        assert [rule.id for rule in index.select(shop)] == ["R-1", "R-2"]
        assert match_rules(shop, rules=index) == match_rules(shop, rules=rules)
        assert (len(index), tuple(index)) == (3, rules)

    @pytest.mark.property
    @given(st.data())
    def test_for_any_rules_and_shops(self, make, data):
        names = st.sampled_from("abcdef")
        sets = st.lists(names, min_size=1, max_size=3).map(
            lambda found: {"plugin": [f"wordpress:{name}" for name in found]}
        )
        drawn = data.draw(st.lists(st.lists(sets, min_size=1, max_size=3), max_size=12))
        rules = make.feed(*(make.rule(f"R-{n}", all=c) for n, c in enumerate(drawn))).rules
        shop = make.shop(*map(make.plugin, sorted(data.draw(st.sets(names)))))

        assert match_rules(shop, rules=RuleIndex(rules)) == match_rules(shop, rules=rules)


@pytest.mark.property
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-3, 3)
        | st.sampled_from(["<2", "m2.preference", "wordpress:turbo", "", "active", "x"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["claim", "kind", "target", "count", "plugin", "versions", "state"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_condition_ends_in_a_feed(make, condition):
    feed = make.feed(make.rule(unless=[condition]), make.rule("R-2", all=[condition]))
    shop = make.shop(make.plugin("alpenpay"), make.plugin("turbo", "2.1"))

    match_rules(shop, rules=feed.rules)
    assert len(feed.rules) + len(feed.skipped) == 2
