"""Releases that are withdrawn, and rollouts that are widened."""

from datetime import timedelta

import pytest

from sellxed_sdk.errors import PublishError
from sellxed_sdk.releases import Rollout, Shop, parse_releases, select_update
from sellxed_sdk.vendor import (
    PublishFacts,
    find_release,
    restore_release,
    set_rollout,
    yank_release,
)
from sellxed_sdk.vendor._access import open_repository, read_target

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def decide(vendor, now):
    """What a shop is offered, from the published list."""

    def decide(*, installed="1.0.0", shop="L-1", at=now):
        releases = parse_releases(read_target(vendor, TARGET), product="alpenpay")
        known = Shop(installed=installed, support_until_on=at.date(), installation_id=shop)
        return select_update(releases, shop=known, now=at)

    return decide


TARGET = "alpenpay/releases.json"
RELEASE = {"product": "alpenpay", "version": "1.1.0"}


class TestYank:
    def test_is_not_offered_and_who_has_it_is_told(self, vendor, publish, decide, now):
        publish("1.0.0")
        publish("1.1.0")
        assert decide().offered.version == "1.1.0"
        release = yank_release(vendor, **RELEASE, reason="Refunds twice.", now=now)

        assert release.yanked.reason == "Refunds twice."
        assert release.yanked.since_on == now.date()
        assert decide().offered is None
        assert [r.code for r in decide().refused[0].reasons] == ["RELEASE_YANKED"]
        assert decide(installed="1.1.0").installed.yanked == release.yanked

    def test_a_new_reason_keeps_the_day(self, vendor, publish, now):
        publish("1.1.0")
        yank_release(vendor, **RELEASE, reason="Refunds twice.", now=now)
        again = yank_release(vendor, **RELEASE, reason="Refunds thrice.", now=now + 3 * DAY)

        assert again.yanked.reason == "Refunds thrice."
        assert again.yanked.since_on == now.date()

    def test_is_taken_back(self, vendor, publish, decide, now):
        publish("1.0.0")
        publish("1.1.0")
        yank_release(vendor, **RELEASE, reason="Refunds twice.", now=now)
        release = restore_release(vendor, **RELEASE, now=now)

        assert release.yanked is None
        assert decide().offered == release

    def test_any_spelling_names_the_release(self, vendor, publish, now):
        publish("1.1.0")

        assert yank_release(vendor, product="alpenpay", version="1.1", reason="No.", now=now)
        assert find_release(vendor, product="alpenpay", version="v1.1.0").yanked

    def test_what_newer_tools_wrote_is_kept(self, vendor, publish, now):
        publish("1.1.0")
        with open_repository(vendor) as repository:
            data = repository.read_target(TARGET).replace(b'"version"', b'"later":[1],"version"')
            repository.put_target(TARGET, data)
            repository.publish(now=now)
        yank_release(vendor, **RELEASE, reason="No.", now=now)

        assert b'"later":[1]' in read_target(vendor, TARGET)

    @pytest.mark.parametrize("reason", ["", "x" * 501, "a\ud800"])
    def test_reasons_that_shops_would_refuse(self, vendor, publish, now, reason):
        publish("1.1.0")
        before = read_target(vendor, TARGET)

        with pytest.raises(PublishError) as caught:
            yank_release(vendor, **RELEASE, reason=reason, now=now)
        assert caught.value.code == "RELEASE_CHANGE_REFUSED"
        assert read_target(vendor, TARGET) == before

    def test_what_would_change_nothing_is_refused(self, vendor, publish, now):
        publish("1.1.0")
        with pytest.raises(PublishError, match="not withdrawn"):
            restore_release(vendor, **RELEASE, now=now)
        yank_release(vendor, **RELEASE, reason="No.", now=now)
        with pytest.raises(PublishError, match="already"):
            yank_release(vendor, **RELEASE, reason="No.", now=now)

    @pytest.mark.parametrize(
        ("product", "version", "known"),
        [
            ("alpenpay", "9.9", r"it has 1\.1\.0"),
            ("alpenpay", "nonsense", r"it has 1\.1\.0"),
            ("nosuch", "1.1.0", "it has alpenpay"),
            ("licence", "1.1.0", "it has alpenpay"),
            ("../x", "1.1.0", "it has alpenpay"),
        ],
    )
    def test_what_is_not_published(self, vendor, publish, now, product, version, known):
        publish("1.1.0")

        with pytest.raises(PublishError, match=known) as caught:
            yank_release(vendor, product=product, version=version, reason="No.", now=now)
        assert caught.value.code == "RELEASE_NOT_LISTED"

    def test_a_product_without_releases(self, vendor, now):
        with pytest.raises(PublishError, match="it has no release"):
            yank_release(vendor, **RELEASE, reason="No.", now=now)


class TestRollout:
    @pytest.fixture
    def rolled_out(self, publish, now):
        publish("1.0.0")
        publish("1.1.0", facts=PublishFacts(rollout=Rollout(start_at=now, hours=72, groups=4)))

    def test_widening_reaches_those_it_had_not(self, vendor, rolled_out, decide, now):
        shops = [f"L-{number}" for number in range(40)]
        at = now + HOUR

        def reached():
            return {shop for shop in shops if decide(shop=shop, at=at).offered}

        first = reached()
        set_rollout(vendor, **RELEASE, rollout=Rollout(start_at=now, hours=2, groups=4), now=at)
        wider = reached()
        set_rollout(vendor, **RELEASE, rollout=None, now=at)

        assert 0 < len(first) < len(wider) < len(shops)
        assert first < wider
        assert reached() == set(shops)

    def test_a_later_start_holds_the_others_back(self, vendor, rolled_out, decide, now):
        later = Rollout(start_at=now + 5 * DAY, hours=72, groups=4)
        set_rollout(vendor, **RELEASE, rollout=later, now=now + HOUR)

        assert decide(at=now + 4 * DAY).offered is None
        assert decide(at=now + 9 * DAY).offered.version == "1.1.0"

    def test_groups_are_not_drawn_anew_once_it_began(self, vendor, rolled_out, now):
        other = Rollout(start_at=now, hours=72, groups=5)

        with pytest.raises(PublishError, match="4 groups"):
            set_rollout(vendor, **RELEASE, rollout=other, now=now)
        set_rollout(vendor, **RELEASE, rollout=other, now=now - HOUR)
        assert find_release(vendor, **RELEASE).rollout == other

    def test_what_all_shops_have_is_not_taken_back(self, vendor, publish, now):
        publish("1.1.0")
        rollout = Rollout(start_at=now, hours=72, groups=4)
        with pytest.raises(PublishError, match="all shops"):
            set_rollout(vendor, **RELEASE, rollout=rollout, now=now)
        with pytest.raises(PublishError, match="already"):
            set_rollout(vendor, **RELEASE, rollout=None, now=now)
        yank_release(vendor, **RELEASE, reason="Not yet.", now=now)

        assert set_rollout(vendor, **RELEASE, rollout=rollout, now=now).rollout == rollout

    def test_a_critical_one_has_no_groups(self, vendor, publish, now):
        publish("1.1.0", facts=PublishFacts(critical=True))
        with pytest.raises(PublishError, match="critical"):
            set_rollout(
                vendor, **RELEASE, rollout=Rollout(start_at=now, hours=72, groups=4), now=now
            )

    @pytest.mark.parametrize(("hours", "groups"), [(0, 4), (8_761, 4), (72, 0), (72, 1_001)])
    def test_numbers_that_shops_would_refuse(self, vendor, rolled_out, now, hours, groups):
        rollout = Rollout(start_at=now, hours=hours, groups=groups)
        with pytest.raises(PublishError) as caught:
            set_rollout(vendor, **RELEASE, rollout=rollout, now=now - HOUR)
        assert caught.value.code == "RELEASE_CHANGE_REFUSED"
