"""`sw5.hook`: what a plugin hooks into methods of the shop's classes.

A hook is an event by the name of a class, a method and a kind. What runs before and after
a method always runs; what replaces it is a chain of its own: the first one runs, and hands
on by ``executeParent``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._bodies import find_bodies
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import PhpTokens, decode_php, find_encoder, tokenise

__all__ = ["find_hook_claims"]

MAX_TOKENS_OF_ENTRY = 200
_LEFT_OUT = frozenset({"vendor", "node_modules", "tests", "test", "Tests", "Test"})
_KINDS = ("::before", "::after", "::replace")
_NAME = re.compile(r"\\?([A-Za-z_][\w\\]*)::(\w+)::(before|after|replace)")
_REST = re.compile(r"::(\w+)::(before|after|replace)")
_USE = re.compile(
    r"(?:^|;|<\?php)[ \t]*use[ \t]+\\?([A-Za-z_][\w\\]*)(?:[ \t]+as[ \t]+(\w+))?[ \t]*;",
    re.MULTILINE,
)


@attrs.frozen
class _Hook:
    target: str
    method: str
    kind: str
    listener: str
    position: int | None
    line: int


def find_hook_claims(files: ShopFiles, directory: Path) -> Iterator[Claim]:
    """Yield the hooks of a plugin, and its files that nobody can read.

    Args:
        files: The shop.
        directory: The plugin's.
    """
    for name, data in files.php_files(directory, leave_out=_LEFT_OUT):
        path = Path(name)
        relative = files.relative(path)
        text = decode_php(data)
        encoder = find_encoder(text)
        if encoder:
            files.note(path, encoder)
            yield Claim(
                kind="opaque", target=relative, mode=Mode.OBSERVE, cooperative=None, path=relative
            )
        elif any(kind in text for kind in _KINDS):
            yield from _claims(text, relative, owner=directory.name)


def _claims(text: str, relative: str, *, owner: str) -> Iterator[Claim]:
    tokens = tokenise(text)
    names = {
        (match[2] or match[1].rpartition("\\")[2]).lower(): match[1]
        for match in _USE.finditer(text)
    }
    functions = {name: (line, body) for (line, name), body in find_bodies(text).items()}
    for hook in _hooks(tokens, names):
        line, _ = functions.get(hook.listener.lower(), (hook.line, ""))
        hands_on = _hands_on(functions, hook.listener)
        mode = Mode.EXTEND
        if hook.kind == "replace":
            mode = Mode.REPLACE if hands_on is False else Mode.WRAP
        # The first one is the outermost of those that replace.
        place = None if hook.position is None else (-hook.position,)
        yield Claim(
            kind="sw5.hook",
            target=hook.target,
            member=f"{hook.method}::{hook.kind}",
            mode=mode,
            cooperative=hands_on if hook.kind == "replace" else True,
            value=f"{owner}::{hook.listener}",
            rank=place,
            path=relative,
            line=line,
        )


def _hands_on(functions: dict[str, tuple[int, str]], listener: str) -> bool | None:
    """Whether a listener runs what it replaces, itself or through others of its file."""
    waiting, seen = [listener.lower()], {listener.lower()}
    if waiting[0] not in functions:
        return None
    while waiting:
        _, body = functions[waiting.pop()]
        words = body.lower()
        if "executeparent" in words:
            return True
        for name in functions:
            if name not in seen and f"$this -> {name} (" in words:
                seen.add(name)
                waiting.append(name)
    return False


def _hooks(tokens: PhpTokens, names: dict[str, str]) -> Iterator[_Hook]:
    for index, text in enumerate(tokens.texts):
        if text[:1] not in ("'", '"') or not text[1:-1].endswith(_KINDS):
            continue
        written = text[1:-1].replace("\\\\", "\\")
        match, rest = _NAME.fullmatch(written), _REST.fullmatch(written)
        if match is not None:
            found = match[1], match[2], match[3]
        elif rest is not None and tokens.texts[max(index - 4, 0) : index][1:] == [
            "::",
            "class",
            ".",
        ]:
            word = tokens.texts[index - 4].lstrip("\\")
            first, _, more = word.partition("\\")
            known = names.get(first.lower(), first)
            found = (f"{known}\\{more}" if more else known), rest[1], rest[2]
        else:
            continue
        line = tokens.line(index)
        for listener, position in _listeners(tokens.texts, index + 1):
            yield _Hook(*found, listener, position, line)


def _listeners(texts: list[str], index: int) -> Iterator[tuple[str, int | None]]:
    """Yield the methods behind the name of a hook, with their position.

    As ``=> 'onSave'``, ``=> ['onSave', 10]``, ``=> [['a'], ['b', 5]]`` in a list of a
    subscriber, and ``, 'onSave', 10)`` in a call.
    """
    if index >= len(texts) or texts[index] not in ("=>", ","):
        return
    depth, is_call = 0, texts[index] == ","
    found: list[tuple[str, int | None]] = []
    for text in texts[index + 1 : index + MAX_TOKENS_OF_ENTRY]:
        depth += (text in ("[", "(")) - (text in ("]", ")"))
        if depth < 0 or (not depth and text == "," and not is_call) or text == ";":
            break
        if text[:1] in ("'", '"') and re.fullmatch(r"\w+", text[1:-1]):
            found.append((text[1:-1], None))
        elif text.isdecimal() and found and len(text) < 9:
            found[-1] = (found[-1][0], int(text))
    yield from found
