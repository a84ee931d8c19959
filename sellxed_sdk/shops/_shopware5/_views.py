"""`sw5.block`: blocks of Smarty templates that a plugin changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles

__all__ = ["find_view_claims"]

MAX_BYTES = 1_000_000
MAX_FILES = 5_000
MAX_DEPTH = 15
DIRECTORIES = ("Resources/views", "Resources/Views", "Views", "views")
_SUFFIXES = (".tpl", ".js")
BACKEND = "backend"
FRONTEND = ("Bare", "Responsive")

_COMMENT = re.compile(r"\{\*.*?(?:\*\}|\Z)", re.DOTALL)
_BLOCK = re.compile(
    r"""\{block\s+(?:name\s*=\s*)?(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[\w/.-]+))"""
    r"""(?P<rest>[^}]{0,1000})\}|(?P<end>\{/block\s*\})"""
)
_PARENT = re.compile(r"\$smarty\.block\.parent\b|\{parent\}", re.IGNORECASE)
_EXTENDS = re.compile(
    r"""\{extends\s+(?:file\s*=\s*)?['"]?(?:parent:|\[\w+\])?/?(?P<path>[^'"\s}]*)"""
)


def find_view_claims(files: ShopFiles, directory: Path, *, themes: Path) -> Iterator[Claim]:
    """Yield the blocks that a plugin's templates change.

    Args:
        files: The shop.
        directory: The plugin's.
        themes: The directory of the shop's own templates.
    """
    seen: set[str] = set()
    for name in DIRECTORIES:
        base = directory / name
        if name.lower() in seen or not files.is_directory(base):
            continue
        seen.add(name.lower())
        for path in _templates(files, base):
            relative = path.relative_to(base).as_posix()
            if path.suffix == ".js":
                if relative.startswith("backend/"):
                    yield from _scripts(files, path, themes / "Backend/ExtJs")
            else:
                yield from _pages(files, path, relative, themes / "Frontend")


def _templates(files: ShopFiles, base: Path) -> Iterator[Path]:
    waiting, count = [(base, 0)], 0
    while waiting:
        current, depth = waiting.pop()
        for entry in files.children(current):
            count += 1
            if count > MAX_FILES:
                files.note(base, f"it has more than {MAX_FILES} templates")
                return
            if entry.suffix in _SUFFIXES:
                yield entry
            elif (
                depth < MAX_DEPTH
                and "." not in entry.name
                and not entry.name.startswith("_")  # sources of styles and scripts
                and files.is_directory(entry)
            ):
                waiting.append((entry, depth + 1))


def _pages(files: ShopFiles, path: Path, name: str, themes: Path) -> Iterator[Claim]:
    text = _text(files, path)
    extended = _EXTENDS.search(text)
    if extended is not None and extended["path"] == name:
        yield from _block_claims(files, path, text, name)
    elif text and any(files.is_file(themes / theme / name) for theme in FRONTEND):
        # It is not derived from what is there: nothing of that is left.
        relative = files.relative(path)
        yield Claim(
            kind="sw5.block",
            target=name,
            mode=Mode.REPLACE,
            cooperative=False,
            value=relative,
            path=relative,
            line=1,
        )


def _scripts(files: ShopFiles, path: Path, themes: Path) -> Iterator[Claim]:
    """Yield blocks of the back end: they are found by their name, in whatever file they are.

    Of those that do not print their parent, only those of the shop itself: others are new.
    """
    for claim in _block_claims(files, path, _text(files, path), BACKEND):
        part = claim.member.split("/")[1:2]
        is_shops = bool(part) and files.is_directory(themes / BACKEND / part[0])
        if claim.mode is Mode.EXTEND or is_shops:
            yield claim


def _text(files: ShopFiles, path: Path) -> str:
    text = files.whole(path, max_bytes=MAX_BYTES) or ""
    return _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)


def _block_claims(files: ShopFiles, path: Path, text: str, target: str) -> Iterator[Claim]:
    relative = files.relative(path)
    for block, rest, begin, end in _blocks(text):
        is_added = bool({"append", "prepend"} & set(rest.split()))
        hands_on = is_added or _PARENT.search(text, begin, end) is not None
        yield Claim(
            kind="sw5.block",
            target=target,
            member=block,
            mode=Mode.EXTEND if hands_on else Mode.REPLACE,
            cooperative=hands_on,
            value=relative,
            path=relative,
            line=text.count("\n", 0, begin) + 1,
        )


def _blocks(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield name, attributes, begin and end of the outermost blocks of a template."""
    depth, name, rest, begin = 0, "", "", 0
    for match in _BLOCK.finditer(text):
        if match["end"]:
            depth = max(depth - 1, 0)
            if not depth and name:
                yield name, rest, begin, match.end()
                name = ""
            continue
        if not depth:
            name, rest = match["a"] or match["b"] or match["c"] or "", match["rest"]
            begin = match.start()
        depth += 1
    if depth and name:
        yield name, rest, begin, len(text)
