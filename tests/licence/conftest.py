from datetime import date, datetime, timezone

import attrs
import pytest

from sellxed_sdk.licence import Situation, check_licence
from sellxed_sdk.signing import LocalSigner, PrivateKey, Purpose
from sellxed_sdk.vendor import LicenceRequest, PartnerRequest, certify_partner, issue_licence

PRODUCT = "alpenpay"
ISSUED_AT = datetime(2026, 1, 10, 12, tzinfo=timezone.utc)


@pytest.fixture
def issue(signers):
    """Issue a licence of the vendor; changes are fields of the request."""

    def issue(*, at=ISSUED_AT, **changes):
        request = LicenceRequest(product=PRODUCT, hosts=("shop.ch",), id="L-1")
        return issue_licence(
            attrs.evolve(request, **changes),
            issuer="sellxed.com",
            signer=signers[Purpose.LICENCE],
            now=at,
        ).key

    return issue


@pytest.fixture
def partner(signers):
    """A partner: its signer and its certificate."""
    key = PrivateKey.from_seed(b"\x09" * 32)
    certificate, scope = certify_partner(
        PartnerRequest(
            partner="acme.ch",
            public_key=key.public_bytes,
            products=(PRODUCT,),
            max_count=10,
            days=365,
            max_support_days=366,
            max_hosts=2,
            entitlements=("multistore",),
        ),
        signer=signers[Purpose.CERTIFICATE],
        identifier="p-acme",
        now=ISSUED_AT,
    )
    return LocalSigner(scope.id, key), certificate


@pytest.fixture
def check(keyring, now):
    """Check a key in an ordinary situation; changes are fields of the situation."""

    def check(key, *, now=now, revocations=None, certificates=None, test_mode=False, **changes):
        situation = Situation(
            product=PRODUCT,
            released_on=date(2026, 6, 1),
            hosts=("shop.ch",),
        )
        return check_licence(
            key,
            situation=attrs.evolve(situation, **changes),
            now=now,
            keyring=keyring,
            revocations=revocations,
            certificates=certificates,
            test_mode=test_mode,
        )

    return check
