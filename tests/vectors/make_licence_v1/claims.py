"""What a licence may say, at and beyond each limit."""

from __future__ import annotations

from documents import GONE, ISSUED_AT, licence
from expectations import UNREADABLE, valid, vector

# Tables: their rows keep together.
# fmt: off
HOSTS_51 = [f"s{number}.example.ch" for number in range(51)]
ENTITLEMENTS_51 = [f"feature:{number}" for number in range(51)]
HOST_191 = ".".join(["a" * 63] * 3)
GOOD = [
    ("jti-80", "the longest identifier", {"jti": "L" + "-" * 79}),
    ("jti-dots", "all characters that an identifier may have", {"jti": "0a._-Z"}),
    ("iss-100", "the longest issuer", {"iss": "v" * 100}),
    ("iss-any", "the issuer is not compared without a certificate", {"iss": "somebody"}),
    ("iss-100-emoji", "characters are counted, not bytes or UTF-16 units",
     {"iss": "\U0001f511" * 100}),
    ("cus-200", "the longest customer", {"cus": "\u00fc" * 200}),
    ("cus-null", "null is as good as absent", {"cus": None}),
    ("cus-absent", "no customer", {"cus": GONE}),
    ("tier-32", "the longest tier", {"tier": "t" * 32}),
    ("tier-null", "null is as good as absent", {"tier": None}),
    ("exp-null", "null is as good as absent: bought", {"exp": None}),
    ("hst-50", "as many hosts as there may be", {"hst": [*HOSTS_51[:49], "shop.example.ch"]}),
    ("hst-253", "the longest host", {"hst": [f"{HOST_191}.{'a' * 61}", "shop.example.ch"]}),
    ("hst-ip", "addresses in normal form",
     {"hst": ["2606:4700::1111", "9.9.9.9", "shop.example.ch"]}),
    ("hst-wildcard", "two labels follow the star", {"hst": ["*.example.li", "shop.example.ch"]}),
    ("hst-empty", "an empty list: any shop", {"hst": []}),
    ("hst-absent", "no list: any shop", {"hst": GONE}),
    ("ent-50", "as many entitlements as there may be", {"ent": ENTITLEMENTS_51[:50]}),
    ("ent-64", "the longest entitlement", {"ent": ["e" * 64]}),
    ("ent-empty", "no entitlements", {"ent": []}),
    ("seq-1", "a running number without a certificate decides nothing", {"seq": 1}),
    ("iat-0", "issued at the beginning of time", {"iat": 0}),
    ("sup-leap", "a leap day", {"sup": "2028-02-29"}),
    ("sup-far", "the last day that there is", {"sup": "9999-12-31"}),
]
MISSING_OR_NULL = [
    *[
        (f"{name}-missing", "a required claim", {name: GONE})
        for name in ("jti", "iss", "prd", "iat", "sup")
    ],
    *[
        (f"{name}-null", "only cus, tier and exp may be null", {name: None})
        for name in ("jti", "iss", "prd", "hst", "iat", "sup", "ent", "seq")
    ],
]
BAD_NAMES = [
    ("jti-81", "a longer identifier", {"jti": "L" * 81}),
    ("jti-empty", "an empty identifier", {"jti": ""}),
    ("jti-hyphen", "it begins with a letter or digit", {"jti": "-L1"}),
    ("jti-newline", "a line feed at the end", {"jti": "L-1\n"}),
    ("jti-number", "a number", {"jti": 1}),
    ("iss-101", "a longer issuer", {"iss": "v" * 101}),
    ("iss-empty", "an empty issuer", {"iss": ""}),
    ("prd-41", "a longer product", {"prd": "p" * 41}),
    ("prd-upper", "products are lower case", {"prd": "AlpenPay"}),
    ("prd-list", "one product only", {"prd": ["alpenpay"]}),
    ("cus-201", "a longer customer", {"cus": "c" * 201}),
    ("cus-empty", "an empty customer", {"cus": ""}),
    ("cus-object", "an object", {"cus": {"name": "Muster AG"}}),
    ("tier-33", "a longer tier", {"tier": "t" * 33}),
    ("tier-empty", "an empty tier", {"tier": ""}),
]
BAD_HOSTS = [
    ("hst-51", "more hosts than there may be", {"hst": HOSTS_51}),
    ("hst-254", "a longer host", {"hst": [f"{HOST_191}.{'a' * 62}"]}),
    ("hst-label-64", "a longer label", {"hst": [f"{'a' * 64}.ch"]}),
    ("hst-text", "a text in place of the list", {"hst": "shop.example.ch"}),
    ("hst-object", "an object in place of the list", {"hst": {}}),
    ("hst-number", "a number in the list", {"hst": [1]}),
    ("hst-upper", "not in normal form", {"hst": ["Shop.example.ch"]}),
    ("hst-url", "not in normal form", {"hst": ["https://shop.example.ch"]}),
    ("hst-port", "not in normal form", {"hst": ["shop.example.ch:443"]}),
    ("hst-dot", "not in normal form", {"hst": ["shop.example.ch."]}),
    ("hst-idn", "U-labels are not the normal form", {"hst": ["m\u00fcller.example.ch"]}),
    ("hst-ipv6", "IPv6 that is not compressed", {"hst": ["2606:4700:0:0:0:0:0:1111"]}),
    ("hst-empty-text", "an empty host", {"hst": [""]}),
    ("hst-star", "a star alone", {"hst": ["*"]}),
    ("hst-star-tld", "one label after the star", {"hst": ["*.ch"]}),
    ("hst-star-inside", "a star elsewhere", {"hst": ["shop.*.ch"]}),
    ("hst-star-twice", "two stars", {"hst": ["*.*.example.ch"]}),
    ("hst-hyphen", "a hyphen at the end of a label", {"hst": ["shop-.ch"]}),
]
BAD_ENTITLEMENTS = [
    ("ent-51", "more entitlements than there may be", {"ent": ENTITLEMENTS_51}),
    ("ent-65", "a longer entitlement", {"ent": ["e" * 65]}),
    ("ent-form", "an entitlement in another form", {"ent": ["Multi Store"]}),
    ("ent-number", "a number in the list", {"ent": [3]}),
    ("ent-object", "an object in place of the list", {"ent": {"shops": 3}}),
]
BAD_NUMBERS = [
    ("iat-negative", "before 1970", {"iat": -1}),
    ("iat-text", "a number as text", {"iat": str(ISSUED_AT)}),
    ("iat-true", "true is no number", {"iat": True}),
    ("iat-rfc3339", "another form of date", {"iat": "2026-10-24T05:00:00Z"}),
    ("exp-negative", "before 1970", {"exp": -1}),
    ("exp-text", "a number as text", {"exp": str(ISSUED_AT)}),
    ("exp-zero-false", "false is no number", {"exp": False}),
    ("seq-0", "running numbers begin with 1", {"seq": 0}),
    ("seq-text", "a number as text", {"seq": "1"}),
]
BAD_DAYS = [
    ("sup-february", "no day of the calendar", {"sup": "2027-02-29"}),
    ("sup-month", "no month of the calendar", {"sup": "2027-13-01"}),
    ("sup-instant", "an instant in place of a day", {"sup": "2027-10-24T00:00:00Z"}),
    ("sup-german", "another form of day", {"sup": "24.10.2027"}),
    ("sup-short", "another form of day", {"sup": "2027-1-1"}),
    ("sup-compact", "another form of day", {"sup": "20271024"}),
    ("sup-week", "another form of day", {"sup": "2027-W43-7"}),
    ("sup-digits", "digits of another script", {"sup": "\u0662\u0660\u0662\u0667-10-24"}),
    ("sup-number", "seconds in place of a day", {"sup": ISSUED_AT}),
]
# fmt: on


def vectors():
    bad = [*MISSING_OR_NULL, *BAD_NAMES, *BAD_HOSTS, *BAD_ENTITLEMENTS, *BAD_NUMBERS, *BAD_DAYS]
    return [
        *[
            vector(f"claims-{name}", about, licence(**change), valid())
            for name, about, change in GOOD
        ],
        *[
            vector(f"claims-{name}", about, licence(**change), UNREADABLE)
            for name, about, change in bad
        ],
        vector(
            "claims-prd-40", "the longest product", licence(prd="p" * 40), valid(), product="p" * 40
        ),
    ]
