"""What a rule says and what files tell of the same plugins is told once."""

import attrs
import pytest

from sellxed_sdk.compatibility import Claim, Mode, PluginState, check_compatibility

CLASS = Claim(kind="m2.preference", target="Order", mode=Mode.REPLACE, path="di.xml", line=7)


@pytest.fixture
def conflicts(make, now):
    def conflicts(*rules, others=("alpenpay", "turbo"), state=PluginState.ACTIVE):
        plugins = [
            attrs.evolve(make.plugin(name, "2.3.0", state), claims=(CLASS,)) for name in others
        ]
        report = check_compatibility(make.shop(*plugins), rules=make.feed(*rules), now=now)
        return [
            (c.rule_id, [m.claims for m in c.members], len(report.findings))
            for c in report.conflicts
        ]

    return conflicts


def test_the_files_are_the_evidence_of_the_rule(conflicts, make):
    assert conflicts(make.rule()) == [("R-1", [(CLASS,), (CLASS,)], 1)]


def test_without_a_rule_the_files_stand_alone(conflicts):
    assert conflicts() == [("overlap.m2.preference", [(CLASS,), (CLASS,)], 1)]


def test_what_is_graver_than_the_rule_stays_apart(conflicts, make):
    found = conflicts(make.rule(severity="warning"))
    assert [rule for rule, *_ in found] == ["overlap.m2.preference", "R-1"]


def test_a_suspicion_explains_nothing(conflicts, make):
    found = conflicts(make.rule(confidence="suspected"))
    assert [rule for rule, *_ in found] == ["R-1", "overlap.m2.preference"]


def test_a_third_plugin_is_not_explained(conflicts, make):
    found = conflicts(make.rule(), others=("alpenpay", "turbo", "third"))
    assert [rule for rule, *_ in found] == ["R-1", "overlap.m2.preference"]
    assert [len(members) for _, members, _ in found] == [2, 3]


def test_where_states_are_unknown_as_mostly(conflicts, make):
    assert len(conflicts(make.rule(), state=PluginState.UNKNOWN)) == 1
