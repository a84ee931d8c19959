import pytest

from sellxed_sdk.errors import PublishError
from sellxed_sdk.licence import TEST_KEYRING, TEST_KID
from sellxed_sdk.signing import PrivateKey, Purpose
from sellxed_sdk.testing import STATES, make_licence
from sellxed_sdk.testing._licences import SEED


def test_the_published_seed_belongs_to_the_public_key_in_the_package():
    trusted = TEST_KEYRING.get(TEST_KID, Purpose.LICENCE)

    assert PrivateKey.from_seed(SEED).public_bytes == trusted.public_key


def test_the_same_state_at_the_same_time_is_the_same_key(now):
    for state in STATES:
        assert make_licence(state, product="a", now=now) == make_licence(
            state, product="a", now=now
        )


def test_an_unknown_state_names_the_known_ones():
    with pytest.raises(ValueError, match="support_ended"):
        make_licence("expired", product="a")


def test_a_product_that_none_can_have_is_refused():
    with pytest.raises(PublishError):
        make_licence(product="Two Words")
