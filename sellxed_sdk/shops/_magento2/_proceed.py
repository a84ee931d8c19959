"""Does a plugin that runs around a method call it?"""

from __future__ import annotations

from sellxed_sdk.shops._magento2._classes import FoundClass
from sellxed_sdk.shops._php import PhpMethod, PhpTokens, tokenise

__all__ = ["calls_proceed"]

_OPENERS, _CLOSERS = ("(", "[", "{"), (")", "]", "}")
_CALLERS = ("call_user_func", "call_user_func_array")
_ARGUMENTS = ("func_get_args", "func_get_arg")


def calls_proceed(method: PhpMethod, found: FoundClass) -> bool | None:
    """Whether a method calls its second parameter, through which Magento goes on.

    Args:
        method: A method ``around…``.
        found: The class that declares it.

    Returns:
        None where it is handed on to other code, so that the text does not tell.
    """
    tokens = tokenise(found.text)
    begin, end = _body(tokens, method)
    if not begin:
        return None
    words = {tokens.texts[index].lower() for index in range(begin, end)}
    if len(method.parameters) < 2 or not words.isdisjoint(_ARGUMENTS):
        return None if not words.isdisjoint(_ARGUMENTS) else False
    name = f"${method.parameters[1].name}"
    is_handed_on = False
    for index in range(begin, end):
        if tokens.texts[index] != name or tokens.kinds[index] != "variable":
            continue
        if _is_called(tokens, index):
            return True
        is_handed_on = is_handed_on or not _is_only_passed_in(tokens, index)
    return None if is_handed_on else False


def _body(tokens: PhpTokens, method: PhpMethod) -> tuple[int, int]:
    """Return the first token of a method's body, and the one behind its last."""
    texts = tokens.texts
    for index, text in enumerate(texts):
        if text.lower() != "function" or tokens.line(index) != method.line:
            continue
        after = index + 1 + (texts[index + 1 : index + 2] == ["&"])
        if texts[after : after + 1] == [method.name]:
            opener = next((i for i in range(after, len(texts)) if texts[i] in ("{", ";")), after)
            return opener + 1, _close(tokens, opener)
    return 0, 0


def _close(tokens: PhpTokens, opener: int) -> int:
    depth = 0
    for index in range(opener, len(tokens)):
        if tokens.kinds[index] == "bracket":
            depth += (tokens.texts[index] in _OPENERS) - (tokens.texts[index] in _CLOSERS)
            if depth == 0:
                return index
    return len(tokens)


def _is_called(tokens: PhpTokens, index: int) -> bool:
    texts = tokens.texts
    if texts[index + 1 : index + 2] == ["("]:
        return True
    if [text.lower() for text in texts[index + 1 : index + 3]] == ["->", "__invoke"]:
        return True
    return texts[index - 1] == "(" and texts[index - 2].lower().lstrip("\\") in _CALLERS


def _is_only_passed_in(tokens: PhpTokens, index: int) -> bool:
    """Whether it stands in the ``use (…)`` of a closure, which counts by what is in it."""
    texts = tokens.texts
    for before in range(index - 1, max(index - 40, 0), -1):
        if texts[before] == "(":
            return texts[before - 1].lower() == "use"
        if texts[before] in (")", ";", "{", "}"):
            break
    return False
