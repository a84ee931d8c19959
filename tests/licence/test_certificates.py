"""Certificates that came with the channel: the pasted key is the licence alone."""

from datetime import datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError, SellxedError
from sellxed_sdk.licence import (
    CERTIFICATE_TYP,
    TEST_KID,
    LicenceStatus,
    PartnerCertificates,
    parse_certificates,
)
from sellxed_sdk.signing import Keyring, LocalSigner, PrivateKey, Purpose, sign_jws
from sellxed_sdk.testing._licences import SEED
from sellxed_sdk.vendor import LicenceRequest, PartnerRequest, certify_partner, issue_licence

AT = datetime(2026, 3, 1, tzinfo=timezone.utc)


@pytest.fixture
def partner_key(partner):
    """Issue a key of the partner, with its certificate and alone."""
    signer, certificate = partner

    def issue(sequence=1, *, test=False, under=certificate, by=signer, **changes):
        request = LicenceRequest(
            product="alpenpay", hosts=("shop.ch",), id=f"P-{sequence}", sequence=sequence
        )
        key = issue_licence(
            attrs.evolve(request, **changes),
            issuer="acme.ch",
            signer=by,
            now=AT,
            certificate=under,
            test=test,
        ).key
        return key, key.partition("~")[0]

    return issue


class TestChannelCertificates:
    def test_a_short_key_counts_where_its_certificate_is_known(self, check, partner, partner_key):
        long, short = partner_key()
        known = parse_certificates(f"# comment\n{partner[1]}\n")

        assert len(short) < 450 < len(long)
        assert check(short, certificates=known) == check(long)
        assert check(short).findings[0].code == "KEY_UNKNOWN_SIGNER"

    def test_the_attached_certificate_comes_first(self, check, partner_key, signers):
        long, _ = partner_key()
        forged = PartnerCertificates((long.partition("~")[2][:-10] + "A" * 10,))

        assert check(long, certificates=forged).may_run

    def test_the_one_of_the_channel_is_verified_as_any(self, check, partner, partner_key):
        _, short = partner_key()
        certificate = partner[1]
        forged = certificate[:-20] + ("A" if certificate[-20] != "A" else "B") + certificate[-19:]

        report = check(short, certificates=PartnerCertificates((forged,)))
        assert report.findings[0].code == "PARTNER_CERTIFICATE_INVALID"
        assert report.status is LicenceStatus.INVALID

    def test_its_scope_counts_as_well(self, check, partner, partner_key, signers, keyring):
        _, short = partner_key()
        other = parse_certificates(
            sign_jws(
                {
                    "jti": "p-acme",
                    "sub": "acme.ch",
                    "cnf": {"jwk": jwk_of(partner[0])},
                    "prd": ["other"],
                    "max": 10,
                    "nbf": int(AT.timestamp()),
                    "exp": int(AT.timestamp()) + 1_000,
                    "msd": 400,
                },
                typ=CERTIFICATE_TYP,
                signer=signers[Purpose.CERTIFICATE],
            )
        )

        assert check(short, certificates=other).status is LicenceStatus.OUT_OF_SCOPE

    def test_a_key_of_the_vendor_needs_none(self, check, issue, partner):
        assert check(issue(), certificates=parse_certificates(partner[1])).may_run

    def test_a_certificate_cannot_take_the_name_of_a_vendor_key(
        self, check, issue, signers, keyring
    ):
        thief = LocalSigner("licence-1", PrivateKey.from_seed(b"\x33" * 32))
        certificate, _ = certify_partner(
            PartnerRequest(
                partner="thief.ch",
                public_key=thief.public_key,
                products=("alpenpay",),
                max_count=5,
                days=400,
            ),
            signer=signers[Purpose.CERTIFICATE],
            identifier="licence-1",
            now=AT - timedelta(days=300),
        )
        known = parse_certificates(certificate)

        assert check(issue(), certificates=known).may_run

    def test_revocation_reaches_short_keys(self, check, partner, partner_key, now):
        from sellxed_sdk.vendor import revoke

        known = parse_certificates(partner[1])
        revoked = revoke(None, certificates=(("p-acme", 1),), now=now)

        assert check(partner_key(1)[1], certificates=known, revocations=revoked).may_run
        report = check(partner_key(2)[1], certificates=known, revocations=revoked)
        assert report.status is LicenceStatus.REVOKED


class TestParseCertificates:
    def test_comments_blanks_and_later_formats_are_passed_over(self, partner):
        found = parse_certificates(f"# a\n\n  {partner[1]}\r\nsomething.newer\n")

        assert found.find("p-acme") == partner[1]
        assert found.find("p-other") is None
        assert len(found.texts) == 2

    def test_too_many_or_too_large_is_refused(self):
        with pytest.raises(InvalidDocumentError) as many:
            parse_certificates("a\n" * 10_001)
        with pytest.raises(InvalidDocumentError) as large:
            parse_certificates("a" * 16_000_001)

        assert (many.value.code, many.value.reason) == ("DOCUMENT_NOT_JWS", "size")
        assert "it lists 10001 certificates; at most 10000 are read" in many.value.message
        assert (large.value.code, large.value.reason) == ("DOCUMENT_TOO_LARGE", "size")
        assert "16000001" in large.value.message
        assert "16000000" in large.value.message

    def test_as_many_and_as_large_as_is_allowed_is_read(self):
        assert len(parse_certificates("a\n" * 10_000).texts) == 10_000
        assert len(parse_certificates("#".ljust(16_000_000)).texts) == 0

    def test_an_identifier_that_is_no_text_is_never_found(self, signers):
        token = sign_jws({"jti": 7}, typ=CERTIFICATE_TYP, signer=signers[Purpose.CERTIFICATE])

        assert parse_certificates(token).find("7") is None

    @pytest.mark.property
    @given(st.text() | st.text("eyJ.\n#", max_size=60))
    def test_any_text_gives_a_list_or_our_error(self, text):
        try:
            found = parse_certificates(text)
        except SellxedError:
            return
        assert found.find("p-acme") is None
        assert hash(found) == hash(parse_certificates(text))


class TestTestCertificates:
    """Partners try their integration with certificates for test licences."""

    @pytest.fixture
    def certified(self, partner):
        def certify(signer, *, test):
            return sign_jws(
                {
                    "jti": "p-acme",
                    "sub": "acme.ch",
                    "cnf": {"jwk": jwk_of(partner[0])},
                    "prd": ["alpenpay"],
                    "max": 10,
                    "nbf": int(AT.timestamp()) - 1_000,
                    "exp": int(AT.timestamp()) + 1_000,
                    "msd": 400,
                    "test": test,
                },
                typ=CERTIFICATE_TYP,
                signer=signer,
            )

        return certify

    @pytest.fixture
    def key(self, partner, partner_key):
        def key(certificate, *, test):
            # What the certificate says of tests is left to the shop here.
            plain = partner_key(test=False)[1] if not test else None
            if plain is None:
                plain = issue_licence(
                    LicenceRequest(product="alpenpay", hosts=("shop.ch",), id="P-1", sequence=1),
                    issuer="acme.ch",
                    signer=partner[0],
                    now=AT,
                    test=True,
                ).key
            return f"{plain}~{certificate}"

        return key

    def test_a_vendor_certifies_for_tests(self, check, certified, key, signers):
        certificate = certified(signers[Purpose.CERTIFICATE], test=True)

        assert check(key(certificate, test=True), test_mode=True).may_run
        live = check(key(certificate, test=False), test_mode=True)
        assert live.status is LicenceStatus.OUT_OF_SCOPE
        assert check(key(certificate, test=False)).status is LicenceStatus.OUT_OF_SCOPE
        assert check(key(certificate, test=True)).status is LicenceStatus.TEST_KEY_REFUSED

    def test_a_live_certificate_is_not_for_tests(self, check, certified, key, signers):
        certificate = certified(signers[Purpose.CERTIFICATE], test=False)

        report = check(key(certificate, test=True), test_mode=True)
        assert report.status is LicenceStatus.OUT_OF_SCOPE

    def test_the_published_key_certifies_for_tests_only(self, check, certified, key):
        published = LocalSigner(TEST_KID, PrivateKey.from_seed(SEED))
        for_tests, for_all = (certified(published, test=test) for test in (True, False))

        assert check(key(for_tests, test=True), test_mode=True).may_run
        for certificate, test, mode in (
            (for_tests, True, False),
            (for_tests, False, True),
            (for_tests, False, False),
            (for_all, True, True),
            (for_all, False, True),
            (for_all, False, False),
        ):
            assert not check(key(certificate, test=test), test_mode=mode).may_run
        said = check(key(for_all, test=True), test_mode=True).findings[0].message
        assert said == (
            "The partner's certificate in the key cannot be trusted: "
            "the published test key certifies for test licences only."
        )


class TestKeysInUse:
    @pytest.fixture
    def with_key(self, keyring):
        def with_key(purpose, **changes):
            return Keyring(
                tuple(
                    attrs.evolve(key, **changes) if key.purpose is purpose else key
                    for key in keyring.keys
                )
            )

        return with_key

    @pytest.mark.parametrize(
        ("changes", "good"),
        [
            ({"not_after_at": AT}, True),
            ({"not_before_at": AT}, True),
            ({"not_before_at": AT, "not_after_at": AT}, True),
            ({"not_after_at": AT - timedelta(seconds=1)}, False),
            ({"not_before_at": AT + timedelta(seconds=1)}, False),
        ],
    )
    def test_the_date_of_the_licence_is_compared(self, check_with, issue, with_key, changes, good):
        report = check_with(issue(at=AT), with_key(Purpose.LICENCE, **changes))

        assert report.may_run is good
        if not good:
            assert report.findings[0].code == "KEY_SIGNER_NOT_IN_USE"
            assert report.findings[0].param("kid") == "licence-1"
            assert report.status is LicenceStatus.UNKNOWN_SIGNER

    def test_a_certificate_of_a_key_that_had_ceased(self, check_with, partner_key, with_key):
        ceased = with_key(
            Purpose.CERTIFICATE, not_after_at=datetime(2026, 1, 1, tzinfo=timezone.utc)
        )
        report = check_with(partner_key()[0], ceased)

        assert report.findings[0].code == "PARTNER_CERTIFICATE_INVALID"
        assert "was not in use" in report.findings[0].message


@pytest.fixture
def check_with(now):
    from datetime import date

    from sellxed_sdk.licence import Situation, check_licence

    situation = Situation(product="alpenpay", released_on=date(2026, 6, 1), hosts=("shop.ch",))

    def check(key, keyring):
        return check_licence(key, situation=situation, now=now, keyring=keyring)

    return check


def jwk_of(signer):
    from sellxed_sdk.signing import encode_base64url

    return {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(signer.public_key)}
