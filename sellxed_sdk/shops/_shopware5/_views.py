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

_COMMENT = re.compile(r"\{\*.*?(?:\*\}|\Z)", re.DOTALL)
_BLOCK = re.compile(
    r"""\{block\s+(?:name\s*=\s*)?(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[\w/.-]+))"""
    r"""(?P<rest>[^}]*)\}|(?P<end>\{/block\s*\})"""
)
_PARENT = re.compile(r"\$smarty\.block\.parent\b|\{parent\}", re.IGNORECASE)
_EXTENDS = re.compile(r"\{extends\s+(?:file\s*=\s*)?['\"]?(?:parent:)?")


def find_view_claims(
    files: ShopFiles, directory: Path, *, themes: tuple[Path, ...]
) -> Iterator[Claim]:
    """Yield the blocks that a plugin's templates change.

    Args:
        files: The shop.
        directory: The plugin's.
        themes: Directories of the shop's own templates.
    """
    seen: set[str] = set()
    for name in DIRECTORIES:
        base = directory / name
        if name.lower() in seen or not files.is_directory(base):
            continue
        seen.add(name.lower())
        for path in _templates(files, base):
            yield from _claims(files, path, path.relative_to(base).as_posix(), themes)


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


def _claims(files: ShopFiles, path: Path, name: str, themes: tuple[Path, ...]) -> Iterator[Claim]:
    is_script = path.suffix == ".js"
    if is_script and not name.startswith(BACKEND):
        return
    text = files.whole(path, max_bytes=MAX_BYTES)
    if not text:
        return
    relative = files.relative(path)
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    blocks = list(_blocks(text))
    is_derived = _EXTENDS.search(text) is not None
    is_shops = any(files.is_file(theme / name) for theme in themes)
    if not is_script and not is_derived and is_shops:
        yield Claim(
            kind="sw5.block",
            target=name,
            mode=Mode.REPLACE,
            cooperative=False,
            value=relative,
            path=relative,
            line=1,
        )
        return
    for block, rest, begin, end in blocks:
        words = rest.split()
        hands_on = {"append", "prepend"} & set(words) or _PARENT.search(text, begin, end)
        yield Claim(
            kind="sw5.block",
            # Blocks of the back end are found by their name, in whatever file they are.
            target=BACKEND if is_script else name,
            member=block,
            mode=Mode.EXTEND if hands_on else Mode.REPLACE,
            cooperative=bool(hands_on),
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
