import stat

import pytest

from sellxed_sdk.errors import ConfigurationError, InvalidDocumentError
from sellxed_sdk.signing import Keyring, PrivateKey, Purpose, TrustedKey, check_public_key

P = 2**255 - 19
ORDER_8 = (
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
)


def raw(y, *, sign=0):
    return (y | sign << 255).to_bytes(32, "little")


class TestPublicKeys:
    @pytest.mark.parametrize(
        "key",
        [
            b"",
            b"\1" * 31,
            raw(0),
            raw(0, sign=1),
            raw(1),
            raw(1, sign=1),
            raw(P - 1),
            raw(P - 1, sign=1),
            raw(P),
            raw(P + 1),
            raw(2**255 - 1),
            *(bytes.fromhex(key) for key in ORDER_8),
        ],
    )
    def test_weak_and_non_canonical_keys_are_refused(self, key):
        with pytest.raises(InvalidDocumentError) as caught:
            check_public_key(key)

        assert caught.value.code == "KEY_MATERIAL_INVALID"

    @pytest.mark.parametrize(
        ("key", "detail"),
        [
            (raw(1), "it is of small order"),
            (raw(P + 1), "it is not in canonical form"),
            (b"\x03" * 31, "it has 31 bytes instead of 32"),
        ],
    )
    def test_say_why(self, key, detail):
        with pytest.raises(InvalidDocumentError) as caught:
            check_public_key(key)

        assert caught.value.reason == "key"
        assert caught.value.message == f"The Ed25519 key cannot be used: {detail}."

    def test_ordinary_keys_are_accepted(self):
        for seed in range(20):
            public = PrivateKey.from_seed(bytes([seed]) * 32).public_bytes

            assert check_public_key(public) == public

    def test_the_keyring_refuses_them_too(self):
        with pytest.raises(InvalidDocumentError):
            Keyring((TrustedKey(kid="a", purpose=Purpose.LICENCE, public_key=raw(1)),))


class TestPrivateKeys:
    def test_are_written_for_their_owner_only(self, tmp_path):
        path = tmp_path / "key.pem"
        key = PrivateKey.generate()
        key.save(path)

        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert PrivateKey.load(path).public_bytes == key.public_bytes

    def test_are_never_overwritten(self, tmp_path):
        path = tmp_path / "key.pem"
        PrivateKey.generate().save(path)
        before = path.read_bytes()

        with pytest.raises(FileExistsError):
            PrivateKey.generate().save(path)
        assert path.read_bytes() == before

    def test_open_with_their_passphrase_only(self, tmp_path):
        path = tmp_path / "key.pem"
        key = PrivateKey.generate()
        key.save(path, passphrase="right")

        assert PrivateKey.load(path, passphrase="right").public_bytes == key.public_bytes
        for wrong in ("wrong", None):
            with pytest.raises(ConfigurationError):
                PrivateKey.load(path, passphrase=wrong)

    @pytest.mark.parametrize("content", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----\n"])
    def test_junk_is_a_clear_error(self, tmp_path, content):
        path = tmp_path / "key.pem"
        path.write_bytes(content)

        with pytest.raises(ConfigurationError) as caught:
            PrivateKey.load(path)
        assert caught.value.code == "PRIVATE_KEY_UNREADABLE"
        assert caught.value.setting == str(path)
        assert caught.value.message == (
            f"The private key {path} cannot be read: "
            "it is no PEM file that opens with this passphrase."
        )

    def test_a_missing_file_is_a_clear_error(self, tmp_path):
        with pytest.raises(ConfigurationError) as caught:
            PrivateKey.load(tmp_path / "none.pem")

        assert caught.value.code == "PRIVATE_KEY_UNREADABLE"
        assert caught.value.message.endswith("none.pem cannot be read: no such file or directory.")

    def test_an_error_without_a_word_is_told_all_the_same(self, tmp_path):
        class Nameless(type(tmp_path)):
            def read_bytes(self):
                raise OSError

        with pytest.raises(ConfigurationError, match=r"x cannot be read: unknown\.$"):
            PrivateKey.load(Nameless(tmp_path / "x"))

    def test_a_key_of_another_kind_is_a_clear_error(self, tmp_path):
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        path = tmp_path / "x25519.pem"
        path.write_bytes(
            X25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        with pytest.raises(ConfigurationError) as caught:
            PrivateKey.load(path)
        assert caught.value.code == "PRIVATE_KEY_UNREADABLE"
        assert caught.value.setting == str(path)
        assert caught.value.message.endswith("cannot be read: it holds a key of another kind.")

    def test_are_not_shown(self):
        assert repr(PrivateKey.generate()) == "PrivateKey(...)"
