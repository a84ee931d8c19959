"""Many licences at once: all or none, no number twice, nothing lost."""

import pickle
import subprocess
import sys

import attrs
import pytest

from sellxed_sdk.errors import ConfigurationError, PublishError
from sellxed_sdk.licence import LicenceStatus, Situation, check_licence, hash_key
from sellxed_sdk.signing import LocalSigner, PrivateKey, Purpose
from sellxed_sdk.vendor import (
    BatchRefusedError,
    LicenceRequest,
    PartnerRequest,
    append_log,
    certify_partner,
    issue_as_vendor,
    issue_batch,
    parse_table,
    read_log,
)

REQUEST = LicenceRequest(product="alpenpay", hosts=("shop.ch",))
SEED = b"\x07" * 32
PARTNER = PrivateKey.from_seed(SEED)


def certify(vendor, now, **changes):
    request = PartnerRequest(
        partner="acme.ch",
        public_key=PARTNER.public_bytes,
        products=("alpenpay",),
        max_count=5,
        days=365,
    )
    return certify_partner(
        attrs.evolve(request, **changes),
        signer=vendor.signer(Purpose.CERTIFICATE),
        now=now,
        keyring=vendor.keyring(),
    )


@pytest.fixture
def partner(vendor, now, tmp_path):
    """Issue as a partner with a log of its own."""
    certificate, scope = certify(vendor, now)
    log = tmp_path / "issued.jsonl"

    def issue(*requests, **changes):
        return issue_batch(
            requests,
            **{
                "issuer": scope.partner,
                "signer": LocalSigner(scope.id, PARTNER),
                "now": now,
                "log": log,
                "certificate": certificate,
                "keyring": vendor.keyring(),
                **changes,
            },
        )

    issue.log, issue.scope = log, scope
    return issue


class TestBatch:
    def test_every_key_is_good_logged_and_in_order(self, vendor, now):
        requests = [attrs.evolve(REQUEST, customer=f"Shop {number}") for number in range(250)]
        seen = []
        issued = issue_as_vendor(vendor, requests, now=now, progress=lambda *at: seen.append(at))
        logged = read_log(vendor.log_path).entries
        situation = Situation(product="alpenpay", released_on=now.date(), hosts=("shop.ch",))

        assert [entry.licence.customer for entry in issued] == [r.customer for r in requests]
        assert [entry.key_hash for entry in logged] == [hash_key(i.key) for i in issued]
        assert seen == [(100, 250), (200, 250), (250, 250)]
        for entry in issued[::50]:
            report = check_licence(
                entry.key, situation=situation, now=now, keyring=vendor.keyring()
            )
            assert report.status is LicenceStatus.VALID

    def test_all_bad_rows_are_told_and_nothing_is_issued(self, vendor, now):
        requests = [
            REQUEST,
            attrs.evolve(REQUEST, product=""),
            attrs.evolve(REQUEST, hosts=("*.ch",)),
            REQUEST,
            attrs.evolve(REQUEST, id="L-1"),
            attrs.evolve(REQUEST, id="L-1"),
        ]
        with pytest.raises(BatchRefusedError) as caught:
            issue_as_vendor(vendor, requests, now=now)
        error = caught.value

        assert error.code == "BATCH_REFUSED"
        assert [finding.subject for finding in error.findings] == ["2", "3", "6"]
        assert "3 of 6 rows" in error.message
        assert "Row 6: The licence identifier 'L-1' stands in row 5, too." in error.message
        assert not vendor.log_path.exists()

    def test_very_many_bad_rows_are_counted(self, vendor, now):
        with pytest.raises(BatchRefusedError, match=r"and 80 more") as caught:
            issue_as_vendor(vendor, [attrs.evolve(REQUEST, product="")] * 100, now=now)
        assert len(caught.value.findings) == 100
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
        assert (again.message, again.findings) == (caught.value.message, caught.value.findings)

    def test_none_is_none(self, vendor, now):
        assert issue_as_vendor(vendor, [], now=now) == ()

    def test_an_identifier_names_one_licence(self, vendor, now):
        (first,) = issue_as_vendor(vendor, [attrs.evolve(REQUEST, id="L-1")], now=now)
        with pytest.raises(PublishError) as caught:
            issue_as_vendor(vendor, [attrs.evolve(REQUEST, id="L-1")], now=now)

        assert caught.value.code == "ISSUE_DUPLICATE"
        assert hash_key(first.key) in caught.value.message
        assert "2026-11-23" in caught.value.message
        assert len(read_log(vendor.log_path).entries) == 1

    def test_a_log_that_cannot_be_written_hands_nothing_out(self, vendor, now):
        vendor.log_path.mkdir()
        with pytest.raises(PublishError) as caught:
            issue_as_vendor(vendor, [REQUEST], now=now)
        assert caught.value.code == "ISSUE_LOG_UNUSABLE"

    def test_a_missing_directory_is_a_clear_error(self, vendor, now, tmp_path):
        with pytest.raises(PublishError) as caught:
            issue_batch(
                [REQUEST],
                issuer="v",
                signer=vendor.signer(Purpose.LICENCE),
                now=now,
                log=tmp_path / "gone" / "x" / "issued.jsonl",
            )
        assert caught.value.code == "ISSUE_LOG_UNUSABLE"
        assert not (tmp_path / "gone").exists()

    def test_what_fails_while_signing_leaves_nothing_behind(self, vendor, now):
        former = vendor.signer(Purpose.LICENCE)

        class Broken:
            kid, public_key, left = former.kid, former.public_key, 2

            def sign(self, data):
                self.left -= 1
                return former.sign(data) if self.left else bytes(64)

        with pytest.raises(Exception, match="lic-1") as caught:
            issue_batch([REQUEST] * 3, issuer="v", signer=Broken(), now=now, log=vendor.log_path)
        assert caught.value.code == "SIGNING_FAILED"
        assert not vendor.log_path.exists()

    def test_without_a_log_nothing_is_written(self, vendor, now, tmp_path):
        before = set(tmp_path.rglob("*"))
        issue_batch([REQUEST], issuer="v", signer=vendor.signer(Purpose.LICENCE), now=now)

        assert set(tmp_path.rglob("*")) == before


class TestPartner:
    def test_running_numbers_come_from_the_log(self, partner):
        first, second = partner(REQUEST, REQUEST)
        (third,) = partner(REQUEST)
        entries = read_log(partner.log).entries

        assert [i.licence.sequence for i in (first, second, third)] == [1, 2, 3]
        assert {entry.certificate for entry in entries} == {partner.scope.id}

    def test_numbers_that_are_asked_for_are_left_free(self, partner):
        issued = partner(REQUEST, attrs.evolve(REQUEST, sequence=1), REQUEST)

        assert [entry.licence.sequence for entry in issued] == [2, 1, 3]

    def test_a_number_is_used_once(self, partner):
        partner(attrs.evolve(REQUEST, sequence=2))
        with pytest.raises(PublishError) as caught:
            partner(attrs.evolve(REQUEST, sequence=2))
        assert caught.value.code == "ISSUE_DUPLICATE"
        assert "running number 2" in caught.value.message
        with pytest.raises(BatchRefusedError, match="stands in row 1, too"):
            partner(attrs.evolve(REQUEST, sequence=4), attrs.evolve(REQUEST, sequence=4))

    def test_another_certificate_counts_for_itself(self, vendor, partner, now):
        partner(REQUEST, REQUEST)
        certificate, scope = certify(vendor, now)
        (issued,) = partner(REQUEST, certificate=certificate, signer=LocalSigner(scope.id, PARTNER))

        assert issued.licence.sequence == 1

    def test_ends_where_the_certificate_ends(self, partner):
        partner(*[REQUEST] * 5)
        with pytest.raises(PublishError, match="6 of 5"):
            partner(REQUEST)
        assert len(read_log(partner.log).entries) == 5

    def test_a_test_certificate_makes_test_licences(self, vendor, partner, now):
        certificate, scope = certify(vendor, now, test=True)
        (issued,) = partner(REQUEST, certificate=certificate, signer=LocalSigner(scope.id, PARTNER))
        situation = Situation(product="alpenpay", released_on=None, hosts=("shop.ch",))

        assert issued.licence.test
        for test_mode, status in ((True, "valid"), (False, "test_key_refused")):
            report = check_licence(
                issued.key,
                situation=situation,
                now=now,
                keyring=vendor.keyring(),
                test_mode=test_mode,
            )
            assert report.status.value == status

    def test_a_short_key_leaves_the_certificate_off(self, vendor, partner):
        (long,), (short,) = partner(REQUEST), partner(REQUEST, attach_certificate=False)

        assert "~" in long.key
        assert "~" not in short.key
        assert len(short.key) < len(long.key) / 2

    def test_a_certificate_of_another_vendor_is_refused(self, partner, keyring):
        with pytest.raises(PublishError, match="certificate"):
            partner(REQUEST, keyring=keyring)
        assert not partner.log.exists()


# Run by another interpreter, which knows the installed package and not the tests.
ISSUE_SOME = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from sellxed_sdk.signing import LocalSigner, PrivateKey
from sellxed_sdk.vendor import LicenceRequest, issue_batch
directory, seed, count = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
issued = issue_batch(
    [LicenceRequest(product="alpenpay", hosts=("shop.ch",))] * count,
    issuer="acme.ch",
    signer=LocalSigner((directory / "acme.id").read_text(), PrivateKey.from_seed(seed)),
    now=datetime(2026, 11, 23, 6, tzinfo=timezone.utc),
    log=directory / "issued.jsonl",
    certificate=(directory / "acme.jws").read_text(),
)
print(*(entry.licence.sequence for entry in issued))
"""


def test_several_processes_never_use_a_number_twice(vendor, now):
    certificate, scope = certify(vendor, now, max_count=100)
    (vendor.directory / "acme.jws").write_text(certificate)
    (vendor.directory / "acme.id").write_text(scope.id)
    begin = [sys.executable, "-c", ISSUE_SOME, vendor.directory, SEED.hex()]
    processes = [
        subprocess.Popen([*begin, str(count)], stdout=subprocess.PIPE, text=True)
        for count in (3, 1, 5, 2, 4, 1)
    ]
    answers = [process.communicate(timeout=60)[0].split() for process in processes]

    assert sorted(int(number) for answer in answers for number in answer) == [*range(1, 17)]
    assert len(read_log(vendor.log_path).entries) == 16


class TestTableBatch:
    def test_unreadable_and_refused_rows_are_told_together(self, vendor, now):
        table = parse_table(b"product,trial_days\nalpenpay,x\nalpenpay,3\n,3\n")
        with pytest.raises(BatchRefusedError) as caught:
            issue_as_vendor(vendor, table, now=now)

        assert [finding.subject for finding in caught.value.findings] == ["2", "4"]
        assert caught.value.rows == 3

    def test_a_single_row_is_told_by_its_number(self, vendor, now):
        with pytest.raises(BatchRefusedError, match="Row 2"):
            issue_as_vendor(vendor, parse_table(b"product\nAlpen Pay\n"), now=now)


def test_a_wrong_passphrase_issues_nothing(tmp_path, now):
    from sellxed_sdk.vendor import create_vendor, open_vendor

    made = create_vendor(
        tmp_path / "v",
        name="v.ch",
        metadata_url="http://x/m",
        targets_url="http://x/t",
        passphrase="long enough",
    )
    made.write_trust(root=b"{}")
    for passphrase, code in ((None, "PASSPHRASE_MISSING"), ("another one", "PASSPHRASE_WRONG")):
        vendor = open_vendor(made.directory, passphrase=passphrase)
        with pytest.raises(ConfigurationError) as caught:
            issue_as_vendor(vendor, [REQUEST], now=now)
        assert caught.value.code == code
        assert "another one" not in str(caught.value)
    assert read_log(made.log_path).entries == ()
    append_log(made.log_path, [])
