"""Tables of licences and partners from the command line: all or none, and nothing is lost."""

import csv
import io
import json
import stat

import pytest

NOW = "2026-11-23T05:00:00Z"
ORDERS = """\
product;hosts;customer;support_until
alpenpay;shop.ch www.shop.ch;Müller & Söhne;31.12.2027
alpenpay;;Zürich AG;
"""


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8-sig")
    return path


@pytest.fixture
def issue(sellxed, vendor, orders):
    def issue(*words, **options):
        return sellxed("vendor", "issue", vendor, "--csv", orders, "--now", NOW, *words, **options)

    return issue


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))


class TestTable:
    def test_comes_back_with_keys_that_shops_accept(self, sellxed, issue, trust, tmp_path):
        answer = issue(json_output=True)
        path = tmp_path / "orders-keys.csv"
        rows = rows_of(path)
        audit = sellxed("licence", "audit", path, "--trust", trust, "--now", NOW, json_output=True)

        assert answer.data["issued"] == 2
        assert answer.data["output"] == str(path)
        assert rows[0]["customer"] == "Müller & Söhne"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [row["status"] for row in audit.data["results"]] == ["valid", "valid"]
        assert audit.data["results"][0]["support_until_on"] == "2027-12-31"
        assert [row["id"] for row in audit.data["results"]] == [row["id"] for row in rows]

    def test_is_logged_in_its_order(self, issue, vendor, tmp_path):
        issue()
        logged = [json.loads(line) for line in (vendor / "issued.jsonl").read_text().splitlines()]

        assert [entry["key_hash"] for entry in logged] == [
            row["key_hash"] for row in rows_of(tmp_path / "orders-keys.csv")
        ]

    def test_bad_rows_are_all_told_and_nothing_is_issued(self, issue, orders, vendor, tmp_path):
        orders.write_text(ORDERS + "alpenpay;no host!;;\nalpenpay;;;2027-02-30\n")
        shown, told = issue(), issue(json_output=True)

        assert (shown.code, told.code) == (3, 3)
        assert "  Row 4: 'host!' is not a host" in shown.err
        assert "  Row 5: Support_until is '2027-02-30'" in shown.err
        assert "nothing was issued, correct 2 of 4 rows first [BATCH_REFUSED]" in shown.err
        assert told.data["error"]["code"] == "BATCH_REFUSED"
        assert [found["subject"] for found in told.data["findings"]] == ["4", "5"]
        assert not (vendor / "issued.jsonl").exists()
        assert sorted(path.name for path in tmp_path.glob("*orders*")) == ["orders.csv"]

    def test_a_file_that_is_there_is_never_overwritten(self, issue, vendor, tmp_path):
        (tmp_path / "keys.csv").write_text("precious")
        answer = issue("--output", tmp_path / "keys.csv")

        assert answer.code == 3
        assert "exists already" in answer.err
        assert (tmp_path / "keys.csv").read_text() == "precious"
        assert not (vendor / "issued.jsonl").exists()

    def test_what_cannot_be_written_is_told_before_anything_is_issued(
        self, issue, vendor, tmp_path
    ):
        answer = issue("--output", tmp_path / "none" / "keys.csv")

        assert answer.code == 3
        assert "[FILE_UNWRITABLE]" in answer.err
        assert not (vendor / "issued.jsonl").exists()

    def test_keys_that_are_logged_are_shown_where_their_file_fails(
        self, issue, tmp_path, monkeypatch
    ):
        from sellxed_sdk import vendor as tools

        def crowd(*arguments, **options):
            (tmp_path / "orders-keys.csv").write_text("somebody was faster")
            return real(*arguments, **options)

        real = tools.render_table
        monkeypatch.setattr(tools, "render_table", crowd)
        answer = issue()

        assert answer.code == 3
        assert "the keys follow here" in answer.err
        assert answer.err.count(";ey") == 2
        assert (tmp_path / "orders-keys.csv").read_text() == "somebody was faster"

    def test_an_identifier_is_issued_once(self, sellxed, vendor, issue, orders):
        orders.write_text("product,id\nalpenpay,L-77\n")
        first = issue()
        orders.with_name("orders-keys.csv").unlink()
        again = issue()
        alone = sellxed("vendor", "issue", vendor, "--product", "alpenpay", "--id", "L-77")

        assert (first.code, again.code, alone.code) == (0, 3, 3)
        assert "'L-77' is in the issue log already: issued on 2026-11-23" in again.err
        assert "[ISSUE_DUPLICATE]" in alone.err

    def test_what_is_no_table_is_told(self, issue, orders):
        orders.write_bytes(b"\xff\xfe\x00")
        answer = issue()

        assert answer.code == 3
        assert "[BATCH_TABLE_INVALID]" in answer.err

    @pytest.mark.parametrize(
        "words",
        [
            ("--product", "alpenpay"),
            ("--host", "shop.ch"),
            ("--trial-days", "7"),
            ("--sequence", "1"),
            ("--short",),
        ],
        ids=" ".join,
    )
    def test_what_stands_in_the_table_is_no_option(self, issue, words):
        answer = issue(*words)

        assert answer.code == 2
        assert answer.err.count("\n") == 1

    def test_output_belongs_to_a_table(self, sellxed, vendor, tmp_path):
        words = ("--product", "alpenpay", "--output", tmp_path / "k.csv")

        assert sellxed("vendor", "issue", vendor, *words).code == 2

    def test_a_torn_line_of_the_log_is_told(self, issue, vendor):
        (vendor / "issued.jsonl").write_bytes(b'{"id": "L-1", "prod')
        answer = issue()

        assert answer.code == 0
        assert "[ISSUE_LOG_DAMAGED]" in answer.err


class TestPartner:
    @pytest.fixture
    def partner(self, sellxed, vendor, tmp_path):
        """Certify a partner; returns the words of its commands."""

        def partner(*options):
            pem = tmp_path / "acme" / "partner.pem"
            pem.parent.mkdir()
            public = sellxed("vendor", "keygen", pem).out.strip()
            scope = ("--partner", "acme.ch", "--public-key", public, "--product", "alpenpay")
            certified = sellxed(
                *("vendor", "certify", vendor, *scope, "--count", "3", "--now", NOW, *options)
            )
            assert certified.code == 0, certified.err
            (pem.parent / "acme.jws").write_text(certified.out)
            return ("--partner-key", pem, "--certificate", pem.parent / "acme.jws", "--now", NOW)

        return partner

    def issue(self, sellxed, words, *more, **options):
        product = ("--product", "alpenpay", "--host", "shop.ch")
        return sellxed("vendor", "issue", *words, *product, *more, **options)

    def test_running_numbers_are_counted_by_the_log(self, sellxed, partner, trust, tmp_path):
        words = (*partner(), "--trust", trust)
        answers = [self.issue(sellxed, words) for _ in range(4)]
        logged = [
            json.loads(line)["sequence"]
            for line in (tmp_path / "acme" / "issued.jsonl").read_text().splitlines()
        ]

        assert [answer.code for answer in answers] == [0, 0, 0, 3]
        assert "[ISSUE_REFUSED]" in answers[3].err
        assert logged == [1, 2, 3]

    def test_a_number_is_used_once(self, sellxed, partner):
        words = partner()
        first, again = (self.issue(sellxed, words, "--sequence", "2") for _ in range(2))

        assert (first.code, again.code) == (0, 3)
        assert "[ISSUE_DUPLICATE]" in again.err

    def test_a_table_goes_on_after_the_highest_number(self, sellxed, partner, orders, tmp_path):
        # Never below it: "revoked after number 1" means what was issued later.
        words = partner()
        orders.write_text("product,hosts\nalpenpay,a.ch\nalpenpay,b.ch\n")
        self.issue(sellxed, words, "--sequence", "1")
        made = sellxed("vendor", "issue", *words, "--csv", orders)
        logged = (tmp_path / "acme" / "issued.jsonl").read_text().splitlines()

        assert made.code == 0
        assert [json.loads(line)["sequence"] for line in logged] == [1, 2, 3]
        assert orders.with_name("orders-keys.csv").exists()

    def test_a_short_key_counts_where_the_channel_brings_the_certificate(
        self, sellxed, partner, vendor, trust
    ):
        words = partner("--publish")
        short = self.issue(sellxed, words, "--short").out.strip()
        listed = vendor / "channel" / "licence" / "certificates.txt"
        check = ("licence", "verify", short, "--trust", trust, "--product", "alpenpay")
        check = (*check, "--now", NOW)

        assert "~" not in short
        assert sellxed(*check, "--certificates", listed).code == 0
        assert "[KEY_UNKNOWN_SIGNER]" in sellxed(*check).out

    def test_a_certificate_of_another_vendor_is_refused(self, sellxed, partner, vendor, tmp_path):
        words = partner()
        other = tmp_path / "other"
        init = ("--name", "x.example", "--product", "alpenpay", "--url", "http://127.0.0.1:9")
        sellxed("vendor", "init", other, *init)
        answer = self.issue(sellxed, words, "--trust", other / "sellxed-trust.json")

        assert answer.code == 3
        assert "the certificate is not good" in answer.err

    def test_test_certificates_make_test_licences(self, sellxed, partner, trust):
        key = self.issue(sellxed, partner("--test")).out.strip()
        check = ("licence", "verify", key, "--trust", trust, "--product", "alpenpay", "--now", NOW)

        assert sellxed(*check).code == 1
        assert sellxed(*check, "--mode", "test").code == 0

    @pytest.mark.parametrize(
        "words",
        [
            ("DIR", "--certificate", "x"),
            ("DIR", "--trust", "x"),
            ("DIR", "--short"),
            ("DIR", "--partner-key", "x", "--certificate", "y"),
            ("--partner-key", "x"),
            (),
        ],
        ids=" ".join,
    )
    def test_halves_of_a_request_are_wrong_usage(self, sellxed, vendor, words):
        words = [vendor if word == "DIR" else word for word in words]

        assert sellxed("vendor", "issue", *words, "--product", "alpenpay").code == 2


class TestRevoke:
    def test_by_the_identifier_of_the_licence(self, sellxed, vendor, trust):
        words = ("--product", "alpenpay", "--now", NOW)
        issued = sellxed("vendor", "issue", vendor, *words, json_output=True).data
        licence_id = issued["licence"]["id"]
        revoked = sellxed("vendor", "revoke", vendor, "--licence-id", licence_id, "--now", NOW)
        signed = vendor / "channel" / "licence" / "revocations.jws"
        check = ("licence", "verify", issued["key"], "--trust", trust, *words)

        assert revoked.code == 0
        assert (
            sellxed(*check, "--revocations", signed, json_output=True).data["status"] == "revoked"
        )

    def test_an_identifier_that_nobody_issued_is_told(self, sellxed, vendor):
        signed = vendor / "channel" / "licence" / "revocations.jws"
        before = signed.read_bytes()
        answer = sellxed("vendor", "revoke", vendor, "--licence-id", "L-none")

        assert answer.code == 3
        assert "it has 0 of that identifier" in answer.err
        assert signed.read_bytes() == before
