"""Two claims on one place: do they get in each other's way, and who loses?"""

from __future__ import annotations

import enum

import attrs

from sellxed_sdk.compatibility._claims import Claim, Mode
from sellxed_sdk.compatibility._overlaps._kinds import find_kind
from sellxed_sdk.versions import Scheme, compare_versions

__all__ = ["Effect", "Outcome", "judge_pair"]


class Effect(enum.Enum):
    """What happens where two plugins claim one place, the gravest first."""

    CLASH = "clash"
    """Only one can be there: the shop stops."""
    NARROW = "narrow"
    """One takes it only as the shop has it, and the other puts something around it."""
    REPLACED = "replaced"
    """Both replace it; the later one counts."""
    CHAIN_BROKEN = "chain-broken"
    """One does not hand on to the other."""
    UNDONE = "undone"
    """The change of one has no effect beside the other."""
    LIBRARY = "library"
    """Two versions of one library."""
    UNCLEAR = "unclear"
    """The text does not tell."""
    WRAPPED = "wrapped"
    """Both run around it, and hand on."""


@attrs.frozen
class Outcome:
    """What happens to two claims."""

    effect: Effect
    loses: tuple[bool, bool] = (False, False)
    """Whether the first and whether the second has no effect, or may have none."""
    is_grave: bool = True
    """Whether it is worth an action, as far as the effect leaves that open."""


def judge_pair(left: Claim, right: Claim, *, uids: tuple[str, str]) -> Outcome | None:
    """Decide what happens where two plugins claim one place; None where nothing does.

    Args:
        left: A claim of one plugin.
        right: A claim of another one on the same place.
        uids: Their plugins.
    """
    if left.area and right.area and left.area != right.area:
        return None
    undone = uids[1] in left.undone_by, uids[0] in right.undone_by
    if any(undone):
        return Outcome(Effect.UNDONE, undone)
    if left.kind == right.kind == "php.library":
        return _judge_library(left, right)
    demands = find_kind(left.kind).is_demand, find_kind(right.kind).is_demand
    if any(demands):
        takes = min(left.mode.rank, right.mode.rank) >= Mode.WRAP.rank
        return Outcome(Effect.NARROW, demands) if takes and not all(demands) else None
    modes = {left.mode, right.mode}
    if Mode.EXCLUSIVE in modes:
        # What only observes or extends does not take the place.
        return Outcome(Effect.CLASH) if min(m.rank for m in modes) >= Mode.WRAP.rank else None
    if modes == {Mode.REPLACE}:
        return _judge_replacements(left, right)
    return _judge_chain(left, right)


def _judge_library(left: Claim, right: Claim) -> Outcome | None:
    if not left.value or not right.value or left.value == right.value:
        return None
    if compare_versions(left.value, right.value, scheme=Scheme.COMPOSER) == 0:
        return None
    # One of them chooses the newest for all, as automattic/jetpack-autoloader does.
    is_settled = left.cooperative is True and right.cooperative is True
    series = {_series(left.value), _series(right.value)}
    is_grave = not is_settled and None not in series and len(series) > 1
    return Outcome(Effect.LIBRARY, is_grave=is_grave)


def _series(version: str) -> tuple[str, ...] | None:
    """Return the part of a version in which nothing breaks: the major, below 1 the minor.

    None for a branch, which may be any.
    """
    parts = version.lstrip("vV").split(".")
    if not parts[0].isdecimal():
        return None
    return tuple(parts[:2]) if parts[0] == "0" else tuple(parts[:1])


def _judge_replacements(left: Claim, right: Claim) -> Outcome | None:
    if left.value and _same(left.value, right.value):
        return None
    left_is_last = _is_later(left, right)
    for derived, base, base_is_last in (
        (left, right, left_is_last is False),
        (right, left, left_is_last is True),
    ):
        # A class that builds on the other's has both, where it is the one that counts.
        if any(_same(parent, base.value) for parent in derived.parents):
            if not base_is_last:
                return None
            return Outcome(Effect.REPLACED, (derived is left, derived is right))
    if left_is_last is None:
        return Outcome(Effect.REPLACED, (True, True))
    return Outcome(Effect.REPLACED, (not left_is_last, left_is_last))


def _judge_chain(left: Claim, right: Claim) -> Outcome | None:
    broken = _breaks(right, left), _breaks(left, right)
    if any(broken):
        return Outcome(Effect.CHAIN_BROKEN, broken)
    if _may_break(left, right) or _may_break(right, left):
        return Outcome(Effect.UNCLEAR, is_grave=False)
    if left.mode is right.mode is Mode.WRAP:
        return Outcome(Effect.WRAPPED, is_grave=False)
    return None


def _breaks(outer: Claim, inner: Claim) -> bool:
    return outer.cooperative is False and _may_stand_before(outer, inner)


def _may_break(outer: Claim, inner: Claim) -> bool:
    return outer.cooperative is None and _may_stand_before(outer, inner)


def _may_stand_before(outer: Claim, inner: Claim) -> bool:
    if outer.mode is Mode.OBSERVE:
        return False
    return _is_later(outer, inner) is not False


def _is_later(left: Claim, right: Claim) -> bool | None:
    if left.rank is None or right.rank is None or left.rank == right.rank:
        return None
    return left.rank > right.rank


def _same(left: str, right: str) -> bool:
    return left.strip("\\").lower() == right.strip("\\").lower()
