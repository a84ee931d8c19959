"""What holds for every licence: issued ones are accepted, changed ones are not."""

import locale
import os
import time
from datetime import date, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import LicenceStatus, Situation, check_licence, find_scope_fault
from sellxed_sdk.signing import LocalSigner, PrivateKey, Purpose
from sellxed_sdk.vendor import LicenceRequest, PartnerRequest, certify_partner, issue_licence

PRODUCTS = ("alpenpay", "shipping", "a")
ENTITLEMENTS = ("multistore", "shops:3", "beta.features")
HOSTS = ("shop.ch", "*.shop.ch", "xn--bcher-kva.example.ch", "a.b.c.de", "2001:db8::1")
BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)

SCOPES = st.builds(
    PartnerRequest,
    partner=st.sampled_from(["acme.ch", "Müller & Söhne"]),
    public_key=st.just(PrivateKey.from_seed(b"\x09" * 32).public_bytes),
    products=st.lists(st.sampled_from(PRODUCTS), min_size=1, unique=True).map(tuple),
    max_count=st.integers(1, 20),
    days=st.integers(1, 400),
    max_support_days=st.integers(1, 800),
    max_hosts=st.integers(1, 4),
    entitlements=st.lists(st.sampled_from(ENTITLEMENTS), unique=True).map(tuple),
)
REQUESTS = st.builds(
    LicenceRequest,
    product=st.sampled_from(PRODUCTS),
    hosts=st.lists(st.sampled_from(HOSTS), max_size=5, unique=True).map(tuple),
    customer=st.none()
    | st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=50),
    support_until_on=st.none() | st.dates(date(2026, 1, 1), date(2029, 1, 1)),
    tier=st.sampled_from(["standard", "plus"]),
    entitlements=st.lists(st.sampled_from(ENTITLEMENTS), unique=True).map(tuple),
    sequence=st.none() | st.integers(1, 25),
)


class TestIssuing:
    @settings(max_examples=300)
    @pytest.mark.property
    @given(SCOPES, REQUESTS, st.integers(-50, 450))
    def test_a_partner_issues_what_shops_accept_or_nothing(
        self, signers, keyring, scope, request_, day
    ):
        certificate, certified = certify_partner(
            scope, signer=signers[Purpose.CERTIFICATE], identifier="p-1", now=BEGIN
        )
        signer = LocalSigner("p-1", PrivateKey.from_seed(b"\x09" * 32))
        at = BEGIN + timedelta(days=day)
        try:
            issued = issue_licence(
                request_, issuer=scope.partner, signer=signer, now=at, certificate=certificate
            )
        except PublishError:
            within = (
                request_.product in scope.products
                and request_.sequence is not None
                and request_.sequence <= scope.max_count
                and 0 <= day <= scope.days
                and 1 <= len(request_.hosts) <= scope.max_hosts
                and set(request_.entitlements) <= set(scope.entitlements)
                and request_.support_until_on is not None
                and at.date()
                <= request_.support_until_on
                <= at.date() + timedelta(days=scope.max_support_days)
            )
            assert not within
            return
        report = check_licence(
            issued.key,
            situation=Situation(product=request_.product, released_on=at.date()),
            now=at,
            keyring=keyring,
        )
        assert report.may_run
        assert report.licence == issued.licence
        assert report.partner == scope.partner
        assert find_scope_fault(issued.licence, certificate=certified) == ""

    @pytest.mark.property
    @given(REQUESTS)
    def test_what_the_vendor_issues_is_read_back(self, signers, keyring, request_):
        try:
            issued = issue_licence(
                request_, issuer="sellxed.com", signer=signers[Purpose.LICENCE], now=BEGIN
            )
        except PublishError:
            return
        report = check_licence(
            issued.key,
            situation=Situation(product=request_.product, released_on=None),
            now=BEGIN,
            keyring=keyring,
        )

        assert report.licence == issued.licence
        assert report.licence.to_dict()["hosts"] == list(report.licence.hosts)
        assert report.licence.customer == (request_.customer or None)
        assert all(report.has(entitlement) for entitlement in request_.entitlements)


class TestChanges:
    @pytest.fixture
    def keys(self, issue, partner):
        signer, certificate = partner
        under = issue_licence(
            LicenceRequest(product="alpenpay", hosts=("shop.ch",), id="P-1", sequence=1),
            issuer="acme.ch",
            signer=signer,
            now=datetime(2026, 3, 1, tzinfo=timezone.utc),
            certificate=certificate,
        )
        return issue(), under.key

    @settings(max_examples=400)
    @pytest.mark.property
    @given(st.data())
    def test_no_single_byte_may_be_another_one(self, check, keys, data):
        key = data.draw(st.sampled_from(keys)).encode()
        at = data.draw(st.integers(0, len(key) - 1))
        other = data.draw(st.integers(0, 255))
        changed = key[:at] + bytes([other]) + key[at + 1 :]
        # What a mail program adds may be taken away again: then it is the same key.
        assume(changed.decode("utf-8", "replace").strip() != key.decode())
        report = check(changed)

        assert report.licence is None or changed == key

    @pytest.mark.parametrize("number", [0, 1])
    def test_every_changed_bit_of_every_byte_is_noticed(self, check, keys, number):
        key = keys[number].encode()
        for at in range(len(key)):
            for bit in range(7):
                changed = bytearray(key)
                changed[at] ^= 1 << bit
                report = check(changed.decode())
                assert not report.may_run, (at, bit)
                assert report.licence is None

    def test_parts_of_two_keys_do_not_make_a_third(self, check, keys):
        parts = sorted(
            {part for key in keys for text in key.split("~") for part in text.split(".")}
        )
        for header in parts:
            for payload in parts:
                for signature in parts:
                    key = f"{header}.{payload}.{signature}"
                    assert check(key).may_run is (key == keys[0])

    def test_certificate_and_licence_cannot_be_combined_otherwise(self, check, keys, partner):
        direct, (licence, certificate) = keys[0], keys[1].split("~")
        for text in (
            f"{certificate}~{licence}",
            f"{certificate}~{certificate}",
            f"{licence}~{licence}",
            f"{direct}~{certificate}",
            f"{direct}~{direct}",
            f"{licence}~{certificate}~{certificate}",
            f"{licence}~",
            f"~{certificate}",
            licence,
            certificate,
        ):
            assert not check(text).may_run


class TestSurroundings:
    @pytest.fixture
    def restored(self, monkeypatch):
        before = locale.setlocale(locale.LC_ALL)
        yield monkeypatch
        monkeypatch.undo()
        time.tzset()
        locale.setlocale(locale.LC_ALL, before)

    @pytest.mark.parametrize("zone", ["America/Chicago", "Pacific/Kiritimati", "Etc/GMT+12"])
    def test_no_zone_locale_or_clock_changes_the_right_to_run(
        self, check, issue, restored, zone, now
    ):
        covered = issue(support_until_on=date(2026, 6, 1))
        ended = issue(support_until_on=date(2026, 5, 31))
        restored.setenv("TZ", zone)
        time.tzset()
        for name in ("C", "de_CH.UTF-8", "tr_TR.UTF-8"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:  # not on this machine
                continue
            for offset in (-12, 0, 14):
                own = timezone(timedelta(hours=offset))
                for year in (1, 1970, 2026, 2038, 9999):
                    for day in (
                        datetime(year, 1, 1, tzinfo=own),
                        datetime(year, 12, 31, 23, tzinfo=own),
                    ):
                        assert check(covered, now=day).may_run
                        assert check(ended, now=day).status is LicenceStatus.RELEASE_NOT_COVERED

    def test_nor_does_the_environment(self, check, issue, monkeypatch):
        key = issue()
        for name in [*os.environ]:
            if name.startswith(("SELLXED", "LANG", "LC_", "PYTHON")):
                monkeypatch.delenv(name)
        monkeypatch.setenv("SELLXED_TRUST", "/nowhere")

        assert check(key).may_run

    def test_reports_are_values(self, check, issue):
        report = check(issue(customer="Muster AG", trial_days=3))

        assert attrs.evolve(report) == report
        assert report.at(report.checked_at) == report
        assert report.to_dict()["licence"]["trial_ends_at"] == "2026-01-13T12:00:00+00:00"
        assert report.to_dict()["licence"]["issued_at"] == "2026-01-10T12:00:00+00:00"
