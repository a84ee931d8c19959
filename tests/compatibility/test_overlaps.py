"""The lattice: which claims on one place are in each other's way, and who loses."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.compatibility import (
    Claim,
    Mode,
    Plugin,
    PluginState,
    ShopInventory,
    match_overlaps,
    select_suspects,
)
from sellxed_sdk.compatibility._overlaps._kinds import KINDS
from sellxed_sdk.findings import Severity


def claim(mode, **fields):
    given = {
        "kind": "gx.overload",
        "target": "Order",
        "member": "finalize",
        "path": "a.php",
        "line": 3,
    }
    return Claim(mode=mode, **given | fields)


def plugin(name, *claims, **fields):
    given = {"version": "1.0", "state": PluginState.ACTIVE, "kind": "module"}
    return Plugin(uid=f"oxid:{name}", name=name.title(), claims=claims, **given | fields)


def shop(*plugins):
    return ShopInventory(platform="oxid", plugins=plugins)


def overlaps(*plugins, ours=()):
    return match_overlaps(shop(*plugins), ours=frozenset(f"oxid:{name}" for name in ours))


def only(*plugins, ours=()):
    (found,) = overlaps(*plugins, ours=ours)
    return found


class TestSilence:
    """What plugins are for is no conflict."""

    @pytest.mark.parametrize("left", [Mode.OBSERVE, Mode.EXTEND])
    @pytest.mark.parametrize("right", [Mode.OBSERVE, Mode.EXTEND, Mode.WRAP, Mode.REPLACE])
    def test_who_hands_on_goes_with_everybody(self, left, right):
        assert overlaps(plugin("a", claim(left)), plugin("b", claim(right))) == ()

    def test_other_members_and_other_areas(self):
        a = plugin("a", claim(Mode.REPLACE, member="save"), claim(Mode.REPLACE, area="frontend"))
        b = plugin("b", claim(Mode.REPLACE, member="load"), claim(Mode.REPLACE, area="adminhtml"))
        assert overlaps(a, b) == ()

    def test_other_kinds_of_one_name(self):
        a = plugin("a", claim(Mode.REPLACE, kind="sw.twig"))
        assert overlaps(a, plugin("b", claim(Mode.REPLACE, kind="sw5.block"))) == ()

    def test_what_does_not_run(self):
        a = plugin("a", claim(Mode.REPLACE))
        assert overlaps(a, plugin("b", claim(Mode.REPLACE), state=PluginState.INACTIVE)) == ()

    def test_a_plugin_with_itself(self):
        assert overlaps(plugin("a", claim(Mode.REPLACE), claim(Mode.EXCLUSIVE))) == ()

    def test_plugins_that_know_of_each_other(self):
        """Also over a third one: whoever requires a plugin was made for it."""
        a = plugin("a", claim(Mode.REPLACE), requires=("oxid:between",))
        between = plugin("between", requires=("oxid:b", "oxid:a"))
        assert overlaps(a, plugin("b", claim(Mode.REPLACE)), between) == ()

    def test_plugins_of_one_package(self):
        a = plugin("a", claim(Mode.REPLACE), package="vendor/suite")
        assert overlaps(a, plugin("b", claim(Mode.REPLACE), package="vendor/suite")) == ()

    def test_parts_of_the_shop_system(self):
        a = plugin("a", claim(Mode.REPLACE), kind="core")
        assert overlaps(a, plugin("b", claim(Mode.REPLACE), kind="core")) == ()

    def test_a_class_that_builds_on_the_other(self):
        a = plugin("a", claim(Mode.REPLACE, value="A\\Order", rank=(1,)))
        b = claim(Mode.REPLACE, value="B\\Order", parents=("B\\Base", "\\a\\order"), rank=(2,))
        assert overlaps(a, plugin("b", b)) == ()

    def test_the_same_class_twice(self):
        a = plugin("a", claim(Mode.REPLACE, value="\\Shared\\Order"))
        assert overlaps(a, plugin("b", claim(Mode.REPLACE, value="Shared\\Order"))) == ()

    def test_one_that_does_not_hand_on_to_the_shop_alone(self):
        """It is the innermost: the others reach it, and there is nobody behind it to lose."""
        inner = plugin("a", claim(Mode.EXTEND, cooperative=False, rank=(1,)))
        assert overlaps(inner, plugin("b", claim(Mode.EXTEND, rank=(2,)))) == ()

    def test_evidence_is_no_place(self):
        for kind in ("opaque", "wp.feature", "oc.notfound"):
            a = plugin("a", claim(Mode.REPLACE, kind=kind))
            assert overlaps(a, plugin("b", claim(Mode.REPLACE, kind=kind))) == ()


class TestReplaced:
    def test_the_last_one_counts(self):
        a = plugin("a", claim(Mode.REPLACE, value="A", path="a.xml", line=4, rank=(2,)))
        b = plugin("b", claim(Mode.REPLACE, value="B", path="b.xml", line=9, rank=(1,)))
        found = only(a, b)

        assert (found.code, found.severity) == ("OVERLAP_REPLACED", Severity.ERROR)
        assert (found.winner, found.lost) == ("oxid:a", ("oxid:b",))
        assert found.confidence == "derived"
        assert found.certain
        assert found.text() == (
            "A replaces Order::finalize, so what B put there has no effect (a.xml:4, b.xml:9)."
        )
        assert [[c.line for c in member.claims] for member in found.members] == [[4], [9]]

    def test_without_an_order_nobody_is_named(self):
        found = only(plugin("a", claim(Mode.REPLACE)), plugin("b", claim(Mode.REPLACE)))

        assert (found.code, found.winner) == ("OVERLAP_CONTESTED", None)
        assert found.lost == ("oxid:a", "oxid:b")
        assert found.text().startswith("A 1.0 + B 1.0 replace Order::finalize")

    def test_three_at_one_place_are_one_conflict(self):
        plugins = [plugin(name, claim(Mode.REPLACE, rank=(n,))) for n, name in enumerate("abc")]
        found = only(*plugins)

        assert (found.winner, found.lost) == ("oxid:c", ("oxid:a", "oxid:b"))
        assert len(found.combinations) == 3

    def test_the_base_of_a_class_that_is_loaded_last_undoes_it(self):
        a = plugin("a", claim(Mode.REPLACE, value="A", rank=(2,)))
        b = plugin("b", claim(Mode.REPLACE, value="B", parents=("A",), rank=(1,)))

        assert only(a, b).lost == ("oxid:b",)

    def test_everywhere_meets_every_area(self):
        a = plugin("a", claim(Mode.REPLACE, area=""))
        assert only(a, plugin("b", claim(Mode.REPLACE, area="frontend"))).code

    def test_names_of_php_in_any_case(self):
        a = plugin("a", claim(Mode.REPLACE, target="\\oxOrder", member="Save"))
        assert only(a, plugin("b", claim(Mode.REPLACE, target="oxorder", member="save"))).code

    def test_templates_in_their_own_case(self):
        a = plugin("a", claim(Mode.REPLACE, kind="sw.twig", target="a.twig"))
        assert overlaps(a, plugin("b", claim(Mode.REPLACE, kind="sw.twig", target="A.twig"))) == ()

    def test_names_that_two_modules_add_are_a_warning(self):
        """Unless it is ours that is lost."""
        a = plugin("a", claim(Mode.REPLACE, kind="ox.extend", rank=(1,)))
        b = plugin("b", claim(Mode.REPLACE, kind="ox.extend", rank=(2,)))

        assert only(a, b).severity is Severity.WARNING
        assert only(a, b, ours=("a",)).severity is Severity.ERROR

    def test_an_unknown_state_is_a_doubt(self):
        a = plugin("a", claim(Mode.REPLACE), state=PluginState.UNKNOWN)
        found = only(a, plugin("b", claim(Mode.REPLACE)))

        assert (found.doubts, found.certain, found.likely) == (("state",), False, True)


class TestChains:
    def test_whoever_is_behind_loses(self):
        outer = plugin("a", claim(Mode.EXTEND, cooperative=False, rank=(2,)))
        inner = plugin("b", claim(Mode.EXTEND, rank=(1,)))
        beyond = plugin("c", claim(Mode.EXTEND, rank=(3,)))
        found = only(outer, inner, beyond)

        assert (found.code, found.severity) == ("OVERLAP_CHAIN_BROKEN", Severity.WARNING)
        assert (found.winner, found.lost) == ("oxid:a", ("oxid:b",))

    def test_what_is_lost_of_ours_is_an_error(self):
        outer = plugin("a", claim(Mode.EXTEND, cooperative=False, rank=(2,)))
        inner = plugin("b", claim(Mode.EXTEND, rank=(1,)))

        assert only(outer, inner, ours=("b",)).severity is Severity.ERROR
        assert only(outer, inner, ours=("a",)).severity is Severity.WARNING

    def test_a_removed_hook_takes_what_others_hooked_there(self):
        remover = plugin("a", claim(Mode.REPLACE, kind="wp.remove", member="", cooperative=False))
        hooks = claim(Mode.OBSERVE, kind="wp.hook", member="")
        found = only(remover, plugin("b", hooks), plugin("c", hooks))

        assert (found.rule_id, found.winner) == ("overlap.wp.hook", "oxid:a")
        assert found.lost == ("oxid:b", "oxid:c")

    def test_two_that_do_not_hand_on(self):
        ends = [claim(Mode.EXTEND, cooperative=False)] * 2
        found = only(plugin("a", ends[0]), plugin("b", ends[1]))

        assert (found.winner, found.lost) == (None, ("oxid:a", "oxid:b"))
        assert found.text().startswith("A / B does not hand on")

    def test_what_the_text_does_not_tell_is_a_suspicion(self):
        found = only(
            plugin("a", claim(Mode.EXTEND, cooperative=None)), plugin("b", claim(Mode.EXTEND))
        )

        assert (found.code, found.severity) == ("OVERLAP_UNCLEAR", Severity.INFO)
        assert (found.confidence, found.likely) == ("suspected", False)

    def test_two_around_one_place(self):
        found = only(plugin("a", claim(Mode.WRAP)), plugin("b", claim(Mode.WRAP)))
        assert (found.code, found.severity) == ("OVERLAP_WRAPPED", Severity.INFO)

    def test_a_change_without_effect(self):
        a = claim(Mode.EXTEND, kind="oc.ocmod", member="operation 3", undone_by=("oxid:b",))
        b = claim(Mode.REPLACE, kind="oc.ocmod", member="operation 3")
        found = only(plugin("a", a), plugin("b", b))

        assert (found.code, found.lost) == ("OVERLAP_UNDONE", ("oxid:a",))


class TestExclusive:
    @pytest.mark.parametrize("other", [Mode.EXCLUSIVE, Mode.REPLACE, Mode.WRAP])
    def test_there_can_be_one(self, other):
        found = only(plugin("a", claim(Mode.EXCLUSIVE)), plugin("b", claim(other)))
        assert (found.code, found.severity) == ("OVERLAP_CLASH", Severity.ERROR)

    @pytest.mark.parametrize("other", [Mode.OBSERVE, Mode.EXTEND])
    def test_who_does_not_take_the_place_is_not_in_the_way(self, other):
        assert overlaps(plugin("a", claim(Mode.EXCLUSIVE)), plugin("b", claim(other))) == ()


class TestLibraries:
    @pytest.mark.parametrize(
        ("left", "right", "severity"),
        [
            ("6.5.8", "7.9.2", Severity.WARNING),
            ("7.4.0", "7.9.2", Severity.INFO),
            ("0.4.1", "0.5.0", Severity.WARNING),
            ("0.4.1", "0.4.2", Severity.INFO),
            ("dev-master", "7.9.2", Severity.INFO),
        ],
    )
    def test_the_series_decides(self, left, right, severity):
        library = claim(
            Mode.REPLACE, kind="php.library", target="GuzzleHttp\\", member="", cooperative=False
        )
        found = only(
            plugin("a", attrs.evolve(library, value=left)),
            plugin("b", attrs.evolve(library, value=right)),
        )
        assert (found.code, found.severity) == ("OVERLAP_LIBRARY", severity)

    @pytest.mark.parametrize("right", ["7.4.0", "v7.4.0", "7.4.0.0", ""])
    def test_one_version_is_no_conflict(self, right):
        library = claim(Mode.REPLACE, kind="php.library", target="GuzzleHttp\\", value="7.4.0")
        other = attrs.evolve(library, value=right)
        assert overlaps(plugin("a", library), plugin("b", other)) == ()

    def test_where_the_newest_is_chosen_for_all(self):
        library = claim(Mode.REPLACE, kind="php.library", value="1.0", cooperative=False)
        settled = attrs.evolve(library, cooperative=True)
        other = attrs.evolve(library, value="2.0")

        assert only(plugin("a", library), plugin("b", other)).severity is Severity.WARNING
        other = attrs.evolve(settled, value="2.0")
        assert only(plugin("a", settled), plugin("b", other)).severity is Severity.INFO


class TestFingerprint:
    def test_versions_and_lines_do_not_count(self):
        a, b = plugin("a", claim(Mode.REPLACE)), plugin("b", claim(Mode.REPLACE))
        moved = attrs.evolve(a, version="2.0", claims=(claim(Mode.REPLACE, line=80),))

        assert only(a, b).fingerprint == only(moved, b).fingerprint

    def test_place_and_plugins_do(self):
        a, b = plugin("a", claim(Mode.REPLACE)), plugin("b", claim(Mode.REPLACE))
        other = [attrs.evolve(p, claims=(claim(Mode.REPLACE, member="x"),)) for p in (a, b)]
        seen = {
            only(a, b).fingerprint,
            only(a, attrs.evolve(b, uid="oxid:c")).fingerprint,
            only(*other).fingerprint,
        }
        assert len(seen) == 3


def test_the_gravest_are_suspected_first():
    a = plugin("a", claim(Mode.REPLACE))
    b = plugin("b", claim(Mode.REPLACE), claim(Mode.WRAP, member="x"))
    c = plugin("c", claim(Mode.WRAP, member="x"))
    d = plugin("d", claim(Mode.EXTEND, member="x"))

    assert select_suspects(shop(a, b, c, d)) == ("oxid:b", "oxid:a", "oxid:c")


CLAIMS = st.builds(
    Claim,
    kind=st.sampled_from([*KINDS, "new.kind"]),
    target=st.sampled_from(["A", "\\a", "b"]),
    member=st.sampled_from(["", "m", "M"]),
    area=st.sampled_from(["", "front", "admin"]),
    mode=st.sampled_from(Mode),
    cooperative=st.sampled_from([True, False, None]),
    value=st.sampled_from(["", "X", "1.0", "2.0"]),
    parents=st.sampled_from([(), ("X",)]),
    rank=st.none() | st.tuples(st.integers(0, 3)),
    undone_by=st.sampled_from([(), ("oxid:a",), ("oxid:gone",)]),
    path=st.just("a.php"),
)
PLUGINS = st.builds(
    lambda name, claims, state: plugin(name, *claims, state=state),
    st.sampled_from("abcd"),
    st.lists(CLAIMS, max_size=4),
    st.sampled_from(PluginState),
)


@pytest.mark.property
@given(st.lists(PLUGINS, max_size=4, unique_by=lambda entry: entry.uid))
def test_any_claims_give_conflicts_that_hold_together(plugins):
    found = match_overlaps(shop(*plugins))

    assert found == match_overlaps(shop(*reversed(plugins))), "the order does not matter"
    states = {entry.uid: entry.state for entry in plugins}
    for conflict in found:
        uids = {member.uid for member in conflict.members}
        assert len(uids) >= 2
        assert set(conflict.lost) <= uids
        assert conflict.winner is None or conflict.winner in uids - set(conflict.lost)
        assert all(states[uid] is not PluginState.INACTIVE for uid in uids)
        assert all(set(pair) <= uids for pair in conflict.combinations)
        assert "?" not in conflict.text()
        if conflict.confidence == "suspected":
            assert conflict.severity is Severity.INFO
