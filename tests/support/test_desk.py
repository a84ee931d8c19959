"""The vendor's desk: what is read, and when it is open."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.signing import Fields
from sellxed_sdk.support import SupportDesk, parse_desk


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


class TestHours:
    @pytest.mark.parametrize(
        ("instant", "is_open"),
        [
            # Summer time in Zurich is UTC+2, winter time UTC+1.
            ("2026-07-06T06:29", False),
            ("2026-07-06T06:30", True),
            ("2026-07-06T14:59", True),
            ("2026-07-06T15:00", False),
            ("2026-12-07T07:29", False),
            ("2026-12-07T07:30", True),
            ("2026-12-07T15:59", True),
            ("2026-12-07T16:00", False),
            # Friday before and Monday after the clocks change, spring and autumn.
            ("2026-03-27T07:30", True),
            ("2026-03-30T06:30", True),
            ("2026-03-27T06:30", False),
            ("2026-10-23T06:30", True),
            ("2026-10-26T06:30", False),
            ("2026-10-26T07:30", True),
            # A Saturday, and a Monday that has begun in Zurich alone.
            ("2026-07-04T10:00", False),
            ("2026-07-05T22:30", False),
        ],
    )
    def test_follow_the_vendors_clock(self, desk, instant, is_open):
        assert desk.is_open(at(instant)) is is_open

    def test_not_told(self, now):
        assert SupportDesk().is_open(now) is None

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Europe", "\x00"])
    def test_unknown_time_zone_is_a_finding(self, desk_data, now, zone):
        desk_data["hours"]["timezone"] = zone

        desk = parse_desk(Fields(desk_data))

        assert desk.is_open(now) is None
        assert [finding.code for finding in desk.findings] == ["DESK_TIMEZONE_UNKNOWN"]
        assert zone in desk.findings[0].message
        assert desk.contact == "help@vendor.example"


class TestParts:
    def test_absent(self):
        assert parse_desk(None) == SupportDesk()

    def test_all(self, desk):
        assert desk.findings == ()
        assert desk.link("renew") == "https://vendor.example/renew"
        assert desk.link("unknown") is None
        assert desk.tier("standard").name == "Standard Support"
        assert desk.tier("gold") is None
        assert pickle.loads(pickle.dumps(desk)) == desk  # noqa: S301 - our own
        assert hash(desk) == hash(copy.deepcopy(desk))
        assert desk.to_dict()["hours"][0] == {"day": "monday", "opens": "08:30", "closes": "17:00"}

    @pytest.mark.parametrize(
        ("name", "value", "path"),
        [
            ("contact", "nobody", "contact"),
            ("contact", "a@b?cc=c@d", "contact"),
            ("links", {"renew": "javascript:alert(1)"}, "links.renew"),
            ("links", {"renew": "http://vendor.example"}, "links.renew"),
            ("tiers", [{"id": "x"}], "tiers[0].name"),
            ("hours", {"timezone": "UTC", "days": [{"opens": "8:30"}]}, "hours.days[0].opens"),
            (
                "hours",
                {
                    "timezone": "UTC",
                    "days": [{"day": "monday", "opens": "17:00", "closes": "08:00"}],
                },
                "hours.days[0].closes",
            ),
        ],
    )
    def test_one_bad_part_loses_no_other(self, desk_data, name, value, path):
        desk_data[name] = value

        desk = parse_desk(Fields(desk_data))

        assert [finding.code for finding in desk.findings] == ["DESK_INVALID"]
        assert path in desk.findings[0].message
        kept = [desk.contact, desk.links, desk.tiers, desk.hours]
        assert sum(bool(part) for part in kept) == 3


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
names = st.sampled_from(["contact", "links", "tiers", "hours", "timezone", "days", "opens", "id"])


@pytest.mark.property
@given(st.dictionaries(names, json_values | st.dictionaries(names, json_values)))
def test_any_json_gives_a_desk(data):
    desk = parse_desk(Fields(data))

    assert all(finding.code.startswith("DESK_") for finding in desk.findings)
    assert desk.is_open(at("2026-07-06T06:30")) in (True, False, None)
