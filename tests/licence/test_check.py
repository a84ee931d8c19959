import json
import pickle
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import StatusError
from sellxed_sdk.licence import (
    CERTIFICATE_TYP,
    LicenceReport,
    LicenceStatus,
    Situation,
    check_licence,
    inspect_key,
)
from sellxed_sdk.signing import Purpose, sign_jws
from sellxed_sdk.testing import STATES, make_licence


def codes(report):
    return [finding.code for finding in report.findings]


class TestRights:
    def test_a_licence_in_its_support_period_gives_all_three(self, check, issue):
        report = check(issue())

        assert (report.may_run, report.may_update, report.may_get_support) == (True, True, True)
        assert report.status is LicenceStatus.VALID
        assert report.findings == ()

    def test_after_the_end_a_covered_release_runs_for_ever(self, check, issue):
        later = datetime(2080, 1, 1, tzinfo=timezone.utc)
        report = check(issue(), now=later)

        assert report.may_run
        assert not report.may_update
        assert not report.may_get_support
        assert report.status is LicenceStatus.SUPPORT_ENDED
        assert codes(report) == ["SUPPORT_ENDED"]

    def test_a_release_after_the_end_is_not_covered_and_says_why(self, check, issue):
        report = check(issue(), released_on=date(2027, 2, 1))

        assert not report.may_run
        assert report.status is LicenceStatus.RELEASE_NOT_COVERED
        finding = report.findings[0]
        assert finding.param("released_on") == date(2027, 2, 1)
        assert "2027-01-10" in finding.message
        assert report.in_force

    def test_the_last_day_counts_as_a_whole(self, check, issue):
        key = issue(support_until_on=date(2026, 12, 31))

        assert check(key, released_on=date(2026, 12, 31)).may_run
        assert not check(key, released_on=date(2027, 1, 1)).may_run

    def test_a_release_from_before_the_purchase_is_covered(self, check, issue):
        assert check(issue(), released_on=date(2020, 1, 1)).may_run

    def test_a_free_security_release_runs_whatever_its_date(self, check, issue):
        report = check(issue(), released_on=date(2030, 1, 1), free_security=True)

        assert report.may_run
        assert "RELEASE_FREE_SECURITY" in codes(report)

    def test_an_unknown_release_date_is_no_violation(self, check, issue):
        report = check(issue(), released_on=None)

        assert report.may_run
        assert codes(report) == ["RELEASE_DATE_UNKNOWN"]

    def test_the_coming_end_is_announced_thirty_days_ahead(self, check, issue):
        key = issue(support_until_on=date(2026, 12, 31))

        assert codes(check(key, now=datetime(2026, 12, 1, tzinfo=timezone.utc))) == [
            "SUPPORT_ENDS_SOON"
        ]
        assert codes(check(key, now=datetime(2026, 11, 30, tzinfo=timezone.utc))) == []

    def test_a_trial_ends(self, check, issue, now):
        key = issue(trial_days=14)

        assert check(key, now=datetime(2026, 1, 20, tzinfo=timezone.utc), released_on=None)
        assert check(key).status is LicenceStatus.TRIAL_ENDED

    def test_an_entitlement_counts_only_where_the_licence_does(self, check, issue):
        key = issue(entitlements=("multistore",))

        assert check(key).has("multistore")
        assert not check(key).has("shops:3")
        assert not check(key, product="other").has("multistore")


class TestClock:
    def test_no_clock_takes_the_right_to_run(self, check, issue):
        for year in (1970, 1999, 2026, 2038, 2500):
            assert check(issue(), now=datetime(year, 1, 1, tzinfo=timezone.utc)).may_run

    def test_a_clock_that_was_set_back_is_a_finding_and_gains_nothing(self, check, issue):
        key = issue(trial_days=14)
        report = check(
            key, now=datetime(2025, 1, 1, tzinfo=timezone.utc), released_on=date(2026, 6, 1)
        )

        assert report.status is LicenceStatus.TRIAL_ENDED
        assert "CLOCK_BEHIND" in codes(report)

    def test_a_licence_from_the_future_is_named(self, check, issue, now):
        report = check(issue(at=now + timedelta(days=40)))

        assert report.may_run
        assert "LICENCE_FROM_FUTURE" in codes(report)


class TestHosts:
    @pytest.mark.parametrize(
        ("hosts", "code"),
        [
            (("shop.ch",), None),
            (("https://www.Shop.CH:443/de/",), None),
            (("other.ch",), "HOST_NOT_LICENSED"),
            (("shop.ch", "other.ch"), "HOST_NOT_LICENSED"),
            (("staging.shop.ch",), "HOST_TEST_SYSTEM"),
            (("localhost",), "HOST_TEST_SYSTEM"),
            (("",), "HOST_INVALID"),
            ((), "HOST_UNKNOWN"),
        ],
    )
    def test_are_compared_with_the_licence(self, check, issue, hosts, code):
        report = check(issue(), hosts=hosts)

        assert codes(report) == ([code] if code else [])
        assert report.may_run is (code != "HOST_NOT_LICENSED")

    def test_a_licence_without_hosts_is_for_any_shop(self, check, issue):
        assert codes(check(issue(hosts=()), hosts=("other.ch",))) == []


class TestGenuineness:
    def test_wrong_product(self, check, issue):
        report = check(issue(product="other"))

        assert report.status is LicenceStatus.WRONG_PRODUCT
        assert report.licence is not None

    def test_a_key_of_an_unknown_signer(self, check, keyring, issue, now):
        from sellxed_sdk.licence import Situation, check_licence
        from sellxed_sdk.signing import Keyring

        report = check_licence(
            issue(),
            situation=Situation(product="x", released_on=None),
            now=now,
            keyring=Keyring(),
        )

        assert report.status is LicenceStatus.UNKNOWN_SIGNER
        assert keyring.keys

    def test_a_certificate_is_no_licence(self, check, partner):
        assert codes(check(partner[1])) == ["KEY_IS_PARTNER_CERTIFICATE"]

    def test_another_signed_document_is_no_licence(self, check, signers):
        token = sign_jws({"a": 1}, typ="sx-rules+jwt", signer=signers[Purpose.RULES])

        assert codes(check(token)) == ["KEY_NOT_A_LICENCE"]

    def test_a_licence_signed_with_a_key_for_something_else(self, check, signers):
        token = sign_jws({"a": 1}, typ="sx-licence+jwt", signer=signers[Purpose.RELEASE])

        assert codes(check(token)) == ["KEY_UNKNOWN_SIGNER"]

    def test_a_genuine_licence_of_a_newer_format_is_named(self, check, signers):
        token = sign_jws({"jti": "x"}, typ="sx-licence+jwt", signer=signers[Purpose.LICENCE])

        assert codes(check(token)) == ["LICENCE_UNREADABLE"]

    def test_every_changed_character_is_refused(self, check, issue):
        key = issue()
        for at, old in enumerate(key):
            new = "A" if old != "A" else "B"
            report = check(key[:at] + new + key[at + 1 :])

            assert not report.may_run, at
            assert report.licence is None

    def test_every_shortened_key_is_refused(self, check, issue):
        key = issue()
        for length in range(len(key)):
            assert not check(key[:length]).may_run, length

    @pytest.mark.property
    @given(st.text() | st.binary() | st.none() | st.integers() | st.text("eyJ.~-_AQ", max_size=300))
    def test_anything_gives_a_report(self, check, text):
        report = check(text)

        assert isinstance(report, LicenceReport)
        assert not report.may_run
        assert report.findings[0].message
        assert json.dumps(report.to_dict())

    @pytest.mark.property
    @given(st.data())
    def test_no_second_spelling_of_a_key_is_accepted(self, check, issue, data):
        key = issue()
        at = data.draw(st.integers(0, len(key) - 1))
        insert = data.draw(st.text("ABCxyz019-_=.~+/!", min_size=1, max_size=3))

        assert not check(key[:at] + insert + key[at:]).may_run


class TestTestMode:
    @pytest.mark.parametrize("state", STATES)
    def test_test_keys_are_refused_in_live_mode(self, check, state, now):
        assert not check(make_licence(state, product="alpenpay", now=now)).may_run

    @pytest.mark.parametrize(
        ("state", "status"),
        [
            ("valid", "valid"),
            ("ends_soon", "valid"),
            ("support_ended", "support_ended"),
            ("wrong_product", "wrong_product"),
            ("other_shop", "wrong_host"),
            ("trial", "valid"),
            ("trial_over", "trial_ended"),
            ("future", "valid"),
            ("tampered", "forged"),
            ("truncated", "damaged"),
        ],
    )
    def test_every_state_is_what_its_name_says(self, check, state, status, now):
        report = check(
            make_licence(state, product="alpenpay", now=now),
            test_mode=True,
            hosts=("shop.example.ch",),
        )

        assert report.status.value == status
        assert report.licence is None or report.licence.test

    def test_is_asked_for_expressly(self, keyring, now):
        key = make_licence("valid", product="alpenpay", now=now)

        report = check_licence(
            key, situation=Situation(product=None, released_on=None), now=now, keyring=keyring
        )
        assert report.status is LicenceStatus.TEST_KEY_REFUSED

    def test_live_keys_count_in_test_mode_too(self, check, issue):
        assert check(issue(), test_mode=True).may_run


class TestReport:
    def test_its_truth_is_the_right_to_run(self, check, issue):
        assert check(issue())
        assert not check("")

    def test_raise_for_status(self, check, issue):
        check(issue()).raise_for_status()

        with pytest.raises(StatusError) as caught:
            check(issue(), product="other").raise_for_status()
        assert caught.value.code == "WRONG_PRODUCT"
        assert caught.value.hint

    def test_is_a_value(self, check, issue):
        report = check(issue(), hosts=())

        assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301  our own bytes
        assert hash(report) == hash(check(issue(), hosts=()))

    def test_does_not_show_the_customer_in_its_repr(self, check, issue):
        assert "Muster" not in repr(check(issue(customer="Muster AG")))


class TestInspect:
    def test_shows_the_claims_without_trust(self, issue, partner):
        inspection = inspect_key(issue())

        assert inspection.parts[0][0] == "sx-licence+jwt"
        assert json.loads(inspection.parts[0][2])["prd"] == "alpenpay"
        assert inspect_key(partner[1]).parts[0][0] == CERTIFICATE_TYP

    @pytest.mark.property
    @given(st.text() | st.binary())
    def test_anything_gives_an_answer(self, text):
        inspection = inspect_key(text)

        assert inspection.parts or inspection.findings

    def test_a_payload_that_is_not_json_is_named(self, signers):
        from sellxed_sdk.signing import encode_base64url

        header = encode_base64url(b'{"alg":"EdDSA","kid":"a","typ":"sx-licence+jwt"}')
        [finding] = inspect_key(f"{header}.{encode_base64url(b'[]')}.{'A' * 86}").findings

        assert finding.code == "KEY_DAMAGED"
        assert "an object is expected" in finding.message
        assert not finding.message.endswith("..")

    def test_both_halves_of_a_partners_key(self, issue, partner):
        inspection = inspect_key(f"{issue()}~{partner[1]}")

        assert [(typ, kid) for typ, kid, _ in inspection.parts] == [
            ("sx-licence+jwt", "licence-1"),
            (CERTIFICATE_TYP, "certificate-1"),
        ]
