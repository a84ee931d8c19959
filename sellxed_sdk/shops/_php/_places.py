"""Where things are in a file: what the outline finds and the other readers look at."""

from __future__ import annotations

import attrs

from sellxed_sdk.shops._php._names import NameScope

__all__ = ["ClassAt", "Frame", "Outline", "Place"]


@attrs.define(kw_only=True)
class Frame:
    """A pair of braces that is open."""

    role: str
    """``class``, ``function``, ``namespace``, ``{``, or empty for the file."""
    end: int
    """The token that closes it."""
    in_class: str = ""
    """The class around it."""
    in_function: str = ""
    """The function around it."""
    is_own: bool = True
    """Whether it belongs to the file itself, and to no function and no class."""


@attrs.frozen(kw_only=True, eq=False)
class Place:
    """A token, and what stands around it."""

    index: int
    """The token."""
    names: NameScope
    """What names mean there."""
    in_class: str
    """The class around it."""
    in_function: str
    """The function around it."""
    is_conditional: bool
    """Whether it stands in a block or behind a condition."""


@attrs.frozen(kw_only=True, eq=False)
class ClassAt:
    """Where a class is."""

    kind: str
    """``class``, ``interface``, ``trait`` or ``enum``."""
    name: str
    """Resolved; empty for an anonymous one."""
    opener: int
    """The brace that opens its body."""
    extends: tuple[str, ...]
    """As written."""
    implements: tuple[str, ...]
    """As written."""
    place: Place
    """The word ``class``."""


@attrs.define
class Outline:
    """What was found, in order."""

    scopes: list[tuple[int, NameScope]] = attrs.Factory(lambda: [(0, NameScope())])
    """Namespaces, and where they begin."""
    classes: list[ClassAt] = attrs.Factory(list)
    """Also anonymous ones."""
    functions: list[tuple[str, Place]] = attrs.Factory(list)
    """Resolved names, and the word ``function``."""
    constants: list[Place] = attrs.Factory(list)
    """The words ``const`` outside of classes."""
    defines: list[Place] = attrs.Factory(list)
    """The words ``define``."""
    evals: list[Place] = attrs.Factory(list)
    """The words ``eval``."""
    returns: list[Place] = attrs.Factory(list)
    """The words ``return`` of the file itself."""
    asked: list[Place] = attrs.Factory(list)
    """What was asked for."""
