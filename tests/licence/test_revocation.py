import hashlib
from datetime import date, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError, PublishError, SellxedError, UnknownKeyError
from sellxed_sdk.licence import (
    REVOCATIONS_TYP,
    LicenceStatus,
    RevocationList,
    RevokedKeys,
    hash_key,
    select_newest,
    verify_revocations,
)
from sellxed_sdk.signing import (
    Keyring,
    Purpose,
    decode_base64url,
    encode_base64url,
    sign_jws,
)
from sellxed_sdk.vendor import LicenceRequest, build_revocations, issue_licence, revoke


@pytest.fixture
def publish(signers, keyring, now):
    """A list as shops get it: signed and verified."""

    def publish(current=None, *, at=now, **entries):
        token = build_revocations(
            revoke(current, now=at, **entries), signer=signers[Purpose.REVOCATION]
        )
        return verify_revocations(token, keyring=keyring)

    return publish


class TestRevocation:
    def test_a_revoked_key_does_not_run(self, check, issue, publish):
        key = issue()
        report = check(key, revocations=publish(keys=(hash_key(key),)))

        assert report.status is LicenceStatus.REVOKED
        assert check(issue(id="L-2"), revocations=publish(keys=(hash_key(key),))).may_run

    def test_is_found_however_the_key_was_pasted(self, check, issue, publish):
        key = issue()
        pasted = f'> Licence key: "{key[:70]}\n> {key[70:]}"'

        assert check(pasted).may_run
        assert check(pasted, revocations=publish(keys=(hash_key(key),))).status is (
            LicenceStatus.REVOKED
        )

    def test_a_certificate_after_a_running_number(self, check, partner, publish):
        signer, certificate = partner

        def key(sequence):
            return issue_licence(
                LicenceRequest(
                    product="alpenpay", hosts=("shop.ch",), id=f"P-{sequence}", sequence=sequence
                ),
                issuer="acme.ch",
                signer=signer,
                now=datetime(2026, 3, 1, tzinfo=timezone.utc),
                certificate=certificate,
            ).key

        cut = publish(certificates=(("p-acme", 4),))
        whole = publish(certificates=(("p-acme", None),))

        assert check(key(4), revocations=cut).may_run
        assert not check(key(5), revocations=cut).may_run
        assert not check(key(1), revocations=whole).may_run
        assert check(key(1), revocations=publish(certificates=(("p-other", None),))).may_run

    def test_what_was_revoked_stays_revoked(self, issue, publish):
        first = publish(keys=(hash_key(issue()),))
        second = publish(first, certificates=(("p-acme", None),))

        assert second.version == first.version + 1
        assert second.keys == first.keys

    def test_a_stale_list_still_counts_and_is_a_finding(self, check, issue, publish, now):
        key = issue()
        old = publish(keys=(hash_key(key),), at=now - timedelta(days=60))
        report = check(key, revocations=old)

        assert report.status is LicenceStatus.REVOKED
        assert "REVOCATIONS_STALE" in [finding.code for finding in report.findings]

    def test_every_changed_byte_of_the_list_is_noticed(self, signers, keyring, now):
        token = build_revocations(
            revoke(None, keys=("A" * 43,), now=now), signer=signers[Purpose.REVOCATION]
        )
        for at in range(len(token)):
            changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
            with pytest.raises(SellxedError):
                verify_revocations(changed, keyring=keyring)

    @pytest.mark.property
    @given(st.text())
    def test_any_text_gives_our_error(self, keyring, text):
        with pytest.raises(SellxedError):
            verify_revocations(text, keyring=keyring)


HASH = st.binary(min_size=12, max_size=32).map(encode_base64url)
DAYS = st.dates(date(1970, 1, 1), date(2149, 6, 6))


class TestRevokedKeys:
    @pytest.mark.property
    @given(st.dictionaries(st.text(max_size=20), DAYS, max_size=200), st.text(max_size=20))
    def test_finds_what_is_in_it_and_nothing_else(self, revoked, other):
        keys = RevokedKeys.of((hash_key(key), day) for key, day in revoked.items())

        licences = {key.partition("~")[0] for key in revoked}
        assert len(keys) == len(licences)
        for key in revoked:
            same = [day for name, day in revoked.items() if name.split("~")[0] == key.split("~")[0]]
            assert keys.find(key) == min(same)
        if other.partition("~")[0] not in licences:
            assert keys.find(other) is None

    @pytest.mark.property
    @given(st.lists(st.tuples(HASH, DAYS), max_size=50))
    def test_round_trip(self, entries):
        keys = RevokedKeys.of(entries)

        assert RevokedKeys.of(keys) == keys
        assert [text for text, _ in keys] == sorted(
            {text[:16] for text, _ in entries}, key=decode_base64url
        )
        assert len(keys.hashes) == 12 * len(keys)
        assert len(keys.days) == 2 * len(keys)

    def test_the_first_decision_counts(self):
        decisions = [("A" * 16, date(2026, 2, 1)), ("A" * 43, date(2026, 1, 1))]

        for ordered in (decisions, decisions[::-1]):
            assert list(RevokedKeys.of(ordered)) == [("A" * 16, date(2026, 1, 1))]

    def test_the_first_and_the_last_day_that_fit(self):
        days = (date(1970, 1, 1), date(2149, 6, 6))
        keys = RevokedKeys.of(zip(("A" * 16, "B" * 16), days, strict=True))

        assert [day for _, day in keys] == [*days]

    def test_any_text_has_a_hash(self):
        assert hash_key("\ud800") == hash_key("?")

    def test_a_record_is_the_beginning_of_the_hash_in_the_log(self):
        keys = RevokedKeys.of([(hash_key("key"), date(2026, 1, 1))])

        assert keys.hashes == hashlib.sha256(b"key").digest()[:12]
        assert list(keys) == [(hash_key("key")[:16], date(2026, 1, 1))]
        assert keys.days == bytes.fromhex("4fe6")  # 20,454 days after 1970-01-01

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("A" * 15, date(2026, 1, 1)),
            ("A" * 15 + "=", date(2026, 1, 1)),
            ("", date(2026, 1, 1)),
            ("A" * 16, date(1969, 12, 31)),
            ("A" * 16, date(2149, 6, 7)),
        ],
    )
    def test_what_cannot_be_recorded_is_refused(self, text, day):
        told = (
            r"^(a hash has at least 16 characters of base64url|.* cannot be written in two bytes)$"
        )
        with pytest.raises(ValueError, match=told):
            RevokedKeys.of([(text, day)])

    def test_the_vendor_is_told(self, now):
        with pytest.raises(PublishError, match="16 characters"):
            revoke(None, keys=("no hash",), now=now)


class TestVerifyRevocations:
    @pytest.fixture
    def read(self, signers, keyring):
        def read(**changes):
            claims = {"ver": 3, "iat": 1_700_000_000, "nxt": 1_800_000_000, **changes}
            signed = {name: value for name, value in claims.items() if value is not None}
            token = sign_jws(signed, typ=REVOCATIONS_TYP, signer=signers[Purpose.REVOCATION])
            return verify_revocations(token, keyring=keyring)

        return read

    def test_an_empty_list(self, read):
        found = read()

        assert found.version == 3
        assert len(found.keys) == 0
        assert found.certificates == ()
        assert found.find("key") is None

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"ver": 0}, "ver"),
            ({"ver": None}, "ver"),
            ({"iat": -1}, "iat"),
            ({"nxt": "soon"}, "nxt"),
            ({"keys": "A" * 15, "days": "AAA"}, "keys"),
            ({"keys": "A" * 17, "days": "AAA"}, "keys"),
            ({"keys": "A" * 20, "days": "AAA"}, "keys"),
            ({"keys": "A" * 15 + "=", "days": "AAA"}, "keys"),
            ({"keys": "A" * 16}, "days"),
            ({"keys": "A" * 16, "days": "AA"}, "days"),
            ({"keys": "A" * 16, "days": "AAAAAAA"}, "days"),
            ({"days": "AAA"}, "days"),
            ({"keys": ["A" * 16], "days": "AAA"}, "keys"),
            ({"keys": "", "days": ""}, "keys"),
            ({"keys": "A" * 32, "days": "AAAAAA"}, "keys"),
            ({"keys": "B" + "A" * 31, "days": "AAAAAA"}, "keys"),
            ({"certs": [{"id": "p", "on": "today"}]}, "certs[0].on"),
            ({"certs": [{"id": "p/1", "on": "2026-01-01"}]}, "certs[0].id"),
            ({"certs": [{"id": "p", "on": "2026-01-01", "after_seq": -1}]}, "certs[0].after_seq"),
            ({"certs": ["p"]}, "certs[0]"),
            ({"certs": [{"id": "p", "on": "2026-01-01"}] * 10_001}, "certs"),
        ],
    )
    def test_what_cannot_be_is_named(self, read, changes, path):
        with pytest.raises(InvalidDocumentError) as caught:
            read(**changes)
        assert f"field {path} " in str(caught.value)

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            (
                {"keys": "A" * 16},
                "days is not acceptable: it does not have 1 entries, one for each key",
            ),
            (
                {"keys": "A" * 15 + "="},
                "keys is not acceptable: it is not base64url",
            ),
            (
                {"keys": "AAAA"},
                "keys is not acceptable: it is not made of records of 12 bytes",
            ),
            (
                {"keys": "A" * 32, "days": "AAAAAA"},
                "keys is not acceptable: they are not in ascending order",
            ),
        ],
        ids=str,
    )
    def test_says_what_is_wrong(self, read, changes, told):
        with pytest.raises(InvalidDocumentError) as caught:
            read(**changes)
        assert caught.value.message == f"The field {told}."

    def test_the_day_of_each_key_is_read(self, read):
        days = {"first": date(2026, 1, 1), "second": date(2026, 2, 2)}
        keys = RevokedKeys.of((hash_key(key), day) for key, day in days.items())
        found = read(keys=encode_base64url(keys.hashes), days=encode_base64url(keys.days))

        assert {key: found.find(key) for key in days} == days

    def test_many_certificates_are_read(self, read):
        certificates = [{"id": f"p-{n}", "on": "2026-01-01"} for n in range(10_000)]

        assert len(read(certs=certificates).certificates) == 10_000

    def test_a_certificate_may_stand_there_more_than_once(self, read):
        found = read(
            certs=[
                {"id": "p", "on": "2026-01-01", "after_seq": 40},
                {"id": "p", "on": "2026-03-03"},
            ]
        )

        assert found.find("key", certificate="p", sequence=41) == date(2026, 1, 1)
        assert found.find("key", certificate="p", sequence=40) == date(2026, 3, 3)

    def test_no_running_number_is_below_all(self, read):
        found = read(certs=[{"id": "p", "on": "2026-01-01", "after_seq": 0}])

        assert found.find("key", certificate="p", sequence=1) == date(2026, 1, 1)
        assert found.find("key", certificate="p", sequence=None) is None

    def test_order_is_looked_at_over_the_whole_length(self, read):
        records = [number.to_bytes(12, "big") for number in range(1, 120_000)]
        days = encode_base64url(bytes(2 * len(records)))
        good = read(keys=encode_base64url(b"".join(records)), days=days)

        assert len(good.keys) == len(records)
        for at in (0, 1, 49_999, 50_000, 50_001, len(records) - 2):
            swapped = [*records]
            swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
            with pytest.raises(InvalidDocumentError, match="ascending"):
                read(keys=encode_base64url(b"".join(swapped)), days=days)

    def test_a_key_that_was_not_in_use_cannot_sign_it(self, signers, keyring, now):
        token = build_revocations(revoke(None, now=now), signer=signers[Purpose.REVOCATION])
        ended = keyring.get("revocation-1", Purpose.REVOCATION)

        in_time = Keyring((attrs.evolve(ended, not_after_at=now),))
        too_late = Keyring((attrs.evolve(ended, not_after_at=now - timedelta(seconds=1)),))
        assert verify_revocations(token, keyring=in_time).version == 1
        with pytest.raises(UnknownKeyError) as caught:
            verify_revocations(token, keyring=too_late)
        assert caught.value.code == "DOCUMENT_KEY_NOT_IN_USE"


class TestSelectNewest:
    def test_an_older_list_never_replaces_a_newer_one(self, now):
        old, new = (
            RevocationList(version=version, issued_at=now, next_at=now) for version in (4, 5)
        )

        assert select_newest(old, new) is new
        assert select_newest(new, old) is new
        assert select_newest(None, old, None) is old
        assert select_newest(None) is None
