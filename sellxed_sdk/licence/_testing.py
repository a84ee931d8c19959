"""The published test key: anyone can sign with it, so it counts in test mode only."""

from __future__ import annotations

from sellxed_sdk.signing import Keyring, Purpose, TrustedKey, decode_base64url

__all__ = ["TEST_KEYRING", "TEST_KID"]

TEST_KID = "sx-test"
# The seed is published in sellxed_sdk.testing.
_PUBLIC = decode_base64url("tuZ_96MA89i3xM3y_JmRgdh4g0Pi6x7o7H4WJgpCYMo") or b""

TEST_KEYRING = Keyring(
    tuple(
        TrustedKey(kid=TEST_KID, purpose=purpose, public_key=_PUBLIC)
        for purpose in (Purpose.LICENCE, Purpose.CERTIFICATE, Purpose.REVOCATION)
    )
)
"""For test licences, for certificates of partners who try theirs, and for lists that revoke
such: never join it to a keyring that decides about real ones."""
