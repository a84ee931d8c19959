"""Values of PHP that stand in a source text: literals, and what is none."""

from __future__ import annotations

import attrs

__all__ = ["PhpArray", "PhpKey", "PhpUnresolved", "PhpValue"]


@attrs.frozen(kw_only=True)
class PhpUnresolved:
    """An expression whose value the text alone does not tell. It is never guessed."""

    reason: str
    """Half a sentence."""
    source: str = ""
    """How it is written, cut after 200 characters."""
    line: int = 0
    """Where it begins, from 1."""

    def __bool__(self) -> bool:
        """Be false, so that ``value or default`` takes the default."""
        return False


@attrs.frozen(kw_only=True)
class PhpArray:
    """An array, with its items in order and keys as PHP makes them."""

    items: tuple[tuple[PhpKey, PhpValue], ...] = ()
    """Keys and values. A key that the text does not tell is unresolved, and may be any."""
    line: int = 0
    """Where it begins, from 1."""

    def get(self, key: str | int) -> PhpValue:
        """Return the value of a key: the last one, as in PHP; None where there is none.

        Args:
            key: As PHP makes it: ``"1"`` is 1.
        """
        found: PhpValue = None
        for name, value in self.items:
            if name == key and isinstance(name, str) == isinstance(key, str):
                found = value
        return found

    def values(self) -> tuple[PhpValue, ...]:
        """Return all values in order."""
        return tuple(value for _, value in self.items)

    def is_whole(self) -> bool:
        """Whether nothing in it is unresolved, at any depth."""
        for key, value in self.items:
            if isinstance(key, PhpUnresolved) or isinstance(value, PhpUnresolved):
                return False
            if isinstance(value, PhpArray) and not value.is_whole():
                return False
        return True


PhpKey = str | int | PhpUnresolved
PhpValue = str | int | float | bool | PhpArray | PhpUnresolved | None
