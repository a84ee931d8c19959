"""Calls and assignments that were asked for."""

from __future__ import annotations

from collections.abc import Collection

from sellxed_sdk.shops._php import _grammar as g
from sellxed_sdk.shops._php._code import Code
from sellxed_sdk.shops._php._constants import Constants
from sellxed_sdk.shops._php._facts import PhpAssignment, PhpCall
from sellxed_sdk.shops._php._places import Place

__all__ = ["Asked", "CallReader"]

_ASSIGNS = frozenset(
    ("=", ".=", "+=", "-=", "*=", "/=", "%=", "**=", "??=", "|=", "&=", "^=", "<<=", ">>=")
)
_MEMBERS = {"->": "->", "?->": "->", "::": "::"}
# An assignment begins behind one of these: what is in a list of parameters is none.
_BEGINNINGS = frozenset(("", ";", "{", "}", ")", ":", "=", "@", "else", "do"))


class Asked:
    """What is asked for in a file.

    Args:
        code: The file.
        calls: ``name``, ``->name`` or ``::name``, in any case.
        assignments: ``$name`` or ``$this->name``.
    """

    def __init__(self, code: Code, calls: Collection[str], assignments: Collection[str]) -> None:
        self._code = code
        self._calls = {name.lower().lstrip("\\"): name for name in calls}
        self._assignments = frozenset(assignments)
        self.words = frozenset(name.lstrip("->:").rpartition("\\")[2] for name in self._calls)
        self.variables = frozenset(name.partition("->")[0] for name in assignments)

    def __call__(self, index: int) -> bool:
        """Whether a token is a call or an assignment that may be meant."""
        code = self._code
        if code.is_kind(index, g.VARIABLE):
            return bool(self.target(index)[0])
        if code.text(index + 1) != "(":
            return False
        member = _MEMBERS.get(code.text(index - 1), "")
        if member:
            return f"{member}{code.word(index)}" in self._calls
        return code.word(index - 1 - (code.text(index - 1) == "&")) not in ("function", "new")

    def call(self, name: str) -> str:
        """Return a call as it was asked for, or an empty text."""
        return self._calls.get(name.lower(), "")

    def target(self, index: int) -> tuple[str, int, int]:
        """Return what is assigned to, the token behind it, and the operator; or nothing."""
        code = self._code
        before = code.text(index - 1) if not code.is_kind(index - 1, g.OPEN) else ""
        name, after = code.text(index), index + 1
        if code.text(after) == "->" and code.is_kind(after + 1, g.NAME):
            name, after = f"{name}->{code.texts[after + 1]}", after + 2
        if name not in self._assignments or before.lower() not in _BEGINNINGS:
            return "", 0, 0
        operator = after
        while code.text(operator) == "[":
            operator = code.after(operator)
        if code.text(operator) not in _ASSIGNS:
            return "", 0, 0
        return name, after, operator


class CallReader:
    """Reads calls and assignments.

    Args:
        code: The file.
        constants: Evaluates, and knows what names mean.
        asked: What is asked for.
        declared: Names of the functions that the file declares, in lower case.
    """

    def __init__(
        self, code: Code, constants: Constants, asked: Asked, declared: frozenset[str]
    ) -> None:
        self._code = code
        self._constants = constants
        self._asked = asked
        self._declared = declared

    def call(self, place: Place) -> PhpCall | None:
        """Read a call; None where another function of that name is called."""
        code, index = self._code, place.index
        member = _MEMBERS.get(code.text(index - 1), "")
        receiver = ""
        if member:
            name = f"{member}{code.word(index)}"
            receiver = self._receiver(place, member)
        else:
            candidates = place.names.function_names(code.texts[index])
            is_own = candidates[0].lower() in self._declared
            name = candidates[0] if is_own else candidates[-1]
        asked = self._asked.call(name)
        if not asked:
            return None
        args, named = self._constants.evaluator.arguments(index + 1)
        return PhpCall(
            name=asked,
            receiver=receiver,
            args=args,
            named=named,
            line=code.line(index),
            in_class=place.in_class,
            in_function=place.in_function,
            is_conditional=place.is_conditional,
        )

    def assignment(self, place: Place) -> PhpAssignment:
        """Read an assignment."""
        code, evaluator = self._code, self._constants.evaluator
        target, index, operator = self._asked.target(place.index)
        path = []
        while index < operator:
            end = code.after(index)
            path.append(evaluator.value(index + 1, end - 1))
            index = end
        end = code.seek(operator + 1, code.size, (";", ")", "]", "}", ","))
        return PhpAssignment(
            target=target,
            path=tuple(path),
            operator=code.text(operator),
            value=evaluator.value(operator + 1, end),
            line=code.line(place.index),
            in_class=place.in_class,
            in_function=place.in_function,
            is_conditional=place.is_conditional,
        )

    def _receiver(self, place: Place, member: str) -> str:
        code, index = self._code, place.index - 2
        if member == "->":
            is_plain = code.text(index - 1) not in _MEMBERS and code.text(index - 1) != "$"
            return code.text(index) if is_plain and code.is_kind(index, g.VARIABLE) else ""
        word = code.word(index)
        if word in ("", "self", "static", "parent"):
            return word
        return place.names.class_name(code.texts[index])
