"""Other ways to search for a conflict, to compare with: small, and by the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["SEARCHES", "Test", "ddmin", "halving", "one_by_one", "quickxplain"]

Test = Callable[[frozenset[str]], bool]
"""Says whether the fault shows with these plugins on."""


def ddmin(plugins: Sequence[str], shows: Test) -> frozenset[str]:
    """Delta debugging (IEEE TSE 28(2), 2002): parts, their complements, finer parts."""
    if not shows(frozenset(plugins)) or shows(frozenset()):
        return frozenset()
    left, parts = list(plugins), 2
    while len(left) >= 2:
        size = -(-len(left) // parts)
        chunks = [left[at : at + size] for at in range(0, len(left), size)]
        rests = [[p for p in left if p not in chunk] for chunk in chunks]
        smaller = next((chunk for chunk in chunks if shows(frozenset(chunk))), None)
        if smaller is not None:
            left, parts = smaller, 2
            continue
        # With two parts the complement of one is the other, which was tried.
        tried = rests if len(chunks) > 2 else []
        smaller = next((rest for rest in tried if shows(frozenset(rest))), None)
        if smaller is not None:
            left, parts = smaller, max(parts - 1, 2)
        elif parts >= len(left):
            break
        else:
            parts = min(parts * 2, len(left))
    return frozenset(left)


def quickxplain(plugins: Sequence[str], shows: Test) -> frozenset[str]:
    """QuickXplain (AAAI, 2004): divide and conquer, with what is needed kept on."""
    if not shows(frozenset(plugins)) or shows(frozenset()):
        return frozenset()

    def explain(kept: frozenset[str], added: bool, among: Sequence[str]) -> frozenset[str]:  # noqa: FBT001 - as published
        if added and shows(kept):
            return frozenset()
        if len(among) == 1:
            return frozenset(among)
        first, second = among[: len(among) // 2], among[len(among) // 2 :]
        right = explain(kept | {*first}, bool(first), second)
        left = explain(kept | right, bool(right), first)
        return left | right

    return explain(frozenset(), False, plugins)


def halving(plugins: Sequence[str], shows: Test) -> frozenset[str]:
    """Plain halving, as people do it and tools for one shop system do: go where the fault is."""
    if not shows(frozenset(plugins)) or shows(frozenset()):
        return frozenset()
    left = list(plugins)
    while len(left) > 1:
        first, second = left[: len(left) // 2], left[len(left) // 2 :]
        if shows(frozenset(first)):
            left = first
        elif shows(frozenset(second)):
            left = second
        else:
            return frozenset()  # it takes one of each half, which halving cannot find
    return frozenset(left)


def one_by_one(plugins: Sequence[str], shows: Test) -> frozenset[str]:
    """Switch off each in turn, and leave off what the fault does not need."""
    if not shows(frozenset(plugins)) or shows(frozenset()):
        return frozenset()
    left = frozenset(plugins)
    for plugin in plugins:
        if shows(left - {plugin}):
            left -= {plugin}
    return left


SEARCHES = {
    "QuickXplain": quickxplain,
    "ddmin": ddmin,
    "halving": halving,
    "one by one": one_by_one,
}
