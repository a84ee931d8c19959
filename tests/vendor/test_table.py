"""Batches as spreadsheets write them."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import hash_key
from sellxed_sdk.vendor import issue_as_vendor, parse_table, render_table

FULL = (
    "product,hosts,customer,support_until,tier,entitlements,trial_days,id\r\n"
    'alpenpay,"shop.ch;*.shop.ch","Müster & Co, AG",2027-12-31,plus,multistore shops:3,30,L-1\r\n'
    "alpenpay,,,,,,,\r\n"
)


class TestRead:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    @pytest.mark.parametrize("delimiter", [",", ";"])
    @pytest.mark.parametrize("end", ["\r\n", "\n"])
    def test_commas_semicolons_and_marks(self, encoding, delimiter, end):
        text = FULL if delimiter == "," else FULL.replace(",", ";").replace("Co;", "Co,")
        table = parse_table(text.replace("\r\n", end).encode(encoding))
        first, second = table.requests

        assert table.findings == ()
        assert table.numbers == (2, 3)
        assert first.hosts == ("shop.ch", "*.shop.ch")
        assert first.customer == "Müster & Co, AG"
        assert first.support_until_on == date(2027, 12, 31)
        assert first.entitlements == ("multistore", "shops:3")
        assert (first.tier, first.trial_days, first.id) == ("plus", 30, "L-1")
        assert (second.hosts, second.customer, second.tier, second.id) == (
            (),
            None,
            "standard",
            None,
        )

    def test_what_spreadsheets_add_is_no_matter(self):
        table = parse_table(b"sep=;\r\n Product ; HOSTS\r\n\r\nalpenpay;shop.ch;;\r\n;\r\n;;;\r\n")

        assert [request.hosts for request in table.requests] == [("shop.ch",)]
        assert table.numbers == (4,)

    def test_a_day_as_a_german_spreadsheet_writes_it(self):
        (request,) = parse_table(b"product;support_until\nalpenpay;1.12.2027\n").requests

        assert request.support_until_on == date(2027, 12, 1)

    def test_every_bad_row_is_told_with_its_number(self):
        table = parse_table(
            b"product,support_until,trial_days\n"
            b"a,2027-13-01,\n"
            b"a,,many\n"
            b"a,2027-01-01,5\n"
            b"a,31.02.2027,\n"
            b"a,1/2/2027,\n"
            b"a,,,surplus\n"
        )

        assert [finding.subject for finding in table.findings] == ["2", "3", "5", "6", "7"]
        assert table.numbers == (4,)
        assert "Row 3: Trial_days is 'many'" in table.findings[1].message

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (b"", "product"),
            (b"product\n", "no rows"),
            (b"product\n\n,\n", "no rows"),
            (b"hosts\nshop.ch\n", "'product'"),
            (b"product,color\na,red\n", "'color'"),
            (b"product,product\na,b\n", "twice"),
            (b"product\n\xfc\n", "UTF-8"),
            (b'product\n"a\n', "row 2"),
            (b"product\na" + b"x" * 140_000, "row 2"),
            (b" " * 64_000_001, "64000001"),
        ],
        ids=range(10),
    )
    def test_what_is_no_table_is_a_clear_error(self, data, told):
        with pytest.raises(PublishError, match=told) as caught:
            parse_table(data)
        assert caught.value.code == "BATCH_TABLE_INVALID"

    @pytest.mark.property
    @given(
        st.binary(max_size=300)
        | st.text(max_size=200).map(lambda text: ("product,id\n" + text).encode("utf-8", "replace"))
    )
    def test_any_bytes_give_a_table_or_our_error(self, data):
        try:
            table = parse_table(data)
        except PublishError:
            return
        assert len(table.requests) == len(table.numbers)
        assert len(table.requests) + len(table.findings) == len(table.rows)


class TestWrite:
    def answer(self, vendor, now, text):
        table = parse_table(text.encode())
        issued = issue_as_vendor(vendor, table, now=now)
        data = render_table(table, issued)
        read = list(
            csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=table.delimiter)
        )
        return issued, data, read

    def test_the_columns_the_keys_and_their_hashes(self, vendor, now):
        issued, data, rows = self.answer(vendor, now, FULL)

        assert data.startswith(b"\xef\xbb\xbfproduct,hosts,")
        assert list(rows[0])[-2:] == ["key", "key_hash"]
        assert [row["key"] for row in rows] == [entry.key for entry in issued]
        assert [row["key_hash"] for row in rows] == [hash_key(entry.key) for entry in issued]
        assert rows[0]["customer"] == "Müster & Co, AG"
        assert [row["id"] for row in rows] == ["L-1", issued[1].licence.id]

    def test_identifiers_get_a_column_where_there_was_none(self, vendor, now):
        issued, _, rows = self.answer(vendor, now, "product;customer\nalpenpay\nalpenpay;B\n")

        assert list(rows[0]) == ["product", "customer", "id", "key", "key_hash"]
        assert [row["id"] for row in rows] == [entry.licence.id for entry in issued]
        assert rows[0]["customer"] == ""

    def test_the_answer_read_again_asks_for_what_is_there(self, vendor, now):
        _, data, _ = self.answer(vendor, now, FULL)
        with pytest.raises(PublishError, match="'key'"):
            parse_table(data)
