"""What a partner was entitled to issue, and what not."""

from __future__ import annotations

from documents import CERTIFICATE_CLAIMS, GONE, certificate, partner_licence
from expectations import OUT_OF_SCOPE, valid, vector

# Tables: their rows keep together.
# fmt: off
HOSTS_50 = [f"s{number}.example.ch" for number in range(50)]
BEGIN, END = CERTIFICATE_CLAIMS["nbf"], CERTIFICATE_CLAIMS["exp"]
LONG_SUPPORT = {"msd": 36_525}
INSIDE = [
    ("product-second", "the second product", {"prd": "alpenship"}, {}, {"product": "alpenship"}),
    ("seq-max", "the last running number", {"seq": 100}, {}, {}),
    ("issued-first", "issued in the first second of the window", {"iat": BEGIN}, LONG_SUPPORT, {}),
    ("issued-last", "issued in the last second of the window", {"iat": END}, {},
     {"now": "2027-03-01T00:00:00Z"}),
    ("window-over", "the window is over now: what was issued stays good", {}, {},
     {"now": "2027-09-01T00:00:00Z"}),
    ("support-366", "the longest support", {"sup": "2027-10-25"}, {}, {}),
    ("support-early", "the day of issue is one in UTC", {"iat": 1_792_800_000, "sup": "2027-10-25"},
     {}, {}),
    ("support-late", "the day of issue is one in UTC", {"iat": 1_792_886_399, "sup": "2027-10-25"},
     {}, {}),
    ("hosts-5", "as many hosts as allowed", {"hst": [*HOSTS_50[:4], "shop.example.ch"]}, {}, {}),
    ("hosts-50", "50 where the certificate says nothing",
     {"hst": [*HOSTS_50[:49], "shop.example.ch"]}, {"mxh": GONE}, {}),
    ("hosts-star", "a star counts as one host", {"hst": ["*.example.ch"]}, {"mxh": 1}, {}),
    ("ent", "entitlements that may be granted", {"ent": ["shops:3", "multistore"]}, {}, {}),
]
OUTSIDE = [
    ("issuer", "another issuer", {"iss": "vendor.example"}, {}),
    ("issuer-case", "issuers are compared exactly", {"iss": "Partner.example"}, {}),
    ("product", "another product", {"prd": "alpenfly"}, {}),
    ("product-none", "a certificate without products allows none", {}, {"prd": GONE}),
    ("product-empty", "an empty list allows none", {}, {"prd": []}),
    ("seq-missing", "no running number", {"seq": GONE}, {}),
    ("seq-101", "one number too many", {"seq": 101}, {}),
    ("seq-2-of-1", "the second of one", {"seq": 2}, {"max": 1}),
    ("issued-before", "issued a second before the window", {"iat": BEGIN - 1}, LONG_SUPPORT),
    ("issued-after", "issued a second after the window", {"iat": END + 1}, {}),
    ("window-empty", "a window that ends before it begins", {}, {"exp": BEGIN - 1}),
    ("support-367", "support of a day too many", {"sup": "2027-10-26"}, {}),
    ("support-2-of-1", "two days where one is allowed", {"sup": "2026-10-26"}, {"msd": 1}),
    ("support-9999", "support without end", {"sup": "9999-12-31"}, LONG_SUPPORT),
    ("hosts-none", "no hosts: any shop", {"hst": []}, {}),
    ("hosts-absent", "no list: any shop", {"hst": GONE}, {}),
    ("hosts-6", "a host too many", {"hst": [*HOSTS_50[:5], "shop.example.ch"]}, {}),
    ("hosts-2-of-1", "two hosts where one is allowed", {"hst": [HOSTS_50[0], "shop.example.ch"]},
     {"mxh": 1}),
    ("ent-other", "an entitlement that may not be granted", {"ent": ["multistore", "shops:4"]}, {}),
    ("ent-none", "a certificate without entitlements allows none", {"ent": ["multistore"]},
     {"ent": GONE}),
    ("ent-empty", "an empty list allows none", {"ent": ["multistore"]}, {"ent": []}),
    ("test-certificate", "a live licence under a certificate for test licences", {},
     {"test": True}),
]
# fmt: on


def vectors():
    return [
        *[
            vector(f"partner-scope-{name}", about, issued(mine, theirs), valid(), **more)
            for name, about, mine, theirs, more in INSIDE
        ],
        *[
            vector(f"partner-scope-{name}", about, issued(mine, theirs), OUT_OF_SCOPE)
            for name, about, mine, theirs in OUTSIDE
        ],
    ]


def issued(licence_claims, certificate_claims):
    return f"{partner_licence(**licence_claims)}~{certificate(**certificate_claims)}"
