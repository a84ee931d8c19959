"""Spellings of base64url that are not the canonical one, each signed or not."""

from __future__ import annotations

from documents import (
    LICENCE_CLAIMS,
    ORDINARY,
    dump,
    licence,
    licence_with_payload,
    make_header,
    respelt,
)
from signers import VENDOR_KEYS

from sellxed_sdk.signing import encode_base64url as b64


def with_spare_bit(text):
    """The last character with its lowest spare bit set: another spelling of the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(text) % 4 in (2, 3)
    return text[:-1] + alphabet[alphabet.index(text[-1]) + 1]


def claims_of_remainder(count):
    """Claims whose JSON has a multiple of three bytes and so many more."""
    length = len(dump({**LICENCE_CLAIMS, "x": ""}))
    return dump({**LICENCE_CLAIMS, "x": "x" * (count + -length % 3)})


# Tables: their rows keep together.
# fmt: off


def spellings():
    signer = VENDOR_KEYS["lic-2026"]
    odd = licence_with_payload(claims_of_remainder(1))
    even = licence_with_payload(claims_of_remainder(0))
    header, payload, signature = odd.split(".")
    length = len(dump(make_header(note="")))
    note = b64(dump(make_header(note="x" * (1 + -length % 3))))
    return [
        ("payload-spare-bits", "spare bits of the payload that are not zero",
         f"{header}.{with_spare_bit(payload)}.{signature}"),
        ("payload-spare-bits-signed", "... and signed in that spelling",
         respelt(odd, signer, payload=with_spare_bit(payload))),
        ("header-spare-bits-signed", "spare bits of the header, signed in that spelling",
         respelt(odd, signer, header=with_spare_bit(note))),
        ("signature-spare-bits", "spare bits of the signature",
         f"{header}.{payload}.{with_spare_bit(signature)}"),
        ("signature-padding", "padding after the signature", f"{ORDINARY}=="),
        ("signature-padding-1", "half of the padding", f"{ORDINARY}="),
        ("payload-padding", "padding after the payload", f"{header}.{payload}==.{signature}"),
        ("payload-padding-signed", "... and signed so",
         respelt(odd, signer, payload=f"{payload}==")),
        ("header-padding-signed", "padding after the header, signed so",
         respelt(odd, signer, header=f"{note}==")),
        ("payload-junk", "a foreign character in the payload",
         f"{header}.{payload[:9]}!{payload[9:]}.{signature}"),
        ("payload-junk-signed", "... and signed so",
         respelt(odd, signer, payload=f"{payload[:9]}!{payload[9:]}")),
        ("signature-junk", "a foreign character in the signature",
         f"{ORDINARY[:-5]}%{ORDINARY[-5:]}"),
        ("signature-question", "a foreign character at the end", f"{ORDINARY}?"),
        ("signature-percent-3d", "a percent escape at the end", f"{ORDINARY}%3D"),
        ("payload-nul", "a zero byte in the payload",
         f"{header}.{payload[:9]}\x00{payload[9:]}.{signature}"),
        ("payload-umlaut", "a letter outside ASCII",
         f"{header}.{payload[:9]}\u00e4{payload[9:]}.{signature}"),
        # A reader that applies NFKC would take it for the letter that was signed.
        ("payload-full-width", "a letter of full width in place of the same one",
         f"{header}.{payload[:9]}{chr(ord(payload[9]) + 0xFEE0)}{payload[10:]}.{signature}"),
        ("payload-rest-1", "a length that base64 cannot have",
         respelt(even, signer, payload=f"{even.split('.')[1]}A")),
        ("standard-alphabet", "the standard alphabet, + and /", standard_alphabet()),
    ]
# fmt: on


def standard_alphabet():
    """A licence whose signature has both characters, in the other alphabet."""
    for number in range(1000):
        text = licence(jti=f"L-{number}")
        start, _, last = text.rpartition(".")
        if "-" in last and "_" in last:
            return f"{start}.{last.replace('-', '+').replace('_', '/')}"
    raise AssertionError
