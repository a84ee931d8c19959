"""Finding what a file declares, and in what each place of it stands, in one pass."""

from __future__ import annotations

from collections.abc import Callable

from sellxed_sdk.shops._php import _grammar as g
from sellxed_sdk.shops._php._code import Code
from sellxed_sdk.shops._php._names import NameScope
from sellxed_sdk.shops._php._places import ClassAt, Frame, Outline, Place

__all__ = ["read_outline"]

_KINDS = ("class", "interface", "trait", "enum")
_BRANCHES = ("if", "for", "foreach", "while", "switch")
_ENDS = ("endif", "endfor", "endforeach", "endwhile", "endswitch")
_STATEMENTS = ("namespace", "use", "function", "const", "return", "define", "eval")
_WORDS = frozenset((*_KINDS, *_BRANCHES, *_ENDS, *_STATEMENTS))
_MEMBER = ("->", "?->", "::")
# What is behind one of these happens only sometimes.
_CONDITIONS = frozenset((")", ":", "?", "&&", "||", "??", "else", "do", "and", "or", "xor"))


def read_outline(
    code: Code, *, words: frozenset[str], exact: frozenset[str], is_asked: Callable[[int], bool]
) -> Outline:
    """Find declarations, and the places of what is asked for.

    Args:
        code: The file.
        words: Names that may be asked for, in lower case.
        exact: Variables that may be asked for.
        is_asked: Whether one of them is, where it stands.
    """
    walk = _Walk(code, words | exact, is_asked)
    walk.run(code.find(_WORDS | words, {"{", "${", *exact}))
    return walk.found


class _Walk:
    """Goes from one word to the next and knows which braces are open."""

    def __init__(self, code: Code, asked: frozenset[str], is_asked: Callable[[int], bool]) -> None:
        self.found = Outline()
        self._code = code
        self._asked = asked
        self._is_asked = is_asked
        self._frames: list[Frame] = [Frame(role="", end=code.size + 1)]
        self._waiting: dict[int, Frame] = {}
        self._branches = 0
        self._names = self.found.scopes[0][1]

    def run(self, points: list[int]) -> None:
        """Look at these tokens, which are in order."""
        code, frames = self._code, self._frames
        for index in points:
            while frames[-1].end <= index:
                frames.pop()
            kind, text = code.kinds[index], code.texts[index]
            if kind == g.NAME:
                self._at_name(index, text.lower())
            elif kind == g.VARIABLE:
                self._at_asked(index)
            elif kind == g.BRACKET:
                frames.append(self._waiting.get(index) or self._block(index))

    def _block(self, index: int) -> Frame:
        around = self._frames[-1]
        return Frame(
            role="{",
            end=self._code.partner(index),
            in_class=around.in_class,
            in_function=around.in_function,
            is_own=around.is_own,
        )

    def _at_name(self, index: int, word: str) -> None:
        if word.rpartition("\\")[2] in self._asked:
            self._at_asked(index)
        if self._code.text(index - 1) in _MEMBER:
            return
        role = self._frames[-1].role
        if word == "function":
            self._at_function(index)
        elif role == "class":
            return
        elif word in _KINDS:
            self._at_class(index, word)
        elif word in _BRANCHES:
            closer = self._code.partner(index + 1)
            self._branches += self._code.text(closer + 1) == ":" and closer > index
        elif word in _ENDS:
            self._branches = max(0, self._branches - 1)
        elif role in ("", "namespace") and word == "namespace":
            self._at_namespace(index)
        elif role in ("", "namespace") and word == "use":
            self._at_use(index)
        else:
            self._at_statement(index, word.lstrip("\\"))

    def _at_statement(self, index: int, word: str) -> None:
        if word == "return" and self._frames[-1].is_own:
            self.found.returns.append(self._place(index))
        elif word == "const" and self._frames[-1].role in ("", "namespace"):
            self.found.constants.append(self._place(index))
        elif word == "define" and self._code.word(index - 1) not in ("function", "new"):
            self.found.defines.append(self._place(index))
        elif word == "eval" and self._code.text(index + 1) == "(":
            self.found.evals.append(self._place(index))

    def _at_asked(self, index: int) -> None:
        # In a class itself stand declarations, and nothing is called or assigned.
        if self._frames[-1].role != "class" and self._is_asked(index):
            self.found.asked.append(self._place(index))

    def _place(self, index: int) -> Place:
        code, frame = self._code, self._frames[-1]
        before = index - 1 - (code.text(index - 1) == "@")
        return Place(
            index=index,
            names=self._names,
            in_class=frame.in_class,
            in_function=frame.in_function,
            is_conditional=frame.role not in ("", "namespace")
            or self._branches > 0
            or code.text(before).lower() in _CONDITIONS,
        )

    def _at_class(self, index: int, kind: str) -> None:
        code = self._code
        is_anonymous = code.word(index + 1) in ("", "extends", "implements")
        if (is_anonymous and kind != "class") or code.word(index - 1) in ("const", "function"):
            return
        name = "" if is_anonymous else self._names.declared(code.texts[index + 1])
        opener, extends, implements = self._header(index + 1 + (not is_anonymous))
        if code.text(opener) != "{":
            return
        place = self._place(index)
        found = ClassAt(
            kind=kind,
            name=name,
            opener=opener,
            extends=extends,
            implements=implements,
            place=place,
        )
        self.found.classes.append(found)
        self._waiting[opener] = Frame(
            role="class", end=code.partner(opener), in_class=name, is_own=False
        )

    def _header(self, index: int) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        """Return where the body begins, the parents and the interfaces."""
        code = self._code
        lists: dict[str, list[str]] = {"extends": [], "implements": []}
        if code.text(index) == "(":
            index = code.after(index)
        if code.text(index) == ":":  # what an enum is made of
            index = code.type_end(index + 1)
        while (word := code.word(index)) in lists:
            names, index = code.names(index + 1)
            lists[word] += names
        return index, tuple(lists["extends"]), tuple(lists["implements"])

    def _at_function(self, index: int) -> None:
        code, frame = self._code, self._frames[-1]
        start = index + 1 + (code.text(index + 1) == "&")
        has_name = code.is_kind(start, g.NAME)
        opener = code.body(start + has_name) if code.text(start + has_name) == "(" else -1
        if opener < 0:
            return
        is_method = frame.role == "class"
        inside = frame.in_function
        if has_name:
            name = code.texts[start]
            inside = name if is_method else self._names.declared(name)
            if not is_method:
                self.found.functions.append((inside, self._place(index)))
        if code.text(opener) == "{":
            self._waiting[opener] = Frame(
                role="function",
                end=code.partner(opener),
                in_class=frame.in_class if is_method or not has_name else "",
                in_function=inside,
                is_own=False,
            )

    def _at_namespace(self, index: int) -> None:
        code = self._code
        has_name = code.is_kind(index + 1, g.NAME)
        opener = index + 1 + has_name
        if code.text(opener) not in ("{", ";") and not code.is_kind(opener, g.CLOSE):
            return
        self._names = NameScope(code.texts[index + 1] if has_name else "")
        self.found.scopes.append((index, self._names))
        if code.text(opener) == "{":
            self._waiting[opener] = Frame(role="namespace", end=code.partner(opener))

    def _at_use(self, index: int) -> None:
        code = self._code
        index, kind = self._kind_of_use(index + 1)
        while code.is_kind(index, g.NAME):
            name = code.texts[index]
            if code.text(index + 1) == "\\" and code.text(index + 2) == "{":
                self._group(index + 3, kind, name)
                index = code.after(index + 2)
            else:
                index = self._import(index, kind, name)
            if code.text(index) != ",":
                return
            index += 1

    def _group(self, index: int, kind: str, prefix: str) -> None:
        code = self._code
        while code.is_kind(index, g.NAME):
            index, own = self._kind_of_use(index)
            index = self._import(index, own or kind, f"{prefix}\\{code.text(index)}")
            if code.text(index) != ",":
                return
            index += 1

    def _kind_of_use(self, index: int) -> tuple[int, str]:
        word = self._code.word(index)
        is_kind = word in ("function", "const") and self._code.is_kind(index + 1, g.NAME)
        return (index + 1, word) if is_kind else (index, "")

    def _import(self, index: int, kind: str, name: str) -> int:
        code = self._code
        has_alias = code.word(index + 1) == "as" and code.is_kind(index + 2, g.NAME)
        self._names.add(kind, code.texts[index + 2] if has_alias else "", name)
        return index + 1 + 2 * has_alias
