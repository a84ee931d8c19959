"""Reading classes: their members, and what these call."""

from __future__ import annotations

from collections.abc import Iterator

from sellxed_sdk.shops._php import _grammar as g
from sellxed_sdk.shops._php._code import Code
from sellxed_sdk.shops._php._constants import Constants
from sellxed_sdk.shops._php._facts import (
    PhpCall,
    PhpClass,
    PhpConstant,
    PhpMethod,
    PhpParameter,
    PhpProperty,
)
from sellxed_sdk.shops._php._members import Span
from sellxed_sdk.shops._php._mentions import Mentions
from sellxed_sdk.shops._php._places import ClassAt

__all__ = ["ClassReader", "declare_constants", "read_constants"]

_BUILT_IN = frozenset(
    (
        *("int", "float", "string", "bool", "array", "callable", "iterable", "object", "mixed"),
        *("null", "false", "true", "void", "never", "self", "static", "parent"),
    )
)


def declare_constants(code: Code, constants: Constants, found: ClassAt, span: Span) -> None:
    """Make the constants of a class known, so that others may name them."""
    if found.name:
        for name, begin, end in _constants(code, span.keyword + 1, span.end):
            constants.declare(found.name.lower(), code.texts[name], begin, end)


def read_constants(code: Code, keyword: int) -> Iterator[tuple[int, int, int]]:
    """Yield the constants of one statement: name, first token of the value, its end."""
    yield from _constants(code, keyword + 1, code.size)


def _constants(code: Code, index: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield constants up to a ``;``, a closing bracket, or what is no constant."""
    while index < end and code.word(index) != "const":
        # A type may be before the name.
        name = index if code.text(index + 1) == "=" else code.type_end(index)
        if not code.is_kind(name, g.NAME) or code.text(name + 1) != "=":
            return
        stop = code.seek(name + 2, end, (",", ";", ")", "]", "}"))
        yield name, name + 2, stop
        if code.text(stop) != ",":
            return
        index = stop + 1


class ClassReader:
    """Reads the classes of one file.

    Args:
        code: The file.
        constants: Evaluates, and knows what names mean.
        openers: The braces of all classes of the file, in order.
    """

    def __init__(self, code: Code, constants: Constants, openers: list[int]) -> None:
        self._code = code
        self._constants = constants
        self._value = constants.evaluator.value
        self._mentions = Mentions(code, openers)

    def read(self, found: ClassAt, members: list[Span]) -> PhpClass:
        """Read one class.

        Args:
            found: Where it is.
            members: What it has.
        """
        code, full = self._code, found.place.names.class_name
        modifiers, attributes = code.before(found.place.index)
        spans: dict[str, list[Span]] = {}
        for span in members:
            spans.setdefault(span.kind, []).append(span)
        methods = [self._method(span) for span in spans.get("method", ())]
        return PhpClass(
            kind=found.kind,
            name=found.name,
            extends=tuple(map(full, found.extends)),
            implements=tuple(map(full, found.implements)),
            traits=tuple(
                full(name)
                for span in spans.get("trait", ())
                for name in code.names(span.keyword + 1)[0]
            ),
            is_abstract="abstract" in modifiers,
            is_final="final" in modifiers,
            attributes=self.attributes(attributes),
            constants=tuple(
                entry
                for span in members
                if span.kind in ("constant", "case")
                for entry in self._members_of(span)
            ),
            properties=tuple(
                entry for span in spans.get("property", ()) for entry in self._properties(span)
            ),
            methods=tuple(methods),
            line=code.line(found.place.index),
            is_conditional=found.place.is_conditional,
        )

    def attributes(self, openers: list[int]) -> tuple[PhpCall, ...]:
        """Read groups of attributes.

        Args:
            openers: The tokens ``#[``.
        """
        code, found = self._code, []
        for opener in openers:
            for begin, _ in code.split(opener + 1, code.partner(opener)):
                if not code.is_kind(begin, g.NAME):
                    continue
                has_arguments = code.text(begin + 1) == "("
                args, named = (
                    self._constants.evaluator.arguments(begin + 1) if has_arguments else ((), ())
                )
                name = self._constants.scope(begin).class_name(code.texts[begin])
                found.append(PhpCall(name=name, args=args, named=named, line=code.line(begin)))
        return tuple(found)

    def parameters(self, opener: int) -> tuple[PhpParameter, ...]:
        """Read the parameters of a function.

        Args:
            opener: The bracket before them.
        """
        code = self._code
        found = []
        for begin, end in code.split(opener + 1, code.partner(opener)):
            index = begin
            while code.text(index) == "#[":
                index = code.after(index)
            modifiers, index = code.modifiers(index)
            variable = code.type_end(index)
            while code.text(variable) in ("&", "..."):
                variable += 1
            if variable < end and code.is_kind(variable, g.VARIABLE):
                found.append(
                    PhpParameter(
                        name=code.texts[variable][1:],
                        types=self._types(index, variable),
                        is_promoted=bool(modifiers),
                    )
                )
        return tuple(found)

    def _method(self, span: Span) -> PhpMethod:
        code = self._code
        name = span.keyword + 1 + (code.text(span.keyword + 1) == "&")
        body = code.seek(name, span.end, ("{", ";"))
        has_body = code.text(body) == "{"
        mentioned = self._mentions.between(body, span.end)
        return PhpMethod(
            name=code.text(name),
            visibility=_visibility(span.modifiers),
            is_static="static" in span.modifiers,
            is_abstract=not has_body,
            is_final="final" in span.modifiers,
            parameters=self.parameters(name + 1) if code.text(name + 1) == "(" else (),
            attributes=self.attributes(self._groups(span)),
            parent_calls=mentioned.parent,
            own_calls=mentioned.own,
            has_dynamic_parent=mentioned.is_dynamic,
            line=code.line(span.keyword),
            comment=self._comment(span),
        )

    def _comment(self, span: Span) -> str:
        """Return the last comments before a member: they may be behind its attributes."""
        starts = [span.start, *map(self._code.after, self._groups(span)), span.keyword]
        found = (self._code.tokens.gap(index).strip() for index in reversed(starts))
        return next(filter(None, found), "")

    def _groups(self, span: Span) -> list[int]:
        found, index = [], span.start
        while self._code.text(index) == "#[":
            found.append(index)
            index = self._code.after(index)
        return found

    def _properties(self, span: Span) -> Iterator[PhpProperty]:
        code = self._code
        for begin, end in code.split(span.keyword, span.end):
            variable = code.type_end(begin)
            if not code.is_kind(variable, g.VARIABLE):
                continue
            has_value = code.text(variable + 1) == "="
            stop = code.seek(variable, end, (";", "{"))
            yield PhpProperty(
                name=code.texts[variable][1:],
                value=self._value(variable + 2, stop) if has_value else None,
                visibility=_visibility(span.modifiers),
                is_static="static" in span.modifiers,
                line=code.line(variable),
            )

    def _members_of(self, span: Span) -> Iterator[PhpConstant]:
        code = self._code
        if span.kind == "constant":
            for name, begin, end in _constants(code, span.keyword + 1, span.end):
                yield PhpConstant(
                    name=code.texts[name], value=self._value(begin, end), line=code.line(name)
                )
            return
        name = span.keyword + 1
        if code.is_kind(name, g.NAME):
            has_value = code.text(name + 1) == "="
            value = self._value(name + 2, code.seek(name, span.end, (";",))) if has_value else None
            yield PhpConstant(name=code.texts[name], value=value, line=code.line(name))

    def _types(self, begin: int, end: int) -> tuple[str, ...]:
        code = self._code
        names = [code.texts[index] for index in range(begin, end) if code.is_kind(index, g.NAME)]
        return tuple(
            name.lower()
            if name.lower() in _BUILT_IN
            else self._constants.scope(begin).class_name(name)
            for name in names
        )


def _visibility(modifiers: frozenset[str]) -> str:
    return next((word for word in ("private", "protected") if word in modifiers), "public")
