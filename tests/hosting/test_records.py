"""Records, stores, and writing at the same time."""

import contextlib
import stat
from datetime import datetime, timezone
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError, StoreUnwritableError
from sellxed_sdk.findings import Finding, Severity
from sellxed_sdk.hosting import FileStore, MemoryStore, RecordStore
from sellxed_sdk.hosting._records import (
    HEAD,
    Head,
    Lease,
    Marks,
    dump_integrity,
    parse_integrity,
    user_record,
)
from sellxed_sdk.hosting._writing import change_head, change_record, save_content
from sellxed_sdk.integrity import IntegrityReport, IntegrityState

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=timezone.utc)


@pytest.fixture(params=["memory", "files"])
def records(request, tmp_path):
    return MemoryStore() if request.param == "memory" else FileStore(tmp_path / "records")


class TestStores:
    def test_are_stores(self, records):
        assert isinstance(records, RecordStore)

    def test_return_what_is_there(self, records):
        assert records.read(["a", "b"]) == {}
        assert records.replace("a", b"1", expected=None)
        assert records.read(["a", "b"]) == {"a": b"1"}

    def test_write_only_what_is_as_expected(self, records):
        assert not records.replace("a", b"1", expected=b"0")
        assert records.replace("a", b"1", expected=None)
        assert not records.replace("a", b"2", expected=None)
        assert records.replace("a", b"2", expected=b"1")
        assert not records.replace("a", None, expected=b"1")
        assert records.replace("a", None, expected=b"2")
        assert records.replace("a", None, expected=None)
        assert records.read(["a"]) == {}

    def test_lose_nothing_when_many_write(self, records):
        def enter(number):
            change_head(records, lambda head: head.with_key(f"p{number}", "key"))

        threads = [Thread(target=enter, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        head = Head.parse(records.read([HEAD])[HEAD])
        assert [product for product, _ in head.keys] == [f"p{number}" for number in range(8)]

    def test_content_is_kept_once_under_its_digest(self, records):
        assert save_content(records, "state.x", b"one")
        assert not save_content(records, "state.x", b"one")
        assert save_content(records, "state.x", b"two")
        assert save_content(records, "state.x", b"one")


class TestFiles:
    def test_are_for_their_owner_alone(self, tmp_path):
        store = FileStore(tmp_path / "deep" / "records")
        store.replace("head", b"secret", expected=None)
        path = next(store.directory.glob("head*"))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(store.directory.stat().st_mode) == 0o700

    @pytest.mark.parametrize("name", ["", "../x", "a/b", "A", "x" * 81, ".hidden", "a\0"])
    def test_have_names_of_records_only(self, tmp_path, name):
        store = FileStore(tmp_path)
        with pytest.raises(ValueError, match="no name of a record"):
            store.read([name])
        with pytest.raises(ValueError, match="no name of a record"):
            store.replace(name, b"", expected=None)

    def test_leave_no_half_file(self, tmp_path, monkeypatch):
        store = FileStore(tmp_path)
        store.replace("a", b"1", expected=None)
        monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(OSError, match="full"):
            store.replace("a", b"2", expected=b"1")
        assert store.read(["a"]) == {"a": b"1"}
        assert not list(tmp_path.glob(".new-*"))


def test_who_is_always_too_late_is_told():
    class Busy(MemoryStore):
        def replace(self, name, data, *, expected):
            return False

    with pytest.raises(StoreUnwritableError, match="at the same time"):
        change_record(Busy(), "a", lambda _: b"x")


def test_the_head_reads_back():
    head = Head().with_key("b", "key").with_key("a", "other").with_digest("state.x", "0" * 32)
    assert Head.parse(head.dump()) == head
    assert head.key("a") == "other"
    assert head.key("c") is None


def test_marks_read_back_and_are_bounded():
    marks = Marks()
    for number in range(300):
        marks = marks.with_mark(f"{number:032x}", now=NOW)
    assert len(marks.dismissed) == 200
    assert Marks.parse(marks.dump()) == marks
    assert marks.with_mark(f"{299:032x}", now=NOW) == marks


def test_a_users_record_does_not_tell_who_it_is():
    name = user_record("anna@example.com")
    assert "anna" not in name
    assert name == user_record("anna@example.com")
    assert name != user_record("berta@example.com")
    assert user_record("\ud800")


def test_what_was_found_in_files_reads_back():
    report = IntegrityReport(
        state=IntegrityState.CUSTOMISED,
        changed=("a.py", "b\udcff.py"),
        added=("c.py",),
        missing=(),
        findings=(Finding(code="X", severity=Severity.INFO, params=(("n", 3), ("p", "text"))),),
    )
    found = parse_integrity(dump_integrity(report), manifest=None)
    assert found.state is IntegrityState.CUSTOMISED
    assert found.changed == ("a.py", "b?.py")
    assert found.findings == report.findings


@pytest.mark.property
class TestParsers:
    @given(st.binary(max_size=200))
    def test_any_bytes_are_records_or_errors(self, data):
        for parse in (Head.parse, Marks.parse, Lease.parse):
            with pytest.raises(InvalidDocumentError):
                parse(data)
        with pytest.raises(InvalidDocumentError):
            parse_integrity(data, manifest=None)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["keys", "digests", "dismissed", "state", "findings", "a"]),
                    inner,
                )
            ),
            max_leaves=8,
        )
    )
    def test_any_json_is_a_record_or_an_error(self, value):
        import json

        content = value if isinstance(value, dict) else {}
        data = json.dumps({**content, "schema": 1}).encode()
        for parse in (Head.parse, Marks.parse, Lease.parse):
            with contextlib.suppress(InvalidDocumentError):
                parse(data)
        with contextlib.suppress(InvalidDocumentError):
            parse_integrity(data, manifest=None)
