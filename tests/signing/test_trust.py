"""The trust bundle: what it says, and the one sentence about each of its faults."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.signing import (
    ChannelAnchor,
    Keyring,
    Purpose,
    TrustBundle,
    TrustedKey,
    decode_base64url,
    dump_json,
    load_trust,
    parse_trust,
)

AT = datetime(2026, 1, 1, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
X = "tuZ_96MA89i3xM3y_JmRgdh4g0Pi6x7o7H4WJgpCYMo"
KEY = {"kid": "lic-1", "purpose": "licence", "kty": "OKP", "crv": "Ed25519", "x": X}
CHANNEL = {
    "metadata_url": "https://v.example/metadata/",
    "targets_url": "https://v.example/targets/",
    "root": "e30",
}
WHOLE = {"schema": 1, "vendor": "v.example", "keys": [KEY], "channel": CHANNEL}
GONE = object()


def changed(data, **changes):
    return {k: v for k, v in {**data, **changes}.items() if v is not GONE}


def refused(bundle):
    """Return the fault that is told, with what is the same for all of them taken off."""
    with pytest.raises(ConfigurationError) as caught:
        parse_trust(bundle if isinstance(bundle, str) else dump_json(bundle))
    error = caught.value
    assert error.code == "TRUST_INVALID"
    assert error.setting == "sellxed-trust.json"
    start = "The trust bundle cannot be used: "
    assert error.message.startswith(start)
    assert error.message.endswith(".")
    assert not error.message.endswith("..")
    return error.message.removeprefix(start).removesuffix(".").removeprefix("The field ")


class TestContent:
    def test_everything_is_read(self):
        key = TrustedKey(
            kid="lic-1",
            purpose=Purpose.LICENCE,
            public_key=decode_base64url(X),
            not_before_at=AT,
            not_after_at=AT + SECOND,
        )
        text = dump_json(changed(WHOLE, keys=[changed(KEY, nbf=1_767_225_600, exp=1_767_225_601)]))

        assert parse_trust(text) == TrustBundle(
            vendor="v.example",
            keyring=Keyring((key,)),
            channel=ChannelAnchor(
                metadata_url=CHANNEL["metadata_url"],
                targets_url=CHANNEL["targets_url"],
                root=b"{}",
            ),
            text=text,
        )

    def test_a_vendor_without_keys_and_channel(self):
        bundle = parse_trust('{"schema": 1, "vendor": "v"}')

        assert (bundle.keyring, bundle.channel) == (Keyring(), None)

    def test_sections_are_for_later_readers(self):
        found = parse_trust(dump_json(changed(WHOLE, support={"contact": "a@b.ch"})))

        assert found.section("support").text("contact") == "a@b.ch"
        assert found.section("other") is None
        assert TrustBundle(vendor="v", keyring=Keyring()).section("support") is None


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"schema": 2}, "schema is not acceptable: this version of the SDK reads schema 1"),
            (
                {"schema": 0},
                f"schema is not acceptable: it must lie between 1 and {2**53 - 1}",
            ),
            ({"schema": GONE}, "schema is not acceptable: it is missing"),
            ({"vendor": ""}, "vendor is not acceptable: it is empty"),
            (
                {"vendor": "x" * 101},
                "vendor is not acceptable: it has 101 characters; at most 100 are read",
            ),
            ({"vendor": 1}, "vendor is not acceptable: a text is expected, not a number"),
            ({"keys": {}}, "keys is not acceptable: a list is expected, not an object"),
            ({"keys": [KEY, KEY]}, "keys is not acceptable: a kid stands twice"),
            ({"keys": [1]}, "keys[0] is not acceptable: an object is expected, not a number"),
            (
                {"keys": [changed(KEY, kid=f"k-{n}") for n in range(101)]},
                "keys is not acceptable: it has 101 items; at most 100 are read",
            ),
            ({"channel": []}, "channel is not acceptable: an object is expected, not a list"),
        ],
        ids=str,
    )
    def test_of_the_bundle(self, changes, told):
        assert refused(changed(WHOLE, **changes)) == told

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"kty": "EC"}, "crv is not acceptable: only Ed25519 keys are used"),
            ({"crv": "X25519"}, "crv is not acceptable: only Ed25519 keys are used"),
            ({"purpose": "all"}, "purpose is not acceptable: it is not a known purpose"),
            ({"x": X + "="}, "x is not acceptable: it is not base64url"),
            ({"x": X[:-1] + "p"}, "x is not acceptable: it is not base64url"),
            (
                {"x": "A" * 65},
                "x is not acceptable: it has 65 characters; at most 64 are read",
            ),
            (
                {"kid": "a_b"},
                "kid is not acceptable: it has characters or a form that are not allowed",
            ),
            (
                {"kid": "k" * 33},
                "kid is not acceptable: it has characters or a form that are not allowed",
            ),
            ({"nbf": -1}, "nbf is not acceptable: it must lie between 0 and 253402300799"),
            ({"exp": "2026"}, "exp is not acceptable: a whole number is expected, not a text"),
            (
                {"exp": True},
                "exp is not acceptable: a whole number is expected, not true or false",
            ),
        ],
        ids=str,
    )
    def test_of_a_key(self, changes, told):
        assert refused(changed(WHOLE, keys=[changed(KEY, **changes)])) == f"keys[0].{told}"

    @pytest.mark.parametrize(
        ("x", "told"),
        [
            ("A" * 43, "The Ed25519 key cannot be used: it is of small order"),
            ("A" * 64, "The Ed25519 key cannot be used: it has 48 bytes instead of 32"),
        ],
    )
    def test_of_what_a_key_is_made_of(self, x, told):
        assert refused(changed(WHOLE, keys=[changed(KEY, x=x)])) == told

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"root": "e31="}, "root is not acceptable: it is not base64url"),
            ({"root": GONE}, "root is not acceptable: it is missing"),
            ({"metadata_url": GONE}, "metadata_url is not acceptable: it is missing"),
            *(
                (
                    {name: url},
                    f"{name} is not acceptable: it has characters or a form that are not allowed",
                )
                for name in ("metadata_url", "targets_url")
                for url in ("file:///etc", "https://v.example/a b", "https://")
            ),
        ],
        ids=str,
    )
    def test_of_the_channel(self, changes, told):
        bundle = changed(WHOLE, channel=changed(CHANNEL, **changes))

        assert refused(bundle) == f"channel.{told}"

    def test_of_the_text(self):
        assert refused("[]") == "The JSON is not acceptable: an object is expected"
        assert "1000001" in refused(" " * 1_000_001)


class TestLimits:
    def test_are_reached(self):
        keys = [changed(KEY, kid=f"k-{n}") for n in range(100)]

        bundle = parse_trust(dump_json(changed(WHOLE, vendor="x" * 100, keys=keys)))
        assert len(bundle.keyring.keys) == 100
        assert len(parse_trust(dump_json(WHOLE).ljust(1_000_000)).keyring.keys) == 1

    def test_a_root_may_be_large(self):
        # Roots have many keys and signatures after some years.
        bundle = changed(WHOLE, channel=changed(CHANNEL, root="AAAA" * 50_000))

        assert len(parse_trust(dump_json(bundle)).channel.root) == 150_000

    def test_a_huge_file_is_not_read_to_its_end(self, tmp_path):
        path = tmp_path / "huge.json"
        with path.open("wb") as file:
            file.truncate(5_000_000)
        with pytest.raises(ConfigurationError, match="1000001"):
            load_trust(path)


class TestFiles:
    def test_is_read(self, tmp_path):
        path = tmp_path / "trust.json"
        path.write_text(dump_json(changed(WHOLE, vendor="Zürich")), encoding="utf-8")

        assert load_trust(path).vendor == "Zürich"

    def test_what_cannot_be_read_is_named(self, tmp_path):
        damaged = tmp_path / "damaged.json"
        damaged.write_bytes(b"\xff")
        for path, detail in (
            (damaged, "it is not UTF-8 text"),
            (tmp_path / "none.json", "No such file or directory"),
            (tmp_path, "Is a directory"),
        ):
            with pytest.raises(ConfigurationError) as caught:
                load_trust(path)
            assert caught.value.code == "TRUST_UNREADABLE"
            assert caught.value.setting == str(path)
            assert caught.value.message == f"The trust bundle {path} cannot be read: {detail}."

    def test_an_error_without_a_word_is_told_all_the_same(self, tmp_path):
        class Nameless(type(tmp_path)):
            def open(self, *_, **__):
                raise OSError

        with pytest.raises(ConfigurationError, match=r"cannot be read: unknown\.$"):
            load_trust(Nameless(tmp_path / "x"))


@pytest.mark.property
class TestAnything:
    @given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
    def test_any_text_is_a_bundle_or_our_error(self, text):
        with pytest.raises(ConfigurationError):
            parse_trust(text)

    @given(
        st.sampled_from(["schema", "vendor", "keys", "channel", "support"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from([*KEY, *CHANNEL, "nbf"]), inner, max_size=4)
            ),
            max_leaves=12,
        ),
    )
    def test_any_member_is_read_or_refused(self, name, value):
        try:
            bundle = parse_trust(json.dumps({**WHOLE, name: value}))
        except ConfigurationError as error:
            code = error.code
        else:
            code = None
            assert bundle.vendor
        assert code in (None, "TRUST_INVALID")
