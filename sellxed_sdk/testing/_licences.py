"""Licences for every state, signed with the published test key.

Whoever reads this can sign with the key, so these licences count in test mode only;
in live mode they are refused, with a finding that says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

import attrs

from sellxed_sdk.licence import TEST_KID
from sellxed_sdk.signing import Keyring, LocalSigner, PrivateKey, TrustBundle
from sellxed_sdk.vendor import LicenceRequest, issue_licence

__all__ = ["STATES", "TEST_TRUST", "make_licence"]

# Published on purpose. The public half is in sellxed_sdk.licence.
SEED = hashlib.sha256(b"sellxed_sdk published test key: anyone may sign with it").digest()

HOST = "shop.example.ch"
TEST_TRUST = TrustBundle(vendor="test.sellxed", keyring=Keyring())
"""A trust bundle without keys of its own: with it, only test licences count."""


def _intact(key: str) -> str:
    return key


def _tamper(key: str) -> str:
    # The 20th character of the signature: one that stands for six whole bits.
    at = key.rindex(".") + 20
    return f"{key[:at]}{'A' if key[at] != 'A' else 'B'}{key[at + 1 :]}"


def _truncate(key: str) -> str:
    return key[:-40]


@attrs.frozen(kw_only=True)
class _Recipe:
    issued_days_ago: int = 30
    support_days_left: int = 335
    suffix: str = ""
    host: str = HOST
    trial_days: int | None = None
    damage: Callable[[str], str] = _intact


_RECIPES: Mapping[str, _Recipe] = MappingProxyType(
    {
        "valid": _Recipe(),
        "ends_soon": _Recipe(issued_days_ago=360, support_days_left=5),
        "support_ended": _Recipe(issued_days_ago=400, support_days_left=-35),
        "wrong_product": _Recipe(suffix="-other"),
        "other_shop": _Recipe(host="another-shop.example.ch"),
        "trial": _Recipe(trial_days=44),
        "trial_over": _Recipe(trial_days=14),
        "future": _Recipe(issued_days_ago=-60),
        "tampered": _Recipe(damage=_tamper),
        "truncated": _Recipe(damage=_truncate),
    }
)

STATES: tuple[str, ...] = tuple(_RECIPES)
"""The states that `make_licence` knows."""


def make_licence(state: str = "valid", *, product: str, now: datetime | None = None) -> str:
    """Return a test licence in a given state, for the shop ``shop.example.ch``.

    Args:
        state: One of `STATES`.
        product: The product.
        now: The time that the state is relative to; the clock of the machine where None.

    Raises:
        ValueError: There is no such state.
        PublishError: The product has a name that none can have.
    """
    if state not in _RECIPES:
        raise ValueError(f"there is no state {state!r}; the states are {', '.join(STATES)}")
    recipe = _RECIPES[state]
    instant = now if now is not None else datetime.now(timezone.utc)
    issued = issue_licence(
        LicenceRequest(
            product=product + recipe.suffix,
            hosts=(recipe.host,),
            customer="Muster AG",
            id="T-1",
            support_until_on=(instant + timedelta(days=recipe.support_days_left)).date(),
            trial_days=recipe.trial_days,
        ),
        issuer=TEST_TRUST.vendor,
        signer=LocalSigner(TEST_KID, PrivateKey.from_seed(SEED)),
        now=instant - timedelta(days=recipe.issued_days_ago),
        test=True,
    )
    return recipe.damage(issued.key)
