"""Finding the members of a class."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from sellxed_sdk.shops._php._code import Code

__all__ = ["Span", "find_members"]

_KINDS = {"function": "method", "const": "constant", "case": "case", "use": "trait"}


@attrs.frozen(kw_only=True)
class Span:
    """One member of a class."""

    kind: str
    """``method``, ``constant``, ``case``, ``trait`` or ``property``."""
    start: int
    """Its first token, an attribute or a modifier."""
    keyword: int
    """The word that says the kind; of a property its type or its name."""
    modifiers: frozenset[str]
    """As ``public`` and ``static``."""
    end: int
    """The token behind it."""


def find_members(code: Code, opener: int) -> Iterator[Span]:
    """Yield the members of a class in order.

    Args:
        code: The file.
        opener: The brace that opens the class.
    """
    index, end = opener + 1, code.partner(opener)
    while index < end:
        start = index
        while code.text(index) == "#[":
            index = code.after(index)
        modifiers, index = code.modifiers(index)
        kind = _KINDS.get(code.word(index), "property" if modifiers else "")
        if kind:
            after = _member_end(code, index, end, is_method=kind == "method")
            yield Span(kind=kind, start=start, keyword=index, modifiers=modifiers, end=after)
            index = after
        else:
            index = code.after(index)


def _member_end(code: Code, index: int, end: int, *, is_method: bool) -> int:
    """Return the token behind a member: behind its ``;`` or behind its braces."""
    stops = ("{", ";") if is_method else ("{", ";", "=")
    stop = code.seek(index, end, stops)
    if code.text(stop) == "=":
        stop = code.seek(stop, end, (";", "{"))
    return min(code.after(stop), end) if stop < end else end
