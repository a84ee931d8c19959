import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.releases import ReleaseList, parse_notes, parse_releases, select_changes

GOOD = {
    "version": "1.0.0",
    "published": "2026-06-01T12:00:00Z",
    "requires": {"php": ">=8.1"},
    "security": {"severity": "high", "cve": ["CVE-2026-12345"]},
    "rollout": {"start": "2026-06-01T12:00:00Z", "hours": 48, "groups": 7},
    "yanked": {"reason": "It broke refunds.", "since": "2026-06-02"},
    "min_from": "0.9",
    "archive": "alpenpay/alpenpay-1.0.0.zip",
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["schema", "product", "releases", *GOOD]) | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def parse(*entries, **changes):
    document = {"schema": 1, "product": "alpenpay", "releases": list(entries), **changes}
    return parse_releases(json.dumps(document).encode(), product="alpenpay")


class TestParseReleases:
    def test_reads_every_field(self):
        release = parse(GOOD).releases[0]

        assert release.published_on.isoformat() == "2026-06-01"
        assert release.security.cve == ("CVE-2026-12345",)
        assert release.rollout.groups == 7
        assert release.yanked.reason == "It broke refunds."
        assert release.requires == (("php", ">=8.1"),)
        assert not release.critical
        assert release.channel == "stable"

    def test_sorts_by_version_and_not_by_text(self):
        versions = ["1.9.0", "1.10.0", "1.10.0rc1", "1.2"]
        found = parse(*({**GOOD, "version": version} for version in versions))

        assert [r.version for r in found.releases] == ["1.10.0", "1.10.0rc1", "1.9.0", "1.2"]
        assert found.find("1.2.0").version == "1.2"
        assert found.find("nonsense") is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"version": "one"},
            {"version": None},
            {"published": "2026-06-01"},
            {"channel": "nightly"},
            {"security": {"severity": "bad"}},
            {"security": {"severity": "high", "cve": ["2026-1"]}},
            {"rollout": {"start": "2026-06-01T12:00:00Z", "hours": 0, "groups": 7}},
            {"yanked": {"reason": ""}},
            {"min_from": "x"},
            {"critical": "yes"},
        ],
    )
    def test_names_the_bad_field(self, changes):
        with pytest.raises(InvalidDocumentError, match=r"releases\[0\]"):
            parse({**GOOD, **changes})

    @pytest.mark.parametrize(
        "changes", [{"schema": 2}, {"product": "other"}, {"releases": [GOOD, GOOD]}]
    )
    def test_refuses_the_whole_list(self, changes):
        with pytest.raises(InvalidDocumentError):
            parse(**changes)

    def test_is_a_value(self):
        found = parse(GOOD)

        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  our own bytes
        assert hash(found) == hash(parse(GOOD))

    @pytest.mark.property
    @given(json_values)
    def test_any_json_gives_our_error_or_a_list(self, value):
        for document in (value, {"schema": 1, "product": "alpenpay", "releases": [value]}):
            try:
                found = parse_releases(json.dumps(document).encode(), product="alpenpay")
            except InvalidDocumentError:
                continue
            assert isinstance(found, ReleaseList)

    @pytest.mark.property
    @given(st.binary())
    def test_any_bytes_give_our_error(self, data):
        for parser in (parse_releases, parse_notes):
            with pytest.raises(InvalidDocumentError):
                parser(data, product="alpenpay")


class TestNotes:
    DOCUMENT = json.dumps(
        {
            "schema": 1,
            "product": "alpenpay",
            "releases": [
                {"version": "1.0.0", "added": ["A"]},
                {"version": "1.2.0", "fixed": ["C"], "security": ["S"]},
                {"version": "1.1.0", "changed": ["B"]},
            ],
        }
    ).encode()

    def test_are_the_ones_between_two_versions_newest_first(self):
        notes = parse_notes(self.DOCUMENT, product="alpenpay")
        found = select_changes(notes, installed="1.0.0", offered="1.2.0")

        assert [note.version for note in found] == ["1.2.0", "1.1.0"]
        assert [change.category for change in found[0].changes] == ["security", "fixed"]
        assert [n.version for n in select_changes(notes, installed="1.0", offered="1.1")] == [
            "1.1.0"
        ]

    def test_are_all_up_to_the_offer_where_the_installed_version_is_unknown(self):
        notes = parse_notes(self.DOCUMENT, product="alpenpay")

        for installed in (None, "custom-build"):
            assert len(select_changes(notes, installed=installed, offered="1.1.0")) == 2
