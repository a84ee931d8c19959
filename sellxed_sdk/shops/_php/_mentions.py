"""Which methods of itself and of its parent a method calls."""

from __future__ import annotations

from bisect import bisect_left

import attrs

from sellxed_sdk.shops._php import _grammar as g
from sellxed_sdk.shops._php._code import Code

__all__ = ["Mentioned", "Mentions"]


@attrs.frozen(kw_only=True)
class Mentioned:
    """What one method calls."""

    parent: tuple[str, ...]
    """Of its parent, in lower case, sorted."""
    own: tuple[str, ...]
    """Of its own class, likewise."""
    is_dynamic: bool
    """Whether the parent is called by a name that is computed, or named in a text."""


class Mentions:
    """Where a file says ``parent``, ``self``, ``static`` and ``$this``.

    Args:
        code: The file.
        openers: The braces of all classes of the file, in order.
    """

    def __init__(self, code: Code, openers: list[int]) -> None:
        self._code = code
        self._openers = openers
        texts = {
            text
            for text in code.distinct
            if text[:1] in ("'", '"') and _names_parent(text[1:-1].lower())
        }
        self._places = code.find(("parent", "self", "static"), {"$this", *texts})

    def between(self, begin: int, end: int) -> Mentioned:
        """Return what is called between two tokens, apart from classes in between."""
        code, places = self._code, self._places
        parent: set[str] = set()
        own: set[str] = set()
        is_dynamic = False
        number, inner = bisect_left(places, begin), bisect_left(self._openers, begin)
        while number < len(places) and (index := places[number]) < end:
            if inner < len(self._openers) and self._openers[inner] < index:
                closer = code.partner(self._openers[inner])
                number = bisect_left(places, closer)
                inner = bisect_left(self._openers, closer)
                continue
            number += 1
            word, operator, name = code.word(index), code.text(index + 1), code.word(index + 2)
            if code.is_kind(index, g.STRING) or (word == "parent" and not name):
                is_dynamic = is_dynamic or code.is_kind(index, g.STRING) or operator == "::"
            elif word == "parent" and operator == "::":
                is_dynamic = is_dynamic or name == "class"
                parent.update({name} - {"class"})
            elif operator in ("::", "->", "?->") and name and code.text(index + 3) == "(":
                own.add(name)
        return Mentioned(
            parent=tuple(sorted(parent)), own=tuple(sorted(own)), is_dynamic=is_dynamic
        )


def _names_parent(text: str) -> bool:
    return text == "parent" or text.startswith("parent::")
