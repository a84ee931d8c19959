"""What can be asked for, and what is refused before anything is signed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

import attrs

from sellxed_sdk.errors import PublishError, SellxedError
from sellxed_sdk.findings.codes import documents
from sellxed_sdk.findings.codes import vendor as codes
from sellxed_sdk.licence import normalise_host
from sellxed_sdk.vendor._suffixes import is_shared

__all__ = [
    "LicenceRequest",
    "PartnerRequest",
    "check_days",
    "check_list",
    "check_text",
    "check_time",
    "normalise_hosts",
    "refuse",
    "refuse_as_read",
]

# Direction marks make a name look like another one; ZERO WIDTH JOINER is part of some.
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
MAX_DAYS = 366 * 1_000
# Claims have short names, which nobody typed who asked for a licence.
_ASKED_FOR = {
    "cnf": "public key",
    "cus": "customer",
    "ent": "entitlements",
    "exp": "end",
    "hst": "hosts",
    "iss": "issuer",
    "jti": "identifier",
    "max": "number of licences",
    "msd": "longest support",
    "mxh": "number of hosts",
    "prd": "product",
    "seq": "running number",
    "sub": "partner",
    "sup": "end of support",
    "tier": "tier",
}


@attrs.frozen(kw_only=True)
class LicenceRequest:
    """What is to be issued."""

    product: str
    """The product."""
    hosts: tuple[str, ...] = ()
    """Shop addresses, in any spelling; none for any shop."""
    customer: str | None = attrs.field(default=None, repr=False)
    """As it is to be shown; may be left out."""
    support_until_on: date | None = None
    """Last day of support; one year from the issue date where None."""
    tier: str = "standard"
    """Support tier."""
    entitlements: tuple[str, ...] = ()
    """Features and limits."""
    trial_days: int | None = None
    """Makes it a trial that ends after so many days."""
    id: str | None = None
    """Identifier; a random one where None."""
    sequence: int | None = None
    """Running number; needed under a partner's certificate. `issue_batch` finds a free one
    where None."""


@attrs.frozen(kw_only=True)
class PartnerRequest:
    """What a partner is to be allowed."""

    partner: str
    """Identifier of the partner; the issuer of its licences."""
    public_key: bytes = attrs.field(repr=False)
    """The partner's Ed25519 key, 32 bytes."""
    products: tuple[str, ...]
    """Products that may be licensed."""
    max_count: int
    """How many licences."""
    days: int
    """Length of the issuing window, from now on."""
    max_support_days: int = 366
    """Longest support, in days from the issue date."""
    max_hosts: int = 5
    """Most hosts in one licence."""
    entitlements: tuple[str, ...] = ()
    """Entitlements that may be granted."""
    test: bool = False
    """Whether it is for test licences only, for a partner who tries out its set-up."""


def refuse(detail: str) -> PublishError:
    """Build the error for what cannot be issued; the caller raises it."""
    return codes.ISSUE_REFUSED.error(PublishError, detail=detail, step="issue")


def refuse_as_read(error: SellxedError) -> PublishError:
    """Build the error for what the shop's reader refuses, in words of who asked for it."""
    if error.code == documents.DOCUMENT_FIELD_INVALID.name:
        path, detail = str(error.context["path"]), error.context["detail"]
        asked_for = _ASKED_FOR.get(path.partition(".")[0].partition("[")[0])
        if asked_for:
            return refuse(f"the {asked_for} ({path}) is not acceptable: {detail}")
    return refuse(str(error).rstrip("."))


def check_time(now: datetime) -> None:
    """Refuse an issue date that means another instant on another machine."""
    if now.tzinfo is None or now.utcoffset() is None:
        raise refuse("the issue date has no time zone")


def check_text(name: str, text: str) -> None:
    """Refuse a text that cannot be shown as it is: blank, or with control characters."""
    if not text.strip():
        raise refuse(f"the {name} is blank")
    if any(c in _DIRECTION or unicodedata.category(c) in _UNFIT for c in text):
        raise refuse(f"the {name} has control characters")


def check_list(name: str, values: Sequence[str]) -> None:
    """Refuse one text in the place of several, and what stands twice."""
    if isinstance(values, str):
        raise refuse(f"the {name} are one text, and a list is expected")
    for value in values:
        if values.count(value) > 1:
            raise refuse(f"'{value[:100]}' stands twice among the {name}")


def check_days(name: str, days: int) -> None:
    """Refuse a length of time that is none, or that no calendar holds."""
    if not 1 <= days <= MAX_DAYS:
        raise refuse(f"the {name} has {days} days; 1 to {MAX_DAYS} are possible")


def normalise_hosts(hosts: Sequence[str]) -> list[str]:
    """Return hosts in the form that is signed, each once.

    Raises:
        PublishError: One is no host, or a wildcard that covers strangers.
    """
    if isinstance(hosts, str):
        raise refuse("the hosts are one text, and a list is expected")
    result: list[str] = []
    for host in hosts:
        name = normalise_host(host)
        if name is None:
            raise refuse(f"'{host[:100]}' is not a host")
        if name.startswith("*.") and is_shared(name[2:]):
            raise refuse(f"'{name}' would cover the shops of strangers")
        if name not in result:
            result.append(name)
    return result
