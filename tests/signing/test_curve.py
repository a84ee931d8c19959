"""Whom a vendor vouches for: only keys of the group that honest ones are made in."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellxed_sdk.errors import InvalidDocumentError
from sellxed_sdk.signing import PrivateKey, check_new_public_key, check_public_key

VECTORS = Path(__file__).parent.parent / "vectors" / "signing" / "wycheproof_ed25519.json"


def keys(*, mixed):
    """Keys of valid signatures, or those with a part of small order."""
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))["tests"]
    return sorted(
        {
            case["key"]
            for case in cases
            if ("MixedOrderPublicKey" in case["flags"] if mixed else case["result"] == "valid")
        }
    )


@pytest.mark.parametrize("key", keys(mixed=True))
def test_keys_of_mixed_order_are_not_vouched_for(key):
    check_public_key(bytes.fromhex(key))
    with pytest.raises(
        InvalidDocumentError, match=r"used: it is no point of the group that keys are made in\.$"
    ):
        check_new_public_key(bytes.fromhex(key))


def test_keys_of_valid_signatures_are_of_the_group():
    for key in keys(mixed=False):
        check_new_public_key(bytes.fromhex(key))


@settings(max_examples=20)
@pytest.mark.property
@given(st.binary(min_size=32, max_size=32))
def test_every_made_key_is_of_the_group(seed):
    public = PrivateKey.from_seed(seed).public_bytes

    assert check_new_public_key(public) == public


@settings(max_examples=60)
@pytest.mark.property
@given(st.binary(max_size=40))
def test_any_bytes_are_a_key_or_our_error(raw):
    try:
        checked = check_new_public_key(raw)
    except InvalidDocumentError:
        return
    assert checked == raw == check_public_key(raw)


@pytest.mark.parametrize(
    "raw",
    [
        # RFC 8032, 7.1: keys of the tests 1 to 3
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    ],
)
def test_published_keys_are_of_the_group(raw):
    check_new_public_key(bytes.fromhex(raw))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("02" + "00" * 31, "no point"),
        ("01" + "00" * 30 + "80", "small order"),
        ("ee" + "ff" * 30 + "7f", "canonical"),
        ("01" * 31, "31 bytes"),
    ],
)
def test_others_are_refused(raw, why):
    with pytest.raises(InvalidDocumentError, match=why) as caught:
        check_new_public_key(bytes.fromhex(raw))
    assert (caught.value.code, caught.value.reason) == ("KEY_MATERIAL_INVALID", "key")
