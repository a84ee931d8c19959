"""Which plugins to suspect first when something is wrong and no rule knows it."""

from __future__ import annotations

from sellxed_sdk.compatibility._inventory import ShopInventory
from sellxed_sdk.compatibility._overlaps._find import match_overlaps

__all__ = ["select_suspects"]


def select_suspects(inventory: ShopInventory) -> tuple[str, ...]:
    """Return the plugins that get in another's way by what they change, the gravest first.

    For the order of a search only: what is for information counts here as well.

    Args:
        inventory: What is installed, with claims.
    """
    weights: dict[str, tuple[int, int]] = {}
    for conflict in match_overlaps(inventory):
        for uid in conflict.uids:
            gravest, count = weights.get(uid, (0, 0))
            weights[uid] = (max(gravest, conflict.severity.rank), count + 1)
    return tuple(sorted(weights, key=lambda uid: (*(-n for n in weights[uid]), uid)))
