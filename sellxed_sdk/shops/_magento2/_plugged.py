"""What the class of an interceptor does to the methods of another class."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Mode
from sellxed_sdk.shops._magento2._classes import Classes, Methods
from sellxed_sdk.shops._magento2._proceed import Bodies

__all__ = ["Plugged", "PluggedClasses"]

# By how methods begin, as Magento's Definition\Runtime tells them, the strongest first.
_PREFIXES = (("around", Mode.WRAP), ("before", Mode.EXTEND), ("after", Mode.EXTEND))


@attrs.frozen(kw_only=True)
class Plugged:
    """One method that an interceptor is plugged into."""

    member: str
    """The method, as ``save``."""
    mode: Mode
    """How much of it is taken."""
    cooperative: bool | None
    """Whether it goes on to the others."""
    path: Path
    """The file that says so."""
    line: int
    """From 1."""


class PluggedClasses:
    """Looks into the classes of interceptors, and into each once.

    Args:
        classes: Where classes are.
    """

    def __init__(self, classes: Classes) -> None:
        self._classes = classes
        self._known: dict[str, tuple[Plugged, ...] | None] = {}
        self._bodies: dict[Path, Bodies] = {}

    def find(self, name: str) -> tuple[Plugged, ...] | None:
        """Return what a class does; None where it cannot be told.

        Args:
            name: The class.
        """
        key = name.lower()
        if key not in self._known:
            methods, is_whole = self._classes.methods(name)
            found = tuple(self._read(methods))
            self._known[key] = found if found or is_whole else None
        return self._known[key]

    def _read(self, methods: Methods) -> Iterator[Plugged]:
        plugged: set[str] = set()
        for prefix, mode in _PREFIXES:
            for name, (method, found) in methods.items():
                member = name[len(prefix) :]
                member = member[:1].lower() + member[1:]
                # One for a method is enough: what runs around it is more than before it.
                if not name.startswith(prefix) or not member or member in plugged:
                    continue
                plugged.add(member)
                goes_on: bool | None = True
                if mode is Mode.WRAP:
                    if found.path not in self._bodies:
                        self._bodies[found.path] = Bodies(found.text)
                    goes_on = self._bodies[found.path].calls_proceed(method)
                yield Plugged(
                    member=member,
                    mode=mode,
                    cooperative=goes_on,
                    path=found.path,
                    line=method.line,
                )
