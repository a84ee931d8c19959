"""A plan as numbered steps: what to do first, what it clears, and what could be done instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from sellxed_sdk.compatibility._conflict import Conflict
from sellxed_sdk.compatibility._remedy._actions import Action, sort_key

__all__ = ["Step", "select_steps"]

_ORDER = ("update", "configure", "reorder", "replace", "disable")
MAX_INSTEAD = 5


@attrs.frozen(kw_only=True)
class Step:
    """One step of a plan."""

    number: int
    """From 1."""
    action: Action
    """What to do."""
    clears: tuple[str, ...] = ()
    """Keys of the conflicts that it clears."""
    because_of: tuple[str, ...] = ()
    """Uids of plugins that later steps deactivate, and that this one cannot do without."""
    instead: tuple[Action, ...] = ()
    """Each of them would clear the same conflicts; the cheapest first."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "number": self.number,
            **self.action.to_dict(),
            "clears": list(self.clears),
            "because_of": list(self.because_of),
            "instead": [action.to_dict() for action in self.instead],
        }


def select_steps(
    actions: Sequence[Action],
    *,
    needs: Iterable[tuple[Conflict, frozenset[Action]]],
    along: Callable[[Action], frozenset[Action]],
) -> tuple[Step, ...]:
    """Return the actions as steps: updates first, and before a plugin what needs it.

    Args:
        actions: The chosen ones.
        needs: For each combination of a conflict the actions that clear it.
        along: What is deactivated as well, by action.
    """
    rows = list(needs)
    brought = {action: along(action).intersection(actions) for action in actions}

    def place(action: Action) -> tuple[int, int, str]:
        return _ORDER.index(action.kind), len(brought[action]), action.plugin

    steps = []
    for number, action in enumerate(sorted(actions, key=place), start=1):
        served = [(conflict, ways) for conflict, ways in rows if action in ways]
        others = frozenset.intersection(*(ways for _, ways in served)) if served else frozenset()
        instead = sorted(others.difference(actions), key=sort_key)[:MAX_INSTEAD]
        needed = {other.plugin for other in actions if action in brought[other]}
        steps.append(
            Step(
                number=number,
                action=action,
                clears=tuple(dict.fromkeys(conflict.key for conflict, _ in served)),
                because_of=tuple(sorted(needed)),
                instead=tuple(instead),
            )
        )
    return tuple(steps)
