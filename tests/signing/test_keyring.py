import pickle
from datetime import datetime, timedelta, timezone

import attrs
import pytest

from sellxed_sdk.errors import (
    BadSignatureError,
    InvalidDocumentError,
    UnknownKeyError,
)
from sellxed_sdk.signing import (
    Keyring,
    LocalSigner,
    PrivateKey,
    Purpose,
    TrustedKey,
    sign_jws,
)

AT = datetime(2026, 1, 1, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


class TestKeyring:
    def test_finds_by_exact_name_and_purpose(self, keyring):
        key = keyring.get("licence-1", Purpose.LICENCE)

        assert key is keyring.find("licence-1", Purpose.LICENCE)
        for kid in ("licence-2", "LICENCE-1", "licence-1 ", "", "../licence-1"):
            assert keyring.find(kid, Purpose.LICENCE) is None
        assert keyring.find("licence-1", Purpose.RELEASE) is None
        with pytest.raises(UnknownKeyError) as caught:
            keyring.get("licence-1", Purpose.RELEASE)
        assert caught.value.code == "DOCUMENT_UNKNOWN_KEY"
        assert "'licence-1'" in caught.value.message
        assert "release key" in caught.value.message

    def test_is_a_value(self, keyring):
        again = pickle.loads(pickle.dumps(keyring))  # noqa: S301 - our own bytes

        assert again == keyring == Keyring(keyring.keys)
        assert len({again, keyring, Keyring()}) == 2
        assert keyring.adding() == keyring
        assert Keyring().adding(*keyring.keys) == keyring

    @pytest.mark.parametrize("kid", ["", "a" * 33, "a_b", "a/b", "a.b", "ä", "a\n"])
    def test_a_kid_is_no_path_and_no_address(self, kid, keyring):
        with pytest.raises(ValueError, match=r"^a kid has 1 to 32 letters, digits and hyphens$"):
            attrs.evolve(keyring.keys[0], kid=kid)

    @pytest.mark.parametrize("raw", [b"", b"\x00" * 31, b"\x00" * 32, b"\xff" * 32])
    def test_a_weak_key_is_never_trusted(self, raw):
        with pytest.raises(InvalidDocumentError) as caught:
            TrustedKey(kid="a", purpose=Purpose.LICENCE, public_key=raw)
        assert caught.value.code == "KEY_MATERIAL_INVALID"


class TestTimeInUse:
    def test_both_ends_are_included(self, keyring):
        key = attrs.evolve(keyring.keys[0], not_before_at=AT, not_after_at=AT + SECOND)

        key.verify_date(AT)
        key.verify_date(AT + SECOND)
        for outside in (AT - SECOND, AT + 2 * SECOND):
            with pytest.raises(UnknownKeyError) as caught:
                key.verify_date(outside)
            assert caught.value.code == "DOCUMENT_KEY_NOT_IN_USE"
            assert caught.value.kid == key.kid
            assert caught.value.message == (
                f"The document is dated {outside:%Y-%m-%d %H:%M} UTC, "
                f"when the key '{key.kid}' was not in use."
            )

    def test_one_end_or_none_may_be_open(self, keyring):
        keyring.keys[0].verify_date(AT)
        attrs.evolve(keyring.keys[0], not_after_at=AT).verify_date(
            datetime.min.replace(tzinfo=AT.tzinfo)
        )
        attrs.evolve(keyring.keys[0], not_before_at=AT).verify_date(
            datetime.max.replace(tzinfo=AT.tzinfo)
        )


class TestSigners:
    """What a signer returns is verified: a key service may have another key behind a name."""

    @pytest.fixture
    def signer(self):
        class Service:
            kid = "kms-1"
            public_key = PrivateKey.from_seed(b"\x01" * 32).public_bytes

            def __init__(self, sign):
                self.sign = sign

        return Service

    def test_a_good_one(self, signer):
        key = PrivateKey.from_seed(b"\x01" * 32)
        expected = sign_jws({"a": 1}, typ="t", signer=LocalSigner("kms-1", key))

        assert sign_jws({"a": 1}, typ="t", signer=signer(key.sign)) == expected

    @pytest.mark.parametrize(
        "sign",
        [
            PrivateKey.from_seed(b"\x02" * 32).sign,
            lambda data: PrivateKey.from_seed(b"\x01" * 32).sign(data + b" "),
            lambda _: b"",
            lambda _: b"\x00" * 64,
        ],
    )
    def test_what_its_key_does_not_confirm_never_leaves(self, signer, sign):
        with pytest.raises(BadSignatureError) as caught:
            sign_jws({"a": 1}, typ="t", signer=signer(sign))
        assert caught.value.code == "SIGNING_FAILED"
        assert "kms-1" in caught.value.message

    def test_a_weak_public_key_is_refused(self, signer):
        weak = signer(lambda _: b"\x00" * 64)
        weak.public_key = b"\x01" + b"\x00" * 31

        with pytest.raises(InvalidDocumentError):
            sign_jws({"a": 1}, typ="t", signer=weak)


class TestEveryDocumentIsDated:
    """A key that was not in use signs none of them (docs/formats/licence.md)."""

    def test_manifests_and_rules(self, signers, keyring):
        from sellxed_sdk.compatibility import RULES_TYP, verify_rules
        from sellxed_sdk.integrity import MANIFEST_TYP, verify_manifest

        manifest = {"prd": "a", "ver": "1", "published": "2026-01-01T00:00:00Z"}
        rules = {
            "schema": 1,
            "feed_id": "a",
            "sequence": 1,
            "issued": "2026-01-01T00:00:00Z",
            "expires": "2027-01-01T00:00:00Z",
        }
        for verify, claims, typ, purpose in (
            (verify_manifest, manifest, MANIFEST_TYP, Purpose.RELEASE),
            (verify_rules, rules, RULES_TYP, Purpose.RULES),
        ):
            token = sign_jws(claims, typ=typ, signer=signers[purpose])
            key = keyring.get(signers[purpose].kid, purpose)
            verify(token, keyring=Keyring((attrs.evolve(key, not_after_at=AT),)))
            with pytest.raises(UnknownKeyError) as caught:
                verify(token, keyring=Keyring((attrs.evolve(key, not_after_at=AT - SECOND),)))
            assert caught.value.code == "DOCUMENT_KEY_NOT_IN_USE"
