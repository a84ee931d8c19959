"""Keys of exactly so many characters."""

from __future__ import annotations

from documents import CERTIFICATE, LICENCE_CLAIMS, PARTNER_LICENCE_CLAIMS, dump, make_header, signed
from signers import PARTNER_KEY, VENDOR_KEYS

from sellxed_sdk.signing import encode_base64url as b64


def of_length(size):
    """A good licence of exactly so many characters."""
    for note in range(4):
        header = make_header(note="n" * note)
        room = size - 88 - len(b64(dump(header)))
        filler = room * 3 // 4 - len(dump({**LICENCE_CLAIMS, "x": ""}))
        text = signed(header, {**LICENCE_CLAIMS, "x": "x" * filler}, VENDOR_KEYS["lic-2026"])
        if len(text) == size:
            return text
    raise AssertionError(size)


def partner_of_length(size):
    """A good partner's key of exactly so many characters."""
    for note in range(4):
        header = make_header("p-31ef2f55", note="n" * note)
        room = size - 89 - len(CERTIFICATE) - len(b64(dump(header)))
        filler = room * 3 // 4 - len(dump({**PARTNER_LICENCE_CLAIMS, "x": ""}))
        text = signed(header, {**PARTNER_LICENCE_CLAIMS, "x": "x" * filler}, PARTNER_KEY)
        if len(text) + 1 + len(CERTIFICATE) == size:
            return f"{text}~{CERTIFICATE}"
    raise AssertionError(size)
