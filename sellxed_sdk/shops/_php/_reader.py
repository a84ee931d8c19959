"""Reading a PHP file: from its text to what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from sellxed_sdk.shops._php import _grammar as g
from sellxed_sdk.shops._php._calls import Asked, CallReader
from sellxed_sdk.shops._php._classes import ClassReader, declare_constants, read_constants
from sellxed_sdk.shops._php._code import Code
from sellxed_sdk.shops._php._constants import Constants
from sellxed_sdk.shops._php._encoded import find_encoder
from sellxed_sdk.shops._php._facts import (
    PhpAssignment,
    PhpCall,
    PhpClass,
    PhpConstant,
    PhpFile,
    PhpFunction,
    PhpNote,
)
from sellxed_sdk.shops._php._members import Span, find_members
from sellxed_sdk.shops._php._outline import read_outline
from sellxed_sdk.shops._php._places import Outline, Place
from sellxed_sdk.shops._php._tokens import MAX_TOKENS, tokenise
from sellxed_sdk.shops._php._values import PhpValue

__all__ = ["MAX_CHARACTERS", "decode_php", "read_php"]

MAX_CHARACTERS = 4_000_000
_Found = tuple[str, tuple[int, int], Place]
_STOPS = (";", ")", "]", "}")


def decode_php(data: bytes) -> str:
    """Return source text whatever its encoding: UTF-8, and Latin-1 where it is not that.

    Args:
        data: The bytes of a file.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_php(
    source: str | bytes, *, calls: Collection[str] = (), assignments: Collection[str] = ()
) -> PhpFile:
    """Read what a PHP file declares, and the calls and assignments that are asked for.

    Nothing is executed, and nothing is guessed: what is not literal is a value of its own,
    with the reason. Never raises, whatever the text is; takes time and memory in
    proportion to its length.

    Args:
        source: The text of the file, or its bytes.
        calls: Which calls: functions as ``add_action``, methods of any object as
            ``->registerHook``, methods of any class as ``::declare_compatibility``.
        assignments: To which variables: ``$aModule``, ``$this->name``.
    """
    text = decode_php(source) if isinstance(source, bytes) else source
    if len(text) > MAX_CHARACTERS:
        return PhpFile(unread=f"it has more than {MAX_CHARACTERS} characters")
    encoder = find_encoder(text)
    if encoder:
        return PhpFile(unread=encoder)
    tokens = tokenise(text)
    if tokens.is_cut:
        return PhpFile(unread=f"it has more than {MAX_TOKENS} tokens")
    code = Code(tokens)
    asked = Asked(code, calls, assignments)
    outline = read_outline(code, words=asked.words, exact=asked.variables, is_asked=asked)
    found = _Reading(code, outline, asked).file()
    if code.is_exhausted:
        return PhpFile(unread="it is built in a way that takes too long to read")
    return found


class _Reading:
    """Puts together what the parts read."""

    def __init__(self, code: Code, outline: Outline, asked: Asked) -> None:
        self._code = code
        self._outline = outline
        self._asked = asked
        self._constants = Constants(code, outline)

    def file(self) -> PhpFile:
        """Read everything; what is not resolved has its reason."""
        code, outline = self._code, self._outline
        members = [list(find_members(code, found.opener)) for found in outline.classes]
        for found, spans in zip(outline.classes, members, strict=True):
            for span in spans:
                if span.kind == "constant":
                    declare_constants(code, self._constants, found, span)
        constants = tuple(self._constants_of_file())
        calls, assignments = self._asked_for()
        return PhpFile(
            namespaces=tuple(names.namespace for _, names in outline.scopes[1:]),
            classes=tuple(self._classes(members)),
            functions=tuple(
                PhpFunction(
                    name=name, line=code.line(place.index), is_conditional=place.is_conditional
                )
                for name, place in outline.functions
            ),
            constants=constants,
            calls=calls,
            assignments=assignments,
            returns=tuple(self._returned(place.index + 1) for place in outline.returns),
            notes=tuple(self._notes()),
        )

    def _returned(self, begin: int) -> PhpValue:
        end = self._code.seek(begin, self._code.size, _STOPS)
        return self._value(begin, end) if end > begin else None

    def _value(self, begin: int, end: int) -> PhpValue:
        return self._constants.evaluator.value(begin, end)

    def _classes(self, members: list[list[Span]]) -> Iterator[PhpClass]:
        found = self._outline.classes
        if found:
            reader = ClassReader(self._code, self._constants, [entry.opener for entry in found])
            yield from map(reader.read, found, members)

    def _constants_of_file(self) -> Iterator[PhpConstant]:
        code = self._code
        found = sorted((*self._declared(), *self._defined()), key=lambda entry: entry[2].index)
        for name, (begin, end), place in found:
            self._constants.declare("", name, begin, end, is_sure=not place.is_conditional)
        for name, (begin, end), place in found:
            yield PhpConstant(
                name=name,
                value=self._value(begin, end),
                line=code.line(place.index),
                is_conditional=place.is_conditional,
            )

    def _declared(self) -> Iterator[_Found]:
        for place in self._outline.constants:
            for name, begin, end in read_constants(self._code, place.index):
                yield place.names.declared(self._code.texts[name]), (begin, end), place

    def _defined(self) -> Iterator[_Found]:
        code = self._code
        for place in self._outline.defines:
            opener = place.index + 1
            if code.text(opener) != "(" or code.word(place.index) not in ("define", "\\define"):
                continue
            parts = list(islice(code.split(opener + 1, code.partner(opener)), 2))
            name = self._value(*parts[0]) if len(parts) == 2 else None
            if isinstance(name, str):
                yield name.lstrip("\\"), parts[1], place

    def _asked_for(self) -> tuple[tuple[PhpCall, ...], tuple[PhpAssignment, ...]]:
        declared = frozenset(name.lower() for name, _ in self._outline.functions)
        reader = CallReader(self._code, self._constants, self._asked, declared)
        calls, assignments = [], []
        for place in self._outline.asked:
            if self._code.is_exhausted:
                break
            if self._code.is_kind(place.index, g.VARIABLE):
                assignments.append(reader.assignment(place))
            elif (call := reader.call(place)) is not None:
                calls.append(call)
        return tuple(calls), tuple(assignments)

    def _notes(self) -> Iterator[PhpNote]:
        code = self._code
        for index in code.tokens.find_kind(g.HTML):
            if g.SHORT_TAG.search(code.texts[index]):
                yield PhpNote(line=code.line(index), reason="code behind <? was not read")
                break
        for place in self._outline.evals:
            yield PhpNote(line=code.line(place.index), reason="it runs code that is in a text")
