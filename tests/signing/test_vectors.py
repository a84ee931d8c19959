"""Public signature vectors, run through our own verification (tests/vectors/signing)."""

import hashlib
import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import BadSignatureError, InvalidDocumentError
from sellxed_sdk.signing import (
    Jws,
    PrivateKey,
    Purpose,
    TrustedKey,
    check_public_key,
    decode_base64url,
    encode_base64url,
    parse_jws,
    verify_jws,
)

VECTORS = Path(__file__).parents[1] / "vectors" / "signing"
TYP = "sx-licence+jwt"


def load(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def verdict(key, message, signature):
    """What our code says of a signature, and by which of its two checks."""
    try:
        trusted = TrustedKey(kid="k", purpose=Purpose.LICENCE, public_key=key)
    except InvalidDocumentError:
        return "refuse", "key"
    jws = Jws(kid="k", typ=TYP, payload=b"{}", signing_input=message, signature=signature)
    try:
        claims = verify_jws(jws, typ=TYP, key=trusted)
    except BadSignatureError:
        return "refuse", "signature"
    assert list(claims) == []
    return "accept", "signature"


def verdict_of(case):
    return verdict(*(bytes.fromhex(case[name]) for name in ("key", "msg", "sig")))


class TestWycheproof:
    FILE = load("wycheproof_ed25519.json")

    @pytest.mark.parametrize("case", FILE["tests"], ids=lambda case: str(case["tcId"]))
    def test_has_the_documented_verdict(self, case):
        expected = {"valid": ("accept", "signature"), "invalid": ("refuse", "signature")}
        if case["result"] == "acceptable":
            (flag,) = case["flags"]
            policy = self.FILE["policy"][flag]
            expected["acceptable"] = (policy["verdict"], policy["by"])

        assert verdict_of(case) == expected[case["result"]]

    def test_is_whole(self):
        cases = self.FILE["tests"]
        results = [case["result"] for case in cases]

        assert sorted(case["tcId"] for case in cases) == list(range(1, 211))
        assert [results.count(name) for name in ("valid", "invalid", "acceptable")] == [117, 64, 29]
        # signatures that are too short, too long or empty go the same way
        assert {len(case["sig"]) // 2 for case in cases} > {0, 63, 64, 65}


class TestRfc8037:
    (CASE,) = load("rfc8037.json")["tests"]
    SIGNED, _, SIGNATURE = CASE["jws"].rpartition(".")

    def test_the_seed_makes_the_public_key_of_appendix_a_2(self):
        key = PrivateKey.from_seed(decode_base64url(self.CASE["d"]))

        assert encode_base64url(key.public_bytes) == self.CASE["x"]
        assert check_public_key(key.public_bytes) == key.public_bytes

    def test_we_sign_the_same_bytes_as_appendix_a_4(self):
        key = PrivateKey.from_seed(decode_base64url(self.CASE["d"]))
        header = encode_base64url(b'{"alg":"EdDSA"}')
        payload = encode_base64url(self.CASE["payload"].encode())

        assert f"{header}.{payload}" == self.SIGNED
        assert encode_base64url(key.sign(self.SIGNED.encode())) == self.SIGNATURE

    def test_the_signature_of_appendix_a_5_verifies(self):
        key, signature = decode_base64url(self.CASE["x"]), decode_base64url(self.SIGNATURE)

        assert verdict(key, self.SIGNED.encode(), signature) == ("accept", "signature")
        assert verdict(key, self.SIGNED.encode() + b"x", signature) == ("refuse", "signature")

    def test_its_header_names_no_key_and_no_type_and_is_refused(self):
        with pytest.raises(InvalidDocumentError, match=r"header\.kid") as caught:
            parse_jws(self.CASE["jws"])

        assert caught.value.reason == "field"


class TestDisputed:
    """Signatures that libraries disagree about: our verdict is written down."""

    FILE = load("disputed_ed25519.json")

    @pytest.mark.parametrize("case", FILE["tests"], ids=lambda case: case["name"])
    def test_has_the_documented_verdict(self, case):
        assert verdict_of(case) == (case["verdict"], case["by"])
        assert case["why"]

    @pytest.mark.parametrize("case", FILE["tests"], ids=lambda case: case["name"])
    def test_is_what_the_file_says(self, case):
        assert equations(case) == (case["cofactored"], case["cofactorless"])

    def test_there_is_one_of_each_class(self):
        assert len({case["name"] for case in self.FILE["tests"]}) == 12


class TestSpelling:
    """Wycheproof's JWS group `base64`, done to a document of ours (vectors' README)."""

    HEADER = encode_base64url(json.dumps({"alg": "EdDSA", "kid": "licence-1", "typ": TYP}).encode())
    PAYLOAD = encode_base64url(b"{}")  # two bytes: the last character has two spare bits

    @pytest.fixture
    def read(self, signers, keyring):
        """Sign header and payload as they are spelt, respell the signature, and read all."""
        key = keyring.get("licence-1", Purpose.LICENCE)

        def read(header, payload, respell=str):
            signed = f"{header}.{payload}"
            signature = encode_base64url(signers[Purpose.LICENCE].sign(signed.encode()))
            return verify_jws(parse_jws(f"{signed}.{respell(signature)}"), typ=TYP, key=key)

        return read

    def refused(self, read, *parts):
        with pytest.raises(InvalidDocumentError) as caught:
            read(*parts)
        return caught.value.reason

    def test_357_the_canonical_spelling_is_read(self, read):
        assert list(read(self.HEADER, self.PAYLOAD)) == []

    def test_358_359_signatures_of_any_first_character_are_read(self, read):
        seen = set()
        for number in range(400):
            payload = encode_base64url(json.dumps({"a": number}).encode())
            assert list(read(self.HEADER, payload, lambda text: seen.add(text[0]) or text)) == ["a"]

        assert seen == set(string.ascii_letters + string.digits + "-_")

    @pytest.mark.parametrize(
        "respell",
        [
            pytest.param(lambda text: "    " + text, id="360-spaces-before"),
            pytest.param(lambda text: "?" + text, id="361-foreign-before"),
            pytest.param(lambda text: text + "?", id="362-foreign-after"),
            pytest.param(lambda text: "?" + text[1:], id="363-foreign-instead"),
            pytest.param(lambda text: "????" + text[4:], id="364-four-foreign-instead"),
            pytest.param(lambda text: text + "==", id="padding"),
            pytest.param(lambda text: text + "\n", id="line-end"),
            pytest.param(lambda text: text[:-1] + chr(ord(text[-1]) + 1), id="spare-bits"),
        ],
    )
    def test_other_spellings_of_the_signature_are_refused(self, read, respell):
        assert self.refused(read, self.HEADER, self.PAYLOAD, respell) == "base64url"

    @pytest.mark.parametrize(
        ("header", "payload"),
        [
            pytest.param(HEADER + "    ", PAYLOAD, id="365-spaces-in-header"),
            pytest.param(HEADER + "####", PAYLOAD, id="366-foreign-in-header"),
            pytest.param(HEADER + "==", PAYLOAD, id="padding-in-header"),
            pytest.param(HEADER, "    " + PAYLOAD, id="368-spaces-in-payload"),
            pytest.param(HEADER, "####" + PAYLOAD, id="369-foreign-in-payload"),
            pytest.param(HEADER, "?" + PAYLOAD, id="371-foreign-before-payload"),
            pytest.param(HEADER, PAYLOAD + "=", id="padding-in-payload"),
            pytest.param(HEADER, "AB", id="374-375-spare-bits-in-payload"),
            pytest.param(HEADER, PAYLOAD[:-1] + "1", id="spare-bits-in-payload"),
        ],
    )
    def test_other_spellings_are_refused_though_they_were_signed(self, read, header, payload):
        assert self.refused(read, header, payload) == "base64url"

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('{{ "kid" : "licence-1", "alg" : "EdDSA", "typ": "{}" }}', id="376"),
            pytest.param('{{"kid":"licence-1",\n\t"alg":"EdDSA",\r\n"typ":"{}"}}', id="377"),
        ],
    )
    def test_white_space_inside_the_json_of_the_header_is_read(self, read, text):
        assert list(read(encode_base64url(text.format(TYP).encode()), self.PAYLOAD)) == []

    @pytest.mark.property
    @given(st.text("AQgw_-7=+/ ?.\n\u00e9", max_size=9))
    def test_a_payload_is_read_exactly_where_it_is_canonical(self, payload):
        text = f"{self.HEADER}.{payload}.{'A' * 86}"
        if is_canonical(payload):
            assert encode_base64url(parse_jws(text).payload) == payload
        else:
            with pytest.raises(InvalidDocumentError):
                parse_jws(text)


ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def is_canonical(text):
    """RFC 4648, sections 3.5 and 5, without padding: told without decoding anything."""
    if any(character not in ALPHABET for character in text) or len(text) % 4 == 1:
        return False
    spare = {0: 1, 2: 16, 3: 4}[len(text) % 4]
    return not text or ALPHABET.index(text[-1]) % spare == 0


# The curve once more, as slow and plain as RFC 8032 has it: no code is shared with what is tested.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    t = D * a[0] * b[0] * a[1] * b[1] % P
    inverse = pow(1 - t * t, -1, P)  # one inversion for both denominators
    x = (a[0] * b[1] + a[1] * b[0]) * (1 - t) * inverse
    y = (a[1] * b[1] + a[0] * b[0]) * (1 + t) * inverse
    return x % P, y % P


def times(number, point):
    result = (0, 1)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def to_point(raw):
    sign, y = divmod(int.from_bytes(raw, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0
    return (x if x % 2 == sign else -x % P), y % P


BASE = to_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def equations(case):
    """Whether [8][S]B = [8](R + [h]A), and whether [S]B = R + [h]A."""
    key, message, signature = (bytes.fromhex(case[name]) for name in ("key", "msg", "sig"))
    hashed = hashlib.sha512(signature[:32] + key + message).digest()
    factor = int.from_bytes(hashed, "little") % L
    left = times(int.from_bytes(signature[32:], "little"), BASE)
    right = add(to_point(signature[:32]), times(factor, to_point(key)))
    return times(8, left) == times(8, right), left == right
