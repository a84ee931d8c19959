"""A module's ``metadata.php``: what it is, and what it changes."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._php import (
    MAX_CHARACTERS,
    PhpArray,
    PhpUnresolved,
    PhpValue,
    find_encoder,
    read_php,
)

__all__ = ["Block", "Entry", "Metadata", "read_metadata"]

VARIABLE = "$aModule"
# In the order in which one is taken for the name; a shop's language is in its database.
LANGUAGES = ("en", "de")
MAX_ENTRIES = 2_000

_TAG = re.compile(r"<[^<>]*>")
_CONSTANT = re.compile(r"\\?([A-Za-z_][\w\\]*)::([A-Za-z_]\w*)")
_USE = re.compile(
    r"(?:^|;|<\?php)[ \t]*use[ \t]+\\?([A-Za-z_][\w\\]*)(?:[ \t]+as[ \t]+(\w+))?[ \t]*;",
    re.MULTILINE,
)
Lookup = Callable[[str, str], PhpValue]
"""The value of a constant, by the class and its name; None where it is not found."""


@attrs.frozen(kw_only=True)
class Entry:
    """An entry of a list: a class and what extends it, a template and its file."""

    key: str
    """As a class of the shop."""
    value: str
    """As the class that extends it."""
    line: int
    """Where it says so."""


@attrs.frozen(kw_only=True)
class Block:
    """A block of a Smarty template."""

    template: str
    """As ``page/checkout/payment.tpl``."""
    name: str
    """The block."""
    file: str
    """What stands there instead, as it is written."""
    theme: str = ""
    """The theme it is for; empty for all."""
    position: int | None = None
    """Place in the order, where it says so."""
    line: int = 0
    """Where it says so."""


@attrs.frozen(kw_only=True)
class Metadata:
    """What ``metadata.php`` says; what it computes is empty."""

    id: str = ""
    """The module's id."""
    title: str = ""
    """Its name."""
    version: str | None = None
    """Its version."""
    extend: tuple[Entry, ...] = ()
    """Classes of the shop and what extends them."""
    controllers: tuple[Entry, ...] = ()
    """Keys of controllers and their classes."""
    templates: tuple[Entry, ...] = ()
    """Names of templates and their files."""
    blocks: tuple[Block, ...] = ()
    """Blocks of templates."""
    is_encoded: bool = False
    """Whether nobody can read it without its loader."""


def read_metadata(files: ShopFiles, path: Path, *, lookup: Lookup) -> Metadata:
    """Read a ``metadata.php``; what cannot be read is noted, and empty.

    Args:
        files: The shop.
        path: The file.
        lookup: Finds constants of the module's classes.
    """
    text = files.whole(path, max_bytes=MAX_CHARACTERS)
    if text is None:
        return Metadata()
    php = read_php(text, assignments=(VARIABLE,))
    if php.unread:
        files.note(path, php.unread)
        return Metadata(is_encoded=bool(find_encoder(text)))
    return _Reader(files, path, text, lookup).read(
        [(entry.path, entry.value, entry.line) for entry in php.assignments]
    )


class _Reader:
    def __init__(self, files: ShopFiles, path: Path, text: str, lookup: Lookup) -> None:
        self._files = files
        self._path = path
        self._text = text
        self._lookup = lookup
        self._names = {
            (match[2] or match[1].rpartition("\\")[2]).lower(): match[1]
            for match in _USE.finditer(text)
        }

    def read(self, assigned: list[tuple[tuple[PhpValue, ...], PhpValue, int]]) -> Metadata:
        parts: dict[str, list[tuple[PhpValue, PhpValue, int]]] = {}
        for path, value, line in assigned:
            for key, inner, entry in _unfold(path, value):
                if isinstance(key, str):
                    parts.setdefault(key, []).append((inner, entry, line))
                else:
                    self._note("part of it is computed")
        title = self._one(parts.get("title", []))
        version = self._text_of(self._one(parts.get("version", [])), "version")
        if version and not any(map(str.isdecimal, version)):
            self._note(f"its version is the placeholder {version[:50]}")
            version = ""
        return Metadata(
            id=self._text_of(self._one(parts.get("id", [])), "id"),
            title=_title(title),
            version=version or None,
            extend=tuple(self._entries("extend", parts)),
            controllers=tuple(self._entries("controllers", parts)),
            templates=tuple(self._entries("templates", parts)),
            blocks=tuple(self._blocks(parts.get("blocks", []))),
        )

    def _note(self, reason: str) -> None:
        self._files.note(self._path, reason)

    def _one(self, found: list[tuple[PhpValue, PhpValue, int]]) -> PhpValue:
        """Return the last value; a class's constant is looked up there."""
        return self._resolve(found[-1][1]) if found else None

    def _resolve(self, value: PhpValue) -> PhpValue:
        if not isinstance(value, PhpUnresolved):
            return value
        match = _CONSTANT.fullmatch(value.source)
        if match is None:
            return value
        first, _, rest = match[1].partition("\\")
        known = self._names.get(first.lower(), first)
        found = self._lookup(f"{known}\\{rest}" if rest else known, match[2])
        return value if found is None else found

    def _text_of(self, value: PhpValue, what: str) -> str:
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return str(value).strip()[:200]
        if value is not None:
            self._note(f"its {what} is computed")
        return ""

    def _items(self, value: PhpValue, what: str) -> Iterator[tuple[PhpValue, PhpValue, int]]:
        if not isinstance(value, PhpArray):
            if value is not None:
                self._note(f"its list {what} is computed")
            return
        for key, entry in value.items[:MAX_ENTRIES]:
            yield self._resolve(key), self._resolve(entry), value.line

    def _entries(
        self, what: str, parts: dict[str, list[tuple[PhpValue, PhpValue, int]]]
    ) -> Iterator[Entry]:
        for inner, value, line in parts.get(what, []):
            single = [(inner, self._resolve(value), line)]
            for key, entry, begin in single if inner is not None else self._items(value, what):
                if isinstance(key, str) and isinstance(entry, str) and key and entry:
                    name = entry.strip().lstrip("\\")
                    key_line = self._line(entry, begin)
                    yield Entry(key=key.strip().lstrip("\\"), value=name, line=key_line)
                else:
                    self._note(f"part of its list {what} is computed")

    def _blocks(self, parts: list[tuple[PhpValue, PhpValue, int]]) -> Iterator[Block]:
        for inner, value, line in parts:
            single = [(None, value, line)]
            for _, entry, _ in single if inner is not None else self._items(value, "blocks"):
                block = self._block(entry)
                if block is None:
                    self._note("part of its list blocks is computed")
                else:
                    yield block

    def _block(self, value: PhpValue) -> Block | None:
        if not isinstance(value, PhpArray):
            return None
        template, name, file = (
            self._resolve(value.get(key)) for key in ("template", "block", "file")
        )
        if not (isinstance(template, str) and isinstance(name, str) and isinstance(file, str)):
            return None
        theme, position = value.get("theme"), value.get("position")
        number = str(position) if isinstance(position, (str, int)) else ""
        return Block(
            template=template.strip().lstrip("/"),
            name=name.strip(),
            file=file.strip(),
            theme=theme if isinstance(theme, str) else "",
            position=int(number) if re.fullmatch(r"-?[0-9]{1,9}", number) else None,
            line=value.line,
        )

    def _line(self, words: str, begin: int) -> int:
        """Return the first line from one on that has the last part of a name."""
        last = re.split(r"[\\/]", words)[-1]
        lines = self._text.split("\n")
        found = (
            number for number in range(max(begin, 1), len(lines) + 1) if last in lines[number - 1]
        )
        return next(found, begin)


def _unfold(
    path: tuple[PhpValue, ...], value: PhpValue
) -> Iterator[tuple[PhpValue, PhpValue, PhpValue]]:
    """Yield key, inner key and value of an assignment to ``$aModule`` or to a part of it."""
    if path:
        inner = path[1] if len(path) > 1 else None
        yield path[0], inner, value
    elif isinstance(value, PhpArray):
        for key, entry in value.items:
            yield key, None, entry
    else:
        yield None, None, value


def _title(value: PhpValue) -> str:
    """Return the name in a language that is known, as text: many write it as HTML."""
    listed: tuple[PhpValue, ...] = (value,)
    if isinstance(value, PhpArray):
        listed = (*(value.get(language) for language in LANGUAGES), *value.values())
    texts = (_plain(entry) for entry in listed if isinstance(entry, str))
    return next((text for text in texts if text), "")


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text[:1_000])).split())[:200]
