"""How many plugins claim a place, as far as the inventory tells."""

from __future__ import annotations

from collections.abc import Iterable

from sellxed_sdk.compatibility._claims import Claim
from sellxed_sdk.compatibility._inventory import Plugin, PluginState, ShopInventory
from sellxed_sdk.compatibility._overlaps._kinds import find_kind
from sellxed_sdk.compatibility._rules._values import ClaimCondition

__all__ = ["holds_claim"]

_HOLDS = {
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
    "=": int.__eq__,
    "!=": int.__ne__,
}


def holds_claim(
    condition: ClaimCondition, inventory: ShopInventory, *, about: Iterable[str]
) -> bool | None:
    """Whether as many plugins claim a place as a rule asks for.

    Args:
        condition: What the rule asks for.
        inventory: The shop.
        about: Uids that the rule is about: where one of them could not be read, it is not
            known whether it claims the place.

    Returns:
        None where it cannot be told: a plugin that may or may not run claims it, or one that
        could not be read might.
    """
    concerned = frozenset(condition.plugins or about)
    least = most = 0
    for plugin in inventory.plugins:
        if plugin.state is PluginState.INACTIVE:
            continue
        if condition.plugins and plugin.uid not in condition.plugins:
            continue
        if any(_is_meant(condition, claim) for claim in plugin.claims):
            least += plugin.state is PluginState.ACTIVE
            most += 1
        elif plugin.uid in concerned and not _is_readable(plugin, inventory):
            most += 1
    answers = {_HOLDS[condition.operator](n, condition.count) for n in range(least, most + 1)}
    return answers.pop() if len(answers) == 1 else None


def _is_meant(condition: ClaimCondition, claim: Claim) -> bool:
    if claim.kind != condition.kind:
        return False
    is_folded = find_kind(claim.kind).is_folded
    if _key(claim.target, is_folded) != _key(condition.target, is_folded):
        return False
    wanted = condition.member
    return wanted is None or _key(claim.member, is_folded) == _key(wanted, is_folded)


def _key(name: str, is_folded: bool) -> str:  # noqa: FBT001 - a fact about the kind
    name = name.removeprefix("\\")
    return name.lower() if is_folded else name


def _is_readable(plugin: Plugin, inventory: ShopInventory) -> bool:
    if any(claim.kind == "opaque" for claim in plugin.claims):
        return False
    if not plugin.path:
        return True
    root = _find_root(plugin)
    return not any(
        entry.path == root or entry.path.startswith(root + "/") or root.startswith(entry.path + "/")
        for entry in inventory.unread
        if entry.path
    )


def _find_root(plugin: Plugin) -> str:
    """Return where the files of a plugin lie; its path may be that of its main file."""
    folder, _, file = plugin.path.rpartition("/")
    parts = plugin.uid.partition(":")[2].split("/")
    is_own = folder.rpartition("/")[2] == parts[0]
    return folder if "." in file and is_own else plugin.path
