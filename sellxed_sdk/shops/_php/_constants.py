"""Resolving constants that the same file declares, and the names of classes."""

from __future__ import annotations

from bisect import bisect_right

from sellxed_sdk.shops._php._code import Code
from sellxed_sdk.shops._php._expressions import Evaluator
from sellxed_sdk.shops._php._names import NameScope
from sellxed_sdk.shops._php._places import ClassAt, Outline
from sellxed_sdk.shops._php._values import PhpArray, PhpUnresolved, PhpValue

__all__ = ["Constants"]

_NOT_SURE = "it may be declared elsewhere too"
_ELSEWHERE = "it is a constant that this file does not declare"


class Constants:
    """The constants of one file; each is evaluated when it is first asked for.

    Args:
        code: The file.
        outline: What it declares.
    """

    def __init__(self, code: Code, outline: Outline) -> None:
        self.evaluator = Evaluator(code, self.find)
        self._code = code
        self._scopes = outline.scopes
        self._scope_starts = [index for index, _ in outline.scopes]
        self._classes = outline.classes
        self._openers = [entry.opener for entry in outline.classes]
        self._outer = self._chain()
        self._conditional = {
            entry.name.lower() for entry in outline.classes if entry.place.is_conditional
        }
        self._places: dict[tuple[str, str], tuple[int, int] | None] = {}
        self._known: dict[tuple[str, str], PhpValue] = {}

    def declare(
        self, class_name: str, name: str, begin: int, end: int, *, is_sure: bool = True
    ) -> None:
        """Remember where the value of a constant is; what is declared twice is not resolved.

        Args:
            class_name: Resolved, in lower case; empty for a constant of its own.
            name: Of a constant of its own, resolved.
            begin: The first token of its value.
            end: The token behind the value.
            is_sure: Whether it always has this value, where it is declared.
        """
        key = (class_name, name)
        is_clear = is_sure and key not in self._places
        self._places[key] = (begin, end) if is_clear else None

    def scope(self, index: int) -> NameScope:
        """Return what names mean at a token."""
        return self._scopes[bisect_right(self._scope_starts, index) - 1][1]

    def class_at(self, index: int) -> ClassAt | None:
        """Return the innermost class around a token, or None."""
        found = bisect_right(self._openers, index) - 1
        while found >= 0:
            if self._code.partner(self._classes[found].opener) > index:
                return self._classes[found]
            found = self._outer[found]
        return None

    def find(self, index: int, class_name: str, name: str, depth: int) -> PhpValue:
        """Return the value of a constant.

        In a namespace, one that this file declares without a namespace is taken where it
        declares none within.

        Args:
            index: Where it is used.
            class_name: As written; empty for a constant of its own.
            name: As written.
            depth: How deeply the use is nested.
        """
        if not class_name:
            return self._plain(index, name, depth)
        owner = self._owner(index, class_name)
        if not owner:
            return self._unresolved(index, 3, "it depends on the class that is used")
        if name.lower() == "class":
            return owner
        if class_name.lower() != "self" and owner.lower() in self._conditional:
            return self._unresolved(index, 3, _NOT_SURE)
        return self._resolve(index, 3, (owner.lower(), name), depth)

    def _plain(self, index: int, name: str, depth: int) -> PhpValue:
        magic = name.upper()
        if magic == "__LINE__":
            return self._code.line(index)
        if magic == "__NAMESPACE__":
            return self.scope(index).namespace
        if magic == "__CLASS__":
            found = self.class_at(index)
            if found is None:
                return ""
            is_known = found.name and found.kind != "trait"
            return found.name if is_known else self._unresolved(index, 1, "it is computed")
        for candidate in self.scope(index).constant_names(name):
            if ("", candidate) in self._places:
                return self._resolve(index, 1, ("", candidate), depth)
        return self._unresolved(index, 1, _ELSEWHERE)

    def _owner(self, index: int, class_name: str) -> str:
        """Return the resolved name of a class; empty where the text does not tell."""
        word = class_name.lower()
        if word not in ("self", "static", "parent"):
            return self.scope(index).class_name(class_name)
        found = self.class_at(index)
        if found is None or found.kind == "trait" or word == "static":
            return ""
        if word == "self":
            return found.name
        is_known = found.kind == "class" and found.extends
        return found.place.names.class_name(found.extends[0]) if is_known else ""

    def _resolve(self, index: int, size: int, key: tuple[str, str], depth: int) -> PhpValue:
        place = self._places.get(key, (0, 0))
        if place is None:
            return self._unresolved(index, size, _NOT_SURE)
        if place == (0, 0):
            return self._unresolved(index, size, _ELSEWHERE)
        if key not in self._known:
            # While it is evaluated, it is unresolved: a constant may name itself.
            self._known[key] = self._unresolved(index, size, "it depends on itself")
            self._known[key] = self.evaluator.value(*place, depth + 1)
        value = self._known[key]
        # Arrays in arrays could grow beyond all bounds.
        if isinstance(value, PhpArray) and depth > 0:
            return self._unresolved(index, size, "it is a constant with an array")
        return value

    def _unresolved(self, index: int, size: int, reason: str) -> PhpUnresolved:
        return self.evaluator.unresolved(index, index + size, reason)

    def _chain(self) -> list[int]:
        """Return, for every class, the one around it, or -1."""
        outer: list[int] = []
        around: list[int] = []
        for number, entry in enumerate(self._classes):
            while around and self._code.partner(self._classes[around[-1]].opener) < entry.opener:
                around.pop()
            outer.append(around[-1] if around else -1)
            around.append(number)
        return outer
