from datetime import date, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.releases import Release, ReleaseList, Shop, select_update

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
SHOP = Shop(
    installed="1.0.0",
    support_until_on=date(2026, 10, 19),
    platforms=(("php", "8.1.2"), ("wordpress", "6.8.3")),
)


def release(version, published, **facts):
    at = datetime.fromisoformat(f"{published}T12:00:00+00:00")
    return Release(version=version, published_at=at, **facts)


def decide(*releases, shop=SHOP, now=NOW):
    ordered = sorted(releases, key=lambda entry: entry.key, reverse=True)
    return select_update(
        ReleaseList(product="alpenpay", releases=tuple(ordered)), shop=shop, now=now
    )


def reasons(decision):
    return {
        refusal.release.version: [finding.code for finding in refusal.reasons]
        for refusal in decision.refused
    }


OLD = release("1.0.0", "2026-01-01")
COVERED = release("1.1.0", "2026-10-19")
LATE = release("2.0.0", "2026-10-20")


class TestDecision:
    def test_the_newest_covered_release_and_why_not_a_newer_one(self):
        decision = decide(OLD, COVERED, LATE)

        assert decision.offered == COVERED
        assert reasons(decision) == {"2.0.0": ["RELEASE_NEEDS_RENEWAL"]}
        finding = decision.refused[0].reasons[0]
        assert finding.param("covered") == "1.1.0"
        assert finding.param("support_until_on") == date(2026, 10, 19)
        assert finding.param("published_on") == date(2026, 10, 20)

    def test_can_be_had_years_later(self):
        assert decide(OLD, COVERED, LATE, now=NOW + timedelta(days=5_000)).offered == COVERED

    def test_a_downgrade_is_never_offered(self):
        shop = attrs.evolve(SHOP, installed="1.5.0")

        assert decide(OLD, COVERED, shop=shop).offered is None

    def test_what_is_installed_is_not_offered(self):
        assert decide(COVERED, shop=attrs.evolve(SHOP, installed="1.1")).offered is None

    def test_an_unknown_installed_version_gets_the_newest_covered_one(self):
        for installed in (None, "custom"):
            shop = attrs.evolve(SHOP, installed=installed)
            assert decide(OLD, COVERED, shop=shop).offered == COVERED

    def test_without_a_licence_only_a_free_security_release(self):
        free = release("1.0.1", "2026-11-01", free_security=True)
        shop = attrs.evolve(SHOP, support_until_on=None)
        decision = decide(OLD, free, COVERED, LATE, shop=shop)

        assert decision.offered == free
        assert reasons(decision)["1.1.0"] == ["UPDATE_NEEDS_LICENCE"]

    def test_a_free_security_release_after_the_end(self):
        free = release("2.0.1", "2026-11-01", free_security=True)

        assert decide(OLD, COVERED, LATE, free).offered == free

    def test_a_withdrawn_release_is_passed_over_with_its_reason(self):
        from sellxed_sdk.releases import Yank

        yanked = attrs.evolve(COVERED, yanked=Yank(reason="Broken.", since_on=date(2026, 11, 1)))
        decision = decide(OLD, yanked, release("1.0.5", "2026-02-01"))

        assert decision.offered.version == "1.0.5"
        assert reasons(decision) == {"1.1.0": ["RELEASE_YANKED"]}

    def test_what_the_shop_lacks_is_named_like_a_failed_constraint(self):
        needs = attrs.evolve(COVERED, requires=(("php", ">=8.2"),))
        decision = decide(OLD, needs)

        assert decision.offered is None
        finding = decision.refused[0].reasons[0]
        assert (finding.param("required"), finding.param("used")) == (">=8.2", "8.1.2")

    def test_what_is_not_known_of_the_shop_is_a_note(self):
        needs = attrs.evolve(COVERED, requires=(("ext-soap", ">=1.0"),))
        decision = decide(OLD, needs)

        assert decision.offered == needs
        assert [note.code for note in decision.notes] == ["RELEASE_REQUIREMENT_UNKNOWN"]

    def test_a_stepping_stone_comes_first(self):
        far = attrs.evolve(COVERED, min_from="1.0.5")
        stone = release("1.0.5", "2026-02-01")
        decision = decide(OLD, stone, far)

        assert decision.offered == stone
        assert reasons(decision) == {"1.1.0": ["RELEASE_NEEDS_STEP"]}

    def test_pre_releases_are_for_the_beta_channel(self):
        beta = release("1.2.0b1", "2026-10-01", channel="beta")

        assert decide(OLD, COVERED, beta).offered == COVERED
        assert decide(OLD, COVERED, beta, shop=attrs.evolve(SHOP, channel="beta")).offered == beta

    def test_several_reasons_are_all_named(self):
        late = attrs.evolve(LATE, requires=(("php", ">=9"),), min_from="1.9")

        assert reasons(decide(OLD, late))["2.0.0"] == [
            "RELEASE_NEEDS_RENEWAL",
            "RELEASE_NEEDS_REQUIREMENT",
            "RELEASE_NEEDS_STEP",
        ]


class TestRollout:
    @pytest.fixture
    def rolling(self):
        from sellxed_sdk.releases import Rollout

        return attrs.evolve(COVERED, rollout=Rollout(start_at=NOW, hours=70, groups=7))

    def share(self, rolling, hours):
        now = NOW + timedelta(hours=hours)
        shops = [attrs.evolve(SHOP, installation_id=f"L-{number}") for number in range(350)]
        return sum(decide(OLD, rolling, shop=shop, now=now).offered is not None for shop in shops)

    def test_reaches_shops_group_by_group(self, rolling):
        assert self.share(rolling, -1) == 0
        assert 20 < self.share(rolling, 1) < 90
        assert 120 < self.share(rolling, 31) < 280
        assert self.share(rolling, 70) == 350

    def test_a_critical_release_does_not_wait(self, rolling):
        assert self.share(attrs.evolve(rolling, critical=True), -1) == 350

    def test_says_when_it_comes(self, rolling):
        decision = decide(OLD, rolling, now=NOW - timedelta(hours=1))
        finding = decision.refused[0].reasons[0]

        assert finding.code == "RELEASE_ROLLING_OUT"
        assert NOW <= finding.param("from_at") <= NOW + timedelta(hours=70)


@pytest.mark.property
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 700), st.booleans()), max_size=8, unique=True
    ),
    st.integers(0, 700),
    st.integers(0, 30),
)
def test_what_is_offered_is_always_newer_and_covered(entries, until, installed):
    """A release whose publishing date lies inside the window may be downloaded for ever."""
    start = date(2025, 1, 1)
    releases = {
        version: release(
            f"1.{version}", (start + timedelta(days=day)).isoformat(), free_security=free
        )
        for version, day, free in entries
    }
    until_on = start + timedelta(days=until)
    decision = decide(
        *releases.values(),
        shop=attrs.evolve(SHOP, installed=f"1.{installed}", support_until_on=until_on),
    )
    allowed = [
        entry
        for version, entry in releases.items()
        if version > installed and (entry.published_on <= until_on or entry.free_security)
    ]

    assert decision.offered == max(allowed, key=lambda entry: entry.key, default=None)
