from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.licence import LicenceStatus, hash_key, verify_revocations
from sellxed_sdk.signing import Purpose
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
