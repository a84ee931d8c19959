"""Where the files of plugins are included, and names that two of them declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._modified._layout import Piece
from sellxed_sdk.shops._php import PhpFile, decode_php, find_encoder, read_php

__all__ = ["Content", "find_claims", "read_pieces"]

# Of these the shop includes the one that is chosen, not all.
_SINGLE = frozenset({"captcha"})
_GUARD = re.compile(r"(?:function|class|interface|trait)_exists\s*\(\s*['\"]\\*(\w+)['\"]")
_DECLARES = re.compile(r"\b(?:class|interface|trait|function)\s", re.IGNORECASE)
_VERSION = "$this->version"


@attrs.frozen(kw_only=True, eq=False)
class Content:
    """What one file says."""

    piece: Piece
    """The file."""
    symbols: tuple[tuple[str, int], ...] = ()
    """Classes, and functions with ``()``, that it declares whenever it runs, with lines."""
    version: str = ""
    """What it says its version is; empty where it does not."""
    is_encoded: bool = False
    """Whether it needs a loader."""


def read_pieces(files: ShopFiles, pieces: Iterable[Piece]) -> Iterator[Content]:
    """Read the files; what cannot be read is noted."""
    for piece in pieces:
        data = files.source(piece.path)
        text = decode_php(data) if data is not None else ""
        encoder = find_encoder(text)
        if encoder:
            files.note(piece.path, encoder)
            yield Content(piece=piece, is_encoded=True)
            continue
        if not _DECLARES.search(text):
            yield Content(piece=piece)
            continue
        found = read_php(text, assignments=(_VERSION,) if piece.kind else ())
        if found.unread:
            files.note(piece.path, found.unread)
        yield Content(
            piece=piece, symbols=tuple(_symbols(found, text)), version=_version(found, piece)
        )


def find_claims(files: ShopFiles, contents: Iterable[Content]) -> dict[str, list[Claim]]:
    """Return the claims of plugins, by their codes.

    Names are claimed only where files of two plugins declare them that are always included
    together: those of one kind of modules, and those of one point.
    """
    found: dict[str, list[Claim]] = {}
    declared: dict[tuple[str, str], dict[str, list[tuple[Content, str, int]]]] = {}
    for content in contents:
        piece = content.piece
        found.setdefault(piece.code, []).extend(_own(files, content))
        if piece.point.partition("/")[0] in _SINGLE:
            continue
        for name, line in content.symbols:
            slot = declared.setdefault((str(piece.path.parent), name.lower()), {})
            slot.setdefault(piece.code, []).append((content, name, line))
    for slot in declared.values():
        for code, entries in slot.items() if len(slot) > 1 else ():
            found[code] += [_symbol(files, *entry) for entry in entries]
    return found


def _own(files: ShopFiles, content: Content) -> Iterator[Claim]:
    piece = content.piece
    relative = files.relative(piece.path)
    if content.is_encoded:
        yield Claim(
            kind="opaque", target=relative, mode=Mode.OBSERVE, cooperative=None, path=relative
        )
    if piece.point:
        yield Claim(
            kind="mod.hook",
            target=piece.point,
            area=piece.area,
            mode=Mode.OBSERVE,
            rank=(piece.place,),
            path=relative,
            line=1,
        )


def _symbol(files: ShopFiles, content: Content, name: str, line: int) -> Claim:
    return Claim(
        kind="php.symbol",
        target=name,
        area=content.piece.area,
        mode=Mode.EXCLUSIVE,
        path=files.relative(content.piece.path),
        line=line,
    )


def _symbols(found: PhpFile, text: str) -> Iterator[tuple[str, int]]:
    guarded = {name.lower() for name in _GUARD.findall(text)}
    for entry in found.classes:
        if entry.name and not entry.is_conditional and entry.name.lower() not in guarded:
            yield entry.name, entry.line
    for function in found.functions:
        if not function.is_conditional and function.name.lower() not in guarded:
            yield f"{function.name}()", function.line


def _version(found: PhpFile, piece: Piece) -> str:
    for assignment in found.assignments:
        if isinstance(assignment.value, str) and assignment.in_class.lower() == piece.code:
            return assignment.value.strip()[:64]
    entry = found.find(piece.code)
    values = (
        [(known.name, known.value) for known in entry.properties]
        + [(known.name, known.value) for known in entry.constants]
        if entry is not None
        else []
    )
    for name, value in values:
        if name.lower() == "version" and isinstance(value, str):
            return value.strip()[:64]
    return ""
