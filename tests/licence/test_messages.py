"""What people read: one exact sentence for each thing that can be told about a key."""

from datetime import date, datetime, timedelta, timezone

import attrs
import pytest

from sellxed_sdk.errors import InvalidDocumentError, ScopeError
from sellxed_sdk.findings.codes import licence as codes
from sellxed_sdk.licence import (
    CERTIFICATE_TYP,
    LicenceReport,
    LicenceStatus,
    PartnerCertificate,
    RevocationList,
    RevokedKeys,
    hash_key,
    parse_certificate,
    parse_licence,
    verify_scope,
)
from sellxed_sdk.licence._parts import Refused
from sellxed_sdk.signing import Fields, Purpose, encode_base64url, sign_jws

ISSUED_AT = datetime(2026, 1, 10, 12, tzinfo=timezone.utc)
DAY = timedelta(days=1)


def told(report):
    """The finding that decides: its code, what it is about, and its sentence."""
    finding = report.findings[0]
    return finding.code, finding.subject, finding.message


class TestRights:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            (
                {"product": "bernpay"},
                ("WRONG_PRODUCT", "", "The licence is for 'alpenpay' and not for 'bernpay'."),
            ),
            (
                {"released_on": date(2027, 2, 1)},
                (
                    "RELEASE_NOT_COVERED",
                    "",
                    (
                        "The installed release was published on 2027-02-01, "
                        "after support ended on 2027-01-10."
                    ),
                ),
            ),
            (
                {"hosts": ("other.ch",)},
                (
                    "HOST_NOT_LICENSED",
                    "other.ch",
                    "The licence is for shop.ch and not for other.ch.",
                ),
            ),
            (
                {"hosts": ("test.shop.ch",)},
                (
                    "HOST_TEST_SYSTEM",
                    "test.shop.ch",
                    "test.shop.ch is a test system, which needs no licence of its own.",
                ),
            ),
            (
                {"hosts": ("*.shop.ch",)},
                (
                    "HOST_INVALID",
                    "*.shop.ch",
                    (
                        "'*.shop.ch' is not a host name or address, "
                        "so it was not compared with the licence."
                    ),
                ),
            ),
            (
                {"hosts": ("x" * 99 + " y",)},
                (
                    "HOST_INVALID",
                    "x" * 99 + " ",
                    (
                        f"'{'x' * 99} ' is not a host name or address, "
                        "so it was not compared with the licence."
                    ),
                ),
            ),
        ],
        ids=str,
    )
    def test_what_the_situation_says(self, check, issue, changes, expected):
        assert told(check(issue(), **changes)) == expected

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (
                datetime(2027, 1, 11, tzinfo=timezone.utc),
                (
                    "SUPPORT_ENDED",
                    "",
                    (
                        "Support ended on 2027-01-10. "
                        "Releases published until then may be used for ever."
                    ),
                ),
            ),
            (
                datetime(2027, 1, 1, tzinfo=timezone.utc),
                ("SUPPORT_ENDS_SOON", "", "Support ends on 2027-01-10: 9 days are left."),
            ),
        ],
        ids=["ended", "soon"],
    )
    def test_what_the_calendar_says(self, check, issue, now, expected):
        assert told(check(issue(), now=now)) == expected

    def test_a_trial_and_its_last_day(self, check, issue):
        key = issue(trial_days=30)

        assert told(check(key, now=ISSUED_AT + 31 * DAY, released_on=None, hosts=())) == (
            "TRIAL_ENDED",
            "",
            "The trial ended on 2026-02-09.",
        )

    def test_many_hosts_are_shortened(self, check, issue):
        key = issue(hosts=tuple(f"{name}.ch" for name in "abcdef"))

        assert told(check(key, hosts=("other.ch",)))[2] == (
            "The licence is for a.ch, b.ch, c.ch, d.ch, e.ch and not for other.ch."
        )

    def test_clocks(self, check, issue, now):
        old = datetime(2026, 5, 1, tzinfo=timezone.utc)
        behind = check(issue(), now=old, seen_at=datetime(2026, 7, 1, 8, tzinfo=timezone.utc))
        future = check(issue(), now=ISSUED_AT - 2 * DAY, released_on=None)

        assert behind.findings[-1].message == (
            "The clock of this machine shows 2026-05-01 00:00 UTC, "
            "which is before 2026-07-01 08:00 UTC, when a signed document was made."
        )
        assert [f.message for f in future.findings if f.code == "LICENCE_FROM_FUTURE"] == [
            (
                "The licence was issued at 2026-01-10 12:00 UTC, "
                "which is in the future for this machine."
            )
        ]

    def test_revocation(self, check, issue, now):
        key = issue()
        revoked = RevocationList(
            version=1,
            issued_at=now - 2 * DAY,
            next_at=now - DAY,
            keys=RevokedKeys.of([(hash_key(key), date(2026, 11, 20))]),
        )
        report = check(key, revocations=revoked)

        assert told(report) == (
            "LICENCE_REVOKED",
            "L-1",
            "The licence was revoked by the vendor on 2026-11-20.",
        )
        assert [f.message for f in report.findings if f.code == "REVOCATIONS_STALE"] == [
            "The revocation list is older than it should be: the next one was due on 2026-11-22."
        ]


class TestKeys:
    def test_an_unknown_signer_is_named(self, check, partner):
        claims = {"jti": "x", "iss": "acme.ch", "prd": "alpenpay", "iat": 1, "sup": "2026-01-01"}
        key = sign_jws(claims, typ="sx-licence+jwt", signer=partner[0])

        assert told(check(key))[2] == (
            "The licence key is signed by 'p-acme', whom this module does not know."
        )

    @pytest.mark.parametrize(
        ("damage", "detail"),
        [
            (lambda key: f"X{key[1:]}", "its beginning is missing or changed"),
            (
                lambda key: f"{key[:-1]}!",
                "a part is not base64url",
            ),
            (
                lambda key: f"{key}A",
                "the signature has 65 bytes",
            ),
            (
                lambda key: f"{key}AAA",
                "a part is not base64url",
            ),
            (lambda key: f"{key}~{key}~{key}", "it has more than two parts around '~'"),
        ],
    )
    def test_damage_is_described(self, check, issue, damage, detail):
        assert told(check(damage(issue()))) == (
            "KEY_DAMAGED",
            "",
            f"The licence key is damaged: {detail}.",
        )

    def test_a_header_that_is_no_json(self, check, issue):
        # {"aaaa
        code, _, message = told(check(f"eyJhYWFh.{issue().partition('.')[2]}"))

        assert code == "KEY_DAMAGED"
        assert message.startswith("The licence key is damaged: the JSON is not acceptable: ")
        assert not message.endswith("..")

    def test_a_genuine_one_of_a_newer_format(self, check, signers):
        claims = {"jti": "x", "iss": "v", "prd": "alpenpay", "iat": "today", "sup": "2026-01-01"}
        key = sign_jws(claims, typ="sx-licence+jwt", signer=signers[Purpose.LICENCE])

        assert told(check(key))[2] == (
            "The licence is genuine but cannot be read: the field iat is not acceptable: "
            "a whole number is expected, not a text."
        )

    def test_hosts_that_are_none(self, check, signers):
        claims = {"jti": "x", "iss": "v", "prd": "alpenpay", "iat": 1, "sup": "2026-01-01"}
        for host, told_of in (
            ("Shop.ch", "it is not a host in normal form"),
            ("x" * 256, "it has 256 characters; at most 255 are read"),
        ):
            key = sign_jws(
                {**claims, "hst": ["shop.ch", host]},
                typ="sx-licence+jwt",
                signer=signers[Purpose.LICENCE],
            )
            assert told(check(key))[2] == (
                "The licence is genuine but cannot be read: the field hst[1] is not acceptable: "
                f"{told_of}."
            )

    def test_a_refusal_names_its_cause_in_a_traceback(self):
        assert "KEY_FORGED" in str(Refused(codes.KEY_FORGED.finding()))

    def test_bytes_are_read_as_text(self, check, issue):
        assert check(issue().encode()).may_run
        assert told(check(b"\xff"))[0] == "KEY_NOT_A_LICENCE"

    def test_pastes_that_are_not_even_cleaned(self, check):
        assert told(check(" " * 16_385)) == (
            "KEY_TOO_LARGE",
            "",
            "The pasted text has 16385 characters; a licence key has at most 4096.",
        )

    def test_several_are_counted(self, check, issue):
        pasted = "\n".join(issue(id=f"L-{number}") for number in range(3))

        assert told(check(pasted))[2] == "3 licence keys were pasted at once."
        # A tilde at the end belongs to the last one, not to the first.
        assert told(check(f"{pasted}~"))[0] == "KEY_SEVERAL"

    def test_the_longest_that_is_read(self, check):
        # Cleaned first, so that it has to be counted afterwards.
        longest = "eyJ" + "x" * 4_093

        assert told(check(f"<{longest}>"))[0] == "KEY_TRUNCATED"
        assert told(check(f"<{longest}y>")) == (
            "KEY_TOO_LARGE",
            "",
            "The pasted text has 4097 characters; a licence key has at most 4096.",
        )


SCOPE = PartnerCertificate(
    id="p-acme",
    partner="acme.ch",
    public_key=bytes(range(32)),
    products=("alpenpay",),
    max_count=10,
    not_before_at=ISSUED_AT,
    not_after_at=ISSUED_AT + 365 * DAY,
    max_support_days=366,
    max_hosts=2,
    entitlements=("multistore",),
)
CLAIMS = {
    "jti": "P-1",
    "iss": "acme.ch",
    "prd": "alpenpay",
    "hst": ["shop.ch"],
    "iat": int(ISSUED_AT.timestamp()),
    "sup": "2027-01-10",
    "seq": 10,
}


class TestScope:
    @pytest.mark.parametrize(
        ("changes", "detail"),
        [
            ({"iss": "x.ch"}, "it names 'x.ch' as its issuer"),
            ({"prd": "bernpay"}, "product 'bernpay'"),
            ({"seq": 11}, "its running number is 11 of 10"),
            (
                {"iat": CLAIMS["iat"] - 1},
                "it was issued on 2026-01-10, outside the partner's period",
            ),
            (
                {"iat": CLAIMS["iat"] + 365 * 86_400 + 1},
                "it was issued on 2027-01-10, outside the partner's period",
            ),
            ({"sup": "2027-01-12"}, "367 days of support, 366 are allowed"),
            ({"hst": ["a.ch", "b.ch", "c.ch"]}, "3 hosts, 2 are allowed"),
            ({"hst": []}, "any number of hosts, 2 are allowed"),
            ({"ent": ["multistore", "x"]}, "entitlement 'x'"),
        ],
        ids=str,
    )
    def test_what_goes_beyond_it(self, changes, detail):
        with pytest.raises(ScopeError) as caught:
            verify_scope(parse_licence(Fields({**CLAIMS, **changes})), certificate=SCOPE)

        assert caught.value.kid == "p-acme"
        assert caught.value.message == (
            f"The partner was not entitled to issue this licence: {detail}."
        )

    def test_the_report_names_the_partner(self, check, partner):
        signer, certificate = partner
        key = sign_jws({**CLAIMS, "seq": 11}, typ="sx-licence+jwt", signer=signer)

        assert told(check(f"{key}~{certificate}")) == (
            "PARTNER_OUT_OF_SCOPE",
            "acme.ch",
            "The partner was not entitled to issue this licence: its running number is 11 of 10.",
        )

    def test_its_ends_are_inside(self):
        for iat in (CLAIMS["iat"], CLAIMS["iat"] + 365 * 86_400):
            licence = parse_licence(Fields({**CLAIMS, "iat": iat}))
            verify_scope(licence, certificate=SCOPE)
        verify_scope(
            parse_licence(
                Fields({**CLAIMS, "sup": "2027-01-11", "hst": ["a.ch", "b.ch"], "seq": 10})
            ),
            certificate=SCOPE,
        )

    @pytest.mark.parametrize(
        ("licence_is_test", "detail"), [(False, "it is a live one"), (True, "it is a test licence")]
    )
    def test_test_and_live_do_not_mix(self, licence_is_test, detail):
        licence = parse_licence(Fields(CLAIMS), test=licence_is_test)
        scope = attrs.evolve(SCOPE, test=not licence_is_test)
        with pytest.raises(ScopeError, match=f": {detail}.$"):
            verify_scope(licence, certificate=scope)


class TestCertificates:
    @pytest.mark.parametrize(
        ("jwk", "told"),
        [
            ({"kty": "EC"}, "crv is not acceptable: only Ed25519 keys are used"),
            ({"crv": "X25519"}, "crv is not acceptable: only Ed25519 keys are used"),
            ({"x": "A="}, "x is not acceptable: it is not base64url"),
            ({"x": "A" * 65}, "x is not acceptable: it has 65 characters; at most 64 are read"),
        ],
        ids=str,
    )
    def test_what_is_wrong_with_the_key(self, jwk, told):
        good = {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(SCOPE.public_key)}
        with pytest.raises(InvalidDocumentError) as caught:
            parse_certificate(Fields({"cnf": {"jwk": {**good, **jwk}}}))

        assert caught.value.message == f"The field cnf.jwk.{told}."

    def test_one_of_a_stranger(self, check, partner, issue):
        forged = sign_jws({"jti": "p-acme"}, typ=CERTIFICATE_TYP, signer=partner[0])

        assert told(check(f"{issue()}~{forged}"))[2] == (
            "The partner's certificate in the key cannot be trusted: "
            "the document is signed with the key 'p-acme', which is not trusted as a "
            "certificate key."
        )


class TestAsData:
    def test_a_licence(self):
        claims = {**CLAIMS, "cus": "Muster AG", "tier": "gold", "ent": ["a"], "exp": 1_800_000_000}

        assert parse_licence(Fields(claims), test=True).to_dict() == {
            "id": "P-1",
            "issuer": "acme.ch",
            "product": "alpenpay",
            "customer": "Muster AG",
            "hosts": ["shop.ch"],
            "issued_at": "2026-01-10T12:00:00+00:00",
            "support_until_on": "2027-01-10",
            "tier": "gold",
            "entitlements": ["a"],
            "trial_ends_at": "2027-01-15T08:00:00+00:00",
            "sequence": 10,
            "test": True,
        }
        bought = parse_licence(Fields(CLAIMS))
        assert bought.to_dict()["trial_ends_at"] is None
        assert bought.tier == "standard"

    def test_a_report(self, check, issue, now):
        report = check(issue(), hosts=())
        finding = report.findings[0].to_dict()

        assert attrs.evolve(report, partner="acme.ch").to_dict() == {
            "status": "valid",
            "may_run": True,
            "may_update": True,
            "may_get_support": True,
            "licence": report.licence.to_dict(),
            "partner": "acme.ch",
            "findings": [finding],
            "checked_at": now.isoformat(),
        }
        assert finding["code"] == "HOST_UNKNOWN"
        assert check("").to_dict()["licence"] is None

    def test_the_same_answer_at_another_time(self, now):
        report = LicenceReport(
            status=LicenceStatus.VALID,
            may_run=True,
            may_update=False,
            may_get_support=True,
            licence=None,
            partner="acme.ch",
            findings=(),
            checked_at=now,
        )

        assert report.at(now + DAY) == attrs.evolve(report, checked_at=now + DAY)
