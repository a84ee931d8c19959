"""`remove_all_filters` and `remove_all_actions`: what other plugins have there is gone.

Most of these calls are meant for one request, as before an answer to JavaScript. Only
where the text says that a call is made in every request, it is taken for certain.
"""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections.abc import Iterable

import attrs

from sellxed_sdk.shops._php import PhpArray, PhpCall, PhpFile, PhpValue, tokenise

__all__ = ["REGISTRATIONS", "REMOVALS", "Removal", "read_removals"]

REMOVALS = ("remove_all_filters", "remove_all_actions")
REGISTRATIONS = ("add_action", "add_filter")

# Hooks of a part of the requests only: what is done there is no matter to the others.
_PARTIAL = ("wp_ajax_", "wc_ajax_", "admin_", "network_admin_", "load-", "rest_", "in_admin_")
MAX_NESTING = 50
_LEAVES = frozenset({"return", "exit", "die", "throw", "goto"})
_BEGINS = frozenset({";", "{", "}", "@", "<?php"})
_LONG_FORMS = frozenset({"endif", "endforeach", "endfor", "endwhile", "endswitch"})


@attrs.frozen(kw_only=True)
class Removal:
    """One call."""

    hook: str
    """Of which all callbacks are removed."""
    priority: int | None
    """Only those of this priority; all where None."""
    line: int
    """From 1."""
    is_sure: bool
    """Whether it is made in every request, as far as the file tells."""


def read_removals(text: str, file: PhpFile) -> tuple[Removal, ...]:
    """Return what a file removes; calls with a hook that is computed are left out.

    Args:
        text: Of the file.
        file: What it says, with the calls of `REMOVALS` and `REGISTRATIONS`.
    """
    calls = [call for call in file.calls if call.name in REMOVALS]
    if not calls:
        return ()
    context = _Context(text, [call for call in file.calls if call.name in REGISTRATIONS])
    found = []
    for call in calls:
        hook, priority = call.arg(0, "hook_name"), call.arg(1, "priority")
        if isinstance(hook, str) and hook:
            found.append(
                Removal(
                    hook=hook,
                    priority=priority
                    if isinstance(priority, int) and not isinstance(priority, bool)
                    else None,
                    line=call.line,
                    is_sure=context.is_sure(call),
                )
            )
    return tuple(found)


@attrs.frozen
class _Block:
    begin: int
    """The token ``{``."""
    kind: str
    """``class``, ``function`` or ``block``."""
    name: str = ""
    """Of a function; empty for a closure."""
    header: int = 0
    """The first token of the statement."""


class _Context:
    """Where in a file calls stand."""

    def __init__(self, text: str, registrations: list[PhpCall]) -> None:
        self._tokens = tokenise(text)
        self._words = [word.strip().lower().lstrip("\\") for word in self._tokens.texts]
        self._leaves = [index for index, word in enumerate(self._words) if word in _LEAVES]
        self._found: dict[tuple[str, int], tuple[int, tuple[_Block, ...]]] = {}
        for index, blocks in _enclosing(self._words, {*REMOVALS, *REGISTRATIONS}).items():
            place = self._words[index], self._tokens.line(index)
            self._found.setdefault(place, (index, blocks))
        self._registered: list[int] = []
        self._callbacks: set[str] = set()
        self._register(registrations)
        # Keeps what it removes, to put it back.
        self._restores = "$wp_filter" in self._words or "$globals" in self._words
        self._has_long_forms = not _LONG_FORMS.isdisjoint(self._words)

    def is_sure(self, call: PhpCall) -> bool:
        """Whether a call is made in every request."""
        found = self._find(call)
        if found is None or self._restores or self._has_long_forms:
            return False
        index, blocks = found
        if self._words[index - 1] not in _BEGINS or any(b.kind == "block" for b in blocks):
            return False
        functions = [block for block in blocks if block.kind == "function"]
        if not functions:
            return True
        begin = bisect(self._leaves, functions[-1].begin)
        may_leave = begin < len(self._leaves) and self._leaves[begin] < index
        return not may_leave and self._is_registered(functions[-1])

    def _find(self, call: PhpCall) -> tuple[int, tuple[_Block, ...]] | None:
        return self._found.get((call.name, call.line))

    def _is_registered(self, function: _Block) -> bool:
        """Whether the file itself gives a function to a hook that is there in any request."""
        if function.name:
            return function.name in self._callbacks
        first = bisect_left(self._registered, function.header)
        return first < len(self._registered) and self._registered[first] < function.begin

    def _register(self, calls: Iterable[PhpCall]) -> None:
        """Remember the calls that register a callback, and what they name."""
        for call in calls:
            hook, found = call.arg(0), self._find(call)
            if not isinstance(hook, str) or hook.startswith(_PARTIAL) or found is None:
                continue
            index, blocks = found
            if all(block.kind != "block" for block in blocks):
                self._registered.append(index)
                self._callbacks.add(_callback(call.arg(1)).lower())
        self._registered.sort()


def _callback(value: PhpValue) -> str:
    """Return the name of a function or a method that is given as a callback."""
    if isinstance(value, PhpArray):
        last = value.values()[-1:]
        value = last[0] if last else None
    return value.rpartition("::")[2] if isinstance(value, str) else ""


def _enclosing(words: list[str], wanted: set[str]) -> dict[int, tuple[_Block, ...]]:
    """Return the blocks around each token with a wanted word, from the outermost."""
    found: dict[int, tuple[_Block, ...]] = {}
    stack: list[_Block] = []
    begin = 0
    for index, word in enumerate(words):
        if word in wanted and index + 1 < len(words) and words[index + 1] == "(":
            found[index] = tuple(stack[-MAX_NESTING:])
        if word == "{":
            stack.append(_block(words, begin, index))
            begin = index + 1
        elif word == "}":
            if stack:
                stack.pop()
            begin = index + 1
        elif word == ";":
            begin = index + 1
    return found


def _block(words: list[str], header: int, begin: int) -> _Block:
    statement = words[header:begin]
    if "function" in statement:
        last = len(statement) - 1 - statement[::-1].index("function")
        rest = [word for word in statement[last + 1 : last + 3] if word not in ("&", "(")]
        has_name = bool(rest) and statement[last + 1] != "(" and rest[0].isidentifier()
        return _Block(begin, "function", rest[0] if has_name else "", header)
    if any(word in ("class", "trait", "interface", "namespace", "enum") for word in statement):
        return _Block(begin, "class", "", header)
    return _Block(begin, "block", "", header)
