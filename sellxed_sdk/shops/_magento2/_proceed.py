"""Does a plugin that runs around a method call it?"""

from __future__ import annotations

from sellxed_sdk.shops._php import PhpMethod, PhpTokens, tokenise

__all__ = ["Bodies"]

_OPENERS, _CLOSERS = ("(", "[", "{"), (")", "]", "}")
_CALLERS = ("call_user_func", "call_user_func_array")
_ARGUMENTS = frozenset(("func_get_args", "func_get_arg"))
_LOOK_BACK = 40


class Bodies:
    """The bodies of the methods of one file.

    Args:
        text: The text of the file.
    """

    def __init__(self, text: str) -> None:
        self._tokens: PhpTokens = tokenise(text)
        self._starts: dict[tuple[int, str], int] = {}
        texts = self._tokens.texts
        for index, word in enumerate(texts):
            if word.lower() == "function":
                name = index + 1 + (texts[index + 1 : index + 2] == ["&"])
                if name < len(texts):
                    self._starts[self._tokens.line(index), texts[name]] = name

    def calls_proceed(self, method: PhpMethod) -> bool | None:
        """Whether a method calls its second parameter, through which Magento goes on.

        Args:
            method: A method ``around…`` of the file.

        Returns:
            None where it is handed on to other code, so that the text does not tell.
        """
        start = self._starts.get((method.line, method.name))
        if start is None:
            return None
        begin, end = self._body(start)
        texts = self._tokens.texts
        takes_any = any(texts[index].lower() in _ARGUMENTS for index in range(begin, end))
        if takes_any or len(method.parameters) < 2:
            return None if takes_any else False
        name = f"${method.parameters[1].name}"
        is_handed_on = False
        for index in range(begin, end):
            if texts[index] != name or self._tokens.kinds[index] != "variable":
                continue
            if self._is_called(index):
                return True
            is_handed_on = is_handed_on or not self._is_only_passed_in(index)
        return None if is_handed_on else False

    def _body(self, start: int) -> tuple[int, int]:
        """Return the first token of a method's body, and the one behind its last."""
        tokens, opener = self._tokens, start
        while opener < len(tokens) and tokens.texts[opener] not in ("{", ";"):
            opener += 1
        depth = 0
        for index in range(opener, len(tokens)):
            if tokens.kinds[index] == "bracket":
                depth += (tokens.texts[index] in _OPENERS) - (tokens.texts[index] in _CLOSERS)
                if depth == 0:
                    return opener + 1, index
        return opener + 1, len(tokens)

    def _is_called(self, index: int) -> bool:
        texts = self._tokens.texts
        if texts[index + 1 : index + 2] == ["("]:
            return True
        if [text.lower() for text in texts[index + 1 : index + 3]] == ["->", "__invoke"]:
            return True
        return texts[index - 1] == "(" and texts[index - 2].lower().lstrip("\\") in _CALLERS

    def _is_only_passed_in(self, index: int) -> bool:
        """Whether it stands in the ``use (…)`` of a closure, which counts by what is in it."""
        texts = self._tokens.texts
        for before in range(index - 1, max(index - _LOOK_BACK, 0), -1):
            if texts[before] == "(":
                return texts[before - 1].lower() == "use"
            if texts[before] in (")", ";", "{", "}"):
                break
        return False
