from datetime import date, datetime, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import Situation, check_licence
from sellxed_sdk.signing import Purpose
from sellxed_sdk.vendor import LicenceRequest, issue_licence

REQUEST = LicenceRequest(product="alpenpay", hosts=("shop.ch",))


class TestIssue:
    def issue(self, signers, now, **changes):
        return issue_licence(
            attrs.evolve(REQUEST, **changes),
            issuer="sellxed.com",
            signer=signers[Purpose.LICENCE],
            now=now,
        )

    def test_support_is_one_year_from_purchase(self, signers, now):
        assert self.issue(signers, now).licence.support_until_on == date(2027, 11, 23)
        leap = datetime(2028, 2, 29, tzinfo=timezone.utc)
        assert self.issue(signers, leap).licence.support_until_on == date(2029, 2, 28)

    def test_hosts_are_written_in_one_form(self, signers, now):
        hosts = ("https://Bücher.example/", "BÜCHER.example", "*.shop.ch")

        assert self.issue(signers, now, hosts=hosts).licence.hosts == (
            "xn--bcher-kva.example",
            "*.shop.ch",
        )

    def test_identifiers_are_random(self, signers, now):
        assert self.issue(signers, now).licence.id != self.issue(signers, now).licence.id

    def test_the_log_keeps_enough_to_revoke_and_not_enough_to_use(self, signers, now):
        issued = self.issue(signers, now)
        entry = issued.log_entry()

        assert len(entry["key_hash"]) == 43
        assert issued.key not in str(entry)
        assert issued.key not in repr(issued)

    @pytest.mark.parametrize(
        "changes",
        [
            {"product": ""},
            {"product": "Alpen Pay"},
            {"product": "alpen_pay"},
            {"hosts": ("not a host",)},
            {"hosts": ("*.ch",)},
            {"hosts": tuple(f"shop{number}.ch" for number in range(51))},
            {"support_until_on": date(2020, 1, 1)},
            {"entitlements": ("two words",)},
            {"id": "x" * 200},
            {"customer": "x" * 300},
            {"sequence": 0},
            {"hosts": tuple(f"{'a' * 60}{number}.{'b' * 60}.ch" for number in range(40))},
        ],
    )
    def test_refuses_what_shops_would_refuse(self, signers, now, changes):
        with pytest.raises(PublishError) as caught:
            self.issue(signers, now, **changes)
        assert caught.value.code == "ISSUE_REFUSED"

    @pytest.mark.property
    @given(
        st.builds(
            LicenceRequest,
            product=st.sampled_from(["alpenpay", "a", "x-y-z9"]),
            hosts=st.lists(
                st.sampled_from(["shop.ch", "*.shop.ch", "192.168.0.1", "::1", "münchen.de"]),
                max_size=5,
            ).map(tuple),
            customer=st.none() | st.text(min_size=1, max_size=50),
            support_until_on=st.none() | st.dates(date(2026, 11, 23), date(2200, 1, 1)),
            entitlements=st.lists(st.sampled_from(["a", "b.c", "shops:3"]), max_size=3).map(tuple),
            trial_days=st.none() | st.integers(1, 90),
        )
    )
    def test_what_is_issued_is_accepted_and_says_the_same(self, signers, keyring, now, wanted):
        try:
            issued = issue_licence(
                wanted, issuer="sellxed.com", signer=signers[Purpose.LICENCE], now=now
            )
        except PublishError:
            # only a customer name that has no UTF-8 form
            assert wanted.customer
            return
        report = check_licence(
            issued.key,
            situation=Situation(
                product=wanted.product, released_on=now.date(), hosts=("localhost",)
            ),
            now=now,
            keyring=keyring,
        )

        assert report.may_run
        assert report.licence == issued.licence
        assert report.licence.customer == wanted.customer
