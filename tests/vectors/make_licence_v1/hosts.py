"""Addresses of shops: normal form, licensed, test system, other."""

from __future__ import annotations

from documents import GONE, licence
from expectations import WRONG_HOST, blocked, valid, vector
from hosts_tables import HOSTS, LICENSED, NO_HOSTS, OTHERS, SPELT, TEST_SYSTEMS, TEST_WORDS

# Tables: their rows keep together.
# fmt: off
SHOP = "shop.example.ch"
BOUND, UNBOUND = licence(hst=HOSTS), licence(hst=GONE)
FOR_STAGING = licence(hst=["staging.shop.ch"])
TEST_SYSTEM, NO_HOST = valid("HOST_TEST_SYSTEM"), valid("HOST_INVALID")
EACH_TOLD = blocked("wrong_host", "HOST_NOT_LICENSED", "HOST_NOT_LICENSED")
ALL_TOLD = blocked("wrong_host", "HOST_NOT_LICENSED", "HOST_INVALID", "HOST_TEST_SYSTEM")
SEVERAL = [
    ("space", "white space around it", BOUND, [f"  {SHOP}\n"], valid()),
    ("idn-ss", "ss is no sharp s", BOUND, ["strasse.at"], WRONG_HOST),
    ("idn-without", "without the umlaut", BOUND, ["mueller.ch"], WRONG_HOST),
    ("none", "no address is known", BOUND, [], valid("HOST_UNKNOWN")),
    ("several", "two shops, both licensed", BOUND, [SHOP, "kunde.nl"], valid()),
    ("several-one-other", "two shops, one of them licensed", BOUND, [SHOP, "a.fr"], WRONG_HOST),
    ("several-others", "each address is told", BOUND, ["a.fr", "b.fr"], EACH_TOLD),
    ("several-test", "a shop and its test system", BOUND, [SHOP, f"staging.{SHOP}"], TEST_SYSTEM),
    ("several-invalid", "a shop and an unusable address", BOUND, [SHOP, "-"], NO_HOST),
    ("several-all", "what prevents first", BOUND, ["", "localhost", "a.fr", SHOP], ALL_TOLD),
    ("any", "a licence without hosts fits any shop", UNBOUND, ["a.fr", "b.fr"], valid()),
    ("any-list", "an empty list, too", licence(hst=[]), ["a.fr"], valid()),
    ("any-none", "any shop, and no address is known", UNBOUND, [], valid()),
    ("any-test", "any shop, and it is a test system", UNBOUND, ["localhost"], valid()),
    ("any-invalid", "any shop, and an unusable address", UNBOUND, ["-"], NO_HOST),
    ("reserved", "licensed first", licence(hst=["shop.test"]), ["shop.test"], valid()),
    ("staging-licensed", "licensed first", FOR_STAGING, ["staging.shop.ch"], valid()),
    ("staging-test", "a test system of it", FOR_STAGING, ["test.staging.shop.ch"], TEST_SYSTEM),
    ("staging-below", "the shop below it", FOR_STAGING, ["shop.ch"], WRONG_HOST),
    ("wildcard-test", "licensed by the star", BOUND, ["staging.example.li"], valid()),
    ("wildcard-www-a", "www. is a second label", BOUND, ["www.a.example.li"], WRONG_HOST),
]
# fmt: on


def vectors():
    derived = [
        (f"derived-{word}", "a test system", f"{word}.{SHOP}") for word in TEST_WORDS.split()
    ]
    groups = [
        ("hosts", LICENSED, valid()),
        ("hosts", TEST_SYSTEMS + derived, TEST_SYSTEM),
        ("hosts", OTHERS, WRONG_HOST),
        ("hosts-invalid", NO_HOSTS, NO_HOST),
    ]
    return [
        *[
            vector(f"{prefix}-{name}", about, BOUND, expected, hosts=[host])
            for prefix, table, expected in groups
            for name, about, host in table
        ],
        *idn_vectors(),
        *[
            vector(f"hosts-{name}", about, text, expected, hosts=addresses)
            for name, about, text, addresses, expected in SEVERAL
        ],
    ]


def idn_vectors():
    others = {"idn-other": WRONG_HOST, "idn-staging": TEST_SYSTEM}
    return [
        vector(
            f"hosts-{name}",
            about,
            BOUND,
            others.get(name, valid()),
            hosts=[host],
            hosts_ascii=[ascii_host],
        )
        for name, about, host, ascii_host in SPELT
    ]
