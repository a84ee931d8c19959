"""Tokens with their brackets paired: what the readers walk through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sellxed_sdk.shops._php import _grammar as g
from sellxed_sdk.shops._php._tokens import PhpTokens

__all__ = ["Code"]

_MODIFIERS = frozenset(
    ("abstract", "final", "public", "protected", "private", "static", "readonly", "var")
)

_STEPS = 10
"""How often each token may be looked at; real code needs less than two."""


class Code:
    """The tokens of one file and, for every bracket, its partner.

    Asked for a token beyond the end, it answers with an empty text.

    Args:
        tokens: The file's tokens.
    """

    __slots__ = ("_left", "_partners", "distinct", "kinds", "size", "texts", "tokens")

    def __init__(self, tokens: PhpTokens) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.size = len(tokens)
        self.distinct = frozenset(tokens.texts)
        self._partners = _pair(tokens)
        self._left = _STEPS * (self.size + 100)

    @property
    def is_exhausted(self) -> bool:
        """Whether looking for the ends of things took too long, so that some are not found."""
        return not self._left

    def text(self, index: int) -> str:
        """Return a token's text, or an empty one of text in strings and of HTML."""
        if not 0 <= index < self.size or self.kinds[index] in (g.TEXT, g.HTML):
            return ""
        return self.texts[index]

    def word(self, index: int) -> str:
        """Return a name in lower case, or an empty text."""
        is_name = 0 <= index < self.size and self.kinds[index] == g.NAME
        return self.texts[index].lower() if is_name else ""

    def is_kind(self, index: int, kind: str) -> bool:
        """Whether a token is of a kind."""
        return 0 <= index < self.size and self.kinds[index] == kind

    def partner(self, index: int) -> int:
        """Return where a bracket is closed or opened; for one that is not, the end."""
        return self._partners.get(index, self.size)

    def after(self, index: int) -> int:
        """Return the token behind one, and behind its partner if it opens a bracket."""
        if not self._left:
            return self.size
        self._left -= 1
        partner = self._partners.get(index, -1)
        return partner + 1 if partner > index else index + 1

    def seek(self, index: int, end: int, stops: Collection[str]) -> int:
        """Return the first token of those texts outside of brackets, or ``end``.

        Args:
            index: Where to begin.
            end: Where to stop.
            stops: Texts of operators and brackets; ``?>`` stops where ``;`` does.
        """
        kinds, texts, partners = self.kinds, self.texts, self._partners
        end = min(end, self.size)
        # What never ends must not be looked for again and again.
        left = self._left
        while index < end and left:
            left -= 1
            kind = kinds[index]
            if kind in (g.OPERATOR, g.BRACKET) and texts[index] in stops:
                end = index
                break
            if kind == g.CLOSE and ";" in stops:
                end = index
                break
            partner = partners.get(index, -1) if kind == g.BRACKET else -1
            index = partner + 1 if partner > index else index + 1
        self._left = left
        return end

    def split(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what stands between the commas of a list; an empty end is left out."""
        while begin < end:
            stop = self.seek(begin, end, (",",))
            yield begin, stop
            begin = stop + 1

    def names(self, index: int) -> tuple[list[str], int]:
        """Return a list of names with commas between them, and the token behind it."""
        found: list[str] = []
        while self.is_kind(index, g.NAME):
            found.append(self.texts[index])
            index += 1
            if self.text(index) != ",":
                break
            index += 1
        return found, index

    def body(self, index: int) -> int:
        """Return where the body of a function begins, or the ``;`` in its place.

        Args:
            index: The bracket before its parameters.

        Returns:
            -1 where neither comes.
        """
        index = self.after(index)
        if self.word(index) == "use" and self.text(index + 1) == "(":
            index = self.after(index + 1)
        if self.text(index) == ":":
            index = self.type_end(index + 1)
        return index if self.text(index) in ("{", ";") else -1

    def type_end(self, index: int) -> int:
        """Return the token behind a type, as ``?A``, ``A|B`` or ``(A&B)|null``."""
        is_complete = False
        while True:
            text = self.text(index)
            if text == "(" or self.is_kind(index, g.NAME):
                if is_complete:
                    return index
                is_complete = True
                index = self.after(index)
            elif text in ("?", "|", "&"):
                is_complete = False
                index += 1
            else:
                return index

    def modifiers(self, index: int) -> tuple[frozenset[str], int]:
        """Return the modifiers from a token on, and the first token that is none."""
        found: list[str] = []
        while (word := self.word(index)) in _MODIFIERS:
            found.append(word)
            index += 1
            if self.text(index) == "(" and self.word(index + 1) == "set":  # private(set)
                found.pop()
                index = self.after(index)
        return frozenset(found), index

    def before(self, index: int) -> tuple[frozenset[str], list[int]]:
        """Return the modifiers before a token, and where attributes before them begin."""
        found: list[str] = []
        attributes: list[int] = []
        while True:
            word = self.word(index - 1)
            if word in _MODIFIERS and self.text(index - 2) not in ("->", "?->", "::"):
                found.append(word)
                index -= 1
            elif self.text(index - 1) == "]":
                index = self._partners.get(index - 1, 0)
                if self.text(index) != "#[":
                    break
                attributes.append(index)
            else:
                break
        return frozenset(found), attributes[::-1]

    def line(self, index: int) -> int:
        """Return the line of a token."""
        return self.tokens.line(index)

    def find(self, words: Iterable[str], exact: Iterable[str] = ()) -> list[int]:
        """Return the tokens that are one of these words, in any case, or exact texts.

        A name with backslashes counts by its last part.
        """
        wanted, texts = frozenset(words), frozenset(exact)
        known = {
            text
            for text in self.distinct
            if text in texts or text.lower().rpartition("\\")[2] in wanted
        }
        return [index for index, text in enumerate(self.texts) if text in known]


def _pair(tokens: PhpTokens) -> dict[int, int]:
    """Pair brackets; what does not fit is left alone, except that ``}`` closes all in it."""
    partners: dict[int, int] = {}
    open_ones: list[tuple[int, str]] = []
    braces = 0
    texts = tokens.texts
    bracket = g.BRACKET
    for index in [index for index, kind in enumerate(tokens.kinds) if kind == bracket]:
        text = texts[index]
        closer = g.CLOSERS.get(text)
        if closer is not None:
            open_ones.append((index, closer))
            braces += closer == "}"
            continue
        if text == "}" and braces:
            while open_ones[-1][1] != "}":
                open_ones.pop()
            braces -= 1
        if open_ones and open_ones[-1][1] == text:
            begin = open_ones.pop()[0]
            partners[begin] = index
            partners[index] = begin
    return partners
