import json
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import PublishError
from sellxed_sdk.vendor import LicenceRequest, append_log, issue_as_vendor, read_log

ENTRY = {
    "id": "L-1",
    "product": "alpenpay",
    "issued_at": "2026-11-23T05:00:00+00:00",
    "key_hash": "A" * 43,
}


@pytest.fixture
def log(tmp_path):
    return tmp_path / "issued.jsonl"


class TestRead:
    def test_no_log_is_an_empty_one(self, log):
        assert read_log(log).entries == ()

    def test_gives_back_what_was_logged(self, vendor, now):
        request = LicenceRequest(
            product="alpenpay", hosts=("shop.ch", "*.shop.ch"), customer="Müster\u00a0AG"
        )
        (issued,) = issue_as_vendor(vendor, [request], now=now)
        (entry,) = read_log(vendor.log_path).entries
        logged = issued.log_entry()

        assert entry.id == issued.licence.id
        assert entry.hosts == issued.licence.hosts
        assert entry.customer == issued.licence.customer
        assert entry.issued_at == issued.licence.issued_at
        assert entry.support_until_on == issued.licence.support_until_on
        assert (entry.key_hash, entry.kid) == (logged["key_hash"], "lic-1")
        assert (entry.sequence, entry.certificate) == (None, None)
        assert "Müster" not in repr(entry)

    def test_a_torn_last_line_is_told_and_harms_nothing(self, log):
        append_log(log, [ENTRY])
        with log.open("ab") as file:
            file.write(b'{"id":"L-2","prod')
        torn = read_log(log)
        append_log(log, [{**ENTRY, "id": "L-3"}])
        after = read_log(log)

        assert [entry.id for entry in torn.entries] == ["L-1"]
        assert [finding.code for finding in torn.findings] == ["ISSUE_LOG_DAMAGED"]
        assert "Line 2" in torn.findings[0].message
        assert [entry.id for entry in after.entries] == ["L-1", "L-3"]
        assert len(after.findings) == 1

    def test_entries_of_earlier_versions_are_read(self, log):
        append_log(log, [{**ENTRY, "hosts": "", "customer": None, "sequence": 3}])
        (entry,) = read_log(log).entries

        assert (entry.hosts, entry.sequence, entry.certificate) == ((), 3, None)

    @pytest.mark.parametrize(
        "line",
        [
            "[]",
            "{}",
            "\x00",
            json.dumps({**ENTRY, "issued_at": "2026-11-23T05:00:00"}),
            json.dumps({**ENTRY, "issued_at": "yesterday"}),
            json.dumps({**ENTRY, "id": ""}),
            json.dumps({**ENTRY, "sequence": -1}),
            json.dumps({**ENTRY, "sequence": "7"}),
        ],
    )
    def test_what_is_no_entry_is_told(self, log, line):
        log.write_text(line + "\n")

        assert len(read_log(log).findings) == 1

    def test_blank_lines_are_nothing(self, log):
        log.write_text("\n\n" + json.dumps(ENTRY) + "\n\n")

        assert len(read_log(log).entries) == 1
        assert read_log(log).findings == ()

    def test_a_directory_in_its_place_is_a_clear_error(self, log):
        log.mkdir()

        for use in (lambda: read_log(log), lambda: append_log(log, [ENTRY])):
            with pytest.raises(PublishError) as caught:
                use()
            assert caught.value.code == "ISSUE_LOG_UNUSABLE"

    @pytest.mark.property
    @given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
    def test_any_bytes_are_a_log(self, tmp_path, data):
        path = tmp_path / "any.jsonl"
        path.write_bytes(data)
        read = read_log(path)

        assert len(read.entries) + len(read.findings) <= data.count(b"\n") + 1


class TestAppend:
    def test_is_private_and_only_grows(self, log):
        append_log(log, [ENTRY])
        before = log.read_bytes()
        append_log(log, [ENTRY, ENTRY])

        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        assert log.read_bytes().startswith(before)
        assert len(log.read_bytes().splitlines()) == 3

    def test_a_missing_directory_is_a_clear_error(self, tmp_path):
        with pytest.raises(PublishError) as caught:
            append_log(tmp_path / "gone" / "issued.jsonl", [ENTRY])
        assert caught.value.code == "ISSUE_LOG_UNUSABLE"


class TestLookUp:
    def test_one_licence_has_one_hash(self, log):
        append_log(log, [ENTRY, {**ENTRY, "id": "L-2", "key_hash": "B" * 43}, ENTRY])
        read = read_log(log)

        assert read.key_hash_of("L-1") == "A" * 43
        assert len(read.find("L-1")) == 2

    def test_unknown_and_ambiguous_ones_are_refused(self, log):
        append_log(log, [ENTRY, {**ENTRY, "key_hash": "B" * 43}])
        for licence_id, count in (("L-9", 0), ("L-1", 2)):
            with pytest.raises(PublishError) as caught:
                read_log(log).key_hash_of(licence_id)
            assert caught.value.code == "ISSUE_LOG_NOT_FOUND"
            assert caught.value.context["count"] == count
