"""What can be issued is what shops accept; everything else is refused with its reason."""

from datetime import date, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import PartnerCertificates, Situation, check_licence
from sellxed_sdk.signing import Keyring, LocalSigner, PrivateKey, Purpose, TrustedKey
from sellxed_sdk.vendor import LicenceRequest, PartnerRequest, certify_partner, issue_licence

REQUEST = LicenceRequest(product="alpenpay", hosts=("shop.ch",))
KEY = PrivateKey.from_seed(b"\x07" * 32)
MIXED = bytes.fromhex("0cf1b0a8da530a0f0b30f5b130391652f249680e0f3f7c80284bdc5ab955cfa3")
PARTNER = PartnerRequest(
    partner="acme.ch",
    public_key=KEY.public_bytes,
    products=("alpenpay",),
    max_count=10,
    days=365,
)


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

    def test_support_lasts_as_long_as_the_trial(self, signers, now):
        assert self.issue(signers, now, trial_days=500).licence.support_until_on == date(2028, 4, 6)

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"product": ""}, "prd"),
            ({"product": "Alpen Pay"}, "prd"),
            ({"product": "alpen_pay"}, "prd"),
            ({"hosts": ("not a host",)}, "'not a host' is not a host"),
            ({"hosts": ("",)}, "is not a host"),
            ({"hosts": ("*.ch",)}, "strangers"),
            ({"hosts": ("*.co.uk",)}, "strangers"),
            ({"hosts": ("*.or.at",)}, "strangers"),
            ({"hosts": ("https://*.myshopify.com/",)}, "strangers"),
            ({"hosts": ("*.eu-3.magentosite.cloud",)}, "strangers"),
            ({"hosts": ("*.168.0.1",)}, "strangers"),
            ({"hosts": "shop.ch"}, "a list is expected"),
            ({"hosts": tuple(f"shop{number}.ch" for number in range(51))}, "51 items"),
            ({"support_until_on": date(2020, 1, 1)}, "before it begins"),
            ({"support_until_on": date(2026, 11, 22)}, "before it begins"),
            ({"support_until_on": datetime(2027, 1, 1, tzinfo=timezone.utc)}, "sup"),
            ({"support_until_on": date(2026, 12, 1), "trial_days": 30}, "longer than support"),
            ({"trial_days": 0}, "0 days"),
            ({"trial_days": -5}, "-5 days"),
            ({"trial_days": 10**12}, "days"),
            ({"entitlements": ("two words",)}, "ent"),
            ({"entitlements": ("a", "b", "a")}, "'a' stands twice"),
            ({"entitlements": "multistore"}, "a list is expected"),
            ({"entitlements": tuple(f"e{number}" for number in range(51))}, "51 items"),
            ({"id": "x" * 200}, "jti"),
            ({"id": "L 1"}, "jti"),
            ({"id": "../x"}, "jti"),
            ({"customer": "x" * 300}, "cus"),
            ({"customer": "  "}, "customer is blank"),
            ({"customer": "Muster\nAG"}, "control characters"),
            ({"customer": "Muster\x00"}, "control characters"),
            ({"customer": "\u202eGA retsuM"}, "control characters"),
            ({"customer": "\ud800"}, "control characters"),
            ({"tier": ""}, "tier is blank"),
            ({"tier": "a\tb"}, "control characters"),
            ({"tier": "x" * 33}, "tier"),
            ({"sequence": 0}, "seq"),
            ({"sequence": -1}, "seq"),
            (
                {"hosts": tuple(f"{'a' * 60}{number}.{'b' * 60}.ch" for number in range(40))},
                "4096 are allowed",
            ),
        ],
        ids=str,
    )
    def test_refuses_what_shops_would_refuse_and_what_is_absurd(self, signers, now, changes, told):
        with pytest.raises(PublishError) as caught:
            self.issue(signers, now, **changes)
        assert caught.value.code == "ISSUE_REFUSED"
        assert told in caught.value.message

    @pytest.mark.parametrize(
        ("host", "kept"),
        [("*.shop.co.uk", True), ("*.net.ch", True), ("*.com.shop", True), ("co.uk", True)],
    )
    def test_a_wildcard_of_ones_own_is_no_matter(self, signers, now, host, kept):
        assert (self.issue(signers, now, hosts=(host,)).licence.hosts == (host,)) is kept

    @pytest.mark.parametrize(
        ("at", "told"),
        [
            (datetime(2026, 11, 23, 5), "no time zone"),  # noqa: DTZ001 - that is the case
            (datetime(9999, 6, 1, tzinfo=timezone.utc), "after the year 9999"),
            (datetime(1969, 6, 1, tzinfo=timezone.utc), "iat"),
            (datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))), "9999"),
        ],
    )
    def test_refuses_impossible_issue_dates(self, signers, at, told):
        with pytest.raises(PublishError, match=told) as caught:
            self.issue(signers, at)
        assert caught.value.code == "ISSUE_REFUSED"

    def test_a_trial_beyond_the_calendar_is_refused(self, signers):
        at = datetime(9990, 1, 1, tzinfo=timezone.utc)
        with pytest.raises(PublishError, match="9999"):
            self.issue(signers, at, trial_days=5000)

    @pytest.mark.parametrize("issuer", ["", " ", "a\nb", "x" * 101])
    def test_the_issuer_has_a_name(self, signers, now, issuer):
        with pytest.raises(PublishError):
            issue_licence(REQUEST, issuer=issuer, signer=signers[Purpose.LICENCE], now=now)


class TestGate:
    """With the keyring the finished key goes through the whole check of a shop."""

    def issue(self, signer, keyring, now, **changes):
        return issue_licence(
            REQUEST, issuer="v", signer=signer, now=now, keyring=keyring, **changes
        )

    def refused(self, *args, **changes):
        with pytest.raises(PublishError) as caught:
            self.issue(*args, **changes)
        assert caught.value.code == "ISSUE_REFUSED"
        return caught.value.message

    def test_a_good_key_passes(self, signers, keyring, now):
        assert self.issue(signers[Purpose.LICENCE], keyring, now).kid == "licence-1"

    def test_a_key_of_another_purpose_is_refused(self, signers, keyring, now):
        said = self.refused(signers[Purpose.RELEASE], keyring, now)
        assert "[KEY_UNKNOWN_SIGNER]" in said

    def test_another_key_under_the_name_is_refused(self, keyring, now):
        signer = LocalSigner("licence-1", PrivateKey.from_seed(b"\x77" * 32))
        assert "[KEY_FORGED]" in self.refused(signer, keyring, now)

    def test_the_issue_date_lies_in_the_time_of_the_key(self, signers, now):
        signer = signers[Purpose.LICENCE]
        begin, end = now - timedelta(days=1), now + timedelta(days=1)
        ring = Keyring(
            (
                TrustedKey(
                    kid=signer.kid,
                    purpose=Purpose.LICENCE,
                    public_key=signer.public_key,
                    not_before_at=begin,
                    not_after_at=end,
                ),
            )
        )

        for at in (begin, now, end):
            self.issue(signer, ring, at)
        for at in (begin - timedelta(seconds=1), end + timedelta(seconds=1)):
            assert "[KEY_SIGNER_NOT_IN_USE]" in self.refused(signer, ring, at)

    def test_a_test_licence_needs_the_published_key(self, signers, keyring, now):
        said = self.refused(signers[Purpose.LICENCE], keyring, now, test=True)
        assert "[KEY_UNKNOWN_SIGNER]" in said

    @pytest.mark.parametrize("kid", ["", "a_b", "x" * 33])
    def test_a_name_that_no_key_can_have_is_refused(self, signers, now, kid):
        key = PrivateKey.from_seed(b"\x01" * 32)
        self.refused(LocalSigner(kid, key), None, now)

    def test_a_weak_public_key_is_refused(self, now):
        class Weak:
            kid, public_key = "weak", bytes(32)

            def sign(self, data):
                return bytes(64)

        assert "small order" in self.refused(Weak(), None, now)


class TestPartner:
    @pytest.fixture
    def certify(self, signers, now, keyring):
        def certify(at=now, **changes):
            return certify_partner(
                attrs.evolve(PARTNER, **changes),
                signer=signers[Purpose.CERTIFICATE],
                identifier="p-acme",
                now=at,
                keyring=keyring,
            )[0]

        return certify

    def issue(self, now, certificate, *, key=KEY, kid="p-acme", keyring=None, **changes):
        return issue_licence(
            attrs.evolve(REQUEST, **{"sequence": 1, **changes}),
            issuer="acme.ch",
            signer=LocalSigner(kid, key),
            now=now,
            certificate=certificate,
            keyring=keyring,
        )

    def test_within_the_scope(self, certify, now, keyring):
        issued = self.issue(now, certify(), keyring=keyring)

        assert issued.log_entry()["certificate"] == "p-acme"
        assert issued.log_entry()["sequence"] == 1

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"product": "other"}, "product 'other'"),
            ({"sequence": 11}, "11 of 10"),
            ({"sequence": None}, "None of 10"),
            ({"hosts": ()}, "any number of hosts"),
            ({"hosts": tuple(f"s{number}.ch" for number in range(6))}, "6 hosts"),
            ({"entitlements": ("multistore",)}, "entitlement 'multistore'"),
            ({"support_until_on": date(2027, 12, 1)}, "373 days of support"),
        ],
    )
    def test_beyond_the_scope(self, certify, now, changes, told):
        with pytest.raises(PublishError, match=told):
            self.issue(now, certify(), **changes)

    def test_outside_the_window(self, certify, now):
        for at in (now - timedelta(days=1), now + timedelta(days=366)):
            with pytest.raises(PublishError, match="outside the partner's period"):
                self.issue(at, certify())

    def test_another_private_key_or_name_is_refused(self, certify, now):
        with pytest.raises(PublishError, match="another private key"):
            self.issue(now, certify(), key=PrivateKey.generate())
        with pytest.raises(PublishError, match="named 'p-acme'"):
            self.issue(now, certify(), kid="p-other")

    def test_another_issuer_is_refused(self, certify, now):
        with pytest.raises(PublishError, match="issuer"):
            issue_licence(
                attrs.evolve(REQUEST, sequence=1),
                issuer="other.ch",
                signer=LocalSigner("p-acme", KEY),
                now=now,
                certificate=certify(),
            )

    def test_with_the_keyring_a_forged_certificate_is_noticed(self, certify, now, keyring):
        certificate = certify()
        forged = certificate[:-10] + ("A" * 9 + certificate[-1])
        assert self.issue(now, forged).key.endswith(forged)

        with pytest.raises(PublishError, match="the certificate is not good"):
            self.issue(now, forged, keyring=keyring)

    def test_no_certificate_at_all(self, now):
        for text in ("x", "a.b.c", "~"):
            with pytest.raises(PublishError, match="the certificate is not good"):
                self.issue(now, text)

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"partner": ""}, "partner is blank"),
            ({"partner": "a\nb"}, "control characters"),
            ({"partner": "x" * 101}, "sub"),
            ({"public_key": b""}, "0 bytes"),
            ({"public_key": bytes(32)}, "small order"),
            # Honest keys are of prime order; this one has a part of order 2.
            ({"public_key": MIXED}, "no point of the group"),
            ({"products": ()}, "at least one product"),
            ({"products": ("a", "a")}, "'a' stands twice"),
            ({"products": "alpenpay"}, "a list is expected"),
            ({"products": ("Alpen Pay",)}, r"the product \(prd\[0\]\) is not acceptable: it has"),
            ({"entitlements": ("a", "a")}, "'a' stands twice"),
            ({"entitlements": ("A",)}, "ent"),
            ({"max_count": 0}, "max"),
            ({"max_count": -1}, "max"),
            ({"days": 0}, "0 days"),
            ({"days": -3}, "-3 days"),
            ({"days": 10**9}, "days"),
            ({"max_support_days": 0}, "msd"),
            ({"max_support_days": 40_000}, "msd"),
            ({"max_hosts": 0}, "mxh"),
            ({"max_hosts": 51}, "mxh"),
        ],
        ids=str,
    )
    def test_impossible_certificates_are_refused(self, certify, changes, told):
        with pytest.raises(PublishError, match=told) as caught:
            certify(**changes)
        assert caught.value.code == "ISSUE_REFUSED"

    def test_impossible_dates_are_refused(self, certify):
        with pytest.raises(PublishError, match="no time zone"):
            certify(at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the case
        with pytest.raises(PublishError, match="9999"):
            certify(at=datetime(9999, 6, 1, tzinfo=timezone.utc))

    def test_names_of_the_vendors_keys_and_other_signers_are_refused(self, signers, keyring, now):
        signer = signers[Purpose.CERTIFICATE]
        with pytest.raises(PublishError, match="name of a key of the vendor"):
            certify_partner(
                PARTNER, signer=signer, identifier="licence-1", now=now, keyring=keyring
            )
        with pytest.raises(PublishError, match="not trusted"):
            certify_partner(PARTNER, signer=signers[Purpose.LICENCE], now=now, keyring=keyring)


_hosts = st.lists(
    st.sampled_from(
        ["shop.ch", "*.shop.ch", "192.168.0.1", "::1", "münchen.de", "*.ch", "*.co.uk", " ", "a b"]
    )
    | st.text(max_size=12),
    max_size=5,
).map(tuple)


class TestProperty:
    @pytest.mark.property
    @given(
        wanted=st.builds(
            LicenceRequest,
            product=st.sampled_from(["alpenpay", "a", "x-y-z9"]) | st.text(max_size=5),
            hosts=_hosts,
            customer=st.none() | st.text(max_size=50),
            support_until_on=st.none() | st.dates(),
            tier=st.sampled_from(["standard", "plus"]) | st.text(max_size=5),
            entitlements=st.lists(st.sampled_from(["a", "b.c", "shops:3", "A B"]), max_size=3).map(
                tuple
            ),
            trial_days=st.none() | st.integers(-3, 900) | st.integers(),
            id=st.none() | st.text(max_size=5) | st.just("L-1"),
            sequence=st.none() | st.integers(-1, 3),
        ),
        at=st.just(datetime(2026, 11, 23, 5, tzinfo=timezone.utc))
        | st.datetimes(timezones=st.none() | st.just(timezone.utc)),
    )
    def test_what_is_issued_is_accepted_and_says_the_same(self, signers, keyring, wanted, at):
        try:
            issued = issue_licence(
                wanted, issuer="sellxed.com", signer=signers[Purpose.LICENCE], now=at
            )
        except PublishError as error:
            refused = error.code
        else:
            refused = None
        if refused:
            assert refused == "ISSUE_REFUSED"
            return
        report = check_licence(
            issued.key,
            situation=Situation(
                product=wanted.product, released_on=at.date(), hosts=("localhost",)
            ),
            now=at,
            keyring=keyring,
        )

        assert report.may_run
        assert report.licence == issued.licence
        assert report.licence.customer == (wanted.customer or None)

    @pytest.mark.property
    @given(
        scope=st.builds(
            PartnerRequest,
            partner=st.just("acme.ch") | st.text(max_size=3),
            public_key=st.just(KEY.public_bytes) | st.binary(min_size=32, max_size=32),
            products=st.lists(st.sampled_from(["alpenpay", "b", "B"]), max_size=2).map(tuple),
            max_count=st.integers(-1, 5),
            days=st.integers(-1, 700),
            max_support_days=st.integers(-1, 700),
            max_hosts=st.integers(-1, 60),
            entitlements=st.lists(st.sampled_from(["a", "b", ""]), max_size=2).map(tuple),
            test=st.booleans(),
        ),
        wanted=st.builds(
            LicenceRequest,
            product=st.sampled_from(["alpenpay", "b"]),
            hosts=_hosts,
            entitlements=st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple),
            trial_days=st.none() | st.integers(1, 90),
            sequence=st.none() | st.integers(0, 6),
        ),
        attach=st.booleans(),
        days=st.integers(-5, 800),
    )
    def test_what_a_partner_issues_is_accepted(
        self, signers, keyring, now, scope, wanted, attach, days
    ):
        at = now + timedelta(days=days)
        try:
            certificate, given_scope = certify_partner(
                scope, signer=signers[Purpose.CERTIFICATE], now=now, keyring=keyring
            )
            issued = issue_licence(
                wanted,
                issuer=scope.partner,
                signer=LocalSigner(given_scope.id, KEY),
                now=at,
                certificate=certificate,
                attach_certificate=attach,
            )
        except PublishError as error:
            refused = error.code
        else:
            refused = None
        if refused:
            assert refused == "ISSUE_REFUSED"
            return
        report = check_licence(
            issued.key,
            situation=Situation(product=wanted.product, released_on=at.date()),
            now=at,
            keyring=keyring,
            certificates=None if attach else PartnerCertificates((certificate,)),
            test_mode=scope.test,
        )

        assert report.may_run
        assert report.licence == issued.licence
        assert report.partner == scope.partner
