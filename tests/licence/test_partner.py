from datetime import date, datetime, timezone

import attrs
import pytest

from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import LicenceStatus
from sellxed_sdk.licence._delegation import certify
from sellxed_sdk.signing import Purpose, TrustedKey, dump_json, parse_json, sign_jws
from sellxed_sdk.vendor import LicenceRequest, issue_licence

ISSUED_AT = datetime(2026, 3, 1, tzinfo=timezone.utc)
BASE = LicenceRequest(product="alpenpay", hosts=("shop.ch",), id="P-1", sequence=1)


@pytest.fixture
def issue_as_partner(partner):
    def issue(*, at=ISSUED_AT, **changes):
        signer, certificate = partner
        return issue_licence(
            attrs.evolve(BASE, **changes),
            issuer="acme.ch",
            signer=signer,
            now=at,
            certificate=certificate,
        ).key

    return issue


def forge(partner, **claims):
    """A licence that a partner signs in spite of its scope."""
    signer, certificate = partner
    base = {
        "jti": "P-9",
        "iss": "acme.ch",
        "prd": "alpenpay",
        "hst": ["shop.ch"],
        "iat": int(ISSUED_AT.timestamp()),
        "sup": "2027-02-01",
        "seq": 1,
    }
    base.update(claims)
    base = {name: value for name, value in base.items() if value is not None}
    return f"{sign_jws(base, typ='sx-licence+jwt', signer=signer)}~{certificate}"


class TestPartnerLicences:
    def test_count_like_the_vendors(self, check, issue_as_partner):
        report = check(issue_as_partner())

        assert report.may_run
        assert report.partner == "acme.ch"

    def test_are_signed_with_a_key_for_licences_and_nothing_else(self, partner, keyring):
        signer, certificate = partner

        assert certify(certificate, keyring, False).key == TrustedKey(
            kid="p-acme", purpose=Purpose.LICENCE, public_key=signer.public_key
        )

    def test_count_after_the_partner_has_left(self, check, issue_as_partner):
        assert check(issue_as_partner(), now=datetime(2050, 1, 1, tzinfo=timezone.utc)).may_run

    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "sellxed.com"},
            {"prd": "other"},
            {"seq": 11},
            {"seq": None},
            {"iat": 1_700_000_000},
            {"iat": 1_900_000_000},
            {"sup": "2030-01-01"},
            {"hst": ["a.ch", "b.ch", "c.ch"]},
            {"hst": None},
            {"ent": ["unlimited"]},
        ],
    )
    def test_beyond_the_scope_do_not_count(self, check, partner, claims):
        report = check(forge(partner, **claims), product=claims.get("prd", "alpenpay"))

        assert report.status is LicenceStatus.OUT_OF_SCOPE
        assert report.licence is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"product": "other"},
            {"sequence": 11},
            {"sequence": None},
            {"support_until_on": date(2030, 1, 1)},
            {"hosts": ("a.ch", "b.ch", "c.ch")},
            {"hosts": ()},
            {"entitlements": ("unlimited",)},
        ],
    )
    def test_are_not_issued_beyond_the_scope(self, issue_as_partner, changes):
        with pytest.raises(PublishError) as caught:
            issue_as_partner(**changes)

        assert caught.value.code == "ISSUE_REFUSED"

    def test_need_their_certificate(self, check, issue_as_partner):
        licence = issue_as_partner().partition("~")[0]

        assert check(licence).status is LicenceStatus.UNKNOWN_SIGNER
        assert [f.code for f in check(licence + "~").findings] == ["KEY_TRUNCATED"]

    def test_a_certificate_that_the_vendor_did_not_sign_proves_nothing(self, check, partner):
        signer, certificate = partner
        claims = parse_json(dump_json({"jti": "p-acme", "sub": "acme.ch"}), max_bytes=1_000)
        forged = sign_jws(claims, typ="sx-partner+jwt", signer=signer)
        key = forge(partner).partition("~")[0]

        assert [f.code for f in check(f"{key}~{forged}").findings] == [
            "PARTNER_CERTIFICATE_INVALID"
        ]
        assert certificate

    def test_the_certificate_of_another_licence_proves_nothing(self, check, issue, partner):
        report = check(f"{issue()}~{partner[1]}")

        assert report.status is LicenceStatus.UNKNOWN_SIGNER
        assert "signed by 'licence-1'" in report.findings[0].message

    def test_a_chain_of_two_steps_is_refused(self, check, partner, issue_as_partner):
        key = issue_as_partner()

        assert not check(f"{key}~{partner[1]}").may_run

    def test_every_changed_character_of_the_certificate_is_refused(self, check, issue_as_partner):
        key = issue_as_partner()
        start = key.index("~")
        for at in range(start, len(key), 7):
            new = "A" if key[at] != "A" else "B"
            assert not check(key[:at] + new + key[at + 1 :]).may_run, at


class TestCertify:
    @pytest.mark.parametrize(
        "changes",
        [
            {"public_key": b"\1" + bytes(31)},
            {"public_key": b"short"},
            {"products": ()},
            {"max_count": 0},
            {"max_support_days": 0},
            {"max_hosts": 51},
        ],
    )
    def test_refuses_what_shops_would_refuse(self, signers, changes, now):
        from sellxed_sdk.signing import PrivateKey
        from sellxed_sdk.vendor import PartnerRequest, certify_partner

        request = PartnerRequest(
            partner="acme.ch",
            public_key=PrivateKey.from_seed(b"\x09" * 32).public_bytes,
            products=("alpenpay",),
            max_count=1,
            days=1,
        )
        with pytest.raises(PublishError):
            certify_partner(
                attrs.evolve(request, **changes), signer=signers[Purpose.CERTIFICATE], now=now
            )
