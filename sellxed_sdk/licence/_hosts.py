"""Hosts: is this shop one of those that the licence names, or a test system?

Compares the *configured* address of the shop, never the Host header of a request:
the header is chosen by the visitor.
"""

from __future__ import annotations

import enum
import ipaddress
import re
from functools import lru_cache

__all__ = ["HostMatch", "is_host_pattern", "is_test_host", "match_host", "normalise_host"]

MAX_HOST_CHARS = 253
MAX_ADDRESS_CHARS = 2_000

_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
# What is in normal form already, as the hosts of licences are, IP addresses but for IPv6.
_NORMAL = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*")
# RFC 6761, RFC 6762, RFC 8375 and the root zone's reservation of "internal".
# ".dev" is a public top-level domain and therefore not here.
_RESERVED = ("localhost", "test", "example", "invalid", "local", "internal", "home.arpa")
_RESERVED_EXAMPLES = ("example.com", "example.net", "example.org")
_TEST_WORD = (
    r"(?:test|testing|stage|staging|dev|devel|development|demo|acc|acceptance|uat|qa|int|"
    r"integration|preview|preprod|sandbox|beta|local)[0-9]{0,3}"
)
_BRACKETED = re.compile(r"\[([^\]]*)\](?::[0-9]*)?")  # RFC 3986, section 3.2.2
_TEST_LABEL = re.compile(_TEST_WORD)
# de-test.shop.ch, staging-www.shop.ch
_TEST_AFFIX = re.compile(rf"{_TEST_WORD}-(?P<behind>.+)|(?P<before>.+)-{_TEST_WORD}")


class HostMatch(enum.Enum):
    """How a host relates to the hosts of a licence."""

    LICENSED = "licensed"
    TEST_SYSTEM = "test_system"
    OTHER = "other"


@lru_cache(maxsize=512)
def normalise_host(address: str) -> str | None:
    """Return the host of an address in the one form that is compared.

    Args:
        address: A host name, an IP address or a URL; IDN in either spelling.

    Returns:
        Lower case, A-labels (UTS 46), without scheme, port, path, user name and
        trailing dot; IPv6 without brackets, compressed. None where there is no host.
    """
    if len(address) <= MAX_HOST_CHARS and _NORMAL.fullmatch(address):
        return address
    text = address.strip()
    if len(text) > MAX_ADDRESS_CHARS:
        return None
    text = text.split("://", 1)[-1]
    text = re.split(r"[/?#]", text, maxsplit=1)[0].rpartition("@")[2]
    literal = _ip(text)
    if literal is not None:
        return literal
    name = re.sub(r":[0-9]*$", "", text).rstrip(".")
    wildcard, name = (name[:2], name[2:]) if name.startswith("*.") else ("", name)
    name = wildcard + _to_ascii(name)
    return name if len(name) <= MAX_HOST_CHARS and _NORMAL.fullmatch(name) else None


def _ip(text: str) -> str | None:
    bracketed = _BRACKETED.fullmatch(text)
    try:
        return str(ipaddress.ip_address((bracketed[1] if bracketed else text).partition("%")[0]))
    except ValueError:
        return None


def _to_ascii(name: str) -> str:
    if name.isascii():
        return name.lower()
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return ""


def is_host_pattern(host: str) -> bool:
    """Whether a licence may name this: a normalised host, with ``*.`` for one label.

    A wildcard directly below a top-level domain would license the world.
    """
    if normalise_host(host) != host:
        return False
    return not host.startswith("*.") or host.count(".") >= 2


# A shop asks about the same hosts each time.
@lru_cache(maxsize=512)
def match_host(host: str, *, licensed: tuple[str, ...]) -> HostMatch:
    """Decide how a shop's host relates to the hosts of a licence.

    Args:
        host: Normalised host of the shop.
        licensed: Normalised hosts of the licence; ``*.shop.ch`` stands for one
            label. ``www.`` in front makes no difference on either side.
    """
    if _is_licensed(host, licensed):
        return HostMatch.LICENSED
    if _is_reserved(host) or _is_derived(host.removeprefix("www."), licensed):
        return HostMatch.TEST_SYSTEM
    return HostMatch.OTHER


def is_test_host(host: str) -> bool:
    """Whether a host is a test system by its name alone, of whomever.

    True for reserved and local names, private addresses, names without a dot, and where a
    word like ``staging`` or ``test`` stands in front of the domain. A domain itself, as
    ``shop-test.ch``, may be anybody's shop.

    Args:
        host: Normalised host of the shop.
    """
    if _is_reserved(host) or not re.search("[.:]", host):
        return True
    return any(
        _TEST_LABEL.fullmatch(label) or _TEST_AFFIX.fullmatch(label)
        for label in host.split(".")[:-2]
    )


def _is_licensed(host: str, licensed: tuple[str, ...]) -> bool:
    plain = host.removeprefix("www.")
    for entry in licensed:
        if entry.startswith("*."):
            if host.partition(".")[2] == entry[2:]:
                return True
        elif plain == entry.removeprefix("www."):
            return True
    return False


def _is_reserved(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return any(
            host == name or host.endswith("." + name) for name in (*_RESERVED, *_RESERVED_EXAMPLES)
        )
    return not address.is_global


def _is_derived(host: str, licensed: tuple[str, ...]) -> bool:
    first, _, rest = host.partition(".")
    if _TEST_LABEL.fullmatch(first):
        # "*.shop.ch" has test systems of the shops below it, and staging.shop.ch anyway.
        return _is_licensed(rest, licensed) or f"*.{rest}" in licensed
    affix = _TEST_AFFIX.fullmatch(first)
    # Not in front of a top-level domain: shop-test.ch may be anybody's.
    if affix is None or "." not in rest:
        return False
    return _is_licensed(f"{affix['behind'] or affix['before']}.{rest}", licensed)
