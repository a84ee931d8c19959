"""base64url and strict JSON."""

from __future__ import annotations

from codec_base64url import spellings
from documents import (
    LICENCE_CLAIMS,
    ORDINARY,
    dump,
    licence_with_header,
    licence_with_payload,
    make_header,
)
from expectations import DAMAGED, UNREADABLE, valid, vector

# Tables: their rows keep together.
# fmt: off
DEEP = b'{"a":{"a":{"a":1}}}'
GOOD_MEMBERS = [
    ("surrogate-pair", "a pair of surrogates is one character", b'"x":"\\ud83d\\udd11"'),
    ("escaped-solidus", "escapes that nobody needs", b'"x":"\\/\\u0041"'),
    ("u0000", "an escaped zero byte", b'"x":"\\u0000"'),
    ("depth-4", "four levels, the outermost counted", b'"x":' + DEEP),
    ("depth-4-lists", "four levels of lists", b'"x":[[[1]]]'),
    ("brackets-in-text", "brackets inside a text open no level", b'"x":"[[[[[[{{{{{{"'),
    ("names-in-text", "a name inside a text is no name", b'"x":"\\"jti\\":\\"L-2\\""'),
    ("names-in-levels", "the same name in different objects", b'"x":[{"jti":1},{"jti":2}]'),
    ("max-integer", "2^53 - 1", b'"x":9007199254740991'),
    ("min-integer", "-(2^53 - 1)", b'"x":-9007199254740991'),
    ("empty-name", "an empty name", b'"":1'),
    ("backslash-ud800", "a backslash, not a surrogate", b'"x":"\\\\ud800"'),
]
TWICE = [
    ("twice", "a name twice", b'"prd":"other"'),
    ("twice-same", "a name twice with the same value", b'"prd":"alpenpay"'),
    ("twice-escaped", "a name twice, once escaped", b'"pr\\u0064":"other"'),
    ("twice-unknown", "an unknown name twice", b'"x":1,"x":1'),
    ("twice-nested", "a name twice in an inner object", b'"x":{"y":1,"y":2}'),
    ("twice-in-list", "a name twice in an object of a list", b'"x":[{"y":1},{"y":1,"y":2}]'),
]
BAD_NUMBERS = [
    ("nan", "not a number", b'"x":NaN'),
    ("infinity", "infinity", b'"x":Infinity'),
    ("minus-infinity", "minus infinity", b'"x":-Infinity'),
    ("fraction", "a fraction", b'"x":1.5'),
    ("fraction-zero", "a fraction that is whole", b'"x":1.0'),
    ("exponent", "an exponent", b'"x":1e3'),
    ("exponent-large", "a number beyond all bounds", b'"x":1e999'),
    ("integer-2-53", "2^53", b'"x":9007199254740992'),
    ("integer-2-53-plus-1", "2^53 + 1, which rounds to 2^53", b'"x":9007199254740993'),
    ("integer-minus-2-53", "-2^53", b'"x":-9007199254740992'),
    ("integer-400", "400 digits", b'"x":' + b"9" * 400),
    ("leading-zero", "a leading zero", b'"x":01'),
    ("plus", "a plus sign", b'"x":+1'),
    ("hex", "a hexadecimal number", b'"x":0x1'),
]
TOO_DEEP = [
    ("depth-5", "five levels", b'"x":{"a":' + DEEP + b"}"),
    ("depth-5-lists", "five levels of lists", b'"x":[[[[1]]]]'),
    ("depth-5-empty", "five levels, the innermost empty", b'"x":[[[[]]]]'),
    ("depth-700", "700 levels", b'"x":' + b"[" * 700 + b"]" * 700),
]
BAD_TEXTS = [
    ("surrogate-high", "a lone high surrogate", b'"x":"\\ud800"'),
    ("surrogate-low", "a lone low surrogate", b'"x":"\\udc00"'),
    ("surrogates-swapped", "two surrogates in the wrong order", b'"x":"\\udc00\\ud800"'),
    ("surrogate-name", "a lone surrogate in a name", b'"\\ud800":1'),
    ("surrogate-bytes", "a surrogate as bytes", b'"x":"\xed\xa0\x80"'),
    ("latin-1", "Latin-1 in place of UTF-8", b'"x":"\xfc"'),
    ("overlong", "an overlong form", b'"x":"\xc0\xaf"'),
    ("beyond-unicode", "beyond U+10FFFF", b'"x":"\xf4\x90\x80\x80"'),
    ("raw-newline", "a line feed inside a text", b'"x":"a\nb"'),
    ("raw-nul", "a zero byte inside a text", b'"x":"\x00"'),
    ("escape-unknown", "an unknown escape", b'"x":"\\x41"'),
]
BAD_SYNTAX = [
    ("single-quotes", "single quotes", b"'x':1"),
    ("comma-last", "a comma at the end", b'"x":[1,]'),
    ("comment", "a comment", b'"x":1/* */'),
    ("form-feed", "white space that JSON does not have", b'"x":\x0c1'),
    ("nbsp", "a no-break space between members", b'"x":\xc2\xa01'),
    ("upper-words", "words in upper case", b'"x":TRUE'),
    ("python-words", "words of another language", b'"x":None'),
]
WHOLE_PAYLOADS = [
    ("bom", "a byte order mark", b"\xef\xbb\xbf" + dump(LICENCE_CLAIMS)),
    ("trailing", "a second object", dump(LICENCE_CLAIMS) + b"{}"),
    ("trailing-nul", "a zero byte after the object", dump(LICENCE_CLAIMS) + b"\x00"),
    ("trailing-brace", "a brace too many", dump(LICENCE_CLAIMS) + b"}"),
    ("unclosed", "a brace too few", dump(LICENCE_CLAIMS)[:-1]),
    ("list", "a list", dump([LICENCE_CLAIMS])),
    ("text", "a text", dump("L-1")),
    ("null", "null", b"null"),
    ("number", "a number", b"1"),
    ("blank", "white space alone", b"  "),
    ("utf-16", "UTF-16", dump(LICENCE_CLAIMS).decode().encode("utf-16-le")),
    ("iat-fraction", "an issue date with a fraction",
     dump(LICENCE_CLAIMS).replace(b"1792818000", b"1792818000.0")),
    ("iat-exponent", "an issue date with an exponent",
     dump(LICENCE_CLAIMS).replace(b"1792818000", b"1792818e3")),
    ("iat-2-53", "an issue date of 2^53",
     dump(LICENCE_CLAIMS).replace(b"1792818000", b"9007199254740992")),
]
HEADER_BYTES = dump(make_header())
HEADERS = [
    ("header-kid-twice", "a kid twice in the header", HEADER_BYTES[:-1] + b',"kid":"lic-next"}'),
    ("header-alg-twice", "an algorithm twice in the header",
     HEADER_BYTES[:-1] + b',"alg":"EdDSA"}'),
    ("header-trailing", "a second object after the header", HEADER_BYTES + b"{}"),
    ("header-unclosed", "a header that is no JSON", HEADER_BYTES[:-1]),
    ("header-latin-1", "a header that is not UTF-8", HEADER_BYTES[:-1] + b',"x":"\xfc"}'),
    ("header-nan", "not a number in the header", HEADER_BYTES[:-1] + b',"x":NaN}'),
    ("header-bom", "a byte order mark before the header", b"\xef\xbb\xbf" + HEADER_BYTES),
    ("header-list", "a list as header", b"[" + HEADER_BYTES + b"]"),
]
# fmt: on


def with_member(text):
    """The ordinary claims with one more member, given as bytes of JSON."""
    return dump(LICENCE_CLAIMS)[:-1] + b"," + text + b"}"


def vectors():
    bad = [*TWICE, *BAD_NUMBERS, *TOO_DEEP, *BAD_TEXTS, *BAD_SYNTAX]
    payloads = [
        *[(name, about, with_member(text), valid()) for name, about, text in GOOD_MEMBERS],
        *[(name, about, with_member(text), UNREADABLE) for name, about, text in bad],
        *[(name, about, payload, UNREADABLE) for name, about, payload in WHOLE_PAYLOADS],
    ]
    no_base64url = f"{ORDINARY[:10]}*{ORDINARY[11:]}"
    damaged = [
        *spellings(),
        *[(name, about, licence_with_header(header)) for name, about, header in HEADERS],
        ("header-base64", "a header that is no base64url", no_base64url),
    ]
    return [
        *[
            vector(f"codec-{name}", about, licence_with_payload(payload), expected)
            for name, about, payload, expected in payloads
        ],
        *[vector(f"codec-{name}", about, key, DAMAGED) for name, about, key in damaged],
    ]
