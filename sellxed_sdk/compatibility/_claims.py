"""Claims: the places of a shop that a plugin changes, as its files declare them."""

from __future__ import annotations

import enum

import attrs

__all__ = ["Claim", "Mode"]


class Mode(enum.Enum):
    """How much of a place a plugin takes, from little to all.

    The order is a lattice: what only observes goes with anything, and what takes a place for
    itself goes with nothing else that takes it.
    """

    OBSERVE = "observe"
    """Is told, and changes nothing there: an event, a hook."""
    EXTEND = "extend"
    """Adds to it and hands on: a chain of classes, a block that prints its parent."""
    WRAP = "wrap"
    """Runs around it, and decides whether it runs: an interceptor, a decorator."""
    REPLACE = "replace"
    """Stands in its place; the last one counts."""
    EXCLUSIVE = "exclusive"
    """Can be there once, or the shop stops: a drop-in, the name of a class."""

    @property
    def rank(self) -> int:
        """Position in the lattice, from 0."""
        return list(Mode).index(self)


@attrs.frozen(kw_only=True)
class Claim:
    """One place that a plugin changes. Two plugins that claim one place may be in conflict."""

    kind: str
    """What kind of place it is, as ``m2.preference`` (docs/formats/inventory.md#claims)."""
    target: str
    """The place, as the platform names it: a class, a file, a hook, a service, a slot."""
    member: str = ""
    """A part of it: a method, a property, a block. Parts are claimed apart."""
    area: str = ""
    """Where it counts, as ``frontend``; everywhere where empty."""
    mode: Mode
    """How much of it is taken."""
    cooperative: bool | None = True
    """Whether it hands on to the others in the chain; None where the text does not tell."""
    value: str = ""
    """What stands there: a class, a file, the version of a library."""
    parents: tuple[str, ...] = ()
    """What ``value`` is derived from, nearest first, as far as files tell."""
    label: str = ""
    """The name under which it is declared, by which others may change or disable it."""
    rank: tuple[int, ...] | None = None
    """Place in the platform's real order among claims of one place: the greatest takes effect
    last and is the outermost. None where files do not tell."""
    undone_by: tuple[str, ...] = ()
    """Uids of plugins beside which it has no effect, as tried on the shop's own files."""
    path: str = ""
    """The file, relative to the shop, with ``/``."""
    line: int = 0
    """From 1; 0 where it is not known."""

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data; what is empty is left out."""
        data: dict[str, object] = {
            "kind": self.kind,
            "target": self.target,
            "mode": self.mode.value,
            "cooperative": self.cooperative,
            "path": self.path,
            "line": self.line,
        }
        optional: dict[str, object] = {
            "member": self.member,
            "area": self.area,
            "value": self.value,
            "parents": list(self.parents),
            "label": self.label,
            "undone_by": list(self.undone_by),
        }
        data |= {name: value for name, value in optional.items() if value}
        if self.rank is not None:
            data["rank"] = list(self.rank)
        return data
