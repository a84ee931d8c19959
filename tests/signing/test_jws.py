import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import (
    BadSignatureError,
    InvalidDocumentError,
    SellxedError,
    UnknownKeyError,
    WrongTypeError,
)
from sellxed_sdk.signing import (
    Purpose,
    decode_base64url,
    encode_base64url,
    parse_jws,
    sign_jws,
    verify_jws,
)

TYP = "sx-licence+jwt"


def pack(header, payload=b"{}", signature=b"\0" * 64):
    head = json.dumps(header).encode() if isinstance(header, dict) else header
    return ".".join(encode_base64url(part) for part in (head, payload, signature))


@pytest.fixture
def key(keyring):
    return keyring.get("licence-1", Purpose.LICENCE)


@pytest.fixture
def token(signers):
    return sign_jws({"a": 1}, typ=TYP, signer=signers[Purpose.LICENCE])


class TestParse:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "parts"),
            ("a.b", "parts"),
            ("a.b.c.d", "parts"),
            ("x" * 5_000, "size"),
            ("!!.e30.AA", "base64url"),
            (pack(b"[]"), "json"),
            (pack({"alg": "none", "kid": "a", "typ": TYP}), "alg"),
            (pack({"alg": "HS256", "kid": "a", "typ": TYP}), "alg"),
            (pack({"alg": "ES256", "kid": "a", "typ": TYP}), "alg"),
            (pack({"kid": "a", "typ": TYP}), "field"),
            (pack({"alg": "EdDSA", "typ": TYP}), "field"),
            (pack({"alg": "EdDSA", "kid": "a"}), "field"),
            (pack({"alg": "EdDSA", "kid": "../etc", "typ": TYP}), "field"),
            (pack({"alg": "EdDSA", "kid": "a" * 33, "typ": TYP}), "field"),
            (pack({"alg": "EdDSA", "kid": 1, "typ": TYP}), "field"),
            (pack({"alg": "EdDSA", "kid": "a", "typ": TYP, "crit": ["b64"]}), "header"),
            (pack({"alg": "EdDSA", "kid": "a", "typ": TYP, "b64": False}), "header"),
            (pack({"alg": "EdDSA", "kid": "a", "typ": TYP, "jwk": {}}), "header"),
            (pack({"alg": "EdDSA", "kid": "a", "typ": TYP, "jku": "https://x"}), "header"),
            (pack({"alg": "EdDSA", "kid": "a", "typ": TYP, "x5c": []}), "header"),
            (pack({"alg": "EdDSA", "kid": "a", "typ": TYP}, signature=b"x"), "signature-length"),
        ],
    )
    def test_names_what_is_wrong_with_the_form(self, text, reason):
        with pytest.raises(InvalidDocumentError) as caught:
            parse_jws(text)

        assert caught.value.reason == reason

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("a.b", "it does not have three parts"),
            ("!!.e30.AA", "its header is not base64url"),
            ("x" * 513 + ".e30.AA", "its header has 513 characters"),
            (pack({"alg": "none", "kid": "a", "typ": TYP}), "the algorithm is not EdDSA"),
            (
                pack({"alg": "EdDSA", "kid": "a", "typ": TYP, "jwk": {}, "crit": []}),
                "the header 'crit' is refused",
            ),
            (
                pack({"alg": "EdDSA", "kid": "a", "typ": TYP}, signature=b"x"),
                "the signature has 1 bytes",
            ),
            (
                pack({"alg": "EdDSA", "kid": "a", "typ": TYP}) + "!",
                "a part is not base64url",
            ),
        ],
        ids=lambda value: value[:40],
    )
    def test_says_what_is_wrong_with_the_form(self, text, told):
        with pytest.raises(InvalidDocumentError) as caught:
            parse_jws(text)

        assert caught.value.message == f"This is not a signed document of this SDK: {told}."

    def test_a_header_is_flat_but_for_one_level(self):
        header = {"alg": "EdDSA", "kid": "a", "typ": TYP}

        assert parse_jws(pack({**header, "x": {"y": 1}})).kid == "a"
        with pytest.raises(InvalidDocumentError, match="nested too deeply"):
            parse_jws(pack({**header, "x": {"y": {}}}))

    def test_says_how_large_it_is_and_may_be(self):
        with pytest.raises(InvalidDocumentError) as caught:
            parse_jws("x" * 101, max_chars=100)

        assert (caught.value.code, caught.value.reason) == ("DOCUMENT_TOO_LARGE", "size")
        assert "101" in caught.value.message
        assert "100 " in caught.value.message

    def test_names_the_member_of_the_header(self):
        with pytest.raises(InvalidDocumentError) as caught:
            parse_jws(pack({"alg": "EdDSA", "kid": "a", "typ": "t" * 65}))

        assert caught.value.message == (
            "The field header.typ is not acceptable: it has 65 characters; at most 64 are read."
        )

    @pytest.mark.property
    @given(st.text() | st.text("eyJ.-_AQ~", max_size=200))
    def test_any_text_gives_our_error_or_a_document(self, text):
        try:
            parse_jws(text)
        except InvalidDocumentError:
            return


class TestVerify:
    def test_accepts_both_names_of_the_algorithm(self, signers, key):
        for name in ("EdDSA", "Ed25519"):
            head = json.dumps({"alg": name, "kid": "licence-1", "typ": TYP}).encode()
            signed = f"{encode_base64url(head)}.{encode_base64url(b'{}')}"
            signature = signers[Purpose.LICENCE].sign(signed.encode())
            jws = parse_jws(f"{signed}.{encode_base64url(signature)}")

            assert list(verify_jws(jws, typ=TYP, key=key)) == []

    def test_refuses_another_type_before_the_signature(self, token, key):
        with pytest.raises(WrongTypeError) as caught:
            verify_jws(parse_jws(token), typ="sx-partner+jwt", key=key)
        assert caught.value.kid == "licence-1"
        assert caught.value.message == (
            "This is a document of type 'sx-licence+jwt' where 'sx-partner+jwt' is needed."
        )

    def test_refuses_a_key_of_another_name(self, token, keyring):
        other = keyring.get("release-1", Purpose.RELEASE)

        with pytest.raises(BadSignatureError) as caught:
            verify_jws(parse_jws(token), typ=TYP, key=other)
        assert caught.value.kid == "licence-1"
        assert caught.value.message == (
            "The signature by the key 'licence-1' does not match: "
            "the document was changed or forged."
        )

    def test_a_key_for_one_purpose_is_unknown_for_another(self, keyring):
        with pytest.raises(UnknownKeyError):
            keyring.get("licence-1", Purpose.RELEASE)

    def test_refuses_signed_bytes_that_are_not_strict_json(self, signers, key):
        head = encode_base64url(
            json.dumps({"alg": "EdDSA", "kid": "licence-1", "typ": TYP}).encode()
        )
        body = encode_base64url(b'{"a":1,"a":2}')
        signed = f"{head}.{body}"
        signature = signers[Purpose.LICENCE].sign(signed.encode())

        with pytest.raises(InvalidDocumentError, match="twice"):
            verify_jws(parse_jws(f"{signed}.{encode_base64url(signature)}"), typ=TYP, key=key)

    def test_every_changed_character_is_noticed(self, token, key):
        for at, old in enumerate(token):
            for new in ("A", "b", ".", "=", "!"):
                if new == old:
                    continue
                changed = token[:at] + new + token[at + 1 :]
                with pytest.raises(SellxedError):
                    verify_jws(parse_jws(changed), typ=TYP, key=key)


class TestBase64url:
    @pytest.mark.property
    @given(st.binary())
    def test_round_trip(self, data):
        text = encode_base64url(data)

        assert decode_base64url(text) == data
        assert text == base64.urlsafe_b64encode(data).decode().rstrip("=")

    @pytest.mark.parametrize("text", ["", "AAAX", "XXXX", "AAA_", "AA-_", "AAE", "AA"])
    def test_spells_canonically(self, text):
        assert encode_base64url(decode_base64url(text)) == text

    @pytest.mark.parametrize("text", ["A", "AB=", "AB==", "A B", "AB\n", "A+", "A/", "AB", "ä"])
    def test_refuses_other_spellings(self, text):
        # "AB" carries spare bits: another spelling of "AA"
        assert decode_base64url(text) is None
